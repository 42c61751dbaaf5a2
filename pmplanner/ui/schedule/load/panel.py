"""The panel of the load: a switch between teams, rooms and trainers, and the heat map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSettings, QSize, Signal
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.ui.core.picturing import PictureMenu
from pmplanner.ui.schedule.load.popup import LoadPopup
from pmplanner.ui.schedule.load.table import LoadAxis, LoadTable
from pmplanner.ui.schedule.load.texts import cell_headline, cell_sentence, explanation
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.errand import MANY_PEOPLE, Errand
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments

if TYPE_CHECKING:
    from pmplanner.services.problems.reading.rows import Facts
    from pmplanner.services.views.load import LoadBook, LoadKind

_KINDS: tuple[LoadKind, ...] = ("team", "room", "trainer")


class LoadPanel(QWidget):
    """Shows how much of each week is taken; it reads only while it is seen."""

    open_requested = Signal(str, int)
    """A page is wanted; payload: session or person, and the id."""
    said = Signal(str)
    """A cell was pointed at or gone to; payload: what it says, "" when it was left."""
    fitted = Signal()
    """Another height shows all of it; no payload."""

    def __init__(
        self,
        find: Callable[[], Facts | None],
        read: Callable[[LoadKind, Facts], LoadBook],
        parent: QWidget | None = None,
    ) -> None:
        """Show nothing yet; *read* gives the load of teams, rooms or trainers by the facts of *find*.

        Of many people it is called in a thread of its own, with facts of its own.
        """
        super().__init__(parent)
        self._find, self._read = find, read
        self._reading = Errand(self, self._take)
        self._facts: Facts | None = None
        self._stale = True
        self.tools = QWidget(self)
        choices = (
            ("team", self.tr("Teams")),
            ("room", self.tr("Rooms")),
            ("trainer", self.tr("Trainers")),
        )
        self.kinds = FoldingSegments(self.tr("Load of"), self.tools, choices)
        self.hint = ElidedLabel()
        self.hint.setProperty("muted", True)
        self.picture = PictureMenu(self, self._title, self)
        self.more = self.picture.button(self.tools)
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.kinds)
        row.addWidget(self.hint, 1)
        row.addWidget(self.more)
        # The tabs beside them need the room more; the menu has the same actions, and so have the keys.
        self.tools.setMinimumWidth(self.kinds.minimumSizeHint().width())
        self.tools.installEventFilter(self)
        self.table = LoadTable(self._sentence, self)
        self.none = muted_label("", self)
        self.none.setContentsMargins(12, 0, 16, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        column.addWidget(self.none)
        column.addWidget(self.table, 1)
        self.kinds.chosen.connect(self._catch_up)
        self.table.asked.connect(self._list)
        self.table.person_opened.connect(lambda person: self.open_requested.emit("person", person))
        self.table.said.connect(self.said)
        self.table.turned.connect(self.fitted)

    @property
    def kind(self) -> LoadKind:
        """Whose load is shown."""
        return next(kind for kind in _KINDS if kind == self.kinds.current())

    def refresh(self) -> None:
        """Read anew, now or when it is seen next."""
        self._stale = True
        if self.isVisible():
            self._catch_up()

    def catch_up(self) -> None:
        """Read what has changed, seen or not."""
        if self._stale:
            self._catch_up()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave out the button where it has no room."""
        if watched is self.tools and event.type() is QEvent.Type.Resize:
            taken = self.kinds.minimumSizeHint().width() + self.more.sizeHint().width() + 20
            self.more.setVisible(self.tools.width() >= taken)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what has changed meanwhile."""
        super().showEvent(event)
        self.catch_up()

    def show_axis(self, axis: LoadAxis | None) -> None:
        """Put weeks below those of a timeline; with None all of them share the width."""
        self.table.show_axis(axis)

    def wanted_height(self) -> int:
        """The height that shows all of it."""
        if self.table.isHidden():
            return self.none.sizeHint().height() + 4
        return self.table.content_height() + 6

    def sizeHint(self) -> QSize:
        """So high that all of it is seen."""
        return QSize(super().sizeHint().width(), self.wanted_height())

    def save_state(self, settings: QSettings) -> None:
        """Remember whose load is shown."""
        settings.setValue("schedule/load", self.kind)

    def restore_state(self, settings: QSettings) -> None:
        """Show the load as it was left."""
        kind = str(settings.value("schedule/load", ""))
        if kind in _KINDS:
            self.kinds.select(kind)

    def paint_to(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint the whole heat map, in sight or not."""
        self.table.paint_to(painter, rect)

    def picture_size(self) -> QSize:
        """The size at which the whole picture is well read."""
        return self.table.picture_size()

    def as_table(self) -> list[list[str]]:
        """What the picture shows as a table with headings."""
        return self.table.load.as_table()

    def _title(self) -> str:
        titles: dict[LoadKind, str] = {
            "team": self.tr("Load of teams"),
            "room": self.tr("Load of rooms"),
            "trainer": self.tr("Load of trainers"),
        }
        return titles[self.kind]

    def end_work(self) -> None:
        """End what is read beside: the workspace is closed next."""
        self._reading.end()

    def _catch_up(self) -> None:
        self._stale = False
        self._reading.stop()
        facts, kind = self._find(), self.kind
        if facts is None:
            self._show(None, None)
        elif len(facts.people) <= MANY_PEOPLE or self.table.load.book is None:
            self._show(facts, self._read(kind, facts))
        else:
            own = facts.copy()
            self._reading.begin(lambda _progress: (own, self._read(kind, own)))

    def _take(self, found: tuple[Facts, LoadBook]) -> None:
        self._show(*found)

    def _show(self, facts: Facts | None, book: LoadBook | None) -> None:
        self._facts = facts
        nothing = book is None or not book.rows
        self.none.setText(
            {
                "team": self.tr("Nobody is employed in these weeks."),
                "room": self.tr("No room is known, and no session names one."),
                "trainer": self.tr("No trainer is known, and no session names one."),
            }[self.kind]
        )
        self.none.setVisible(nothing)
        self.table.setVisible(not nothing)
        self.hint.show_text("" if book is None or nothing else explanation(book))
        self.table.show_book(book)
        self.fitted.emit()

    def _sentence(self, row: int, week: int) -> str:
        from pmplanner.services.views.load_details import list_load

        book = self.table.load.book
        if book is None or self._facts is None:
            return ""
        return cell_sentence(book, row, week, list_load(self._facts, book, row, week))

    def _list(self, row: int, week: int) -> None:
        from pmplanner.services.views.load_details import list_load

        book = self.table.load.book
        if book is None or self._facts is None:
            return
        parts = list_load(self._facts, book, row, week)
        named = book.kind == "team" and book.rows[row].person_id is None
        popup = LoadPopup(cell_headline(book, row, week), parts, self, named=named)
        popup.open_requested.connect(self.open_requested)
        popup.show_at(self._below_current())

    def _below_current(self) -> QPoint:
        """The place on the screen below the current cell."""
        rect = self.table.visualRect(self.table.currentIndex())
        return self.table.viewport().mapToGlobal(rect.bottomLeft() + QPoint(0, 2))
