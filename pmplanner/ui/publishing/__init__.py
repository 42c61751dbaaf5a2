"""What goes out to others: calendars, files for other programs, change packs."""
