"""The line between cards and matrix: how rows and columns are chosen, and what the signs mean."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.saved_views import ViewButton, Viewed
from pmplanner.ui.plan.filters import MatrixFilters
from pmplanner.ui.plan.legend import legend_below
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.inputs.others_chips import OthersChips
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.page_header import PageHeader


class Toolbar(PageHeader):
    """Grouping, filters, views, legend, and the switch of the drawer; goes on in a second line."""

    changed = Signal()
    """Grouping, filters or choice of columns are other ones; no payload."""

    def __init__(self, actions: Actions, viewed: Viewed, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.grouping = SegmentedControl(self, tr("Group people"))
        for key, text in (
            ("track", tr("By track")),
            ("team", tr("Team")),
            ("manager", tr("Manager")),
            ("person", tr("Person")),
        ):
            self.grouping.add(key, text)
        self.others = OthersChips(self)
        self.filter_button = plain_button(tr("Filter"), self)
        self.filters = MatrixFilters(self.filter_button)
        self.columns = self.filters.columns
        self.views = ViewButton("plan", viewed, actions, self)
        self.legend_button = plain_button(tr("Legend"), self)
        self.legend = legend_below(self.legend_button)
        self.drawer_button = icon_button("catalogue", tr("Catalogue beside the matrix"), self, framed=True)
        self.drawer_button.setCheckable(True)
        for widget in (self.grouping, self.others, self.filter_button, self.views):
            self.add_left(widget)
        for button in (self.legend_button, self.drawer_button):
            self.add_right(button)
        self.grouping.chosen.connect(self._changed)
        self.others.changed.connect(self._changed)
        self.filters.changed.connect(self._changed)

    def offer_others(self, left: int, everybody: int) -> None:
        """Offer to show those who do not count: so many have left, so many are they in all."""
        self.others.offer(left, everybody)

    def _changed(self) -> None:
        self.changed.emit()
