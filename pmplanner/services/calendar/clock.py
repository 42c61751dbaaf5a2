"""What day it is."""

import datetime as dt


def today() -> dt.date:
    """Return the user's day, by the clock and the zone of this machine."""
    return dt.datetime.now().astimezone().date()
