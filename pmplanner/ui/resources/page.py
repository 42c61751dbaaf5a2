"""The page of resources: rooms, trainers, equipment, closures and holidays."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.resources.equipment import list_equipment
from pmplanner.services.resources.rooms import list_rooms
from pmplanner.services.resources.trainers import list_trainers
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import first_focusable
from pmplanner.ui.core.page import Page
from pmplanner.ui.resources.days import DaysView
from pmplanner.ui.resources.equipment import EquipmentPanel, equipment_columns, equipment_kind
from pmplanner.ui.resources.money import MoneyView
from pmplanner.ui.resources.panel import ResourcePanel
from pmplanner.ui.resources.rooms import RoomPanel, room_columns, room_kind
from pmplanner.ui.resources.trainers import TrainerPanel, trainer_columns, trainer_kind
from pmplanner.ui.resources.view import ResourceView
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader

_SESSIONS = frozenset({"session", "session_day", "session_room", "session_trainer", "plan"})
_SHOWS = {
    "rooms": _SESSIONS | {"room", "room_equipment", "equipment", "person", "site", "closure"},
    "trainers": _SESSIONS | {"trainer", "trainer_course", "trainer_absence", "course", "workspace_setting"},
    "equipment": _SESSIONS
    | {"equipment", "room", "room_equipment", "course", "course_equipment", "session_equipment"},
    "money": frozenset(
        {"travel", "rate", "workspace_setting", "site", "person", "room", "trainer", "course", "own_fact"}
        | {"cost_item", "session", "plan"}
    ),
    "days": frozenset({"closure", "blackout", "site", "workspace_setting", "person", "room"}),
}
"""The tables that each part of the page shows."""

_V = TypeVar("_V", ResourceView, DaysView, MoneyView)


class ResourcesPage(Page):
    """Five parts, each with its panel, made when it is shown first.

    The one that is shown follows the workspace, the others catch up.
    """

    import_requested = Signal(str)
    """The user wants to bring in rows from a file; payload: the layout."""

    help = "resources"
    watches = frozenset().union(*_SHOWS.values())

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._stale_parts = set(_SHOWS)
        self._settings: QSettings | None = None
        self._new = QAction(icon("plus", "on_accent"), "", self)
        self._new.setToolTip(self.tr("Ctrl+N or Insert"))
        self._new.triggered.connect(self.begin_new)
        self.parts = FoldingSegments(self.tr("Which resources"), self)
        for key, text in (
            ("rooms", self.tr("Rooms")),
            ("trainers", self.tr("Trainers")),
            ("equipment", self.tr("Equipment")),
            ("days", self.tr("Closures and holidays")),
            ("money", self.tr("Travel and rates")),
        ):
            self.parts.add(key, text)
        self.count = muted_label("", self)
        self.import_button = plain_button("", self, "import")
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._show_part("rooms")

    # The parts

    @cached_property
    def rooms(self) -> ResourceView:
        """The rooms."""
        view = ResourceView(self.actions_, room_kind(), RoomPanel, room_columns(), self.stack)
        return self._add("rooms", view, view)

    @cached_property
    def trainers(self) -> ResourceView:
        """The trainers."""
        view = ResourceView(self.actions_, trainer_kind(), TrainerPanel, trainer_columns(), self.stack)
        return self._add("trainers", view, view)

    @property
    def trainer_panel(self) -> TrainerPanel:
        """The panel of a trainer."""
        assert isinstance(self.trainers.panel, TrainerPanel)
        return self.trainers.panel

    @cached_property
    def equipment(self) -> ResourceView:
        """The equipment."""
        view = ResourceView(self.actions_, equipment_kind(), EquipmentPanel, equipment_columns(), self.stack)
        return self._add("equipment", view, view)

    @cached_property
    def days(self) -> DaysView:
        """The days on which nobody is trained."""
        days = DaysView(self.actions_, self.stack)
        days.shown.connect(self._show_words)
        return self._add("days", days, *days.views.values())

    @cached_property
    def money(self) -> MoneyView:
        """What travelling costs, and the rates of currencies."""
        money = MoneyView(self.actions_, self.stack)
        money.shown.connect(self._show_words)
        return self._add("money", money, *money.views.values())

    def _add(self, key: str, part: _V, *views: ResourceView) -> _V:
        self.stack.addWidget(part)
        for view in views:
            view.import_requested.connect(self.import_requested)
            view.counted.connect(self._show_words)
            view.selection_said.connect(self._say)
        if self._settings is not None:
            part.restore_state(self._settings, f"resources/{key}")
        return part

    def _made(self) -> list[str]:
        """Return the parts that were shown."""
        return [key for key in _SHOWS if key in vars(self)]

    def _lay_out(self) -> None:
        header = PageHeader(self.tr("Resources"), self)
        header.add_left(self.parts)
        header.add_left(self.count)
        header.add_right(self.import_button)
        as_column(self, header, (self.stack, 1), margins=(20, 16, 20, 16), spacing=12)

    def _connect(self) -> None:
        self.parts.chosen.connect(self._choose_part)
        self.import_button.clicked.connect(self._ask_import)
        for keys in (QKeySequence(QKeySequence.StandardKey.New), QKeySequence(Qt.Key.Key_Insert)):
            QShortcut(keys, self).activated.connect(self.begin_new)

    # What the frame asks

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The panels of what is selected, and the buttons that import."""
        views = [view.import_button for view in self.findChildren(ResourceView)]
        return (*self.findChildren(ResourcePanel), *views, self.import_button)

    def primary_action(self) -> QAction:
        """Add one of what is shown."""
        return self._new

    def show_part(self, key: str) -> None:
        """Show rooms, trainers, equipment, days, or travel and rates."""
        self._choose_part(key)

    def reveal(self, kind: str, row_id: int) -> None:
        """Show a list of things of a kind, and of those with ids the one with this id, if any."""
        part = {"room": "rooms", "trainer": "trainers", "equipment": "equipment"}.get(kind)
        if part is not None:
            self.show_part(part)
            if row_id:
                self.current().stack.reveal(row_id)
        elif kind == "site":
            self._choose_part("days")
            self.days.show_part("sites")
        elif kind in ("travel", "rates"):
            self._choose_part("money")
            self.money.show_part(kind)

    def begin_new(self) -> None:
        """Show the form of a new one of what is shown."""
        self.current().begin_new()

    def focus_home(self) -> QWidget | None:
        """The list that is shown, or what stands in its place."""
        table = self.current().table
        return table if table.isVisible() else first_focusable(self.stack)

    def current(self) -> ResourceView:
        """The list that is shown."""
        shown = self.stack.currentWidget()
        if isinstance(shown, ResourceView):
            return shown
        return (self.money if isinstance(shown, MoneyView) else self.days).current()

    def save_state(self, settings: QSettings) -> None:
        """Keep which part is shown, and the widths of each list."""
        settings.setValue("resources/part", self.parts.current())
        for key in self._made():
            getattr(self, key).save_state(settings, f"resources/{key}")

    def restore_state(self, settings: QSettings) -> None:
        """Show the part and the widths as they were left."""
        self._settings = settings
        for key in self._made():
            getattr(self, key).restore_state(settings, f"resources/{key}")
        part = str(settings.value("resources/part", "rooms"))
        self._show_part(part if part in _SHOWS else "rooms")

    # Following the workspace

    def refresh(self, change: Change | None) -> None:
        """Show what is in the workspace now; parts that are not shown are read when they are."""
        touched = [key for key, tables in _SHOWS.items() if change is None or change.touches(*tables)]
        self._stale_parts.update(touched)
        self._catch_up()

    def _catch_up(self) -> None:
        part = self.parts.current()
        if part not in self._stale_parts:
            return
        self._stale_parts.discard(part)
        read = self.actions_.read
        if part == "rooms":
            self.rooms.show_rows(read(list_rooms))
        elif part == "trainers":
            self.trainer_panel.know_courses([(course.id, course.title) for course in read(list_courses)])
            self.trainers.show_rows(read(list_trainers))
        elif part == "equipment":
            self.equipment.show_rows(read(list_equipment))
        else:
            (self.money if part == "money" else self.days).refresh()

    # Which part is shown

    def _choose_part(self, key: str) -> None:
        self._show_part(key)
        if self.isVisible():
            self._catch_up()

    def _show_part(self, key: str) -> None:
        self.parts.select(key)
        self.stack.setCurrentWidget(getattr(self, key))
        self._show_words()

    def _show_words(self) -> None:
        view = self.current()
        self._new.setText(view.kind.words.new)
        self.count.setText(view.count())
        layout = view.kind.layout
        texts = {
            "rooms": self.tr("Import rooms"),
            "trainers": self.tr("Import trainers"),
            "closures": self.tr("Import closures"),
            "travel": self.tr("Import travel"),
            "rates": self.tr("Import rates"),
        }
        self.import_button.setText(texts.get(layout, ""))
        self.import_button.setVisible(bool(layout))

    def _say(self, sentence: str) -> None:
        if self.sender() is self.current():
            self.selection_said.emit(sentence)

    def _ask_import(self) -> None:
        self.current().ask_import()
