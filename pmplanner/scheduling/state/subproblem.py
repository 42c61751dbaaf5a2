"""A small problem cut out of a large one: some sessions with their people, all else as it is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
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
    small = replace(
        problem,
        people=tuple(row for row in problem.people if row.key in inside),
        picks=tuple(row for row in problem.picks if row.person in inside),
        trainers=_sitting(problem, rows, owner, inside),
        ceilings=_left_by(problem, rows, owner, inside),
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


def narrowed(problem: Problem, proposal: Proposal, people: Collection[int]) -> Problem:
    """Give the problem of some people alone, with the sessions of a proposal as its own.

    What all others take stays taken: their seats, what they count of ceilings, and days of those who teach.
    People who have joined what stands are among those who are left.
    """
    rows = [row for row in as_existing(problem, proposal) if row.seated or row.freedom is not Freedom.FREE]
    owner = {row.key: row.person for row in problem.picks}
    inside = {*people, *(owner[key] for row in rows for key in row.joined)}
    seats = {row.key: row.seats for row in problem.rooms}
    most = {row.key: row.seats_max for row in problem.courses}
    return replace(
        problem,
        people=tuple(row for row in problem.people if row.key in inside),
        picks=tuple(row for row in problem.picks if row.person in inside),
        trainers=_sitting(problem, rows, owner, inside),
        ceilings=_left_by(problem, rows, owner, inside),
        sessions=tuple(
            _without(row, [key for key in row.seated if owner[key] in inside], most[row.course], seats)
            if row.freedom is Freedom.FREE
            else row
            for row in rows
        ),
    )


def _without(
    row: ExistingSession, staying: list[int], usual: int | None, rooms: Mapping[int, int | None]
) -> ExistingSession:
    """Leave only some of its people in a session, and no more seats free than there are with all."""
    limit = usual if row.seats_max is None else row.seats_max
    limit = None if limit is None else max(limit, len(row.seated))
    there = [rooms.get(key) for key in (row.room, *row.further_rooms) if key is not None]
    largest = None if None in there or not there else max(seats for seats in there if seats is not None)
    limits = [most for most in (limit, largest) if most is not None]
    gone = len(row.seated) - len(staying)
    seats = max(min(limits) - gone, len(staying)) if limits else None
    return replace(row, seated=tuple(staying), seats_max=seats)


def _sitting(
    problem: Problem, rows: Iterable[ExistingSession], owner: Mapping[int, int], inside: Collection[int]
) -> tuple[Trainer, ...]:
    """Take off trainers the days on which that person, who is none of those *inside*, sits somewhere."""
    teaching = {row.person for row in problem.trainers if row.person is not None} - set(inside)
    if not teaching:
        return problem.trainers
    sits: dict[int | None, set[int]] = defaultdict(set)
    for row in rows:
        for key in (*row.seated, *row.joined):
            if owner.get(key) in teaching:
                sits[owner[key]].update(row.days)
    return tuple(
        replace(row, unavailable=tuple(sorted(sits[row.person].union(row.unavailable))))
        if row.person in sits
        else row
        for row in problem.trainers
    )


def _left_by(
    problem: Problem, rows: Iterable[ExistingSession], owner: Mapping[int, int], inside: Collection[int]
) -> tuple[Ceiling, ...]:
    """Take off ceilings what people who are not *inside* use of them: each counts once on a date."""
    if not problem.ceilings:
        return ()
    teams: dict[int, list[int]] = defaultdict(list)
    for at, team in enumerate(problem.ceilings):
        for person in team.people:
            if person not in inside:
                teams[person].append(at)
    trained = {row.key: row.trained for row in problem.people if row.trained and row.key in teams}
    parts = problem.day_parts
    away: list[dict[int, set[int]]] = [defaultdict(set) for _ in problem.ceilings]
    for row in rows:
        # By date and person: two half days of one person are one who is away.
        dates = {day // parts for day in row.days}
        is_counted = row.freedom is Freedom.PINNED and row.is_counted
        for key in row.joined if is_counted else (*row.seated, *row.joined):
            person = owner.get(key, -1)
            known = {day // parts for day in trained.get(person, ())}
            for at in teams.get(person, ()):
                for date in dates - known:
                    away[at][date].add(person)
    return tuple(
        replace(
            team,
            limits=tuple(limit - len(gone.get(day // parts, ())) for day, limit in enumerate(team.limits)),
        )
        if gone
        else team
        for team, gone in zip(problem.ceilings, away, strict=True)
    )
