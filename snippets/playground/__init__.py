"""The networks that run in the reader's browser, and what they learn from."""
