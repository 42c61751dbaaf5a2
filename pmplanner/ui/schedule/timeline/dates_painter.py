"""Paints the days above the lanes, in two lines: months over days, over weeks, or years over months.

Each name is written whole, in the longest form that fits, or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from pmplanner.ui.schedule.timeline.frame import Frame, today_at
from pmplanner.ui.schedule.timeline.scale import TimeScale
from pmplanner.ui.text_size import text_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import user_locale
from pmplanner.ui.widgets.painting import Sketch
from pmplanner.ui.widgets.week import begin_of_week, week_name

_PIXELS = 12
_INDENT = 8
"""Of a name from the line of its beginning."""
_TIGHT, _TIGHT_END = 3, 2
"""Of a day or week, of which many stand side by side, from its line, and from what follows."""
_DOT = 2.5
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def paint_dates(painter: Sketch, frame: Frame) -> None:
    """Paint both lines of days."""
    canvas, scale = frame.canvas, frame.book.scale
    painter.save()
    font = painter.font()
    painter.setClipRect(canvas.dates)
    _paint_lines(painter, frame)
    painter.setFont(text_font(font, _PIXELS, strong=True))
    painter.setPen(current_theme().color("text"))
    if scale.shows_weeks:
        _paint_spans(painter, frame, canvas.months, _months(frame), month_names)
    else:
        _paint_spans(painter, frame, canvas.months, _years(frame), lambda first, _: [str(first.year)])
    painter.setFont(text_font(font, _PIXELS))
    painter.setPen(current_theme().color("muted"))
    if scale.shows_days:
        _paint_days(painter, frame)
    elif scale.shows_weeks:
        _paint_weeks(painter, frame)
    else:
        _paint_spans(painter, frame, canvas.days, _months(frame), short_month_names, _TIGHT)
    painter.restore()


def paint_today(painter: Sketch, frame: Frame) -> None:
    """A dot above today, from where its line goes down."""
    x, canvas = today_at(frame), frame.canvas
    if x is not None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = current_theme().color("accent")
        y = canvas.dates.bottom() - _DOT - 1
        painter.setPen(QPen(accent, 1.5))
        painter.drawLine(QPointF(x, y), QPointF(x, canvas.top))
        painter.setBrush(accent)
        painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
        painter.restore()


def month_names(first: dt.date, spans_years: bool) -> list[str]:
    """A month in ever fewer letters: "January", "Jan", "J"; with its year where that is asked."""
    locale = user_locale()
    long = locale.standaloneMonthName(first.month)
    short = locale.standaloneMonthName(first.month, locale.FormatType.ShortFormat)
    letter = locale.standaloneMonthName(first.month, locale.FormatType.NarrowFormat)
    year = f" {first.year}"
    return [long + year, short + year, short, letter] if spans_years else [long, short, letter]


def short_month_names(first: dt.date, _spans_years: bool) -> list[str]:
    """A month below its year: "Jan", "J"."""
    locale = user_locale()
    kinds = locale.FormatType.ShortFormat, locale.FormatType.NarrowFormat
    return [locale.standaloneMonthName(first.month, kind) for kind in kinds]


def month_form(
    width: float, metrics: QFontMetricsF, names: Callable[[dt.date, bool], Sequence[str]], spans_years: bool
) -> int:
    """The longest form in which every month of a year fits into a width; the shortest if none does."""
    months = [names(dt.date(2024, month, 1), spans_years) for month in range(1, 13)]
    for form in range(len(months[0]) - 1):
        if max(metrics.horizontalAdvance(each[form]) for each in months) <= width:
            return form
    return len(months[0]) - 1


def day_name(day: dt.date, form: int) -> str:
    """A day in one of three forms: "Mon 4", "M 4", "4"."""
    locale = user_locale()
    if form > 1:
        return str(day.day)
    kind = locale.FormatType.NarrowFormat if form else locale.FormatType.ShortFormat
    return f"{locale.dayName(day.isoweekday(), kind)} {day.day}"


def numbered_day(name: str, day: dt.date) -> str:
    """The name of the first day of a week with the number of the week: "4 · W1"."""
    return " · ".join(filter(None, (name, week_name(day))))


def day_form(width: float, metrics: QFontMetricsF) -> int:
    """The longest form in which every day of a month fits into a width."""
    week = [dt.date(2024, 1, 22 + number) for number in range(7)]  # days with two figures
    for form in (0, 1):
        if max(metrics.horizontalAdvance(day_name(day, form)) for day in week) <= width:
            return form
    return 2


def weeks_between_names(scale: TimeScale, metrics: QFontMetricsF) -> int:
    """Each so many weeks one has room for its first day."""
    every = 1
    while every * scale.week_width < metrics.horizontalAdvance("28") + _TIGHT + 2 * _TIGHT_END:
        every *= 2
    return every


def _paint_lines(painter: Sketch, frame: Frame) -> None:
    """A line before each month, or year, and a shorter one before what is named below."""
    canvas, scale = frame.canvas, frame.book.scale
    painter.setPen(QPen(current_theme().color("line"), 1))
    spans = _months(frame) if scale.shows_weeks else _years(frame)
    lines = [(first, 0, canvas.days.top()) for first, _ in spans]
    lines += [(day, canvas.days.top(), canvas.top) for day in frame.line_days()]
    for day, top, bottom in lines:
        x = round(canvas.x(scale.x(day))) + 0.5
        if x >= canvas.dates.left():  # pictures of vectors know no clipping
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))


Span = tuple[dt.date, dt.date]
"""The first day, and the one after the last."""


def _months(frame: Frame) -> Iterator[Span]:
    """The months that are seen."""
    days = frame.visible_days()
    first = days[0].replace(day=1) if days else None
    while first is not None and first <= days[-1]:
        after = (first + dt.timedelta(days=31)).replace(day=1)
        yield first, after
        first = after


def _years(frame: Frame) -> Iterator[Span]:
    """The years that are seen."""
    days = frame.visible_days()
    for year in range(days[0].year, days[-1].year + 1) if days else ():
        yield dt.date(year, 1, 1), dt.date(year + 1, 1, 1)


def _paint_spans(
    painter: Sketch,
    frame: Frame,
    line: QRect,
    spans: Iterator[Span],
    names: Callable[[dt.date, bool], Sequence[str]],
    indent: int = _INDENT,
) -> None:
    """Name months or years; one that began left of what is seen is named at the left edge.

    All have the same form, but for one that is seen in part and has less room.
    """
    canvas, scale, metrics = frame.canvas, frame.book.scale, QFontMetricsF(painter.font())
    form = month_form(4 * scale.week_width - indent - _TIGHT_END, metrics, names, scale.spans_years)
    for first, after in spans:
        left = max(canvas.x(scale.x(first)), line.left()) + indent
        right = min(canvas.x(min(scale.x(after), scale.width)), line.left() + line.width()) - _TIGHT_END
        for name in names(first, scale.spans_years)[form:]:
            if metrics.horizontalAdvance(name) <= right - left:
                area = QRectF(left, line.top(), right - left, line.height())
                painter.drawText(area, _LEFT, name)
                break


def _paint_days(painter: Sketch, frame: Frame) -> None:
    """Name each day; on narrow ones, on which nobody works, there may be room for the number only."""
    theme, scale, metrics = current_theme(), frame.book.scale, QFontMetricsF(painter.font())
    form = day_form(scale.day_width - _TIGHT - _TIGHT_END, metrics)
    for day in frame.visible_days():
        wide = scale.end(day) - scale.x(day) > scale.day_width - 1
        painter.setPen(theme.color("accent" if day == frame.today else "muted"))
        names = [day_name(day, form if wide else 2)]
        if day == begin_of_week(day):
            names.insert(0, numbered_day(names[0], day))
        _paint_whole(painter, frame, day, scale.end(day), names, metrics)


def _paint_weeks(painter: Sketch, frame: Frame) -> None:
    """Name the first day of each week, or of each second or fourth."""
    scale, metrics = frame.book.scale, QFontMetricsF(painter.font())
    every = weeks_between_names(scale, metrics)
    room = every * scale.week_width
    numbered = numbered_day("28", dt.date(2026, 12, 28))  # the longest that there is
    fits = metrics.horizontalAdvance(numbered) <= room - _TIGHT - _TIGHT_END
    for day in frame.line_days():
        if (day - scale.first).days // 7 % every == 0:
            name = numbered_day(str(day.day), day) if fits else str(day.day)
            _paint_whole(painter, frame, day, scale.x(day) + room, [name], metrics)


def _paint_whole(
    painter: Sketch, frame: Frame, day: dt.date, end: float, names: Sequence[str], metrics: QFontMetricsF
) -> None:
    """Write the first name that fits between a day's beginning and a place of the scale, if one does."""
    canvas, line = frame.canvas, frame.canvas.days
    left = canvas.x(frame.book.scale.x(day)) + _TIGHT
    right = min(canvas.x(end), line.left() + line.width()) - _TIGHT_END
    for name in names:
        if left >= line.left() and metrics.horizontalAdvance(name) <= right - left:
            painter.drawText(QRectF(left, line.top(), right - left, line.height()), _LEFT, name)
            return
