"""What every page stands on: actions on the workspace, monitors of problems and file, writing, focus."""
