"""Who is away in a week and for what, in a small window over the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pmplanner.ui.schedule.load.texts import part_days, part_detail, part_title
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.tables.two_line_list import Line, LineList

if TYPE_CHECKING:
    from pmplanner.services.views.load_details import LoadPart

_WIDTH, _MOST_HEIGHT = 420, 360


class LoadPopup(QFrame):
    """Lists what is behind a cell; Enter or a click opens the session, or the person who is on leave."""

    open_requested = Signal(str, int)
    """A page is wanted; payload: session or person, and the id."""

    def __init__(self, headline: str, parts: Sequence[LoadPart], parent: QWidget, *, named: bool) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._parts = tuple(parts)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("card", True)
        self.setAccessibleName(headline)
        self.heading = heading_label(headline)
        self.heading.setWordWrap(True)
        self.list = LineList(headline, several=False)
        self.none = muted_label(self.tr("Nothing takes any of these days."))
        self.list.set_lines([self._line(place, part, named) for place, part in enumerate(self._parts)])
        self.list.setVisible(bool(parts))
        self.none.setVisible(not parts)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for widget in (self.heading, self.none, self.list):
            column.addWidget(widget)
        self.list.opened.connect(self._open)
        self.list.clicked.connect(lambda index: self._open(self.list.lines.rows()[index.row()]))

    def sizeHint(self) -> QSize:
        """As high as its lines, up to a limit."""
        hint = super().sizeHint()
        lines = self.list.content_height() if self._parts else 0
        rest = self.heading.heightForWidth(_WIDTH - 24) + 40
        return QSize(_WIDTH, min(_MOST_HEIGHT, max(hint.height() if not self._parts else 0, rest + lines)))

    def show_at(self, place: QPoint) -> None:
        """Open at a place of the screen, or so near that all of it is seen."""
        self.resize(self.sizeHint())
        area = (self.parentWidget() or self).screen().availableGeometry()
        left = max(area.left(), min(place.x(), area.right() - self.width()))
        top = place.y() if place.y() + self.height() <= area.bottom() else area.bottom() - self.height()
        self.move(left, max(area.top(), top))
        self.show()
        if self._parts:
            self.list.select_key(0)
            self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _line(self, place: int, part: LoadPart, named: bool) -> Line:
        title, detail = part_title(part, named=named), part_detail(part, named=named)
        return Line(place, title, part_days(part), detail, strong=True)

    def _open(self, line: Line) -> None:
        part = self._parts[int(str(line.id))]
        self.close()
        if part.session_id is not None and not part.plan:
            self.open_requested.emit("session", part.session_id)
        elif part.person_id is not None:
            self.open_requested.emit("person", part.person_id)
