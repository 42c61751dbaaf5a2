"""The window that brings in a file: choose it, match its columns, look at what it would do, import."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QSplitter,
    QStackedWidget,
    QWidget,
)
from sqlalchemy.orm import Session

from pmplanner.exchange.ics_reading import Owner
from pmplanner.exchange.parsing import Words
from pmplanner.exchange.writing import write_rejects
from pmplanner.services.importing.draft import Draft
from pmplanner.services.importing.job import IMPORTS, FileContent, apply_draft, find_spent
from pmplanner.services.importing.profiles import remove_profile, save_profile
from pmplanner.services.people.people import list_people
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.plans.superfluous import SpentPick
from pmplanner.storage.journal import Change
from pmplanner.storage.labels import Counted, Label, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.recent_files import last_folder, recent_files, remember_file
from pmplanner.ui.core.writing import Writer
from pmplanner.ui.importing.footer import Footer
from pmplanner.ui.importing.kind_dialog import KindDialog
from pmplanner.ui.importing.matching import MatchingPanel
from pmplanner.ui.importing.pasted import Pasted
from pmplanner.ui.importing.preview import PreviewPanel
from pmplanner.ui.importing.source_bar import SourceBar
from pmplanner.ui.importing.spent_picks import offer_spent
from pmplanner.ui.importing.texts import layout_count, layout_title
from pmplanner.ui.importing.work import Answer, Request, prepare
from pmplanner.ui.people.offers import Offers
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Progress, run_busy
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.dropped_files import dropped_file, dropped_files
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.layouts import as_column


class ImportWindow(QDialog):
    """Shows what a file would do and does it as one edit. Reading and deciding run beside it."""

    answered = Signal()
    """The window shows what came of the file or options chosen last; no payload."""

    def __init__(
        self,
        actions: Actions,
        settings: QSettings,
        parent: QWidget | None = None,
        layout: str = "people",
        *,
        found: bool = False,
    ) -> None:
        """Bring in rows of *layout*; with *found*, of the one that the file fits, or that the user names."""
        super().__init__(parent)
        self._actions = actions
        self._settings = settings
        self._found = found
        self._request = Request(layout, plan_id=actions.plan_id)
        self._answer: Answer | None = None
        self._run: BusyRun | None = None
        self._imported = 0
        self.spent: list[SpentPick] = []
        """The picks that the completions brought in make unneeded."""
        self._waiting: list[Path] = []
        """The files that come after this one."""
        self.imported_kinds: list[str] = []
        """Of what rows were brought in, file by file."""
        self._pasted = Pasted()
        self.source = SourceBar(settings, layout, self)
        self.problem = problem_label(parent=self)
        self.offers = Offers(actions, self)
        self.matching = MatchingPanel(self)
        self.preview = PreviewPanel(self)
        self.footer = Footer(self)
        self.writer = Writer(settings, self, "import/folder")
        self._hint = EmptyHint("file", self.tr("Choose a file, or drop it here"), "", self)
        self._middle = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._show_kind()

    def _lay_out(self) -> None:
        self.choose_button = self._hint.add_action(self.tr("Choose a file…"), primary=True, icon_name="file")
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self.source.ask)
        self.paste_button = self._hint.add_action(self.tr("Paste a table"))
        self.paste_button.setAutoDefault(False)
        self.paste_button.clicked.connect(self.paste)
        recent = self._hint.add_action(self.tr("Recent files"))
        recent.setAutoDefault(False)
        recent.setProperty("menued", True)
        recent.setMenu(self.source.recent_menu)
        recent.setVisible(bool(recent_files(self._settings)))
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.addWidget(self.matching)
        self._split.addWidget(self.preview)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([500, 660])
        self._split.setChildrenCollapsible(False)
        self._middle.addWidget(self._hint)
        self._middle.addWidget(self._split)
        as_column(
            self,
            self.source,
            self.problem,
            self.offers,
            (self._middle, 1),
            self.footer,
            margins=(20, 20, 20, 16),
            spacing=12,
        )
        self.problem.hide()
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 540)
        resize_to_fit(self, 1200, 740)

    def _connect(self) -> None:
        self.source.path_chosen.connect(self.open_path)
        self.source.layout_chosen.connect(self._choose_layout)
        self.source.sheet_chosen.connect(self._choose_sheet)
        self.source.skipped.connect(self._open_next)
        QShortcut(QKeySequence.StandardKey.Paste, self).activated.connect(self.paste)
        self.matching.columns.changed.connect(self._choose_columns)
        self.matching.columns.defaults_said.connect(self._say_defaults)
        self.matching.columns.refused.connect(self._complain)
        self.matching.options.rows_chosen.connect(self._choose_rows)
        self.matching.other_layout_requested.connect(self._choose_layout)
        self.matching.options.date_order_chosen.connect(self._choose_date_order)
        self.matching.options.create_missing_switched.connect(self._choose_create_missing)
        self.matching.options.owner_chosen.connect(self._choose_owner)
        self.matching.options.words_said.connect(self._say_words)
        self.matching.options.same_email_chosen.connect(self._choose_same_email)
        self.matching.options.part_days_switched.connect(self._choose_part_days)
        self.matching.options.free_switched.connect(self._choose_free)
        self.matching.options.gone_switched.connect(self._choose_gone)
        self.matching.options.course_days_said.connect(self._say_course_days)
        self.matching.options.stray_switched.connect(self._choose_stray)
        self.matching.options.forget_requested.connect(self._forget_columns)
        self.preview.mended.connect(self._mend)
        self.footer.import_button.clicked.connect(self.import_now)
        self.footer.rejects_button.clicked.connect(self._ask_rejects)
        self.footer.cancel_button.clicked.connect(self.reject)
        self.writer.said.connect(self.footer.say_saved)
        self.writer.wrote.connect(self.footer.offer_folder)
        self.writer.refused.connect(self._complain)

    # What the user asks for

    def open_path(self, path: Path) -> None:
        """Read a file as the kind chosen, and show what it would do."""
        self.matching.options.new_file()
        remember = self._request
        self._ask(
            Request(remember.layout, path, create_missing=remember.create_missing, find_layout=self._found)
        )

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Read the first of some files, and the others one after the other.

        Those that are called as a kind of rows come in the order in which one needs the other. Of several
        files each is of its own kind.
        """
        if len(paths) > 1:
            self._found = True
            paths = sorted(paths, key=lambda path: _place_of(path.stem))
        self._waiting = list(paths)
        self._open_next()

    def paste(self) -> None:
        """Read what is on the clipboard, a table or files."""
        if not self.source.isEnabled():
            return
        paths = self._pasted.take()
        if paths:
            self.open_paths(paths)
        else:
            self._complain(self.tr("There is no table on the clipboard: copy its rows with their headings."))

    def _open_next(self) -> None:
        """Go on to the next file."""
        path = self._waiting.pop(0)
        self.source.show_waiting(len(self._waiting))
        self.source.setEnabled(True)
        self.matching.setEnabled(True)
        self.preview.take_mends(on=True)
        self.setAcceptDrops(True)
        self.offers.clear()
        self.footer.begin_anew()
        self.open_path(path)

    def _choose_layout(self, layout: str) -> None:
        self._found = False
        self.source.show_kind(layout)
        self._show_kind()
        request = Request(layout, self._request.path, create_missing=self._request.create_missing)
        if request.path is None:
            self._request = request
        else:
            self.matching.options.new_file()
            self._ask(request)

    def _choose_sheet(self, sheet: str) -> None:
        self._ask(Request(self._request.layout, self._request.path, sheet))

    def _choose_columns(self, columns: Mapping[str, str | None]) -> None:
        self._ask(replace(self._request, columns=columns))

    def _choose_date_order(self, order: str) -> None:
        self._ask(replace(self._request, date_order="dmy" if order == "dmy" else "mdy"))

    def _choose_create_missing(self, on: bool) -> None:
        self._ask(replace(self._request, create_missing=on))

    def _choose_owner(self, owner: Owner) -> None:
        self._ask(replace(self._request, owner=owner, table=None))

    def _say_words(self, words: Words) -> None:
        self._ask(replace(self._request, words=words))

    def _choose_same_email(self, same_email: str) -> None:
        self._ask(replace(self._request, same_email="update" if same_email == "update" else "reject"))

    def _choose_part_days(self, on: bool) -> None:
        # The events of a calendar are taken as days when it is read.
        table = None if self._from_calendar() else self._request.table
        self._ask(replace(self._request, part_days="whole" if on else "skip", table=table))

    def _choose_free(self, on: bool) -> None:
        self._ask(replace(self._request, take_free=on, table=None))

    def _choose_gone(self, on: bool) -> None:
        self._ask(replace(self._request, take_out_gone=on))

    def _choose_stray(self, on: bool) -> None:
        self._ask(replace(self._request, take_stray=on))

    def _say_course_days(self, days: Decimal | None) -> None:
        self._ask(replace(self._request, course_days=days))

    def _say_defaults(self, defaults: Mapping[str, str]) -> None:
        wishes = replace(self._request.wishes, defaults=defaults)
        self._ask(replace(self._request, wishes=wishes, wished=True))

    def _choose_rows(self, only: Mapping[str, tuple[str, ...]]) -> None:
        wishes = replace(self._request.wishes, only=only)
        self._ask(replace(self._request, wishes=wishes, wished=True))

    def _mend(self, cell: tuple[int, str, str]) -> None:
        number, field, text = cell
        wishes = self._request.wishes.with_mended(number, {field: text})
        self._ask(replace(self._request, wishes=wishes))

    def _from_calendar(self) -> bool:
        return self._request.table is not None and self._request.table.from_calendar

    def _forget_columns(self) -> None:
        profile = self._answer.profile if self._answer else None
        if profile is None:
            return
        label = Label.of("profile.remove", profile=profile.name)
        self._complain(self._actions.try_to(label, remove_profile, profile.id))
        wishes = replace(self._request.wishes, only={}, defaults={})
        self._ask(replace(self._request, words={}, wishes=wishes, wished=False))

    def import_now(self) -> None:
        """Do what the preview shows, as one edit; stay open for the rejected rows if there are any."""
        answer = self._answer
        if answer is None or answer.draft is None or answer.content is None:
            return
        reason = self._import(answer, answer.draft)
        if reason:
            self._complain(reason)
            return
        assert answer.request.path is not None  # there is no draft without a file
        if not self._pasted.is_table(answer.request.path):
            remember_file(self._settings, answer.request.path)
            self._settings.setValue("import/folder", str(answer.request.path.parent))
        self._imported = _number(answer.draft)
        self.imported_kinds.append(answer.draft.layout)
        spent = self._actions.read(find_spent, answer.draft)
        self.spent += [pick for pick in spent if pick not in self.spent]
        if answer.draft.rejected and not self.footer.rejects_saved:
            self._offer_rejects(answer.draft)
        elif self.offers.topic:
            self._offer_more(answer.draft)
        elif self._waiting:
            self._open_next()
        else:
            self.accept()

    def _import(self, answer: Answer, draft: Draft) -> str:
        """Write the draft; return why it was refused. Of people it is looked at what comes of it."""
        if draft.layout != "people":
            return self._actions.try_to(self._label(draft), self._write, answer)
        before = {row.id: row for row in self._actions.read(list_people)}
        self.offers.learn()
        made: list[Change] = []
        self._actions.changed.connect(made.append)
        try:
            reason = self._actions.try_to(self._label(draft), self._write, answer)
        finally:
            self._actions.changed.disconnect(made.append)
        for change in made:
            now = {row.id: row for row in self._actions.read(list_people)}
            self.offers.follow(change, before, now)
            self._actions.changed.connect(self._renew_offers)
        return reason

    def _renew_offers(self, change: Change) -> None:
        """Take an offer away that was taken, here or by an undo."""
        self.offers.follow(change, {}, {})

    def save_rejects(self, path: Path) -> BusyRun | None:
        """Write the rejected rows with their reasons to a file that can be mended and imported again."""
        content, draft = self._content(), self._draft()
        if content is None or draft is None:
            return None
        rows = [(outcome.row.row, outcome.details) for outcome in draft.rejected]
        read = content.match.columns.values()

        def work(progress: Progress) -> str:
            progress(0, 0)
            count = write_rejects(path, content.table, rows, read=read)
            return tr("%1 saved to %2.", plural(count, "%1 rejected row", "%1 rejected rows"), path.name)

        self._complain("")
        return self.writer.write(path, work)

    def reject(self) -> None:
        """Close, or go on where more files wait; what was imported before stays imported."""
        if self._waiting and not self.source.isEnabled():
            self._open_next()
        elif self.imported_kinds:
            self.accept()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Stop what still runs."""
        if self._run is not None:
            self._run.cancel()
        self._pasted.forget()
        super().done(result)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files one after the other."""
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.open_paths(paths)

    # Working beside the window

    def _ask(self, request: Request) -> None:
        """Have a request answered; an earlier one that is still under way does not matter any more."""
        if self._run is not None:
            self._run.cancel()
        self._request = replace(request, plan_id=self._actions.plan_id)
        asked, workspace = self._request, self._actions.workspace
        if asked.path is not None:
            self.source.show_path(asked.path)
        self.footer.wait()

        def work(progress: Progress) -> tuple[Request, Answer]:
            return asked, prepare(workspace, asked, progress)

        name = asked.path.name if asked.path else ""
        title = tr("Looking at %1…", name)
        self._run = run_busy(self, title, work, self._take_answer, self._fail)

    def _take_answer(self, answered: tuple[Request, Answer]) -> None:
        asked, answer = answered
        # An answer to what was asked before the last choice: the right one is still on its way.
        if asked is not self._request:
            return
        self._run = None
        self._answer = answer
        self._request = answer.request
        self._show_answer(answer)
        self.answered.emit()

    def _fail(self, error: Exception) -> None:
        self._run = None
        raise error

    # Showing what came of it

    def _show_answer(self, answer: Answer) -> None:
        refusal = self.tr("Stopped. Choose the file again.") if answer.stopped else answer.refusal
        request, content = answer.request, answer.content
        if answer.fitting:
            self._ask_kind(answer.fitting)
            return
        if request.layout != self.source.kind():
            self.source.show_kind(request.layout)
            self._show_kind()
        self.source.show_sheets(request.sheets, request.sheet)
        self._complain("")
        self._middle.setCurrentWidget(self._hint if content is None else self._split)
        if content is None:
            self._hint.set_texts(self.tr("This file cannot be imported"), refusal)
            self.footer.refuse("")
            return
        if content.table.from_calendar:
            self.matching.options.offer_owners(self._actions.read(list_people))
        self.matching.show_answer(answer, self._plan_name())
        if answer.draft is None:
            self.preview.show_reason(refusal)
            self.footer.refuse(self._missing(content) or refusal)
            return
        self.preview.show_draft(answer.draft, content)
        self.footer.show_draft(answer.draft)

    def _ask_kind(self, fitting: Sequence[str]) -> None:
        """Ask what the rows are, where the headings do not say."""
        self.footer.refuse(self.tr("Say what the rows are about."))
        dialog = KindDialog(fitting, self._request.path, self)
        if dialog.exec():
            self._choose_layout(dialog.kind())
        dialog.deleteLater()

    def _missing(self, content: FileContent) -> str:
        """Say in short what the user must do before there is a preview."""
        if content.match.missing:
            return self.tr("Choose a column for what is needed.")
        return self.tr("Say how the dates are read.") if content.parsed.ambiguous_dates else ""

    def _offer_rejects(self, draft: Draft) -> None:
        """Stay open after the import, with nothing left to do but to save what was rejected."""
        self._end_choosing()
        self.preview.list_only("rejected" if draft.count("rejected") else "doubted")
        done = self.tr("%1 imported, %2 not: save them to a file, mend it and import it again.")
        number = layout_count(draft.layout, self._imported)
        self.footer.offer_rejects(put(done, number, plural(len(draft.rejected), "%1 row", "%1 rows")))

    def _offer_more(self, draft: Draft) -> None:
        """Stay open after the import: the people in it make something useful to do."""
        self._end_choosing()
        number = layout_count(draft.layout, self._imported)
        self.footer.offer_close(tr("%1 imported.", number))

    def _end_choosing(self) -> None:
        if self._waiting:
            self.footer.offer_next()
        self.source.setEnabled(False)
        self.matching.setEnabled(False)
        self.preview.take_mends(on=False)
        self.setAcceptDrops(False)

    def _complain(self, sentence: str) -> None:
        self.problem.say(sentence)

    def _show_kind(self) -> None:
        self.setWindowTitle(tr("Import %1", layout_title(self.source.kind()).lower()))
        self._hint.set_texts(
            self.tr("Choose a file, drop it here, or paste a table"),
            self.tr(
                "CSV or Excel, in the shape that it comes in: sheet, header and columns are found, and you "
                "see what each row would do before anything is changed. Absences and closures are read from "
                "calendars (.ics) too."
            ),
        )

    def _plan_name(self) -> str:
        plans = self._actions.read(list_plans)
        return next((plan.name for plan in plans if plan.id == self._request.plan_id), "")

    def _content(self) -> FileContent | None:
        return self._answer.content if self._answer else None

    def _draft(self) -> Draft | None:
        return self._answer.draft if self._answer else None

    # Writing

    def _label(self, draft: Draft) -> Label:
        name = self._request.path.name if self._request.path else ""
        number = _number(draft)
        rows = Counted(draft.layout, number) if number else Term(f"layout.{draft.layout}")
        return Label.of("file.import", rows=rows, file=name)

    def _write(self, db: Session, answer: Answer) -> None:
        assert answer.draft is not None  # import_now() has looked
        assert answer.content is not None
        apply_draft(db, answer.draft)
        name = self.matching.options.profile()
        request, profile = answer.request, answer.profile
        by_hand = request.columns is not None or request.words or request.date_order or request.wished
        if name and by_hand:
            header = answer.content.table.header
            columns = answer.request.columns
            if columns is None:
                columns = answer.profile.columns if answer.profile else {}
            save_profile(
                db,
                answer.draft.layout,
                name,
                header,
                columns,
                answer.words,
                wishes=request.wishes,
                date_order=request.date_order or (profile.date_order if profile else None),
            )

    def _ask_rejects(self) -> None:
        path = self._request.path
        if path is None:
            return
        name = tr("%1 – rejected.csv", path.stem)
        kinds = {"csv": self.tr("CSV files (*.csv)")}
        folder = path.parent
        if self._pasted.is_table(path):
            folder = Path(last_folder(self._settings, "import/folder"))
        target = self.writer.ask_file(self.tr("Save rejected rows"), name, kinds, folder)
        if target is not None:
            self.save_rejects(target)


def _number(draft: Draft) -> int:
    return draft.count("created") + draft.count("updated")


def _place_of(name: str) -> int:
    """Where a file of this name comes among others, by the order of the kinds; last for others."""
    return IMPORTS.index(name) if name in IMPORTS else len(IMPORTS)


def run_import(
    actions: Actions,
    settings: QSettings,
    parent: QWidget,
    layout: str,
    *paths: Path,
    paste: bool = False,
) -> str:
    """Let the user bring in rows of a layout, "" for the one that a file fits; return which it was.

    Nothing is returned when none were brought in, and "people" where some were among other rows.
    Without a file, and unless what is on the clipboard is to be taken, the dialog for files comes first,
    over the window.
    """
    window = ImportWindow(actions, settings, parent, layout or "people", found=not layout)
    if paths:
        window.open_paths(paths)
    elif paste:
        window.paste()
    else:
        # When the window is there: whoever cancels the dialog finds the files of late in it.
        QTimer.singleShot(0, window.source, window.source.ask)
    window.exec()
    kinds = window.imported_kinds
    offer_spent(actions, window.spent, parent)
    window.deleteLater()
    return "people" if "people" in kinds else next(reversed(kinds), "")
