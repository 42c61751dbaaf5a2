"""Gather first, paint after: no fault of ours may happen while a painter is open.

A QPainter that an exception keeps alive outlives the paint event that made it, and Qt then kills the
process. So what paints draws into a `Sketch`, which only notes what is to be drawn; whatever it asks of
models and rows can fail there and leaves nothing behind but a blank place and a report. Only when all
is known, the notes are replayed on the painter, which is ended in any case.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPaintDevice, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

Draw = Callable[["Sketch"], None]

_SAVE, _RESTORE = QPainter.save, QPainter.restore

_P = ParamSpec("_P")
_T = TypeVar("_T")


# Plain notes, no painter: whatever raises while they are taken leaves nothing open that Qt could trip over.
class Sketch:
    """Notes what is to be drawn, with the names that QPainter has for it."""

    def __init__(self, font: QFont, ratio: float = 1.0) -> None:
        """Begin with a font; *ratio* is how many pixels of the screen a pixel of ours has."""
        self.ratio = ratio
        self._notes: list[tuple[Callable[..., object], tuple[object, ...]]] = []
        self._font = font
        self._kept: list[QFont] = []

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Callable[..., None]:
            """Any of the methods that draw."""

    def then(self, draw: Callable[[QPainter], object]) -> None:
        """Note something that draws on the painter itself; it must ask nothing of models and rows."""
        self._notes.append((draw, ()))

    def setPen(self, pen: QPen | QColor | Any) -> None:  # noqa: ANN401
        """Note a pen, a colour or a style of pens as it is now."""
        self._notes.append((QPainter.setPen, (_copy(pen),)))

    def setBrush(self, brush: QBrush | QColor | Any) -> None:  # noqa: ANN401
        """Note a brush, a colour or a style of brushes as it is now."""
        self._notes.append((QPainter.setBrush, (_copy(brush),)))

    def setFont(self, font: QFont) -> None:
        """Note a font as it is now, and measure in it from here on."""
        self._font = QFont(font)
        self._notes.append((QPainter.setFont, (self._font,)))

    def font(self) -> QFont:
        """The font of the texts that follow."""
        return QFont(self._font)

    def fontMetrics(self) -> QFontMetrics:
        """The sizes of that font."""
        return QFontMetrics(self._font)

    def save(self) -> None:
        """Note that pen, brush, font and clip are kept."""
        self._kept.append(self._font)
        self._notes.append((_SAVE, ()))

    def restore(self) -> None:
        """Note that they are as they were when kept last."""
        self._font = self._kept.pop()
        self._notes.append((_RESTORE, ()))

    def replay(self, painter: QPainter) -> None:
        """Draw all that was noted; the painter has kept nothing more afterwards than before."""
        kept = 0
        try:
            for method, args in self._notes:
                method(painter, *args)
                kept += (method is _SAVE) - (method is _RESTORE)
        finally:
            for _ in range(kept):
                painter.restore()


def _noting(method: Callable[..., object]) -> Callable[..., None]:
    def note(sketch: Sketch, *args: object) -> None:
        sketch._notes.append((method, args))

    return note


# Places given to these must not be changed afterwards: they are kept as they are.
for _name in (
    "drawEllipse",
    "drawLine",
    "drawLines",
    "drawPixmap",
    "drawPolyline",
    "drawRect",
    "drawRoundedRect",
    "drawText",
    "fillRect",
    "rotate",
    "setClipPath",
    "setClipRect",
    "setClipping",
    "setOpacity",
    "setRenderHint",
    "translate",
):
    # Looked up once and not for each call: a picture of the timeline has thousands of them.
    setattr(Sketch, _name, _noting(getattr(QPainter, _name)))


def paint_widget(widget: QWidget, draw: Draw) -> None:
    """Paint a widget, or the viewport of a scroll area, by what *draw* notes in a sketch.

    When that fails, the widget stays blank and the fault is reported, once for each place in the code.
    """
    area = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    sketch = Sketch(widget.font(), widget.devicePixelRatioF())
    with reporting(widget):
        draw(sketch)
        with painting(area) as painter:
            sketch.replay(painter)


def paint_into(painter: QPainter, owner: object, font: QFont, draw: Draw) -> None:
    """Paint a cell or a section with Qt's own painter, and leave that as it was.

    *owner* is the delegate, header or picture that paints. When *draw* fails, the place stays blank and the
    fault is reported, once for each place in the code.
    """
    sketch = Sketch(font)
    try:
        draw(sketch)
        painter.save()
        try:
            sketch.replay(painter)
        finally:
            painter.restore()
    except Exception as error:
        _report(owner, error)


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """Give a painter on a device; it has ended when the block is left, however that is.

    It is not active when the device cannot be painted on.
    """
    painter = QPainter(device)
    try:
        yield painter
    finally:
        # Qt complains of an end without a beginning, as for a device of no size, and warnings fail tests.
        if painter.isActive():
            painter.end()


class reporting:  # noqa: N801 - used as a function is
    """Report a fault, unless this object has reported the same one: it would paint again right after."""

    def __init__(self, owner: object) -> None:
        self._owner = owner

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Take a fault of ours; let through what is to end the program."""
        if isinstance(error, Exception):
            _report(self._owner, error)
            return True
        return False


def blank_when_failing(ask: Callable[_P, _T]) -> Callable[_P, _T | None]:
    """Let a method that Qt asks while it paints answer None when it fails, and report the fault.

    While an exception waits to be raised, the answers of other methods are lost on Qt, which can kill it.
    """

    @wraps(ask)
    def answer(*args: _P.args, **kwargs: _P.kwargs) -> _T | None:
        try:
            return ask(*args, **kwargs)
        except Exception as error:
            _report(args[0], error)
            return None

    return answer


def _report(owner: object, error: Exception) -> None:
    frames = traceback.walk_tb(error.__traceback__)
    where = (type(error), *((frame.f_code, line) for frame, line in frames))
    # On the owner itself, so that it goes with it, and another one of its kind reports for itself.
    told = cast("set[object]", owner.__dict__.setdefault("_faults_told", set()))
    if where not in told:
        told.add(where)
        # Said through the hook and not raised: an exception that leaves a method of Qt's is lost or kills.
        sys.excepthook(type(error), error, error.__traceback__)


def _copy(value: object) -> Any:  # noqa: ANN401
    # The caller may go on using and changing its pen; the note must stay what it was.
    return type(value)(value) if isinstance(value, QPen | QBrush | QColor) else value
