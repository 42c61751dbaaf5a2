"""Colours and looks of the window: tokens, palette, style sheet, light and dark."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QToolTip

from pmplanner.ui import collector
from pmplanner.ui.text_size import SIZES, USUAL, body_font, in_sizes, points_of, text_size_notifier

Mode = Literal["system", "light", "dark"]
Contrast = Literal["system", "usual", "high"]

TrackKind = Literal["track", "track_soft", "track_done"]
"""The colour of a track, the soft ground of it, and its dark shade."""

MIN_CONTRAST = 4.5
"""Least contrast of text."""
GLYPH_CONTRAST = 3.0
"""Least contrast of signs that are not text, such as the mark in a cell."""
ICON_PREFIX = "pmicons"
_HIGH = "_high"
_SIZE = "size_"
_HIGH_CONTRAST = 20.5
"""What only high contrast has between text and ground: black on white is 21, usual themes have 19."""
_ROLE = QPalette.ColorRole


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
        return self.name.startswith("dark")

    @property
    def high(self) -> bool:
        """Whether it is one of high contrast."""
        return self.name.endswith(_HIGH)

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


def track_role(position: int | None, kind: TrackKind = "track") -> str:
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
    """The theme "light" or "dark", with "_high" for high contrast, read from the token table."""
    tables = tomllib.loads(_resource("tokens.toml"))
    table = tables[name.removesuffix(_HIGH)] | tables[name]
    lists = {key: tuple(QColor(value) for value in table.pop(key)) for key in _TRACKS}
    tokens = {key: QColor(value) for key, value in table.items()}
    return Theme(name, tokens, *(lists[key] for key in _TRACKS))


def style_sheet(theme: Theme) -> str:
    """The style sheet with each @token replaced by the theme's colour, and sizes by those of the text."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "scheme":
            return "dark" if theme.dark else "light"
        if name.startswith(_SIZE):
            return f"{points_of(SIZES[name.removeprefix(_SIZE)]):.2f}pt"
        return theme.color(re.sub(r"^(track|track_soft)(\d+)$", r"\1:\2", name)).name()

    slots = "\n".join(_track_rules(slot) for slot in range(len(theme.tracks)))
    return re.sub(r"@(\w+)", value, in_sizes(_resource("style.qss")) + slots)


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


def apply_theme(
    app: QApplication, mode: Mode = "system", contrast: Contrast | None = None, percent: int | None = None
) -> None:
    """Dress the application; "system" follows the system's scheme or contrast while it runs.

    *percent* is the size of the text, of the system's. What is not named stays as it is.
    """
    _keeper().start(app, mode, contrast, percent)


def text_percent() -> int:
    """The size of the text in per cent of the system's."""
    return _keeper().percent


class ThemeKeeper(QObject):
    """Holds the current theme and the size of the text, and follows the system's scheme and contrast."""

    changed = Signal()
    """The theme changed; no payload: ask `current_theme()`."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = theme_named("light")
        self.percent = USUAL
        self._sized = 0
        self._dressed: tuple[Theme, int] | None = None
        self._mode: Mode = "system"
        self._contrast: Contrast = "system"
        self._app: QApplication | None = None
        self._system_contrast: SystemContrast | None = None

    def start(self, app: QApplication, mode: Mode, contrast: Contrast | None, percent: int | None) -> None:
        """Set style, font and scheme, and follow the scheme from now on."""
        self._mode = mode
        self._contrast = contrast or self._contrast
        self.percent = percent or self.percent
        hints = app.styleHints()
        if self._app is not app:
            self._app = app
            QDir.setSearchPaths(ICON_PREFIX, [str(files("pmplanner_resources") / "icons")])
            # The one style that looks the same on all systems and takes a style sheet in full.
            app.setStyle("Fusion")
            app.setFont(body_font(self.percent))
            hints.colorSchemeChanged.connect(self._follow)
            self._system_contrast = SystemContrast(app, self._follow)
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        hints.setColorScheme(schemes.get(mode, Qt.ColorScheme.Unknown))
        self._follow()

    def _follow(self) -> None:
        """Dress the application anew, unless it looks so already."""
        if self._app is not None and (self._wanted(self._app), self.percent) != self._dressed:
            self._dress(self._app)

    def _wanted(self, app: QApplication) -> Theme:
        asks = self._system_contrast is not None and self._system_contrast.high()
        high = asks if self._contrast == "system" else self._contrast == "high"
        return theme_named(self._scheme(app) + (_HIGH if high else ""))

    def _scheme(self, app: QApplication) -> str:
        if self._mode != "system":
            return self._mode
        return "dark" if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"

    def _dress(self, app: QApplication) -> None:
        self.theme = self._wanted(app)
        resized, self._sized = self._sized != self.percent, self.percent
        self._dressed = self.theme, self.percent
        # Qt takes seconds to put one style sheet in place of another, and a tenth of that to put one
        # in place of none (2,242 widgets: 1.7 s and 0.4 s).
        with collector.held():
            put_on(app, "")
            if resized:
                app.setFont(body_font(self.percent))
            app.setPalette(palette_of(self.theme))
            # Tips do not take the application's palette.
            QToolTip.setPalette(palette_of(self.theme))
            put_on(app, style_sheet(self.theme))
        if resized:
            text_size_notifier().resized.emit()
        self.changed.emit()


class SystemContrast:
    """Whether the system is set to high contrast."""

    def __init__(self, app: QApplication, changed: Callable[[], None]) -> None:
        # Both are kept: what Python lets go of here, Qt's children of it cannot be asked any more.
        self._hints: QStyleHints = app.styleHints()
        # Qt asks the system from 6.10 on; before that only the palette, as it was found, tells.
        self._accessibility = self._hints.accessibility() if hasattr(self._hints, "accessibility") else None
        ground, text = (app.palette().color(role) for role in (_ROLE.Window, _ROLE.WindowText))
        self._palette_is_high = contrast(ground, text) > _HIGH_CONTRAST
        if self._accessibility is not None:
            self._accessibility.contrastPreferenceChanged.connect(changed)

    def high(self) -> bool:
        """True when the user has asked the system for high contrast."""
        if self._accessibility is None:
            return self._palette_is_high
        return self._accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast


def palette_of(theme: Theme) -> QPalette:
    """The palette that carries a theme's colours to every widget."""
    palette = QPalette()
    for name, roles in _PALETTE.items():
        for entry in roles:
            palette.setColor(entry, theme.color(name))
    for entry in (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText, _ROLE.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, entry, theme.color("disabled"))
    return palette


_PALETTE: Mapping[str, tuple[QPalette.ColorRole, ...]] = {
    "window": (_ROLE.Window,),
    "panel": (_ROLE.Base, _ROLE.Button, _ROLE.Light),
    "subtle": (_ROLE.AlternateBase,),
    "text": (
        _ROLE.WindowText,
        _ROLE.Text,
        _ROLE.ButtonText,
        _ROLE.BrightText,
        _ROLE.HighlightedText,
    ),
    "muted": (_ROLE.PlaceholderText,),
    "line": (_ROLE.Mid, _ROLE.Midlight),
    "line_strong": (_ROLE.Dark, _ROLE.Shadow),
    "accent": (_ROLE.Link, _ROLE.LinkVisited, _ROLE.Accent),
    "accent_soft": (_ROLE.Highlight,),
    "tooltip": (_ROLE.ToolTipBase,),
    "tooltip_text": (_ROLE.ToolTipText,),
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
