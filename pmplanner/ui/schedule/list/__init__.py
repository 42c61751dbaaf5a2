"""The sessions as a list."""
