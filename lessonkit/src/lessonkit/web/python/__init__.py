"""An editor for exercises, and what runs them in a worker."""
