"""The panel beside a list: one resource to change in place, or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from pmplanner.services.settings import read_setting
from pmplanner.services.views.resource_usage import ResourceUse
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.kinds import Kind
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import PrimaryButton, icon_button, plain_button
from pmplanner.ui.widgets.card import Card, heading_label, muted_label, problem_label
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.format import format_days, format_number, format_period
from pmplanner.ui.widgets.forms.form import FieldForm, FieldSpec
from pmplanner.ui.widgets.inputs.lines import AmountLine, CurrencyLine
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.scrolling import UpDownArea


class ResourcePanel(Card):
    """Shows one row of a kind; kinds with more than fields put it into `more` and show it in `show_more`."""

    added = Signal(object)
    """A new one was added; payload: its id."""
    new_ended = Signal()
    """The form of a new one was left; no payload."""

    def __init__(
        self, actions: Actions, kind: Kind, specs: Sequence[FieldSpec], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, margin=16)
        self.actions_ = actions
        self.kind = kind
        self.row: Any = None
        self.fresh = True
        """Whether another row is shown now than before."""
        self._new = False
        self.title = ElidedLabel("", self)
        self.title.setProperty("title", True)
        self.about = muted_label("", self)
        self.about.setWordWrap(True)
        self.remove = icon_button("delete", kind.words.remove_tip, self)
        # From the outside in: what is put into another place is dressed anew with all that is in it.
        self.stack = QStackedWidget(self)
        self._area = UpDownArea(self.stack)
        self._inside = QWidget(self._area.viewport())
        self.form = FieldForm(specs, self._inside)
        self.more = QWidget(self._inside)
        self.more_column = QVBoxLayout(self.more)
        self.reason = problem_label("", self)
        self.cancel_button = plain_button(self.tr("Cancel"), self)
        self.create_button = PrimaryButton(kind.words.create, self)
        self.hint = muted_label(kind.words.select, self)
        self._lay_out()
        self.form.finished.connect(self._apply)
        self.create_button.clicked.connect(self._create)
        self.cancel_button.clicked.connect(self._end_new)
        self.show_row(None)

    def _lay_out(self) -> None:
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.hint.setMargin(24)
        top = as_row(None, (self.title, 1), self.remove)
        buttons = as_row(None, STRETCH, self.cancel_button, self.create_button)
        self.more_column.setContentsMargins(0, 8, 0, 0)
        self.more_column.setSpacing(6)
        as_column(self._inside, self.form, self.more, self.reason, 4, buttons, STRETCH, margins=(0, 8, 12, 8))
        self._inside.setProperty("plain", True)
        self.stack.addWidget(self._area)
        self._area.setWidget(self._inside)
        self.stack.addWidget(self.hint)
        self.body.setSpacing(4)
        self.body.addLayout(top)
        self.body.addWidget(self.about)
        self.body.addWidget(self.stack, 1)

    def add_section(self, title: str, *widgets: QWidget) -> None:
        """Add widgets under a heading below the fields."""
        if self.more_column.count():
            self.more_column.addSpacing(8)
        self.more_column.addWidget(heading_label(title, self))
        for widget in widgets:
            self.more_column.addWidget(widget)

    # What kinds have of their own

    def show_more(self, row: Any) -> None:  # noqa: ANN401 - a row of the kind
        """Show what a row has beside its fields."""

    # Showing

    def is_new(self) -> bool:
        """True while a new one is being typed."""
        return self._new

    def show_row(self, row: Any) -> None:  # noqa: ANN401
        """Show a row, or that none is selected; a new one that is being typed stays."""
        if self._new:
            return
        self.hint.setText(self.kind.words.select)
        fresh = self.fresh = row is None or self.row is None or self.row.id != row.id
        self.row = row
        self._show_parts(row is not None)
        if row is None:
            self.title.show_text("")
            return
        self.title.show_text(self.kind.name(row))
        self.about.setText(self.kind.about(row))
        self.about.show()  # also without words, so that nothing moves when the first ones come
        self._hint_currency()
        self.form.show_values(lambda name: getattr(row, name), fresh)
        self.show_more(row)

    def show_several(self, text: str) -> None:
        """Say how many rows are selected, which can be removed together."""
        self.hint.setText(text)
        self.remove.show()

    def begin_new(self) -> None:
        """Show empty fields and put the cursor into the first."""
        self._new, self.row = True, None
        self._show_parts(True)
        self.title.show_text(self.kind.words.new)
        self._hint_currency()
        self.form.show_values(lambda _name: None, fresh=True)
        first = next(iter(self.form.fields.values()))
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hint_currency(self) -> None:
        """Show as a hint in which currency an amount is that names none."""
        field = self.form.fields.get("currency")
        if field is not None and any(isinstance(each, AmountLine) for each in self.form.fields.values()):
            assert isinstance(field, CurrencyLine)
            field.setPlaceholderText(self.actions_.read(read_setting, "currency") or tr("EUR"))

    def leave_new(self) -> None:
        """Give up the form of a new one, because a row was chosen."""
        self._new = False

    def _show_parts(self, something: bool) -> None:
        self.stack.setCurrentIndex(0 if something else 1)
        for widget, shown in (
            (self.title, something),
            (self.about, False),
            (self.reason, False),
            (self.remove, something and not self._new),
            (self.more, bool(self.more_column.count()) and not self._new),
            (self.create_button, self._new),
            (self.cancel_button, self._new),
        ):
            widget.setVisible(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In the form of a new one, add it on Enter and leave on Escape."""
        if self._new and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._create()
        elif self._new and event.key() == Qt.Key.Key_Escape:
            self._end_new()
        else:
            super().keyPressEvent(event)

    # What the user does

    def try_to(self, label: Label, action: Any, *args: Any) -> bool:  # noqa: ANN401 - any service
        """Run a service as one edit; False, with the reason shown, when it was refused."""
        reason = self.actions_.try_to(label, action, *args)
        self.refuse(reason)
        return not reason

    def refuse(self, reason: str) -> None:
        """Show below everything why something was not done; "" takes it away."""
        self.reason.say(reason)

    def _apply(self, name: str, value: object) -> None:
        row = self.row
        if self._new or row is None:
            return
        if _said(value) == _said(getattr(row, name)):
            self.form.accept(name)
            return
        label = self.kind.labels.change(name, row)

        def change(db: Session) -> None:
            self.kind.change(db, row.id, **{name: value})

        self.form.settle(name, self.actions_.try_to(label, change), getattr(row, name))

    def _create(self) -> None:
        values = self.form.values()
        if values is None:
            return
        made: list[int] = []
        try:
            complete = self.kind.complete(values)
        except ValueError as error:
            self.refuse(str(error))
            return
        name = str(values.get("name") or "")

        def add(db: Session) -> None:
            made.append(self.kind.add(db, **complete))
            relabel(db, self.kind.labels.add(name, made[0]))

        # The list must not show the one selected before while the new one is being added.
        if self.try_to(self.kind.labels.add(name, None), add):
            self._end_new()
            self.added.emit(made[0])

    def _end_new(self) -> None:
        self._new = False
        self.show_row(None)
        self.new_ended.emit()


def _said(value: object) -> object:
    """Return a value of a field, None where nothing stands there; an amount of 0 is something."""
    return value if isinstance(value, Decimal) else value or None


def use_sentence(use: ResourceUse, plan_id: int | None) -> str:
    """Say how many sessions of the plan use something, on how many days, and which."""
    if plan_id is None:
        return tr("There is no plan yet.")
    if not use.sessions:
        return tr("Not used in this plan.")
    number = plural(len(use.sessions), "1 session", "%1 sessions")
    head = tr("%1 of this plan, %2 days", number, format_days(use.days))
    lines = [
        f"{session.code} · {format_period(session.first_day, session.last_day)}"
        for session in use.sessions[:_SHOWN]
    ]
    if len(use.sessions) > _SHOWN:
        lines.append(tr("and %1 more", format_number(len(use.sessions) - _SHOWN)))
    return "\n".join((head, *lines))


_SHOWN = 8
"""So many sessions are named."""
