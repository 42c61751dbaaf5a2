"""The views of the page of needs, in the order of its switch: who adds one, adds it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.gap_reader import GapReader
from pmplanner.ui.needs.view import NeedsView
from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.page_header import PageHeader

Factory = Callable[[Actions, GapReader, PageHeader, QWidget], NeedsView]


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """A view: its key, what the switch calls it, and what makes it when it is shown first."""

    key: str
    title: str
    make: Factory


def _gaps(actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> NeedsView:
    from pmplanner.ui.needs.gaps.gaps_view import GapsView  # not needed until it is shown

    view = GapsView(actions, needs, header, parent)
    view.add_shortest_button()
    return view


def _roles(actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> NeedsView:
    from pmplanner.ui.needs.roles.roles_view import RolesView  # not needed until it is shown

    view = RolesView(actions, needs, header, parent)
    view.add_shortest_button()
    return view


def _skills(actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> NeedsView:
    from pmplanner.ui.needs.skills.skills_view import SkillsView  # not needed until it is shown

    return SkillsView(actions, needs, header, parent)


def _runway(actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> NeedsView:
    from pmplanner.ui.needs.runway.runway_view import RunwayView  # not needed until it is shown

    return RunwayView(actions, needs, header, parent)


VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("gaps", mark("Gaps"), _gaps),
    ViewEntry("roles", mark("Roles"), _roles),
    ViewEntry("skills", mark("Skills"), _skills),
    ViewEntry("runway", mark("Runway"), _runway),
)
