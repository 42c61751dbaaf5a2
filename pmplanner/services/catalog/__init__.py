"""The catalogue: its courses, what makes them valid, and the bundled ones."""
