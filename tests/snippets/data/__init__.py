"""Tests of `snippets/data`."""
