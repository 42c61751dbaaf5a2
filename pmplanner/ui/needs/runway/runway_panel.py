"""Beside the runway: the sessions that it makes, and who is to be told of what expires soon."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QWidget

from pmplanner.services.plans.renewals import pick_renewals
from pmplanner.services.views.runway import NOTICE_DAYS, Expiry, RunwaySession
from pmplanner.services.views.runway_picture import RunwayPicture
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.fitting_table import FittingTable
from pmplanner.ui.needs.runway.texts import line_sentence, mark_text, state_word
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import Card, muted_label, problem_label
from pmplanner.ui.widgets.format import format_date, format_number, format_period
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

_SESSIONS, _ALL = "sessions", "all"


class RunwayPanel(Card):
    """Lists sessions or what expires; the buttons pick what renews it, and tell people."""

    open_requested = Signal(str, object)
    """Show something on its own page; payload: "person", "course" or "session", and its id."""
    reminders_requested = Signal(object, object)
    """Mails are wanted; payload: the Runway, and the lines of which to tell."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._actions = actions
        self._picture: RunwayPicture | None = None
        self._selected: Sequence[Expiry] | None = None
        self.heading.setVisible(True)
        self.heading.setWordWrap(True)
        choices = [(_SESSIONS, tr("Sessions")), (_ALL, tr("All"))]
        choices += [(str(days), format_number(days)) for days in NOTICE_DAYS]
        self.parts = FoldingSegments(tr("Sessions, or what expires within so many days"), self, choices)
        for place, days in enumerate(NOTICE_DAYS, len(choices) - len(NOTICE_DAYS)):
            self.parts.box.setItemText(place, plural(days, "Within 1 day", "Within %1 days"))
        self.sum = muted_label(parent=self, small=True)
        self.sum.setWordWrap(True)
        self.stack = QStackedWidget(self)
        self.sessions = FittingTable(self._session_columns(), self.stack, tr("Sessions that renew"))
        self.list = FittingTable(self._line_columns(), self.stack, tr("What expires"))
        for table in (self.sessions, self.list):
            self.stack.addWidget(table)
        self.doing = QWidget(self)
        self.doing.setProperty("plain", True)
        self.picking = QWidget(self.doing)
        self.picking.setProperty("plain", True)
        self.pick_button = plain_button(tr("Pick what is to be renewed"), self.picking)
        self.pick_text = _wrapped(self.picking)
        as_column(self.picking, self.pick_button, self.pick_text, margins=(0, 0, 0, 0), spacing=8)
        self.late = problem_label("", self.doing)
        self.tell_button = plain_button(tr("Tell them…"), self.doing)
        self.tell_text = _wrapped(self.doing)
        as_column(
            self.doing,
            self.picking,
            self.late,
            as_row(None, self.tell_button, (self.tell_text, 1), spacing=8),
            margins=(0, 0, 0, 0),
            spacing=8,
        )
        for widget in (self.parts, self.sum):
            self.body.addWidget(widget)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.doing)
        self._connect()
        self._show_part()

    def _connect(self) -> None:
        self.parts.chosen.connect(self._show_part)
        self.list.chosen.connect(self._show_tell)
        self.sessions.opened.connect(self._open_session)
        self.list.opened.connect(lambda line: self.open_requested.emit("person", line.person_id))
        self.pick_button.clicked.connect(self._pick)
        self.tell_button.clicked.connect(self._tell)

    def _session_columns(self) -> Sequence[ColumnSpec[RunwaySession]]:
        return (
            ColumnSpec(tr("Course"), self._course, tooltip=self._who),
            ColumnSpec(
                tr("People"),
                lambda each: len(each.people),
                lambda each: format_number(len(each.people)),
                RIGHT,
                width=64,
            ),
            ColumnSpec(
                tr("Days"),
                lambda each: each.first_day,
                lambda each: format_period(each.first_day, each.last_day),
                width=100,
            ),
            ColumnSpec(
                tr("Seats in"),
                self._where,
                width=76,
                hint=tr("In free seats of this session, or in a new one"),
            ),
        )

    def _line_columns(self) -> Sequence[ColumnSpec[Expiry]]:
        return (
            ColumnSpec(tr("Person"), self._name, tooltip=self._sentence),
            ColumnSpec(tr("What"), self._code, self._mark, width=86, tooltip=self._sentence),
            ColumnSpec(
                tr("Until"),
                lambda line: line.valid_until,
                lambda line: format_date(line.valid_until),
                width=108,
                tone=lambda line: "problem_text" if self._is_near(line) else None,
            ),
            ColumnSpec(tr("State"), lambda line: state_word(line.state), width=90),
        )

    def _name(self, line: Expiry) -> str:
        return "" if self._picture is None else self._picture.runway.people[line.person_id].name

    def _code(self, line: Expiry) -> str:
        return "" if self._picture is None else self._picture.runway.named(line)[0]

    def _mark(self, line: Expiry) -> str:
        """The code with the sign of its state, for which a narrow list has no column."""
        return "" if self._picture is None else mark_text(self._picture.runway, line)

    def _sentence(self, line: Expiry) -> str:
        return "" if self._picture is None else line_sentence(self._picture.runway, line)

    def _is_near(self, line: Expiry) -> bool:
        return self._picture is not None and self._picture.is_near(line)

    def _course(self, each: RunwaySession) -> str:
        return "" if self._picture is None else self._picture.runway.courses[each.course_id][1]

    def _where(self, each: RunwaySession) -> str:
        if each.session_id is None or self._picture is None:
            return tr("new")
        return self._picture.runway.session_codes[each.session_id]

    def _who(self, each: RunwaySession) -> str:
        if self._picture is None:
            return ""
        people = self._picture.runway.people
        return put(tr("%1: %2"), self._course(each), ", ".join(people[key].name for key in each.people))

    # Showing

    def show_picture(self, picture: RunwayPicture, selected: Sequence[Expiry] | None) -> None:
        """Show what belongs to a picture, to the lines *selected* in it where there are some."""
        self._picture, self._selected = picture, selected
        self.sessions.source.set_rows(picture.sessions, key=_session_key)
        self._show_pick(picture)
        self._show_part()

    def show_list(self) -> None:
        """Show what expires in the selection, and put the keys there."""
        self.parts.select(_ALL)
        self._show_part()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_part(self) -> None:
        part = self.parts.current()
        of_sessions = part == _SESSIONS
        self.stack.setCurrentWidget(self.sessions if of_sessions else self.list)
        self.picking.setVisible(of_sessions)
        for widget in (self.tell_button, self.tell_text):
            widget.setVisible(not of_sessions)
        self.late.setVisible(of_sessions and bool(self.late.text()))
        picture = self._picture
        if picture is None:
            return
        if of_sessions:
            self.set_title(tr("Sessions that renew"))
            new = sum(each.session_id is None for each in picture.sessions)
            self.sum.setText(
                tr(
                    "%1, %2 of them new: the fewest in which all sit in the last %3 months before it expires",
                    plural(len(picture.sessions), "1 session", "%1 sessions"),
                    format_number(new),
                    format_number(picture.runway.window_months),
                )
                if picture.sessions
                else tr("Nothing is left to be picked in the period of the plan.")
            )
            return
        self.list.source.set_rows(self._lines(picture, part), key=_line_key)
        self.set_title(self._list_title(part))
        self._show_tell()

    def _list_title(self, part: str) -> str:
        if part == _ALL:
            return tr("What expires") if self._selected is None else tr("What expires in the selection")
        return plural(int(part), "Expires within 1 day", "Expires within %1 days")

    def _lines(self, picture: RunwayPicture, part: str) -> Sequence[Expiry]:
        shown = picture.lines if self._selected is None else self._selected
        if part == _ALL:
            return shown
        near = set(picture.runway.in_days(int(part)))
        return [line for line in shown if line in near]

    def _show_pick(self, picture: RunwayPicture) -> None:
        pairs = picture.picks()
        people = len({person for person, _ in pairs})
        new = sum(each.session_id is None for each in picture.sessions)
        self.pick_button.setEnabled(bool(pairs))
        said = ""
        if pairs:
            said = tr(
                "%1 for %2; %3 needed beside free seats",
                plural(len(pairs), "1 pick", "%1 picks"),
                plural(people, "1 person", "%1 people"),
                plural(new, "1 new session is", "%1 new sessions are"),
            )
        self.pick_text.setText(said)
        self.pick_button.setAccessibleDescription(said)
        late = picture.late()
        self.late.say(
            plural(
                late,
                "1 renewal has no open day left in the plan before it expires.",
                "%1 renewals have no open day left in the plan before they expire.",
            )
            if late
            else ""
        )

    def told_lines(self) -> list[Expiry]:
        """Return of what would be told: of what is selected in the list, else of all in it."""
        chosen: Sequence[Expiry] = self.list.selected_rows()
        return list(chosen or self.list.source.rows())

    def _show_tell(self, _rows: object = None) -> None:
        lines = self.told_lines()
        people = len({line.person_id for line in lines})
        self.tell_button.setEnabled(bool(lines))
        told = plural(people, "Mails to 1 person and the manager", "Mails to %1 people and their managers")
        self.tell_text.setText(told if lines else "")
        self.tell_button.setAccessibleDescription(self.tell_text.text())
        count = self.list.source.rowCount()
        self.sum.setText(
            plural(count, "1 certificate or course", "%1 certificates and courses")
            if self.parts.current() == _ALL
            else plural(count, "1 without a seat in time", "%1 without a seat in time")
        )

    # Doing

    def _open_session(self, each: RunwaySession) -> None:
        if each.session_id is None:
            self.open_requested.emit("course", each.course_id)
        else:
            self.open_requested.emit("session", each.session_id)

    def _pick(self) -> None:
        plan_id, picture = self._actions.plan_id, self._picture
        pairs = [] if picture is None else picture.picks()
        if pairs and plan_id is not None:
            people = People.of(sorted({person for person, _ in pairs}))
            self._actions.do(Label.of("pick.renewals", people=people), pick_renewals, plan_id, pairs)

    def _tell(self) -> None:
        lines = self.told_lines()
        if lines and self._picture is not None:
            self.reminders_requested.emit(self._picture.runway, lines)


def _session_key(each: RunwaySession) -> tuple[object, ...]:
    return each.course_id, each.first_day, each.session_id, each.people[0]


def _line_key(line: Expiry) -> tuple[object, ...]:
    return line.person_id, line.course_id, line.held_id, line.valid_until


def _wrapped(parent: QWidget) -> QLabel:
    label = muted_label("", parent, small=True)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
