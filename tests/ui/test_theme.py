"""Tests of the colours: contrast, tokens, following the system, none in code."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

import pmplanner.ui
from pmplanner.ui import theme as theme_module
from pmplanner.ui.text_size import LEAST, SIZES, USUAL, row_height, text_font
from pmplanner.ui.theme import (
    GLYPH_CONTRAST,
    Theme,
    apply_theme,
    contrast,
    current_theme,
    style_sheet,
    theme_named,
    theme_notifier,
    track_role,
)
from pmplanner.ui.widgets.dialogs.message_bar import MessageBar
from pmplanner.ui.widgets.icons import icon, icon_names
from pmplanner.ui.widgets.status_line import StatusLine
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec
from tests.conftest import ROOT
from tests.take_screenshots import USUAL_POINTS

UI = Path(pmplanner.ui.__file__).parent
GROUNDS = (
    *("window", "panel", "subtle", "hover", "groove", "accent_soft", "closed"),
    *("done_soft", "problem_soft"),
)
"""All that text stands on: rows are hovered over and selected, chips and pills have their own ground."""
TEXTS = ("text", "muted", "accent", "done_text", "problem_text")
PAIRS = [
    *[(text, ground) for text in TEXTS for ground in GROUNDS],
    ("tooltip_text", "tooltip"), ("on_accent", "accent"), ("on_accent_hover", "accent_hover"),
    ("on_done", "done"), ("on_problem", "problem"), ("on_problem_text", "problem_text"), ("dot", "groove"),
]  # fmt: skip
EDGES = ("line_strong", "muted", "accent", "problem", "done")
"""Edges of fields and boxes to tick, rings, and signs."""


@pytest.fixture(params=["light", "dark", "light_high", "dark_high"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return theme_named(request.param)


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    apply_theme(qapp, "light", "usual", USUAL)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(theme.color(text), theme.color(ground)) >= (
        7 if theme.high and "accent" not in text else 4.5
    )


@pytest.mark.parametrize("edge", EDGES)
def test_edges_and_signs_can_be_told_from_their_ground(theme: Theme, edge: str) -> None:
    for ground in GROUNDS:
        assert contrast(theme.color(edge), theme.color(ground)) >= (4.5 if theme.high else 3), ground


def test_all_colours_of_texts_in_the_style_sheet_are_looked_at() -> None:
    sheet = (ROOT / "resources" / "style.qss").read_text(encoding="utf-8")
    grounds = set(re.findall(r"background(?:-color)?: @(\w+)", sheet)) - {"accent", "accent_hover", "tooltip"}
    texts = set(re.findall(r"[ {;]color: @(\w+)", sheet)) - {"disabled", "tooltip_text"}
    assert grounds <= {*GROUNDS, "line", "line_strong", "muted"}  # those three are rules and handles
    assert {text for text in texts if not text.startswith("on_")} <= set(TEXTS)
    edges = set(re.findall(r"border: \dpx solid @(\w+)", sheet)) - {"line", "groove", "tooltip"}
    assert edges <= {*EDGES, "text"}


def test_text_can_be_read_on_every_track(theme: Theme) -> None:
    for position in (None, *range(len(theme.tracks))):
        for ground in (theme.track(position), theme.track_soft(position)):
            assert contrast(theme.on(ground), ground) >= 4.5
        assert contrast(theme.color("text"), theme.track_soft(position)) >= 4.5


def test_marks_are_white_where_that_can_be_seen() -> None:
    light, dark = theme_named("light"), theme_named("dark")
    for role in ("done", "problem", "accent"):
        assert light.on(light.color(role), GLYPH_CONTRAST) == light.color("lightest")
    assert dark.on(dark.color("done"), GLYPH_CONTRAST) == dark.color("darkest")


def test_bars_stand_out_from_the_panel(theme: Theme) -> None:
    for color in (*theme.tracks, theme.color("done"), theme.color("problem")):
        assert contrast(color, theme.color("panel")) >= 3


# Deuteranopia of full severity, on linear RGB: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A
# Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (6), 2009, table 1.
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
# sRGB to XYZ under D65, IEC 61966-2-1.
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)

Triple = tuple[float, float, float]


def _linear(color: QColor) -> Triple:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    )
    return red, green, blue


def _times(matrix: tuple[Triple, Triple, Triple], values: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, values, strict=True)) for row in matrix)
    return first, second, third


def _lab(linear: Triple) -> Triple:
    def bent(value: float) -> float:
        return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116

    x, y, z = (bent(value / white) for value, white in zip(_times(XYZ, linear), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(color: QColor, *, deuteranope: bool = False) -> Triple:
    """The colour in CIELAB, in which a distance of 2.3 can just be noticed."""
    linear = _linear(color)
    if deuteranope:
        red, green, blue = (min(1.0, max(0.0, part)) for part in _times(DEUTERANOPIA, linear))
        linear = red, green, blue
    return _lab(linear)


def test_a_deuteranope_sees_white_as_white_and_confuses_red_and_green() -> None:
    assert seen(QColor("white"), deuteranope=True) == pytest.approx((100, 0, 0), abs=0.2)
    red, green = QColor("#b4403c"), QColor("#667a28")
    assert math.dist(seen(red), seen(green)) > 60
    assert math.dist(seen(red, deuteranope=True), seen(green, deuteranope=True)) < 22


@pytest.mark.parametrize("deuteranope", [False, True])
def test_tracks_are_told_apart_by_everybody(theme: Theme, deuteranope: bool) -> None:
    for one, other in itertools.combinations(theme.tracks, 2):
        apart = math.dist(seen(one, deuteranope=deuteranope), seen(other, deuteranope=deuteranope))
        assert apart >= 12, (one.name(), other.name())


def test_neighbours_differ_in_lightness(theme: Theme) -> None:
    for one, other in itertools.pairwise(theme.tracks):  # the order in which they stand, no track last
        assert contrast(one, other) >= 1.2, (one.name(), other.name())
    for track, done in zip(theme.tracks, theme.tracks_done, strict=True):
        assert contrast(track, done) >= 1.7, (track.name(), done.name())


def test_what_touches_is_parted_by_a_line_of_3_to_1(theme: Theme) -> None:
    # Six colours of 3 : 1 against the ground and against each other would need a range of 3⁶ : 1; there is
    # 21 : 1. So parts are parted by a line in the panel's colour, which the painting tests look for, and
    # what is to schedule is an outlined hatch.
    for color in (*theme.tracks, *theme.tracks_done):
        assert contrast(color, theme.color("panel")) >= 3, color.name()


def test_text_can_be_read_on_what_is_done(theme: Theme) -> None:
    for color in theme.tracks_done:
        assert contrast(theme.on(color), color) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


def test_both_schemes_have_the_same_tokens() -> None:
    light, dark = theme_named("light"), theme_named("dark")
    assert light.tokens.keys() == dark.tokens.keys()
    assert len(light.tracks) == len(light.tracks_soft) == len(dark.tracks) == len(dark.tracks_soft)


def test_tracks_go_round_and_leave_grey_for_none(theme: Theme) -> None:
    grey = len(theme.tracks) - 1
    assert theme.track(None) == theme.tracks[-1]
    assert theme.track(grey) == theme.track(0)
    assert grey not in {theme.track_slot(position) for position in range(20)}


def test_roles_of_tracks_lead_to_their_colours(theme: Theme) -> None:
    assert theme.color(track_role(2)) == theme.track(2)
    assert theme.color(track_role(2, "track_soft")) == theme.track_soft(2)
    assert theme.color(track_role(2, "track_done")) == theme.track_done(2)
    assert theme.color(track_role(None)) == theme.track(None)
    with pytest.raises(KeyError):
        theme.color("mauve")


def test_style_sheet_has_no_token_left(theme: Theme) -> None:
    assert "@" not in re.sub(r"/\*.*?\*/", "", style_sheet(theme), flags=re.S)


def test_style_sheet_names_only_icons_that_exist(theme: Theme) -> None:
    from importlib.resources import files

    named = set(re.findall(r"pmicons:([\w-]+\.svg)", style_sheet(theme)))
    there = {entry.name for entry in (files("pmplanner_resources") / "icons").iterdir()}
    assert named
    assert named <= there


def test_applying_a_mode_dresses_everything_and_says_so(dressed: QApplication, qtbot: QtBot) -> None:
    apply_theme(dressed, "light")
    with qtbot.waitSignal(theme_notifier().changed):
        apply_theme(dressed, "dark")
    assert current_theme() is theme_named("dark")
    assert dressed.palette().color(QPalette.ColorRole.Window) == theme_named("dark").color("window")
    label = QLabel("text")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.palette().color(label.foregroundRole()) == theme_named("dark").color("text")


def test_high_contrast_follows_the_system_or_the_user(
    dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_theme(dressed, "dark", "high")
    assert current_theme() is theme_named("dark_high")
    assert current_theme().dark
    assert current_theme().high
    apply_theme(dressed, "light")  # what is not named stays
    assert current_theme() is theme_named("light_high")
    apply_theme(dressed, "light", "system")
    assert current_theme() is theme_named("light")
    # The system itself cannot be set to high contrast from here.
    monkeypatch.setattr(theme_module.SystemContrast, "high", lambda _self: True)
    theme_module._keeper()._follow()
    assert current_theme() is theme_named("light_high")


def test_a_system_of_high_contrast_is_known_by_its_palette_where_qt_does_not_ask(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(QStyleHints, "accessibility", raising=False)
    usual = qapp.palette()
    for text, ground, high in (("#000000", "#ffffff", True), ("#1c2330", "#f6f7f9", False)):
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(text))
        palette.setColor(QPalette.ColorRole.Window, QColor(ground))
        qapp.setPalette(palette)
        assert theme_module.SystemContrast(qapp, lambda: None).high() is high
    qapp.setPalette(usual)


def test_system_mode_takes_the_scheme_of_the_system(dressed: QApplication) -> None:
    apply_theme(dressed, "dark")
    apply_theme(dressed, "system")
    expected = "dark" if dressed.styleHints().colorScheme().name == "Dark" else "light"
    assert current_theme().name == expected


def test_text_is_the_systems_in_points_with_digits_of_one_width(dressed: QApplication) -> None:
    apply_theme(dressed, "light", percent=USUAL)
    usual = dressed.font()
    assert usual.pixelSize() == -1
    assert usual.featureValue(QFont.Tag("tnum")) == 1
    apply_theme(dressed, "light", percent=150)
    assert dressed.font().pointSizeF() == pytest.approx(1.5 * usual.pointSizeF())


def test_what_holds_text_grows_with_it_at_once(dressed: QApplication, qtbot: QtBot) -> None:
    apply_theme(dressed, "light", percent=USUAL)
    line, button, table = StatusLine(), QPushButton("Save"), DataTable((ColumnSpec("A", str, width=50),))
    for widget in (line, button, table):
        qtbot.addWidget(widget)
        widget.show()

    def sizes() -> tuple[int, ...]:
        return (
            line.height(),
            button.sizeHint().height(),
            table.verticalHeader().defaultSectionSize(),
            table.columnWidth(0),
            text_font(QFont(), SIZES["small"]).pointSize(),
        )

    usual = sizes()
    apply_theme(dressed, "light", percent=200)
    assert [large / small for small, large in zip(usual, sizes(), strict=True)] == pytest.approx(
        [2] * 5, rel=0.1
    )
    apply_theme(dressed, "light", percent=USUAL)
    assert sizes() == usual


def test_room_for_text_never_shrinks_below_what_can_be_hit(dressed: QApplication) -> None:
    apply_theme(dressed, "light", percent=LEAST)
    assert row_height() == 32
    assert dressed.font().pointSizeF() < USUAL_POINTS


def test_no_size_of_text_is_in_pixels() -> None:
    assert not re.findall(r"font-size: \d", (ROOT / "resources" / "style.qss").read_text(encoding="utf-8"))
    for path in sorted(UI.rglob("*.py")):
        assert "setPixelSize" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("name", sorted(icon_names()))
def test_each_icon_draws_something(dressed: QApplication, name: str) -> None:
    image = icon(name).pixmap(QSize(20, 20)).toImage()
    drawn = [image.pixelColor(x, y).alpha() for x in range(20) for y in range(20)]
    assert sum(alpha > 100 for alpha in drawn) > 4


def test_icons_follow_the_theme(dressed: QApplication) -> None:
    apply_theme(dressed, "light")
    close = icon("close")
    light = close.pixmap(QSize(20, 20)).toImage().pixelColor(10, 10)
    off = close.pixmap(QSize(20, 20), QIcon.Mode.Disabled).toImage().pixelColor(10, 10)
    apply_theme(dressed, "dark")
    dark = close.pixmap(QSize(20, 20)).toImage().pixelColor(10, 10)
    assert light.lightness() < 80 < dark.lightness()
    assert off != light


def test_an_unknown_icon_is_refused(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        icon("unicorn")


def test_no_colour_is_written_in_code() -> None:
    named = r"Qt\.GlobalColor\.(?!transparent|color[01])\w+"
    written = re.compile(rf"#[0-9a-fA-F]{{3,8}}\b|QColor\(\s*[\d\"']|rgba?\(\s*\d|{named}")
    files = sorted(UI.rglob("*.py"))
    assert files
    found = {path.relative_to(UI): written.findall(path.read_text(encoding="utf-8")) for path in files}
    assert {path: colours for path, colours in found.items() if colours} == {}


def test_what_looks_so_already_is_not_dressed_anew(dressed: QApplication, qtbot: QtBot) -> None:
    apply_theme(dressed, "light")
    with qtbot.assertNotEmitted(theme_notifier().changed):
        apply_theme(dressed, "light")
        if dressed.styleHints().colorScheme() is not Qt.ColorScheme.Dark:
            apply_theme(dressed, "system")
    with qtbot.waitSignal(theme_notifier().changed):
        apply_theme(dressed, "dark")


def test_the_sign_of_a_message_follows_a_change_of_theme(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "light")
    bar = MessageBar()
    qtbot.addWidget(bar)
    for name in ("dark", "light"):
        apply_theme(qapp, name)
        drawn = bar.mark.pixmap().toImage()
        places = [(x, y) for x in range(drawn.width()) for y in range(drawn.height())]
        boldest = max((drawn.pixelColor(*place) for place in places), key=QColor.alpha)
        ground = theme_named(name).color("problem_soft")
        assert contrast(boldest, ground) >= GLYPH_CONTRAST
