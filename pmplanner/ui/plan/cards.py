"""The cards above the matrix: what is planned in each track, and in all."""

from PySide6.QtWidgets import QWidget

from pmplanner.ui.plan.snapshot import Sheet
from pmplanner.ui.plan.texts import tr
from pmplanner.ui.widgets.charts.card_strip import CardStrip, Money, TrackSum


class PlanCards(CardStrip):
    """The cards of a sheet; a click goes to the people of a track."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Go to these people"), parent)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the figures as they are now."""
        totals = sheet.track_totals()
        sums = [
            TrackSum(track.id, track.name, track.position, totals[track.id])
            for track in sheet.tracks
            if track.id in totals
        ]
        if None in totals:
            sums.append(TrackSum(None, "", None, totals[None]))
        self.show_sums(sums, Money(sheet.plan.budget, sheet.plan.currency))
