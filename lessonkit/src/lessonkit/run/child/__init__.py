"""What works inside a snippet's process; nothing in here may need a package."""
