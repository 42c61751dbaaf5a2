"""What every page stands on: actions on the workspace, problems kept up to date, themes, focus."""
