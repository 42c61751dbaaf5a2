"""Forms, and lists with a line to add to them."""
