"""On which days sessions can be held: the open days of the site of their room."""

from sqlalchemy.orm import Session

from pmplanner.services.session_days import IsOpen, is_working_day


def days_open_at(session: Session, room: str) -> IsOpen:
    """Return what says whether a day is open where a room is; elsewhere and online the company's days."""
    return is_working_day
