"""The catalogue beside the matrix: search, filters, and picking a course for the people selected."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.catalog.finding import FIRST, FoundCourses, find_courses
from pmplanner.services.catalog.narrowing import CourseFilter
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_book import CourseBook
from pmplanner.ui.plan.course_list import CourseCard, CourseList, course_card, short_name
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button, link_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.search_box import SearchBox

SHORT = "short"
_SHORT_DAYS = Decimal(2)

_LEAST_LIST = 56
"""Pixels: a course and a bit, in the smallest window with a message above the page."""


class CatalogueDrawer(Card):
    """Finds courses as you type; Down goes to the list, Enter picks."""

    pick_requested = Signal(object)
    """Pick this course for the people selected; payload: its id."""
    close_requested = Signal()
    """The drawer is to be put away; no payload."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._actions = actions
        self._tracks: tuple[TrackRow, ...] = ()
        self._people: tuple[int, ...] = ()
        self._wanted_chips: tuple[str, ...] = ()
        self._lacking: Callable[[int, Iterable[int]], Sequence[int]] | None = None
        self.search = SearchBox(tr("Search the catalogue"), self)
        self.chips = ChipRow(self)
        self.list = CourseList(self)
        self.list.setMinimumHeight(_LEAST_LIST)
        self._nothing = muted_label(tr("No course has these words."), self)
        self._number = muted_label("", self, small=True)
        self._book = CourseBook(lambda _ids: [])
        self._clear = link_button(tr("Clear the search"), self)
        self._lay_out()
        for part in (self._nothing, self._number, self._clear):
            part.hide()  # until somebody has looked for courses
        self.search.textChanged.connect(self.reload)
        self.search.installEventFilter(self)
        self.search.to_results.connect(self._to_list)
        self.chips.changed.connect(self.reload)
        self.list.left.connect(self.search.take_focus)
        self.list.pick_requested.connect(self.pick_requested)
        self.list.course_chosen.connect(self._say_people)
        self._clear.clicked.connect(self.clear)

    def show_tracks(self, tracks: Sequence[TrackRow]) -> None:
        """Offer these tracks as filters, and find again."""
        chosen = self.chosen_chips()
        if tuple(tracks) != self._tracks:
            self._tracks = tuple(tracks)
            self.chips.clear()
            for track in tracks:
                self.chips.add(str(track.id), short_name(track.name).capitalize(), position=track.position)
            self.chips.add(SHORT, tr("≤ 2 days"))
            self.chips.choose(*chosen)
        self._show_found()

    def chosen_chips(self) -> tuple[str, ...]:
        """Return the keys of the filters that are on."""
        return self.chips.chosen() if self._tracks else self._wanted_chips

    def choose_chips(self, keys: Iterable[str]) -> None:
        """Switch these filters on, as soon as there are tracks."""
        self._wanted_chips = tuple(keys)
        self.chips.choose(*self._wanted_chips)

    def set_people(
        self, people: Sequence[int], lacking: Callable[[int, Iterable[int]], Sequence[int]]
    ) -> None:
        """Pick for these people; *lacking* says which of them have not picked a course."""
        self._people, self._lacking = tuple(people), lacking
        self._say_people()

    def reload(self) -> None:
        """Find what the words and the chips say."""
        self._actions.course_finder.prepare()
        self._show_found()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have the index made when somebody is about to type: not while the window is opened."""
        if event.type() is QEvent.Type.FocusIn and watched is self.search:
            self._actions.course_finder.prepare()
        return super().eventFilter(watched, event)

    def _show_found(self) -> None:
        found = self._find(FIRST)
        self._book = CourseBook(partial(self._actions.read, list_courses))
        self._book.line_up(found.ids)
        self.list.show_cards(found.ids, found.total, self._make_card, self._further)
        self.list.setVisible(bool(found.total))
        self._nothing.setVisible(not found.total)
        self._clear.setVisible(not found.total)
        self._number.setText(tr("%1 courses", format_number(found.total)))
        self._number.setVisible(found.total > len(found.ids))

    def focus_home(self) -> QWidget | None:
        """The courses, or the words that find none."""
        return self.list if self.list.course() is not None else self.search

    def clear(self) -> None:
        """Take words and chips away."""
        self.chips.choose()
        self.search.clear()
        self.reload()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, limit: int) -> FoundCourses:
        chosen = set(self.chips.chosen())
        narrow = CourseFilter(
            max_days=_SHORT_DAYS if SHORT in chosen else None,
            any_track=frozenset(track.id for track in self._tracks if str(track.id) in chosen),
            offered=True,
        )
        return self._actions.read(find_courses, self.search.text(), narrow, limit)

    def _further(self, shown: int) -> Sequence[int]:
        """Return the ids of some more courses than are shown."""
        return self._find(shown + FIRST).ids[shown:]

    def _make_card(self, course_id: int) -> CourseCard:
        course = self._book[course_id]
        self._book.hold(course.requires)
        titles = {other: self._book[other].title for other in course.requires if other in self._book}
        return course_card(course, self._tracks, titles)

    def _say_people(self) -> None:
        course_id = self.list.course()
        if course_id is not None and self._lacking is not None:
            lacking = self._lacking(course_id, self._people)
            self.list.bar.say_people(len(self._people), len(lacking))

    def _to_list(self) -> None:
        if self.list.course() is not None:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        self.set_title(tr("Catalogue"))
        self.body.removeWidget(self.heading)
        close = icon_button("chevron-right", tr("Put the catalogue away"), self)
        close.clicked.connect(self.close_requested)
        top.addWidget(self.heading, 1)
        top.addWidget(close)
        self.body.addLayout(top)
        for widget in (self.search, self.chips, self._number, self._nothing, self._clear):
            self.body.addWidget(widget)
        self.body.addWidget(self.list, 1)
        self.body.addStretch(0)
        self.body.setAlignment(self._clear, Qt.AlignmentFlag.AlignLeft)
        self.setMinimumWidth(232)
        self.setAccessibleName(tr("Catalogue"))
