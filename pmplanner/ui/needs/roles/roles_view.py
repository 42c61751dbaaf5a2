"""Tracks side by side: the skills and days that they share, and those that only one of them has."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QWidget

from pmplanner.services.views.roles_page import HAS, Has, RoleSheet, list_skill_people, read_roles
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.aside import AsideReader
from pmplanner.ui.core.focus import can_focus
from pmplanner.ui.core.picturing import Picture, PictureMenu
from pmplanner.ui.needs.gap_reader import GapReader
from pmplanner.ui.needs.roles.block_card import BlockCard
from pmplanner.ui.needs.roles.board import Board
from pmplanner.ui.needs.roles.days_bar import DaysBar
from pmplanner.ui.needs.roles.people_panel import PeoplePanel
from pmplanner.ui.needs.roles.picture import RolesPicture
from pmplanner.ui.needs.roles.skill_frame import Entry
from pmplanner.ui.needs.roles.skill_list import SkillList
from pmplanner.ui.needs.roles.texts import count_sentence, course_days, path_sentence
from pmplanner.ui.needs.roles.track_chooser import TrackChooser
from pmplanner.ui.needs.view import NeedsView
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.charts.swatch import Swatch
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.text import as_typed

_TRACKS = "needs/roles/tracks"


class RolesView(NeedsView):
    """Shows two or three tracks, and below them the people behind a number."""

    def __init__(self, actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> None:
        super().__init__(actions, needs, header, parent)
        self._sheet: RoleSheet | None = None
        self._wanted: tuple[int, ...] = ()
        self._asked: tuple[str, tuple[Has, ...]] | None = None
        """The skill of which the people are listed, and which of them."""
        self._came_from: QWidget | None = None
        self._reader = AsideReader(actions, self, self._show)
        self.chooser = TrackChooser(header)
        self.drawn = RolesPicture(self)
        self.picture = PictureMenu(self.drawn, self._title, self, bare=False)
        self.more_button = self.picture.button(self)
        self.export_action = self.more_button.menu().addAction(tr("Export table…"))
        self.change_button = plain_button(tr("Somebody changes role…"), self)
        self.days = DaysBar(self)
        self.sums = muted_label("", self)
        self.board = Board(self)
        self.people = PeoplePanel(self)
        self.reading = muted_label(tr("Counting who has what…"), self)
        self.too_few = EmptyHint(
            "catalogue",
            tr("There are fewer than two tracks"),
            tr("Roles are compared by the courses of their paths. Make tracks and paths in the catalogue."),
            self,
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.add_control(self.chooser)
        strip = Card(self, margin=12)
        strip.body.setSpacing(6)
        strip.body.addWidget(self.days)
        below = PageHeader("", strip)
        below.add_left(self.sums)
        for widget in (self._legend(below), self.more_button, self.change_button):
            below.add_right(widget)
        strip.body.addWidget(below)
        inside = QWidget(self)
        as_column(inside, strip, self.board, margins=(0, 0, 0, 0), spacing=12).addStretch(1)
        self.area = UpDownArea(self, inside)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.area)
        self.splitter.addWidget(self.people)
        self.splitter.setSizes([600, 400])
        self._waiting = waiting = QWidget(self)
        self.reading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        as_row(waiting, self.reading)
        self.stack = QStackedWidget(self)
        for page in (self.splitter, waiting, self.too_few):
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(waiting)
        as_column(self, self.stack, margins=(0, 0, 0, 0))

    def _legend(self, parent: QWidget) -> QWidget:
        """What the colours of the bars stand for."""
        legend = QWidget(parent)
        have, plan = (Swatch(legend, role) for role in ("done", "accent"))
        words = (tr("have it"), tr("plan it, the rest lack it"))
        first, second = (muted_label(text, legend, small=True) for text in words)
        as_row(legend, have, first, plan, second, margins=(0, 0, 0, 0), spacing=6)
        return legend

    def _connect(self) -> None:
        self.chooser.chosen.connect(self._choose)
        self.change_button.clicked.connect(lambda: self.role_change_requested.emit(None))
        self.export_action.triggered.connect(self.export_table)
        self.picture.requested.connect(self.picture_requested)
        self.board.card_added.connect(self._connect_card)
        self.people.closed.connect(self._forget_people)
        self.people.person_requested.connect(lambda person_id: self.open_requested.emit("person", person_id))

    def _connect_card(self, card: object) -> None:
        assert isinstance(card, BlockCard)
        card.list.people_requested.connect(self.show_people)
        card.list.course_requested.connect(lambda course_id: self.open_requested.emit("course", course_id))
        card.list.menu_requested.connect(partial(self._show_menu, card.list))
        card.list.current_said.connect(self._say)

    # Showing

    def refresh(self, change: Change | None) -> None:
        """Read the tracks chosen anew; what was read before stays until then, if it is of the same plan."""
        plan_id, wanted = self.actions_.plan_id, self._wanted
        if plan_id is None:
            self._reader.stop()
            return
        if self._sheet is not None and self._sheet.plan_id != plan_id:
            self._sheet = self.drawn.sheet = None
            self.people.hide()
            self.stack.setCurrentWidget(self._waiting)
        self._reader.ask(lambda db: read_roles(db, plan_id, wanted))

    def _show(self, sheet: RoleSheet) -> None:
        self._sheet = self.drawn.sheet = sheet
        found = sheet.found
        tracks = list(sheet.tracks.values())
        self.more_button.setEnabled(found is not None)
        if found is None:
            self.chooser.show_tracks(tracks, list(sheet.tracks))
            self.stack.setCurrentWidget(self.too_few)
            return
        self.chooser.show_tracks(tracks, list(found.tracks))
        self.days.show_days(found, sheet.tracks)
        self.sums.setText("\n".join(path_sentence(found, track_id) for track_id in found.tracks))
        self.board.show_blocks(found, sheet.tracks)
        self.stack.setCurrentWidget(self.splitter)
        self._list_people()
        self.people_changed.emit()

    def _choose(self) -> None:
        self._wanted = self.chooser.track_ids()
        self.refresh(None)

    def compare(self, track_ids: Collection[int]) -> None:
        """Show these tracks."""
        self._wanted = tuple(track_ids)
        self.refresh(None)

    def people_shown(self) -> Collection[int] | None:
        """Return who has one of the tracks shown: for them what is missing would be picked."""
        book, sheet = self.needs.book, self._sheet
        if book is None or sheet is None or sheet.found is None:
            return None
        tracks = sheet.found.tracks
        return {p.person_id for p in book.people.values() if not tracks.keys().isdisjoint(p.tracks)}

    def focus_home(self) -> QWidget | None:
        """The first skills, else the boxes."""
        if self.stack.currentWidget() is self.splitter:
            return next((each for each in self.board.lists() if can_focus(each)), self.chooser.boxes[0])
        return super().focus_home()

    def _say(self, entry: object) -> None:
        if isinstance(entry, Entry):
            self.selection_said.emit(tr("%1. Enter lists the people.", entry.sentence))
        else:
            self.selection_said.emit("")

    # The people behind a number

    def show_people(self, entry: Entry, wanted: tuple[Has, ...]) -> None:
        """List who has, plans or lacks a skill, and put the keys there."""
        if not self.people.isVisible():
            self._came_from = self.focusWidget()
        self._asked = (entry.id, wanted)
        self._list_people()
        self.people.take_focus()

    def _list_people(self) -> None:
        sheet = self._sheet
        if self._asked is None or sheet is None or sheet.found is None:
            return
        skill, wanted = self._asked
        line = next((each for b in sheet.found.blocks for each in b.skills if each.name == skill), None)
        if line is None:  # none of the tracks shown wants it any more
            self.people.close_panel()
            return
        rows = self.actions_.read(list_skill_people, line, wanted, sheet.courses)
        title = count_sentence(line, wanted[0]) if len(wanted) == 1 else tr("Who needs %1", line.name)
        self.people.show_people(title, rows)

    def _forget_people(self) -> None:
        self._asked = None
        before = self._came_from if can_focus(self._came_from) else self.focus_home()
        if before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_menu(self, source: SkillList, entry: Entry, place: QPoint) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        line = entry.line
        numbers: dict[Has, int] = {"lack": line.lack, "planned": line.planned, "have": line.have}
        for has, number in numbers.items():
            action = menu.addAction(as_typed(tr("List: %1", count_sentence(line, has))))
            action.setEnabled(number > 0)
            action.triggered.connect(partial(self.show_people, entry, (has,)))
        menu.addAction(tr("List all who need it")).triggered.connect(partial(self.show_people, entry, HAS))
        menu.addSeparator()
        for course in entry.courses:
            text = tr("Show %1 (%2) in the catalogue", course.title, course_days(course))
            menu.addAction(as_typed(text)).triggered.connect(
                partial(self.open_requested.emit, "course", course.course_id)
            )
        if entry.can_fold:
            menu.addSeparator()
            text = tr("Show fewer courses") if entry.unfolded else tr("Show all courses")
            menu.addAction(text).triggered.connect(partial(source.fold, entry, not entry.unfolded))
        menu.addSeparator()
        menu.addActions(self.picture.actions)
        menu.popup(place)

    # Putting out, and remembering

    def export_table(self) -> None:
        """Ask for a file, and write the table of all skills and courses shown."""
        self.picture_requested.emit("save table", Picture(self._title(), self.drawn))

    def _title(self) -> str:
        sheet = self._sheet
        names = () if sheet is None or sheet.found is None else sheet.found.tracks.values()
        return tr("Roles: %1", ", ".join(names))

    def save_state(self, settings: QSettings) -> None:
        """Keep which tracks are shown."""
        settings.setValue(_TRACKS, " ".join(map(str, self.chooser.track_ids())))

    def restore_state(self, settings: QSettings) -> None:
        """Show the tracks that were shown."""
        words = str(settings.value(_TRACKS, "")).split()
        self._wanted = tuple(int(word) for word in words if word.isdecimal())
