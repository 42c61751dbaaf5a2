"""The card that sums up a role track above the plan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.charts.stacked_bar import Segment, StackedBar
from pmplanner.ui.widgets.charts.swatch import Swatch
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.help_text import counted_action, explain, explain_all
from pmplanner.ui.widgets.text import TextLabel


@dataclass(frozen=True, slots=True)
class TrackFigures:
    """What a track card shows, in person-days; `unit` and `sentence` replace the usual words.

    `over` says that they tell of more than there is money for.
    """

    title: str
    people: int
    planned: Decimal
    done: Decimal
    scheduled: Decimal
    open: Decimal
    position: int | None = None
    maximum: Decimal | None = None
    unit: str = ""
    sentence: str = ""
    over: bool = False
    kept: Decimal = Decimal(0)
    """Of the days scheduled those of seats that are kept for people without names."""
    is_known: bool = True
    """False while they are still being read: then nothing but the title is said."""


_MARGIN = 14


class TrackCard(Card):
    """A track's people, planned days and how far they are."""

    activated = Signal()
    """The card was clicked, or Enter or Space pressed on it; only after `set_clickable`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=_MARGIN)
        self._clickable = False
        self.body.setSpacing(4)
        self.swatch = Swatch(self)
        self.title = ElidedLabel(parent=self)
        self.title.setProperty("muted", True)
        self.title.setProperty("small", True)
        self.number = TextLabel(parent=self)
        self.number.setProperty("figure", True)
        self.unit = muted_label(parent=self, small=True)
        self.bar = StackedBar(self)
        self.sentence = muted_label(parent=self, small=True)
        self._tip = ""
        self._lay_out()
        explain(self, tr("Planned"))
        explain(self.title, tr("People"))
        explain_all(self.unit, (tr("Planned"), tr("Target"), tr("Days per person"), tr("Gap"), tr("Budget")))
        for part in (self.bar, self.sentence):
            explain_all(part, (tr("Done"), tr("Scheduled"), tr("To schedule"), tr("Budget"), tr("Cost")))
        self.addAction(counted_action(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def set_tip(self, tip: str) -> None:
        """Say in the tip what a click does, after the figures."""
        self._tip = tip

    def fold(self, folded: bool) -> None:
        """Be one line, of which the tip says the rest; or stand open again."""
        line, column = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._head.setDirection(line if folded else column)
        self._head.setSpacing(5 if folded else 4)
        for part in (self.bar, self.sentence):
            part.setHidden(folded)
        self.body.setSpacing(0 if folded else 4)
        margins = (8, 4, 8, 4) if folded else (_MARGIN,) * 4
        self.body.setContentsMargins(*margins)
        if self.number.property("folded") != folded:
            self.number.setProperty("folded", folded)
            self.number.style().unpolish(self.number)
            self.number.style().polish(self.number)

    def wanted_width(self) -> int:
        """Pixels in which all words of the card stand whole."""
        # The layouts are asked: they know of new words only when the loop has run.
        for layout in (self._top, self._middle, self._head, self.body):
            layout.invalidate()
        return self.body.totalSizeHint().width() + 2 * self.frameWidth()

    def show_folded(self, figures: TrackFigures, title: str, words: str) -> None:
        """Show a track's figures in one line: a title, the days, and words behind them."""
        self.show_figures(figures)
        if figures.is_known:
            self.title.setText(title)
            self.unit.setText(words)

    def show_figures(self, figures: TrackFigures, progress: str = "") -> None:
        """Show a track's figures; *progress* says how far they are where they have no sentence."""
        if not figures.is_known:
            self._show_reading(figures)
            return
        people = plural(figures.people, "1 person", "%1 people")
        if figures.people == 1:
            people = self.tr("1 person")
        self.swatch.set_role(track_role(figures.position))
        self.title.setText(f"{figures.title} · {people}")
        self.number.setText(format_days(figures.planned))
        self.unit.setText(figures.unit or self.tr("days planned"))
        self.sentence.setText(figures.sentence or progress or self._progress(figures))
        for label in (self.unit, self.sentence):
            _mark_over(label, figures.over)
        self.bar.set_segments(self._segments(figures), figures.maximum)
        said = (self.title, self.number, self.unit)
        name = " ".join(label.text() for label in said)
        # Also where a folded card has no room for it.
        self.setAccessibleName(tr("%1, %2", name, figures.sentence) if figures.sentence else name)
        progress = self._progress(figures)
        self.setAccessibleDescription(progress)
        lines = (self.title.text(), f"{self.number.text()} {self.unit.text()}", progress, figures.sentence)
        self.setToolTip("\n".join(filter(None, (*dict.fromkeys(lines), self._tip))))

    def _show_reading(self, figures: TrackFigures) -> None:
        reading = tr("Being read…")
        self.swatch.set_role(track_role(figures.position))
        self.title.setText(figures.title)
        self.number.setText("…")
        self.unit.setText("")
        self.sentence.setText(reading)
        self.bar.set_segments((), None)
        self.setAccessibleName(tr("%1, %2", figures.title, reading))
        self.setAccessibleDescription("")
        self.setToolTip(reading)

    def set_clickable(self, clickable: bool) -> None:
        """Let the card be clicked and reached by Tab."""
        self._clickable = clickable
        self.setProperty("clickable", clickable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if clickable else Qt.FocusPolicy.NoFocus)
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Activate on a left click inside the card."""
        inside = self.rect().contains(event.position().toPoint())
        if self._clickable and inside and event.button() is Qt.MouseButton.LeftButton:
            self.activated.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Activate on Enter and Space."""
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._head.setSpacing(4)
        top, middle = self._top, self._middle = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(7)
        top.addWidget(self.swatch)
        top.addWidget(self.title, 1)
        middle.setSpacing(6)
        middle.addWidget(self.number, 0, Qt.AlignmentFlag.AlignBaseline)
        middle.addWidget(self.unit, 1, Qt.AlignmentFlag.AlignBaseline)
        self._head.addLayout(top)
        self._head.addLayout(middle, 1)
        self.body.addLayout(self._head)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.sentence)

    def _progress(self, figures: TrackFigures) -> str:
        parts = (
            tr("%1 done", format_days(figures.done)),
            tr("%1 scheduled", format_days(figures.scheduled)),
            tr("%1 to schedule", format_days(figures.open)),
            *([tr("%1 of seats kept", format_days(figures.kept))] if figures.kept else []),
        )
        return " · ".join(parts)

    def _segments(self, figures: TrackFigures) -> tuple[Segment, ...]:
        return (
            Segment(figures.done, track_role(figures.position, "track_done"), self.tr("done")),
            Segment(figures.scheduled, track_role(figures.position), self.tr("scheduled")),
            Segment(figures.open, track_role(figures.position), self.tr("to schedule"), hatched=True),
        )


def _mark_over(label: QWidget, over: bool) -> None:
    if bool(label.property("over")) != over:
        label.setProperty("over", over)
        label.style().unpolish(label)
        label.style().polish(label)
