"""The pages there are, and what each asks of the window."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pmplanner.ui.core.page import Page

if TYPE_CHECKING:
    from pmplanner.ui.shell.main_window import MainWindow

# The titles are translated in the context of MainWindow, which shows them.
PAGES = {
    "plan": ("Plan", "plan"),
    "schedule": ("Schedule", "schedule"),
    "totals": ("Totals", "totals"),
    "catalogue": ("Catalogue", "catalogue"),
    "people": ("People", "people"),
    "resources": ("Resources", "resources"),
    "problems": ("Problems", "warning"),
}
"""Key to title and icon, in the order of the navigation."""

_CLASSES = {
    "plan": "PlanPage",
    "schedule": "SchedulePage",
    "totals": "TotalsPage",
    "catalogue": "CataloguePage",
    "people": "PeoplePage",
    "resources": "ResourcesPage",
    "problems": "ProblemsPage",
}


def make_page(key: str, window: MainWindow) -> Page:
    """Make a page and connect what it asks for; its code is loaded only now, so that opening is fast."""
    kind = getattr(import_module(f"pmplanner.ui.{key}.page"), _CLASSES[key])
    # Within the stack from the start: a page put there later would be dressed anew with all that is in it.
    page: Page = kind(window.actions_, window.stack)
    for signal, slot in (
        ("import_people_asked", window.import_people),
        ("import_asked", window.import_rows),
        ("new_plan_asked", window.new_plan),
        ("plan_asked", window.show_plan_page),
        ("add_person_asked", window.add_person),
        ("export_asked", window.exporter.ask),
        ("open_asked", window.open_thing),
    ):
        if hasattr(page, signal):
            getattr(page, signal).connect(slot)
    return page
