"""The parts of the plan page and where they stand."""

from collections.abc import Collection, Iterable, Set

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.saved_views import Viewed
from pmplanner.ui.plan.detail import DetailPanel
from pmplanner.ui.plan.drawer import CatalogueDrawer
from pmplanner.ui.plan.matrix_model import MatrixModel
from pmplanner.ui.plan.matrix_view import MatrixView
from pmplanner.ui.plan.snapshot import PlanSnapshot
from pmplanner.ui.plan.toolbar import Toolbar
from pmplanner.ui.text_size import sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.charts.card_strip import CardStrip, Money, TrackName, TrackSum
from pmplanner.ui.widgets.layouts import as_row

SIDE_WIDTH = 264
_WIDE = 1200
"""So wide is a page that has room for the catalogue beside the matrix; pixels, for text of the usual size."""


class PlanCards(CardStrip):
    """What is planned in each track, and in all; a click goes to the people of a track."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Go to these people"), parent)

    def show_snapshot(self, snapshot: PlanSnapshot) -> None:
        """Show the figures as they are now."""
        totals, targets = snapshot.track_totals(), snapshot.track_targets()
        sums = [
            TrackSum(track.id, track.name, track.position, totals[track.id], targets.get(track.id))
            for track in snapshot.tracks
            if track.id in totals
        ]
        if None in totals:
            sums.append(TrackSum(None, "", None, totals[None], targets.get(None)))
        self.show_sums(sums, Money(snapshot.plan.budget, snapshot.currency, snapshot.nobody))

    def show_names(self, tracks: Iterable[TrackRow], held: Set[int | None]) -> None:
        """Say of the tracks that somebody has that their figures are being read."""
        names = [TrackName(each.id, each.name, each.position) for each in tracks if each.id in held]
        self.show_reading([*names, TrackName(None, "", None)] if None in held else names)


class NoCourses(Card):
    """A line above the matrix while nothing is picked and nothing is required, with what to do next."""

    show_all_requested = Signal()
    """Show a column for each course; no payload."""
    assign_tracks_requested = Signal()
    """Assign tracks by job title or team; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self.label = muted_label("", self)
        self.label.setWordWrap(True)
        self.assign_button = plain_button(tr("Assign tracks…"), self)
        self.assign_button.setToolTip(tr("Assign tracks by job title or team"))
        self.button = plain_button(tr("Show all courses"), self)
        self.button.clicked.connect(self.show_all_requested)
        self.assign_button.clicked.connect(self.assign_tracks_requested)
        self.body.addLayout(as_row(None, (self.label, 1), self.assign_button, self.button, spacing=8))
        self.hide()

    def show_snapshot(self, snapshot: PlanSnapshot, courses: Collection[int], anybody: bool) -> None:
        """Say what is missing: tracks where nobody has one, else courses.

        *courses* have columns now; *anybody* says whether somebody has a row.
        """
        away = snapshot.not_counting()
        by_track = snapshot.track_totals()  # of who counts
        untracked = bool(snapshot.tracks and by_track) and not by_track.keys() - {None}
        used = any(line.cells for person_id, line in snapshot.lines.items() if person_id not in away)
        if untracked:
            text = tr(
                "Nothing is picked yet, and nobody has a track: the path of a track tells which courses its "
                "people require."
            )
        elif used:
            text = tr(
                "Nothing is picked for the people shown, and nothing required of them. Select people and "
                "pick a course from the catalogue, or show all courses here."
            )
        else:
            text = tr(
                "Nothing is picked yet, and no track requires a course. Select people and pick a course from "
                "the catalogue, or show all courses here."
            )
        self.label.setText(text)
        self.assign_button.setVisible(untracked)
        self.button.setVisible(not courses)
        lacking = not used if untracked else not courses
        # Where filters leave nobody, that is said, and nothing of courses.
        self.setVisible((not courses or lacking) and (anybody or not used))


class PlanBoard(QWidget):
    """Cards above, the matrix below, and beside it the catalogue or the details of a pick."""

    def __init__(self, actions: Actions, viewed: Viewed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = MatrixModel(self)
        self.cards = PlanCards(self)
        self.toolbar = Toolbar(actions, viewed, self)
        self.no_courses = NoCourses(self)
        self.matrix = MatrixView(self.model, self)
        self.drawer = CatalogueDrawer(actions, self)
        self.detail = DetailPanel(actions, self)
        self.side = QStackedWidget(self)
        self.side.addWidget(self.drawer)
        self.side.addWidget(self.detail)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.matrix)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([SIDE_WIDTH * 4, SIDE_WIDTH])
        self._wanted: bool | None = None
        self._drawer_open = True
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(10)
        for part in (self.cards, self.toolbar, self.no_courses):
            column.addWidget(part)
        column.addWidget(self.splitter, 1)
        self.toolbar.drawer_button.setChecked(True)
        self.toolbar.drawer_button.clicked.connect(self.want_drawer)
        self.drawer.close_requested.connect(self._close_drawer)
        self.detail.close_requested.connect(self.close_detail)

    @property
    def detail_open(self) -> bool:
        """Whether the details of a pick stand beside the matrix."""
        return self.side.isVisibleTo(self) and self.side.currentWidget() is self.detail

    @property
    def wanted_drawer(self) -> bool | None:
        """Whether the user has opened the catalogue or put it away; None for neither."""
        return self._wanted

    def want_drawer(self, wanted: bool | None) -> None:
        """Show the catalogue or put it away, as the user says; None leaves it to the room that there is."""
        self._wanted = wanted
        self._fit_drawer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the catalogue away where it would leave too little of the matrix, unless it was wanted."""
        super().resizeEvent(event)
        self._fit_drawer()

    def _fit_drawer(self) -> None:
        wide = self.width() >= sized(_WIDE)
        wanted = wide if self._wanted is None else self._wanted
        if wanted != self._drawer_open and not self.detail_open:
            self.open_drawer(wanted)
        self._drawer_open = wanted

    def open_drawer(self, wanted: bool = True) -> None:
        """Show the catalogue beside the matrix, or put it away."""
        self._drawer_open = wanted
        self.toolbar.drawer_button.setChecked(wanted)
        self.side.setCurrentWidget(self.drawer)
        self.side.setVisible(wanted)

    def open_detail(self) -> None:
        """Show the details of the current cell in the place of the catalogue."""
        self.side.setCurrentWidget(self.detail)
        self.side.show()
        self.detail.take_focus()

    def close_detail(self) -> None:
        """Put the details away, bring back what was there, and give the keyboard to the matrix."""
        self.matrix.cells.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open_drawer(self._drawer_open)

    def _close_drawer(self) -> None:
        self.want_drawer(False)
        self.matrix.cells.setFocus(Qt.FocusReason.OtherFocusReason)
