"""A person's year as a strip: months, sessions as long as they are, leave hatched, what expires."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessibleInterface,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pmplanner.services.views.person_year import PersonYear
from pmplanner.ui.text_size import small_font
from pmplanner.ui.theme import current_theme, theme_notifier, track_role
from pmplanner.ui.translation import plural, tr, user_locale
from pmplanner.ui.widgets.accessible import install
from pmplanner.ui.widgets.charts.marks import slanted_lines
from pmplanner.ui.widgets.format import format_date, format_period
from pmplanner.ui.widgets.painting import Sketch, paint_into, paint_widget
from pmplanner.ui.widgets.spoken_bars import BarList, tell_focus

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LEAST_BAR, _MARK, _HATCH, _NEAR = 3.0, 4.0, 5.0, 4.0
"""Pixels of the shortest bar, of a mark in each direction, between hatches, and beside a bar that count."""
_PICTURE = QSize(760, 64)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something of the year that can be pointed at."""

    first_day: dt.date
    last_day: dt.date
    text: str
    kind: str
    """session, leave or expiry."""
    days: tuple[dt.date, ...] = ()
    role: str = ""
    session_id: int | None = None
    """Only of a session of the plan that is shown, which can be opened."""
    waiting: bool = False


def happenings(year: PersonYear) -> list[Happening]:
    """What is in the strip, by day: sessions, leave, expiries, each as a sentence."""
    found = []
    for span in year.leave:
        text = _leave_text(span.first_day, span.last_day, span.name)
        found.append(Happening(span.first_day, span.last_day, text, "leave"))
    for row in year.sessions:
        text = tr("%1 (%2), %3", row.title, row.code, format_period(row.days[0], row.days[-1]))
        if row.waiting:
            text = tr("%1, waiting", text)
        if row.plan:
            text = tr("%1, in the plan %2", text, row.plan)
        found.append(
            Happening(
                row.days[0],
                row.days[-1],
                text,
                "session",
                row.days,
                track_role(row.track),
                None if row.plan else row.id,
                row.waiting,
            )
        )
    for expiry in year.expiries:
        said = tr("%1 is valid until %2", expiry.title, format_date(expiry.day))
        found.append(Happening(expiry.day, expiry.day, said, "expiry"))
    return sorted(found, key=lambda each: (each.first_day, each.kind, each.text))


def _leave_text(first: dt.date, last: dt.date, kind: str) -> str:
    when = format_period(first, last)
    return tr("%1, %2", kind, when) if kind else tr("Away, %1", when)


class YearStrip(QWidget):
    """Shows the year; arrows go from one thing to the next, Enter or a click opens a session."""

    session_opened = Signal(object)
    """A session of the plan is wanted; payload: its id."""
    said = Signal(str)
    """Something was pointed at or gone to; payload: what it is, "" when it was left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._year: PersonYear | None = None
        self._things: list[Happening] = []
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        install()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_notifier().changed.connect(self.update)

    def show_year(self, year: PersonYear | None, name: str = "") -> None:
        """Show the year of somebody of that name; nothing without one."""
        before = self._things[self._current] if self._things else None
        self._year = year
        self._things = [] if year is None else happenings(year)
        self._current = self._things.index(before) if before in self._things else 0
        self.setVisible(year is not None)
        if year is not None:
            first, last = year.first_day.year, year.last_day.year
            years = str(first) if first == last else tr("%1 to %2", str(first), str(last))
            self.setAccessibleName(tr("%1 of %2", years, name))
        self._tell()
        self.update()

    def things(self) -> list[Happening]:
        """What is shown, by day."""
        return list(self._things)

    # What screen readers are told

    def make_accessible(self) -> QAccessibleInterface:
        """A list of what is in the year."""
        return BarList(self, self)

    def spoken_bars(self) -> tuple[int, ...]:
        """The places of all that is in the year, by day."""
        return tuple(range(len(self._things)))

    def spoken_text(self, key: int) -> str:
        """What it is, as its tip says it."""
        return self._things[key].text

    def spoken_rect(self, key: int) -> QRect:
        """Where it is in the strip."""
        return self.rect_of(key).toAlignedRect()

    def spoken_state(self, key: int) -> tuple[bool, bool]:
        """Nothing is ever selected; whether it has the keys."""
        return False, key == self._current and self.hasFocus()

    def press_bar(self, key: int) -> None:
        """Go there, and open it when it is a session of the plan."""
        self._go(key)
        self._open()

    def as_table(self) -> list[list[str]]:
        """What the picture shows as a table with headings."""
        kinds = {"session": tr("Session"), "leave": tr("Leave"), "expiry": tr("Expires")}
        head = [tr("From"), tr("To"), tr("Kind"), tr("What")]
        rows = [
            [format_date(each.first_day), format_date(each.last_day), kinds[each.kind], each.text]
            for each in self._things
        ]
        return [head, *rows]

    def picture_size(self) -> QSize:
        """The size at which the whole picture is well read."""
        return _PICTURE

    def paint_to(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint the whole year into a rectangle."""

        def draw(sketch: Sketch) -> None:
            sketch.fillRect(QRectF(rect), current_theme().color("panel"))
            self._draw(sketch, QRectF(rect), focused=False)

        paint_into(painter, self, self.font(), draw)

    def sizeHint(self) -> QSize:
        """A line of months and one of bars."""
        return QSize(300, round(2.9 * self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        """As high, and so wide that months can be told apart."""
        return QSize(140, self.sizeHint().height())

    # Places

    def _bars(self, area: QRectF) -> QRectF:
        top = area.top() + round(QFontMetricsF(small_font(self.font())).height()) + 2
        return QRectF(area.left(), top, area.width(), area.bottom() - top - 1)

    def _x(self, area: QRectF, day: dt.date) -> float:
        assert self._year is not None
        whole = (self._year.last_day - self._year.first_day).days + 1
        return area.left() + area.width() * (day - self._year.first_day).days / whole

    def _stretch(self, area: QRectF, first: dt.date, last: dt.date) -> QRectF:
        bars = self._bars(area)
        left, right = self._x(area, first), self._x(area, last + dt.timedelta(days=1))
        return QRectF(left, bars.top(), max(_LEAST_BAR, right - left), bars.height())

    def _runs(self, days: tuple[dt.date, ...]) -> list[tuple[dt.date, dt.date]]:
        """Days that follow each other are one stretch."""
        runs: list[tuple[dt.date, dt.date]] = []
        for day in days:
            if runs and day - runs[-1][1] == dt.timedelta(days=1):
                runs[-1] = runs[-1][0], day
            else:
                runs.append((day, day))
        return runs

    def place_at(self, position: QPointF) -> int | None:
        """The place of the thing at a position: what expires, else a session, else leave; the nearest."""
        area = QRectF(self.rect())
        if self._year is None:
            return None
        order = {"expiry": 0, "session": 1, "leave": 2}
        near = []
        for place, thing in enumerate(self._things):
            rect = self._stretch(area, thing.first_day, thing.last_day)
            margin = 0.0 if thing.kind == "leave" else _NEAR
            if rect.adjusted(-margin, 0, margin, 0).contains(position):
                near.append((order[thing.kind], abs(rect.center().x() - position.x()), place))
        return min(near)[2] if near else None

    def rect_of(self, place: int) -> QRectF:
        """Where a thing is seen."""
        thing = self._things[place]
        return self._stretch(QRectF(self.rect()), thing.first_day, thing.last_day)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the year."""
        paint_widget(self, lambda sketch: self._draw(sketch, QRectF(self.rect()), focused=self.hasFocus()))

    def _draw(self, painter: Sketch, area: QRectF, *, focused: bool) -> None:
        if self._year is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, area, self._year)
        self._paint_months(painter, area, self._year)
        for kind in ("leave", "session", "expiry"):
            for thing in self._things:
                if thing.kind == kind:
                    self._paint_thing(painter, area, thing)
        if focused:
            bars = self._bars(area)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(current_theme().color("accent"), 1))
            painter.drawRect(bars.adjusted(0.5, 0.5, -0.5, -0.5))
            if self._things:
                thing = self._things[self._current]
                painter.setPen(QPen(current_theme().color("text"), 1.5))
                rect = self._stretch(area, thing.first_day, thing.last_day)
                painter.drawRoundedRect(rect.adjusted(-2, 1, 2, -1), 3, 3)

    def _paint_ground(self, painter: Sketch, area: QRectF, year: PersonYear) -> None:
        """The year as a groove, the plan's period lighter, and what is beyond employment grey."""
        theme, bars = current_theme(), self._bars(area)
        painter.fillRect(bars, theme.color("closed"))
        period = self._stretch(area, year.plan.first_day, year.plan.last_day)
        painter.fillRect(period, theme.color("panel"))
        for span in year.away:
            rect = self._stretch(area, span.first_day, span.last_day)
            painter.fillRect(rect, theme.color("groove"))
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bars.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_months(self, painter: Sketch, area: QRectF, year: PersonYear) -> None:
        theme, bars, small = current_theme(), self._bars(area), small_font(self.font())
        metrics = QFontMetricsF(small)
        months = [
            dt.date(number // 12, number % 12 + 1, 1)
            for number in range(12 * year.first_day.year, 12 * year.last_day.year + 12)
        ]
        names = [_month(day) for day in months]
        width = area.width() / len(months)
        fits = all(metrics.horizontalAdvance(name) + 3 <= width for name in names)
        painter.save()
        painter.setFont(small)
        for day, name in zip(months, names, strict=True):
            x = self._x(area, day)
            if day != year.first_day:
                painter.setPen(QPen(theme.color("line_strong" if day.month == 1 else "line"), 1))
                painter.drawLine(QPointF(x, bars.top()), QPointF(x, bars.bottom()))
            painter.setPen(theme.color("muted"))
            shown = name if fits else name[:1]
            if len(months) > 12:
                shown = str(day.year) if day.month == 1 else ""
            room = QRectF(
                x + 1, area.top(), max(width, metrics.horizontalAdvance(shown)) + 2, bars.top() - area.top()
            )
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()

    def _paint_thing(self, painter: Sketch, area: QRectF, thing: Happening) -> None:
        theme = current_theme()
        if thing.kind == "expiry":
            rect = self._stretch(area, thing.first_day, thing.last_day)
            x, bottom = rect.center().x(), rect.bottom()
            painter.setPen(QPen(theme.color("panel"), 1))
            painter.setBrush(theme.color("problem"))
            corners = [(0, -2 * _MARK), (_MARK, -_MARK), (0, 0), (-_MARK, -_MARK)]
            points = QPolygonF([QPointF(x + across, bottom - 1 + down) for across, down in corners])
            painter.then(lambda real: real.drawPolygon(points))
        elif thing.kind == "leave":
            rect = self._stretch(area, thing.first_day, thing.last_day).adjusted(0, 1, 0, -1)
            painter.setPen(QPen(theme.color("muted"), 1.2))
            painter.drawLines(list(slanted_lines(rect, begin=_HATCH / 2)))
        else:
            for first, last in self._runs(thing.days):
                rect = self._stretch(area, first, last).adjusted(0, 4, 0, -4)
                color = theme.color(thing.role)
                painter.setPen(QPen(color, 1.2) if thing.waiting else Qt.PenStyle.NoPen)
                painter.setBrush(Qt.BrushStyle.NoBrush if thing.waiting else color)
                painter.drawRoundedRect(rect, 1.5, 1.5)

    # Mouse and keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from thing to thing with the arrows, open a session with Enter."""
        key = Qt.Key(event.key())
        if key in _STEPS and self._things:
            self._go(min(max(0, self._current + _STEPS[key]), len(self._things) - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._things:
            self._go(0 if key == Qt.Key.Key_Home else len(self._things) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._things:
            self._open()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is pointed at."""
        place = self.place_at(event.position())
        opens = place is not None and self._things[place].session_id is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        self.said.emit("" if place is None else self._things[place].text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the session that was clicked."""
        place = self.place_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self._go(place)
            self._open()

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing more."""
        super().leaveEvent(event)
        self.said.emit("")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say where the keys are."""
        super().focusInEvent(event)
        if self._things:
            self.said.emit(self._things[self._current].text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say nothing more."""
        super().focusOutEvent(event)
        self.said.emit("")

    def event(self, event: QEvent) -> bool:
        """Show what is under the mouse as a tip."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if place is None else self._things[place].text, self)
            return True
        return super().event(event)

    def _go(self, place: int) -> None:
        self._current = place
        self._tell()
        tell_focus(self, self)
        self.said.emit(self._things[place].text)
        self.update()

    def _open(self) -> None:
        session = self._things[self._current].session_id
        if session is not None:
            self.session_opened.emit(session)

    def _tell(self) -> None:
        if not self._things:
            self.setAccessibleDescription(tr("Nothing in this year"))
            return
        count = plural(len(self._things), "1 entry", "%1 entries")
        self.setAccessibleDescription(tr("%1: %2", count, self._things[self._current].text))


def _month(day: dt.date) -> str:
    return user_locale().standaloneMonthName(day.month, user_locale().FormatType.ShortFormat)
