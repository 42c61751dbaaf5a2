"""Picks: who takes which course in a plan."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Pick, Plan, Seat
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, get, plain_rows
from pmplanner.services.needs.needs import missing_of, read_needs
from pmplanner.services.pick_status.pick_status import DONE, list_pick_statuses
from pmplanner.services.plans.decision_rows import delete_picks
from pmplanner.services.quantities import check_days
from pmplanner.services.sessions.seating import give_up, person_called
from pmplanner.storage import journal
from pmplanner.storage.labels import People

Pair = tuple[int, int]
"""The ids of a person and a course."""


def pick_courses(db: Session, plan_id: int, person_ids: Collection[int], course_ids: Collection[int]) -> int:
    """Pick every course for every person; return how many picks are new."""
    return add_picks(db, plan_id, [(person, course) for person in person_ids for course in course_ids])


def add_picks(db: Session, plan_id: int, pairs: Collection[Pair]) -> int:
    """Pick the (person, course) pairs that are not picked yet; return how many that were.

    Raises PlanError when a person, a course or the plan is gone.
    """
    get(db, Plan, plan_id)
    _check_there(db, pairs)
    present = _picks(db, plan_id, pairs)
    # Each once, in the order given: pasted blocks name people twice.
    missing = [pair for pair in dict.fromkeys(pairs) if pair not in present]
    rows = [
        {"plan_id": plan_id, "person_id": person_id, "course_id": course_id, "note": "", "attempt": 1}
        for person_id, course_id in missing
    ]
    return len(journal.bulk_insert(db, Pick, rows))


def pick_again(db: Session, plan_id: int, pairs: Collection[Pair]) -> int:
    """Pick the (person, course) pairs once more, as the next attempt; return how many picks are new.

    Raises PlanError where somebody has not picked the course yet, or the attempt before is neither done
    nor failed.
    """
    get(db, Plan, plan_id)
    _check_there(db, pairs)
    newest = _picks(db, plan_id, pairs)
    people = {person_id for person_id, _ in pairs}
    statuses = {each.pick_id: each for each in list_pick_statuses(db, plan_id, people, put_aside=True)}
    rows = []
    for person_id, course_id in dict.fromkeys(pairs):
        status = statuses.get(newest.get((person_id, course_id), 0))
        if status is None or status.status != DONE:
            raise PlanError(_not_again(db, person_id, course_id, is_picked=status is not None))
        rows.append(
            {
                "plan_id": plan_id,
                "person_id": person_id,
                "course_id": course_id,
                "note": "",
                "attempt": status.attempt + 1,
            }
        )
    return len(journal.bulk_insert(db, Pick, rows))


def _not_again(db: Session, person_id: int, course_id: int, *, is_picked: bool) -> str:
    name, course = person_called(db, person_id), get(db, Course, course_id)
    if is_picked:
        return said(
            "{name} has not done {course} yet; it can be taken again once it is done or failed.",
            name=name,
            course=course.title,
        )
    return said(
        "{name} has not picked {course}, and so cannot take it again.", name=name, course=course.title
    )


def remove_picks(db: Session, plan_id: int, pairs: Collection[Pair]) -> int:
    """Take picks back, with their seats, and let those waiting move up; return how many.

    Of a course that somebody takes again it is the newest attempt.
    Raises PlanError when one of them is done already: history is not lost by a slip of the hand; and
    when one has a seat in a locked session.
    """
    present = _picks(db, plan_id, pairs)
    chosen = {present[pair] for pair in pairs if pair in present}
    people = {person_id for person_id, _ in pairs}
    done = [s for s in list_pick_statuses(db, plan_id, people) if s.pick_id in chosen and s.status == DONE]
    if done:
        name, course = person_called(db, done[0].person_id), get(db, Course, done[0].course_id)
        raise PlanError(said("{name} has already done {course}.", name=name, course=course.title))
    return take_back(db, chosen)


def take_back(db: Session, pick_ids: Collection[int]) -> int:
    """Take picks back whichever attempts they are, as :func:`remove_picks` does; return how many.

    Raises PlanError when one has a seat in a locked session. That none is done is for the caller to see to.
    """
    # The seats first, which refer to the picks.
    give_up(db, dict(_seats_of(db, pick_ids)))
    return delete_picks(db, pick_ids)


def toggle_picks(db: Session, plan_id: int, pairs: Collection[Pair]) -> int:
    """Pick all the pairs; when all are picked already, take back those that are not done.

    Returns how many picks were added, or minus how many were taken back.
    """
    present = _picks(db, plan_id, pairs)
    if any(pair not in present for pair in pairs):
        return add_picks(db, plan_id, pairs)
    people = {person_id for person_id, _ in pairs}
    done = {s.pick_id for s in list_pick_statuses(db, plan_id, people) if s.status == DONE}
    removable = [pair for pair in pairs if present[pair] not in done]
    # Where all are done, the refusal names one of them.
    return -remove_picks(db, plan_id, removable or pairs)


def pick_required(db: Session, plan_id: int, person_ids: Collection[int]) -> int:
    """Pick what is required of each person and missing in the plan; return how many picks are new.

    Of groups that is the shortest of what can be chosen. What somebody failed or attended in part only is
    picked again; what was put off or declined stays so. Nothing is picked for who does not count.
    """
    missing = missing_of(read_needs(db, plan_id, person_ids))
    return pick_missing(db, plan_id, [(person_id, need.course_id) for person_id, need in missing])


def pick_missing(db: Session, plan_id: int, pairs: Collection[Pair]) -> int:
    """Pick (person, course) pairs of which each is missing; return how many picks are new.

    What was failed or attended in part only is picked again. Raises PlanError when one of them is gone.
    """
    count = add_picks(db, plan_id, pairs)
    # Once more for each time that it was done in vain, which may have been before it was ever picked.
    while again := _done_in_vain(db, plan_id, pairs):
        count += pick_again(db, plan_id, again)
    return count


def _done_in_vain(db: Session, plan_id: int, pairs: Collection[Pair]) -> list[Pair]:
    """Return those of the pairs whose newest pick was failed, or attended in part only."""
    people = {person_id for person_id, _ in pairs}
    statuses = list_pick_statuses(db, plan_id, people, put_aside=True) if people else ()
    newest = {(each.person_id, each.course_id): each for each in sorted(statuses, key=lambda s: s.attempt)}
    # What was put off or declined is not done, and whoever decided so is not passed over.
    return [pair for pair in pairs if newest[pair].status == DONE and not newest[pair].satisfies]


def set_pick_days(db: Session, pick_id: int, days: Decimal | None) -> None:
    """Set the person's own days of a pick, in quarters; None for the days of the course."""
    check_days(days)
    get(db, Pick, pick_id).days = days


def set_pick_note(db: Session, pick_id: int, note: str) -> None:
    """Set the note of a pick; its lines end as everywhere, so that files bring it back unchanged."""
    get(db, Pick, pick_id).note = "\n".join(note.strip().splitlines())


def picked_courses(db: Session, plan_id: int) -> set[int]:
    """Return the courses that somebody has picked in a plan, whatever has become of it."""
    query = select(Pick.course_id).where(Pick.plan_id == plan_id).distinct()
    return {row[0] for row in plain_rows(db, query)}


def people_of(db: Session, pick_ids: Collection[int]) -> People:
    """Return whose picks these are, as labels name people."""
    query = select(Pick.id, Pick.person_id).where(*among(Pick.id, pick_ids)).order_by(Pick.id)
    wanted = set(pick_ids)
    return People.of(person_id for pick_id, person_id in db.execute(query) if pick_id in wanted)


def _check_there(db: Session, pairs: Collection[Pair]) -> None:
    for course_id in {course_id for _, course_id in pairs}:
        get(db, Course, course_id)
    people = {person_id for person_id, _ in pairs}
    if people - set(db.scalars(select(Person.id).where(*among(Person.id, people)))):
        raise PlanError(said("This person no longer exists."))


def _picks(db: Session, plan_id: int, pairs: Collection[Pair]) -> dict[Pair, int]:
    people, courses = {person_id for person_id, _ in pairs}, {course_id for _, course_id in pairs}
    # Of several attempts the newest: it is the only one that can still be done or taken back.
    query = (
        select(Pick.person_id, Pick.course_id, Pick.id)
        .where(Pick.plan_id == plan_id, *among(Pick.person_id, people), *among(Pick.course_id, courses))
        .order_by(Pick.attempt)
    )
    return {(person_id, course_id): pick_id for person_id, course_id, pick_id in db.execute(query)}


def _seats_of(db: Session, pick_ids: Collection[int]) -> list[tuple[int, int]]:
    rows: Iterable[tuple[int, int, int]] = db.execute(
        select(Seat.id, Seat.session_id, Seat.pick_id).where(*among(Seat.pick_id, pick_ids))
    )
    return [(seat_id, session_id) for seat_id, session_id, pick_id in rows if pick_id in pick_ids]
