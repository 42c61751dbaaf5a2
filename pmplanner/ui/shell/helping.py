"""How the window helps: the panel beside the page, “What is this?”, and the hints of the first start."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSettings, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QSplitter, QStackedWidget, QWidget

from pmplanner.ui.core.page import Page
from pmplanner.ui.shell.hints import Hint, Hints
from pmplanner.ui.shell.top_bar import TopBar
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.help_text import show_explanation
from pmplanner.ui.widgets.navigation import NavigationList

if TYPE_CHECKING:
    from pmplanner.ui.shell.help_panel import HelpPanel

_ROOM = 1200
"""Width of the window in pixels from which the help stands beside the page; below, it lies over it."""
_FIRST_STEPS = "import"
"""The chapter for who has nothing yet."""


class Helping(QObject):
    """Opens the help where there is room for it, and follows the page."""

    def __init__(
        self,
        window: QWidget,
        beside: QSplitter,
        stack: QStackedWidget,
        take_focus: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._beside = beside
        self._stack = stack
        self._take_focus = take_focus
        self._gives_hints = False
        self.hints: Hints | None = None
        self._has_plan: Callable[[], bool] = lambda: True
        window.installEventFilter(self)

    @cached_property
    def panel(self) -> HelpPanel:
        """The panel; made when it is opened first."""
        from pmplanner.ui.shell.help_panel import HelpPanel  # not needed to open the window

        panel = HelpPanel(self._beside.parentWidget())
        panel.closed.connect(self._take_focus)
        panel.hints_requested.connect(self.start_hints)
        return panel

    def show_help(self) -> None:
        """Open the help about what is shown."""
        shown = self._stack.currentWidget()
        self.panel.begin()
        self._place()
        self.panel.open_at(shown.help if isinstance(shown, Page) else _FIRST_STEPS)

    def explain(self) -> None:
        """Say what that is which has the keys: a field, a figure, or else the page."""
        place = QApplication.focusWidget()
        if isinstance(place, QAbstractItemView) and place.currentIndex().isValid():
            text = place.currentIndex().data(Qt.ItemDataRole.WhatsThisRole)
            if text:
                show_explanation(place, str(text))
                return
        while place is not None and place is not self._window:
            if place.whatsThis():
                show_explanation(place, place.whatsThis())
                return
            place = place.parentWidget()
        self.show_help()

    def follow(self, page: Page) -> None:
        """Show the chapter of a page that is shown now, and the first hint at the first page of all."""
        if self._is_open():
            self.panel.show_chapter(page.help)
        if self.hints is not None:
            self.hints.follow(page.help)
            if self._gives_hints and self._has_plan():
                self.hints.begin()

    # Hints

    def follow_welcome(self) -> None:
        """Keep hints away while there is nothing to speak of."""
        if self.hints is not None:
            self.hints.follow(None)

    def set_hints(
        self, bar: TopBar, navigation: NavigationList, settings: QSettings, has_plan: Callable[[], bool]
    ) -> None:
        """Say what the hints are, where they stand, and what tells whether there is a plan to speak of."""
        self._has_plan = has_plan

        def of(widget: QWidget) -> QRect:
            return self._in_window(widget, widget.rect())

        def line(key: str) -> QRect:
            return self._in_window(navigation.viewport(), navigation.place_of(key))

        def there(key: str) -> list[QRect]:
            shown = self._stack.currentWidget()
            if not isinstance(shown, Page) or shown.help != key or (place := shown.hint_place()) is None:
                return []
            return [self._in_window(*place)]

        self.hints = Hints(
            (
                Hint(
                    tr("Pick a course for somebody: go to a cell and press the space bar."),
                    lambda: [*there("plan"), line("plan")],
                    "plan",
                ),
                Hint(
                    tr("Drag a course of “To schedule” on a day of the schedule: that makes a session."),
                    lambda: [line("schedule"), *there("schedule")],
                ),
                Hint(
                    tr("Ctrl+K finds people, courses, sessions and whatever can be done."),
                    lambda: [of(bar.search)],
                ),
                Hint(
                    tr("Everything can be undone, also tomorrow: nothing that you try is lost."),
                    lambda: [of(bar.undo_button)],
                ),
            ),
            settings,
            self._window,
        )

    def give_hints(self) -> None:
        """Show the hints of the first start, now or as soon as there is something to plan."""
        self._gives_hints = True
        shown = self._stack.currentWidget()
        if isinstance(shown, Page):
            self.follow(shown)

    def start_hints(self) -> None:
        """Show the hints again."""
        if self.hints is not None:
            self.hints.start_again()

    # Where it is

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the help where there is room for it."""
        if event.type() is QEvent.Type.Resize and self._is_open():
            self._place()
        return super().eventFilter(watched, event)

    def _is_open(self) -> bool:
        return "panel" in vars(self) and self.panel.isVisible()

    def _place(self) -> None:
        panel, width = self.panel, self.panel.sizeHint().width()
        over = self._window.width() < _ROOM
        around = self._beside.parentWidget()
        if around is None:
            return
        had_keys = panel.isAncestorOf(QApplication.focusWidget() or self._window)
        if not over and self._beside.indexOf(panel) < 0:
            self._beside.addWidget(panel)
            self._beside.setSizes([self._beside.width() - width, width])
            self._beside.setStretchFactor(0, 1)
        elif over:
            if self._beside.indexOf(panel) >= 0:
                panel.setParent(around)
            place = QRect(self._beside.mapTo(around, QPoint(0, 0)), self._beside.size())
            panel.setGeometry(place.adjusted(max(0, place.width() - width), 0, 0, 0))
            panel.raise_()
        panel.setProperty("over", over)
        panel.style().polish(panel)
        panel.show()
        if had_keys:
            panel.text.setFocus(Qt.FocusReason.OtherFocusReason)  # another parent takes the keys away

    def _in_window(self, widget: QWidget, rect: QRect) -> QRect:
        return QRect(widget.mapTo(self._window, rect.topLeft()), rect.size())
