"""What each view of the page of needs is, and what the views share: the needs as read once for all."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.needs.gap_reader import GapReader
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.page_header import PageHeader


class NeedsView(QWidget):
    """One of the views that the switch at the top of the page chooses from.

    It puts its controls into the header of the page with `add_control`; they are there while it is shown.
    """

    selection_said = Signal(str)
    """What is selected, in a sentence; empty for nothing."""
    open_requested = Signal(str, object)
    """Show something on its own page; payload: such as "person" or "course", and its id."""
    everybody_requested = Signal()
    """The filter is to let everybody pass; no payload."""
    export_requested = Signal(str, str)
    """The user wants a file of what is shown; payload: the layout, and what it goes by."""
    picture_requested = Signal(str, object)
    """A picture or its table is wanted; payload: the Task and the Picture."""
    role_change_requested = Signal(object)
    """Somebody is to change role; payload: the id of the person, None to choose one."""
    shortest_requested = Signal(object)
    """The fewest days for some people are wanted; payload: their ids, None to choose."""
    import_requested = Signal(str)
    """A file of rows is to be imported; payload: the layout."""
    reminders_requested = Signal(object, object)
    """Mails about what expires are wanted; payload: the Runway, and the lines of which to tell."""
    people_changed = Signal()
    """Others are shown than before; no payload."""
    uses_filter: ClassVar[bool] = False
    """Whether it shows the people of the filter above it, which are those of `needs.people`."""

    def __init__(self, actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> None:
        super().__init__(parent)
        self.actions_ = actions
        self.needs = needs
        self._header = header
        self._controls: list[QWidget] = []

    def add_control(self, widget: QWidget, *, right: bool = False) -> None:
        """Put a control made in the header into it, after the switch or at the far right."""
        (self._header.add_right if right else self._header.add_left)(widget)
        self._controls.append(widget)

    def add_shortest_button(self) -> None:
        """Put a button into the header that asks for the fewest days for whom the view shows."""
        button = plain_button(tr("Shortest set…"), self._header)
        button.setToolTip(tr("The fewest days with which all that is missing can be had"))
        button.clicked.connect(self._ask_shortest)
        self.add_control(button, right=True)

    def _ask_shortest(self) -> None:
        people = self.people_shown()
        self.shortest_requested.emit(None if people is None else sorted(people))

    def controls(self) -> list[QWidget]:
        """Return what Tab reaches of the controls in the header, in its order."""
        inside = [each for control in self._controls for each in (control, *control.findChildren(QWidget))]
        # The list of a box is a window of its own.
        here = [each for each in inside if each.window() is self._header.window()]
        return [each for each in here if each.focusPolicy() & Qt.FocusPolicy.TabFocus]

    def show_controls(self, shown: bool) -> None:
        """Show the controls in the header, or take them away."""
        for control in self._controls:
            control.setVisible(shown)

    def refresh(self, change: Change | None) -> None:
        """Show what is in the workspace now; *change* is what the last action touched, None for all."""

    def show_needs(self) -> None:
        """Show the needs, which have been read anew."""

    def people_shown(self) -> Collection[int] | None:
        """Return for whom what is missing would be picked; None for everybody."""
        return set(self.needs.people) if self.uses_filter else None

    def export_scope(self) -> ExportScope | None:
        """Return what of the needs is shown, for an export of just that; None for everything."""
        return None

    def editing_areas(self) -> tuple[QWidget, ...]:
        """Return the panels and buttons that change the workspace."""
        return ()

    def focus_home(self) -> QWidget | None:
        """Return what has the keys when the view is entered."""
        return first_focusable(self)

    def go_to_results(self) -> None:
        """Put the keys into what the filter has left."""
        if (home := self.focus_home()) is not None:
            home.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_state(self, settings: QSettings) -> None:
        """Keep how the view was left, below "needs/" and its key."""

    def restore_state(self, settings: QSettings) -> None:
        """Show the view as it was left."""
