"""The gaps: a table of who misses how much."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from pmplanner.services.totals.gaps import group_gaps
from pmplanner.services.totals.need_lists import NEED_GROUPS, NeedGroup
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.gap_reader import GapReader
from pmplanner.ui.needs.gaps.gap_table import gap_columns
from pmplanner.ui.needs.view import NeedsView
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.tables.data_table import DataTable


class GapsView(NeedsView):
    """Lists what is missing by track, team, manager, course or person."""

    def __init__(self, actions: Actions, needs: GapReader, header: PageHeader, parent: QWidget) -> None:
        super().__init__(actions, needs, header, parent)
        choices = (
            ("track", tr("By track")),
            ("team", tr("Team")),
            ("manager", tr("Manager")),
            ("course", tr("Course")),
            ("person", tr("Person")),
        )
        self.group = FoldingSegments(tr("Gaps by"), header, choices)
        self.add_control(self.group)
        self.table = DataTable(gap_columns("track"), self, tr("Gaps"))
        as_column(self, self.table, margins=(0, 0, 0, 0))
        self.group.chosen.connect(self._choose_group)

    def by(self) -> NeedGroup:
        """What the gaps go by."""
        return cast(NeedGroup, self.group.current())

    def show_needs(self) -> None:
        """Show the needs, which have been read anew."""
        book = self.needs.book
        if book is not None:
            rows = group_gaps(book, self.by())
            self.table.source.set_rows(rows, key=lambda row: (row.is_total, row.key))

    def save_state(self, settings: QSettings) -> None:
        """Keep what the gaps go by."""
        settings.setValue("needs/gaps/by", self.by())

    def restore_state(self, settings: QSettings) -> None:
        """Show the gaps as they were left."""
        by = str(settings.value("needs/gaps/by", ""))
        if by in NEED_GROUPS:
            self.group.select(by)

    def _choose_group(self) -> None:
        self.table.source.set_columns(gap_columns(self.by()))
        self.show_needs()
