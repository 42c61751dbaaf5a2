"""pmplanner: an offline training planner for courses, sessions and days per role track."""

__version__ = "0.1.0"
