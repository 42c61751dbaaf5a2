"""Nothing is written but what was shown: a proposal is checked against the plan as it is now."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Seat, TrainingSession
from pmplanner.models import Pick as PickRow
from pmplanner.models.statuses import PolicyAction, SeatStatus, SessionStatus
from pmplanner.scheduling.check import Violation, check
from pmplanner.scheduling.model.problem import Freedom, PlannedSession, Problem, Proposal
from pmplanner.sentences import said
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.checks.units import check as find_in
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts
from pmplanner.services.problems.reading.rows import Problem as Trouble
from pmplanner.services.problems.tracking.blocking import trouble_of
from pmplanner.services.problems.tracking.finding import read_accepted
from pmplanner.services.problems.tracking.keys import sides_of
from pmplanner.services.resources.further import read_further
from pmplanner.services.sessions.session_rows import read_days

WISHES: frozenset[ProblemKind] = frozenset(
    {
        *("days a week", "days a month", "absence ceiling", "below minimum", "certificate", "prerequisite"),
        "outside working hours",
    }
)
"""Kinds that are goals where they only warn, or of which the engine knows nothing: nobody is left out for
them, so that they may come of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan's sessions and seats at one moment, as rows say it."""

    sessions: Mapping[int, tuple[object, ...]]
    """By session course, mode, room, trainer, status, pin and lock, further rooms and trainers."""
    days: Mapping[int, tuple[Day, ...]]
    seats: Mapping[int, frozenset[int]]
    """By session the picks that are booked, or were there."""
    most: Mapping[int, int | None]
    """By session its seats."""

    def whole(self, session_id: int) -> tuple[object, ...]:
        """Return all that a session has besides days and people."""
        return (*self.sessions[session_id], self.most[session_id])

    def where(self, session_id: int) -> tuple[object, ...] | None:
        """Return the mode, rooms and days of a session; None where there is none."""
        row = self.sessions.get(session_id)
        if row is None:
            return None
        _, mode, room, *_, rooms, _ = row
        return mode, room, rooms, self.days.get(session_id)

    def seated(self) -> dict[int, int]:
        """Return in which session each pick has a seat."""
        return {pick: session_id for session_id, picks in self.seats.items() for pick in picks}


def read_standing(db: Session, plan_id: int) -> Standing:
    """Return the sessions that are not cancelled, and who sits in them."""
    columns = ("course_id", "mode", "room", "trainer", "status", "pinned", "locked")
    of_plan = (TrainingSession.plan_id == plan_id, TrainingSession.status != SessionStatus.CANCELLED)
    rows = db.execute(
        select(
            TrainingSession.id,
            TrainingSession.seats_max,
            *(getattr(TrainingSession, name) for name in columns),
        ).where(*of_plan)
    ).all()
    further = read_further(db)
    sessions = {
        row[0]: (*row[2:], further.rooms.get(row[0], ()), further.trainers.get(row[0], ())) for row in rows
    }
    seats: dict[int, set[int]] = defaultdict(set)
    there = (
        select(Seat.session_id, Seat.pick_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(*of_plan, Seat.status.not_in((SeatStatus.WAITING, SeatStatus.ABSENT)))
    )
    for session_id, pick_id in db.execute(there):
        seats[session_id].add(pick_id)
    return Standing(
        sessions,
        {session_id: tuple(days) for session_id, days in read_days(db, *of_plan).items()},
        {session_id: frozenset(picks) for session_id, picks in seats.items()},
        {row[0]: row[1] for row in rows},
    )


def in_part(brief: Brief, proposal: Proposal, courses: Collection[int] | None) -> Proposal:
    """Return what a plan would have if only some courses of a proposal were accepted; None for all.

    *brief* is of the plan as it is now. Who has come into a session since is counted in it.
    """
    known = {row.key: row for row in brief.problem.picks}
    kept = {row.key: row for row in brief.problem.sessions}
    rows: list[PlannedSession] = []
    placed: set[int] = set()
    for row in proposal.sessions:
        if courses is None or row.course in courses:
            now = kept.get(row.key) if row.key is not None else None
            rows.append(row)
            placed |= set(row.seated)
            if now is not None and now.freedom is not Freedom.FREE:
                # Rooms and trainers of these are no matter of the proposal.
                rows[-1] = replace(row, trainer=now.trainer, room=now.room)
    unseated = set(proposal.unseated)
    there = {row.key: at for at, row in enumerate(rows) if row.key is not None}
    for old in kept.values():
        mine = courses is None or old.course in courses
        if mine and old.key in there:
            new = tuple(key for key in old.seated if key not in placed and key not in unseated)
            at = there[old.key]
            rows[at] = replace(rows[at], seated=(*rows[at].seated, *new))
        elif not mine or any(key not in placed and key not in unseated for key in old.seated):
            seated = tuple(key for key in old.seated if key not in placed)
            rows.append(PlannedSession(old.key, old.course, old.days, old.trainer, old.room, seated))
    there_now = {key for row in rows for key in row.seated}
    return Proposal(tuple(rows), tuple(sorted(key for key in known if key not in there_now)))


def refuse_what_cannot_be(
    db: Session, brief: Brief, proposal: Proposal, courses: Collection[int] | None
) -> Brief:
    """Return the plan as it is now; raise PlanError when a proposal, or its part, does not fit it."""
    fresh = read_brief(db, brief.request)
    courses = None if courses is None else set(courses)
    picks = {row.key for row in fresh.problem.picks}
    chosen = [row for row in proposal.sessions if courses is None or row.course in courses]
    gone = any(key not in picks for row in chosen for key in row.seated)
    if gone or any(row.key is not None and row.key not in fresh.sessions for row in chosen):
        raise PlanError(said("The plan has changed since. Schedule again."))
    if fresh.problem.days != brief.problem.days or (fresh.rooms, fresh.trainers) != (
        brief.rooms,
        brief.trainers,
    ):
        raise PlanError(said("The plan has changed since. Schedule again."))
    whole = in_part(fresh, proposal, courses)
    found = check(fresh.problem, whole)
    if found:
        raise PlanError(
            said(
                "Nothing was written: {violation}",
                violation=say_violation(db, fresh.problem, whole, found[0]),
            )
        )
    return fresh


def say_violation(db: Session, problem: Problem, proposal: Proposal, found: Violation) -> str:
    """Say in a sentence what rule a proposal would break in the plan as it is now."""
    titles = dict(db.execute(select(Course.id, Course.title)).all())
    course: int | None = None
    day: dt.date | None = None
    if found.session is not None:
        row = proposal.sessions[found.session]
        course, day = row.course, problem.days[row.days[0]] if row.days else None
    elif found.day is not None:
        day = problem.days[found.day]
    elif found.pick is not None:
        course = db.scalar(select(PickRow.course_id).where(PickRow.id == found.pick)) or 0
    title = None if course is None else titles.get(course) or said("a course")
    return said(
        "{violation}. The plan is not the one that was scheduled; schedule again.",
        violation=_placed(found.what, title, day),
    )


def _placed(what: str, course: str | None, day: dt.date | None) -> str:
    """Say in which course, and on which day, something is so, where that is known."""
    if course is not None and day is not None:
        return said("{what} in {course} on {day}", what=what, course=course, day=day)
    if course is not None:
        return said("{what} in {course}", what=what, course=course)
    return what if day is None else said("{what} on {day}", what=what, day=day)


def find_troubles(db: Session, plan_id: int, facts: Facts | None = None) -> list[Trouble]:
    """Return the problems of a plan that nobody has accepted, each once."""
    accepted = read_accepted(db, plan_id)
    facts = gather_facts(db, plan_id) if facts is None else facts
    return [row for row in find_in(facts) if not row.mirrored and row.key not in accepted]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a proposal leaves where it is."""

    people: Mapping[int, frozenset[int]]
    """By session that keeps its days and rooms the people who stay there."""

    def has(self, session_id: int, person_id: int | None) -> bool:
        """Say whether a session stays where it is, and somebody in it."""
        there = self.people.get(session_id)
        return there is not None and (person_id is None or person_id in there)


def kept_by(before: Standing, after: Standing, people: Mapping[int, int]) -> Kept:
    """Return what is the same at two moments; *people* are the persons of the picks."""
    return Kept(
        {
            session_id: frozenset(people[pick] for pick in picks & after.seats.get(session_id, frozenset()))
            for session_id, picks in before.seats.items()
            if before.where(session_id) == after.where(session_id)
        }
    )


def refuse_new_troubles(before: Iterable[Trouble], after: Iterable[Trouble], kept: Kept) -> None:
    """Raise PlanError for a problem that was not there before and is more than a wish not granted.

    A closed day is told of a session or of single people in it, by the site of most of them: of who sits
    where they did, nothing is new.
    """
    before = list(before)
    known = {_identity(row) for row in before}
    short = [(row.place, _sessions(row)) for row in before if row.kind == "equipment"]
    for row in after:
        if _identity(row) in known or (row.action != PolicyAction.BLOCK and row.kind in WISHES):
            continue
        if row.kind == "closed day" and kept.has(row.session_id, row.person_id):
            continue
        # Fewer who ask for what there is too little of are no new problem.
        fewer = (row.place == place and _sessions(row) < ids for place, ids in short)
        if not (row.kind == "equipment" and any(fewer)):
            raise PlanError(
                said(
                    "Nothing was written, because of a new problem: {title}. {hint}",
                    title=row.title,
                    hint=row.hint,
                )
            )


def _identity(row: Trouble) -> tuple[object, ...]:
    """Return what makes a problem the same, also where people or sessions have moved."""
    if row.kind in ("over capacity", "room too small"):
        return row.kind, row.session_id
    return trouble_of(row)


def _sessions(row: Trouble) -> set[int]:
    """Return the sessions that a problem is of."""
    sides = sides_of(row.key)
    return {sides["session_id"], sides["other_session_id"], *sides["more_session_ids"]} - {0}


def refuse_other_than_shown(
    before: Standing, after: Standing, planned: Mapping[int, PlannedSession], stays: Iterable[int]
) -> None:
    """Raise PlanError when seats are not as proposed, or something has changed that was to stay."""
    for session_id in stays:
        same = before.sessions[session_id] == after.sessions.get(session_id)
        same = same and before.days.get(session_id) == after.days.get(session_id)
        if not same or not before.seats.get(session_id, frozenset()) <= after.seats.get(
            session_id, frozenset()
        ):
            raise PlanError(said("Nothing was written: a session that was to stay would have changed."))
    seated = after.seated()
    for session_id, row in planned.items():
        if any(seated.get(pick) != session_id for pick in row.seated):
            raise PlanError(said("Nothing was written: the seats would not have been those proposed."))
    was = before.seated()
    proposed = {pick for row in planned.values() for pick in row.seated}
    if (was.keys() - seated.keys()) & proposed:
        raise PlanError(said("Nothing was written: somebody would have lost a seat unsaid."))
    if seated.keys() - was.keys() - proposed:
        raise PlanError(said("Nothing was written: somebody would have got a seat unsaid."))
