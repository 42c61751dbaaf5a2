"""Gaps: what is missing by track, team, manager, course or person, with what can be done about it."""
