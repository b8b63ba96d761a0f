"""What the lesson on hosting runs."""
