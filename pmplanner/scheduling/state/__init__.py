"""A schedule that is being changed: who sits where, on which days, and what bounds it from below."""
