"""What is selected in the matrix."""

from PySide6.QtCore import QItemSelectionModel, QItemSelectionRange

from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.matrix_model import NAME, MatrixModel


def selected_block(model: MatrixModel, selection: QItemSelectionModel) -> Block:
    """Return the block that is selected."""
    people: dict[int, None] = {}
    named: set[int] = set()
    areas = []
    for area in selected_ranges(selection):
        rows = range(area.top(), area.bottom() + 1)
        chosen = tuple(person.id for row in rows if (person := model.person_at(row)) is not None)
        people.update(dict.fromkeys(chosen))
        if area.left() == NAME:
            named.update(chosen)
        areas.append((chosen, tuple(model.courses[max(area.left(), 1) - 1 : area.right()])))
    cells = ((tuple(p for p in chosen if p not in named), courses) for chosen, courses in areas)
    return Block(tuple(people), tuple(area for area in cells if all(area)))


def selected_ranges(selection: QItemSelectionModel) -> list[QItemSelectionRange]:
    """Return the rectangles that are selected, from the top left on."""
    chosen = selection.selection()
    ranges = [chosen.at(place) for place in range(chosen.count())]
    return sorted(ranges, key=lambda area: (area.top(), area.left()))
