"""The fields of a custom course: each finished one is an edit, or all together make a new course."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.catalog.own_facts import FACTS
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.catalogue.own_facts import fact_text
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.forms.form import Field, FieldForm, FieldSpec
from pmplanner.ui.widgets.inputs.choices import Ticks
from pmplanner.ui.widgets.inputs.lines import (
    AmountLine,
    CountLine,
    CurrencyLine,
    DaysLine,
    NoteField,
    TextLine,
    WordsLine,
)
from pmplanner.ui.widgets.layouts import as_column

_LEVELS = ("foundation", "intermediate", "advanced")


class CourseForm(FieldForm):
    """The fields of services.catalog.courses.FIELDS, and skills and track_ids.

    They hold what the course says itself. Below a field over which an own fact lies stands what holds.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self.holding: dict[str, QLabel] = {}
        self._hints: dict[str, str] = {}
        specs = (
            FieldSpec("title", tr("Title")),
            FieldSpec("code", tr("Code"), hint=tr("from the title")),
            FieldSpec("days", tr("Days"), DaysLine, hint="1.5"),
            FieldSpec("provider", tr("Provider")),
            FieldSpec("level", tr("Level")),
            FieldSpec("format", tr("Format")),
            FieldSpec("skills", tr("Skills"), WordsLine, hint=tr("leadership, negotiation")),
            FieldSpec("track_ids", tr("Tracks"), Ticks),
            FieldSpec("description", tr("Description"), partial(NoteField, height=96)),
            FieldSpec("min_seats", tr("Fewest seats"), CountLine, hint=tr("no limit")),
            FieldSpec("max_seats", tr("Most seats"), CountLine, hint=tr("no limit")),
            FieldSpec("cost", tr("Price of a seat"), AmountLine, hint=tr("unknown")),
            FieldSpec("currency", tr("Currency"), CurrencyLine),
            FieldSpec("valid_months", tr("Valid, months"), CountLine, hint=tr("for ever")),
            FieldSpec("source", tr("Source")),
            FieldSpec("note", tr("Note")),
        )
        super().__init__(specs, parent)

    def place(self, spec: FieldSpec, field: Field) -> QWidget:
        """Put a line for the own fact below a field over which one can lie."""
        if spec.name not in FACTS:
            return field
        line = muted_label("", self, small=True)
        line.setWordWrap(True)
        line.hide()
        self.holding[spec.name], self._hints[spec.name] = line, spec.hint
        place = QWidget(self)
        as_column(place, field, line, margins=(0, 0, 0, 0), spacing=0)
        field.setAccessibleName(spec.title)
        return place

    def know(self, tracks: Sequence[TrackRow], skills: Iterable[str], providers: Iterable[str]) -> None:
        """Offer the tracks, and complete skills, providers and levels from these words."""
        ticks = self.fields["track_ids"]
        assert isinstance(ticks, Ticks)
        ticks.show_choices([(track.id, track.name) for track in tracks])
        for name, words in (("skills", skills), ("provider", providers), ("level", _LEVELS)):
            self.offer(name, words)

    def show_course(self, course: CourseRow | None, fresh: bool) -> None:
        """Show a course, or empty fields; *fresh* also throws away what is being typed."""
        self.show_values(lambda name: course.said_itself(name) if course else None, fresh)
        for name, line in self.holding.items():
            own = fact_text(course, name) if course is not None and name in course.own else ""
            line.setText(tr("Own fact: %1. It gives way to what is typed here.", own))
            line.setVisible(bool(own))
            field = self.fields[name]
            if isinstance(field, TextLine):
                field.setPlaceholderText(own or self._hints[name])

    def value(self, name: str) -> object:
        """What stands in a field, as the service takes it; ValueError with a sentence when it will not do."""
        value = super().value(name)
        if name == "days" and value is None:
            raise ValueError(tr("A course needs days: more than 0, in steps of 0.25."))
        return value
