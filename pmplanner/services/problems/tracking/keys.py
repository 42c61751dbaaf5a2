"""The key of a problem: its kind and sides in one text, and the same as columns.

The text is what the terminal shows and takes, and what tells problems apart in memory. In the
workspace the sides stand in columns of their own, so that copies and merges can name other rows.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from pmplanner.models import NO_DAY, SITS_FIRST, SITS_SECOND

NO_SIDES: Mapping[str, Any] = {
    "kind": "",
    "person_id": 0,
    "course_id": 0,
    "equipment_id": 0,
    "session_id": 0,
    "other_session_id": 0,
    "more_session_ids": [],
    "role": "",
    "day": NO_DAY,
    "last_day": NO_DAY,
    "place": "",
}
"""The columns that say which problem it is, with what stands there for a side that it has not."""

_IDS = {"p": "person_id", "c": "course_id", "e": "equipment_id"}
_OF_PLACE = ("absence ceiling", "cover")
"""Kinds of which the name of a team or a rule comes second and the day last."""
_OF_BUDGET = ("track", "team")
"""Whose a budget is, where it is not the plan's; the id of the track or the folded team stands as a place."""
_AT = "|@"
"""Before the folded name of a room or trainer that is not the first one of its sessions, or before the folded
code of a certificate. It comes last, because it can be called anything."""
_TO = "–"


def sides_of(key: str) -> dict[str, Any]:
    """Return the columns of a key; raise ValueError for a text that is none."""
    try:
        return _taken_apart(key)
    except (ValueError, IndexError):
        raise ValueError(f"“{key}” is no key of a problem") from None


def _taken_apart(key: str) -> dict[str, Any]:
    kind = key.split("|", 1)[0]
    found: dict[str, Any] = {**NO_SIDES, "kind": kind}
    if kind in _OF_PLACE:
        # It can be called anything, also with a bar in it.
        place, _, day = key.removeprefix(f"{kind}|").rpartition("|")
        return found | {"place": place, "day": dt.date.fromisoformat(day)}
    key, _, found["place"] = key.partition(_AT)
    _, *parts = key.split("|")
    sessions: list[int] = []
    for part in (each for joined in parts for each in joined.split(",")):
        letter, rest = part[:1], part[1:]
        if part in ("sits", *_OF_BUDGET):
            found["role"] = part
        elif letter == "r":
            sessions.append(int(rest))
        elif letter in _IDS:
            found[_IDS[letter]] = int(rest)
        else:
            first, _, last = part.partition(_TO)
            found["day"] = dt.date.fromisoformat(first)
            found["last_day"] = dt.date.fromisoformat(last) if last else NO_DAY
    if found["role"] == "sits":
        found["role"] = SITS_SECOND if sessions.pop() == sessions[0] else SITS_FIRST
    found |= dict(zip(("session_id", "other_session_id"), sessions, strict=False))
    return found | {"more_session_ids": sessions[2:]}


def key_of(sides: Mapping[str, Any]) -> str:
    """Return the key that these columns say; :func:`sides_of` takes it apart again."""
    return "|".join((sides["kind"], *_parts(sides)))


def _parts(sides: Mapping[str, Any]) -> Iterator[str]:
    if sides["kind"] in _OF_PLACE:
        yield sides["place"]
    for letter in "ep":
        if sides[_IDS[letter]]:
            yield f"{letter}{sides[_IDS[letter]]}"
    pair = [each for each in (sides["session_id"], sides["other_session_id"]) if each]
    sessions = [f"r{each}" for each in (*pair, *sides["more_session_ids"])]
    yield from (",".join(sessions),) if sides["equipment_id"] else sessions
    if sides["course_id"]:
        yield f"c{sides['course_id']}"
    if sides["day"] != NO_DAY:
        last = f"{_TO}{sides['last_day']}" if sides["last_day"] != NO_DAY else ""
        yield f"{sides['day']}{last}"
    if sides["role"] in _OF_BUDGET:
        yield sides["role"]
    elif sides["role"]:
        yield from ("sits", f"r{pair[0 if sides['role'] == SITS_SECOND else 1]}")
    if sides["place"] and sides["kind"] not in _OF_PLACE:
        yield f"@{sides['place']}"
