"""The words for each layout of files, and for what an import does to its rows."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.text import put

_TITLES = {
    "people": QT_TRANSLATE_NOOP("Files", "People"),
    "courses": QT_TRANSLATE_NOOP("Files", "Courses"),
    "picks": QT_TRANSLATE_NOOP("Files", "Picks"),
    "completions": QT_TRANSLATE_NOOP("Files", "Completions"),
    "absences": QT_TRANSLATE_NOOP("Files", "Absences"),
    "rooms": QT_TRANSLATE_NOOP("Files", "Rooms"),
    "trainers": QT_TRANSLATE_NOOP("Files", "Trainers"),
    "closures": QT_TRANSLATE_NOOP("Files", "Closures"),
    "schedule": QT_TRANSLATE_NOOP("Files", "Schedule"),
    "sessions": QT_TRANSLATE_NOOP("Files", "Sessions"),
    "matrix": QT_TRANSLATE_NOOP("Files", "Matrix"),
    "totals": QT_TRANSLATE_NOOP("Files", "Totals"),
}

_COUNTED = {
    "people": (QT_TRANSLATE_NOOP("Files", "%1 person"), QT_TRANSLATE_NOOP("Files", "%1 people")),
    "courses": (QT_TRANSLATE_NOOP("Files", "%1 course"), QT_TRANSLATE_NOOP("Files", "%1 courses")),
    "picks": (QT_TRANSLATE_NOOP("Files", "%1 pick"), QT_TRANSLATE_NOOP("Files", "%1 picks")),
    "completions": (
        QT_TRANSLATE_NOOP("Files", "%1 completion"),
        QT_TRANSLATE_NOOP("Files", "%1 completions"),
    ),
    "absences": (QT_TRANSLATE_NOOP("Files", "%1 absence"), QT_TRANSLATE_NOOP("Files", "%1 absences")),
    "rooms": (QT_TRANSLATE_NOOP("Files", "%1 room"), QT_TRANSLATE_NOOP("Files", "%1 rooms")),
    "trainers": (QT_TRANSLATE_NOOP("Files", "%1 trainer"), QT_TRANSLATE_NOOP("Files", "%1 trainers")),
    "closures": (QT_TRANSLATE_NOOP("Files", "%1 closure"), QT_TRANSLATE_NOOP("Files", "%1 closures")),
    "rows": (QT_TRANSLATE_NOOP("Files", "%1 row"), QT_TRANSLATE_NOOP("Files", "%1 rows")),
    "rejected": (
        QT_TRANSLATE_NOOP("Files", "%1 rejected row"),
        QT_TRANSLATE_NOOP("Files", "%1 rejected rows"),
    ),
}

_ACTIONS = {
    "created": QT_TRANSLATE_NOOP("Files", "Created"),
    "updated": QT_TRANSLATE_NOOP("Files", "Updated"),
    "unchanged": QT_TRANSLATE_NOOP("Files", "Unchanged"),
    "skipped": QT_TRANSLATE_NOOP("Files", "Left out"),
    "rejected": QT_TRANSLATE_NOOP("Files", "Rejected"),
}

ACTIONS = tuple(_ACTIONS)
"""What can become of a row, in the order in which the window counts them."""


def layout_title(layout: str) -> str:
    """The name of a layout as a title."""
    return _said(_TITLES[layout])


def counted(things: str, number: int) -> str:
    """So many of the rows of a layout, such as "3,000 people"; also of "rows" and "rejected" ones."""
    one, many = _COUNTED[things]
    return put(_said(one if number == 1 else many), format_number(number))


def action_title(action: str) -> str:
    """What became of a row."""
    return _said(_ACTIONS[action])


def _said(text: object) -> str:
    return QCoreApplication.translate("Files", str(text))
