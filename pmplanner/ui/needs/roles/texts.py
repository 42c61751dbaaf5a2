"""What is said of tracks side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from pmplanner.models.statuses import PathKind
from pmplanner.services.needs.roles import Comparison, RoleBlock, SkillLine, TaughtBy
from pmplanner.services.views.roles_page import Has
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_days, format_number, starting_large

_ORDER = {PathKind.REQUIRED: 0, PathKind.GROUP: 1, PathKind.ELECTIVE: 2}


def block_title(found: Comparison, block: RoleBlock) -> str:
    """Return what a block is called: "Only Product manager", "Shared by both"."""
    names = [found.tracks[track_id] for track_id in block.track_ids]
    if len(names) == 1:
        return tr("Only %1", names[0])
    if len(names) == len(found.tracks):
        return tr("Shared by both") if len(names) == 2 else tr("Shared by all three")
    return tr("Shared by %1 and %2", *names)


def path_sentence(found: Comparison, track_id: int) -> str:
    """Return how the days of a path come about: "Product manager: 9 only here + 4 shared = 13 days"."""
    parts = []
    for block in found.blocks:
        if track_id not in block.track_ids or not block.days:
            continue
        days = format_days(block.days)
        others = [found.tracks[each] for each in block.track_ids if each != track_id]
        if not others:
            parts.append(tr("%1 only here", days))
        elif len(block.track_ids) == len(found.tracks):
            parts.append(tr("%1 shared", days))
        else:
            parts.append(tr("%1 with %2", days, others[0]))
    whole = plural(found.path_days[track_id], "1 day", "%1 days")
    name = found.tracks[track_id]
    return tr("%1: %2 = %3", name, " + ".join(parts), whole) if parts else tr("%1: %2", name, whole)


def has_word(has: Has) -> str:
    """Return whether somebody has a skill, as one word."""
    words: dict[Has, str] = {"have": tr("has it"), "planned": tr("plans it"), "lack": tr("lacks it")}
    return words[has]


def count_sentence(line: SkillLine, has: Has) -> str:
    """Return how many people have, plan or lack a skill: "4 people lack leadership"."""
    if has == "have":
        return plural(line.have, "1 person has %2", "%1 people have %2", line.name)
    if has == "planned":
        return plural(line.planned, "1 person plans %2", "%1 people plan %2", line.name)
    return plural(line.lack, "1 person lacks %2", "%1 people lack %2", line.name)


def skill_sentence(found: Comparison, block: RoleBlock, line: SkillLine) -> str:
    """Return a skill in words: whose it is, and how many have, plan or lack it."""
    counts = map(format_number, (line.have, line.planned, line.lack))
    title = block_title(found, block)
    return tr("%1 · %2: %3 have it, %4 plan it, %5 lack it", starting_large(line.name), title, *counts)


def kind_word(kind: PathKind) -> str:
    """Return as what a course stands in a path."""
    words = {
        PathKind.REQUIRED: tr("required"),
        PathKind.ELECTIVE: tr("elective"),
        PathKind.GROUP: tr("one of a group"),
    }
    return words[kind]


def course_order(course: TaughtBy) -> tuple[int, Decimal, str]:
    """Return the order of the courses of a skill: required first, then of groups; short ones first."""
    return min(_ORDER[kind] for kind in course.kinds.values()), course.days, course.title


def kinds_in_short(course: TaughtBy, block: RoleBlock) -> str:
    """Return as what a course stands in the paths of a block, in a few words: "required in both"."""
    if len(block.track_ids) == 1:
        return kind_word(next(iter(course.kinds.values())))
    counts, tracks = Counter(course.kinds.values()), len(block.track_ids)
    kinds = sorted(counts, key=_ORDER.__getitem__)
    return ", ".join(_in(kind_word(kind), counts[kind], tracks) for kind in kinds)


def _in(word: str, count: int, tracks: int) -> str:
    if count == tracks:
        return tr("%1 in both", word) if tracks == 2 else tr("%1 in all", word)
    return {1: tr("%1 in one", word), 2: tr("%1 in two", word)}[count]


def kinds_in_full(course: TaughtBy, tracks: Mapping[int, str]) -> str:
    """Return as what a course stands in which path: "Product manager: required, …"."""
    return ", ".join(tr("%1: %2", tracks[track], kind_word(kind)) for track, kind in course.kinds.items())


def course_days(course: TaughtBy) -> str:
    """Return the days of a course in short."""
    return tr("%1 d", format_days(course.days))


def more_courses(courses: list[TaughtBy]) -> str:
    """Return what is said of courses that are folded away: "3 more courses, 1–5 d"."""
    days = [course.days for course in courses]
    least, most = format_days(min(days)), format_days(max(days))
    span = least if least == most else tr("%1–%2", least, most)
    return plural(len(courses), "1 more course, %2 d", "%1 more courses, %2 d", span)
