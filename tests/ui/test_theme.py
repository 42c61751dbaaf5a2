"""Tests of the colours: contrast, tokens, following the system, none in code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import pmplanner.ui
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

UI = Path(pmplanner.ui.__file__).parent
GROUNDS = ("window", "panel", "subtle")
TEXTS = ("text", "muted", "accent", "done_text", "problem_text")
PAIRS = [
    *[(text, ground) for text in TEXTS for ground in GROUNDS],
    ("text", "hover"), ("text", "groove"), ("text", "accent_soft"), ("text", "closed"),
    ("accent", "accent_soft"), ("done_text", "done_soft"), ("problem_text", "problem_soft"),
    ("tooltip_text", "tooltip"), ("on_accent", "accent"), ("on_accent_hover", "accent_hover"),
    ("on_done", "done"), ("on_problem", "problem"), ("on_problem_text", "problem_text"), ("dot", "groove"),
]  # fmt: skip


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return theme_named(request.param)


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    apply_theme(qapp, "light")


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(theme.color(text), theme.color(ground)) >= 4.5


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
    assert theme.color(track_role(2, soft=True)) == theme.track_soft(2)
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


def test_system_mode_takes_the_scheme_of_the_system(dressed: QApplication) -> None:
    apply_theme(dressed, "dark")
    apply_theme(dressed, "system")
    expected = "dark" if dressed.styleHints().colorScheme().name == "Dark" else "light"
    assert current_theme().name == expected


def test_base_font_is_13_pixels_with_digits_of_one_width(dressed: QApplication) -> None:
    apply_theme(dressed, "light")
    assert dressed.font().pixelSize() == 13
    assert dressed.font().featureValue(QFont.Tag("tnum")) == 1


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
