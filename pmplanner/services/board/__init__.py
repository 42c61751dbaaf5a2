"""What has to be decided now, each with the consequence that was tried in a copy of the plan."""
