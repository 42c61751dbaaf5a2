"""The paths of the tracks: required and elective courses in order, moved by drag or by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.people.tracks import (
    PathKind,
    PathRow,
    TrackRow,
    add_track,
    remove_track,
    rename_track,
    set_path,
)
from pmplanner.storage.labels import Label
from pmplanner.ui.catalogue.path_list import PathList
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.card import Card, heading_label, muted_label
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.icons import swatch_icon
from pmplanner.ui.widgets.inputs.choices import CourseBox
from pmplanner.ui.widgets.layouts import STRETCH, as_row

_ID = Qt.ItemDataRole.UserRole
"""The role of a track's id."""


class Paths(QWidget):
    """Tracks at the left, the path of the one selected at the right."""

    course_requested = Signal(object)
    """Show a course; payload: its id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._tracks: dict[int, TrackRow] = {}
        self._courses: dict[int, CourseRow] = {}
        self.tracks = QListWidget(self)
        self.tracks.setAccessibleName(self.tr("Tracks"))
        self.tracks.currentItemChanged.connect(self._show_track)
        self.new = plain_button(self.tr("New track…"), self, "plus")
        self.rename = icon_button("edit", self.tr("Rename this track"), self)
        self.remove = icon_button("delete", self.tr("Remove this track"), self)
        self.title = heading_label("", self)
        self.about = muted_label("", self)
        self.about.setWordWrap(True)
        self.lists: dict[PathKind, PathList] = {
            PathKind.REQUIRED: PathList(self.tr("Required courses"), self),
            PathKind.ELECTIVE: PathList(self.tr("Elective courses"), self),
        }
        self.sums = {kind: muted_label("", self) for kind in self.lists}
        self.box = CourseBox(self.tr("Course to add"), self)
        self.add_required = plain_button(self.tr("Add as required"), self, "plus")
        self.add_elective = plain_button(self.tr("Add as elective"), self, "plus")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = Card(self, self.tr("Tracks"))
        left.setFixedWidth(240)
        left.body.addWidget(self.tracks, 1)
        left.body.addWidget(self.new)
        right = Card(self)
        top = as_row(None, self.title, (self.about, 1), self.rename, self.remove)
        right.body.addLayout(top)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        names: dict[PathKind, str] = {
            PathKind.REQUIRED: self.tr("Required"),
            PathKind.ELECTIVE: self.tr("Elective"),
        }
        for kind, name in names.items():
            column = QVBoxLayout()
            head = as_row(None, heading_label(name, self), self.sums[kind], STRETCH)
            column.addLayout(head)
            column.addWidget(self.lists[kind], 1)
            columns.addLayout(column, 1)
        right.body.addLayout(columns, 1)
        right.body.addWidget(
            muted_label(
                self.tr(
                    "Drag to reorder or to change the list, or use Alt and the arrows; Delete takes out."
                ),
                self,
                small=True,
            )
        )
        adding = as_row(None, (self.box, 1), self.add_required, self.add_elective)
        right.body.addLayout(adding)
        as_row(self, left, (right, 1), margins=(0, 0, 0, 0), spacing=12)

    def _connect(self) -> None:
        self.new.clicked.connect(self.ask_new)
        self.rename.clicked.connect(self.ask_name)
        self.remove.clicked.connect(self.remove_track)
        self.add_required.clicked.connect(self._add_required)
        self.add_elective.clicked.connect(self._add_elective)
        for path_list in self.lists.values():
            path_list.rearranged.connect(self._save)
            path_list.opened.connect(self.course_requested)
            path_list.installEventFilter(self)

    def show_paths(self, tracks: Sequence[TrackRow], courses: Sequence[CourseRow]) -> None:
        """Show the tracks there are; the one selected stays."""
        chosen = self.track_id()
        self._tracks = {track.id: track for track in tracks}
        self._courses = {course.id: course for course in courses}
        self.tracks.blockSignals(True)
        self.tracks.clear()
        for track in tracks:
            item = QListWidgetItem(swatch_icon(track_role(track.position)), track.name, self.tracks)
            item.setData(_ID, track.id)
            if track.id == chosen:
                self.tracks.setCurrentItem(item)
        if self.tracks.currentRow() < 0:
            self.tracks.setCurrentRow(0)
        self.tracks.blockSignals(False)
        self._show_track()

    def track_id(self) -> int | None:
        """The id of the track selected."""
        item = self.tracks.currentItem()
        return None if item is None else int(item.data(_ID))

    def _show_track(self) -> None:
        track = self._tracks.get(self.track_id() or 0)
        for widget in (self.rename, self.remove, self.box, self.add_required, self.add_elective):
            widget.setEnabled(track is not None)
        self.title.setText(track.name if track else self.tr("No track yet"))
        self.about.setText(self._about(track) if track else "")
        for kind, path_list in self.lists.items():
            rows = track.courses(kind) if track else []
            path_list.show_rows([(row.course_id, self._text(row)) for row in rows])
            days = sum(self._courses[row.course_id].days for row in rows if row.course_id in self._courses)
            self.sums[kind].setText(tr("%1 days", format_days(days)) if rows else "")
        used = {row.course_id for row in track.path} if track else set()
        self.box.set_courses(c for c in self._courses.values() if c.id not in used)

    def _about(self, track: TrackRow) -> str:
        whose = self.tr("suggested by the catalogue") if track.suggested else self.tr("your own path")
        people = tr("%1 people", str(track.people))
        return f"{whose} · {people}"

    def _text(self, row: PathRow) -> str:
        course = self._courses.get(row.course_id)
        return f"{row.title}  ·  {format_days(course.days)} d" if course else row.title

    # What the user does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move a course to the other list with Alt+Left and Alt+Right."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                self._move_across(PathKind.ELECTIVE if event.key() == Qt.Key.Key_Right else PathKind.REQUIRED)
                return True
        return super().eventFilter(watched, event)

    def _move_across(self, kind: PathKind) -> None:
        target = self.lists[kind]
        source = self.lists[PathKind.REQUIRED if kind == PathKind.ELECTIVE else PathKind.ELECTIVE]
        course_id = source.selected_id()
        if course_id is not None and source.hasFocus():
            source.take(course_id)
            target.put(course_id, "")
            self._save()
            target.select_id(course_id)
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_required(self) -> None:
        self._add(PathKind.REQUIRED)

    def _add_elective(self) -> None:
        self._add(PathKind.ELECTIVE)

    def _add(self, kind: PathKind) -> None:
        course_id = self.box.course_id()
        if course_id is not None:
            self.lists[kind].put(course_id, "")
            self._save()

    def _save(self) -> None:
        track = self._tracks.get(self.track_id() or 0)
        if track is None:
            return
        path = [(course_id, kind) for kind, path_list in self.lists.items() for course_id in path_list.ids()]
        if path != [(row.course_id, row.kind) for kind in self.lists for row in track.courses(kind)]:
            self._actions.do(Label.of("track.set-path", track=track.name), set_path, track.id, path)

    def ask_new(self) -> None:
        """Ask for the name of a new track and add it."""
        name, accepted = QInputDialog.getText(self, self.tr("New track"), self.tr("Name of the track"))
        if accepted:
            self._actions.do(Label.of("track.add", track=name), add_track, name)

    def ask_name(self) -> None:
        """Ask for another name of the track."""
        track = self._tracks[self.track_id() or 0]
        name, accepted = QInputDialog.getText(
            self, self.tr("Rename track"), self.tr("Name of the track"), text=track.name
        )
        if accepted and name.strip() != track.name:
            label = Label.of("track.rename", track=track.name, name=name)
            self._actions.do(label, rename_track, track.id, name)

    def remove_track(self) -> None:
        """Remove the track; its people have none then. Undo brings it back."""
        track = self._tracks[self.track_id() or 0]
        self._actions.do(Label.of("track.remove", track=track.name), remove_track, track.id)
