"""Tests of the site's scripts by themselves, and the checkers that need Node.js."""
