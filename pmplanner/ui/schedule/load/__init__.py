"""The load: how busy teams, rooms and trainers are, week by week, below the sessions."""
