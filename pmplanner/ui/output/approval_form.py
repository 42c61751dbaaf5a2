"""Which managers are asked to decide about picks, and by when, before the files are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtWidgets import QCheckBox, QWidget

from pmplanner.services.decisions.asking import Asking
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_date, format_days, format_number, format_price
from pmplanner.ui.widgets.inputs.check_list import CheckList
from pmplanner.ui.widgets.inputs.dates import DateField
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

_LIST_WIDTH = 240
_DAYS_TO_ANSWER = 14


class ApprovalForm(AskDialog):
    """Lists the managers with what each is asked; accepted, the files are to be written."""

    def __init__(
        self, askings: Sequence[Asking], currency: str, today: dt.date, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Send picks to managers"), tr("Choose where to…"), parent)
        self._askings = tuple(askings)
        self._today = today
        self.table = DataTable(_columns(currency, askings), self, tr("Files to be written"))
        self.managers = CheckList(tr("Only these managers"), tr("Search managers"), "", self)
        self.put_off = QCheckBox(tr("Ask again about what was put off"), self)
        self.answer_by = DateField(tr("Answer by"), self)
        self.warning = problem_label("", self)
        self.table.fit_to_texts()
        self._lay_out()
        self.managers.show_choices([(place, _named(each)) for place, each in enumerate(self._askings)], ())
        self.put_off.setVisible(any(pick.put_off for each in askings for pick in each.picks))
        self.answer_by.show_value(today + dt.timedelta(_DAYS_TO_ANSWER))
        self.managers.changed.connect(self._show)
        self.put_off.toggled.connect(self._show)
        self._show()
        resize_to_fit(self, 1000, 540)

    def shown(self) -> list[Asking]:
        """What would be asked, and whom."""
        places = self.managers.ticked() or range(len(self._askings))
        chosen = (self._askings[place] for place in places)
        if self.put_off.isChecked():
            return list(chosen)
        return [each for one in chosen if (each := one.undecided()) is not None]

    def accept(self) -> None:
        """Go on where the day to answer by is still to come."""
        if self.answer_by.day() <= self._today:
            self.refuse(tr("Choose a day to answer by that is still to come."))
        else:
            super().accept()

    def _lay_out(self) -> None:
        self.add_note(
            tr(
                "Each manager gets an Excel file with the picks of their people, and a mail that is ready to "
                "be sent. The picks count as asked about from then on; Undo takes that back, not the files."
            ),
            small=False,
        )
        side = QWidget(self)
        side.setFixedWidth(_LIST_WIDTH)
        only = muted_label(tr("Only these managers; all, if none is ticked"), side, small=True)
        only.setWordWrap(True)
        as_column(
            side,
            muted_label(tr("Answer by"), side, small=True),
            self.answer_by,
            8,
            only,
            self.managers,
            8,
            self.put_off,
            STRETCH,
            margins=(0, 0, 0, 0),
            spacing=4,
        )
        self.body.addLayout(as_row(None, (self.table, 1), side, spacing=12), 1)
        self.body.addWidget(self.warning)

    def _show(self) -> None:
        askings = self.shown()
        self.table.source.set_rows(askings)
        self.warning.say(" ".join(filter(None, (_without_manager(askings), _without_address(askings)))))
        self.go_button.setEnabled(bool(askings))
        self.go_button.setText(plural(len(askings), "Write 1 file…", "Write %1 files…"))
        self.refuse("" if askings else tr("There is nothing that is not decided yet."))


def _columns(currency: str, askings: Sequence[Asking]) -> tuple[ColumnSpec[Asking], ...]:
    """The columns of the table; those that would be empty are left out."""

    def number(count: int) -> str:
        return format_number(count) if count else ""

    columns = [
        ColumnSpec[Asking](tr("Manager"), _named, width=150),
        ColumnSpec[Asking](tr("People"), lambda each: each.people, align=RIGHT, width=64),
        ColumnSpec[Asking](tr("Picks"), lambda each: len(each.picks), align=RIGHT, width=56),
        ColumnSpec[Asking](
            tr("Days"), lambda each: each.days, lambda each: format_days(each.days), align=RIGHT, width=64
        ),
        ColumnSpec[Asking](
            tr("Cost"),
            lambda each: each.cost if each.cost is not None else Decimal(-1),
            lambda each: format_price(each.cost, currency),
            align=RIGHT,
            width=96,
        ),
    ]
    if any(each.without_price for each in askings):
        columns.append(
            ColumnSpec[Asking](
                tr("No price"),
                lambda each: each.without_price,
                lambda each: number(each.without_price),
                align=RIGHT,
                width=72,
                hint=tr("Picks of which no price is known; the cost is without them."),
            )
        )
    if any(each.asked_before for each in askings):
        columns.append(
            ColumnSpec[Asking](
                tr("Asked before"),
                lambda each: each.asked_before,
                lambda each: number(each.asked_before),
                align=RIGHT,
                width=100,
            )
        )
    if any(each.last_sent for each in askings):
        columns.append(
            ColumnSpec[Asking](
                tr("Last sent"),
                lambda each: each.last_sent,
                lambda each: format_date(each.last_sent),
                width=96,
            )
        )
    return (*columns, ColumnSpec[Asking](tr("E-mail"), lambda each: each.email))


def _named(asking: Asking) -> str:
    return asking.name or tr("No manager")


def _without_manager(askings: Sequence[Asking]) -> str:
    people = sum(each.people for each in askings if not each.name)
    if not people:
        return ""
    return plural(
        people,
        "One person has no manager; their picks are in a file of their own, for you to answer.",
        "%1 people have no manager; their picks are in a file of their own, for you to answer.",
    )


def _without_address(askings: Sequence[Asking]) -> str:
    unknown = sum(bool(each.name) and not each.reachable for each in askings)
    if not unknown:
        return ""
    return plural(
        unknown,
        "One manager has no e-mail address; it will have to be put in by hand.",
        "%1 managers have no e-mail address; it will have to be put in by hand.",
    )
