"""A workspace in one file of SQLite: the only room that knows SQLite."""
