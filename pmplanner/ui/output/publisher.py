"""Telling others of the plan: calendars, files for other programs, change packs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.exchange.folders import safe_name
from pmplanner.services.exporting.calendar_events import Recipient
from pmplanner.services.exporting.moodle_rows import write_moodle
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.publishing.calendars import (
    Written,
    list_calendars,
    write_for_program,
    write_ics,
    write_ics_folder,
)
from pmplanner.services.publishing.change_packs import Letter, foresee_pack, write_cancellations, write_pack
from pmplanner.services.publishing.invitations import note_invitations, write_invitations
from pmplanner.services.publishing.reminders import (
    Reminder,
    foresee_reminders,
    note_reminders,
    write_reminders,
)
from pmplanner.services.sessions.changes import confirm_session
from pmplanner.services.sessions.sessions import session_detail
from pmplanner.services.views.runway import Expiry, Runway
from pmplanner.storage.labels import Counted, Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.output.calendar_form import CalendarExportForm
from pmplanner.ui.output.pack_form import PackForm
from pmplanner.ui.output.plan_output import PlanOutput
from pmplanner.ui.output.reminder_form import ReminderForm
from pmplanner.ui.output.texts import (
    calendar_title,
    cancellations_written,
    invitations_written,
    mails_written,
    moodle_title,
    moodle_written,
    nothing_new,
    pack_written,
    program_title,
    program_written,
    written_text,
)
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Progress, run_busy


@dataclass(frozen=True, slots=True)
class CalendarJob:
    """Calendars to be written: that of somebody to a file, or with none those of a kind to a folder."""

    kind: str
    path: Path
    scope: ExportScope
    to: Recipient | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the one calendar of the whole plan."""
        return self.kind == "plan"


class Publisher(PlanOutput):
    """Asks what goes out and where to, writes it, and says what came of it."""

    # Calendars

    def ask_calendar(self, kind: str) -> None:
        """Ask whose calendars of a kind (plan, person, trainer, room) are to be written, and write them."""
        if self._plan() is None:
            return
        recipients: Sequence[Recipient] = ()
        if kind != "plan":
            scope = ExportScope(self._actions.plan_id)
            recipients = self._actions.read(list_calendars, scope, kind)
            if not recipients:
                self._actions.refused.emit(self.tr("No session of the plan has any of these yet."))
                return
        hint = self.tr(
            "Events keep their identity from file to file, so that a calendar takes over what was moved or "
            "cancelled when it opens the newer file."
        )
        title = calendar_title(kind)
        form = CalendarExportForm(title, recipients, self._shown_scope(), self._window, hint=hint)
        if form.exec():
            self._choose_place(kind, form.scope(), form.recipient())
        form.deleteLater()

    def _choose_place(self, kind: str, scope: ExportScope, to: Recipient | None) -> None:
        if kind == "plan" or to is not None:
            name = to.name if to is not None else self._plan_name()
            path = self.writer.ask_file(
                calendar_title(kind), f"{name}.ics", {"ics": self.tr("Calendars (*.ics)")}
            )
        else:
            path = self._ask_calendar_folder(kind)
        if path is not None:
            self.write_calendars(CalendarJob(kind, path, scope, to))

    def _ask_calendar_folder(self, kind: str) -> Path | None:
        """Ask where the folder of many calendars goes: theirs alone, and the same one the next time."""
        folder = self.writer.ask_folder(self.tr("Where the folder with the calendars goes"))
        if folder is None:
            return None
        name = safe_name(f"{self._plan_name()} – {calendar_title(kind).lower()}")
        # Chosen again: newer files take the place of those that were written there.
        return folder if folder.name == name else folder / name

    def write_calendars(self, job: CalendarJob) -> BusyRun:
        """Write calendars beside the window."""
        job = replace(job, scope=self._of_plan(job.scope))
        workspace = self._actions.workspace

        def work(progress: Progress) -> str:
            return written_text(write_calendars(workspace, job, progress), job.path)

        return self.writer.write(job.path, work)

    # Other programs

    def ask_program(self, program: str) -> None:
        """Ask which sessions are to be written for a program (google, outlook, gantt), and write them."""
        if self._plan() is None:
            return
        title = program_title(program)
        hint = self.tr("Times are those of each session's own place: these files have no time zones.")
        shown = self._shown_scope()
        form = CalendarExportForm(title, (), shown, self._window, hint=hint if program != "gantt" else "")
        path = None
        if form.exec():
            name = f"{self._plan_name()} – {title}.csv"
            path = self.writer.ask_file(title, name, {"csv": self.tr("CSV files (*.csv)")})
        if path is not None:
            self.write_program(program, path, form.scope())
        form.deleteLater()

    def write_program(self, program: str, path: Path, scope: ExportScope) -> BusyRun:
        """Write the file of another program beside the window."""
        scope = self._of_plan(scope)
        workspace = self._actions.workspace

        def work(progress: Progress) -> str:
            progress(0, 0)
            with workspace.read() as db:
                return program_written(program, write_for_program(db, program, path, scope), path)

        return self.writer.write(path, work)

    def ask_moodle(self, what: str) -> None:
        """Ask where a file for Moodle goes, and write it."""
        plan = self._plan_name() if what != "moodle-users" and self._plan() is not None else ""
        if not plan and what != "moodle-users":
            return
        title = self.tr("Export for Moodle")
        name = " – ".join(filter(None, (plan, safe_name(moodle_title(what)))))
        path = self.writer.ask_file(title, f"{name}.csv", {"csv": self.tr("CSV files (*.csv)")})
        if path is not None:
            self.write_moodle(what, path)

    def write_moodle(self, what: str, path: Path) -> BusyRun:
        """Write a file for Moodle beside the window."""
        scope = ExportScope() if what == "moodle-users" else self._of_plan(ExportScope())
        workspace = self._actions.workspace

        def work(progress: Progress) -> str:
            progress(0, 0)
            with workspace.read() as db:
                written = write_moodle(db, what, path, scope)
            return moodle_written(written.rows, written.left_out, path)

        return self.writer.write(path, work)

    # Change packs

    def ask_pack(self, scope: ExportScope | None = None) -> BusyRun | None:
        """Look for what has changed since the last pack, show it, and write the mails when that is wanted.

        With a scope only of its sessions, and to its people.
        """
        if self._plan() is None:
            return None
        scope = self._of_plan(scope or ExportScope())
        workspace = self._actions.workspace

        def work(progress: Progress) -> list[Letter]:
            progress(0, 0)
            with workspace.read() as db:
                return foresee_pack(db, scope, dt.date.today())  # noqa: DTZ011 - the user's day

        title = self.tr("Looking for changes…")
        return run_busy(
            self._window, title, work, lambda letters: self._show_pack(letters, scope), self.writer.fail
        )

    def _show_pack(self, letters: list[Letter], scope: ExportScope) -> None:
        if not letters:
            self._actions.said.emit(nothing_new(), False)
            return
        form = PackForm(letters, self._window)
        folder = self.writer.ask_folder(self.tr("Where the new folder goes")) if form.exec() else None
        if folder is not None:
            now = dt.datetime.now().astimezone()
            place = folder / safe_name(f"{self._plan_name()} – changes {now:%Y-%m-%d %H.%M.%S}")
            everybody = None if scope.person_ids is None else [letter.to.key for letter in letters]
            sessions = form.session_ids() or scope.session_ids
            self.write_pack(place, ExportScope(session_ids=sessions), form.recipients() or everybody)
        elif form.wants_confirmed:
            self._confirm(form.drafts)
        form.deleteLater()

    def _confirm(self, session_ids: Sequence[int]) -> None:
        """Confirm drafts as one edit, and look again for what is to be told."""

        def confirm(db: Session) -> None:
            for session_id in session_ids:
                confirm_session(db, session_id)

        label = Label.of("session.confirm", sessions=Counted("sessions", len(session_ids)))
        if len(session_ids) == 1:
            code = self._actions.read(session_detail, session_ids[0]).row.code
            label = Label.of("session.confirm", sessions=Counted("sessions", 1, code))
        before = self._actions.workspace.undo_label()
        self._actions.do(label, confirm)
        if self._actions.workspace.undo_label() != before:
            self.ask_pack()

    def write_pack(
        self, folder: Path, scope: ExportScope | None = None, only: Collection[str] | None = None
    ) -> BusyRun:
        """Write the mails into a new folder beside the window, of a scope and to *only* some where given."""
        whole = self._of_plan(scope or ExportScope())
        workspace = self._actions.workspace

        def work(progress: Progress) -> str:
            with workspace.keep() as db:
                return pack_written(write_pack(db, folder, whole, _now(), progress, only=only), folder)

        return self.writer.write(folder, work)

    # What expires

    def ask_reminders(self, runway: Runway, lines: Sequence[Expiry]) -> None:
        """Show whom a mail would tell what expires, and write the mails where that is wanted."""
        if self._plan() is None:
            return
        form = ReminderForm(self._actions.read(foresee_reminders, runway, lines), self._window)
        folder = self.writer.ask_folder(self.tr("Where the new folder goes")) if form.exec() else None
        if folder is not None:
            now = dt.datetime.now().astimezone()
            place = folder / safe_name(f"{self._plan_name()} – renewals {now:%Y-%m-%d %H.%M.%S}")
            self.write_reminders(place, form.shown())
        form.deleteLater()

    def write_reminders(self, folder: Path, reminders: Sequence[Reminder]) -> BusyRun:
        """Write the mails into a new folder beside the window."""
        workspace, plan = self._actions.workspace, self._plan_name()
        plan_id = self._actions.plan_id

        def work(progress: Progress) -> str:
            with workspace.keep() as db:
                write_reminders(db, folder, reminders, plan, _now(), progress)
                note_reminders(db, folder.name, plan_id, reminders)
            return mails_written(reminders, folder)

        return self.writer.write(folder, work)

    # Who could come

    def ask_invitations(self, session_id: int, person_ids: Sequence[int], answer_by: dt.date | None) -> None:
        """Ask where mails go that ask people whether they would come to a session, and write them."""
        folder = self.writer.ask_folder(self.tr("Where the new folder goes"))
        if folder is None:
            return
        code = self._actions.read(session_detail, session_id).row.code
        now = dt.datetime.now().astimezone()
        place = folder / safe_name(f"{code} – who would come {now:%Y-%m-%d %H.%M.%S}")
        workspace, plan_id = self._actions.workspace, self._actions.plan_id

        def work(progress: Progress) -> str:
            progress(0, 0)
            with workspace.keep() as db:
                count = write_invitations(db, place, session_id, person_ids, answer_by, _now())
                note_invitations(db, place.name, plan_id, code, person_ids)
            return invitations_written(count, place)

        self.writer.write(place, work)

    # Plans that are removed

    def ask_cancellations(self, plan_id: int, name: str) -> BusyRun | None:
        """Ask where what cancels a removed plan in all calendars is to go, and write it."""
        folder = self.writer.ask_folder(self.tr("Where the new folder goes"))
        if folder is None:
            return None
        now = dt.datetime.now().astimezone()
        place = folder / safe_name(f"{name} – cancelled {now:%Y-%m-%d %H.%M.%S}")
        return self.write_cancellations(place, plan_id)

    def write_cancellations(self, folder: Path, plan_id: int) -> BusyRun:
        """Write mails and calendars that cancel a removed plan into a new folder beside the window."""
        workspace = self._actions.workspace

        def work(progress: Progress) -> str:
            with workspace.keep() as db:
                written = write_cancellations(db, folder, plan_id, _now(), progress)
                return cancellations_written(written, folder)

        return self.writer.write(folder, work)


def write_calendars(workspace: Workspace, job: CalendarJob, progress: Progress) -> Written:
    """Write the calendars of a job; runs in any thread.

    Raises ExchangeError when they cannot be written, WorkspaceError in a window that only reads,
    Cancelled when the user stopped it. Then nothing counts as told.
    """
    progress(0, 0)
    with workspace.keep() as db:
        if job.whole or job.to is not None:
            return write_ics(db, job.path, job.scope, job.to, _now())
        return write_ics_folder(db, job.path, job.scope, job.kind, _now(), progress)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
