"""The pages there are, and what each asks of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from PySide6.QtWidgets import QWidget

from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.page import Page
from pmplanner.ui.translation import mark

Requests = Mapping[str, Callable[..., object]]
"""What is done when a page asks for it, by the name of the page's signal."""

PAGES = {
    "plan": (mark("Plan"), "plan"),
    "needs": (mark("Needs"), "needs"),
    "schedule": (mark("Schedule"), "schedule"),
    "decisions": (mark("Decisions"), "decisions"),
    "totals": (mark("Totals"), "totals"),
    "catalogue": (mark("Catalogue"), "catalogue"),
    "people": (mark("People"), "people"),
    "resources": (mark("Resources"), "resources"),
    "problems": (mark("Problems"), "warning"),
}
"""Key to title and icon, in the order of the navigation."""

_CLASSES = {
    "plan": "PlanPage",
    "needs": "NeedsPage",
    "schedule": "SchedulePage",
    "decisions": "DecisionsPage",
    "totals": "TotalsPage",
    "catalogue": "CataloguePage",
    "people": "PeoplePage",
    "resources": "ResourcesPage",
    "problems": "ProblemsPage",
}


def load_page(key: str) -> type[Page]:
    """Load the code of a page."""
    kind: type[Page] = getattr(import_module(f"pmplanner.ui.{key}.page"), _CLASSES[key])
    return kind


def make_page(key: str, actions: Actions, requests: Requests, parent: QWidget) -> Page:
    """Make a page and connect what it asks for; its code is loaded only now, so that opening is fast.

    *parent* is what will hold it: a page put there later would be dressed anew with all that is in it.
    """
    page = load_page(key)(actions, parent)
    for signal, slot in requests.items():
        if hasattr(page, signal):
            getattr(page, signal).connect(slot)
    return page
