"""Files in and out: readers, writers, layouts; knows no database and no window."""
