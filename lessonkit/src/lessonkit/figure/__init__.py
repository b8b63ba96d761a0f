"""Figures, their data as tables, their pictures; outputs as HTML."""
