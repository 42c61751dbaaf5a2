"""The menu under Export: tables, calendars, files of other programs, paper, change packs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pmplanner.services.exporting.tables import ExportScope
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.output.tables import Exporter
from pmplanner.ui.translation import tr

if TYPE_CHECKING:
    from pmplanner.ui.core.picturing import Picture, Task
    from pmplanner.ui.output.paper.printing import Printing
    from pmplanner.ui.output.picture import Pictures
    from pmplanner.ui.output.publisher import Publisher

AddCommand = Callable[[str, Callable[[], object], QMenu], QAction]
"""Adds a command of that name to a menu, and to what the search finds."""


class ExportMenu(QObject):
    """Fills the menu; what its entries do is loaded when the first of them is chosen."""

    def __init__(
        self,
        actions: Actions,
        settings: QSettings,
        window: QWidget,
        shown_scope: Callable[[], ExportScope | None],
    ) -> None:
        """Ask *shown_scope* what the page's filter leaves; None when everything is shown."""
        super().__init__(window)
        self._needs = (actions, settings, window, shown_scope)

    @cached_property
    def publisher(self) -> Publisher:
        """What writes calendars, files of other programs and change packs."""
        from pmplanner.ui.output.publisher import Publisher  # not needed to open the window

        return Publisher(*self._needs)

    @cached_property
    def printing(self) -> Printing:
        """What prints."""
        from pmplanner.ui.output.paper.printing import Printing  # not needed to open the window

        return Printing(*self._needs)

    @cached_property
    def pictures(self) -> Pictures:
        """What copies and saves pictures."""
        from pmplanner.ui.output.picture import Pictures  # not needed to open the window

        return Pictures(*self._needs)

    def put_out(self, task: Task, picture: Picture) -> None:
        """Copy or save a picture of the page, or copy its table."""
        self.pictures.put_out(task, picture)

    def fill(self, menu: QMenu, exporter: Exporter, add: AddCommand) -> None:
        """Fill *menu* with groups of entries."""
        tables = menu.addMenu(self.tr("Tables (CSV)"))
        for layout, text in exporter.layouts():
            action = add(tr("Export %1…", text), exporter.asker(layout), tables)
            action.setText(text)
        calendars = menu.addMenu(self.tr("Calendars (.ics)"))
        for kind, text in (
            ("plan", self.tr("The whole plan…")),
            ("person", self.tr("People…")),
            ("trainer", self.tr("Trainers…")),
            ("room", self.tr("Rooms…")),
        ):
            name = tr("Export calendars: %1", text)
            add(name, _bound(self._ask_calendar, kind), calendars).setText(text)
        programs = menu.addMenu(self.tr("Other programs"))
        for program, text in (
            ("google", self.tr("Google Calendar…")),
            ("outlook", self.tr("Outlook…")),
            ("gantt", self.tr("GanttProject…")),
        ):
            name = tr("Export for %1", text)
            add(name, _bound(self._ask_program, program), programs).setText(text)
        self._fill_rest(menu, add)

    def _fill_rest(self, menu: QMenu, add: AddCommand) -> None:
        paper = menu.addMenu(self.tr("Print"))
        add(self.tr("Print calendar…"), self._print_calendar, paper).setText(self.tr("Calendar…"))
        add(self.tr("Print attendance sheets…"), self._print_attendance, paper).setText(
            self.tr("Attendance sheets…")
        )
        menu.addSeparator()
        add(self.tr("Change pack…"), self._ask_pack, menu)

    # The entries ask for what they need only when they are chosen.

    def _ask_calendar(self, kind: str) -> None:
        self.publisher.ask_calendar(kind)

    def _ask_program(self, program: str) -> None:
        self.publisher.ask_program(program)

    def _ask_pack(self) -> None:
        self.publisher.ask_pack()

    def ask_cancellations(self, plan_id: int, name: str) -> None:
        """Ask where what cancels a removed plan in all calendars is to go, and write it."""
        self.publisher.ask_cancellations(plan_id, name)

    def _print_calendar(self) -> None:
        self.printing.ask_calendar()

    def _print_attendance(self) -> None:
        self.printing.ask_attendance()


def _bound(ask: Callable[[str], None], key: str) -> Callable[[], None]:
    """What asks about one thing, without the argument that the signal of an action brings."""

    def ask_about_it() -> None:
        ask(key)

    return ask_about_it
