"""Days: which are open, what closes them, and how the days of a session are laid over them."""
