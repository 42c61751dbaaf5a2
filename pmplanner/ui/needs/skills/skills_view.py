"""Skills: a map of people by skills, or a table; beside it the courses that give what is missing."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from pmplanner.services.needs.skills import (
    Giving,
    SkillBook,
    SkillLine,
    courses_that_give,
    list_skills,
    read_skills,
)
from pmplanner.services.totals.gaps import GapPerson
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.aside import AsideReader
from pmplanner.ui.needs.fitting_table import FittingTable
from pmplanner.ui.needs.gap_reader import GapReader
from pmplanner.ui.needs.skills.skill_map import SkillMap
from pmplanner.ui.needs.skills.skill_panel import SkillPanel
from pmplanner.ui.needs.skills.skill_table import skill_columns
from pmplanner.ui.needs.skills.texts import wanted_text
from pmplanner.ui.needs.view import NeedsView
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader

_SETTINGS = "needs/skills"
_MAP, _TABLE = "map", "table"


class SkillsView(NeedsView):
    """Shows the skills of the people of the filter."""

    uses_filter: ClassVar[bool] = True

    def __init__(self, actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> None:
        super().__init__(actions, needs, header, parent)
        self._book: SkillBook | None = None
        self._lines: dict[int, SkillLine] = {}
        self.parts = SegmentedControl(header, tr("How the skills are shown"))
        self.parts.add(_MAP, tr("People"))
        self.parts.add(_TABLE, tr("Wanted and given"))
        self.add_control(self.parts)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        card = Card(self.splitter, margin=1)
        self.stack = QStackedWidget(card)
        self.map = SkillMap(self.stack)
        self.table = FittingTable(skill_columns(lambda: self._book), self.stack, tr("Skills"))
        self.table.keep_whole((tr("Lack"),))
        self.stack.addWidget(self.map)
        self.stack.addWidget(self.table)
        self.legend = muted_label(
            tr(
                "1 awareness, 2 working, 3 expert · 2 has it · →2 is planned · 1/2 has 1 of the 2 wanted · "
                "0 has not got it · above: how many lack it"
            ),
            card,
            small=True,
        )
        self.legend.setWordWrap(True)
        self.legend.setContentsMargins(12, 6, 12, 6)
        card.body.setSpacing(0)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(self.legend)
        self.panel = SkillPanel(actions, self.splitter)
        self.panel.keep_wide(300)
        self.splitter.addWidget(card)
        self.splitter.addWidget(self.panel)
        self.splitter.resize(640, 480)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([700, 400])
        as_column(self, self.splitter, margins=(0, 0, 0, 0))
        self._reader: AsideReader[SkillBook] = AsideReader(actions, self, self._take)
        self._lister: AsideReader[tuple[list[SkillLine], list[GapPerson]]] = AsideReader(
            actions, self, self._show_lines
        )
        self._finder: AsideReader[list[Giving]] = AsideReader(actions, self, self._show_courses)
        self._connect()

    def _connect(self) -> None:
        self.parts.chosen.connect(self._show_part)
        self.map.chosen.connect(self._ask_courses)
        self.table.chosen.connect(self._ask_courses)
        self.map.opened.connect(self._go_to_courses)
        self.table.opened.connect(self._go_to_courses)
        self.panel.open_requested.connect(self.open_requested)

    # Showing

    def refresh(self, change: Change | None) -> None:
        """Read the skills anew."""
        plan_id = self.actions_.plan_id
        if plan_id is not None:
            self._reader.ask(lambda db: read_skills(db, plan_id))

    def _take(self, book: SkillBook) -> None:
        self._book = book
        self.show_needs()

    def show_needs(self) -> None:
        """Show the skills of the people chosen."""
        book, people = self._book, list(self.needs.people.values())
        if book is not None and self.needs.book is not None and book.plan_id == self.needs.book.plan_id:
            self._lister.work_out(lambda _look: (list_skills(book, (p.person_id for p in people)), people))

    def _show_lines(self, found: tuple[list[SkillLine], list[GapPerson]]) -> None:
        lines, people = found
        if self._book is None:
            return
        self._lines = {line.skill_id: line for line in lines}
        wanted = [line for line in lines if line.people]
        # What most lack comes first: the others are to be scrolled to.
        wanted.sort(key=lambda line: -line.missing)
        self.map.show_skills(self._book, people, wanted)
        self.table.source.set_rows(lines, key=lambda line: line.skill_id)
        self._ask_courses()

    def _show_part(self) -> None:
        is_map = self.parts.current() == _MAP
        self.stack.setCurrentWidget(self.map if is_map else self.table)
        self.legend.setVisible(is_map)
        self._ask_courses()

    def _chosen(self) -> tuple[list[int], list[int] | None]:
        """Return the people and the skills that are selected; None for all skills."""
        if self.parts.current() == _MAP:
            return self.map.chosen_people(), self.map.chosen_skills()
        rows = self.table.selected_rows()
        return list(self.needs.people), [row.skill_id for row in rows] or None

    def _ask_courses(self, _rows: object = None) -> None:
        """Show in the panel which courses give what those selected lack."""
        book = self._book
        if book is not None:
            people, skills = self._chosen()
            self._finder.work_out(lambda _look: courses_that_give(book, people, skills))

    def _show_courses(self, rows: list[Giving]) -> None:
        book = self._book
        if book is None:
            return
        people, skills = self._chosen()
        title = tr("Courses that give what is missing")
        if skills is not None:
            title = ", ".join(book.skills[skill] for skill in skills[:3])
            title = put(tr("Courses that give %1"), title + (" …" if len(skills) > 3 else ""))
        self.panel.show_courses(title, self._about(people, skills), rows, book)
        index = self.map.currentIndex()
        one = self.parts.current() == _MAP and len(people) == 1 and skills is not None and len(skills) == 1
        self.selection_said.emit(self.map.skills.sentence(index.row(), index.column()) if one else "")

    def _about(self, people: list[int], skills: list[int] | None) -> str:
        """Return who they are, and who wants the one skill."""
        who = plural(len(people), "1 person", "%1 people")
        line = self._lines.get(skills[0]) if skills is not None and len(skills) == 1 else None
        if len(people) == 1 and people[0] in self.needs.people:
            who = self.needs.people[people[0]].name
        if line is None or self._book is None:
            return put(tr("%1, fewest days first"), who)
        if len(people) == len(self.needs.people):
            who = put(tr("%1 of %2 lack it"), format_number(line.missing), format_number(line.people))
        wanted = wanted_text(self._book, line.wanted)
        return put(tr("%1 · wanted by %2"), who, wanted) if wanted else who

    def _go_to_courses(self, _row: object = None) -> None:
        self.panel.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the page asks

    def editing_areas(self) -> tuple[QWidget, ...]:
        """What stands below the courses."""
        return (self.panel.doing,)

    def focus_home(self) -> QWidget | None:
        """The map or the table."""
        return self.stack.currentWidget()

    def save_state(self, settings: QSettings) -> None:
        """Keep how the skills are shown."""
        settings.setValue(f"{_SETTINGS}/part", self.parts.current())
        settings.setValue(f"{_SETTINGS}/split", self.splitter.saveState())

    def restore_state(self, settings: QSettings) -> None:
        """Show the skills as they were left."""
        if str(settings.value(f"{_SETTINGS}/part", "")) == _TABLE:
            self.parts.select(_TABLE)
            self._show_part()
        split = settings.value(f"{_SETTINGS}/split")
        if split is not None:
            self.splitter.restoreState(split)
