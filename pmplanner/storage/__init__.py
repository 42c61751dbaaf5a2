"""Where the data lives: the workspace and its file, the journal, undo, backups."""
