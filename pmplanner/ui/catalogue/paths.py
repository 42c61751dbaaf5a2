"""The paths of the tracks: required courses, groups and electives in order, moved by drag or by keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pmplanner.services.people.suggestions import Suggestion
from pmplanner.services.people.tracks import (
    GroupOf,
    PathEntry,
    PathGroupRow,
    PathKind,
    PathRow,
    TrackRow,
    add_track,
    path_days,
    path_entries,
    remove_track,
    rename_track,
    set_path,
)
from pmplanner.storage.labels import Label
from pmplanner.ui.catalogue.group_fields import GroupFields
from pmplanner.ui.catalogue.path_book import PathBook, gather_path, trouble_text
from pmplanner.ui.catalogue.path_list import GroupList, PathList
from pmplanner.ui.catalogue.path_picture import PathPicture
from pmplanner.ui.catalogue.suggestion import SuggestionBar
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_book import CourseBook
from pmplanner.ui.core.picturing import PictureMenu
from pmplanner.ui.text_size import keep_sized, sized
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.card import Card, heading_label, muted_label, problem_label
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.icons import swatch_icon
from pmplanner.ui.widgets.inputs.choices import CourseBox, Find, nothing_found
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.scrolling import UpDownArea

_LEAST_BOX = 200
"""Pixels in which a title can be typed and read."""
_TOGETHER = "\N{NO-BREAK SPACE}"
"""Keeps the days in one line."""
_WIDE, _NARROW = 840, 700
"""Pixels from which the tracks have all their room, and below which the lists stand one below the other, with
text of the usual size."""
_TRACKS, _FEWER = 220, 196
"""Pixels that the tracks have beside a path, and in a narrow window."""
_LEAST_LIST = 96
_ANY = 16_777_215
"""What Qt takes for no limit of a width."""
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
        self._courses = CourseBook(lambda _ids: [])
        self._find: Find = nothing_found
        self._days: dict[int, Decimal] = {}
        self._suggestions: dict[int, Suggestion] = {}
        self.tracks = QListWidget(self)
        self.tracks.setAccessibleName(self.tr("Tracks"))
        self.tracks.currentItemChanged.connect(self._show_track)
        self.new = plain_button(self.tr("New track…"), self, "plus")
        self.rename = icon_button("edit", self.tr("Rename this track"), self)
        self.remove = icon_button("delete", self.tr("Remove this track"), self)
        self.title = heading_label("", self)
        self.about = muted_label("", self)
        self.about.setWordWrap(True)
        self.picture = PathPicture(self)
        self.pictures = PictureMenu(self.picture, self._picture_title, self.picture)
        self.more = self.pictures.button(self)
        self.trouble = problem_label("", self)
        self.groups = GroupList(self.tr("Groups of courses"), self)
        self.lists: dict[PathKind, PathList] = {
            PathKind.REQUIRED: PathList(self.tr("Required courses"), self),
            PathKind.GROUP: self.groups,
            PathKind.ELECTIVE: PathList(self.tr("Elective courses"), self),
        }
        self.group_fields = GroupFields(self)
        self.suggestion = SuggestionBar(actions, self)
        self.sums = {kind: ElidedLabel("", self) for kind in self.lists}
        for label in self.sums.values():
            label.setProperty("muted", True)
        self.box = CourseBox(self.tr("Course to add"), self)
        self.add_required = plain_button(self.tr("Add as required"), self, "plus")
        self.add_to_group = plain_button(self.tr("Add to a group"), self, "plus")
        self.add_to_group.setToolTip(self.tr("Into the group that is selected, or into a new one"))
        self.add_elective = plain_button(self.tr("Add as elective"), self, "plus")
        self.make_group = plain_button(self.tr("Make a group"), self)
        self.make_group.setToolTip(
            self.tr("Of the courses selected, any few are required then. Ctrl+G does the same")
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = self._left = Card(self, self.tr("Tracks"))
        left.body.addWidget(self.tracks, 1)
        left.body.addWidget(self.new)
        right = Card(self)
        top = as_row(None, self.title, (self.about, 1), self.more, self.rename, self.remove)
        right.body.addLayout(top)
        right.body.addWidget(self.picture)
        right.body.addWidget(self.trouble)
        right.body.addWidget(self.suggestion)
        columns = self._columns = as_row(None, spacing=16)
        names: dict[PathKind, str] = {
            PathKind.REQUIRED: self.tr("Required"),
            PathKind.GROUP: self.tr("Some of these"),
            PathKind.ELECTIVE: self.tr("Elective"),
        }
        for kind, name in names.items():
            column = QVBoxLayout()
            head = as_row(None, heading_label(name, self), (self.sums[kind], 1))
            column.addLayout(head)
            column.addWidget(self.lists[kind], 1)
            keep_sized(self.lists[kind].setMinimumHeight, _LEAST_LIST)
            if kind == PathKind.GROUP:
                column.addWidget(self.group_fields)
            columns.addLayout(column, 1)
        right.body.addLayout(columns, 1)
        keys = muted_label(
            self.tr(
                "Drag to reorder or to change the list, or use Alt and the arrows; Delete takes out, "
                "Ctrl+G makes a group of what is selected."
            ),
            self,
            small=True,
        )
        keys.setWordWrap(True)
        right.body.addWidget(keys)
        right.body.addWidget(self._adding())
        inner = QWidget(self)
        self._sides = as_row(inner, left, (right, 1), margins=(0, 0, 0, 0), spacing=12)
        as_column(self, UpDownArea(self, inner), margins=(0, 0, 0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put one below the other what has no room beside each other."""
        super().resizeEvent(event)
        narrow, direction = self.width() < sized(_NARROW), QBoxLayout.Direction
        for layout in (self._sides, self._columns):
            layout.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        tracks = sized(_TRACKS if self.width() >= sized(_WIDE) else _FEWER)
        self._left.setMinimumWidth(0 if narrow else tracks)
        self._left.setMaximumWidth(_ANY if narrow else tracks)

    def _adding(self) -> QWidget:
        """Return what adds courses, in as many lines as it needs: nothing of it is cut."""
        adding = QWidget(self)
        adding.setProperty("plain", True)
        line = FlowLayout(adding, 8)
        self.box.setMinimumWidth(_LEAST_BOX)
        for widget in (
            self.box, self.add_required, self.add_to_group, self.add_elective, self.make_group,
        ):  # fmt: skip
            line.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        adding.setSizePolicy(policy)
        return adding

    def _connect(self) -> None:
        self.new.clicked.connect(self.ask_new)
        self.rename.clicked.connect(self.ask_name)
        self.remove.clicked.connect(self.remove_track)
        self.add_required.clicked.connect(self._add_required)
        self.add_to_group.clicked.connect(self._add_to_group)
        self.make_group.clicked.connect(self.group_selected)
        self.groups.currentItemChanged.connect(self._show_group)
        self.group_fields.changed.connect(self._change_group)
        self.group_fields.dissolve_requested.connect(self.dissolve_group)
        self.add_elective.clicked.connect(self._add_elective)
        self.picture.course_requested.connect(self.course_requested)
        for path_list in self.lists.values():
            path_list.rearranged.connect(self._save)
            path_list.opened.connect(self.course_requested)
            path_list.itemSelectionChanged.connect(self._show_buttons)
            path_list.installEventFilter(self)

    def show_paths(
        self,
        tracks: Sequence[TrackRow],
        courses: CourseBook,
        find: Find,
        suggestions: Sequence[Suggestion] = (),
    ) -> None:
        """Show the tracks there are, and what the catalogue suggests for them; the one selected stays."""
        self._suggestions = {each.track_id: each for each in suggestions}
        chosen = self.track_id()
        self._tracks = {track.id: track for track in tracks}
        self._courses, self._find = courses, find
        courses.hold(row.course_id for track in tracks for row in track.path)
        on_paths = {row.course_id for track in tracks for row in track.path}
        self._days = {each: courses[each].days for each in on_paths if each in courses}
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
        for widget in (self.rename, self.remove, self.box, self.add_required, self.add_to_group):
            widget.setEnabled(track is not None)
        self.add_elective.setEnabled(track is not None)
        self.title.setText(track.name if track else self.tr("No track yet"))
        self.about.setText(self._about(track) if track else "")
        book = gather_path(track, self._courses) if track else PathBook()
        self.picture.show_book(book)
        self.more.setVisible(bool(book.steps))
        self.trouble.say(trouble_text(book))
        self.suggestion.show_suggestion(self._suggestions.get(track.id) if track else None)
        for kind in (PathKind.REQUIRED, PathKind.ELECTIVE):
            rows = track.courses(kind) if track else []
            self.lists[kind].show_rows([(row.course_id, self._text(row)) for row in rows])
            days = sum(self._days.get(row.course_id, 0) for row in rows)
            self.sums[kind].show_text(tr("%1 days", format_days(days)) if rows else "")
        self._show_groups(track.groups if track else ())
        used = {row.course_id for row in track.path} if track else set()
        self.box.offer_found(self._find, used)
        self._show_buttons()

    def _show_groups(self, groups: Sequence[PathGroupRow]) -> None:
        shown = []
        for group in groups:
            rows = [(row.course_id, self._text(row)) for row in group.courses]
            wanted = GroupOf(group.choose, tuple(key for key, _ in rows), group.name, group.id)
            asked = tr("Any %1 of %2", str(group.choose), str(len(rows)))
            heading = " · ".join(filter(None, (asked, group.name)))
            days = format_days(path_days([wanted], self._days))
            shown.append((wanted, heading, tr("%1: from %2 days", heading, days), rows))
        self.groups.show_groups(shown)
        shortest = path_days([group for group, *_ in shown], self._days)
        self.sums[PathKind.GROUP].show_text(tr("from %1 days", format_days(shortest)) if groups else "")
        self._show_group()

    def _show_group(self) -> None:
        """Let the fields below the groups be about the one that the cursor is in."""
        place, groups = self.groups.group_place(), self.groups.groups()
        self.group_fields.show_group(groups[place] if place is not None and place < len(groups) else None)

    def _show_buttons(self) -> None:
        self.make_group.setEnabled(bool(self._selected()))

    def _selected(self) -> list[int]:
        """The courses selected among the required and the elective ones."""
        chosen = (self.lists[kind].chosen_ids() for kind in (PathKind.REQUIRED, PathKind.ELECTIVE))
        return [course_id for ids in chosen for course_id in ids]

    def _picture_title(self) -> str:
        return tr("Path: %1", self.title.text())

    def _about(self, track: TrackRow) -> str:
        whose = self.tr("suggested by the catalogue") if track.suggested else self.tr("your own path")
        people = plural(track.people, "1 person", "%1 people")
        return f"{whose} · {people}"

    def _text(self, row: PathRow) -> str:
        course = self._courses.get(row.course_id)
        return f"{row.title} {_TOGETHER.join(('·', format_days(course.days), 'd'))}" if course else row.title

    # What the user does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move a course to another list with Alt+Left and Alt+Right, make a group with Ctrl+G."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                self._move_across(PathKind.ELECTIVE if event.key() == Qt.Key.Key_Right else PathKind.REQUIRED)
                return True
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and event.key() == Qt.Key.Key_G:
                self.group_selected()
                return True
        return super().eventFilter(watched, event)

    def _move_across(self, kind: PathKind) -> None:
        target = self.lists[kind]
        source = next((each for each in self.lists.values() if each.hasFocus()), target)
        course_id = source.selected_id()
        if course_id is not None and source is not target:
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

    def _add_to_group(self) -> None:
        course_id, place = self.box.course_id(), self.groups.group_place()
        if course_id is None:
            return
        groups = self.groups.groups()
        if place is None:
            groups.append(GroupOf(1, (course_id,)))
        else:
            group = groups[place]
            groups[place] = replace(group, course_ids=(*group.course_ids, course_id))
        self._save(groups)

    def group_selected(self) -> None:
        """Make a group of the courses selected, of which any one is required."""
        chosen = self._selected()
        if not chosen:
            return
        for course_id in chosen:
            for kind in (PathKind.REQUIRED, PathKind.ELECTIVE):
                self.lists[kind].take(course_id)
        groups = [*self.groups.groups(), GroupOf(1, tuple(chosen))]
        self._save(groups)
        self.groups.select_group(len(groups) - 1)
        self.groups.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change_group(self, name: str, choose: int) -> None:
        place = self.groups.group_place()
        if place is not None:
            self.groups.change_group(place, name=name, choose=choose)

    def dissolve_group(self) -> None:
        """Make the courses of the group that the cursor is in elective ones."""
        place = self.groups.group_place()
        if place is not None:
            for course_id in self.groups.dissolve(place):
                self.lists[PathKind.ELECTIVE].put(course_id, "")
            self._save()

    def _save(self, groups: Sequence[GroupOf] | None = None) -> None:
        track = self._tracks.get(self.track_id() or 0)
        if track is None:
            return
        required, elective = self.lists[PathKind.REQUIRED], self.lists[PathKind.ELECTIVE]
        path: list[PathEntry] = [
            *((course_id, PathKind.REQUIRED) for course_id in required.ids()),
            *(self.groups.groups() if groups is None else groups),
            *((course_id, PathKind.ELECTIVE) for course_id in elective.ids()),
        ]
        if path != _in_columns(track):
            label = Label.of("track.set-path", track=track.name)
            self._actions.do(label, set_path, track.id, path)
            # What was refused has moved in the lists already.
            self._show_track()

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


def _in_columns(track: TrackRow) -> list[PathEntry]:
    """Return the path of a track in the order of the lists: what is required, the groups, the electives."""
    ids = iter(track.groups)
    entries = [
        replace(entry, id=next(ids).id) if isinstance(entry, GroupOf) else entry
        for entry in path_entries(track)
    ]
    groups: list[PathEntry] = [entry for entry in entries if isinstance(entry, GroupOf)]
    single = [entry for entry in entries if not isinstance(entry, GroupOf)]
    return [
        *(entry for entry in single if entry[1] == PathKind.REQUIRED),
        *groups,
        *(entry for entry in single if entry[1] == PathKind.ELECTIVE),
    ]
