"""What is selected, in full: one cell with days, note, session, problems and history; or several together."""

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from pmplanner.services.errors import PlanError
from pmplanner.services.people.people import PersonDetail, person_detail
from pmplanner.services.pick_status.session_bill import pick_bill
from pmplanner.services.plans.picks import Pair, set_pick_days, set_pick_note
from pmplanner.services.views.matrix import Cell
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import can_focus
from pmplanner.ui.money.bill_view import BillView
from pmplanner.ui.money.pick_bill import pick_lines
from pmplanner.ui.money.texts import missing_rates_sentence
from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.glyphs import glyph
from pmplanner.ui.plan.snapshot import PlanSnapshot
from pmplanner.ui.plan.texts import block_shape, cell_text, name_people, picks_text
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.why.view import WhyView
from pmplanner.ui.widgets.buttons import icon_button, link_button, plain_button
from pmplanner.ui.widgets.card import Card, heading_label, muted_label, problem_label
from pmplanner.ui.widgets.format import format_date, format_days, format_period
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.text import TextLabel, as_typed

_SOON_MS = 120
"""How long a cell is selected before its costs are read; milliseconds."""
_NEWEST = 6
"""Courses of the history that are listed."""


class NoteEdit(QPlainTextEdit):
    """A few lines of text, taken over when the focus leaves; Tab leaves."""

    finished = Signal()
    """The text may have been changed and is complete; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        keep_sized(self.setFixedHeight, 64)
        self.setAccessibleName(tr("Note"))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hand the text over."""
        super().focusOutEvent(event)
        self.finished.emit()


class DetailPanel(Card):
    """Follows what is selected while it is open; each change is an edit of its own."""

    close_requested = Signal()
    """Escape or the button at the top; no payload."""
    toggle_requested = Signal(object)
    """Pick the courses or take them back; payload: (person, course) pairs of ids."""
    decide_requested = Signal(str, object)
    """Decide of picks; payload: a Decision, "" to take decisions back, and (person, course) pairs of ids."""
    open_requested = Signal(str, object)
    """Show something on its own page; payload: "session", "person" or "course", and its id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._actions = actions
        self._snapshot: PlanSnapshot | None = None
        self._pair: Pair | None = None
        self._pairs: tuple[Pair, ...] = ()
        self._person_id: int | None = None
        self._cell: Cell | None = None
        self._course = TextLabel(parent=self)
        self._person = link_button("", self)
        self._sign = TextLabel(parent=self)
        self._state = muted_label(parent=self)
        self.days = QDoubleSpinBox(self)
        self.note = NoteEdit(self)
        self.refusal = problem_label(parent=self)
        self.session = link_button("", self)
        self._problems = problem_label(parent=self)
        self._history = muted_label(parent=self)
        self.toggle = plain_button("", self)
        self.costs = heading_label(tr("What it costs"), self)
        self.bill = BillView(self)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._show_bill)
        self.decide = plain_button(tr("Decide"), self)
        self._decisions = {
            decision: QAction(text, self)
            for decision, text in (
                ("approved", tr("Approve")),
                ("later", tr("Put off…")),
                ("declined", tr("Decline…")),
                ("", tr("Take back what was decided")),
            )
        }
        self.why = WhyView(actions, self, beside=True)
        self._form = QWidget(self)
        self._lay_out()
        self.days.editingFinished.connect(self._save_days)
        self.note.finished.connect(self._save_note)
        self.session.clicked.connect(self._open_session)
        self._person.clicked.connect(self._open_person)
        self.toggle.clicked.connect(self._toggle)
        menu = QMenu(self.decide)
        for decision, action in self._decisions.items():
            menu.addAction(action)
            action.triggered.connect(partial(self._decide, decision))
        self.decide.setMenu(menu)
        self.decide.setProperty("menued", True)

    def show_selected(self, snapshot: PlanSnapshot, block: Block, current: Pair | None) -> None:
        """Show the one cell that is selected, or what a block or people by name have in common."""
        if block.count == 1:
            self.show_cell(snapshot, *next(block.pairs()))
        elif block.people:
            self._show_several(snapshot, block)
        elif current is not None:
            self.show_cell(snapshot, *current)
        else:
            self._show_nothing()

    def show_cell(self, snapshot: PlanSnapshot, person_id: int, course_id: int) -> None:
        """Show a cell as it is now; text that is being typed is left alone."""
        fresh = self._pair != (person_id, course_id)
        self._snapshot, self._pair = snapshot, (person_id, course_id)
        self._pairs, self._person_id = ((person_id, course_id),), person_id
        self._cell = snapshot.cell(person_id, course_id)
        self._course.setText(snapshot.courses[course_id].title)
        self._person.setText(as_typed(snapshot.people[person_id].name))
        self._state.setText(cell_text(self._cell, problems=False))
        self._sign.setVisible(self._cell is not None)
        if self._cell is not None:
            self._sign.setPixmap(
                glyph(self._cell.state, self.devicePixelRatio(), decision=self._cell.decision)
            )
        self._show_pick(fresh)
        self._show_session()
        self._show_history(person_id, course_id)
        self._show_parts(person=True, history=True)
        self._ask_bill(fresh)
        self.why.show()
        self.why.show_pair(person_id, course_id, soon=fresh)

    def _show_several(self, snapshot: PlanSnapshot, block: Block) -> None:
        """Show people, or cells of several, together: how many, and what can be done with all."""
        self._snapshot, self._pair, self._cell = snapshot, None, None
        self._pairs = tuple(block.pairs()) or snapshot.picks_of(block.people)
        self._person_id = block.people[0] if len(block.people) == 1 else None
        self._course.setText(
            name_people(snapshot, block.people) if not block.count else block_shape(snapshot, block)
        )
        self._person.setText(as_typed(name_people(snapshot, block.people)))
        self._state.setText(picks_text(snapshot, self._pairs))
        self._say_toggle(snapshot, picks_only=not block.count)
        one = self._person_id is not None
        if self._person_id is not None:
            self._show_history(self._person_id, None)
        self._show_parts(person=one, history=one)

    def _show_nothing(self) -> None:
        self._pair, self._cell, self._pairs, self._person_id = None, None, (), None
        self._course.setText(tr("Nothing is selected"))
        self._state.setText(tr("Select a cell, a block of cells or people to see more about them."))
        self._show_parts(person=False, history=False)

    def _show_parts(self, *, person: bool, history: bool) -> None:
        """Show the parts that what is selected has; those of one cell only for one."""
        one = self._pair is not None
        self._person.setVisible(person)
        self._taken.setVisible(history)
        self._history.setVisible(history)
        self.toggle.setVisible(bool(self._pairs))
        self._offer_decisions()
        if not one:
            self.why.clear()
            of_one: tuple[QWidget, ...] = (
                self._sign, self._form, self.session, self._problems, self.refusal, self.why,
                self.costs, self.bill,
            )  # fmt: skip
            for part in of_one:
                part.hide()
        QTimer.singleShot(0, self, self._settle)

    def _say_toggle(self, snapshot: PlanSnapshot, *, picks_only: bool) -> None:
        """Name what the button does with several cells: pick them, or take back all that are picked."""
        cells = [snapshot.cell(*pair) for pair in self._pairs]
        picked = [cell for cell in cells if cell is not None and cell.is_pick]
        all_picked = picks_only or len(picked) == len(cells)
        done = sum(cell.state == "done" for cell in picked)
        self.toggle.setText(tr("Take the picks back") if all_picked else tr("Pick all of these"))
        self.toggle.setEnabled(not all_picked or done < len(picked))
        self.toggle.setToolTip(tr("What is done stays.") if all_picked and done else "")

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the texts out at the width that there is."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._settle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def focus_home(self) -> QWidget | None:
        """Where there is something to change."""
        fields: tuple[QWidget, ...] = (self.days, self.toggle, self._person, self.close_button)
        return next((field for field in fields if can_focus(field)), None)

    def take_focus(self) -> None:
        """Put the cursor where there is something to change."""
        if (home := self.focus_home()) is not None:
            home.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_pick(self, fresh: bool) -> None:
        cell = self._cell
        picked = cell is not None and cell.is_pick
        self._form.setVisible(picked)
        done = cell is not None and cell.state == "done"
        self.toggle.setText(tr("Take the pick back") if picked else tr("Pick this course"))
        self.toggle.setEnabled(not done)
        self.toggle.setToolTip(tr("What is done stays.") if done else "")
        if fresh:
            self.refusal.hide()
        if cell is None or not picked or self._pair is None or self._snapshot is None:
            return
        usual = format_days(self._snapshot.courses[self._pair[1]].days)
        self.days.setSpecialValueText(tr("as the course: %1", usual))
        if fresh or not self.days.hasFocus():
            self.days.setValue(float(cell.own_days or 0))
        if fresh or not self.note.hasFocus():
            self.note.setPlainText(cell.note)

    def _show_session(self) -> None:
        cell = self._cell
        in_session = cell is not None and cell.session_id is not None
        self.session.setVisible(in_session)
        self._problems.setVisible(cell is not None and bool(cell.problems))
        if cell is not None:
            when = format_period(cell.first_day, cell.last_day)
            self.session.setText(as_typed(" · ".join(filter(None, (cell.session_code, when)))))
            self.session.setToolTip(tr("Show this session in the schedule"))
            self._problems.setText("\n".join(cell.problems))

    def _show_history(self, person_id: int, course_id: int | None) -> None:
        try:
            detail = self._actions.read(person_detail, person_id)
        except PlanError:
            return
        lines = history_lines(detail, course_id)
        self._history.setText("\n".join(lines) if lines else tr("No course is recorded so far."))

    def _ask_bill(self, fresh: bool) -> None:
        """Show what the pick costs: at once where it is shown already, else when nobody hurries past."""
        picked = self._cell is not None and self._cell.pick_id is not None
        if fresh or not picked:
            self.costs.hide()
            self.bill.hide()
        self._soon.stop()
        if picked and fresh:
            self._soon.start()
        elif picked:
            self._show_bill()

    def _show_bill(self) -> None:
        cell = self._cell
        if cell is None or cell.pick_id is None:
            return
        try:
            bill = self._actions.read(pick_bill, cell.pick_id)
        except PlanError:
            return  # it is gone, and that is shown next
        self.bill.show_bill(pick_lines(bill), lacking=missing_rates_sentence(bill.without_rate))
        self.costs.show()
        self.bill.show()
        QTimer.singleShot(0, self, self._settle)

    def _save_days(self) -> None:
        cell = self._cell
        if cell is None or cell.pick_id is None or self._snapshot is None or self._pair is None:
            return
        days = Decimal(str(self.days.value())) or None
        if days != cell.own_days:
            person_id, course_id = self._pair
            title, this = self._snapshot.courses[course_id].title, People.of([person_id])
            label = Label.of("pick.reset-days", course=title, person=this)
            if days is not None:
                label = Label.of("pick.set-days", course=title, days=Counted("days", days), person=this)
            self._try(label, set_pick_days, cell.pick_id, days)

    def _save_note(self) -> None:
        cell = self._cell
        if cell is None or cell.pick_id is None or self._snapshot is None or self._pair is None:
            return
        note = self.note.toPlainText().strip()
        if note != cell.note:
            person_id, course_id = self._pair
            title = self._snapshot.courses[course_id].title
            label = Label.of("pick.note", course=title, person=People.of([person_id]))
            self._try(label, set_pick_note, cell.pick_id, note)

    def _try(self, label: Label, action: object, pick_id: int, value: object) -> None:
        refusal = self._actions.try_to(label, action, pick_id, value)  # type: ignore[arg-type]
        self.refusal.setText(refusal)
        self.refusal.setVisible(bool(refusal))

    def _toggle(self) -> None:
        if self._pairs:
            self.toggle_requested.emit(self._pairs)

    def _decide(self, decision: str) -> None:
        if self._pairs:
            self.decide_requested.emit(decision, self._pairs)

    def _offer_decisions(self) -> None:
        """Offer what can be decided of what is picked and not done."""
        snapshot = self._snapshot
        cells = [snapshot.cell(*pair) for pair in self._pairs] if snapshot is not None else []
        decided = {
            cell.decision for cell in cells if cell is not None and cell.is_pick and cell.state != "done"
        }
        self.decide.setVisible(bool(decided))
        for decision, action in self._decisions.items():
            action.setEnabled(bool(decided - {decision}))

    def _open_session(self) -> None:
        if self._cell is not None:
            self.open_requested.emit("session", self._cell.session_id)

    def _open_person(self) -> None:
        if self._person_id is not None:
            self.open_requested.emit("person", self._person_id)

    def _settle(self) -> None:
        """Lay out once more: a scroll bar that comes or goes while texts wrap is passed over by Qt."""
        self._column.invalidate()
        self._column.activate()

    # Building

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("plain", True)
        column = self._column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        self._course.setProperty("heading", True)
        for label in (self._course, self._state, self._history):
            label.setWordWrap(True)
        state = QHBoxLayout()
        state.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._state, 1)
        column.addWidget(self._course)
        column.addWidget(self._person, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(state)
        column.addWidget(self._problems)
        column.addWidget(self.session, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._make_form())
        column.addWidget(self.costs)
        column.addWidget(self.bill)
        column.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.decide, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.why)
        self._taken = heading_label(tr("Taken so far"), inside)
        column.addWidget(self._taken)
        column.addWidget(self._history)
        column.addStretch(1)
        self.body.addLayout(self._make_top())
        self.body.addWidget(UpDownArea(self, inside), 1)
        self.keep_wide(232)
        self.setAccessibleName(tr("Details of the pick"))

    def _make_top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.set_title(tr("Details"))
        self.body.removeWidget(self.heading)
        self.close_button = icon_button("close", tr("Close the details"), self)
        self.close_button.clicked.connect(self.close_requested)
        row.addWidget(self.heading, 1)
        row.addWidget(self.close_button)
        return row

    def _make_form(self) -> QWidget:
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setSpacing(4)
        self.days.setRange(0, 365)
        self.days.lineEdit().setTextMargins(6, 0, 0, 0)  # the style gives spin boxes no padding
        self.days.setSingleStep(0.25)
        self.days.setAccessibleName(tr("Days of this person"))
        self.days.setToolTip(tr("Days that this person needs, in quarters; 0 takes those of the course."))
        form.addRow(tr("Days"), self.days)
        form.addRow(tr("Note"), self.note)
        form.addRow(self.refusal)
        self.refusal.hide()
        return self._form

    def sizeHint(self) -> QSize:
        """As wide as the drawer that it stands in for."""
        return QSize(272, 400)


def history_lines(detail: PersonDetail, course_id: int | None) -> list[str]:
    """Return what is known of a person's past, what concerns the course first, if there is one."""
    exempt = [tr("Exempt: %1", row.reason) for row in detail.exemptions if row.course_id == course_id]
    rows = sorted(detail.history, key=lambda row: row.course_id != course_id)
    taken = [
        tr("%1 · %2, %3", format_date(row.completed_on), row.title, row.result or tr("completed"))
        for row in rows[:_NEWEST]
    ]
    more = len(rows) - _NEWEST
    return [*exempt, *taken, *([tr("and %1 more", more)] if more > 0 else [])]
