"""Assigning tracks to everybody of a job title or team."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from sqlalchemy.orm import Session

from pmplanner.services.lookup import plain
from pmplanner.services.people.tracks import (
    GroupBy,
    TrackGroup,
    TrackRow,
    list_track_groups,
    list_tracks,
)
from pmplanner.services.people.tracks import assign_tracks as assign_by_words
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.text_size import ROW, keep_sized, sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import link_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.choices import TrackBox
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.tables.table_model import LEFT, RIGHT

KEEP = "keep"
"""The key of the entry that leaves people as they are."""

_NAME, _PEOPLE, _NOW, _NEW, _WHY = range(5)
_MOST, _BOX = 220, 190
"""The most that a column of texts takes, and what the boxes take; pixels."""


class AssignDialog(AskDialog):
    """Job titles or teams with their people, and a track to choose for each; applied as one edit."""

    def __init__(
        self, actions: Actions, parent: QWidget | None = None, *, since: dt.date | None = None
    ) -> None:
        """Make one for those who have not left before the day *since*; None: for everybody."""
        super().__init__(tr("Assign tracks"), "", parent)
        self._actions = actions
        self._since = since
        self._tracks: list[TrackRow] = []
        self._groups: list[TrackGroup] = []
        self._boxes: list[TrackBox] = []
        self.by = SegmentedControl(self, self.tr("List by"))
        self.by.add("title", self.tr("By job title"))
        self.by.add("team", self.tr("By team"))
        self.search = SearchBox(self.tr("Filter"), self)
        self.table = self._make_table()
        self.sentence = muted_label("", self)
        self.keep_button = link_button(self.tr("Leave all as they are"), self)
        self.apply = self.go_button
        self._connect()
        self._lay_out()
        self.show_groups()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 5, self)
        table.setAccessibleName(self.tr("Job titles or teams and their tracks"))
        table.verticalHeader().hide()
        keep_sized(table.verticalHeader().setDefaultSectionSize, ROW + 8)
        table.setShowGrid(False)
        table.setWordWrap(True)  # reasons take two lines
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = table.horizontalHeader()
        header.setDefaultAlignment(LEFT)
        header.setSectionResizeMode(_WHY, QHeaderView.ResizeMode.Stretch)
        return table

    def _connect(self) -> None:
        self.by.chosen.connect(self.show_groups)
        self.search.textChanged.connect(self._filter)
        self.search.to_results.connect(self._focus_first)
        self.keep_button.clicked.connect(self._keep_all)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        keep_sized(self.search.setFixedWidth, 240)
        top.addWidget(self.by)
        top.addStretch(1)
        top.addWidget(self.search)
        self.body.addLayout(top)
        self.body.addWidget(self.table, 1)
        self.add_left(self.sentence)
        self.add_left(self.keep_button)
        resize_to_fit(self, 960, 560)

    def group_by(self) -> GroupBy:
        """Whether job titles or teams are listed."""
        return "team" if self.by.current() == "team" else "title"

    def groups(self) -> tuple[TrackGroup, ...]:
        """The job titles or teams listed, in order."""
        return tuple(self._groups)

    def box(self, row: int) -> TrackBox:
        """The box of a row."""
        return self._boxes[row]

    def show_groups(self) -> None:
        """List job titles or teams anew, with what their words suggest chosen."""
        self._tracks = self._actions.read(list_tracks)
        self._groups = self._actions.read(list_track_groups, self.group_by(), self._since)
        first = self.tr("Job title") if self.group_by() == "title" else self.tr("Team")
        self.table.setHorizontalHeaderLabels(
            [first, self.tr("People"), self.tr("Track now"), self.tr("New track"), self.tr("Why")]
        )
        self._boxes = []
        self.table.setRowCount(len(self._groups))
        for row, group in enumerate(self._groups):
            self._show_group(row, group)
        self._fit_columns()
        self._filter()
        self._count()

    def _fit_columns(self) -> None:
        """Let titles and tracks stand in one line as far as half of the window allows; reasons wrap."""
        header, most = self.table.horizontalHeader(), sized(_MOST)
        for column in (_NAME, _PEOPLE, _NOW):
            texts = self.table.sizeHintForColumn(column)
            self.table.setColumnWidth(column, max(header.sectionSizeHint(column), min(texts, most)))
        self.table.setColumnWidth(_NEW, max(header.sectionSizeHint(_NEW), sized(_BOX)))

    def _show_group(self, row: int, group: TrackGroup) -> None:
        texts = (group.name, format_number(group.people), self._now(group), "", self._why(group))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column == _PEOPLE:
                item.setTextAlignment(RIGHT)
            self.table.setItem(row, column, item)
        box = TrackBox(tr("New track of %1", group.name), self.table)
        box.addItem(self.tr("To be chosen") if group.to_ask else self.tr("Leave as it is"), KEEP)
        for track in self._tracks:
            box.add_choice(track.name, track.id, track.position)
        box.add_choice(self.tr("No track"), None, None)
        box.show_key(_proposal(group))
        box.currentIndexChanged.connect(self._count)
        self.table.setCellWidget(row, _NEW, _with_air(box))
        self._boxes.append(box)

    def _now(self, group: TrackGroup) -> str:
        names: dict[int | None, str] = {track.id: track.name for track in self._tracks}
        names[None] = self.tr("No track")
        if len(group.tracks) == 1:
            return names[group.tracks[0][0]]
        return ", ".join(f"{names[track_id]} {number}" for track_id, number in group.tracks)

    def _why(self, group: TrackGroup) -> str:
        """Say what tells the track, or that nothing does; nothing where everybody has one."""
        if group.unknown:
            return self.tr("Not known")
        if not group.lacking:
            return ""
        return tr("“%1”: %2", group.hint.words, group.hint.reason)

    def chosen(self) -> dict[str, int | None]:
        """The tracks chosen by job title or team, of those whose people they would change."""
        return {
            group.name: box.track_id()
            for group, box in zip(self._groups, self._boxes, strict=True)
            if box.currentData() != KEEP and group.would_change(box.track_id())
        }

    def _count(self) -> None:
        chosen = self.chosen()
        people = sum(group.would_change(chosen[group.name]) for group in self._groups if group.name in chosen)
        self.apply.setEnabled(people > 0)
        self.apply.setText(self._label(people) if people else self.tr("Assign tracks"))
        self.sentence.setText(self._summary())
        self.keep_button.setVisible(any(box.currentData() != KEEP for box in self._boxes))

    def _summary(self) -> str:
        """Say how many are suggested, to be asked about, and unknown."""
        suggested = sum(group.suggested_id is not None for group in self._groups)
        asked = sum(group.to_ask for group in self._groups)
        unknown = sum(group.unknown for group in self._groups)
        parts = [
            tr("%1 suggested", format_number(suggested)),
            tr("%1 to be chosen", format_number(asked)),
            tr("%1 not known", format_number(unknown)),
        ]
        told = [part for part, number in zip(parts, (suggested, asked, unknown), strict=True) if number]
        return " · ".join(told) or self.tr("Everybody has a track.")

    def _label(self, people: int) -> str:
        if people == 1:
            return self.tr("Assign a track to 1 person")
        return tr("Assign tracks to %1 people", format_number(people))

    def _keep_all(self) -> None:
        for box in self._boxes:
            box.show_key(KEEP)

    def _filter(self) -> None:
        words = plain(self.search.text()).split()
        for row, group in enumerate(self._groups):
            self.table.setRowHidden(row, not all(word in plain(group.name) for word in words))

    def _focus_first(self) -> None:
        for row, box in enumerate(self._boxes):
            if not self.table.isRowHidden(row):
                box.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def accept(self) -> None:
        """Assign what is chosen, as one edit; stay open and say why when it is refused."""
        chosen = self.chosen()
        people = sum(group.would_change(chosen[group.name]) for group in self._groups if group.name in chosen)
        if not people:
            return

        def assign(db: Session) -> None:
            changed = assign_by_words(db, self.group_by(), chosen, self._since)
            relabel(db, Label.of("track.assign-words", count=changed))

        reason = self._actions.try_to(Label.of("track.assign-words", count=people), assign)
        self.refuse(reason)
        if not reason:
            super().accept()


def _with_air(box: TrackBox) -> QWidget:
    """Put a box into a cell so that it does not touch those above and below."""
    cell = QWidget()
    as_row(cell, box, margins=(0, 3, 8, 4))
    return cell


def _proposal(group: TrackGroup) -> object:
    """The track chosen at first: the one suggested, else none."""
    return KEEP if group.suggested_id is None else group.suggested_id


def assign_tracks(actions: Actions, parent: QWidget) -> None:
    """Open the list of job titles and teams with their tracks, of those who are here today."""
    day = QDate.currentDate()
    dialog = AssignDialog(actions, parent, since=dt.date(day.year(), day.month(), day.day()))
    dialog.exec()
    dialog.deleteLater()
