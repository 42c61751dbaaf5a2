"""The people in a session: seats, waiting list, and what stands against each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.sessions.seating import OpenPick
from pmplanner.ui.schedule.form.people_picker import PeoplePicker
from pmplanner.ui.schedule.seat_fill import SeatFill
from pmplanner.ui.schedule.texts import people, seat_statuses
from pmplanner.ui.text_size import sized
from pmplanner.ui.translation import plural, put
from pmplanner.ui.widgets.buttons import flat_button, icon_button, plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.inputs.choices import ChoiceField
from pmplanner.ui.widgets.inputs.numbers import CalmDoubleSpinBox, inset
from pmplanner.ui.widgets.tables.two_line_list import Line, LineList

_PARTLY = SeatStatus.PARTLY_ATTENDED
_LEAST_HEIGHT, _MOST_HEIGHT = 40, 300
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class Seated:
    """A person in the session, or about to be; *position* is the place on the waiting list."""

    pick_id: int
    person_id: int
    name: str
    team: str
    status: str
    position: int = 0
    attended_days: Decimal | None = None
    problems: tuple[str, ...] = ()


class SeatsList(QWidget):
    """Shows the people and asks for them to be added, removed, or marked."""

    add_requested = Signal(object)
    """People are to be seated; payload: tuple of pick ids."""
    remove_requested = Signal(object)
    """People are to leave the session; payload: tuple of pick ids."""
    status_requested = Signal(object, str, object)
    """Seats became something; payload: tuple of pick ids, the status, days attended or None."""
    order_requested = Signal(object, int)
    """A person is to move on the waiting list; payload: pick id, steps, negative towards its head."""
    attendance_requested = Signal()
    """The attendance of everybody is to be entered; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seated: tuple[Seated, ...] = ()
        self._open: tuple[OpenPick, ...] = ()
        self.heading = heading_label()
        self.says = muted_label(small=True)
        self.says.setWordWrap(True)
        self.fill = SeatFill(self)
        self.list = LineList(self.tr("People in the session"))
        self.list.setProperty("framed", True)
        self.add = plain_button(self.tr("Add people…"), icon_name="plus")
        self.add_all = flat_button("")
        self.attend = flat_button(self.tr("Record attendance…"))
        self.remove = flat_button(self.tr("Remove"))
        self.up = icon_button("chevron-up", self.tr("Move up the waiting list (Alt+Up)"))
        self.down = icon_button("chevron-down", self.tr("Move down the waiting list (Alt+Down)"))
        self.status = ChoiceField(self.tr("Status of the selected people"), seat_statuses())
        self.days = CalmDoubleSpinBox()
        self._lay_out()
        self._connect()
        self.show_seats((), (), marked=True)

    def seated(self) -> tuple[Seated, ...]:
        """The people shown."""
        return self._seated

    def open_picks(self) -> tuple[OpenPick, ...]:
        """Those who could be added."""
        return self._open

    def show_seats(self, seated: Sequence[Seated], open_picks: Sequence[OpenPick], *, marked: bool) -> None:
        """Show these people, and offer those of the open picks; *marked* lets their status be set."""
        self._seated, self._open, self._marked = tuple(seated), tuple(open_picks), marked
        self.list.set_lines([self._line(person) for person in seated])
        self.list.setVisible(bool(seated))
        self.heading.setText(self.tr("People"))
        self.says.setText(self._sentence())
        self.add.setEnabled(bool(open_picks))
        all_seated = self.tr("Everybody who picked this course has a seat.")
        nobody = all_seated if seated else self.tr("Nobody has an open pick of this course.")
        why = "" if open_picks else nobody
        self.add.setToolTip(why)
        self.add.setAccessibleDescription(why)
        approved = sum(pick.is_approved for pick in open_picks)
        self.add_all.setText(plural(approved, "&Add the 1 open pick", "&Add all %1 open picks"))
        self.add_all.setToolTip(
            plural(
                len(open_picks) - approved,
                "1 more is not approved: it can be added by name.",
                "%1 more are not approved: they can be added by name.",
            )
            if approved < len(open_picks)
            else ""
        )
        self.add_all.setVisible(approved > 0)
        self.attend.setVisible(marked and any(person.status != SeatStatus.WAITING for person in seated))
        self._show_tools()
        self._fit()

    def select(self, person_id: int) -> None:
        """Select a person; nothing happens when the person is not here."""
        keys = [person.pick_id for person in self._seated if person.person_id == person_id]
        if keys:
            self.list.select_key(keys[0])

    def selected_person(self) -> int | None:
        """The person who is selected alone; None for nobody and for several."""
        chosen = self._chosen()
        return chosen[0].person_id if len(chosen) == 1 else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the height when the list becomes another width; move people on the waiting list by key."""
        if watched is self.list and event.type() is QEvent.Type.Resize:
            self._fit()
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and event.key() in _STEPS:
                self._order(_STEPS[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.days.setAccessibleName(self.tr("Days attended"))
        self.days.setRange(0.25, 99)
        self.days.setSingleStep(0.25)
        self.days.setSuffix(self.tr(" d"))
        self.days.setKeyboardTracking(False)
        inset(self.days)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addWidget(self.says, 1)
        tools = QHBoxLayout()
        tools.setSpacing(4)
        tools.addWidget(self.remove)
        tools.addWidget(self.up)
        tools.addWidget(self.down)
        tools.addStretch(1)
        tools.addWidget(self.status)
        tools.addWidget(self.days)
        adding = QWidget()
        flow = FlowLayout(adding, spacing=4)
        flow.addWidget(self.add)
        flow.addWidget(self.add_all)
        flow.addWidget(self.attend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.fill)
        column.addWidget(self.list)
        column.addLayout(tools)
        column.addWidget(adding)

    def _connect(self) -> None:
        self.list.installEventFilter(self)
        self.list.chosen.connect(self._show_tools)
        self.list.delete_pressed.connect(self._remove)
        self.remove.clicked.connect(self._remove)
        self.up.clicked.connect(lambda: self._order(-1))
        self.down.clicked.connect(lambda: self._order(1))
        self.attend.clicked.connect(self.attendance_requested)
        self.status.finished.connect(self._set_status)
        self.days.editingFinished.connect(self._set_days)
        self.add.clicked.connect(self._open_picker)
        self.add_all.clicked.connect(self._add_all)

    def _line(self, person: Seated) -> Line:
        status = seat_statuses()[person.status]
        if person.status == SeatStatus.WAITING:
            status = put(self.tr("Waiting #%1"), str(person.position))
        elif person.attended_days is not None:
            status = f"{status}, {format_days(person.attended_days)} {self.tr('d')}"
        return Line(
            person.pick_id,
            person.name,
            status,
            " ".join(person.problems),
            right_role="problem_text"
            if person.status in (SeatStatus.WAITING, SeatStatus.ABSENT)
            else "muted",
            detail_role="problem_text",
        )

    def _sentence(self) -> str:
        if not self._seated:
            return "" if self._open else self.tr("Nobody with an open pick of this course.")
        waiting = sum(person.status == SeatStatus.WAITING for person in self._seated)
        text = people(len(self._seated) - waiting)
        return f"{text}, {put(self.tr('%1 on the waiting list'), str(waiting))}" if waiting else text

    def _chosen(self) -> tuple[Seated, ...]:
        keys = {line.id for line in self.list.selected_lines()}
        return tuple(person for person in self._seated if person.pick_id in keys)

    def _keys(self) -> tuple[int, ...]:
        return tuple(person.pick_id for person in self._chosen())

    def _show_tools(self) -> None:
        chosen = self._chosen()
        self.remove.setVisible(bool(chosen))
        self.remove.setText(put(self.tr("Remove %1"), people(len(chosen))))
        waits = self._marked and len(chosen) == 1 and chosen[0].status == SeatStatus.WAITING
        queue = [person.pick_id for person in self._seated if person.status == SeatStatus.WAITING]
        self.up.setVisible(waits and len(queue) > 1)
        self.down.setVisible(waits and len(queue) > 1)
        self.up.setEnabled(waits and chosen[0].pick_id != queue[0])
        self.down.setEnabled(waits and chosen[0].pick_id != queue[-1])
        self.status.setVisible(bool(chosen) and self._marked)
        statuses = {person.status for person in chosen}
        self.status.show_value(statuses.pop() if len(statuses) == 1 else "")
        partly = bool(chosen) and all(person.status == _PARTLY for person in chosen)
        self.days.setVisible(partly and self._marked)
        if partly:
            self.days.blockSignals(True)
            self.days.setValue(float(chosen[0].attended_days or 0))
            self.days.blockSignals(False)

    def _fit(self) -> None:
        height = min(sized(_MOST_HEIGHT), max(_LEAST_HEIGHT, self.list.content_height() + 2))
        if self.list.height() != height:
            self.list.setFixedHeight(height)

    def _remove(self) -> None:
        if keys := self._keys():
            self.remove_requested.emit(keys)

    def _order(self, steps: int) -> None:
        button = self.up if steps < 0 else self.down
        if button.isVisible() and button.isEnabled():
            self.order_requested.emit(self._keys()[0], steps)

    def _set_status(self) -> None:
        if keys := self._keys():
            self.status_requested.emit(keys, self.status.entered(), None)

    def _set_days(self) -> None:
        days = Decimal(round(self.days.value() * 4)) / 4
        if any(person.attended_days != days for person in self._chosen()):
            self.status_requested.emit(self._keys(), _PARTLY, days)

    def _open_picker(self) -> None:
        picker = PeoplePicker(self._open, self)
        picker.picked.connect(self.add_requested)
        picker.show_below(self.add)

    def _add_all(self) -> None:
        self.add_requested.emit(tuple(pick.pick_id for pick in self._open if pick.is_approved))
