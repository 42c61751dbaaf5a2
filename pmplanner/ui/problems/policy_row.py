"""One policy in the list of them: what is done about a kind, and from which limit on."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pmplanner.services.policies.policies import PolicyLine
from pmplanner.ui.problems.texts import ACTIONS, kind_title
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import flat_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.lines import TextLine
from pmplanner.ui.widgets.layouts import as_row

_ACTION_WIDTH, _LIMIT_WIDTH = 110, 72


class PolicyRow(QWidget):
    """Title and explanation, the action, the limits where the kind has them, and a way back."""

    action_chosen = Signal(object, str)
    """Another action; payload: the PolicyLine and block, warn or ignore."""
    limit_typed = Signal(object, str, object)
    """Another limit; payload: the PolicyLine, limit or percent, and the number or None."""
    reset_requested = Signal(object)
    """What is set here is to go; payload: the PolicyLine."""

    def __init__(self, line: PolicyLine, own: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        name = kind_title(line.kind.name) + (f" · {line.team}" if line.team else "")
        self.reset = flat_button(tr("As usual"), self)
        self.reset.setAccessibleName(tr("As usual: %1", name))
        self.reset.setToolTip(tr("Take back what is set here"))
        kept = self.reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(kept)
        self.reset.setVisible(own)
        self.limits: dict[str, _LimitLine] = {}
        self._limit_parts: list[tuple[QWidget, QWidget]] = []
        self._add_limits()
        self.action = NoWheelComboBox(tr("What to do: %1", name), self)
        keep_sized(self.action.setFixedWidth, _ACTION_WIDTH)
        for key, text in ACTIONS.items():
            self.action.addItem(tr(text), key)
        self.action.show_key(line.rule.action)
        self._lay_out(name, self._source(own))
        self.action.activated.connect(self._choose)
        self.reset.clicked.connect(self._reset)

    def _source(self, own: bool) -> str:
        if own or self.line.source == "default":
            return ""
        return tr("set for the workspace") if self.line.source == "workspace" else ""

    def _lay_out(self, name: str, source: str) -> None:
        self.setProperty("line", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        heading = heading_label(name, self)
        heading.setWordWrap(True)
        texts.addWidget(heading)
        about = " · ".join(filter(None, (tr(self.line.kind.about), source)))
        sentence = muted_label(about, self, small=True)
        sentence.setWordWrap(True)
        texts.addWidget(sentence)
        limits: list[QWidget] = []
        for field, unit in self._limit_parts:
            limits += (field, unit)
        # The way back, of which the room is kept, stands where a hole is not seen.
        as_row(self, (texts, 1), self.reset, *limits, self.action, margins=(12, 8, 12, 8), spacing=12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _add_limits(self) -> None:
        line = self.line
        if line.kind.counts:
            self._add_limit("limit", tr(self.line.kind.counts), line.rule.limit)
        if line.kind.takes_percent:
            self._add_limit("percent", tr("% of the team"), line.rule.percent)

    def _add_limit(self, name: str, unit: str, value: Decimal | int | None) -> None:
        field = _LimitLine(f"{kind_title(self.line.kind.name)}: {unit}", self, whole=name == "percent")
        field.show_value(value)
        keep_sized(field.setFixedWidth, _LIMIT_WIDTH)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.limits[name] = field
        field.finished.connect(lambda: self.limit_typed.emit(self.line, name, field.entered()))
        self._limit_parts.append((field, muted_label(unit, self)))

    def _choose(self) -> None:
        self.action_chosen.emit(self.line, str(self.action.currentData()))

    def _reset(self) -> None:
        self.reset_requested.emit(self.line)


class _LimitLine(TextLine):
    """A number of at least 0, in quarters or whole percents; nothing for no limit."""

    def __init__(self, name: str, parent: QWidget, *, whole: bool) -> None:
        super().__init__(name, parent, tr("none"))
        self._whole = whole

    def text_of(self, value: object) -> str:
        """Return a limit without needless zeros."""
        return format_days(value) if isinstance(value, Decimal | int) else ""

    def entered(self) -> Decimal | int | None:
        """The limit; ValueError with a sentence when it is none."""
        try:
            return _number(self.text(), whole=self._whole)
        except ValueError:
            raise ValueError(tr("A number of at least 0, or nothing for no limit")) from None


def _number(text: str, *, whole: bool) -> Decimal | int | None:
    """Read a limit; nothing is none. Raises ValueError when it is no number of at least 0."""
    text = text.strip().removesuffix("%").strip().replace(",", ".")
    if not text:
        return None
    if whole:
        number = int(text)
        if not 0 <= number <= 100:
            raise ValueError
        return number
    value = Decimal(text) if text.replace(".", "", 1).isdecimal() else None
    if value is None or value * 4 != int(value * 4):
        raise ValueError
    return value
