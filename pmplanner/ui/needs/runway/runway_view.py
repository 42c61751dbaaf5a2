"""The runway: what expires when and of whom, beside it the sessions that renew it and whom to tell."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from pmplanner.services.calendar import clock
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.views.runway import MONTHS, Runway, read_runway
from pmplanner.services.views.runway_picture import (
    RunwayGroup,
    RunwayPicture,
    RunwayRow,
    What,
    lay_out,
    what_expires,
)
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.aside import AsideReader
from pmplanner.ui.needs.gap_reader import GapReader
from pmplanner.ui.needs.runway.runway_map import RunwayMap
from pmplanner.ui.needs.runway.runway_panel import RunwayPanel
from pmplanner.ui.needs.view import NeedsView
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import FoldingButton
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader

_SETTINGS = "needs/runway"
_GROUPS: tuple[RunwayGroup, ...] = ("person", "what", "team")


class RunwayView(NeedsView):
    """Shows what expires of the people of the filter in the months to come."""

    uses_filter: ClassVar[bool] = True

    def __init__(self, actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> None:
        super().__init__(actions, needs, header, parent)
        self._runway: Runway | None = None
        self._picture: RunwayPicture | None = None
        groups = (("person", tr("By person")), ("what", tr("What expires")), ("team", tr("Team")))
        self.group = FoldingSegments(tr("Runway by"), header, groups)
        self.what = NoWheelComboBox(tr("Which certificate or course"), header)
        self.what.setMinimumContentsLength(9)
        self.what.addItem(tr("All that expires"), "")
        self.export_button = FoldingButton(tr("Export table"), "export", header)
        self.add_control(self.group)
        self.add_control(self.what)
        self.add_control(self.export_button, right=True)
        self.stack = QStackedWidget(self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self.stack)
        self.splitter.setChildrenCollapsible(False)
        card = Card(self.splitter, margin=1)
        self.map = RunwayMap(card)
        self.legend = muted_label(
            tr(
                "✓ a seat in time · ● picked, no seat yet · ! the seat is too late · + nothing is picked · "
                "red within 90 days · below the month: how many expire"
            ),
            card,
            small=True,
        )
        self.legend.setWordWrap(True)
        self.legend.setContentsMargins(12, 6, 12, 6)
        card.body.setSpacing(0)
        card.body.addWidget(self.map, 1)
        card.body.addWidget(self.legend)
        self.panel = RunwayPanel(actions, self.splitter)
        self.panel.keep_wide(320)
        self.splitter.addWidget(card)
        self.splitter.addWidget(self.panel)
        self.splitter.resize(640, 480)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([620, 460])
        self.nothing = EmptyHint("needs", "", "", self.stack)
        self.show_all = self.nothing.add_action(tr("Show everything"))
        self.bring_in = self.nothing.add_action(tr("Import certificates"), primary=True, icon_name="import")
        for widget in (self.splitter, self.nothing):
            self.stack.addWidget(widget)
        as_column(self, self.stack, margins=(0, 0, 0, 0))
        self._reader: AsideReader[Runway] = AsideReader(actions, self, self._take)
        self._maker: AsideReader[RunwayPicture] = AsideReader(actions, self, self._show_picture)
        self._connect()

    def _connect(self) -> None:
        self.group.chosen.connect(self.show_needs)
        self.what.currentIndexChanged.connect(self.show_needs)
        self.export_button.clicked.connect(lambda: self.export_requested.emit("renewals", ""))
        self.map.chosen.connect(self._show_chosen)
        self.map.opened.connect(self._open)
        self.panel.open_requested.connect(self.open_requested)
        self.panel.reminders_requested.connect(self.reminders_requested)
        self.show_all.clicked.connect(self._show_everything)
        self.bring_in.clicked.connect(lambda: self.import_requested.emit("certificates"))

    def by(self) -> RunwayGroup:
        """What a row is."""
        return cast(RunwayGroup, self.group.current())

    def what_chosen(self) -> What | None:
        """Which certificate or course alone is shown; None for all."""
        key = self.what.currentData()
        return key if isinstance(key, tuple) else None

    # Showing

    def refresh(self, change: Change | None) -> None:
        """Read the runway anew."""
        plan_id = self.actions_.plan_id
        if plan_id is not None:
            today = clock.today()
            self._reader.ask(lambda db: read_runway(db, plan_id, today))

    def _take(self, runway: Runway) -> None:
        self._runway = runway
        self._offer_what(runway)
        self.show_needs()

    def _offer_what(self, runway: Runway) -> None:
        """Offer the certificates and courses that expire; what is chosen stays, if it is there."""
        chosen = self.what_chosen()
        self.what.blockSignals(True)
        self.what.clear()
        self.what.addItem(tr("All that expires"), "")
        for place, (what, code, title) in enumerate(what_expires(runway), 1):
            self.what.addItem(put(tr("%1 · %2"), code, title), what)
            if what == chosen:
                self.what.setCurrentIndex(place)
        self.what.blockSignals(False)

    def show_needs(self) -> None:
        """Show what expires of the people chosen."""
        runway, book = self._runway, self.needs.book
        if runway is not None and book is not None and book.plan_id == runway.plan_id:
            by, people, what = self.by(), frozenset(self.needs.people), self.what_chosen()
            self._maker.work_out(lambda _look: lay_out(runway, by, people, what))

    def _show_picture(self, picture: RunwayPicture) -> None:
        self._picture = picture
        self.map.show_picture(picture)
        self._say_nothing(picture.runway)
        self.stack.setCurrentWidget(self.splitter if picture.rows else self.nothing)
        self._show_chosen()

    def _say_nothing(self, runway: Runway) -> None:
        """Say why the picture is empty, and what brings something into it."""
        if runway.lines:
            self.nothing.set_texts(tr("Nothing of these people expires"), tr("Others have something."))
        else:
            self.nothing.set_texts(
                plural(MONTHS, "Nothing expires in the next month", "Nothing expires in the next %1 months"),
                tr(
                    "What people have done and how long it is valid comes from their history; certificates "
                    "that they hold are added on the page of people, or imported from a file."
                ),
            )
        self.show_all.setVisible(bool(runway.lines))
        self.bring_in.setVisible(not runway.lines)

    def _show_everything(self) -> None:
        self.what.setCurrentIndex(0)
        self.everybody_requested.emit()

    def _show_chosen(self) -> None:
        picture = self._picture
        if picture is None:
            return
        self.panel.show_picture(picture, self.map.chosen_lines())
        index = self.map.currentIndex()
        selected = index.isValid() and self.map.selectionModel().isSelected(index)
        said = self.map.months.sentence(index).split("\n")[0] if selected else ""
        self.selection_said.emit(said)

    def _open(self, row: RunwayRow) -> None:
        """Go to a person; of others to the list of what expires in the row."""
        if row.person_id is not None:
            self.open_requested.emit("person", row.person_id)
        else:
            self.panel.show_list()

    # What the page asks

    def export_scope(self) -> ExportScope | None:
        """What alone is shown, if one was chosen."""
        what = self.what_chosen()
        return None if what is None else ExportScope(expiring=what)

    def editing_areas(self) -> tuple[QWidget, ...]:
        """The button that picks, and the one that imports; mails change nothing."""
        return (self.panel.picking, self.bring_in)

    def focus_home(self) -> QWidget | None:
        """The picture, where there is one."""
        return self.map if self.stack.currentWidget() is self.splitter else super().focus_home()

    def save_state(self, settings: QSettings) -> None:
        """Keep what a row is, and the widths."""
        settings.setValue(f"{_SETTINGS}/by", self.by())
        settings.setValue(f"{_SETTINGS}/split", self.splitter.saveState())

    def restore_state(self, settings: QSettings) -> None:
        """Show the runway as it was left."""
        by = str(settings.value(f"{_SETTINGS}/by", ""))
        if by in _GROUPS:
            self.group.select(by)
        split = settings.value(f"{_SETTINGS}/split")
        if split is not None:
            self.splitter.restoreState(split)
