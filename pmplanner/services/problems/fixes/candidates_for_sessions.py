"""Edits of a session: other days, another room or trainer, more seats, one with another, called off."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from pmplanner.services.problems.checks.people import common_day
from pmplanner.services.problems.checks.places import why_away
from pmplanner.services.problems.checks.sessions import most_people
from pmplanner.services.problems.fixes import simulation
from pmplanner.services.problems.fixes.fix_candidate import Remedy
from pmplanner.services.problems.reading.rows import Facts, Part, Problem, Run
from pmplanner.services.sessions.seating import ATTENDANCE
from pmplanner.storage.labels import Counted, Days, Label, TrainerOf

_FARTHEST = 130
"""So many days earlier or later a session may come to be."""
_MOST_MOVES = 25
"""So many days on which nobody is elsewhere are tried in full."""


def other_days(facts: Facts, run: Run) -> Iterator[Remedy]:
    """Move a session to other days, the nearest first, on which its people, room and trainer are free."""
    if run.fixed or run.held or any(seat.status in ATTENDANCE for seat in facts.seats.get(run.id, ())):
        return
    taken = _Taken(facts, run)
    tried: set[dt.date] = {run.first_day}
    yield from islice(_moves(facts, run, taken, tried), _MOST_MOVES)


def _moves(facts: Facts, run: Run, taken: "_Taken", tried: set[dt.date]) -> Iterator[Remedy]:
    for start in _around(facts, run.first_day):
        trial = simulation.move(facts, run, start)
        if trial is None:
            continue
        moved = trial.facts.runs[run.id]
        if moved.first_day in tried:
            continue
        tried.add(moved.first_day)
        if taken.leaves_free(moved.parts) and facts.knows_closed(moved.first_day, moved.last_day):
            attempt = partial(_given, trial)
            label = Label.of("session.move", session=run.code, day=_days(moved))
            yield Remedy(label, "move", (run.id, moved.first_day), attempt)


def _days(run: Run) -> Days:
    return Days(run.first_day, run.last_day)


def first_free_day(facts: Facts, run: Run, day: dt.date) -> dt.date | None:
    """Return the first day from *day* on from which a session's people, room and trainer are free.

    None when there is no such day within the plan.
    """
    taken = _Taken(facts, run)
    while day <= facts.last_day:
        trial = simulation.move(facts, run, day)
        if trial is None:
            return None
        moved = trial.facts.runs[run.id]
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

    def __init__(self, facts: Facts, run: Run) -> None:
        self._away: list[tuple[dt.date, dt.date]] = []
        self._busy: dict[dt.date, list[Part]] = defaultdict(list)
        runs: dict[int, Run] = {}
        for seat in facts.seats.get(run.id, ()):
            self._away += [(first, last) for first, last, _ in facts.absences.get(seat.person_id, ())]
            runs |= {
                other.id: other for other, status in facts.sessions_of(seat.person_id) if status != "absent"
            }
        if run.room_key:
            runs |= {other.id: other for other in facts.places.rooms.get(run.room_key, ())}
        if run.trainer_key:
            runs |= {other.id: other for other in facts.places.trainers.get(run.trainer_key, ())}
        runs.pop(run.id, None)
        for other in runs.values():
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


def other_room(facts: Facts, run: Run) -> Iterator[Remedy]:
    """Put a session in a room that is free and large enough, on the same site first, the smallest first."""
    if run.locked or run.held or run.online:
        return
    people = max(len(facts.seats.get(run.id, ())) + run.kept_seats, run.seats_max or 0)
    site = facts.rooms[run.room_key].site if run.room_key in facts.rooms else ""
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
        if key != run.room_key and _is_free(facts.places.rooms.get(key, ()), run):
            there = replace(run, room=room.name)
            label = Label.of("session.use-room", room=room.name, session=run.code)
            yield Remedy(label, "room", (run.id, room.name), partial(simulation.change, facts, there))


def own_room(facts: Facts, run: Run, problem: Problem) -> Iterator[Remedy]:
    """Put a session in a room that has the equipment that is short."""
    equipment_id = int(problem.key.split("|")[1].removeprefix("e"))
    for remedy in other_room(facts, run):
        trial = remedy.attempt()
        room_key = trial.facts.runs[run.id].room_key if trial is not None else ""
        if equipment_id in facts.rooms[room_key].equipment:
            yield remedy


def _is_free(runs: Collection[Run], run: Run) -> bool:
    return all(other.id == run.id or common_day(run, other) is None for other in runs)


def other_trainer(facts: Facts, run: Run) -> Iterator[Remedy]:
    """Let another trainer teach who can teach the course, is there and is free; those least busy first."""
    if run.locked or run.held:
        return
    able = [
        (len(facts.places.trainers.get(key, ())), trainer.name, key)
        for key, trainer in facts.trainers.items()
        if run.course_id in trainer.courses and key != run.trainer_key
    ]
    for _, name, key in sorted(able):
        there = not any(why_away(facts, facts.trainers[key], part.day) for part in run.parts)
        if there and _is_free(facts.places.trainers.get(key, ()), run):
            trainer_id = facts.trainers[key].id
            trainer = name if trainer_id is None else TrainerOf(trainer_id)
            label = Label.of("session.teach", trainer=trainer, session=run.code)
            changed = replace(run, trainer=name)
            yield Remedy(label, "trainer", (run.id, name), partial(simulation.change, facts, changed))


def more_seats(facts: Facts, run: Run) -> Iterator[Remedy]:
    """Give a session as many seats as there are people in it."""
    most = most_people(facts, run)
    if most is None or run.seats_max is None or run.held:
        return
    people = len(facts.seats.get(run.id, ())) + run.kept_seats
    seats = run.seats_max + people - most
    if seats > run.seats_max:
        changed = replace(run, seats_max=seats)
        label = Label.of("session.raise-seats", session=run.code, seats=seats)
        yield Remedy(label, "seats", (run.id, seats), partial(simulation.change, facts, changed))


def merged(facts: Facts, run: Run) -> Iterator[Remedy]:
    """Put the people of a session into another of the course, or those of another into it."""
    others = [each for each in facts.runs.values() if each.course_id == run.course_id and each.id != run.id]
    others.sort(key=lambda each: (abs((each.first_day - run.first_day).days), each.id))
    for other in others:
        for target, source in ((other, run), (run, other)):
            label = Label.of("session.merge-on", others=source.code, session=target.code, days=_days(target))
            attempt = partial(simulation.merge, facts, target, source)
            yield Remedy(label, "merge", (target.id, source.id), attempt)


def called_off(facts: Facts, run: Run) -> Iterator[Remedy]:
    """Cancel a session."""
    if not run.held:
        label = Label.of("session.cancel", sessions=Counted("sessions", 1, run.code))
        yield Remedy(label, "cancel", (run.id,), partial(simulation.cancel, facts, run))
