"""What belongs to the laptop and not to a workspace: appearance, contrast, size of text, language."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from pmplanner.ui.text_size import LEAST, MOST, STEP, USUAL
from pmplanner.ui.theme import Contrast, Mode, apply_theme

_MODE, _CONTRAST, _TEXT, _LANGUAGE = (
    "window/appearance",
    "window/contrast",
    "window/text",
    "window/language",
)


class Laptop:
    """The settings of the laptop, which hold for every workspace that is opened on it."""

    def __init__(self, settings: QSettings) -> None:
        self.settings = settings

    def mode(self) -> Mode:
        """Light, dark, or like the system."""
        kept = self.settings.value(_MODE)
        return next((mode for mode in get_args(Mode) if mode == kept), "system")

    def contrast(self) -> Contrast:
        """High, usual, or like the system."""
        kept = self.settings.value(_CONTRAST)
        return next((contrast for contrast in get_args(Contrast) if contrast == kept), "system")

    def percent(self) -> int:
        """The size of the text, in per cent of the system's."""
        kept = str(self.settings.value(_TEXT))
        return max(LEAST, min(MOST, int(kept))) if kept.isdecimal() else USUAL

    def language(self) -> str:
        """The code of the language; "" for that of the system."""
        return str(self.settings.value(_LANGUAGE) or "")

    def set_mode(self, mode: Mode) -> None:
        """Look light, dark or like the system, now and at the next start."""
        self._keep(_MODE, mode)

    def set_contrast(self, contrast: Contrast) -> None:
        """Use high contrast, or not, or as the system does."""
        self._keep(_CONTRAST, contrast)

    def set_percent(self, percent: int) -> None:
        """Make text so large; more or less than is allowed is the most or the least."""
        self._keep(_TEXT, max(LEAST, min(MOST, percent)))

    def step_text(self, steps: int) -> int:
        """Make text larger by so many steps, or smaller; return what it is then."""
        self.set_percent(self.percent() + steps * STEP)
        return self.percent()

    def set_language(self, code: str) -> None:
        """Speak this language from the next window on."""
        self.settings.setValue(_LANGUAGE, code)

    def dress(self, app: QApplication) -> None:
        """Let the application look so."""
        apply_theme(app, self.mode(), self.contrast(), self.percent())

    def _keep(self, key: str, value: object) -> None:
        self.settings.setValue(key, value)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.dress(app)
