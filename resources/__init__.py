"""Files that ship with pmplanner: catalogue, icons, style sheet."""
