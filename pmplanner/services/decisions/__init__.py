"""What is decided of picks: approved, put off, declined, by whom and why."""
