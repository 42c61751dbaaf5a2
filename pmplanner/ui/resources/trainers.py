"""Trainers on the page of resources."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from pmplanner.services.calendar.open_days import read_working_week
from pmplanner.services.resources import trainers
from pmplanner.services.resources.trainers import TrainerRow
from pmplanner.services.views.resource_usage import named_use
from pmplanner.storage.labels import Label, Term, TrainerOf
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.kinds import Kind, Labels, Words
from pmplanner.ui.resources.panel import ResourcePanel, use_sentence
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_date, format_price
from pmplanner.ui.widgets.forms.absence_list import AbsenceList
from pmplanner.ui.widgets.forms.form import FieldSpec
from pmplanner.ui.widgets.inputs.check_list import CheckList
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.inputs.lines import AmountLine, CurrencyLine
from pmplanner.ui.widgets.inputs.weekdays import WeekdayRow
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


def trainer_kind() -> Kind:
    """Return what trainers are to the page."""
    words = Words(
        title=tr("Trainers"),
        new=tr("New trainer"),
        create=tr("Add trainer"),
        remove_tip=tr("Remove this trainer (Del)"),
        one=tr("1 trainer"),
        many=tr("%1 trainers"),
        some=tr("%2 of %1 trainers"),
        search=tr("Search trainers by name, id or e-mail"),
        nothing_title=tr("There are no trainers yet"),
        nothing=tr("With their courses and absences known, a session that lacks its trainer is noticed."),
        select=tr("Select a trainer to see and change courses, working days and absences."),
        nobody=tr("No trainer matches"),
    )
    labels = Labels(
        add=_add_label,
        change=lambda field, row: Label.of(
            "trainer.change", field=Term(f"trainer.{field}"), trainer=TrainerOf(row.id)
        ),
        remove=lambda row: Label.of("trainer.remove", trainer=TrainerOf(row.id)),
        remove_several=lambda count: Label.of("trainer.remove-several", count=count),
    )
    return Kind(
        words,
        labels,
        trainers.add_trainer,
        trainers.change_trainer,
        trainers.remove_trainer,
        name=lambda row: row.name,
        about=_about,
        sought=lambda row: f"{row.name}\n{row.code}\n{row.email}\n{row.note}",
        layout="trainers",
        icon="people",
    )


def _add_label(name: str, trainer_id: int | None) -> Label:
    return Label.of("trainer.add", trainer=name if trainer_id is None else TrainerOf(trainer_id))


def _about(row: TrainerRow) -> str:
    number = plural(len(row.courses), "1 course", "%1 courses") if row.courses else ""
    return " · ".join(filter(None, (row.code, row.email, number)))


def trainer_columns() -> list[ColumnSpec[TrainerRow]]:
    """Return the columns of the list of trainers."""
    return [
        ColumnSpec(tr("Name"), lambda row: row.name, width=156, strong=lambda _row: True),
        ColumnSpec(
            tr("Courses"),
            lambda row: len(row.courses) or None,
            align=RIGHT,
            width=74,
            hint=tr("Courses that the trainer can teach"),
        ),
        ColumnSpec(
            tr("A day"),
            lambda row: row.day_cost,
            lambda row: format_price(row.day_cost, row.currency),
            RIGHT,
            width=76,
            hint=tr("What a day costs"),
        ),
        ColumnSpec(tr("From"), lambda row: row.first_day, lambda row: format_date(row.first_day), width=116),
        ColumnSpec(tr("To"), lambda row: row.last_day, lambda row: format_date(row.last_day), width=116),
        ColumnSpec(tr("Sessions"), lambda row: row.sessions or None, align=RIGHT, width=82),
        ColumnSpec(tr("E-mail"), lambda row: row.email or None),
    ]


class TrainerPanel(ResourcePanel):
    """One trainer: fields, courses, absences, sessions."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        specs = (
            FieldSpec("name", tr("Name")),
            FieldSpec("code", tr("Id")),
            FieldSpec("email", tr("E-mail")),
            FieldSpec("first_day", tr("From"), DateLine, hint=tr("no limit")),
            FieldSpec("last_day", tr("To"), DateLine, hint=tr("no limit")),
            FieldSpec("working_days", tr("Works on"), WeekdayRow),
            FieldSpec("day_cost", tr("A day costs"), AmountLine, hint=tr("unknown")),
            FieldSpec("currency", tr("Currency"), CurrencyLine, hint="EUR"),
            FieldSpec("note", tr("Note")),
        )
        super().__init__(actions, trainer_kind(), specs, parent)
        self._courses: list[tuple[int, str]] = []
        self.courses = CheckList(
            tr("Courses that the trainer can teach"),
            tr("Find a course"),
            tr("There are no courses yet."),
            self,
        )
        self.courses.changed.connect(self._teach)
        kinds = (self.tr("Holiday"), self.tr("Other work"), self.tr("Sick leave"))
        self.absences = AbsenceList(kinds, self)
        self.absences.add_requested.connect(self._be_away)
        self.absences.remove_requested.connect(self._be_back)
        self.used = muted_label("", self)
        # First what changes most often: the list of all courses is long, and holds the wheel.
        self.add_section(self.tr("Absences"), self.absences)
        self.add_section(self.tr("Can teach"), self.courses)
        self.add_section(self.tr("Used"), self.used)

    def know_courses(self, courses: Sequence[tuple[int, str]]) -> None:
        """Take note of all courses there are: ids and titles."""
        self._courses = [*courses]

    def begin_new(self) -> None:
        """Show empty fields, with the workspace's working days."""
        self._know_week()
        super().begin_new()

    def _know_week(self) -> None:
        week = self.form.fields["working_days"]
        assert isinstance(week, WeekdayRow)
        week.know_week(self.actions_.read(read_working_week))

    def show_row(self, row: TrainerRow | None) -> None:
        """Show a trainer, or that none is selected."""
        if row is not None:
            self._know_week()
        super().show_row(row)

    def show_more(self, row: TrainerRow) -> None:
        """Show courses, absences and sessions."""
        read, plan_id = self.actions_.read, self.actions_.plan_id
        self.courses.show_choices(self._courses, row.courses, arrange=self.fresh)
        self.absences.show_absences(row.id, row.absences)
        self.used.setText(use_sentence(read(named_use, plan_id, "trainer", row.name), plan_id))

    def _teach(self, chosen: tuple[int, ...]) -> None:
        if self.row is not None:
            label = Label.of("trainer.teach", trainer=TrainerOf(self.row.id))
            self.try_to(label, trainers.set_trainer_courses, self.row.id, chosen)

    def _be_away(self, first: object, last: object, kind: str) -> None:
        if self.row is not None:
            label = Label.of("trainer.add-absence", trainer=TrainerOf(self.row.id))
            reason = self.actions_.try_to(
                label,
                trainers.add_trainer_absence,
                self.row.id,
                first,  # type: ignore[arg-type]
                last,  # type: ignore[arg-type]
                kind,
            )
            self.absences.form.settle(reason)

    def _be_back(self, absence_id: int) -> None:
        if self.row is not None:
            label = Label.of("trainer.remove-absence", trainer=TrainerOf(self.row.id))
            self.try_to(label, trainers.remove_trainer_absence, absence_id)
