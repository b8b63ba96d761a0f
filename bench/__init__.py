"""Measures the machine against its own bounds and against mkdocs-jupyter."""
