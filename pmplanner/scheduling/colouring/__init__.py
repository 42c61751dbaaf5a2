"""Schedules that are graph colourings: the fewest days, and proofs that fewer are impossible."""
