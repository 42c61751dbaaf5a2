"""One of several: chosen from a list, or found by typing any part of it; and yes or no."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyleOptionFrame,
    QVBoxLayout,
    QWidget,
)

from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.icons import swatch_icon
from pmplanner.ui.widgets.painting import Sketch, paint_widget
from pmplanner.ui.widgets.text import as_typed

Find = Callable[[str], tuple[Sequence[tuple[int, str]], int]]
"""Return the first entries for what is typed, as keys and texts, and how many there are."""


def nothing_found(_typed: str) -> tuple[Sequence[tuple[int, str]], int]:
    """Return nothing, for a box to which nothing was offered yet."""
    return (), 0


class NoWheelComboBox(QComboBox):
    """A box that the wheel changes only while it has the focus, so that scrolling a form changes nothing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMaxVisibleItems(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def hold_many(self) -> None:
        """Take all entries as equally high: Qt measures thousands anew each time that colours change."""
        view = self.view()
        if isinstance(view, QListView):
            view.setUniformItemSizes(True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form and change nothing in passing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def show_key(self, key: object) -> bool:
        """Show the entry with that key without `activated`; False if there is none."""
        place = next((n for n in range(self.count()) if self.itemData(n) == key), -1)
        if place >= 0:
            self.setCurrentIndex(place)
        return place >= 0


class ChoiceField(NoWheelComboBox):
    """One of a few choices."""

    finished = Signal()
    """The user chose another one; no payload."""

    def __init__(self, name: str, choices: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        for key, text in choices.items():
            self.addItem(text, key)
        self._shown = self.entered()
        self.activated.connect(self._finish)

    def entered(self) -> str:
        """The key of the choice."""
        return str(self.currentData() or "")

    def show_value(self, value: object) -> None:
        """Show a choice without a signal."""
        self._shown = str(value or "")
        self.setCurrentIndex(self.findData(value))

    def _finish(self) -> None:
        if self.entered() != self._shown:
            self._shown = self.entered()
            self.finished.emit()


class _ElidingLine(QLineEdit):
    """A line that ends in "…" where its text has no room, until it is typed in; the tip holds all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        room.adjust(2, 0, -2, 0)
        cut = not self.hasFocus() and self.fontMetrics().horizontalAdvance(self.text()) > room.width()
        self.setToolTip(self.text() if cut else "")
        if not cut:
            super().paintEvent(event)
            return

        def draw(sketch: Sketch) -> None:
            panel = QStyle.PrimitiveElement.PE_PanelLineEdit
            sketch.then(lambda painter: self.style().drawPrimitive(panel, option, painter, self))
            sketch.setPen(self.palette().color(self.foregroundRole()))
            shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            sketch.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)

        paint_widget(self, draw)


class WordBox(NoWheelComboBox):
    """One of some words, or any other that is typed."""

    def __init__(self, name: str, words: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setEditable(True)
        self.addItems([*words])

    def entered(self) -> str:
        """The word chosen or typed."""
        return self.currentText().strip()


class TypedBox(NoWheelComboBox):
    """A box in which any part of an entry can be typed to find it."""

    def __init__(self, name: str, parent: QWidget | None = None, placeholder: str = "") -> None:
        super().__init__(name, parent)
        self.setEditable(True)
        self.setLineEdit(_ElidingLine())
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line, completer = self.lineEdit(), self.completer()
        assert line is not None
        assert completer is not None
        line.setPlaceholderText(placeholder)
        line.setAccessibleName(name)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._find: Find = nothing_found
        self._but: Collection[object] = ()
        self._found_for: str | None = None
        line.textEdited.connect(self._find_typed)

    def offer_found(self, find: Find, but: Collection[object] = ()) -> None:
        """Offer what *find* returns but some: all where it returns all, else what is found as one types."""
        self._find, self._but = find, but
        entries, total = find("")
        self._found_for = "" if total > len(entries) else None
        completer = self.completer()
        assert completer is not None
        modes = QCompleter.CompletionMode
        completer.setCompletionMode(
            modes.PopupCompletion if self._found_for is None else modes.UnfilteredPopupCompletion
        )
        self._fill(entries, total)
        self.reset()

    def _fill(self, entries: Iterable[tuple[int, str]], total: int) -> None:
        """Put entries in, and say how many more there are."""
        self.clear()
        shown = 0
        for key, text in entries:
            shown += 1
            if key not in self._but:
                self.addItem(text, key)
        if total > shown:
            self.addItem(plural(total - shown, "1 more: type to find it", "%1 more: type to find them"))
            model = self.model()
            if isinstance(model, QStandardItemModel):
                model.item(self.count() - 1).setFlags(Qt.ItemFlag.NoItemFlags)

    def _find_typed(self, typed: str) -> None:
        """Find what is typed among more than the box holds."""
        line = self.lineEdit()
        if self._found_for is None or typed == self._found_for or line is None:
            return
        self._found_for = typed
        cursor, blocked = line.cursorPosition(), (self.blockSignals(True), line.blockSignals(True))
        self._fill(*self._find(typed))
        self.setCurrentIndex(-1)
        self.setEditText(typed)
        line.setCursorPosition(cursor)
        self.blockSignals(blocked[0])
        line.blockSignals(blocked[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stay where nothing holds what is typed: the box would go to its first entry without a word."""
        arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        typed = " ".join(self.currentText().split()).casefold()
        if event.key() in arrows and not any(
            typed in self.itemText(n).casefold() for n in range(self.count())
        ):
            event.accept()
            return
        super().keyPressEvent(event)

    def reset(self) -> None:
        """Choose nothing."""
        self.setCurrentIndex(-1)
        self.clearEditText()

    def typed_place(self) -> int:
        """The place of what is typed, or of the only entry that holds it; -1 for none."""
        if self._found_for is not None and self.findText(self.currentText()) < 0:
            self._find_typed(self.currentText())
        typed = " ".join(self.currentText().split())
        place = self.findText(typed, Qt.MatchFlag.MatchFixedString)
        if place < 0 and typed:
            holding = [n for n in range(self.count()) if typed.casefold() in self.itemText(n).casefold()]
            holding = [n for n in holding if self.itemData(n) is not None]
            place = holding[0] if len(holding) == 1 else -1
        return place


class SearchField(TypedBox):
    """One of many choices, found by typing any part of it."""

    finished = Signal()
    """The user chose another one; no payload."""

    def __init__(self, name: str, parent: QWidget | None = None, placeholder: str = "") -> None:
        super().__init__(name, parent, placeholder or tr("Type to find"))
        self._shown: object = None
        self._text_of: Callable[[object], str] = lambda _key: ""
        line = self.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._finish)
        self.activated.connect(self._finish)

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Offer these keys under these texts; what is shown stays."""
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        self.show_value(self._shown)

    def entered(self) -> object:
        """The key of what is typed, or of the only choice that holds it; else what was shown before."""
        place = self.typed_place()
        return self.itemData(place) if place >= 0 else self._shown

    def offer_found(
        self, find: Find, but: Collection[object] = (), text_of: Callable[[object], str] = lambda _key: ""
    ) -> None:
        """Offer what *find* returns; *text_of* names what is shown where it is not among that."""
        self._text_of = text_of
        super().offer_found(find, but)
        self.show_value(self._shown)

    def show_value(self, value: object) -> None:
        """Show a choice without a signal; None for none."""
        self._shown = value
        place = self.findData(value) if value is not None else -1
        if place < 0 and value is not None and (text := self._text_of(value)):
            self.addItem(text, value)
            place = self.count() - 1
        self.setCurrentIndex(place)
        if place < 0:
            self.setEditText("")
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def restore(self) -> None:
        """Throw away what was typed."""
        self.show_value(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what is typed on Enter, which does nothing else then; throw it away on Escape."""
        place = self.findData(self._shown) if self._shown is not None else -1
        shown = self.itemText(place) if place >= 0 or self._shown is None else self._text_of(self._shown)
        if event.key() == Qt.Key.Key_Escape and self.currentText() != shown:
            self.restore()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            completer = self.completer()
            popup = completer.popup() if completer is not None else None
            if popup is not None:
                popup.hide()  # which the completer leaves to whoever accepts the key
            event.accept()

    def _finish(self) -> None:
        chosen = self.entered()
        changed = chosen != self._shown
        self.show_value(chosen)
        if changed:
            self.finished.emit()


class TrackBox(NoWheelComboBox):
    """One of the tracks, or none."""

    def set_tracks(self, tracks: Sequence[TrackRow]) -> None:
        """Offer these tracks and "No track"; what is chosen stays."""
        chosen = self.track_id()
        self.clear()
        self.add_choice(self.tr("No track"), None, None)
        for track in tracks:
            self.add_choice(track.name, track.id, track.position)
        self.show_key(chosen)

    def add_choice(self, text: str, key: object, position: int | None) -> None:
        """Add an entry with the colour of the track at a position."""
        self.addItem(swatch_icon(track_role(position)), text, key)

    def track_id(self) -> int | None:
        """The id of the track chosen; None for no track."""
        key = self.currentData()
        return key if isinstance(key, int) else None


class CourseBox(TypedBox):
    """A course, found by typing a part of its title or code."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent, tr("Title or code"))

    def course_id(self) -> int | None:
        """The id of the course that is typed or chosen; None when it is none of them."""
        place = self.typed_place()
        key = self.itemData(place) if place >= 0 else None
        return key if isinstance(key, int) else None


class CertificateBox(TypedBox):
    """A certificate, found by typing a part of its code or name."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent, tr("Code or name"))

    def offer(self, certificates: Sequence[tuple[int, str, str]]) -> None:
        """Offer these certificates; nothing is chosen."""
        self.clear()
        for key, code, name in certificates:
            self.addItem(put(tr("%1 (%2)"), name, code), (key, code))
        self.reset()

    def certificate(self) -> tuple[int, str] | None:
        """Id and code of what is typed or chosen; None when it is none of them."""
        place = self.typed_place()
        key = self.itemData(place) if place >= 0 else None
        return key if isinstance(key, tuple) else None


class CheckField(QCheckBox):
    """Yes or no."""

    finished = Signal()
    """The user switched it; no payload."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.clicked.connect(self._finish)

    def entered(self) -> bool:
        """Whether it is on."""
        return self.isChecked()

    def show_value(self, value: object) -> None:
        """Show yes or no without a signal."""
        self.setChecked(bool(value))

    def _finish(self) -> None:
        self.finished.emit()


class Ticks(QWidget):
    """Some of a few things, each with a box to tick."""

    finished = Signal()
    """The user ticked or unticked one; no payload."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.boxes: dict[int, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 0, 6)

    def show_choices(self, choices: Sequence[tuple[int, str]]) -> None:
        """Offer these ids under their texts; what is ticked stays where the ids are the same."""
        if [(key, box.text()) for key, box in self.boxes.items()] == [(k, as_typed(t)) for k, t in choices]:
            return
        ticked = self.entered()
        for box in self.boxes.values():
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {key: QCheckBox(as_typed(text), self) for key, text in choices}
        for box in self.boxes.values():
            box.clicked.connect(self._finish)
            self._column.addWidget(box)
        self.show_value(ticked)

    def entered(self) -> tuple[int, ...]:
        """The ids that are ticked."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def show_value(self, value: object) -> None:
        """Tick these ids without a signal; None for none."""
        ticked = value if isinstance(value, Collection) else ()
        for key, box in self.boxes.items():
            box.setChecked(key in ticked)

    def _finish(self) -> None:
        self.finished.emit()
