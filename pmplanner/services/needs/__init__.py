"""What people need: which required courses they had satisfied before the plan."""
