"""A run: one snippet in a process of its own, just as `python FILE` runs it."""
