"""The shortest set: the fewest days with which all gaps close, beside today's picks."""
