"""Sessions: their days, seats, equipment, locks, and what is done to whole sessions."""
