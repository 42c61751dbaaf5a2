"""The window: PySide6 widgets, one page a folder."""
