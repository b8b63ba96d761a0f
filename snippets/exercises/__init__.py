"""Executed solutions of the lessons' exercises."""
