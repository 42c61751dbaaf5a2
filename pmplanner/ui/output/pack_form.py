"""What people would be told of what changed, of which sessions and whom, before the mails are written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from pmplanner.services.publishing.change_packs import Letter
from pmplanner.services.publishing.letters import SessionNews
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_period
from pmplanner.ui.widgets.inputs.check_list import CheckList
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

_LISTS_WIDTH = 280


class PackForm(AskDialog):
    """Lists the mails, of all or of chosen sessions and people; accepted, they are to be written."""

    def __init__(self, letters: Sequence[Letter], parent: QWidget | None = None) -> None:
        super().__init__(tr("Tell people what changed"), tr("Choose where to…"), parent)
        self._letters = tuple(letters)
        self.wants_confirmed = False
        """Whether the drafts among the sessions are to be confirmed before anybody is told."""
        self.table = DataTable(_columns(), self, tr("Mails to be written"))
        self.sessions = CheckList(tr("Only these sessions"), tr("Search sessions"), "", self)
        self.people = CheckList(tr("Only these people and trainers"), tr("Search people"), "", self)
        self.warning = problem_label("", self)
        self.drafts = self._drafts()
        self.confirm_button = plain_button(
            plural(len(self.drafts), "Confirm the draft first", "Confirm the %1 drafts first"), self
        )
        self.confirm_button.setAutoDefault(False)
        self.confirm_button.setToolTip(tr("Otherwise the mails say that they are not confirmed yet"))
        self.confirm_button.setVisible(bool(self.drafts))
        self.table.fit_to_texts()
        self._lay_out()
        self._offer()
        self.sessions.changed.connect(self._show)
        self.people.changed.connect(self._show)
        self.confirm_button.clicked.connect(self._confirm)
        self._show()
        resize_to_fit(self, 1040, 560)

    def recipients(self) -> tuple[str, ...] | None:
        """The keys of those who are told; None for all of whom something has changed."""
        chosen = self.people.ticked()
        return tuple(self._letters[place].to.key for place in chosen) if chosen else None

    def session_ids(self) -> tuple[int, ...] | None:
        """The sessions of which is told; None for all that have changed."""
        return self.sessions.ticked() or None

    def shown(self) -> list[Letter]:
        """The mails that would be written."""
        keys, ids = self.recipients(), self.session_ids()
        chosen = (letter for letter in self._letters if keys is None or letter.to.key in keys)
        if ids is None:
            return list(chosen)
        return [part for letter in chosen if (part := letter.of_sessions(ids)) is not None]

    def _lay_out(self) -> None:
        note = muted_label(
            tr(
                "The mails are written into a new folder, ready to be opened and sent. Each tells only what "
                "has changed since the last ones, and counts as sent then; Undo does not take it back."
            ),
            self,
        )
        note.setWordWrap(True)
        self.body.addWidget(note)
        lists = QWidget(self)
        lists.setFixedWidth(_LISTS_WIDTH)
        as_column(
            lists,
            muted_label(tr("Only these sessions; all, if none is ticked"), lists, small=True),
            self.sessions,
            8,
            muted_label(tr("Only these people; all, if none is ticked"), lists, small=True),
            self.people,
            STRETCH,
            margins=(0, 0, 0, 0),
            spacing=4,
        )
        self.body.addLayout(as_row(None, (self.table, 1), lists, spacing=12), 1)
        self.body.addWidget(self.warning)
        self.add_left(self.confirm_button)

    def _offer(self) -> None:
        news = {item.session_id: item for letter in self._letters for item in letter.news}
        ordered = sorted(news.values(), key=lambda item: (item.first_start, item.session_id))
        self.sessions.show_choices([(item.session_id, _named(item)) for item in ordered], ())
        self.people.show_choices([(place, letter.to.name) for place, letter in enumerate(self._letters)], ())

    def _drafts(self) -> tuple[int, ...]:
        """The sessions that would be told as not confirmed yet."""
        news = (item for letter in self._letters for item in letter.news)
        return tuple(dict.fromkeys(item.session_id for item in news if any(e.draft for e in item.after)))

    def _show(self) -> None:
        letters = self.shown()
        self.table.source.set_rows(letters)
        unknown = sum(not letter.reachable for letter in letters)
        self.warning.setText(self._unknown(unknown))
        self.warning.setVisible(unknown > 0)
        self.go_button.setEnabled(bool(letters))
        self.go_button.setText(plural(len(letters), "Write 1 mail…", "Write %1 mails…"))
        self.refuse("" if letters else tr("Nothing of these sessions has changed for these people."))

    def _confirm(self) -> None:
        self.wants_confirmed = True
        self.reject()

    def _unknown(self, count: int) -> str:
        return plural(
            count,
            "One of them has no e-mail address; it will have to be put in by hand.",
            "%1 of them have no e-mail address; it will have to be put in by hand.",
        )


def _columns() -> tuple[ColumnSpec[Letter], ...]:
    kinds = {"person": tr("Person"), "trainer": tr("Trainer")}
    return (
        ColumnSpec(tr("Whom"), lambda letter: letter.to.name, width=140),
        ColumnSpec(tr("Kind"), lambda letter: kinds[letter.to.kind], width=72),
        ColumnSpec(tr("E-mail"), lambda letter: letter.to.email),
        ColumnSpec(tr("New"), lambda letter: letter.count("new"), align=RIGHT, width=56),
        ColumnSpec(tr("Changed"), lambda letter: letter.count("changed"), align=RIGHT, width=76),
        ColumnSpec(tr("Cancelled"), lambda letter: letter.count("cancelled"), align=RIGHT, width=84),
    )


def _named(item: SessionNews) -> str:
    """A session by its days as they are, or were, and by code and course."""
    events = item.after or item.before
    days = format_period(events[0].start.date(), events[-1].start.date())
    return " · ".join((days, events[0].code, events[0].title))
