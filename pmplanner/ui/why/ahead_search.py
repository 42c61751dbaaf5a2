"""Looks ahead for a person and a course: at once where that is quick, else beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pmplanner.ui.core.fix_search import AT_ONCE, Limit, Telling, TooLongError
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Cancelled, Progress, run_aside

if TYPE_CHECKING:
    from pmplanner.services.why.rows import Outlook, Question


class AheadSearch(QObject):
    """Looks ahead for one question at a time; what is asked next ends the search before."""

    def __init__(self, show: Callable[[Outlook], None], parent: QWidget) -> None:
        """What is found beside the window is given to *show*."""
        super().__init__(parent)
        self._show, self._widget = show, parent
        self._run: BusyRun | None = None
        self._question: Question | None = None

    def ask(self, question: Question) -> Outlook | None:
        """Return what lies ahead; None while it is searched for beside the window."""
        from pmplanner.services.why.ahead import look_ahead  # not needed before somebody asks

        self.stop()
        try:
            return look_ahead(question, Limit(AT_ONCE))
        except TooLongError:
            self._begin(question)
        return None

    def stop(self) -> None:
        """End the search: what it would find is not wanted any more."""
        run, self._run = self._run, None
        if run is not None:
            run.cancel()

    def _begin(self, question: Question) -> None:
        from pmplanner.services.why.ahead import look_ahead

        # With facts of its own: those of the window follow what is changed meanwhile.
        aside = replace(question, facts=question.facts.copy())
        self._question = question

        def work(progress: Progress) -> tuple[Question, Outlook]:
            return question, look_ahead(aside, Telling(progress))

        self._run = run_aside(self._widget, work, self._take, self._fail)

    def _take(self, found: tuple[Question, Outlook]) -> None:
        question, outlook = found
        if self._run is not None and question is self._question:
            self._run = None
            self._show(outlook)

    def _fail(self, error: Exception) -> None:
        if self._run is not None and not isinstance(error, Cancelled):
            raise error
