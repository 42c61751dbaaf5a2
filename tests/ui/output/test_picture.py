"""Pictures out of the window: what is copied, what the files hold, and how they are asked for."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QRectF, QSettings, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.plans.plans import list_plans
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.picturing import Picture, PictureMenu
from pmplanner.ui.output.picture import (
    GAP,
    MARGIN,
    Framed,
    Pictures,
    as_image,
    as_pdf,
    as_svg,
    as_values,
    png_scale,
)
from pmplanner.ui.theme import apply_theme, contrast, current_theme, theme_named
from pmplanner.ui.widgets.painting import Sketch, paint_into
from tests.support import known

TITLE = "Days per role track"


class Block(QWidget):
    """A square in a track's colour, and its name."""

    def picture_size(self) -> QSize:
        return QSize(300, 80)

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        color = current_theme().track(0)

        def draw(sketch: Sketch) -> None:
            sketch.fillRect(QRectF(rect.left(), rect.top(), 80, 80), color)
            sketch.drawText(rect, Qt.AlignmentFlag.AlignCenter, "Übersicht <1>")

        paint_into(painter, self, self.font(), draw)

    def as_table(self) -> list[list[str]]:
        return [["Track", "Days"], ["Product\tmanager", "1.5"]]


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def block(qtbot: QtBot) -> Block:
    block = Block()
    qtbot.addWidget(block)
    return block


@pytest.fixture
def pictures(actions: Actions, settings: QSettings, block: Block, tmp_path: Path) -> Pictures:
    settings.setValue("export/folder", str(tmp_path))
    return Pictures(actions, settings, block, lambda: None)


@pytest.fixture
def framed(block: Block) -> Framed:
    return Framed(Picture(TITLE, block), "A plan · as of today")


def test_pixels_are_twice_as_fine_and_light_whatever_the_window_wears(
    framed: Framed, qapp: QApplication
) -> None:
    apply_theme(qapp, "dark")
    image, size = as_image(framed), framed.size()
    assert current_theme() is theme_named("dark")
    assert (image.width(), image.height()) == (2 * size.width(), 2 * size.height())
    light = theme_named("light")
    assert image.pixelColor(1, 1) == light.color("panel")
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert light.track(0).name() in colours
    foot = range(image.height() - 2 * MARGIN - 24, image.height() - 2 * MARGIN)
    darkest = max(
        (image.pixelColor(x, y) for x in range(image.width()) for y in foot),
        key=lambda color: contrast(color, light.color("panel")),
    )
    assert contrast(darkest, light.color("panel")) > 3  # there is something written


def test_vectors_keep_their_texts(framed: Framed) -> None:
    root = ET.fromstring(as_svg(framed))
    texts = {"".join(node.itertext()).strip() for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {TITLE, "Übersicht <1>", framed.foot} <= texts
    assert root.attrib["viewBox"] == f"0 0 {framed.size().width()} {framed.size().height()}"
    colour = theme_named("light").track(0).name()
    assert colour in {node.attrib.get("fill") for node in root.iter()}


def test_a_control_character_in_a_name_leaves_a_drawing_that_opens(framed: Framed) -> None:
    root = ET.fromstring(as_svg(replace(framed, foot="A\x01 plan\x0b \x00")))
    assert "A  plan" in "".join(root.itertext())


def test_a_page_is_as_large_as_the_picture(framed: Framed) -> None:
    content = as_pdf(framed)
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    box = known(re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content))
    size = framed.size()
    assert float(box[1]) / float(box[2]) == pytest.approx(size.width() / size.height(), rel=0.01)
    assert not re.search(rb"/Subtype\s*/Image", content)  # vectors
    assert re.search(rb"/Type\s*/Font\b", content)


def test_what_no_program_could_open_is_made_smaller() -> None:
    for size in (QSize(400, 90_000), QSize(12_000, 12_000)):
        scale = png_scale(size)
        assert scale < 1
        assert max(size.width(), size.height()) * scale <= 16_000
        assert size.width() * size.height() * scale**2 <= 64_000_000 * 1.001
    assert png_scale(QSize(900, 600)) == 2


def test_a_picture_is_copied_and_so_is_its_table(
    pictures: Pictures, actions: Actions, block: Block, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(actions.said) as said:
        pictures.put_out("copy picture", Picture(TITLE, block))
    assert known(said.args)[0] == f"Copied the picture “{TITLE}”"
    image = QGuiApplication.clipboard().image()
    assert image.height() > 2 * (80 + 2 * MARGIN + 2 * GAP)
    with qtbot.waitSignal(actions.said) as said:
        pictures.put_out("copy table", Picture(TITLE, block))
    assert known(said.args)[0] == f"Copied 1 line of “{TITLE}”"
    assert QGuiApplication.clipboard().text() == "Track\tDays\nProduct manager\t1.5\n"


def test_without_a_plan_nothing_is_put_out(
    workspace: Workspace, settings: QSettings, block: Block, qtbot: QtBot
) -> None:
    actions = Actions(workspace)
    with qtbot.waitSignal(actions.refused):
        Pictures(actions, settings, block, lambda: None).put_out("save picture", Picture(TITLE, block))


def test_files_of_each_kind_are_asked_for_written_and_said(
    pictures: Pictures,
    actions: Actions,
    block: Block,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    answers: list[tuple[str, str]] = []

    def choose(_parent: QWidget, _title: str, name: str, _kinds: str, chosen: str) -> tuple[str, str]:
        asked.append(Path(name).name)
        typed, kind = answers.pop(0)
        return str(tmp_path / typed) if typed else name, kind or chosen

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    plan = actions.read(list_plans)[0].name
    (tmp_path / "b.svg").write_text("kept", encoding="utf-8")
    cases = [
        ("as proposed", [("", "")], f"{plan} – {TITLE}.png", b"\x89PNG"),
        ("another filter", [("", "Drawing with vectors (*.svg)")], f"{plan} – {TITLE}.svg", b"<?xml"),
        ("another suffix", [("a.pdf", "")], "a.pdf", b"%PDF"),
        ("no suffix", [("a", "Picture (*.png)")], "a.png", b"\x89PNG"),
        ("a file in the way", [("b", "Drawing with vectors (*.svg)"), ("c.svg", "")], "c.svg", b"<?xml"),
    ]
    for case, replies, name, start in cases:
        answers[:] = replies
        with qtbot.waitSignals([actions.said, pictures.writer.wrote]):
            pictures.put_out("save picture", Picture(TITLE, block))
        assert (tmp_path / name).read_bytes().startswith(start), case
    assert (tmp_path / "b.svg").read_text(encoding="utf-8") == "kept"
    assert asked[1:3] == [f"{plan} – {TITLE}.png", f"{plan} – {TITLE}.svg"]  # the kind is remembered
    image = QImage(str(tmp_path / f"{plan} – {TITLE}.png"))
    assert QColor(image.pixelColor(0, 0)) == theme_named("light").color("panel")


def test_a_table_is_written_with_its_numbers_as_numbers(
    pictures: Pictures, block: Block, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("roles.xlsx", "roles.csv"):
        answer = (str(tmp_path / name), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words, answer=answer: answer)
        with qtbot.waitSignal(pictures.writer.wrote):
            pictures.put_out("save table", Picture(TITLE, block))
    sheet = load_workbook(tmp_path / "roles.xlsx").worksheets[0]
    assert sheet["A1"].value == TITLE
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
        ["Track", "Days"],
        ["Product\tmanager", 1.5],
    ]
    lines = (tmp_path / "roles.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["Track,Days", "Product\tmanager,1.5"]
    # A code that looks like a number and a blank are none.
    assert as_values([["Code", "Days"], ["007", "1"], ["12", ""]])[1:] == [["007", "1"], ["12", ""]]


def test_the_actions_are_in_the_menu_on_the_keys_and_behind_a_button(block: Block, qtbot: QtBot) -> None:
    menu = PictureMenu(block, lambda: TITLE, block)
    button = menu.button(block)
    assert button.accessibleName() == "Picture or table of this"
    assert [action.text() for action in known(button.menu()).actions()] == [
        "Copy picture",
        "Save picture as…",
        "Copy as table",
        "Save as table…",
    ]
    assert block.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    block.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    block.show()
    block.activateWindow()
    block.setFocus()
    qtbot.waitUntil(block.hasFocus)
    keys = {"copy picture": Qt.Key.Key_C, "save picture": Qt.Key.Key_S, "copy table": Qt.Key.Key_T}
    for task, key in keys.items():
        with qtbot.waitSignal(menu.requested) as asked:
            qtbot.keyClick(
                block, key, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            )
        assert asked.args == [task, Picture(TITLE, block)]
