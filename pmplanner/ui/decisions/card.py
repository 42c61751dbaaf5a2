"""A decision as a card: what is asked, what is known, what would follow, and buttons that do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from pmplanner.services.board.rows import Decision, DecisionKind
from pmplanner.ui.text_size import as_text_grows, keep_sized, sized
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.translation import mark, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.layouts import STRETCH, Place, as_column, as_row
from pmplanner.ui.widgets.painting import Sketch, paint_widget
from pmplanner.ui.widgets.scrolling import show_in_area
from pmplanner.ui.widgets.text import Rich, RichLabel, TextLabel, as_typed, rich, rich_join

_SIGN = 28
"""Pixels of a sign, where text has its usual size."""
_WIDE = 10_000
"""More pixels than any sentence needs."""

_SIGNS: dict[DecisionKind, tuple[str, str]] = {
    "go or no-go": ("?", "accent"),
    "attendance": ("✓", "accent"),
    "over budget": ("€", "track:2"),
    "free seat": ("◐", "track:0"),
    "cover": ("!", "problem"),
    "requests": ("✓", "track:"),
    "renewals": ("↻", "track:3"),
    "without a price": ("€", "track:"),
    "without a track": ("–", "track:"),
}
"""Of each kind its sign, and the role of its colour."""
_TITLES: dict[DecisionKind, str] = {
    "go or no-go": mark("Go or no-go"),
    "attendance": mark("Attendance"),
    "over budget": mark("Over budget"),
    "free seat": mark("Free seat"),
    "cover": mark("Cover"),
    "requests": mark("Requests"),
    "renewals": mark("Renewals"),
    "without a price": mark("Without a price"),
    "without a track": mark("Without a track"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of a card."""

    text: str
    run: Callable[[], object]
    changes: bool = True
    """Whether it changes the plan at once; else it opens something."""
    tip: str = ""


class Sign(QWidget):
    """A sign on a coloured square."""

    def __init__(self, kind: DecisionKind, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._role = _SIGNS[kind]
        self.setToolTip(tr(_TITLES[kind]))
        as_text_grows(self, self._fit)
        theme_notifier().changed.connect(self.update)

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(sized(_SIGN), sized(_SIGN))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the square and the sign."""
        paint_widget(self, self._draw)

    def _draw(self, sketch: Sketch) -> None:
        theme = current_theme()
        area = QRectF(self.rect())
        sketch.setRenderHint(QPainter.RenderHint.Antialiasing)
        sketch.setPen(Qt.PenStyle.NoPen)
        sketch.setBrush(theme.color(self._role))
        sketch.drawRoundedRect(area, 6, 6)
        font = sketch.font()
        font.setBold(True)
        sketch.setFont(font)
        sketch.setPen(theme.on(theme.color(self._role)))
        sketch.drawText(area, Qt.AlignmentFlag.AlignCenter, self._text)


class DecisionCard(QFrame):
    """Shows a decision; Up and Down go to the other cards, Tab to its buttons, Enter presses the first."""

    stepped = Signal(int)
    """An arrow was pressed; payload: 1 for the next card, -1 for the one before."""
    entered = Signal(object)
    """The card has the keys now; payload: its Decision."""

    def __init__(self, decision: Decision, offers: Sequence[Offer], parent: QWidget) -> None:
        super().__init__(parent)
        self.decision = decision
        self.setProperty("card", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.question = heading_label(decision.question, self)
        self.due = TextLabel(decision.due_words, self)
        self.due.setProperty("pill", True)
        keep_sized(self.due.setFixedHeight, 20)
        self.facts = muted_label(decision.facts, self)
        self.consequence = RichLabel(self)
        self.consequence.show_rich(strengthened(decision.consequence, decision.strong))
        for label in (self.question, self.facts, self.consequence):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        self.buttons: list[QPushButton] = []
        self._changing: list[QPushButton] = []
        self._lay_out(offers)
        self.setAccessibleName(decision.question)
        self.setAccessibleDescription(" ".join((decision.facts, decision.consequence, decision.due_words)))

    def _lay_out(self, offers: Sequence[Offer]) -> None:
        line = QWidget(self)
        line.setProperty("plain", True)
        flow = FlowLayout(line)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        line.setSizePolicy(policy)
        for offer in offers:
            button = plain_button(as_typed(offer.text), line)
            button.setAutoDefault(False)
            button.setAccessibleName(offer.text)
            button.setToolTip(offer.tip)
            button.clicked.connect(offer.run)
            flow.addWidget(button)
            self.buttons.append(button)
            if offer.changes:
                self._changing.append(button)
        head = as_row(None, (self.question, 1), (self.due, 0, Place.AlignTop), spacing=12)
        texts = as_column(None, head, self.facts, self.consequence, line, spacing=6)
        sign = as_column(None, Sign(self.decision.kind, self), STRETCH)
        as_row(self, sign, (texts, 1), margins=(14, 12, 14, 12), spacing=14)

    def minimumSizeHint(self) -> QSize:
        """As low as when there is room for all in one line: how high it is follows from its width."""
        hint, layout = super().minimumSizeHint(), self.layout()
        return hint if layout is None else QSize(hint.width(), layout.heightForWidth(_WIDE))

    def allow(self, allowed: bool) -> None:
        """Turn the buttons on or off that change the plan at once."""
        for button in self._changing:
            button.setEnabled(allowed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Come into view, and say what it is."""
        super().focusInEvent(event)
        show_in_area(self)
        self.entered.emit(self.decision)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with the arrows; Enter presses the first button."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus() and self.buttons:
            self.buttons[0].click()
        else:
            super().keyPressEvent(event)


def strengthened(text: str, strong: Sequence[str]) -> Rich:
    """Return a text with the first of each of these parts in bold."""
    places = sorted((at, part) for part in strong if part and (at := text.find(part)) >= 0)
    parts: list[object] = []
    end = 0
    for at, part in places:
        if at >= end:
            parts += [text[end:at], rich("<b>%1</b>", part)]
            end = at + len(part)
    return rich_join("", [*parts, text[end:]])
