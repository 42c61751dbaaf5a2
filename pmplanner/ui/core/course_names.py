"""Courses by title or code, as a box offers them while somebody types."""

from collections.abc import Sequence

from pmplanner.services.catalog.finding import name_courses
from pmplanner.ui.core.actions import Actions


def find_named(actions: Actions, typed: str) -> tuple[Sequence[tuple[int, str]], int]:
    """Return the first courses with their texts, and how many there are."""
    found = actions.read(name_courses, typed)
    return [(course_id, f"{title} ({code})") for course_id, title, code in found.rows], found.total
