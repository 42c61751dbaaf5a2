"""What is wrong with the equipment that sessions ask for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pmplanner.services.problems.places import Clash, tell
from pmplanner.services.problems.rows import Facts, Part, Problem, Run
from pmplanner.services.problems.words import few, named, short_day

_DAY = dt.timedelta(days=1)


class _Use(NamedTuple):
    run: Run
    part: Part
    asked: int


def equipment_short(facts: Facts, equipment_id: int) -> Iterator[Problem]:
    """Find the sessions that together ask for more of an equipment at once than there is.

    What stands in a session's room is used there; only the others draw on what can be carried.
    """
    known = facts.equipment.get(equipment_id)
    if known is None:
        return
    uses: dict[dt.date, list[_Use]] = defaultdict(list)
    for run in facts.places.equipment.get(equipment_id, ()):
        if equipment_id not in own_equipment(facts, run):
            count = dict(run.asks)[equipment_id]
            for part in run.parts:
                uses[part.day].append(_Use(run, part, count))
    for ids, (day, total) in sorted(_too_many(uses, known.count).items()):
        runs = [facts.runs[run_id] for run_id in ids]
        title = f"{known.name}: {total} are asked for on {short_day(day)}, there are {known.count}"
        text = f"{few([named(facts, run) for run in runs])}."
        key = f"equipment|e{equipment_id}|{','.join(f'r{run_id}' for run_id in ids)}"
        yield from tell(facts, Clash("equipment", key, runs, day, known.name, title, text))


def own_equipment(facts: Facts, run: Run) -> frozenset[int]:
    """Return the equipment that stays in the room of a session."""
    room = facts.rooms.get(run.room_key) if run.room_key else None
    return room.equipment if room is not None else frozenset()


def _too_many(uses: Mapping[dt.date, list[_Use]], most: int) -> dict[tuple[int, ...], tuple[dt.date, int]]:
    """Return the sets of sessions that ask for too much at once: the first day, and for how many."""
    found: dict[tuple[int, ...], tuple[dt.date, int]] = {}
    for day in sorted(uses):
        # A day more on either side: in another zone the same moment may have another date.
        near = [use for other in (day - _DAY, day, day + _DAY) for use in uses.get(other, ())]
        for use in uses[day]:
            at_once = {other.run.id: other for other in near if other.part.holds_start_of(use.part)}
            total = sum(other.asked for other in at_once.values())
            if total > most and not all(other.run.held for other in at_once.values()):
                found.setdefault(tuple(sorted(at_once)), (day, total))
    return found
