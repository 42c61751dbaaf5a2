"""The cards of the tracks, side by side: what is planned in each, and in all."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pmplanner.services.pick_status.nobody import Nobody
from pmplanner.services.totals.totals import Totals, beside_picks
from pmplanner.ui.text_size import sized
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.charts.track_card import TrackCard, TrackFigures
from pmplanner.ui.widgets.format import format_days, format_money
from pmplanner.ui.widgets.tab_order import tab_in_order

_CARD_WIDTH, _UNKNOWN_WIDTH, _GAP, _NARROW_GAP = 200, 290, 12, 6
_LOW = 800
"""Pixels: a window that is lower has each card in one line."""
_LEVELS, _SHORT_TITLE = 5, 3
"""How far the words of a folded card can be shortened, and from where on the title of all is."""
ALL = "all"


@dataclass(frozen=True, slots=True)
class TrackName:
    """A track, None for people without one."""

    key: Hashable
    title: str
    position: int | None


@dataclass(frozen=True, slots=True)
class TrackSum(TrackName):
    """A track, None for people without one, with its totals in person-days."""

    totals: Totals
    target: Decimal | None = None
    """The days aimed at for all its people together; None where nobody has a target."""


@dataclass(frozen=True, slots=True)
class Money:
    """What a plan may cost, and what it costs beside its picks."""

    budget: Decimal | None
    currency: str
    nobody: Nobody = field(default_factory=Nobody)


class CardStrip(QWidget):
    """One card a track that somebody has, then all; each folds to a line where there is little room.

    Where not even these stand in one line, they go on in the next: all of them are always seen.
    """

    track_requested = Signal(object)
    """A track's card was clicked; payload: the track's id, None for people without one."""

    def __init__(self, tip: str, parent: QWidget | None = None) -> None:
        """*tip* says what a click on a card does."""
        super().__init__(parent)
        self._tip = tip
        self.cards: dict[object, TrackCard] = {}
        self._figures: dict[object, TrackFigures] = {}
        self._short: dict[object, tuple[str, ...]] = {}
        """The words of folded cards, the longest first."""
        self._window: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Days by track"))

    def show_sums(self, sums: Sequence[TrackSum], money: Money) -> None:
        """Show the figures as they are now, in the order given."""
        figures: dict[object, TrackFigures] = {part.key: _figures(part) for part in sums}
        whole = Totals()
        for part in sums:
            whole.add(part.totals)
        whole.add(beside_picks(money.nobody))
        aims = [part.target for part in sums if part.target is not None]
        aimed = sum(aims, Decimal(0)) if aims else None
        figures[ALL] = replace(_all_figures(money, whole, aimed), kept=beside_picks(money.nobody).scheduled)
        if list(figures) != list(self.cards):
            self._rebuild(list(figures))
        self._figures = figures
        gaps = {part.key: part.totals.gap for part in sums}
        self._short = {part.key: _folded(part.target, gaps[part.key]) for part in sums}
        self._short[ALL] = _all_folded(money, whole)
        self._fit()

    def show_reading(self, tracks: Sequence[TrackName]) -> None:
        """Say that the figures of these tracks are being read."""
        zero = Decimal(0)
        unknown = TrackFigures(tr("All tracks"), 0, zero, zero, zero, zero, is_known=False)
        figures: dict[object, TrackFigures] = {
            track.key: replace(unknown, title=_title(track), position=track.position) for track in tracks
        }
        figures[ALL] = unknown
        if list(self.cards) != list(figures):
            self._rebuild(list(figures))
        self._figures = figures
        self._short = dict.fromkeys(figures, ("",) * _LEVELS)
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as the lines of cards are now."""
        return QSize(400, self.height())

    def minimumSizeHint(self) -> QSize:
        """Cards wrap, so that the width is of no concern."""
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the cards, or open them."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the cards: what was filled while it was hidden has had no size yet."""
        super().showEvent(event)
        if self._window is not self.window():
            self._window = self.window()
            self._window.installEventFilter(self)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self.isVisible():
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the height of the window."""
        if event.type() is QEvent.Type.Resize and watched is self._window and self.isVisible():
            self._fit()
        return False

    def _fit(self) -> None:
        if not self.cards:
            return
        open_lines = [] if self._is_low() else self._open_lines()
        if open_lines:
            self._place(open_lines, _GAP)
        else:
            self._place(self._folded_lines(), _NARROW_GAP)

    def _is_low(self) -> bool:
        return self.window().height() < _LOW

    def _open_lines(self) -> list[list[TrackCard]]:
        """Return all cards in one line, standing open; nothing when there is no room for them."""
        for card in self.cards.values():
            card.fold(False)
        for progress in (_long_progress, _short_progress):
            for key, figures in self._figures.items():
                self.cards[key].show_figures(figures, progress(figures))
            widths = self._widths()
            # Until figures are known, as much is left for them as the words of thousands of days need.
            known = all(each.is_known for each in self._figures.values())
            least = sized(_CARD_WIDTH if known else _UNKNOWN_WIDTH)
            if sum(max(least, width) for width in widths) + _GAP * (len(widths) - 1) <= self.width():
                return [list(self.cards.values())]
        return []

    def _folded_lines(self) -> list[list[TrackCard]]:
        """Return the cards, each one line, in as few lines as their words can be shortened to."""
        cards = list(self.cards.values())
        for card in cards:
            card.fold(True)
        found: list[list[list[TrackCard]]] = []
        for level in range(_LEVELS):
            self._show_level(level)
            found.append(_in_lines(cards, self._widths(), self.width()))
            if len(found[-1]) == 1:
                break
        fewest = min(map(len, found))
        level = next(level for level, lines in enumerate(found) if len(lines) == fewest)
        self._show_level(level)
        return found[level]

    def _show_level(self, level: int) -> None:
        for key, figures in self._figures.items():
            title = tr("All") if key == ALL and level >= _SHORT_TITLE else figures.title
            self.cards[key].show_folded(figures, title, self._short[key][level])

    def _widths(self) -> list[int]:
        return [card.wanted_width() for card in self.cards.values()]

    def _place(self, lines: Sequence[Sequence[TrackCard]], gap: int) -> None:
        """Put the cards into lines, each as wide as its words and its share of what is left."""
        height = max(card.sizeHint().height() for card in self.cards.values())
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for number, line in enumerate(lines):
            widths = [min(card.wanted_width(), self.width()) for card in line]
            free = max(0, self.width() - sum(widths) - gap * (len(line) - 1))
            left = 0
            for place, (card, width) in enumerate(zip(line, widths, strict=True)):
                more = free * (place + 1) // len(line) - free * place // len(line)
                x = self.width() - left - width - more if mirrored else left
                card.setGeometry(x, number * (height + gap), width + more, height)
                left += width + more + gap
        whole = len(lines) * (height + gap) - gap
        if whole != self.height():
            self.setFixedHeight(whole)

    def _rebuild(self, keys: list[object]) -> None:
        for card in self.cards.values():
            card.hide()
            card.deleteLater()
        self.cards = {key: TrackCard(self) for key in keys}
        for key, card in self.cards.items():
            card.show()  # at once: what waits for the loop to be shown has no size until then
            if key != ALL:
                card.set_clickable(True)
                card.set_tip(self._tip)
                card.activated.connect(self._clicked)
        tab_in_order(self, self.cards.values())

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


def _title(track: TrackName) -> str:
    return tr("No track") if track.key is None else track.title


def _figures(part: TrackSum) -> TrackFigures:
    totals = part.totals
    return TrackFigures(
        _title(part),
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
        sentence=budget_text(money, totals.cost, totals.picks_without_price),
        over=money.budget is not None and totals.cost > money.budget,
    )


def _folded(target: Decimal | None, gap: Decimal) -> tuple[str, ...]:
    """Return what stands behind a track's days, shorter and shorter."""
    aimed = tr("of %1 days", format_days(target)) if target else tr("days")
    if not gap:
        return (aimed, tr("days"), "", "", "")
    lacking = tr("gap %1", format_days(gap))
    whole = (f"{aimed} · {lacking}", tr("days · gap %1", format_days(gap)))
    return (*whole, f"· {lacking}", f"· {lacking}", "")


def _all_folded(money: Money, totals: Totals) -> tuple[str, ...]:
    """Return what stands behind the days of all, shorter and shorter; never without what has no price."""
    whole = budget_text(money, totals.cost, totals.picks_without_price)
    gap = tr("days · gap %1", format_days(totals.gap))
    if not whole:
        return (gap, gap, tr("days"), tr("days"), tr("days"))
    short = budget_text(money, totals.cost, totals.picks_without_price, short=True)
    least = f"· {_least_budget_text(money, totals) or short}"
    return (f"{gap} · {whole}", tr("days · %1", short), f"· {short}", least, least)


def _least_budget_text(money: Money, totals: Totals) -> str:
    """Return what is spent, or by how much that is more than the budget; that is never left out."""
    without = totals.picks_without_price
    if money.budget is None or totals.cost <= money.budget:
        return budget_text(replace(money, budget=None), totals.cost, without, short=True)
    over = tr("%1 over budget", format_money(totals.cost - money.budget, money.currency))
    return (
        tr("%1 · %2", over, plural(without, "1 without a price", "%1 without a price")) if without else over
    )


def _in_lines(cards: Sequence[TrackCard], widths: Sequence[int], room: int) -> list[list[TrackCard]]:
    """Return the cards in lines that have room for them."""
    lines: list[list[TrackCard]] = []
    left = -1
    for card, width in zip(cards, widths, strict=True):
        if width > left:
            lines.append([])
            left = room
        lines[-1].append(card)
        left -= width + _NARROW_GAP
    return lines


def budget_text(money: Money, cost: Decimal, without_price: int, *, short: bool = False) -> str:
    """Return "€84,600 of €100,000 budget · 3 without a price"; nothing when nothing is known.

    The *short* one leaves out words that the figures say by themselves.
    """
    said = _spent_text(money, cost, bool(without_price), short)
    if not without_price or not said:
        return said
    return tr("%1 · %2", said, plural(without_price, "1 without a price", "%1 without a price"))


def _spent_text(money: Money, cost: Decimal, is_partly_unknown: bool, short: bool) -> str:
    spent = format_money(cost, money.currency)
    if money.budget is None:
        return "" if not cost else spent if short else tr("%1, no budget set", spent)
    budget = format_money(money.budget, money.currency)
    if is_partly_unknown and not cost:
        return tr("%1 budget", budget)
    said = tr("%1 of %2", spent, budget) if short else tr("%1 of %2 budget", spent, budget)
    over = cost - money.budget
    return tr("%1, %2 over", said, format_money(over, money.currency)) if over > 0 else said
