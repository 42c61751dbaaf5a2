"""The page of decisions: what has to be decided now, each with what would follow and the button that does it."""
