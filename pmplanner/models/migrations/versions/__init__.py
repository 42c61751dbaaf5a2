"""One file a format, in order."""
