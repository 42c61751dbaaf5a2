"""The plan as files: tables, calendars, tasks, and what is printed."""
