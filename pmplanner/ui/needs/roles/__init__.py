"""Role tracks side by side: what they share, what only one has, and somebody who changes role."""
