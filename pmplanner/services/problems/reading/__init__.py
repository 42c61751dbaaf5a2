"""Reads the plain rows that the checks look at."""
