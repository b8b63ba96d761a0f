"""What readers copy and CI runs."""
