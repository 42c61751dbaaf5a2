"""Colours and looks of the window: tokens, palette, style sheet, light and dark."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from pmplanner.ui import collector

Mode = Literal["system", "light", "dark"]

BASE_PIXELS = 13
ROW_HEIGHT = 32
MIN_CONTRAST = 4.5
"""Least contrast of text."""
GLYPH_CONTRAST = 3.0
"""Least contrast of signs that are not text, such as the mark in a cell."""
ICON_PREFIX = "pmicons"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one scheme, by role; the table itself is resources/tokens.toml."""

    name: str
    tokens: Mapping[str, QColor]
    tracks: tuple[QColor, ...]
    tracks_soft: tuple[QColor, ...]
    tracks_done: tuple[QColor, ...]

    @property
    def dark(self) -> bool:
        """Whether light text stands on dark ground."""
        return self.name == "dark"

    def color(self, role: str) -> QColor:
        """Colour of a role: a token, "on_<token>", or what `track_role` returns; KeyError if unknown."""
        kind, separator, place = role.partition(":")
        if separator:
            position = int(place) if place else None
            return {"track_soft": self.track_soft, "track_done": self.track_done}.get(kind, self.track)(
                position
            )
        if role.startswith("on_"):
            return self.on(self.color(role[3:]))
        return self.tokens[role]

    def track(self, position: int | None) -> QColor:
        """Strong colour of the track at a position; grey without a track."""
        return self.tracks[self.track_slot(position)]

    def track_soft(self, position: int | None) -> QColor:
        """Soft colour of the track at a position; grey without a track."""
        return self.tracks_soft[self.track_slot(position)]

    def track_done(self, position: int | None) -> QColor:
        """Dark shade of the colour of the track at a position, for what is done; grey without a track."""
        return self.tracks_done[self.track_slot(position)]

    def track_slot(self, position: int | None) -> int:
        """Index of the colour that a position takes; the last is kept for "no track"."""
        grey = len(self.tracks) - 1
        return grey if position is None else position % grey

    def on(self, background: QColor, least: float = MIN_CONTRAST) -> QColor:
        """White where it has this contrast on the background, else black; 4.5 : 1 is always reached."""
        candidates = [self.tokens[name] for name in ("lightest", "darkest")]
        readable = (color for color in candidates if contrast(color, background) >= least)
        return next(readable, candidates[-1])


def track_role(position: int | None, kind: Literal["track", "track_soft", "track_done"] = "track") -> str:
    """The role name of a track's colour, for `Theme.color` and for segments."""
    return f"{kind}:{'' if position is None else position}"


def luminance(color: QColor) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    # WCAG 2.1, relative luminance: https://www.w3.org/TR/WCAG21/#dfn-relative-luminance
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


_TRACKS = ("tracks", "tracks_soft", "tracks_done")


@cache
def theme_named(name: str) -> Theme:
    """The theme "light" or "dark", read from the token table."""
    table = tomllib.loads(_resource("tokens.toml"))[name]
    lists = {key: tuple(QColor(value) for value in table.pop(key)) for key in _TRACKS}
    tokens = {key: QColor(value) for key, value in table.items()}
    return Theme(name, tokens, *(lists[key] for key in _TRACKS))


@cache
def paper_colours() -> Mapping[str, str]:
    """The colours of what is printed, by role; the same in light and dark."""
    table: Mapping[str, str] = tomllib.loads(_resource("tokens.toml"))["paper"]
    return table


def style_sheet(theme: Theme) -> str:
    """The style sheet with each @token replaced by the theme's colour."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "scheme":
            return theme.name
        return theme.color(re.sub(r"^(track|track_soft)(\d+)$", r"\1:\2", name)).name()

    slots = "\n".join(_track_rules(slot) for slot in range(len(theme.tracks)))
    return re.sub(r"@(\w+)", value, _resource("style.qss") + slots)


def current_theme() -> Theme:
    """The theme that the window shows now."""
    return _keeper().theme


@contextmanager
def painted_light() -> Iterator[None]:
    """Give what asks for the current theme the light one meanwhile: for what is put on paper."""
    keeper = _keeper()
    worn, keeper.theme = keeper.theme, theme_named("light")
    try:
        yield
    finally:
        keeper.theme = worn


def theme_notifier() -> ThemeKeeper:
    """The object whose `changed` signal says that colours are other ones now."""
    return _keeper()


def put_on(app: QApplication, sheet: str) -> None:
    """Put a style sheet on all widgets; the collector of garbage deletes none of them meanwhile."""
    with collector.held():
        app.setStyleSheet(sheet)


def apply_theme(app: QApplication, mode: Mode = "system") -> None:
    """Dress the application; "system" follows the system's light or dark scheme while it runs."""
    _keeper().start(app, mode)


class ThemeKeeper(QObject):
    """Holds the current theme and follows the system's scheme."""

    changed = Signal()
    """The theme changed; no payload: ask `current_theme()`."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = theme_named("light")
        self._dressed: Theme | None = None
        self._mode: Mode = "system"
        self._app: QApplication | None = None

    def start(self, app: QApplication, mode: Mode) -> None:
        """Set style, font and scheme, and follow the scheme from now on."""
        self._mode = mode
        if self._app is not app:
            self._app = app
            QDir.setSearchPaths(ICON_PREFIX, [str(files("pmplanner_resources") / "icons")])
            # The one style that looks the same on all systems and takes a style sheet in full.
            app.setStyle("Fusion")
            app.setFont(base_font(app.font()))
            app.styleHints().colorSchemeChanged.connect(self._follow)
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        app.styleHints().setColorScheme(schemes.get(mode, Qt.ColorScheme.Unknown))
        self._follow()

    def _follow(self) -> None:
        """Dress the application anew, unless it looks so already."""
        if self._app is not None and self._wanted(self._app) is not self._dressed:
            self._dress(self._app)

    def _wanted(self, app: QApplication) -> Theme:
        if self._mode != "system":
            return theme_named(self._mode)
        return theme_named("dark" if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light")

    def _dress(self, app: QApplication) -> None:
        self.theme = self._dressed = self._wanted(app)
        # Qt takes seconds to put one style sheet in place of another, and a tenth of that to put one
        # in place of none (2,242 widgets: 1.7 s and 0.4 s).
        with collector.held():
            put_on(app, "")
            app.setPalette(palette_of(self.theme))
            # Tips do not take the application's palette.
            QToolTip.setPalette(palette_of(self.theme))
            put_on(app, style_sheet(self.theme))
        self.changed.emit()


def base_font(system: QFont) -> QFont:
    """The system's font at 13 px with digits of one width."""
    font = QFont(system)
    font.setPixelSize(BASE_PIXELS)
    # Digits of one width, so that columns of figures stand below each other.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def palette_of(theme: Theme) -> QPalette:
    """The palette that carries a theme's colours to every widget."""
    role = QPalette.ColorRole
    palette = QPalette()
    for name, roles in _PALETTE.items():
        for entry in roles:
            palette.setColor(entry, theme.color(name))
    for entry in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, entry, theme.color("disabled"))
    return palette


_PALETTE: Mapping[str, tuple[QPalette.ColorRole, ...]] = {
    "window": (QPalette.ColorRole.Window,),
    "panel": (QPalette.ColorRole.Base, QPalette.ColorRole.Button, QPalette.ColorRole.Light),
    "subtle": (QPalette.ColorRole.AlternateBase,),
    "text": (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.BrightText,
        QPalette.ColorRole.HighlightedText,
    ),
    "muted": (QPalette.ColorRole.PlaceholderText,),
    "line": (QPalette.ColorRole.Mid, QPalette.ColorRole.Midlight),
    "line_strong": (QPalette.ColorRole.Dark, QPalette.ColorRole.Shadow),
    "accent": (QPalette.ColorRole.Link, QPalette.ColorRole.LinkVisited, QPalette.ColorRole.Accent),
    "accent_soft": (QPalette.ColorRole.Highlight,),
    "tooltip": (QPalette.ColorRole.ToolTipBase,),
    "tooltip_text": (QPalette.ColorRole.ToolTipText,),
}


def _track_rules(slot: int) -> str:
    """Style rules of chips that belong to a track; as many as there are track colours."""
    name = f'*[chip="true"][track="{slot}"]'
    return f"{name}:checked {{ background: @track_soft{slot}; border-color: @track{slot}; color: @text; }}"


def _resource(name: str) -> str:
    return (files("pmplanner_resources") / name).read_text(encoding="utf-8")


@cache
def _keeper() -> ThemeKeeper:
    return ThemeKeeper()
