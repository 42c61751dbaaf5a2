"""What stands below the sessions: the load, what is to schedule, problems; one at a time, or folded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QStackedWidget, QTabBar, QWidget

from pmplanner.ui.text_size import sized
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.card import Card
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox

_MOST = 16_777_215
"""What Qt takes for no limit of a height."""
_LOW = 430
"""Pixels below which the sessions need all the room, with text of the usual size."""
_SHARE_ABOVE = 0.64
"""The part of the room that the month or the list has."""


@dataclass(frozen=True, slots=True)
class _Page:
    key: str
    title: str
    widget: QWidget
    tools: QWidget
    wanted: Callable[[], int | None]
    """The height that shows all of it; None for as much as there is."""


class BelowPanel(Card):
    """Tabs of panels; what is folded, or has little to show, leaves its room to what is above."""

    turned = Signal()
    """Another panel is shown, or it was folded or unfolded; no payload."""
    fitted = Signal()
    """More or less room is used than before; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0)
        self._pages: list[_Page] = []
        self.folded = False
        self._wished: bool | None = None
        """Whether the user wants it folded; None while nobody has said."""
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)  # which would take the room of words
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setAccessibleName(self.tr("Panels below the sessions"))
        self.box = NoWheelComboBox(self.tr("Panels below the sessions"), self)
        """Stands in the place of the tabs where they have no room."""
        self.box.hide()
        self.fold_button = icon_button("chevron-down", self.tr("Fold"))
        self._tools, self._stack = QStackedWidget(self), QStackedWidget(self)
        self.place: QWidget = self._stack
        """Where panels are made that are to be added."""
        # A stack would be as high as the highest of its panels.
        self._tools.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        head = QHBoxLayout()
        head.setContentsMargins(4, 4, 6, 4)
        head.setSpacing(10)
        head.addWidget(self.tabs)
        head.addWidget(self.box)
        head.addWidget(self._tools, 1)
        head.addWidget(self.fold_button)
        self._head = head
        self.body.setSpacing(0)
        self.body.setContentsMargins(1, 1, 1, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._stack, 1)
        self.tabs.tabBarClicked.connect(self._on_clicked)
        self.tabs.currentChanged.connect(self._show)
        self.box.activated.connect(self._choose_in_box)
        self.fold_button.clicked.connect(lambda: self._wish(not self.folded))

    def add(
        self, key: str, title: str, widget: QWidget, tools: QWidget, wanted: Callable[[], int | None]
    ) -> None:
        """Add a panel; *tools* stand beside the tabs, *wanted* gives the height that shows all of it."""
        self._pages.append(_Page(key, title, widget, tools, wanted))
        self._stack.addWidget(widget)
        self._tools.addWidget(tools)
        self.box.addItem(title, key)
        self.tabs.setTabToolTip(self.tabs.addTab(title), title)

    def count(self, key: str, number: str) -> None:
        """Write a number, "" for none, behind the title of a panel."""
        place = self._place(key)
        title = self._pages[place].title
        text = f"{title}  {number}" if number else title
        self.tabs.setTabText(place, text)
        self.tabs.setTabToolTip(place, text)  # where there is room for a part of it only
        self.tabs.updateGeometry()  # which it does not by itself while nobody sees it
        self.box.setItemText(place, text)
        self._fit_head()

    def text(self, key: str) -> str:
        """What a tab says."""
        return self.tabs.tabText(self._place(key))

    def current(self) -> str:
        """Which panel is chosen, folded or not."""
        return self._pages[self.tabs.currentIndex()].key

    def choose(self, key: str) -> None:
        """Show a panel."""
        self.tabs.setCurrentIndex(self._place(key))
        self._wish(False)

    def fold(self, folded: bool) -> None:
        """Show only the tabs, or what is chosen too."""
        if folded != self.folded:
            self.folded = folded
            self._show()

    def fold_where_low(self, *, is_low: bool) -> None:
        """Leave the room to the sessions where there is little, unless the user has said what is wanted."""
        if self._wished is None:
            self.fold(is_low)

    def fit(self) -> None:
        """Take no more room than what is chosen can use."""
        page = self._pages[self.tabs.currentIndex()]
        head = self._head.sizeHint().height() + 2
        wanted = 0 if self.folded else page.wanted()
        least = head if self.folded else head + min(page.widget.minimumSizeHint().height(), wanted or _MOST)
        most = _MOST if wanted is None else max(least, head + wanted)
        if (least, most) != (self.minimumHeight(), self.maximumHeight()):
            self.setMinimumHeight(least)
            self.setMaximumHeight(most)
            self.fitted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the names of the panels whole."""
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        """Let a box stand for the tabs where these would be cut short."""
        margins = self._head.contentsMargins()
        parts = [self.fold_button.sizeHint().width(), self.tabs.sizeHint().width()]
        if not self.folded and self._pages:
            parts.append(self._pages[self.tabs.currentIndex()].tools.minimumSizeHint().width())
        needed = sum(parts) + (len(parts) - 1) * self._head.spacing() + margins.left() + margins.right() + 2
        narrow = needed > self.width()
        if narrow != self.tabs.isHidden():
            had_keys = self.tabs.hasFocus() or self.box.hasFocus()
            self.tabs.setVisible(not narrow)
            self.box.setVisible(narrow)
            if had_keys:
                (self.box if narrow else self.tabs).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_in_box(self) -> None:
        self.choose(str(self.box.currentData()))

    def save_state(self, settings: QSettings) -> None:
        """Remember which panel is chosen, and whether it is folded."""
        settings.setValue("schedule/below", self.current())
        settings.setValue("schedule/below_folded", "" if self._wished is None else int(self._wished))

    def restore_state(self, settings: QSettings) -> None:
        """Show what was chosen."""
        key = str(settings.value("schedule/below", ""))
        if key in {page.key for page in self._pages}:
            self.tabs.setCurrentIndex(self._place(key))
        wished = str(settings.value("schedule/below_folded", ""))
        if wished in ("0", "1"):
            self._wish(wished == "1")

    def _place(self, key: str) -> int:
        return next(place for place, page in enumerate(self._pages) if page.key == key)

    def _on_clicked(self, place: int) -> None:
        """A click on the chosen tab folds and unfolds; on another one it shows that."""
        if place == self.tabs.currentIndex() or self.folded:
            self._wish(not self.folded)

    def _wish(self, folded: bool) -> None:
        self._wished = folded
        self.fold(folded)

    def _show(self) -> None:
        place = self.tabs.currentIndex()
        if not 0 <= place < len(self._pages) or self._stack.count() <= place:
            return
        self._stack.setCurrentIndex(place)
        self._tools.setCurrentIndex(place)
        self.box.setCurrentIndex(place)
        self._tools.setMinimumWidth(self._pages[place].tools.minimumWidth())
        self._stack.setVisible(not self.folded)
        self._tools.setVisible(not self.folded)
        name = self.tr("Unfold") if self.folded else self.tr("Fold")
        self.fold_button.setIcon(icon("chevron-up" if self.folded else "chevron-down"))
        self.fold_button.setToolTip(name)
        self.fold_button.setAccessibleName(name)
        self._fit_head()
        self.fit()
        self.turned.emit()


class RowsSplitter(QSplitter):
    """The sessions, and the panels below them, which take what the sessions do not need at first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._chosen = 0
        self._wanted: Callable[[], int | None] = lambda: None
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)

    def hold(self, above: QWidget, below: BelowPanel, wanted: Callable[[], int | None]) -> None:
        """Hold two parts; *wanted* gives the height that the upper one needs, None for its share."""
        self._wanted = wanted
        for place, widget in enumerate((above, below)):
            self.insertWidget(place, widget)
            self.setStretchFactor(place, int(widget is above))
        below.turned.connect(self.share)
        below.fitted.connect(self.share)

    def share(self) -> None:
        """Give the lower part what the upper one does not need, or what the user has chosen."""
        below = self.widget(1)
        room = self.height() - self.handleWidth()
        if below is None or room <= 0:
            return
        if isinstance(below, BelowPanel):
            below.fold_where_low(is_low=room < sized(_LOW))
        wanted = self._wanted()
        rest = room - (round(room * _SHARE_ABOVE) if wanted is None else wanted)
        given = max(below.minimumHeight(), min(self._chosen or rest, below.maximumHeight()))
        if self.sizes()[1] != given:
            self.setSizes([room - given, given])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self.share()

    def save_state(self, settings: QSettings) -> None:
        """Remember the height that the user has chosen."""
        settings.setValue("schedule/below_height", self._chosen)

    def restore_state(self, settings: QSettings) -> None:
        """Take the height that was chosen."""
        value = str(settings.value("schedule/below_height", ""))
        self._chosen = int(value) if value.isdecimal() else 0
        self.share()

    def _on_moved(self) -> None:
        self._chosen = self.sizes()[1]
