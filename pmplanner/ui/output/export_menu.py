"""The menu under Export: the plan on one page, then in groups tables, mails, calendars, paper, the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import EXPORTS
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.import_menu import APART, apart_menu
from pmplanner.ui.output.tables import Exporter
from pmplanner.ui.output.texts import (
    MOODLE_TITLES,
    PAPERS,
    export_sentence,
    moodle_sentence,
    moodle_title,
    paper_sentence,
    paper_title,
    program_title,
)
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.explained_menu import AddCommand, ExplainedMenu, bound

if TYPE_CHECKING:
    from pmplanner.services.reports.choices import Whom
    from pmplanner.services.views.runway import Expiry, Runway
    from pmplanner.ui.core.picturing import Picture, Task
    from pmplanner.ui.output.approvals import Approvals
    from pmplanner.ui.output.everything import Everything
    from pmplanner.ui.output.paper.printing import Printing
    from pmplanner.ui.output.picture import Pictures
    from pmplanner.ui.output.publisher import Publisher

PLAN_TABLES = ("schedule", "sessions", "picks", "matrix", "needs", "gaps", "renewals", "totals")
"""The tables that say what is planned, the one that most want first."""
_GROUPS = ("courses", "resources", "rules", "money")
"""The groups of tables that stand apart as those of the import do."""


class ExportMenu(QObject):
    """Fills the menu; what its entries do is loaded when the first of them is chosen."""

    def __init__(
        self,
        actions: Actions,
        settings: QSettings,
        window: QWidget,
        shown_scope: Callable[[], ExportScope | None],
    ) -> None:
        """Ask *shown_scope* what the page's filter leaves; None when everything is shown."""
        super().__init__(window)
        self._needs = (actions, settings, window, shown_scope)
        self.changing: list[QAction] = []
        """The entries that change the workspace, once the menus are filled."""

    @cached_property
    def publisher(self) -> Publisher:
        """What writes calendars, files of other programs and change packs."""
        from pmplanner.ui.output.publisher import Publisher  # not needed to open the window

        return Publisher(*self._needs)

    @cached_property
    def printing(self) -> Printing:
        """What prints."""
        from pmplanner.ui.output.paper.printing import Printing  # not needed to open the window

        return Printing(*self._needs)

    @cached_property
    def approvals(self) -> Approvals:
        """What asks managers about picks by files, and merges their answers."""
        from pmplanner.ui.output.approvals import Approvals  # not needed to open the window

        return Approvals(*self._needs)

    @cached_property
    def everything(self) -> Everything:
        """What writes a whole workspace into a folder, and reads it back."""
        from pmplanner.ui.output.everything import Everything  # not needed to open the window

        return Everything(*self._needs)

    @cached_property
    def pictures(self) -> Pictures:
        """What copies and saves pictures."""
        from pmplanner.ui.output.picture import Pictures  # not needed to open the window

        return Pictures(*self._needs)

    def put_out(self, task: Task, picture: Picture) -> None:
        """Copy or save a picture of the page, or copy its table."""
        self.pictures.put_out(task, picture)

    def fill(
        self, menu: ExplainedMenu, exporter: Exporter, add: AddCommand, save_copy: Callable[[], object]
    ) -> None:
        """Fill *menu* with groups of entries; *save_copy* saves the workspace as another file."""
        add(
            self.tr("The plan on one page…"),
            self._print_overview,
            menu,
            self.tr("pdf paper print overview summary boss"),
            paper_sentence("director"),
        )
        menu.addSeparator()
        plan = menu.explained_menu(
            self.tr("The plan as a table"), self.tr("For a spreadsheet: Excel (.xlsx) or CSV.")
        )
        self._add_tables(plan, exporter, add, PLAN_TABLES)
        shown = self.tr("Export the table that is shown…")
        also, sentence = self.tr("csv excel xlsx rows columns filter page"), self.tr("As this page shows it.")
        add(shown, self._ask_shown_table, plan, also, sentence).setText(self.tr("The table that is shown…"))
        name = tr("Export for %1…", program_title("gantt"))
        sentence = self.tr("Sessions as tasks, for a Gantt chart.")
        gantt = add(name, bound(self._ask_program, "gantt"), plan, self.tr("chart tasks"), sentence)
        gantt.setText(tr("%1…", program_title("gantt")))
        people = menu.explained_menu(
            self.tr("For people"), self.tr("What each of them has to know: mails and calendars.")
        )
        self._add_people(people, add)
        calendars = menu.explained_menu(
            self.tr("Calendars (.ics)"), self.tr("For Outlook, Google, Apple and other calendars.")
        )
        self._add_calendars(calendars, add)
        moodle = menu.explained_menu(
            self.tr("Moodle"), self.tr("Users, sessions and seats, as Moodle brings them in.")
        )
        self._add_moodle(moodle, add)
        paper = menu.explained_menu(self.tr("Paper"), self.tr("PDF files and the printer."))
        self._add_paper(paper, add)
        menu.addSeparator()
        for key in _GROUPS:
            self._add_tables(apart_menu(menu, key), exporter, add, APART[key])
        everything = menu.explained_menu(
            self.tr("Everything else"), self.tr("People, what they have done, and the whole file.")
        )
        grouped = {layout for key in _GROUPS for layout in APART[key]} | set(PLAN_TABLES)
        self._add_tables(everything, exporter, add, tuple(k for k in EXPORTS if k not in grouped))
        everything.addSeparator()
        sentence = self.tr("All tables, plans and files in a folder, to look at or to import elsewhere.")
        folder, also = (
            self.tr("Export everything to a folder…"),
            self.tr("all whole workspace csv tables move"),
        )
        add(folder, self._ask_everything_out, everything, also, sentence).setText(
            self.tr("Everything to a folder…")
        )
        sentence = self.tr("All that is in here, as another file, for safety or for somebody else.")
        copy = self.tr("Save a copy of the workspace…")
        add(copy, save_copy, everything, self.tr("backup duplicate file"), sentence)
        menu.addSeparator()
        options = self.tr("Options for tables…")
        sentence = self.tr("Excel or CSV, the separator, the mark for spreadsheets.")
        also = self.tr("csv excel separator semicolon encoding bom")
        add(options, exporter.ask_options, menu, also, sentence)

    def fill_answers(self, menu: ExplainedMenu, add: AddCommand) -> None:
        """Add to the menu under Import what brings back the answers of managers."""
        menu.addSeparator()
        merging = add(
            self.tr("Merge answers of managers…"),
            self.ask_answers,
            menu,
            self.tr("approve approval decide decision spreadsheet excel merge answers"),
            self.tr("What managers have decided in the files that were sent to them."),
        )
        self.changing.append(merging)
        folder = add(
            self.tr("Import everything from a folder…"),
            self._ask_everything_in,
            menu,
            self.tr("all whole workspace csv tables move restore"),
            self.tr("What “Everything to a folder” has written, here or elsewhere."),
        )
        folder.setText(self.tr("Everything from a folder…"))
        self.changing.append(folder)

    def _add_tables(
        self, menu: ExplainedMenu, exporter: Exporter, add: AddCommand, layouts: Sequence[str]
    ) -> None:
        titles = dict(exporter.layouts())
        for layout in layouts:
            name = tr("Export %1…", titles[layout])
            also = self.tr("csv excel xlsx spreadsheet table")
            if layout == "schedule":
                also += " " + self.tr("send plan of my team manager")
            entry = add(name, bound(exporter.ask, layout), menu, also, export_sentence(layout))
            entry.setText(tr("%1…", titles[layout]))

    def _add_people(self, menu: ExplainedMenu, add: AddCommand) -> None:
        add(
            self.tr("Tell people what changed…"),
            self._ask_pack,
            menu,
            self.tr("mail change pack letters invitations notify send"),
            self.tr("A mail for each, with what is new, moved or cancelled since the last ones."),
        )
        asking = add(
            self.tr("Send picks to managers…"),
            self._ask_all_managers,
            menu,
            self.tr("approve approval decide decision ask spreadsheet excel managers mail"),
            self.tr("An Excel file for each manager, in which they decide about their people’s picks."),
        )
        self.changing.append(asking)
        for kind, text, sentence in (
            ("person", self.tr("Calendars of people…"), self.tr("A file for each, with their own sessions.")),
            ("trainer", self.tr("Calendars of trainers…"), self.tr("A file for each, with what they teach.")),
            ("room", self.tr("Calendars of rooms…"), self.tr("A file for each, with what is in it.")),
        ):
            self._add_calendar(menu, add, kind, text, sentence)

    def _add_calendars(self, menu: ExplainedMenu, add: AddCommand) -> None:
        text, sentence = self.tr("The whole plan…"), self.tr("One file with all sessions.")
        self._add_calendar(menu, add, "plan", text, sentence)
        for program, sentence in (
            ("google", self.tr("A table that Google Calendar imports.")),
            ("outlook", self.tr("A table that Outlook imports.")),
        ):
            name = tr("Export for %1…", program_title(program))
            entry = add(name, bound(self._ask_program, program), menu, self.tr("calendar csv"), sentence)
            entry.setText(tr("%1…", program_title(program)))

    def _add_moodle(self, menu: ExplainedMenu, add: AddCommand) -> None:
        for what in MOODLE_TITLES:
            name = tr("Export for Moodle: %1", moodle_title(what))
            sentence = moodle_sentence(what)
            entry = add(name, bound(self._ask_moodle, what), menu, self.tr("lms csv"), sentence)
            entry.setText(tr("%1…", moodle_title(what)))

    def _add_calendar(
        self, menu: ExplainedMenu, add: AddCommand, kind: str, text: str, sentence: str
    ) -> None:
        name = tr("Export calendars: %1", text)
        also = self.tr("ics outlook google invitations")
        add(name, bound(self._ask_calendar, kind), menu, also, sentence).setText(text)

    def _add_paper(self, menu: ExplainedMenu, add: AddCommand) -> None:
        for name in PAPERS:
            title, sentence = paper_title(name), paper_sentence(name)
            also = self.tr("pdf paper print report hand out")
            entry = add(tr("Paper: %1…", title), bound(self.ask_paper, name), menu, also, sentence)
            entry.setText(tr("%1…", title))
        menu.addSeparator()
        listed, also = self.tr("Papers and mails written…"), self.tr("list sent dates log history")
        add(listed, self._show_written, menu, also, self.tr("What was written or mailed, when and by whom."))

    # The entries ask for what they need only when they are chosen.

    def _ask_shown_table(self) -> None:
        self.pictures.ask_shown_table()

    def _ask_calendar(self, kind: str) -> None:
        self.publisher.ask_calendar(kind)

    def _ask_program(self, program: str) -> None:
        self.publisher.ask_program(program)

    def _ask_moodle(self, what: str) -> None:
        self.publisher.ask_moodle(what)

    def _ask_pack(self) -> None:
        self.publisher.ask_pack()

    def _ask_all_managers(self) -> None:
        self.ask_managers()

    def ask_managers(self, person_ids: Collection[int] | None = None) -> None:
        """Show which managers are asked about picks, of all people or of some; write files where wanted."""
        self.approvals.ask_managers(person_ids)

    def _ask_everything_out(self) -> None:
        self.everything.ask_out()

    def _ask_everything_in(self) -> None:
        self.everything.ask_in()

    def ask_answers(self) -> None:
        """Ask for files that came back from managers, show their answers, and merge those chosen."""
        self.approvals.ask_answers()

    def ask_to_tell(self, session_ids: Collection[int], person_ids: Collection[int]) -> None:
        """Show the mails that tell some people of some sessions, and write them where that is wanted."""
        self.publisher.ask_pack(ExportScope(session_ids=session_ids, person_ids=person_ids))

    def ask_invitations(self, session_id: int, person_ids: Sequence[int], answer_by: dt.date | None) -> None:
        """Ask where mails go that ask people whether they would come, and write them."""
        self.publisher.ask_invitations(session_id, person_ids, answer_by)

    def ask_cancellations(self, plan_id: int, name: str) -> None:
        """Ask where what cancels a removed plan in all calendars is to go, and write it."""
        self.publisher.ask_cancellations(plan_id, name)

    def ask_reminders(self, runway: Runway, lines: Sequence[Expiry]) -> None:
        """Show whom a mail would tell what expires, and write the mails where that is wanted."""
        self.publisher.ask_reminders(runway, lines)

    def ask_paper(self, kind: str = "", whom: Whom | None = None, name: str = "") -> None:
        """Ask for a paper and write it, beginning with a kind, some people, or what is called so."""
        self.printing.ask_paper(kind, whom, name)

    def _print_overview(self) -> None:
        self.printing.ask_overview()

    def _show_written(self) -> None:
        self.printing.show_written()
