"""Other programs on the same problems, each given the best model that it allows."""
