"""Edits of a session: other days, another room or trainer, more seats, one with another, called off."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.lookup import fold
from pmplanner.services.problems.checks.equipment import own_equipment
from pmplanner.services.problems.checks.people import common_day
from pmplanner.services.problems.checks.places import why_away
from pmplanner.services.problems.checks.sessions import most_people
from pmplanner.services.problems.fixes import simulation
from pmplanner.services.problems.fixes.fix_candidate import Remedy
from pmplanner.services.problems.reading.rows import Facts, Part, Problem, SessionFacts
from pmplanner.services.sessions.seating import ATTENDANCE
from pmplanner.storage.labels import Counted, Days, Label, TrainerOf

_FARTHEST = 130
"""So many days earlier or later a session may come to be."""
_MOST_MOVES = 25
"""So many days on which nobody is elsewhere are tried in full."""


def other_days(facts: Facts, session: SessionFacts) -> Iterator[Remedy]:
    """Move a session to other days, the nearest first, on which its people, room and trainer are free."""
    if (
        session.fixed
        or session.held
        or any(seat.status in ATTENDANCE for seat in facts.seats.get(session.id, ()))
    ):
        return
    taken = _Taken(facts, session)
    tried: set[dt.date] = {session.first_day}
    yield from islice(_moves(facts, session, taken, tried), _MOST_MOVES)


def _moves(facts: Facts, session: SessionFacts, taken: "_Taken", tried: set[dt.date]) -> Iterator[Remedy]:
    for start in _around(facts, session.first_day):
        trial = simulation.move(facts, session, start)
        if trial is None:
            continue
        moved = trial.facts.sessions[session.id]
        if moved.first_day in tried:
            continue
        tried.add(moved.first_day)
        if taken.leaves_free(moved.parts) and facts.knows_closed(moved.first_day, moved.last_day):
            attempt = partial(_given, trial)
            label = Label.of("session.move", session=session.code, day=_days(moved))
            yield Remedy(label, "move", (session.id, moved.first_day), attempt)


def _days(session: SessionFacts) -> Days:
    return Days(session.first_day, session.last_day)


def first_free_day(facts: Facts, session: SessionFacts, day: dt.date) -> dt.date | None:
    """Return the first day from *day* on from which a session's people, room and trainer are free.

    None when there is no such day within the plan.
    """
    taken = _Taken(facts, session)
    while day <= facts.last_day:
        trial = simulation.move(facts, session, day)
        if trial is None:
            return None
        moved = trial.facts.sessions[session.id]
        if moved.last_day > facts.last_day:
            return None
        if taken.leaves_free(moved.parts) and facts.knows_closed(moved.first_day, moved.last_day):
            return moved.first_day
        day = moved.first_day + dt.timedelta(days=1)
    return None


def _given(trial: simulation.Trial) -> simulation.Trial:
    return trial


def _around(facts: Facts, day: dt.date) -> Iterator[dt.date]:
    """Yield the days of the plan around a day, the nearest first, or its days from where it begins."""
    middle = min(max(day, facts.first_day), facts.last_day)
    yield middle
    for distance in range(1, _FARTHEST):
        for step in (distance, -distance):
            other = middle + dt.timedelta(days=step)
            if facts.first_day <= other <= facts.last_day:
                yield other


class _Taken:
    """When the people of a session cannot come: asked first, because it costs little."""

    def __init__(self, facts: Facts, session: SessionFacts) -> None:
        self._away: list[tuple[dt.date, dt.date]] = []
        self._busy: dict[dt.date, list[Part]] = defaultdict(list)
        sessions: dict[int, SessionFacts] = {}
        for seat in facts.seats.get(session.id, ()):
            self._away += [(first, last) for first, last, _ in facts.absences.get(seat.person_id, ())]
            sessions |= {
                other.id: other
                for other, status in facts.sessions_of(seat.person_id)
                if status != SeatStatus.ABSENT
            }
        for room in session.room_keys:
            sessions |= {other.id: other for other in facts.places.rooms.get(room, ())}
        for trainer in session.trainer_keys:
            sessions |= {other.id: other for other in facts.places.trainers.get(trainer, ())}
        sessions.pop(session.id, None)
        for other in sessions.values():
            for part in other.parts:
                self._busy[part.day].append(part)

    def leaves_free(self, parts: Collection[Part]) -> bool:
        """Say whether nobody and nothing is taken at these times."""
        for part in parts:
            if any(part.overlaps(other) for other in self._busy.get(part.day, ())):
                return False
            if any(first <= part.day <= last for first, last in self._away):
                return False
        return True


def other_room(facts: Facts, session: SessionFacts, place: str = "") -> Iterator[Remedy]:
    """Put a session in a room that is free and large enough, on the same site first, the smallest first.

    It comes in the place of the room of that name, where the session has several; the others stay.
    """
    if session.locked or session.held or session.online:
        return
    present = session.room_named(fold(place)) or session.room
    people = max(len(facts.seats.get(session.id, ())) + session.kept_seats, session.seats_max or 0)
    site = facts.rooms[fold(present)].site if fold(present) in facts.rooms else ""
    rooms = sorted(
        facts.rooms.items(),
        key=lambda each: (
            each[1].site != site,
            each[1].seats is not None and each[1].seats < people,
            each[1].seats or 0,
            each[1].name,
        ),
    )
    for key, room in rooms:
        if key not in session.room_keys and _is_free(facts.places.rooms.get(key, ()), session):
            there = session.in_room(present, room.name)
            label = Label.of("session.use-room", room=room.name, session=session.code)
            if len(session.rooms) > 1:
                label = Label.of("session.use-room-for", room=room.name, other=present, session=session.code)
            values = (session.id, present, room.name)
            yield Remedy(label, "room", values, partial(simulation.change, facts, there))


def own_room(facts: Facts, session: SessionFacts, problem: Problem) -> Iterator[Remedy]:
    """Put a session in a room that has the equipment that is short."""
    equipment_id = int(problem.key.split("|")[1].removeprefix("e"))
    for remedy in other_room(facts, session):
        trial = remedy.attempt()
        if trial is not None and equipment_id in own_equipment(facts, trial.facts.sessions[session.id]):
            yield remedy


def _is_free(sessions: Collection[SessionFacts], session: SessionFacts) -> bool:
    return all(other.id == session.id or common_day(session, other) is None for other in sessions)


def other_trainer(facts: Facts, session: SessionFacts, place: str = "") -> Iterator[Remedy]:
    """Let another trainer teach who can teach the course, is there and is free; those least busy first.

    Whoever it is comes in the place of the trainer of that name, where the session has several.
    """
    if session.locked or session.held:
        return
    present = session.trainer_named(fold(place)) or session.trainer
    able = [
        (len(facts.places.trainers.get(key, ())), trainer.name, key)
        for key, trainer in facts.trainers.items()
        if session.course_id in trainer.courses and key not in session.trainer_keys
    ]
    for _, name, key in sorted(able):
        there = not any(why_away(facts, facts.trainers[key], part.day) for part in session.parts)
        if there and _is_free(facts.places.trainers.get(key, ()), session):
            trainer_id = facts.trainers[key].id
            trainer = name if trainer_id is None else TrainerOf(trainer_id)
            label = Label.of("session.teach", trainer=trainer, session=session.code)
            if len(session.trainers) > 1:
                known = facts.trainer_of(fold(present)).id
                other = present if known is None else TrainerOf(known)
                label = Label.of("session.teach-for", trainer=trainer, other=other, session=session.code)
            changed = session.taught_by(present, name)
            values = (session.id, present, name)
            yield Remedy(label, "trainer", values, partial(simulation.change, facts, changed))


def more_seats(facts: Facts, session: SessionFacts) -> Iterator[Remedy]:
    """Give a session as many seats as there are people in it."""
    most = most_people(facts, session)
    if most is None or session.seats_max is None or session.held:
        return
    people = len(facts.seats.get(session.id, ())) + session.kept_seats
    seats = session.seats_max + people - most
    if seats > session.seats_max:
        changed = replace(session, seats_max=seats)
        label = Label.of("session.raise-seats", session=session.code, seats=seats)
        yield Remedy(label, "seats", (session.id, seats), partial(simulation.change, facts, changed))


def merged(facts: Facts, session: SessionFacts) -> Iterator[Remedy]:
    """Put the people of a session into another of the course, or those of another into it."""
    others = [
        each
        for each in facts.sessions.values()
        if each.course_id == session.course_id and each.id != session.id
    ]
    others.sort(key=lambda each: (abs((each.first_day - session.first_day).days), each.id))
    for other in others:
        for target, source in ((other, session), (session, other)):
            label = Label.of("session.merge-on", others=source.code, session=target.code, days=_days(target))
            attempt = partial(simulation.merge, facts, target, source)
            yield Remedy(label, "merge", (target.id, source.id), attempt)


def laid_anew(facts: Facts, session: SessionFacts) -> Iterator[Remedy]:
    """Lay the days of a session by the days of its course; its people stay."""
    trial = simulation.lay_anew(facts, session)
    if trial is not None:
        label = Label.of(
            "session.lay-anew", session=session.code, days=_days(trial.facts.sessions[session.id])
        )
        yield Remedy(label, "lay anew", (session.id,), partial(_given, trial))


def entered(facts: Facts, session: SessionFacts) -> Iterator[Remedy]:
    """Enter that everybody came whose attendance is missing."""
    people = sum(seat.status == SeatStatus.BOOKED for seat in facts.seats.get(session.id, ()))
    if people:
        label = Label.of("session.all-attended", people=Counted("people", people), session=session.code)
        yield Remedy(label, "all attended", (session.id,), partial(simulation.all_attended, facts, session))


def called_off(facts: Facts, session: SessionFacts) -> Iterator[Remedy]:
    """Cancel a session."""
    if not session.held:
        label = Label.of("session.cancel", sessions=Counted("sessions", 1, session.code))
        yield Remedy(label, "cancel", (session.id,), partial(simulation.cancel, facts, session))
