"""On which days sessions can be held: the open days of the site of their room."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Room
from pmplanner.services.calendars import open_days
from pmplanner.services.lookup import fold
from pmplanner.services.session_days import IsOpen


def days_open_at(session: Session, room: str) -> IsOpen:
    """Return what says whether a day is open where a room is; elsewhere and online the company's days."""
    sites = session.execute(select(Room.name, Room.site))
    site = next((site for name, site in sites if room and fold(name) == fold(room)), "")
    return open_days(session, site)
