"""The bar at the top: plan switcher, search, undo and redo, export, and the page's primary action."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from pmplanner.services.plans import PlanRow
from pmplanner.ui.widgets.buttons import PrimaryButton, icon_button, plain_button
from pmplanner.ui.widgets.format import format_period
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.search_box import SearchBox
from pmplanner.ui.widgets.text import TextLabel, as_typed, put

_ROOM_FOR_PERIOD = 1240
"""Pixels from which on the plan's period stands beside its name."""


class TopBar(QFrame):
    """What is the same on every page."""

    plan_picked = Signal(object)
    """The id of the plan to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("topbar", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.plan_menu = QMenu(self)
        self.plan_button = plain_button(self.tr("No plan"), self)
        self.plan_button.setMenu(self.plan_menu)
        self.plan_button.setProperty("menued", True)
        self.search = SearchBox(self.tr("Search people, courses, commands"), self, "Ctrl+K")
        self.undo_button = plain_button(self.tr("Undo"), self, "undo")
        self.redo_button = icon_button("redo", self.tr("Redo"), self, framed=True)
        self.export_menu = QMenu(self)
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
        self._allowed = True
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the plan's period where the buttons need its room."""
        super().resizeEvent(event)
        self._say_plan()

    def _say_plan(self) -> None:
        name, period = self._plan
        roomy = period and self.width() >= _ROOM_FOR_PERIOD
        self.plan_button.setText(as_typed(f"{name}   {period}" if roomy else name))

    def _lay_out(self) -> None:
        mark = TextLabel(parent=self)
        mark.setPixmap(icon("app").pixmap(16, 16))
        name = TextLabel("PM Planner", self)
        name.setProperty("brand", True)
        self.search.setMinimumWidth(100)
        self.search.setMaximumWidth(288)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        brand = QHBoxLayout()
        brand.setSpacing(8)
        brand.addWidget(mark)
        brand.addWidget(name)
        brand.addStretch(1)
        holder = QWidget(self)
        holder.setLayout(brand)
        holder.setFixedWidth(164)
        brand.setContentsMargins(0, 0, 0, 0)
        row.addWidget(holder)
        row.addWidget(self.plan_button)
        row.addWidget(self.search, 4)
        row.addStretch(1)
        for button in (
            self.undo_button,
            self.redo_button,
            self.export_button,
            self._primary,
            self.more_button,
        ):
            row.addWidget(button)
        self.setFixedHeight(50)

    def allow_changes(self, allowed: bool) -> None:
        """Turn off what changes the workspace while it can only be read."""
        self._allowed = allowed
        for button in (self.undo_button, self.redo_button):
            button.setEnabled(allowed)
        self._follow_primary()

    def show_plan(self, plan: PlanRow | None) -> None:
        """Show the plan's name and period."""
        if plan is None:
            self._plan = self.tr("No plan"), ""
            self._say_plan()
            self.plan_button.setAccessibleName(self.tr("Plan: none yet"))
            return
        period = format_period(plan.first_day, plan.last_day)
        self._plan = plan.name, period
        self._say_plan()
        self.plan_button.setAccessibleName(put(self.tr("Plan: %1, %2"), plan.name, period))
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

    def _follow_primary(self) -> None:
        if self._primary_action is not None:
            self._primary.setText(self._primary_action.text())
            self._primary.setToolTip(self._primary_action.toolTip())
            self._primary.setEnabled(self._primary_action.isEnabled() and self._allowed)
