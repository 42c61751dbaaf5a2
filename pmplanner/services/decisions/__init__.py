"""What is decided of picks: approved, put off, declined, by whom and why; which go where money lacks."""
