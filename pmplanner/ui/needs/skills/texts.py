"""The words of skills and their levels."""

from __future__ import annotations

from collections.abc import Mapping

from pmplanner.models.statuses import SkillLevel
from pmplanner.services.needs.skills import ANY, LEVELS, SkillBook, SkillCell
from pmplanner.ui.translation import mark, put, tr

_TITLES: Mapping[SkillLevel, str] = {
    SkillLevel.AWARENESS: mark("awareness"),
    SkillLevel.WORKING: mark("working"),
    SkillLevel.EXPERT: mark("expert"),
}


def level_word(level: int) -> str:
    """Return what a level from 1 is called; "any level" for `ANY`."""
    return tr("any level") if level == ANY else tr(_TITLES[LEVELS[level - 1]])


def cell_text(cell: SkillCell) -> str:
    """Return the sign of a skill of a person, such as "2", "→2", "1/2" or "0/2"."""
    match cell.state:
        case "has":
            return str(cell.had)
        case "planned":
            return put(tr("→%1"), cell.planned)
        case "below" | "lacks":
            best = max(cell.had, cell.planned)
            return put(tr("%1/%2"), best, cell.wanted) if cell.wanted else str(best)
        case "extra":
            return str(cell.had) if cell.had else put(tr("→%1"), cell.planned)
    return ""


def cell_sentence(person: str, skill: str, cell: SkillCell) -> str:
    """Return a skill of a person in words."""
    said = tr("%1, %2: not wanted", person, skill)
    if cell.wanted is not None:
        said = tr("%1, %2: wanted at %3", person, skill, level_word(cell.wanted))
    if cell.had:
        said = tr("%1, had at %2", said, level_word(cell.had))
    elif cell.wanted is not None:
        said = tr("%1, not had", said)
    if cell.planned > cell.had:
        said = tr("%1, planned at %2", said, level_word(cell.planned))
    return said


def wanted_text(book: SkillBook, wanted: Mapping[int, int]) -> str:
    """Return which tracks want a skill, with the level where somebody has said it."""
    named = (
        tr("%1 (%2)", book.tracks[track_id], level_word(level)) if level else book.tracks[track_id]
        for track_id, level in wanted.items()
    )
    return ", ".join(named)
