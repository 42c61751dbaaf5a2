"""Bars and cards that show days."""
