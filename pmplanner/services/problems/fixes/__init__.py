"""What would solve a problem: edits tried on plain rows."""
