"""The bar at the top: plan switcher, search, undo and redo, export, and the page's primary action."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from pmplanner.services.plans.plans import PlanRow
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import PrimaryButton, icon_button, plain_button
from pmplanner.ui.widgets.explained_menu import ExplainedMenu
from pmplanner.ui.widgets.format import format_period
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import STRETCH, as_row
from pmplanner.ui.widgets.text import TextLabel, as_typed

_MARGIN, _GAP, _BRAND_WIDTH = 16, 12, 164
_SEARCH = (240, 160, 100)
"""How wide the search is while everything else has its words, without the period, and at least; pixels."""
_PLAN_LEAST = 90
"""So wide stays the plan's name when nothing else can be left out."""


class TopBar(QFrame):
    """What is the same on every page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("topbar", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.plan_menu = QMenu(self)
        self.plan_button = plain_button(self.tr("No plan"), self)
        self.plan_button.setMenu(self.plan_menu)
        self.plan_button.setProperty("menued", True)
        self.search = SearchBox(self.tr("Search"), self, "Ctrl+K")
        self.search.setAccessibleName(self.tr("Search everything, and all commands"))
        self.undo_button = plain_button(self.tr("Undo"), self, "undo")
        self.redo_button = icon_button("redo", self.tr("Redo"), self, framed=True)
        self.import_menu = ExplainedMenu(parent=self)
        self.import_button = plain_button(self.tr("Import"), self, "import")
        self.import_button.setMenu(self.import_menu)
        self.import_button.setProperty("menued", True)
        self.export_menu = ExplainedMenu(parent=self)
        self.export_button = plain_button(self.tr("Export"), self, "export")
        self.export_button.setMenu(self.export_menu)
        self.export_button.setProperty("menued", True)
        self.more_menu = QMenu(self)
        self.more_button = icon_button(
            "more", self.tr("More: appearance, history, other workspace"), self, True
        )
        self.more_button.setMenu(self.more_menu)
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._primary = PrimaryButton(parent=self)
        self._primary.hide()
        self._primary_action: QAction | None = None
        self._plan = "", ""
        self._allowed = self._primary_allowed = True
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words where there is no room for all of them."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Nothing: what does not fit is left out."""
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Leave out one thing after the other until everything stands in the bar uncut."""
        room = self.width() - 2 * _MARGIN
        for left_out in range(5):
            self._dress(left_out)
            if self._needed(left_out) <= room:
                return
        name, _ = self._plan
        over = self._needed(4) - room
        metrics = self.plan_button.fontMetrics()
        least = max(_PLAN_LEAST, metrics.horizontalAdvance(name) - over)
        _say(self.plan_button, as_typed(metrics.elidedText(name, Qt.TextElideMode.ElideRight, least)))

    def _dress(self, left_out: int) -> None:
        """Show everything but, in this order: the period, the brand, words beside icons, long words."""
        name, period = self._plan
        _say(self.plan_button, as_typed(f"{name}   {period}" if period and not left_out else name))
        self._brand.setVisible(left_out < 2)
        least = self._holder.sizeHint().width()
        self._holder.setFixedWidth(max(_BRAND_WIDTH, least) if left_out < 2 else least)
        _say(self.undo_button, self.tr("Undo") if left_out < 3 else "")
        _say(self.import_button, self.tr("Import") if left_out < 3 else "")
        _say(self.export_button, self.tr("Export") if left_out < 3 else "")
        if self._primary_action is not None:
            action = self._primary_action
            _say(self._primary, action.text() if left_out < 4 else action.iconText())

    def _needed(self, left_out: int) -> int:
        """Pixels of all that is shown."""
        shown = [part for part in self._parts if not part.isHidden()]
        search = _SEARCH[min(left_out, len(_SEARCH) - 1)]
        return (
            sum(part.sizeHint().width() for part in shown)
            + search
            + self._holder.width()
            + _GAP
            * (
                len(shown) + 2  # beside the brand, the search and what stretches
            )
        )

    def _lay_out(self) -> None:
        mark = TextLabel(parent=self)
        mark.setPixmap(icon("app").pixmap(16, 16))
        name = self._brand = TextLabel("PM Planner", self)
        name.setProperty("brand", True)
        self.search.setMinimumWidth(_SEARCH[-1])
        self.search.setMaximumWidth(288)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = as_row(self, margins=(_MARGIN, 7, _MARGIN, 7), spacing=_GAP)
        brand = as_row(None, mark, name, STRETCH, spacing=8)
        holder = self._holder = QWidget(self)
        holder.setLayout(brand)
        holder.setFixedWidth(_BRAND_WIDTH)
        brand.setContentsMargins(0, 0, 0, 0)
        row.addWidget(holder)
        row.addWidget(self.plan_button)
        row.addWidget(self.search, 4)
        row.addStretch(1)
        buttons = (
            *(self.undo_button, self.redo_button, self.import_button, self.export_button),
            *(self._primary, self.more_button),
        )
        for button in buttons:
            row.addWidget(button)
        self._parts: tuple[QWidget, ...] = (self.plan_button, *buttons)
        for button, spoken in (
            (self.import_button, self.tr("Import")),
            (self.export_button, self.tr("Export")),
        ):
            button.setAccessibleName(spoken)
            button.setToolTip(spoken)
        keep_sized(self.setMinimumHeight, 50)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def allow_changes(self, allowed: bool) -> None:
        """Turn off what changes the workspace while it can only be read."""
        self._allowed = allowed
        for button in (self.undo_button, self.redo_button, self.import_button):
            button.setEnabled(allowed)
        self._follow_primary()

    def allow_primary(self, allowed: bool) -> None:
        """Turn off what the page would do to a plan that is kept as history."""
        self._primary_allowed = allowed
        self._follow_primary()

    def show_plan(self, plan: PlanRow | None) -> None:
        """Show the plan's name and period."""
        if plan is None:
            self._plan = self.tr("No plan"), ""
            self._fit()
            self.plan_button.setAccessibleName(self.tr("Plan: none yet"))
            return
        period = format_period(plan.first_day, plan.last_day)
        if plan.is_archived:
            period = tr("%1 · archived", period)
        self._plan = plan.name, period
        self._fit()
        self.plan_button.setAccessibleName(tr("Plan: %1, %2", plan.name, period))
        self.plan_button.setToolTip(self.tr("Switch, create or copy a plan"))

    def show_undo(self, undo: str | None, redo: str | None) -> None:
        """Name what undo and redo would take back and bring back."""
        for button, label, verb, keys in (
            (self.undo_button, undo, self.tr("Undo"), QKeySequence(QKeySequence.StandardKey.Undo)),
            (self.redo_button, redo, self.tr("Redo"), QKeySequence(QKeySequence.StandardKey.Redo)),
        ):
            button.setEnabled(label is not None and self._allowed)
            name = f"{verb}: {label}" if label else verb
            button.setAccessibleName(name)
            button.setToolTip(f"{name} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")

    def show_primary(self, action: QAction | None) -> None:
        """Make the primary button do what the page's primary action does."""
        if self._primary_action is not None:
            self._primary.clicked.disconnect(self._primary_action.trigger)
            self._primary_action.changed.disconnect(self._follow_primary)
        self._primary_action = action
        self._primary.setVisible(action is not None)
        if action is not None:
            self._primary.clicked.connect(action.trigger)
            action.changed.connect(self._follow_primary)
            self._follow_primary()
        else:
            self._fit()

    def _follow_primary(self) -> None:
        if self._primary_action is not None:
            self._fit()
            name, tip = self._primary_action.text(), self._primary_action.toolTip()
            self._primary.setToolTip(tip)
            # Said whole where there is only room for a short word.
            self._primary.setAccessibleName(name)
            self._primary.setAccessibleDescription("" if tip == name else tip)
            allowed = self._allowed and self._primary_allowed
            self._primary.setEnabled(self._primary_action.isEnabled() and allowed)


def _say(button: QPushButton, text: str) -> None:
    """Set a text, unless it is there: each one has the bar laid out anew."""
    if button.text() != text:
        button.setText(text)
