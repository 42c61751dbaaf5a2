"""A small problem cut out of a large one: some sessions with their people, all else as it is."""

from collections import defaultdict
from dataclasses import dataclass, replace

from pmplanner.scheduling.model.problem import (
    Ceiling,
    ExistingSession,
    Freedom,
    PlannedSession,
    Problem,
    Proposal,
    Trainer,
)
from pmplanner.scheduling.state.loading import as_existing

SESSIONS = 25
"""Sessions that a cut leaves free besides those of the pick's own course and person."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The small problem, and what was left out of it."""

    problem: Problem
    rest: tuple[PlannedSession, ...]
    """Sessions that stay as they are."""
    unseated: tuple[int, ...]
    """Picks outside that have no seat."""
    new: frozenset[int]
    """Keys that sessions without one got for the while."""

    def put_back(self, found: Proposal) -> Proposal:
        """Join a schedule of the small problem with what was left out."""
        locked = {row.key for row in self.problem.sessions if row.freedom is Freedom.LOCKED}
        sessions = [
            replace(session, key=None) if session.key in self.new else session
            for session in found.sessions
            if session.key not in locked
        ]
        return Proposal((*self.rest, *sessions), tuple(sorted({*self.unseated, *found.unseated})))


def cut_around(problem: Problem, proposal: Proposal, pick: int) -> Cut:
    """Cut out the sessions that have to do with an unseated pick; the others become locked."""
    rows = as_existing(problem, proposal)
    free = _related(problem, rows, pick)
    owner = {row.key: row.person for row in problem.picks}
    inside = {owner[key] for at in free for key in (*rows[at].seated, *rows[at].joined)} | {owner[pick]}
    sessions = tuple(
        row
        if at in free
        else replace(
            row, seated=tuple(key for key in row.seated if owner[key] in inside), freedom=Freedom.LOCKED
        )
        for at, row in enumerate(rows)
    )
    outside = [
        replace(row, seated=tuple(key for key in row.seated if owner[key] not in inside)) for row in rows
    ]
    small = replace(
        problem,
        people=tuple(row for row in problem.people if row.key in inside),
        picks=tuple(row for row in problem.picks if row.person in inside),
        trainers=tuple(_sits(row, outside, owner) for row in problem.trainers),
        ceilings=tuple(_left_by(row, outside, owner, problem.day_parts) for row in problem.ceilings),
        sessions=sessions,
    )
    return Cut(
        small,
        tuple(session for at, session in enumerate(proposal.sessions) if at not in free),
        tuple(key for key in proposal.unseated if owner[key] not in inside),
        frozenset(rows[at].key for at in free if proposal.sessions[at].key is None),
    )


def _related(problem: Problem, rows: tuple[ExistingSession, ...], pick: int) -> set[int]:
    """Choose the sessions of the course and the person, and some that use the trainers of the course."""
    row = next(one for one in problem.picks if one.key == pick)
    mine = {one.key for one in problem.picks if one.person == row.person}
    trainers = next(course.trainers for course in problem.courses if course.key == row.course)
    movable = [at for at, session in enumerate(rows) if session.freedom is not Freedom.LOCKED]
    chosen = {at for at in movable if rows[at].course == row.course or mine & set(rows[at].seated)}
    # What stands takes nothing here but its seats, and whoever has joined it may leave it.
    chosen |= {at for at in movable if rows[at].freedom is Freedom.PINNED}
    others = [at for at in movable if at not in chosen]
    # Whoever teaches the course first, and small sessions: these are the ones that can make way.
    others.sort(key=lambda at: (rows[at].trainer not in trainers, len(rows[at].seated), at))
    return chosen | set(others[:SESSIONS])


def _sits(trainer: Trainer, outside: list[ExistingSession], owner: dict[int, int]) -> Trainer:
    """Take off a trainer the days on which that person sits somewhere outside the cut."""
    if trainer.person is None:
        return trainer
    sits = {
        day for row in outside if any(owner[key] == trainer.person for key in row.seated) for day in row.days
    }
    return replace(trainer, unavailable=tuple(sorted(sits.union(trainer.unavailable)))) if sits else trainer


def _left_by(team: Ceiling, outside: list[ExistingSession], owner: dict[int, int], parts: int) -> Ceiling:
    """Take off a ceiling what people outside the cut use of it: each counts once on a date."""
    members = set(team.people)
    away: dict[int, set[int]] = defaultdict(set)
    for row in outside:
        people = members.intersection(owner[key] for key in row.seated)
        for day in row.days if people else ():
            # By date and person: two half days of one person are one who is away.
            away[day // parts].update(people)
    limits = (limit - len(away[day // parts]) for day, limit in enumerate(team.limits))
    return replace(team, limits=tuple(limits))
