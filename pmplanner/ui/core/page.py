"""What every page is: a widget that refreshes when a table it shows has changed."""

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtCore import QRect, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import can_focus, first_focusable
from pmplanner.ui.widgets.painting import reporting


class Page(QWidget):
    """A page of the window. Hidden pages refresh when they are shown next."""

    selection_said = Signal(str)
    """What the selected thing is, in a sentence, for the status line; empty for nothing."""

    help: ClassVar[str] = ""
    """The chapter of the help that is about the page."""

    watches: ClassVar[frozenset[str]] = frozenset()
    """The tables that the page shows."""

    reads_long: ClassVar[bool] = False
    """Whether so much is read for it that it is made ready only once nobody has done anything for a while."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_ = actions
        self._stale = True
        self._halfway = False
        """Whether preparing has begun to show what there is, and has not ended."""
        actions.changed.connect(self._on_changed)
        actions.plan_chosen.connect(self._on_plan_chosen)

    def refresh(self, change: Change | None) -> None:
        """Show what is in the workspace now; *change* is what the last action touched, None for all."""
        raise TypeError(f"{type(self).__name__} does not say how it refreshes")

    def refresh_in_steps(self) -> Iterator[None]:
        """Show all that is there now, each step within a twentieth of a second where that can be."""
        self.refresh(None)
        yield

    @property
    def is_behind(self) -> bool:
        """Whether it shows less than there is now, and would have to read when it is shown."""
        return self._stale or self._halfway

    def prepare(self, room: QRect) -> Iterator[None]:
        """Show in steps what is there now, as it will stand in *room*, while nobody sees the page.

        Ends early when something changes meanwhile, or when the page is opened.
        """
        self.setGeometry(room)
        self._picture(QRect(0, 0, 1, 1))
        yield
        self._stale, self._halfway = False, True
        for _ in self.refresh_in_steps():
            yield
            if self._stale or not self._halfway:
                return
        self._halfway = False
        self._picture(self.rect())
        yield

    def _picture(self, part: QRect) -> None:
        """Have Qt dress and lay out what is hidden, and paint a part of it, all of which it puts off else."""
        if not self.isVisible():
            self.grab(part)

    def primary_action(self) -> QAction | None:
        """Return the one primary action of the page, shown at the top right."""
        return None

    def reveal(self, kind: str, row_id: int) -> None:
        """Select the person, course or session with this id, if the page shows such."""

    def narrow(self, kind: str, row_id: int, name: str) -> None:
        """Show only what belongs to a team, job title, manager, track or skill of that id or name."""

    def show_part(self, key: str) -> None:
        """Show one of the views of the page, where it has several."""

    def export_scope(self) -> ExportScope | None:
        """Return what the page's filter leaves, for an export of just that; None for everything."""
        return None

    def show_saved_view(self, name: str) -> bool:
        """Show the view of this name; False when the page has none of that name."""
        return False

    def allow_changes(self, allowed: bool) -> None:
        """Turn off what changes the workspace, while it can only be read."""
        primary = self.primary_action()
        if primary is not None and not allowed:
            primary.setEnabled(False)
        elif primary is not None:
            primary.setEnabled(True)
            self.refresh_when_shown()

    def refresh_when_shown(self) -> None:
        """Show all anew, at once where the page is seen."""
        self._stale = True
        if self.isVisible():
            self.catch_up()

    def focus_home(self) -> QWidget | None:
        """Return what has the keys when the page is entered, and nothing on it had them before."""
        return first_focusable(self)

    def take_focus(self) -> None:
        """Put the keys where they were on this page, or where they are at home."""
        if self.isAncestorOf(QApplication.focusWidget() or self):
            return
        # Qt keeps for each widget which of its children had the keys last.
        last = self.focusWidget()
        target = last if can_focus(last) else self.focus_home()
        if target is not None and not can_focus(target):
            target = first_focusable(self)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def enter(self, *, again: bool = False) -> None:
        """Put the keys where they were on this page; home if that was a button, or if asked *again*."""
        home, last = self.focus_home(), self.focusWidget()
        if (again or isinstance(last, QAbstractButton)) and home is not None and can_focus(home):
            home.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """On an Escape that nothing else takes, go from a panel or a field back to what is at home."""
        home = self.focus_home()
        if event.key() == Qt.Key.Key_Escape and home is not None and can_focus(home) and not home.hasFocus():
            home.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def hint_place(self) -> tuple[QWidget, QRect] | None:
        """Return where it is that the hint of the first start about the page speaks of; None for nowhere."""
        return None

    def editing_areas(self) -> tuple[QWidget, ...]:
        """Return the panels and buttons that change the workspace."""
        return ()

    def begin_new(self) -> None:
        """Begin what the page makes new: a person, a session, a course."""

    def unfinished(self) -> str:
        """Say what would be lost with the page, in a sentence; "" for nothing."""
        return ""

    def end_work(self) -> None:
        """End what goes on in the background: the window closes, and nobody would see it."""

    def save_state(self, settings: QSettings) -> None:
        """Keep column widths, filters and grouping."""

    def restore_state(self, settings: QSettings) -> None:
        """Show column widths, filters and grouping as they were left."""

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the page was hidden."""
        super().showEvent(event)
        with reporting(self):
            self.catch_up()

    def catch_up(self) -> None:
        """Show what is there now, if it changed while nobody saw the page."""
        if self.is_behind:
            self._stale = self._halfway = False
            self.refresh(None)

    def _on_changed(self, change: Change) -> None:
        # One question a page: is one of my tables in it? Pages know nothing of each other, or of actions.
        if not change.touches(*self.watches):
            return
        # A page that nobody sees only notes that it is out of date: seven pages would read for one pick.
        if self.isVisible() and not self._stale:
            self.refresh(change)
        else:
            self._stale = True

    def _on_plan_chosen(self, _plan_id: object) -> None:
        self._stale = True
        if self.isVisible():
            self.catch_up()
