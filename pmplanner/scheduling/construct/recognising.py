"""Recognises in a proposal the sessions that are there already: same course, same days, or nearly.

The search counts as a change only who is trained on other days. It may so have closed a session
and opened another one like it, or have exchanged rooms; neither is of use to anybody.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pmplanner.scheduling.model.problem import ExistingSession, Freedom, PlannedSession, Problem, Proposal


def recognise(problem: Problem, proposal: Proposal) -> Proposal:
    """Give new sessions the keys of dropped ones like them, and sessions their former room and trainer.

    Days and people stay as they are, so every goal but the cost keeps its value.
    """
    sessions = _with_keys(problem, list(proposal.sessions))
    return replace(proposal, sessions=tuple(_with_places(problem, sessions)))


def _with_keys(problem: Problem, sessions: list[PlannedSession]) -> list[PlannedSession]:
    kept = {planned.key for planned in sessions}
    dropped = [row for row in problem.sessions if row.freedom is Freedom.FREE and row.key not in kept]
    new: dict[int, list[int]] = defaultdict(list)
    for at, planned in enumerate(sessions):
        if planned.key is None:
            new[planned.course].append(at)
    # All pairs at once, the most alike first: taken in the order of sessions, a poor one would take a good
    # one's.
    pairs = [
        (_likeness(row, sessions[at]), row, at)
        for row in dropped
        for at in new[row.course]
        if _fits(row, sessions[at])
    ]
    if not pairs:
        return sessions
    taken: set[int] = set()
    busy = _busy(problem, sessions)
    for _, row, at in sorted(pairs, key=lambda pair: (pair[0], pair[1].key, pair[2])):
        others = _further(row, sessions[at])
        if row.key not in taken and sessions[at].key is None and not others & busy:
            taken.add(row.key)
            busy |= others
            sessions[at] = replace(sessions[at], key=row.key)
    return sessions


def _likeness(row: ExistingSession, planned: PlannedSession) -> tuple[bool, int, int]:
    """Smaller is more alike: the same days, then the most people in common, then days close by."""
    common = len(set(row.seated) & set(planned.seated))
    near = abs(row.days[0] - planned.days[0]) if row.days else 0
    return row.days != planned.days, -common, near


def _fits(row: ExistingSession, planned: PlannedSession) -> bool:
    # What the user has chosen for it would go with the session to where it may not fit.
    is_own = row.keeps_room or row.keeps_trainer or row.equipment is not None
    return (
        not is_own
        and len(row.days) in (0, len(planned.days))
        and (row.seats_max is None or len(planned.seated) <= row.seats_max)
    )


def _with_places(problem: Problem, sessions: list[PlannedSession]) -> list[PlannedSession]:
    """Give back former rooms and trainers where they are free, as long as that frees others."""
    if not any(True for _ in _unmoved(problem, sessions)):
        return sessions
    places = _Places(problem, sessions)
    again = True
    # A room that is given back may be the one that another session waits for.
    while again:
        again = False
        for at, row in list(_unmoved(problem, sessions)):
            found = places.give_back(sessions[at], row)
            again = again or found is not sessions[at]
            sessions[at] = found
    return sessions


class _Places:
    """Which rooms and trainers are taken on which days, and who may have them."""

    def __init__(self, problem: Problem, sessions: list[PlannedSession]) -> None:
        self._courses = {course.key: course for course in problem.courses}
        self._seats = {room.key: room.seats for room in problem.rooms}
        self._busy = _busy(problem, sessions)

    def give_back(self, planned: PlannedSession, row: ExistingSession) -> PlannedSession:
        """Return the session with its former room and trainer, as far as these are free."""
        if self._holds(row, planned) and self._take("room", row.room, planned.room, planned.days):
            planned = replace(planned, room=row.room)
        teaches = row.trainer in self._courses[row.course].trainers
        if teaches and self._take("trainer", row.trainer, planned.trainer, planned.days):
            planned = replace(planned, trainer=row.trainer)
        return planned

    def _holds(self, row: ExistingSession, planned: PlannedSession) -> bool:
        if row.room is None or row.room not in (self._courses[row.course].rooms or ()):
            return False
        seats = self._seats.get(row.room)
        return seats is None or len(planned.seated) <= seats

    def _take(self, what: str, former: int | None, now: int | None, days: tuple[int, ...]) -> bool:
        wanted = {(what, former, day) for day in days}
        if former is None or former == now or wanted & self._busy:
            return False
        self._busy -= {(what, now, day) for day in days}
        self._busy |= wanted
        return True


def _unmoved(problem: Problem, sessions: list[PlannedSession]) -> Iterator[tuple[int, ExistingSession]]:
    existing = {
        row.key: row
        for row in problem.sessions
        if row.freedom is Freedom.FREE and not (row.keeps_room or row.keeps_trainer)
    }
    for at, planned in enumerate(sessions):
        row = existing.get(planned.key) if planned.key is not None else None
        if row is not None and row.days == planned.days:
            yield at, row


def _further(row: ExistingSession, planned: PlannedSession) -> set[tuple[str, int | None, int]]:
    """Return what the further rooms and trainers of a session would be taken on, on other days."""
    found = [("room", room) for room in row.further_rooms]
    found += [("trainer", trainer) for trainer in row.further_trainers]
    return {(what, key, day) for what, key in found for day in planned.days}


def _busy(problem: Problem, sessions: list[PlannedSession]) -> set[tuple[str, int | None, int]]:
    """Return which rooms and trainers are taken or unavailable, by what they are and day."""
    busy: set[tuple[str, int | None, int]] = {
        (what, getattr(planned, what), day)
        for planned in sessions
        for what in ("room", "trainer")
        for day in planned.days
    }
    existing = {row.key: row for row in problem.sessions}
    for planned in sessions:
        row = existing.get(planned.key) if planned.key is not None else None
        if row is not None:
            busy |= _further(row, planned)
    busy |= {("room", room.key, day) for room in problem.rooms for day in room.unavailable}
    busy |= set(_engaged_staff(problem, sessions))
    return busy | {("trainer", row.key, day) for row in problem.trainers for day in row.unavailable}


def _engaged_staff(problem: Problem, sessions: list[PlannedSession]) -> Iterator[tuple[str, int | None, int]]:
    """Yield when trainers who are trained as well cannot teach: they sit, or teach by another name."""
    names: dict[int, list[int]] = defaultdict(list)
    for row in problem.trainers:
        if row.person is not None:
            names[row.person].append(row.key)
    if not names:
        return
    person_of = {key: person for person, keys in names.items() for key in keys}
    owner = {pick.key: pick.person for pick in problem.picks}
    existing = {row.key: row for row in problem.sessions}
    for planned in sessions:
        was = existing.get(planned.key) if planned.key is not None else None
        teaching = (planned.trainer, *(was.further_trainers if was is not None else ()))
        for trainer in teaching:
            person = person_of.get(trainer) if trainer is not None else None
            others = (key for key in names.get(person, ()) if key != trainer) if person is not None else ()
            yield from (("trainer", key, day) for key in others for day in planned.days)
        for pick in planned.seated:
            yield from (("trainer", key, day) for key in names.get(owner[pick], ()) for day in planned.days)
