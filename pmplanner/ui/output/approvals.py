"""Approval by spreadsheet: managers are asked about picks in files, and their answers are merged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from pmplanner.exchange.approval_reading import AnswerRow, read_answers
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.folders import safe_name
from pmplanner.services.calendar import clock
from pmplanner.services.decisions.answers import Answer, match_answers
from pmplanner.services.decisions.asking import Asking, foresee_asking, mark_asked
from pmplanner.services.decisions.merging import merge_answers
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.publishing.approvals import write_askings
from pmplanner.storage.labels import Counted, Label
from pmplanner.ui.core.recent_files import last_folder
from pmplanner.ui.output.answers_form import AnswersForm
from pmplanner.ui.output.approval_form import ApprovalForm
from pmplanner.ui.output.plan_output import PlanOutput
from pmplanner.ui.output.texts import askings_written
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Progress, run_busy

_ANSWERS_FOLDER = "approvals/folder"


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands in the files, and of which of them nothing could be read."""

    answers: list[Answer]
    refused: list[str]


@dataclass(frozen=True, slots=True)
class _Written:
    folder: Path
    askings: Sequence[Asking]
    on: dt.date


class Approvals(PlanOutput):
    """Asks managers about the picks of their people, and merges what they answer.

    Other pages call `ask_managers` for “Send to managers…”, of some people where they say so, and
    `ask_answers` for “Merge answers…”, which asks for the files first.
    """

    # Out

    def ask_managers(self, person_ids: Collection[int] | None = None) -> BusyRun | None:
        """Look for what is to be decided, of all people or of some, show it, and write the files."""
        if self._plan() is None:
            return None
        workspace, plan_id = self._actions.workspace, self._of_plan_id()

        def work(progress: Progress) -> tuple[list[Asking], str]:
            progress(0, 0)
            with workspace.read() as db:
                found = foresee_asking(db, plan_id, clock.today(), person_ids, put_off=True)
                return found, plan_currency(db, plan_id)

        return run_busy(
            self._window, tr("Looking for what is to be decided…"), work, self._show_askings, self.writer.fail
        )

    def _show_askings(self, found: tuple[list[Asking], str]) -> None:
        askings, currency = found
        if not askings:
            self._actions.said.emit(tr("No pick waits for a decision, so there is nobody to ask."), False)
            return
        form = ApprovalForm(askings, currency, clock.today(), self._window)
        folder = self.writer.ask_folder(tr("Where the new folder goes")) if form.exec() else None
        if folder is not None:
            now = dt.datetime.now().astimezone()
            place = folder / safe_name(f"{self._plan_name()} – approvals {now:%Y-%m-%d %H.%M.%S}")
            self.write_files(place, form.shown(), form.answer_by.day())
        form.deleteLater()

    def write_files(self, folder: Path, askings: Sequence[Asking], answer_by: dt.date) -> BusyRun:
        """Write files and mails into a new folder beside the window; then the picks count as asked about."""
        workspace, plan_id = self._actions.workspace, self._of_plan_id()

        def work(progress: Progress) -> _Written:
            stamp = dt.datetime.now(dt.UTC).replace(microsecond=0)
            with workspace.keep() as db:
                write_askings(db, folder, plan_id, askings, answer_by, stamp, progress)
            return _Written(folder, askings, clock.today())

        title = tr("Writing %1…", folder.name)
        return run_busy(self._window, title, work, self._keep_asked, self.writer.fail)

    def _keep_asked(self, written: _Written) -> None:
        picks = sum(len(each.picks) for each in written.askings)
        label = Label.of("decision.ask", picks=Counted("picks", picks))
        refused = self._actions.try_to(label, mark_asked, written.askings, written.on)
        if refused:
            text = tr("The files are in %1, but the plan is as it was: %2", written.folder, refused)
            self._actions.refused.emit(text)
            return
        self._actions.said.emit(askings_written(written.askings, written.folder), True)
        self._actions.wrote.emit(written.folder)

    # In

    def ask_answers(self) -> BusyRun | None:
        """Ask for the files that came back, and show what is in them."""
        if self._plan() is None:
            return None
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            tr("Choose the files that came back"),
            last_folder(self._settings, _ANSWERS_FOLDER),
            tr("Spreadsheets (*.xlsx *.ods *.csv *.xls *.xlsb *.tsv *.txt);;All files (*)"),
        )
        if not names:
            return None
        self._settings.setValue(_ANSWERS_FOLDER, str(Path(names[0]).parent))
        return self.read_files([Path(name) for name in names])

    def read_files(self, paths: Sequence[Path]) -> BusyRun:
        """Read answers beside the window, and show what would become of them."""
        workspace, plan_id = self._actions.workspace, self._of_plan_id()

        def work(progress: Progress) -> _Found:
            rows: list[AnswerRow] = []
            refused = []
            for done, path in enumerate(paths):
                progress(done, len(paths))
                try:
                    rows += read_answers(path)
                except ExchangeError as error:
                    refused.append(str(error))
            with workspace.read() as db:
                return _Found(match_answers(db, plan_id, rows, clock.today()), refused)

        return run_busy(self._window, tr("Reading the answers…"), work, self._show_answers, self.writer.fail)

    def _show_answers(self, found: _Found) -> None:
        if not found.answers:
            self._actions.refused.emit(" ".join(found.refused) or tr("Nothing is answered in these files."))
            return
        form = AnswersForm(found.answers, found.refused, self._window)
        if form.exec():
            self.merge(form.taken())
        form.deleteLater()

    def merge(self, answers: Sequence[Answer]) -> None:
        """Merge answers as one edit."""
        label = Label.of("decision.merge", picks=Counted("picks", len(answers)))
        self._actions.do(label, merge_answers, self._of_plan_id(), answers, clock.today())

    def _of_plan_id(self) -> int:
        assert self._actions.plan_id is not None  # asked only when there is a plan
        return self._actions.plan_id
