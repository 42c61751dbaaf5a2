"""Gather first, paint after: a fault while painting leaves a blank place and a report."""

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.widgets.painting import Sketch, paint_into, paint_widget, painting
from pmplanner.ui.widgets.tables.table_model import ColumnSpec, TableModel
from tests.conftest import ROOT
from tests.source import nodes

UI = ROOT / "pmplanner" / "ui"
PAINTS = {"paintEvent", "paint", "paintSection", "paintCell"}
"""What Qt calls to have something painted."""


def classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for path in sorted(UI.rglob("*.py")):
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                yield path.relative_to(UI).as_posix(), node


def painters() -> list[tuple[str, str, ast.FunctionDef]]:
    """Each method that Qt calls to have a widget or a cell painted; engines of icons open no painter."""
    return [
        (file, f"{node.name}.{method.name}", method)
        for file, node in classes()
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name in PAINTS
        if file not in ("widgets/icons.py", "output/paper/sheets.py")
    ]


@pytest.mark.slow
def test_a_painter_is_opened_in_one_place_only() -> None:
    places = {
        path.relative_to(UI).as_posix()
        for path in UI.rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QPainter"
    }
    assert places == {"widgets/painting.py"}


@pytest.mark.slow
def test_whatever_paints_gathers_first() -> None:
    assert len(painters()) >= 19
    for file, name, method in painters():
        calls = [node for node in ast.walk(method) if isinstance(node, ast.Call)]
        names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
        # What hands all to Qt, in another place, draws nothing of its own.
        assert names & {"paint_widget", "paint_into", "super"}, f"{file}: {name} does not gather"
        drawn = [
            call.func.attr
            for call in calls
            if isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id == "painter"
        ]
        assert not drawn, f"{file}: {name} draws by itself: {drawn}"


@pytest.mark.slow
def test_a_process_lives_through_faults_in_all_painting(sampled: Workspace) -> None:
    sampled.close()
    script = [sys.executable, "-m", "tests.ui.broken_painting", str(sampled.path)]
    done = subprocess.run(script, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
    said = done.stdout.split("\n")
    assert done.returncode == 0, f"{said[-2:]}\n{done.stderr[-2000:]}"
    assert said[-2] == "alive"


class Square(QWidget):
    """Draws a red square; may fail when half of it is known."""

    broken = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        paint_widget(self, self._draw)

    def _draw(self, sketch: Sketch) -> None:
        sketch.fillRect(QRectF(0, 0, 10, 5), QColor("red"))
        if self.broken:
            raise ValueError("the rest is not known")
        sketch.fillRect(QRectF(0, 5, 10, 5), QColor("red"))


def test_a_fault_leaves_a_widget_blank_and_is_told_once(qtbot: QtBot) -> None:
    square = Square()
    qtbot.addWidget(square)
    square.resize(10, 10)
    red = square.grab().toImage()
    assert red.pixelColor(5, 2) == red.pixelColor(5, 8) == QColor("red")
    square.broken = True
    with capture_exceptions() as faults:
        blank = square.grab().toImage()
        square.grab()
    assert [str(error) for _, error, _ in faults] == ["the rest is not known"]
    assert blank.pixelColor(5, 2) == blank.pixelColor(5, 8) != QColor("red")
    square.broken = False
    assert square.grab().toImage() == red


def test_a_cell_that_fails_leaves_the_painter_as_it_was(qtbot: QtBot) -> None:
    owner, picture = QWidget(), QImage(10, 10, QImage.Format.Format_RGB32)
    qtbot.addWidget(owner)
    with painting(picture) as painter:
        painter.setPen(QColor("green"))

        def draw(sketch: Sketch) -> None:
            sketch.save()
            sketch.setPen(QColor("red"))
            sketch.then(lambda _painter: 1 / 0)

        with capture_exceptions() as faults:
            paint_into(painter, owner, QFont(), draw)
        assert painter.pen().color() == QColor("green")
    assert [kind for kind, _, _ in faults] == [ZeroDivisionError]


def test_a_sketch_keeps_what_it_was_given(qtbot: QtBot) -> None:
    sketch, color = Sketch(QFont()), QColor("red")
    sketch.setBrush(color)
    color.setRgb(0, 0, 255)
    sketch.drawRect(QRectF(-1, -1, 12, 12))
    big = QFont()
    big.setPixelSize(40)
    sketch.save()
    sketch.setFont(big)
    assert sketch.fontMetrics().height() > 30
    sketch.restore()
    assert sketch.font() == QFont()
    picture = QImage(10, 10, QImage.Format.Format_RGB32)
    with painting(picture) as painter:
        sketch.replay(painter)
    assert picture.pixelColor(5, 5) == QColor("red")


def test_a_painter_ends_however_its_block_is_left() -> None:
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    kept: list[QPainter] = []

    def leave() -> None:
        with painting(picture) as painter:
            kept.append(painter)
            raise ValueError("left")

    with pytest.raises(ValueError, match="left"):
        leave()
    assert not kept[0].isActive()


def test_a_model_that_fails_answers_nothing_and_reports(qtbot: QtBot) -> None:
    def number(row: str) -> int:
        return int(row)

    model = TableModel([ColumnSpec[str]("Number", number)])
    model.set_rows(["1", "two"], key=str)
    with capture_exceptions() as faults:
        shown = [model.index(place, 0).data() for place in (0, 1, 1)]
    assert shown == ["1", None, None]
    assert [kind for kind, _, _ in faults] == [ValueError]
