"""The page of decisions: what has to be decided now, and the buttons that do it."""
