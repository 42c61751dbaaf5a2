"""People: who they are, their tracks, what they have done, and forgetting them."""
