"""What is said of shortest sets."""

from __future__ import annotations

from collections.abc import Iterator

from pmplanner.services.needs.shortest import WhyStaying
from pmplanner.services.views.shortest_page import PersonSet, ShortestSheet, sum_sets
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.tables.two_line_list import Line


def why_staying(why: WhyStaying) -> str:
    """Return why a pick is not touched."""
    words: dict[WhyStaying, str] = {
        "done": tr("Stays: done in the plan"),
        "locked": tr("Stays: a seat in a locked session"),
        "pinned": tr("Stays: a seat in a pinned session"),
        "again": tr("Stays: taken again"),
        "unasked": tr("Left alone: no track asks for it"),
    }
    return words[why]


def headline(sheet: ShortestSheet) -> str:
    """Return the sum: "87.5 days today, 79.5 are enough: 8 fewer"."""
    sums = sum_sets(sheet.rows)
    if not sheet.rows:
        return tr("Nothing is required of these people that could be fewer days.")
    today = plural(sums.today, "1 day today", "%1 days today")
    if not sums.saved:
        return tr("%1, and no choice has fewer.", today) if not sheet.unproved else tr("%1.", today)
    return tr("%1, %2 are enough: %3 fewer.", today, format_days(sums.shortest), format_days(sums.saved))


def proof(sheet: ShortestSheet) -> str:
    """Return whether that is proved, and else below how many days no choice can be."""
    if not sheet.rows:
        return ""
    people = plural(len(sheet.rows), "1 person", "%1 people")
    if not sheet.unproved:
        return tr("Proved for %1: no choice of courses has fewer days.", people)
    sums = sum_sets(sheet.rows)
    return tr(
        "Not proved for %1 of %2: between %3 and %4 days are needed.",
        len(sheet.unproved),
        people,
        format_days(sums.least),
        format_days(sums.shortest),
    )


def changes(row: PersonSet) -> str:
    """Return what would change in short: "2 come, 1 goes"."""
    found, parts = row.found, []
    if found.added:
        parts.append(plural(len(found.added), "1 comes", "%1 come"))
    if found.dropped:
        parts.append(plural(len(found.dropped), "1 goes", "%1 go"))
    return ", ".join(parts)


def course_lines(row: PersonSet, sheet: ShortestSheet) -> Iterator[Line]:
    """Yield the courses of a person: what comes, what goes, what stays and why."""
    found = row.found

    def line(course: int, days: str, detail: str, role: str) -> Line:
        title = sheet.courses[course][0] if course in sheet.courses else ""
        return Line((detail, course), title, days, detail, detail_role=role)

    def own(course: int) -> str:
        return tr("%1 d", format_days(sheet.courses[course][1])) if course in sheet.courses else ""

    for course in found.added:
        yield line(course, own(course), tr("Comes: would be picked"), "done_text")
    for course in found.dropped:
        yield line(course, own(course), tr("Goes: would be taken back"), "problem_text")
    for course in found.kept:
        yield line(course, own(course), tr("Stays: needed"), "muted")
    for each in found.staying:
        yield line(each.course_id, tr("%1 d", format_days(each.days)), why_staying(each.why), "muted")
