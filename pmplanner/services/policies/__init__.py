"""What is done about each kind of problem."""
