"""The form of a session: its fields, its people, what can be done with it."""
