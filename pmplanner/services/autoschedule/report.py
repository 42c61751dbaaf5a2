"""What a proposal comes to, in figures and in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person
from pmplanner.models import Pick as PickRow
from pmplanner.scheduling.model.problem import Progress, Proposal
from pmplanner.scheduling.pipeline import ordered
from pmplanner.sentences import said
from pmplanner.services.autoschedule.changes import is_elsewhere, more_seats
from pmplanner.services.autoschedule.foreseeing import foresee
from pmplanner.services.autoschedule.problem_builder import Brief
from pmplanner.services.autoschedule.refusals import find_troubles
from pmplanner.services.lookup import fold, person_name
from pmplanner.services.problems.reading.rows import Problem as Trouble


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A pick without a seat, and why."""

    pick_id: int
    person_id: int
    employee_id: str
    name: str
    course_id: int
    course_code: str
    course_title: str
    reason: str
    relaxations: tuple[str, ...] = ()
    """What would seat it, each tried; empty when nothing was tried or no single thing helps."""


@dataclass(frozen=True, slots=True)
class CouldChange:
    """A session that stands though it cannot be held as it is, and that may change when it is named."""

    session_id: int
    code: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A proposal against what the plan has now."""

    picks: int
    """To be seated, with those that cannot be."""
    seated: int
    sessions: int
    sessions_floor: int | None
    """Fewer cannot seat as many; None where some are left out who could be seated, or more is not known."""
    new: int
    moved: int
    dropped: int
    new_seats: int
    """People who would get a seat that they do not have now."""
    lost_seats: int
    """People who would have none any more."""
    changed_people: int
    """People who had a seat and are in another session, or in one that moved."""
    days: int
    """Different days with training."""
    first_day: dt.date | None
    last_day: dt.date | None
    last_day_floor: dt.date | None
    """Before this day it cannot end with as many seated; None where that is not known."""
    late_renewals: int
    """People who renew something only after it has expired, though the dates would allow it in time."""
    proved: tuple[str, ...]
    """The goals, from the first on, that are proved to be at their best."""
    left_out: tuple[LeftOut, ...]
    stays: tuple[str, ...] = ()
    """What is wrong with sessions that stay as they are, a sentence each."""
    could_change: tuple[CouldChange, ...] = ()
    """Of these the sessions that could change if they were named."""
    changed: int = 0
    """Sessions that keep their days and get another room or trainer, or more seats."""
    too_early: tuple[str, ...] = ()
    """Who would get a seat before what should come first, a sentence each: that only warns."""


def read_outcome(
    db: Session,
    brief: Brief,
    progress: Progress,
    proposal: Proposal,
    reasons: Mapping[int, str],
    relaxations: Mapping[int, tuple[str, ...]] = MappingProxyType({}),
) -> Outcome:
    """Return what a proposal comes to; *reasons* say why each pick without a seat has none."""
    days = brief.problem.days
    used = sorted({place for planned in proposal.sessions for place in planned.days})
    floor = progress.floors.last_day
    has_all = len(proposal.unseated) <= progress.floors.unseated
    was = {pick for session in brief.sessions.values() for pick in session.seated}
    seated = {pick for planned in proposal.sessions for pick in planned.seated}
    before = find_troubles(db, brief.request.plan_id, brief.facts)
    after = find_troubles(db, brief.request.plan_id, foresee(brief, proposal))
    sides = {_side(row) for row in before}
    stays = _stays(brief, proposal, [row for row in after if _side(row) in sides])
    return Outcome(
        picks=len(brief.pick_ids),
        seated=sum(len(planned.seated) for planned in proposal.sessions),
        sessions=len(proposal.sessions),
        sessions_floor=progress.floors.sessions if has_all else None,
        new=sum(planned.key is None and bool(planned.seated) for planned in proposal.sessions),
        moved=len(_moved(brief, proposal)),
        changed=_changed(brief, proposal),
        dropped=len(brief.sessions.keys() - {planned.key for planned in proposal.sessions}),
        new_seats=len(seated - was),
        lost_seats=len(was - seated),
        changed_people=_changed_people(brief, proposal),
        days=len({days[place] for place in used}),
        first_day=days[used[0]] if used else None,
        last_day=days[used[-1]] if used else None,
        last_day_floor=days[floor] if used and has_all and 0 <= floor < len(days) else None,
        late_renewals=_late_renewals(brief, proposal),
        proved=_proved(brief, progress),
        left_out=_left_out(db, brief, proposal, reasons, relaxations),
        stays=tuple(
            said(
                "{code} stays as it is: {title}.",
                code=brief.facts.sessions[row.session_id].code,
                title=row.title,
            )
            for row in stays
        ),
        too_early=_too_early(brief, before, after),
        could_change=_could_change(brief, stays),
    )


def _could_change(brief: Brief, stays: Iterable[Trouble]) -> tuple[CouldChange, ...]:
    sessions = (
        brief.standing.get(session_id) for session_id in dict.fromkeys(row.session_id for row in stays)
    )
    return tuple(
        CouldChange(session.id, session.code)
        for session in sessions
        if session is not None and session.could_change
    )


_OF_TIME = ("finish", "spread", "fairness")


def _proved(brief: Brief, progress: Progress) -> tuple[str, ...]:
    """Return the goals that are proved, in the order in which they were looked at: seats first.

    Where courses take more of a day here than they last, nothing is proved of when they are.
    """
    goals = ordered(brief.problem.goals)[: progress.proved]
    timed = next((at for at, goal in enumerate(goals) if goal in _OF_TIME), len(goals))
    return goals[:timed] if brief.is_rounded else goals


def _late_renewals(brief: Brief, proposal: Proposal) -> int:
    """Count who would renew something only after it has expired, though the dates allow it in time."""
    ends = {pick: planned.days[-1] for planned in proposal.sessions for pick in planned.seated}
    return sum(ends.get(pick, last) > last for pick, last in brief.renew_by.items())


def _too_early(brief: Brief, before: Iterable[Trouble], after: Iterable[Trouble]) -> tuple[str, ...]:
    """Say who would come to a course before what should come first, and does not do so already."""
    known = {(row.person_id, row.course_id) for row in before if row.kind == "prerequisite"}
    return tuple(
        said(
            "{name} comes too early to {course}: {reason}",
            name=brief.facts.people[row.person_id or 0].name,
            course=brief.facts.titles[row.course_id],
            reason=f"{row.hint[:1].lower()}{row.hint[1:]}",
        )
        for row in after
        if row.kind == "prerequisite" and (row.person_id, row.course_id) not in known
    )


def _side(row: Trouble) -> tuple[str, int | None]:
    # A closed day is told of people or of their session, by who else is there.
    return (row.kind, row.session_id) if row.kind == "closed day" else (row.key, row.person_id)


def _stays(brief: Brief, proposal: Proposal, still: Iterable[Trouble]) -> tuple[Trouble, ...]:
    """Return, of what is wrong *still*, what is wrong with sessions that stay as they are."""
    now = {row.key: (row.days, row.trainer, row.room) for row in brief.problem.sessions}
    same = {
        row.key for row in proposal.sessions if now.get(row.key or 0) == (row.days, row.trainer, row.room)
    }
    same |= brief.standing.keys()
    return tuple(row for row in still if row.session_id in same)


def _moved(brief: Brief, proposal: Proposal) -> set[int]:
    """Return the sessions that have other days than now."""
    now = brief.now()
    return {
        planned.key
        for planned in proposal.sessions
        if planned.key is not None and planned.days != now[planned.key]
    }


def _changed(brief: Brief, proposal: Proposal) -> int:
    """Count the sessions that keep their days and change otherwise."""
    was, moved = {row.key: row for row in brief.problem.sessions}, _moved(brief, proposal)
    stay = (
        (brief.sessions[planned.key], was[planned.key], planned)
        for planned in proposal.sessions
        if planned.key is not None and planned.key not in moved
    )
    return sum(is_elsewhere(*each) or more_seats(*each) > 0 for each in stay)


def _changed_people(brief: Brief, proposal: Proposal) -> int:
    before = {pick: session.id for session in brief.sessions.values() for pick in session.seated}
    moved = _moved(brief, proposal)
    after = {pick: planned.key for planned in proposal.sessions for pick in planned.seated}
    return sum(after.get(pick) != session or session in moved for pick, session in before.items())


def _left_out(
    db: Session,
    brief: Brief,
    proposal: Proposal,
    reasons: Mapping[int, str],
    relaxations: Mapping[int, tuple[str, ...]],
) -> tuple[LeftOut, ...]:
    missing = set(proposal.unseated) | brief.impossible.keys()
    if not missing:
        return ()
    causes = {**reasons, **brief.impossible}
    query = (
        select(PickRow.id, Person, Course)
        .join(Person, Person.id == PickRow.person_id)
        .join(Course, Course.id == PickRow.course_id)
        .where(PickRow.plan_id == brief.request.plan_id)
    )
    rows = [
        LeftOut(
            pick_id,
            person.id,
            person.employee_id or "",
            person_name(person.id, person.first_name, person.last_name, person.email, person.employee_id),
            course.id,
            course.code,
            course.title,
            causes.get(pick_id, ""),
            relaxations.get(pick_id, ()),
        )
        for pick_id, person, course in db.execute(query)
        if pick_id in missing
    ]
    return tuple(sorted(rows, key=lambda row: (fold(row.course_title), fold(row.name), row.pick_id)))
