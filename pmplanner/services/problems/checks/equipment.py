"""What is wrong with the equipment that sessions ask for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from pmplanner.day_words import short_day
from pmplanner.sentences import counted
from pmplanner.services.problems.checks.places import Clash, tell
from pmplanner.services.problems.checks.texts import few, named
from pmplanner.services.problems.reading.rows import Facts, Part, Problem, SessionFacts

_DAY = dt.timedelta(days=1)


class _Use(NamedTuple):
    session: SessionFacts
    part: Part
    asked: int


def equipment_short(
    facts: Facts, equipment_id: int, days: Collection[dt.date] | None = None
) -> Iterator[Problem]:
    """Find the sessions that together ask for more of an equipment at once than there is.

    What stands in one of a session's rooms is used there; only the others draw on what can be carried. With
    *days* only what begins then is looked at.
    """
    known = facts.equipment.get(equipment_id)
    if known is None:
        return
    uses = _uses(facts, equipment_id, days)
    for ids, (day, total) in sorted(_too_many(uses, known.count, days).items()):
        sessions = [session for key in ids if (session := facts.session(key)) is not None]
        title = counted(
            "{equipment}: {n} is asked for on {day}, there are {present}",
            "{equipment}: {n} are asked for on {day}, there are {present}",
            total,
            equipment=known.name,
            day=short_day(day),
            present=known.count,
        )
        text = f"{few(sessions, partial(named, facts))}."
        key = f"equipment|e{equipment_id}|{','.join(f'r{session_id}' for session_id in ids)}"
        yield from tell(facts, Clash("equipment", key, sessions, day, known.name, title, text))


def _uses(facts: Facts, equipment_id: int, days: Collection[dt.date] | None) -> dict[dt.date, list[_Use]]:
    """Return when which sessions draw on an equipment, at least on and beside *days* where given."""
    uses: dict[dt.date, list[_Use]] = defaultdict(list)
    first, last = (min(days) - _DAY, max(days) + _DAY) if days else (dt.date.min, dt.date.max)
    for session in facts.places.equipment.get(equipment_id, ()):
        if (
            session.last_day < first
            or last < session.first_day
            or equipment_id in own_equipment(facts, session)
        ):
            continue
        count = dict(session.asks)[equipment_id]
        for part in session.parts:
            uses[part.day].append(_Use(session, part, count))
    return uses


def own_equipment(facts: Facts, session: SessionFacts) -> frozenset[int]:
    """Return the equipment that stays in the rooms of a session."""
    rooms = (facts.rooms.get(key) for key in session.room_keys)
    return frozenset().union(*(room.equipment for room in rooms if room is not None))


def _too_many(
    uses: Mapping[dt.date, list[_Use]], most: int, days: Collection[dt.date] | None
) -> dict[tuple[int, ...], tuple[dt.date, int]]:
    """Return the sets of sessions that ask for too much at once: the first day, and for how many."""
    found: dict[tuple[int, ...], tuple[dt.date, int]] = {}
    zoned = any(use.part.zone for at in uses.values() for use in at)
    for day in sorted(uses if days is None else uses.keys() & days):
        # A day more on either side: in another zone the same moment may have another date.
        around = (day - _DAY, day, day + _DAY)
        far = [use for other in around for use in uses.get(other, ())] if zoned else uses[day]
        for use in uses[day]:
            near = far if use.part.zone else uses[day]
            at_once = {other.session.id: other for other in near if other.part.holds_start_of(use.part)}
            total = sum(other.asked for other in at_once.values())
            mine = any(not other.session.plan for other in at_once.values())
            if total > most and mine and not all(other.session.held for other in at_once.values()):
                found.setdefault(tuple(sorted(at_once)), (day, total))
    return found
