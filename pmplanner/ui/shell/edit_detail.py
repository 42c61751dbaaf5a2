"""What one edit changed: rows before and after, in words, read as they are opened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from pmplanner.services.people.history import EditLine
from pmplanner.services.views.edit_history import Group, RowChange, groups_of_edit, rows_of_edit
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, tr

_AT_ONCE = 12
"""Rows of an edit that are shown opened; those of a larger one are opened one kind after the other."""
_MOST = 200
"""Rows of one kind that are listed: nobody reads more, and each takes time to be made."""
_GROUP = int(Qt.ItemDataRole.UserRole)


class EditDetail(QTreeWidget):
    """The rows of an edit by kind; a kind is filled when it is opened."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._edit_id = 0
        self.setAccessibleName(tr("What the edit changed"))
        self.setHeaderLabels([tr("What"), tr("Before"), tr("After")])
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        header = self.header()
        for place in range(3):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.itemExpanded.connect(self._fill)

    def show_edit(self, line: EditLine | None) -> None:
        """Show what an edit changed; None shows nothing."""
        self._edit_id = 0 if line is None else line.id
        self.clear()
        groups = [] if line is None else self._actions.read(groups_of_edit, line.id)
        for group in groups:
            item = QTreeWidgetItem(self, [group.words])
            item.setData(0, _GROUP, group)
            item.setFirstColumnSpanned(True)
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            item.setExpanded(sum(group.count for group in groups) <= _AT_ONCE)
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)

    def _fill(self, item: QTreeWidgetItem) -> None:
        group = item.data(0, _GROUP)
        if not isinstance(group, Group) or item.childCount():
            return
        rows = self._actions.read(rows_of_edit, self._edit_id, group.table, group.happened, _MOST)
        for row in rows:
            self._add(item, row, opened=group.count <= _AT_ONCE)
        if group.count > len(rows):
            more = group.count - len(rows)
            rest = QTreeWidgetItem(item, [plural(more, "and %1 more", "and %1 more")])
            rest.setFirstColumnSpanned(True)

    def _add(self, parent: QTreeWidgetItem, row: RowChange, *, opened: bool) -> None:
        item = QTreeWidgetItem(parent, [row.name])
        item.setToolTip(0, row.name)
        item.setFirstColumnSpanned(True)
        for value in row.values:
            line = QTreeWidgetItem(item, [value.word, value.before, value.after])
            for place, text in enumerate((value.word, value.before, value.after)):
                line.setToolTip(place, text)
        item.setExpanded(opened)
