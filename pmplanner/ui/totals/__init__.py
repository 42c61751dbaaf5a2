"""The Totals page."""
