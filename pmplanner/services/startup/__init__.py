"""Opening a workspace for use: its catalogue, its guard, the sample."""
