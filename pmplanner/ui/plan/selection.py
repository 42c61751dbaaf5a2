"""What is selected in the matrix."""

from typing import NamedTuple

from PySide6.QtCore import QItemSelectionModel

from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.matrix_model import NAME, MatrixModel


class Area(NamedTuple):
    """A rectangle of rows and columns, all included."""

    top: int
    left: int
    bottom: int
    right: int


def selected_block(model: MatrixModel, selection: QItemSelectionModel) -> Block:
    """Return the block that is selected."""
    people: dict[int, None] = {}
    named: set[int] = set()
    areas = []
    for area in selected_ranges(selection):
        rows = range(area.top, area.bottom + 1)
        chosen = tuple(person.id for row in rows if (person := model.person_at(row)) is not None)
        people.update(dict.fromkeys(chosen))
        if area.left == NAME:
            named.update(chosen)
        areas.append((chosen, tuple(model.courses[max(area.left, 1) - 1 : area.right])))
    cells = ((tuple(p for p in chosen if p not in named), courses) for chosen, courses in areas)
    return Block(tuple(people), tuple(area for area in cells if all(area)))


def selected_ranges(selection: QItemSelectionModel) -> list[Area]:
    """Return the rectangles that are selected, from the top left on.

    Plain numbers: Qt's ranges live only as long as the selection that they are part of.
    """
    chosen = selection.selection()
    areas = []
    for place in range(chosen.count()):
        area = chosen.at(place)
        areas.append(Area(area.top(), area.left(), area.bottom(), area.right()))
    return sorted(areas)
