"""The Catalogue page."""
