"""The menu under Import: a file of any kind, and each kind with what its rows are."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction

from pmplanner.ui.importing.texts import import_sentence, layout_title
from pmplanner.ui.translation import mark, tr
from pmplanner.ui.widgets.explained_menu import AddCommand, ExplainedMenu, bound

_ALSO = {
    "people": mark("employees staff hr"),
    "employment": mark("spells former history"),
    "courses": mark("catalogue trainings"),
    "own-facts": mark("prices cost budget seats"),
    "picks": mark("plan wishes enrolments sessions seats"),
    "sessions": mark("dates calendar rooms trainers events"),
    "matrix": mark("training matrix skills table grid crosses"),
    "completions": mark("history certificates training records done"),
    "certificates": mark("held expire renewal numbers units credentials"),
    "exemptions": mark("waived not needed"),
    "absences": mark("leave vacation calendar ics away"),
    "rooms": mark("places"),
    "trainers": mark("teachers instructors"),
    "closures": mark("holidays calendar ics closed days"),
    "rates": mark("exchange money euro dollar"),
    "travel": mark("journeys money sites"),
    "cost-items": mark("money expenses catering books"),
    "budgets": mark("money limits envelopes"),
    "tracks": mark("roles"),
    "paths": mark("required elective curriculum"),
    "cover-rules": mark("at work at least minimum staff"),
    "sites": mark("offices places country holidays zone hours"),
    "blackouts": mark("busy teams no training"),
    "equipment": mark("things beamers laptops"),
    "course-equipment": mark("things needs"),
    "skills": mark("competences"),
    "course-skills": mark("teach levels competences"),
    "track-skills": mark("want levels competences roles"),
    "certificate-kinds": mark("renewal months units issuer"),
    "course-certificates": mark("lead renew"),
    "public-dates": mark("open courses providers sessions"),
    "policies": mark("block warn ignore limits rules problems"),
    "plan-policies": mark("block warn ignore limits rules problems"),
    "seats": mark("bookings attendance waiting list"),
    "session-days": mark("dates times half days"),
    "session-equipment": mark("things needs"),
    "reservations": mark("kept held teams"),
    "targets": mark("goals days person"),
    "settings": mark("options preferences working week currency"),
    "import-profiles": mark("columns words remembered"),
}
"""Other words by which the import of a layout is found."""

_GROUPS = (
    ("people", "absences"),
    ("picks", "sessions", "completions"),
)
"""What stands together, between two lines; the services that import it are not needed to open the window."""
APART = {
    "more": (
        *("matrix", "employment", "certificates", "exemptions"),
        *("seats", "session-days", "session-equipment", "reservations", "targets"),
    ),
    "courses": (
        *(
            "courses",
            "own-facts",
            "public-dates",
            "tracks",
            "paths",
            "skills",
            "course-skills",
            "track-skills",
        ),
        *("certificate-kinds", "course-certificates"),
    ),
    "resources": (
        *("rooms", "trainers", "equipment", "course-equipment"),
        *("sites", "closures", "blackouts"),
    ),
    "rules": ("cover-rules", "policies", "plan-policies", "settings", "import-profiles"),
    "money": ("budgets", "cost-items", "rates", "travel"),
}
"""What stands in menus of their own: all in one would be higher than the screens of laptops."""
_TITLES = {
    "more": mark("More of people and the plan"),
    "courses": mark("Courses, tracks and skills"),
    "resources": mark("Resources"),
    "rules": mark("Rules and settings"),
    "money": mark("Budgets and costs"),
}
_SUBTITLES = {
    "more": mark("Training matrix, employment, certificates, exemptions, attendance, days, targets."),
    "courses": mark("Courses, own facts, dates, tracks, paths, skills, certificates."),
    "resources": mark("Rooms, trainers, equipment, sites, closures, blackout periods."),
    "rules": mark("Rules of cover, policies, settings, what is remembered of files."),
    "money": mark("Budgets, cost items, rates of currencies, costs of travel."),
}


def apart_menu(menu: ExplainedMenu, key: str) -> ExplainedMenu:
    """Add to *menu* the one of a group that stands apart."""
    return menu.explained_menu(tr(_TITLES[key]), tr(_SUBTITLES[key]))


def fill_import_menu(
    menu: ExplainedMenu,
    add: AddCommand,
    any_file: Callable[[], object],
    of_kind: Callable[[str], object],
    paste: Callable[[], object],
) -> dict[str, QAction]:
    """Fill *menu*, and return its actions by layout; "" is that for a file of any kind.

    "paste" is that for what is on the clipboard.
    """
    whatever = tr("Import a file of any kind…")
    sentence = tr("What its rows are is known by its headings, or asked.")
    words = tr("calendar csv excel spreadsheet xlsx ics")
    actions = {"": add(whatever, any_file, menu, words, sentence)}
    actions[""].setText(tr("A file of any kind…"))
    pasting = tr("Rows with their headings, copied from a spreadsheet or a page; or copied files.")
    also = tr("clipboard copied table spreadsheet")
    actions["paste"] = add(tr("Paste a table…"), paste, menu, also, pasting)

    def fill(into: ExplainedMenu, layouts: Iterable[str]) -> None:
        for layout in layouts:
            title = layout_title(layout)
            name, also = tr("Import %1…", title.lower()), tr(_ALSO[layout])
            action = add(name, bound(of_kind, layout), into, also, import_sentence(layout))
            action.setText(tr("%1…", title))
            actions[layout] = action

    for group in _GROUPS:
        menu.addSeparator()
        fill(menu, group)
    menu.addSeparator()
    for key, layouts in APART.items():
        fill(apart_menu(menu, key), layouts)
    return actions
