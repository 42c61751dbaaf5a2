"""What the application does: functions on a session that return frozen rows."""
