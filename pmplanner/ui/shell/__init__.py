"""The window around the pages: start, bar, menus, history, backups, what is said when things fail."""
