"""The cards of the tracks, side by side: what is planned in each, and in all."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from pmplanner.services.totals.totals import Totals
from pmplanner.ui.text_size import sized
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.charts.track_card import TrackCard, TrackFigures
from pmplanner.ui.widgets.format import format_days, format_money
from pmplanner.ui.widgets.tab_order import tab_in_order

_CARD_WIDTH = 200
ALL = "all"


@dataclass(frozen=True, slots=True)
class TrackSum:
    """A track, None for people without one, with its totals in person-days."""

    key: Hashable
    title: str
    position: int | None
    totals: Totals
    target: Decimal | None = None
    """The days aimed at for all its people together; None where nobody has a target."""


@dataclass(frozen=True, slots=True)
class Money:
    """What a plan may cost."""

    budget: Decimal | None
    currency: str


class CardStrip(QScrollArea):
    """One card a track that somebody has, then all; scrolls sideways when there are many."""

    track_requested = Signal(object)
    """A track's card was clicked; payload: the track's id, None for people without one."""

    def __init__(self, tip: str, parent: QWidget | None = None) -> None:
        """*tip* says what a click on a card does."""
        super().__init__(parent)
        self._tip = tip
        self.cards: dict[object, TrackCard] = {}
        self._figures: dict[object, TrackFigures] = {}
        self._inside = QWidget()
        self._inside.setProperty("plain", True)
        self._row = QHBoxLayout(self._inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Days by track"))

    def show_sums(self, sums: Sequence[TrackSum], money: Money) -> None:
        """Show the figures as they are now, in the order given."""
        figures: dict[object, TrackFigures] = {part.key: _figures(part) for part in sums}
        whole = Totals()
        for part in sums:
            whole.add(part.totals)
        aims = [part.target for part in sums if part.target is not None]
        figures[ALL] = _all_figures(money, whole, sum(aims, Decimal(0)) if aims else None)
        if list(figures) != list(self.cards):
            self._rebuild(list(figures))
        self._figures = figures
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as a card, and the scroll bar where it is needed."""
        height = max((card.sizeHint().height() for card in self.cards.values()), default=0)
        room = self.horizontalScrollBar().sizeHint().height() + 4 if self._is_too_wide() else 0
        return QSize(400, height + room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the scroll bar, or take it back."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the cards: what was filled while it was hidden has had no size yet."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._show_figures(_long_progress)
        if self._is_too_wide():
            self._show_figures(_short_progress)
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)

    def _is_too_wide(self) -> bool:
        """Whether not all cards are seen at once."""
        # Summed up here: the row knows of other texts and other cards only when the loop has run.
        widths = [card.minimumWidth() for card in self.cards.values()]
        return sum(widths) + self._row.spacing() * (len(widths) - 1) > self.width()

    def _show_figures(self, progress: Callable[[TrackFigures], str]) -> None:
        for key, figures in self._figures.items():
            card = self.cards[key]
            card.show_figures(replace(figures, sentence=figures.sentence or progress(figures)))
            card.body.activate()
            card.setMinimumWidth(max(sized(_CARD_WIDTH), card.minimumSizeHint().width()))

    def _rebuild(self, keys: list[object]) -> None:
        for card in self.cards.values():
            self._row.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = {key: TrackCard(self._inside) for key in keys}
        for key, card in self.cards.items():
            self._row.addWidget(card, 1)
            card.show()  # at once: what waits for the loop to be shown has no size until then
            if key != ALL:
                card.set_clickable(True)
                card.setToolTip(self._tip)
                card.activated.connect(self._clicked)
        tab_in_order(self._inside, self.cards.values())

    def _clicked(self) -> None:
        card = self.sender()
        for key, other in self.cards.items():
            if other is card:
                self.track_requested.emit(key)


def _long_progress(figures: TrackFigures) -> str:
    days = (format_days(part) for part in (figures.done, figures.scheduled, figures.open))
    return tr("%1 done · %2 scheduled · %3 to schedule", *days)


def _short_progress(figures: TrackFigures) -> str:
    days = (format_days(part) for part in (figures.done, figures.scheduled, figures.open))
    return tr("%1 done · %2 sched. · %3 open", *days)


def _figures(part: TrackSum) -> TrackFigures:
    totals, title = part.totals, tr("No track") if part.key is None else part.title
    return TrackFigures(
        title,
        totals.people,
        totals.planned,
        totals.done,
        totals.scheduled,
        totals.open,
        part.position,
        maximum=_whole(totals, part.target),
        unit=tr("of %1 days", format_days(part.target)) if part.target else "",
    )


def _whole(totals: Totals, target: Decimal | None) -> Decimal | None:
    """Return what the bar is measured against: the target, unless more than that is planned."""
    return max(target, totals.planned) if target else None


def _all_figures(money: Money, totals: Totals, target: Decimal | None) -> TrackFigures:
    each = format_days(totals.days_per_person or Decimal(0), 1)
    aimed = tr("of %1 · %2 per person", format_days(target), each) if target else ""
    return TrackFigures(
        tr("All tracks"),
        totals.people,
        totals.planned,
        totals.done,
        totals.scheduled,
        totals.open,
        maximum=_whole(totals, target),
        unit=aimed or tr("days · %1 per person", each),
        sentence=_budget_text(money, totals.cost, totals.picks_without_price),
    )


def _budget_text(money: Money, cost: Decimal, without_price: int) -> str:
    """Return "€ 84,600 of € 100,000 budget, 3 prices unknown"; nothing when nothing is known."""
    said = _spent_text(money, cost, bool(without_price))
    if not without_price or not said:
        return said
    return tr("%1, %2", said, plural(without_price, "1 price unknown", "%1 prices unknown"))


def _spent_text(money: Money, cost: Decimal, is_partly_unknown: bool) -> str:
    spent = format_money(cost, money.currency)
    if money.budget is None:
        return tr("%1, no budget set", spent) if cost else ""
    if is_partly_unknown and not cost:
        return tr("%1 budget", format_money(money.budget, money.currency))
    said = tr("%1 of %2 budget", spent, format_money(money.budget, money.currency))
    over = cost - money.budget
    return tr("%1, %2 over", said, format_money(over, money.currency)) if over > 0 else said
