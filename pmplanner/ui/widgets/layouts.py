"""Rows and columns, written as the list of what stands in them."""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget


class _Room(Enum):
    REST = 0


STRETCH: Final = _Room.REST
"""Takes the room that is left."""

Place = Qt.AlignmentFlag
_ANYWHERE = Place(0)
Item = QWidget | QLayout | int | _Room | tuple[QWidget | QLayout, int] | tuple[QWidget, int, Place]
"""A widget or layout, with its share of the room and where it stands in it; a gap in pixels; `STRETCH`."""

Margins = tuple[int, int, int, int]
Box = TypeVar("Box", bound=QBoxLayout)


def as_column(
    parent: QWidget | None, *items: Item, margins: Margins | None = None, spacing: int | None = None
) -> QVBoxLayout:
    """Put items below each other into *parent*; margins (left, top, right, bottom) and spacing in pixels."""
    layout = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    return _filled(layout, items, margins, spacing)


def as_row(
    parent: QWidget | None, *items: Item, margins: Margins | None = None, spacing: int | None = None
) -> QHBoxLayout:
    """Put items beside each other into *parent*; margins (left, top, right, bottom) and spacing in pixels."""
    layout = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    return _filled(layout, items, margins, spacing)


def _filled(layout: Box, items: tuple[Item, ...], margins: Margins | None, spacing: int | None) -> Box:
    if margins is not None:
        layout.setContentsMargins(*margins)
    if spacing is not None:
        layout.setSpacing(spacing)
    for item in items:
        if isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, _Room):
            layout.addStretch(1)
        else:
            _add(layout, *item) if isinstance(item, tuple) else _add(layout, item)
    return layout


def _add(layout: QBoxLayout, inner: QWidget | QLayout, share: int = 0, place: Place = _ANYWHERE) -> None:
    if isinstance(inner, QLayout):
        layout.addLayout(inner, share)
    else:
        layout.addWidget(inner, share, place)
