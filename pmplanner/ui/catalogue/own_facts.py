"""What this workplace knows of courses, to enter: own facts of one course or of several at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.catalog.own_facts import FACTS, NONE, CourseFacts, clear_facts, lay_facts
from pmplanner.storage.labels import Counted, Label, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.format import format_price
from pmplanner.ui.widgets.forms.form import Field, FieldForm, FieldSpec
from pmplanner.ui.widgets.inputs.amounts import read_amount, read_count
from pmplanner.ui.widgets.inputs.lines import CurrencyLine, NoteField, OrNoneLine
from pmplanner.ui.widgets.layouts import as_column, as_row


def fact_text(facts: CourseFacts | CourseRow, name: str) -> str:
    """Return a fact of a course as people read it; what nobody has entered is said, too."""
    if name == "cost":
        return format_price(facts.cost, facts.currency)
    value = getattr(facts, name)
    if value in (None, ""):
        return _unsaid(name)
    return tr("%1 months", value) if name == "valid_months" else str(value)


def _unsaid(name: str) -> str:
    """Return what a fact without a value reads; a price is unknown."""
    if name == "valid_months":
        return tr("for ever")
    return tr("no limit") if name in ("min_seats", "max_seats") else tr("none")


@dataclass(frozen=True, slots=True)
class _Shared:
    """A fact of the courses shown: how many have it as their own, and what they agree in."""

    own: int
    value: object
    """The own value that all have; None where they differ or some have none."""
    here: str
    """What holds for all, in words; empty where they differ."""
    source: str
    """What all sources say, in words; empty where they differ."""


class OwnFacts(QWidget):
    """A heading and a field for each fact, with the source's value below it and a button to clear it."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._courses: tuple[CourseRow, ...] = ()
        self.form = OwnFactsForm(self)
        self.about = muted_label(
            tr("They lie over the facts of the source, which stay. “none” says that there is none."),
            self,
            small=True,
        )
        self.about.setWordWrap(True)
        self.form.finished.connect(self._lay)
        for name, button in self.form.clear_buttons.items():
            button.clicked.connect(partial(self._clear, name))
        as_column(
            self,
            heading_label(self.tr("Own facts"), self),
            self.about,
            self.form,
            margins=(0, 8, 12, 8),
            spacing=4,
        )

    def show_courses(self, courses: Sequence[CourseRow]) -> None:
        """Show what lies over these courses; what is being typed stays while they are the same."""
        fresh = [course.id for course in courses] != [course.id for course in self._courses]
        self._courses = tuple(courses)
        if courses:
            self.form.show_facts({name: _shared(courses, name) for name in FACTS}, _currency(courses), fresh)

    def _lay(self, name: str, value: object) -> None:
        if not self._courses:
            return
        if name == "currency" and not self._has_price():
            return  # it is kept with the price, which is still to be typed
        if value in (None, "") and name != "currency":
            self._clear(name)
            return
        values = {name: None if value == NONE else value}
        if name == "cost" and value != NONE and (currency := self.form.typed_currency()):
            values["currency"] = currency
        fact = "cost" if name == "currency" else name
        label = Label.of("course.lay-fact", field=Term(f"fact.{fact}"), courses=self._named())
        reason = self._actions.try_to(label, lay_facts, self._ids(), **values)
        self.form.settle(name, reason, value)

    def _clear(self, name: str) -> None:
        fact = "cost" if name == "currency" else name
        label = Label.of("course.clear-fact", field=Term(f"fact.{fact}"), courses=self._named())
        reason = self._actions.try_to(label, clear_facts, self._ids(), (fact,))
        if not reason and fact == "cost":
            self.form.accept("currency")
        self.form.settle(name, reason, None)

    def _has_price(self) -> bool:
        return any(course.cost is not None for course in self._courses)

    def _ids(self) -> list[int]:
        return [course.id for course in self._courses]

    def _named(self) -> Counted:
        return Counted("courses", len(self._courses), self._courses[0].title)


class OwnFactsForm(FieldForm):
    """The fields of own facts; each has a button beside it and the source's value below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.clear_buttons: dict[str, QToolButton] = {}
        self.sources: dict[str, QLabel] = {}
        count = partial(OrNoneLine, read=read_count)
        specs = (
            FieldSpec("cost", tr("Price of a seat"), partial(OrNoneLine, read=self._read_price)),
            FieldSpec("currency", tr("Currency"), CurrencyLine, hint=tr("EUR")),
            FieldSpec("min_seats", tr("Fewest seats"), count),
            FieldSpec("max_seats", tr("Most seats"), count),
            FieldSpec("valid_months", tr("Valid, months"), count),
            FieldSpec("short_title", tr("Short title"), OrNoneLine),
            FieldSpec("note", tr("Note"), NoteField),
        )
        super().__init__(specs, parent)

    def place(self, spec: FieldSpec, field: Field) -> QWidget:
        """Put the button that clears a fact beside its field, and a line for its source below."""
        if spec.name == "currency":
            return field  # it goes with the price
        button = icon_button("close", tr("Clear: %1", spec.title), self)
        source = muted_label("", self, small=True)
        source.setWordWrap(True)
        self.clear_buttons[spec.name], self.sources[spec.name] = button, source
        place = QWidget(self)
        line = as_row(None, (field, 1), button, spacing=4)
        as_column(place, line, source, margins=(0, 0, 0, 0), spacing=0)
        field.setAccessibleName(spec.title)
        return place

    def show_facts(self, facts: Mapping[str, _Shared], currency: str, fresh: bool) -> None:
        """Show the facts; *fresh* also throws away what is being typed."""
        values = {name: fact.value for name, fact in facts.items()} | {"currency": currency}
        self.show_values(values.__getitem__, fresh)
        for name, fact in facts.items():
            field = self.fields[name]
            if isinstance(field, OrNoneLine | NoteField):
                field.setPlaceholderText(fact.here or tr("different"))
            self.clear_buttons[name].setVisible(bool(fact.own))
            source = tr("Source: %1", fact.source) if fact.source else tr("The sources differ.")
            self.sources[name].setText(source)
            self.sources[name].setVisible(bool(fact.own))

    def _read_price(self, text: str) -> object:
        return read_amount(text, self.typed_currency())

    def typed_currency(self) -> str:
        """The currency that stands in its field."""
        return str(self.value("currency"))


def _shared(courses: Sequence[CourseRow], name: str) -> _Shared:
    own = [course for course in courses if name in course.own]
    values = {getattr(course, name) for course in own}
    value = None
    if len(own) == len(courses) and len(values) == 1:
        (said,) = values
        value = NONE if said in (None, "") else said
    here = {fact_text(course, name) for course in courses}
    source = {fact_text(course.source_facts, name) for course in courses}
    return _Shared(
        len(own), value, here.pop() if len(here) == 1 else "", source.pop() if len(source) == 1 else ""
    )


def _currency(courses: Sequence[CourseRow]) -> str:
    """Return the currency of the own prices, where all have the same."""
    found = {course.currency if "cost" in course.own else "" for course in courses}
    return found.pop() if len(found) == 1 else ""
