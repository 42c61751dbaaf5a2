"""The picks that a proposal leaves out, put together by reason, each with what can be done about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pmplanner.scheduling.model.problem import Problem
from pmplanner.sentences import counted, said
from pmplanner.services.autoschedule.explain import Explanation, main_blocker
from pmplanner.services.autoschedule.naming import Names
from pmplanner.services.autoschedule.report import LeftOut

Action = Literal[
    "take back", "course", "person", "trainer", "room", "equipment", "policy", "cover", "seconds", ""
]
"""What can be done about a group: take its picks back, or change something first; "" for nothing."""


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    """Picks that are left out for one reason."""

    key: str
    title: str
    """How many, and why."""
    rows: tuple[LeftOut, ...]
    action: Action
    target: int = 0
    """The id of the course or person that *action* is about; 0 for none."""


_Key = tuple[str, int]
"""A kind of reason, and the course, person, team or equipment that it is about."""

_OF_TEAM = ("team ceiling", "too few of a team")
_OF_PERSON = ("person away", "days a week")
_OF_ALL = ("left", "not here yet", "nothing", "booked")
_ACTIONS: Mapping[str, Action] = {
    "left": "take back",
    "not here yet": "take back",
    "person away": "person",
    "days a week": "policy",
    "team ceiling": "policy",
    "too few of a team": "policy",
    "trainer": "trainer",
    "room": "room",
    "equipment": "equipment",
    "nothing": "seconds",
    "booked": "",
}
"""All else is changed in the course: its dates, seats, and what comes before it."""


def group_left_out(
    rows: Iterable[LeftOut], explanations: Mapping[int, Explanation], names: Names, problem: Problem
) -> list[LeftOutGroup]:
    """Put picks together by reason, the largest group first; each pick is in one group."""
    groups: dict[_Key, list[LeftOut]] = {}
    for row in rows:
        groups.setdefault(_key(row, explanations.get(row.pick_id), names, problem), []).append(row)
    made = [_group(key, found, names) for key, found in groups.items()]
    return sorted(made, key=lambda group: (-len(group.rows), group.title))


def _key(row: LeftOut, explanation: Explanation | None, names: Names, problem: Problem) -> _Key:
    if explanation is None:
        return "impossible", row.course_id
    first, last = names.employed.get(row.person_id, (None, None))
    if last is not None and last < problem.days[0]:
        return "left", 0
    if first is not None and first > problem.days[-1]:
        return "not here yet", 0
    blocker = main_blocker(explanation.reason)
    kind = blocker.kind
    if kind in _OF_ALL:
        return kind, 0
    if kind in _OF_TEAM or kind == "equipment":
        return kind, blocker.other or 0
    return kind, row.person_id if kind in _OF_PERSON else row.course_id


def _group(key: _Key, rows: list[LeftOut], names: Names) -> LeftOutGroup:
    kind, about = key
    action = _ACTIONS.get(kind, "course")
    if kind in _OF_TEAM and about in names.cover:
        action = "cover"
    target = about if action in ("course", "person") else 0
    return LeftOutGroup(f"{kind}|{about}", _title(kind, about, rows, names), tuple(rows), action, target)


def _title(kind: str, about: int, rows: list[LeftOut], names: Names) -> str:
    count = len(rows)
    if kind in _OF_PERSON:
        return _of_person(kind, rows[0].name, count)
    if kind in _OF_TEAM and about in names.cover:
        return counted(
            "{n:,} pick: the rule of cover “{rule}” keeps all who are left at work",
            "{n:,} picks: the rule of cover “{rule}” keeps all who are left at work",
            count,
            rule=names.cover[about],
        )
    if kind in _OF_TEAM:
        team = names.teams.get(about) or said("the team")
        return counted(
            "{n:,} pick: no more of {team} can be away at once",
            "{n:,} picks: no more of {team} can be away at once",
            count,
            team=team,
        )
    if kind == "equipment":
        equipment = names.equipment.get(about) or said("the equipment")
        return counted(
            "{n:,} pick: there is not enough of {equipment}",
            "{n:,} picks: there is not enough of {equipment}",
            count,
            equipment=equipment,
        )
    if kind in _OF_ALL:
        return _of_all(kind, count)
    return said(
        "{picks}: {why}",
        picks=counted("{n:,} pick", "{n:,} picks", count),
        why=_of_course(kind, rows[0].course_title),
    )


def _of_person(kind: str, name: str, count: int) -> str:
    if kind == "person away":
        return counted(
            "{n:,} pick: {person} cannot come on the days that are left",
            "{n:,} picks: {person} cannot come on the days that are left",
            count,
            person=name,
        )
    return counted(
        "{n:,} pick: {person} has as many training days as a week or month may have",
        "{n:,} picks: {person} has as many training days as a week or month may have",
        count,
        person=name,
    )


def _of_all(kind: str, count: int) -> str:
    if kind == "left":
        return counted(
            "{n:,} pick of somebody who has left before the period",
            "{n:,} picks of people who have left before the period",
            count,
        )
    if kind == "not here yet":
        return counted(
            "{n:,} pick of somebody who begins after the period",
            "{n:,} picks of people who begin after the period",
            count,
        )
    if kind == "nothing":
        return counted(
            "{n:,} pick for which the time was too short: others would have to move",
            "{n:,} picks for which the time was too short: others would have to move",
            count,
        )
    return counted(
        "{n:,} pick of somebody who is in sessions that stay as they are",
        "{n:,} picks of people who are in sessions that stay as they are",
        count,
    )


def _of_course(kind: str, course: str) -> str:
    match kind:
        case "trainer":
            return said("nobody is free to teach {course}", course=course)
        case "room":
            return said("no room is free for {course}", course=course)
        case "seats":
            return said("the sessions of {course} are full", course=course)
        case "too few people":
            return said("too few people for a session of {course}", course=course)
        case "closed":
            return said("{course} cannot begin on any day that is left", course=course)
        case "own course":
            return said("their other courses take the days of {course}", course=course)
        case "prerequisite of another":
            return said("what comes after {course} begins too early", course=course)
        case _:
            return said("what comes before {course} is missing, or not there in time", course=course)
