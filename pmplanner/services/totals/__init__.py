"""The totals: training days by track, team, job title, course, person and month."""
