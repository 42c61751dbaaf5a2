"""Swapping the course that somebody has picked for another one, with a seat in it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Pick
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get
from pmplanner.services.plans.picks import add_picks, remove_picks
from pmplanner.services.sessions.seating import seat_picks


def exchange_pick(
    db: Session, plan_id: int, person_id: int, course_id: int, other_id: int, session_id: int | None = None
) -> None:
    """Take a pick back, with its seat, and pick another course in its place; seat it in a session if given.

    Raises PlanError when the pick is gone or done, when the other course is picked already, and for what
    seating refuses.
    """
    other = get(db, Course, other_id)
    if not remove_picks(db, plan_id, [(person_id, course_id)]):
        raise PlanError(said("The course is not picked any more."))
    if not add_picks(db, plan_id, [(person_id, other_id)]):
        raise PlanError(said("{course} is picked already.", course=other.title))
    db.flush()
    if session_id is not None:
        query = select(Pick.id).where(
            Pick.plan_id == plan_id, Pick.person_id == person_id, Pick.course_id == other_id
        )
        seat_picks(db, session_id, list(db.scalars(query)))
