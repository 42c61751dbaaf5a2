"""What timeline and month share while something is dragged."""
