"""What stands between the pages and the workspace: reading, edits, undo, the chosen plan."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from sqlalchemy.orm import Session

from pmplanner.services.errors import PlanError
from pmplanner.services.plans.plans import list_plan_ids
from pmplanner.storage.journal import Change, UndoRefusedError, Watcher, called, journaled_tables, title_of
from pmplanner.storage.labels import Label, word
from pmplanner.storage.workspace import Workspace, WorkspaceError
from pmplanner.ui.core.course_finder import CourseFinder
from pmplanner.ui.core.formats import Formats
from pmplanner.ui.core.problem_monitor import ProblemMonitor
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.dialogs.busy import Cancelled
from pmplanner.ui.widgets.dialogs.write_progress import WriteProgress, write_progress

if TYPE_CHECKING:
    from pmplanner.services.problems.fixes.fixes import Fix
    from pmplanner.services.problems.reading.rows import Problem
    from pmplanner.services.problems.tracking.causes import Cause

log = logging.getLogger(__name__)

_POLL_MS = 1000
"""How often a read-only window looks whether the other one has changed something."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Actions(QObject):
    """Runs what the pages ask for and tells them what changed. Lives in the main thread."""

    changed = Signal(object)
    """A journal.Change: what an edit, undo or redo touched. Comes after the commit."""

    plan_chosen = Signal(object)
    """The id of the plan now shown, or None when there is none."""

    said = Signal(str, bool)
    """A sentence for the status line, and whether Undo should stand beside it."""

    wrote = Signal(object)
    """What was just said was written; payload: the Path of the file or folder."""

    refused = Signal(str)
    """Why something asked for was not done, in a sentence."""

    not_kept = Signal(str)
    """Why nothing could be written to the workspace: a full disk, a lock, a file that is gone. Comes
    beside `refused`, for this is not about what was asked for and concerns all that is done next."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._plan_id: int | None = None
        self._writing: WriteProgress | None = None
        self._done: str | None = None
        """What the edit under way has done, once it is kept."""
        self._formats = Formats()
        self.read(self._formats.follow_settings)
        self.read(self._formats.follow_plan, None)  # not the years of the workspace shown before
        workspace.listen(self._pass_on)
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._look_elsewhere)
        if workspace.read_only and workspace.in_place:
            workspace.changed_elsewhere()  # what is there now is what is shown first
            self._poll.start()

    @cached_property
    def problem_monitor(self) -> ProblemMonitor:
        """The problems of the plan shown, kept up to date; looked for when first asked."""
        monitor = ProblemMonitor(self.workspace, self._plan_id, self)
        self.plan_chosen.connect(monitor.begin)
        self.changed.connect(monitor.follow)
        return monitor

    @cached_property
    def course_finder(self) -> CourseFinder:
        """Has courses found as soon as somebody types."""
        finder = CourseFinder(self.workspace, self)
        self.changed.connect(finder.follow)
        return finder

    def end_work(self) -> None:
        """End what looks into the workspace by itself: it is closed next."""
        self._poll.stop()
        self.course_finder.end_work()
        self.problem_monitor.end_work()

    @property
    def plan_id(self) -> int | None:
        """The id of the plan shown, None when there is none."""
        return self._plan_id

    @property
    def is_writing(self) -> bool:
        """Whether an edit is under way, which may let events through."""
        return self._writing is not None

    def choose_plan(self, plan_id: int | None) -> None:
        """Show another plan; an id that is gone chooses the newest plan there is."""
        known = self.read(list_plan_ids)
        if plan_id not in known:
            plan_id = known[0] if known else None
        # Pages read everything anew when another plan is chosen: not for the one that is shown already.
        if plan_id != self._plan_id:
            self._plan_id = plan_id
            self.read(self._formats.follow_plan, plan_id)
            self.plan_chosen.emit(plan_id)

    def read(
        self, question: Callable[Concatenate[Session, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Return what a service answers, asked in a session of its own."""
        with self.workspace.read() as db:
            return question(db, *args, **kwargs)

    def in_words(self, label: Label) -> str:
        """Return a label in words, such as for the button that does it."""
        return self.read(word, label)

    def do(
        self,
        label: Label,
        action: Callable[Concatenate[Session, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T | None:
        """Run a service as one edit called *label* and return what it returns.

        What turns out to do something else calls the edit so with journal.relabel(). What the service
        refuses is said through `refused`; then nothing has changed and the result is None, as when the
        user cancels a long write.
        """
        try:
            result, done = self._edit(label, action, *args, **kwargs)
        except (PlanError, WorkspaceError) as error:
            self._refuse(error)
            return None
        except Cancelled:
            self.said.emit(self._stopped(), False)
            return None
        # After the edit is kept, and never in between: Undo stands beside this sentence.
        self.said.emit(done, True)
        return result

    def try_to(
        self,
        label: Label,
        action: Callable[Concatenate[Session, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> str:
        """Run a service as one edit; return why it was refused, or nothing when it was done.

        For forms, which show the reason themselves and stay open.
        """
        try:
            _, done = self._edit(label, action, *args, **kwargs)
        except (PlanError, WorkspaceError) as error:
            if isinstance(error, WorkspaceError):
                self.not_kept.emit(str(error))
            return str(error)
        except Cancelled:
            return self._stopped()
        self.said.emit(done, True)
        return ""

    def apply_fix(self, about: "Cause | Problem", fix: "Fix") -> None:
        """Do what solves a problem, or all of a cause, found some time ago, if it still does.

        Where it does not, or would make another problem, nothing is done, and that is said.
        """
        from pmplanner.services.problems.fixes.fixes import (
            apply_fix,  # not needed before the first page is there
        )

        if self.problem_monitor.still_solves(about, fix):
            self.do(fix.label, apply_fix, fix)
        else:
            text = self.tr("“%1” would not solve this any more. What would solve it now is shown anew.")
            self.refused.emit(put(text, self.in_words(fix.label)))

    def for_good(self, title: str, work: Callable[[Workspace], _T]) -> _T:
        """Run what no undo takes back and return what it returns.

        Raises PlanError or WorkspaceError when it is refused; then nothing has changed.
        """
        with self._alone() as watcher:
            watcher.title = lambda: title
            return work(self.workspace)

    def _edit(
        self,
        label: Label,
        action: Callable[Concatenate[Session, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> tuple[_T, str]:
        """Run a service as one edit; return what it returns and what has been done, in words."""
        outer, self._done = self._done, None  # whoever hears of an edit may make the next one
        try:
            with self._alone() as watcher, self.workspace.edit(label, watcher) as db:
                watcher.title = lambda: title_of(db)
                # Its name is asked for within the edit: the service may have called it otherwise by now.
                result, name = action(db, *args, **kwargs), called(db)
            return result, self._done or self.read(word, name)
        finally:
            self._done = outer

    def undo(self) -> None:
        """Take back the last edit and say so."""
        self._replay(self.workspace.undo, self.tr("Undo"), self.tr("Undone: %1"))

    def redo(self) -> None:
        """Bring back the edit undone last and say so."""
        self._replay(self.workspace.redo, self.tr("Redo"), self.tr("Redone: %1"))

    def go_back(self, edit_id: int) -> str:
        """Take back all that was done after an edit, as one; return why it was refused, or nothing."""
        return self._take_back(lambda watcher: self.workspace.go_back(edit_id, watcher))

    def undo_day(self, day: dt.date) -> str:
        """Take back all that was done on a day, as one; return why it was refused, or nothing."""
        return self._take_back(lambda watcher: self.workspace.undo_day(day, watcher))

    def _take_back(self, step: Callable[[Watcher], Change]) -> str:
        try:
            with self._alone(self.tr("Go back")) as watcher:
                change = step(watcher)
        except (UndoRefusedError, WorkspaceError) as error:
            if isinstance(error, WorkspaceError):
                self.not_kept.emit(str(error))
            return str(error)
        except Cancelled:
            return self._stopped()
        self.said.emit(change.label, True)
        return ""

    @contextmanager
    def _alone(self, name: str = "") -> Iterator[WriteProgress]:
        """Give the watcher of a write that is called so; raise WorkspaceError while another is under way.

        Its dialog handles events, and what they set off would wait for the lock that we hold ourselves.
        """
        if self._writing is not None:
            raise WorkspaceError(self.tr("Something else is being written. Try again when that is done."))
        try:
            with write_progress(name) as self._writing:
                yield self._writing
        finally:
            self._writing = None

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(str(error))
        if isinstance(error, WorkspaceError):
            self.not_kept.emit(str(error))

    def _stopped(self) -> str:
        return self.tr("Stopped. Nothing was changed.")

    def _replay(self, step: Callable[[Watcher], Change], title: str, sentence: str) -> None:
        try:
            with self._alone(title) as watcher:
                change = step(watcher)
        except (UndoRefusedError, WorkspaceError) as error:
            self._refuse(error)
            return
        except Cancelled:
            self.said.emit(self._stopped(), False)
            return
        self.said.emit(put(sentence, change.label), False)

    def _look_elsewhere(self) -> None:
        """Show what the window that may change the workspace has changed meanwhile."""
        if not self.workspace.read_only:
            self._poll.stop()
        elif self.workspace.in_place and self.workspace.changed_elsewhere():
            self.show_everything()

    def show_everything(self) -> None:
        """Let all pages read anew: the workspace was changed by others."""
        # All tables without ids: which rows the other window has touched is not known here.
        self._pass_on(Change(self.tr("Changed in the other window"), _everything()))

    def _pass_on(self, change: Change) -> None:
        self._done = change.label
        if self._writing is not None:
            self._writing.close()  # it is committed: there is nothing to cancel any more,
            self._writing = None  # and whoever hears of it may write
        log.debug("%s: %s", change.action, change.label)
        # Before the pages hear of it: they would ask for a plan that is gone.
        if change.touches("plan"):
            self.choose_plan(self._plan_id)
        if self._is_written_otherwise(change):
            change = replace(change, keys=_everything() | change.keys)
        self.changed.emit(change)

    def _is_written_otherwise(self, change: Change) -> bool:
        """Whether all that is shown is another text now: by a setting, or because a plan has other years."""
        years = change.touches("plan") and self.read(self._formats.follow_plan, self._plan_id)
        if change.touches("workspace_setting"):
            self.read(self._formats.follow_settings)
            return True  # such as the currency: rarely set, and many pages show what follows from it
        return years


def _everything() -> dict[str, frozenset[int]]:
    """All tables, without the ids of what was touched in them."""
    return dict.fromkeys(journaled_tables(), frozenset())
