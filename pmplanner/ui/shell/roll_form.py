"""The form that rolls a plan over into the next year, with what comes along and where it lands."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from pmplanner.services.errors import PlanError
from pmplanner.services.plans.plans import PlanRow
from pmplanner.services.plans.rolling import (
    KEPT,
    LEFT_OUT,
    OTHER_WEEK,
    OTHER_WEEKDAY,
    RolledSession,
    RollPreview,
    RollRequest,
    foresee_roll,
    next_name,
    next_period,
    roll_plan,
)
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.errand import Errand
from pmplanner.ui.widgets.format import format_weekday
from pmplanner.ui.widgets.inputs.choices import CheckField
from pmplanner.ui.widgets.inputs.dates import DateField
from pmplanner.ui.widgets.inputs.lines import TextLine
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec

_AFTER_MS = 150


class RollForm(AskDialog):
    """Shows what would come along as one types; makes the plan as one edit."""

    def __init__(self, actions: Actions, plan: PlanRow, parent: QWidget | None = None) -> None:
        super().__init__(tr("Next year"), tr("Create plan"), parent, width=700)
        self._actions = actions
        self._plan = plan
        self.plan_id: int | None = None
        first, last = actions.read(next_period, plan.id)
        self.name = TextLine(tr("Name of the next plan"))
        self.first = DateField(tr("First day of the period"))
        self.last = DateField(tr("Last day of the period"))
        for field, value in (
            (self.name, actions.read(next_name, plan.id, first)),
            (self.first, first),
            (self.last, last),
        ):
            field.show_value(value)
        self.sessions = CheckField(tr("Sessions, on the same weekdays, as drafts without people"))
        self.open_picks = CheckField(tr("Picks without a seat, but for those that were declined"))
        self.seated_picks = CheckField(tr("Picks that have a seat and are not done"))
        self.targets = CheckField(tr("Days per person that are aimed at"))
        self.budgets = CheckField(tr("Budgets"))
        self.archive = CheckField(tr("Archive “%1” then", plan.name))
        self.counts = muted_label("", self)
        self.counts.setWordWrap(True)
        self.table = DataTable(_columns(), self, tr("Sessions that do not keep their week or weekday"))
        self._errand: Errand[RollPreview | str] = Errand(self, self._show)
        self._soon = QTimer(self, interval=_AFTER_MS, singleShot=True)
        self._soon.timeout.connect(self._look)
        self._lay_out()
        self._look()

    def _lay_out(self) -> None:
        for text, field in (
            (tr("&Name"), self.name),
            (tr("&First day"), self.first),
            (tr("&Last day"), self.last),
        ):
            self.form.add(text, field)
        for box, on in (
            (self.sessions, True),
            (self.open_picks, True),
            (self.seated_picks, False),
            (self.targets, True),
            (self.budgets, False),
            (self.archive, False),
        ):
            box.show_value(on)
            box.finished.connect(self._soon.start)
            self.body.addWidget(box)
        self.archive.setVisible(not self._plan.is_archived)
        for field in (self.first, self.last):
            field.finished.connect(self._soon.start)
        self.body.addWidget(self.counts)
        keep_sized(self.table.setMinimumHeight, 140)
        self.body.addWidget(self.table, 1)
        self.table.hide()

    def request(self) -> RollRequest:
        """Return what is asked for; raise ValueError for what is no day."""
        return RollRequest(
            self.name.typed(),
            self.first.day(),
            self.last.day(),
            sessions=self.sessions.entered(),
            open_picks=self.open_picks.entered(),
            seated_picks=self.seated_picks.entered(),
            targets=self.targets.entered(),
            budgets=self.budgets.entered(),
            archive=self.archive.entered() and not self._plan.is_archived,
        )

    # What would come along

    def _look(self) -> None:
        try:
            request = self.request()
        except ValueError as error:
            self.refuse(str(error))
            return
        self.refuse("")
        workspace, plan_id = self._actions.workspace, self._plan.id

        def work(_progress: Progress) -> RollPreview | str:
            try:
                with workspace.read() as db:
                    return foresee_roll(db, plan_id, request)
            except PlanError as error:
                return str(error)

        self.counts.setText(tr("Looking what comes along…"))
        self._errand.begin(work)

    def _show(self, found: RollPreview | str) -> None:
        if isinstance(found, str):
            self.counts.setText("")
            self.refuse(found)
            return
        moved = [each for each in found.sessions if each.what != KEPT]
        self.table.source.set_rows(moved, lambda row: row.session_id)
        self.table.setVisible(bool(moved))
        self.counts.setText(_in_words(found))
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        """Be as high as all that is shown needs."""
        needed = max(self.sizeHint().height(), self.heightForWidth(self.width()))
        self.resize(self.width(), max(self.height(), needed))

    # The edit

    def accept(self) -> None:
        """Make the plan; stay open and say why when it is refused."""
        try:
            request = self.request()
        except ValueError as error:
            self.refuse(str(error))
            return
        made: list[int] = []
        label = Label.of("plan.roll", plan=self._plan.name, name=request.name)
        reason = self._actions.try_to(label, lambda db: made.append(roll_plan(db, self._plan.id, request)))
        if reason:
            self.refuse(reason)
            return
        self.plan_id = made[0]
        super().accept()

    def done(self, result: int) -> None:
        """Want no preview any more."""
        self._soon.stop()
        self._errand.stop()
        super().done(result)


def _in_words(found: RollPreview) -> str:
    """Return what comes, and what does not, in sentences."""
    placed = len(found.sessions) - found.count(LEFT_OUT)
    sessions = plural(placed, "1 session", "%1 sessions")
    picks = plural(len(found.picks), "1 pick", "%1 picks")
    parts = [tr("%1 and %2 come along.", sessions, picks)]
    if count := found.count(OTHER_WEEK):
        parts.append(plural(count, "1 session goes to another week.", "%1 sessions go to another week."))
    if count := found.count(OTHER_WEEKDAY):
        parts.append(plural(count, "1 session goes to another weekday.", "%1 sessions go to other weekdays."))
    if count := found.count(LEFT_OUT):
        parts.append(plural(count, "1 session has no room and stays.", "%1 sessions have no room and stay."))
    if found.seated:
        parts.append(plural(found.seated, "1 pick with a seat stays.", "%1 picks with a seat stay."))
    if found.declined:
        parts.append(plural(found.declined, "1 declined pick stays.", "%1 declined picks stay."))
    if found.gone:
        parts.append(
            plural(
                found.gone,
                "1 pick stays, of somebody who is not employed then.",
                "%1 picks stay, of people who are not employed then.",
            )
        )
    return " ".join(parts)


def _columns() -> tuple[ColumnSpec[RolledSession], ...]:
    what = {
        OTHER_WEEK: tr("another week"),
        OTHER_WEEKDAY: tr("another weekday"),
        LEFT_OUT: tr("stays behind"),
    }
    return (
        ColumnSpec(tr("Session"), lambda row: row.code, tooltip=lambda row: row.course_title, width=110),
        ColumnSpec(
            tr("Was on"),
            lambda row: row.before[0].day,
            lambda row: format_weekday(row.before[0].day),
            width=104,
        ),
        ColumnSpec(
            tr("Goes to"),
            lambda row: row.after[0].day if row.after else None,
            lambda row: format_weekday(row.after[0].day) if row.after else "",
            width=140,
        ),
        ColumnSpec(tr("How"), lambda row: what[row.what], width=116),
        ColumnSpec(tr("Why"), lambda row: row.reason, tooltip=lambda row: row.reason),
    )
