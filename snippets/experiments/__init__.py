"""Experiments: each shows one claim of a lesson, and asserts it."""
