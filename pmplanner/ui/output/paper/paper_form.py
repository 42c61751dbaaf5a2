"""The questions before a paper is written: which, of whom, of which sessions or months, on what, where to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QWidget

from pmplanner.papers.pages import SIZES
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.plans.plans import PlanRow
from pmplanner.services.reports.asking import Asked
from pmplanner.services.reports.choices import EVERYBODY, PaperChoices, Whom
from pmplanner.services.reports.kinds import KINDS, PaperKind
from pmplanner.ui.output.texts import PAPERS, paper_sentence, paper_title
from pmplanner.ui.translation import plural, tr, user_locale
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.inputs.choices import CheckField, NoWheelComboBox, SearchField
from pmplanner.ui.widgets.inputs.numbers import CountField
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.week import weekdays

_PAPER, _KIND = "print/paper", "print/kind"
_MOST_MONTHS, _MOST_YEARS = 60, 10
_USUAL_MONTHS, _USUAL_YEARS = 18, 3
_OF_SESSIONS = ("attendance", "certificates")
_OF_CHOSEN = (*_OF_SESSIONS, "calendar")
"""Papers that leave out sessions which the page does not show."""
EACH = ("people", "teams", "certificates", "attendance")
"""Papers of which each section can be a file of its own."""


class PaperForm(AskDialog):
    """Asks for a paper; *target* then says where to: pdf, files, table, print or preview."""

    def __init__(
        self,
        settings: QSettings,
        plan: PlanRow,
        choices: PaperChoices,
        shown: ExportScope | None = None,
        parent: QWidget | None = None,
        *,
        kind: str = "",
        whom: Whom | None = None,
    ) -> None:
        """Begin with a kind, or that of the last time; *shown* is what the page's filter leaves."""
        super().__init__(tr("Papers"), tr("Save as PDF…"), parent, width=580)
        self._settings, self._plan, self._choices, self._shown = settings, plan, choices, shown
        self.target = ""
        self.kinds = NoWheelComboBox(tr("Paper"), self)
        for name in PAPERS:
            self.kinds.addItem(paper_title(name), name)
        self.about = muted_label("", self, small=True)
        self.about.setWordWrap(True)
        self.whom = self._make_whom(whom)
        self.names = NoWheelComboBox(tr("Which"), self)
        self.first, self.last = self._make_months()
        self.months = _count(tr("Months ahead"), _MOST_MONTHS, _USUAL_MONTHS)
        self.years = _count(tr("Years back"), _MOST_YEARS, _USUAL_YEARS)
        self.each = CheckField(tr("Each as a file of its own, in a new folder"))
        self.papers = SegmentedControl(self)
        self.papers.add("A4", tr("A4"))
        self.papers.add("Letter", tr("Letter"))
        self.papers.select(usual_paper(settings))
        self._lay_out()
        self.kinds.currentIndexChanged.connect(self._show_kind)
        self.first.currentIndexChanged.connect(self._keep_order)
        self.last.currentIndexChanged.connect(self._keep_order)
        self.kinds.show_key(kind or str(settings.value(_KIND, PAPERS[0])))
        self.whom.show_value(whom or (EVERYBODY if shown is None else _SHOWN))
        self._show_kind()

    def _make_whom(self, whom: Whom | None) -> SearchField:
        field = SearchField(tr("Of whom"), self)
        first = [(EVERYBODY, tr("Everybody"))]
        if whom is not None and all(whom != each for each in self._choices.whom):
            first.append((whom, whom.words))
        if self._shown is not None:
            first.insert(0, (_SHOWN, tr("Only what the page shows")))
        field.set_choices([*first, *((each, each.words) for each in self._choices.whom)])
        return field

    def _make_months(self) -> tuple[NoWheelComboBox, NoWheelComboBox]:
        boxes = NoWheelComboBox(tr("From"), self), NoWheelComboBox(tr("To"), self)
        for box in boxes:
            for month in _months(self._plan.first_day, self._plan.last_day):
                name = user_locale().standaloneMonthName(month.month, QLocale.FormatType.LongFormat)
                box.addItem(f"{name} {month.year}", month)
        boxes[1].setCurrentIndex(boxes[1].count() - 1)
        return boxes

    def _lay_out(self) -> None:
        self.form.add(tr("Paper"), self.kinds)
        self.form.addRow("", self.about)
        self._rows = {
            self.whom: self.form.add(tr("Of whom"), self.whom),
            self.names: self.form.add(tr("Which"), self.names),
            self.first: self.form.add(tr("From"), self.first),
            self.last: self.form.add(tr("To"), self.last),
            self.months: self.form.add(tr("Months ahead"), self.months),
            self.years: self.form.add(tr("Years back"), self.years),
        }
        self.form.addRow("", self.each)
        self.form.add(tr("Size"), self.papers)
        self.body.addStretch(1)
        self.table_button = self.add_button(tr("As a table…"))
        self.preview_button = self.add_button(tr("Preview…"))
        self.print_button = self.add_button(tr("Print…"))
        self.table_button.clicked.connect(lambda: self._go("table"))
        self.preview_button.clicked.connect(lambda: self._go("preview"))
        self.print_button.clicked.connect(lambda: self._go("print"))
        self.pdf_button = self.go_button

    def kind(self) -> PaperKind:
        """The paper that is chosen."""
        return KINDS[self.kinds.currentData()]

    def _show_kind(self) -> None:
        kind = self.kind()
        self.about.setText(paper_sentence(kind.name))
        self._fill_names(kind)
        asked = {
            self.whom: kind.of_people,
            self.names: "names" in kind.asks,
            self.first: "between" in kind.asks,
            self.last: "between" in kind.asks,
            self.months: "months" in kind.asks,
            self.years: "years" in kind.asks,
        }
        for field, wanted in asked.items():
            self.form.setRowVisible(field, wanted)
        self.form.setRowVisible(self.each, kind.name in EACH)
        self.adjustSize()

    def _fill_names(self, kind: PaperKind) -> None:
        self.names.clear()
        if kind.name in _OF_SESSIONS:
            self.names.addItem(tr("All sessions"), "")
            for code, text in self._choices.sessions:
                self.names.addItem(text, code)
        elif "names" in kind.asks:
            of_rooms = kind.name == "rooms"
            self.names.addItem(tr("All rooms") if of_rooms else tr("All trainers"), "")
            for name in self._choices.rooms if of_rooms else self._choices.trainers:
                self.names.addItem(name, name)

    def begin_with(self, name: str) -> None:
        """Let the session, room or trainer of that name be chosen, if there is one."""
        if name:
            self.names.show_key(name)

    def _keep_order(self) -> None:
        """Let the month that was not just chosen follow, so that the first is never the later one."""
        first, last = self.first.currentIndex(), self.last.currentIndex()
        if first > last:
            follower = self.last if self.sender() is self.first else self.first
            follower.setCurrentIndex(first if follower is self.last else last)

    def _go(self, target: str) -> None:
        self.target = target
        self.accept()

    def accept(self) -> None:
        """Keep paper and kind for the next time; without another target it goes to PDF files."""
        self.target = self.target or ("files" if self.is_each() else "pdf")
        self._settings.setValue(_PAPER, self.paper())
        self._settings.setValue(_KIND, self.kind().name)
        super().accept()

    def is_each(self) -> bool:
        """Whether each section is a file of its own."""
        return self.kind().name in EACH and self.each.isChecked()

    def paper(self) -> str:
        """The size of the pages: A4 or Letter."""
        return self.papers.current()

    def chosen_whom(self) -> Whom:
        """The people that are chosen; everybody also where the page's rows are."""
        entered = self.whom.entered()
        is_named = self.kind().of_people and isinstance(entered, Whom) and entered != _SHOWN
        return entered if is_named and isinstance(entered, Whom) else EVERYBODY

    def asked(self, today: dt.date) -> Asked:
        """What is asked for; the people of :meth:`chosen_whom` are still to be looked up."""
        kind = self.kind()
        asked = Asked(self._plan.id, today, whom=_name_of(self.chosen_whom()))
        if kind.of_people and self.whom.entered() == _SHOWN and self._shown is not None:
            people, sessions = _frozen(self._shown.person_ids), _frozen(self._shown.session_ids)
            whom = _chosen(people, sessions if kind.name in _OF_CHOSEN else None)
            asked = replace(asked, person_ids=people, session_ids=sessions, whom=whom)
        if "names" in kind.asks and self.names.currentData():
            asked = replace(asked, names=(self.names.currentData(),))
        if "between" in kind.asks:
            asked = replace(asked, between=(self.first.currentData(), self.last.currentData()))
        if "months" in kind.asks:
            asked = replace(asked, months=self.months.value())
        if "years" in kind.asks:
            asked = replace(asked, years=self.years.value())
        return replace(asked, first_weekday=weekdays()[0] - 1)


_SHOWN = Whom("all", "shown", "")


def _name_of(whom: Whom) -> str:
    return whom.words if whom.kind in ("manager", "person") else whom.key


def _chosen(people: Collection[int] | None, sessions: Collection[int] | None) -> str:
    """Say of a paper that it tells of some only; empty where it tells of all."""
    if people is not None:
        return plural(len(people), "1 person chosen", "%1 people chosen")
    return "" if sessions is None else plural(len(sessions), "1 session chosen", "%1 sessions chosen")


def _frozen(ids: Collection[int] | None) -> frozenset[int] | None:
    return None if ids is None else frozenset(ids)


def _count(name: str, most: int, usual: int) -> CountField:
    field = CountField(name, "")
    field.setRange(1, most)
    field.setValue(usual)
    return field


def usual_paper(settings: QSettings) -> str:
    """Return the paper chosen last, or else that of the country: A4 or Letter."""
    kept = str(settings.value(_PAPER, ""))
    if kept in SIZES:
        return kept
    american = user_locale().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    return "Letter" if american else "A4"


def _months(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + dt.timedelta(days=31)).replace(day=1)
