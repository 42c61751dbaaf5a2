"""What is still to schedule."""
