"""Turns snippets into pages: runner, store, Markdown extension."""
