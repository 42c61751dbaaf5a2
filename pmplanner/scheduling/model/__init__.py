"""What is to be scheduled, as frozen rows and as tables by position, and the objectives as numbers."""
