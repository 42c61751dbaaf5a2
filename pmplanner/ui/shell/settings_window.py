"""What can be set: of this laptop, and of the workspace; each takes effect at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from PySide6.QtCore import QLocale, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from pmplanner.exchange.weeks import WEEKDAYS, week_text
from pmplanner.services.lookup import plain
from pmplanner.services.settings import (
    MOST_SEATS,
    MOST_SECONDS,
    NO,
    YES,
    about_setting,
    change_setting,
    read_settings,
    setting_named,
)
from pmplanner.services.stored_files import stored_content
from pmplanner.storage.backups import folder_of, keeping_of, set_keeping
from pmplanner.storage.journal import Change
from pmplanner.storage.labels import Label, Term
from pmplanner.storage.rotation import BOUNDS, Keeping
from pmplanner.storage.workspace import WorkspaceError
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.languages import languages
from pmplanner.ui.shell.laptop import Laptop
from pmplanner.ui.shell.setting_names import SECTIONS, title_of
from pmplanner.ui.shell.setting_rows import Section, SettingField, SettingRow
from pmplanner.ui.text_size import LEAST, MOST, STEP, as_text_grows, keep_sized, sized
from pmplanner.ui.translation import tr, user_locale
from pmplanner.ui.widgets.buttons import link_button, plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.inputs.choices import CheckField, ChoiceField, SearchField
from pmplanner.ui.widgets.inputs.dates import TimeLine
from pmplanner.ui.widgets.inputs.lines import CurrencyLine, NoteField, TextLine
from pmplanner.ui.widgets.inputs.numbers import CountField
from pmplanner.ui.widgets.inputs.picture_field import PictureField
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.inputs.time_zones import known_time_zones
from pmplanner.ui.widgets.inputs.weekdays import WeekdayRow
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.scrolling import UpDownArea, show_in_area
from pmplanner.ui.widgets.week import week_start, weekdays

_KEY = int(Qt.ItemDataRole.UserRole)
_LIST_WIDTH = 190
FORMATS = (
    *("en_GB", "en_US", "en_IE", "en_CA", "en_AU", "en_IN", "de_DE", "de_AT", "de_CH", "fr_FR", "fr_CH"),
    *("fr_BE", "fr_CA", "es_ES", "es_MX", "pt_PT", "pt_BR", "it_IT", "nl_NL", "nl_BE", "da_DK", "nb_NO"),
    *("sv_SE", "fi_FI", "is_IS", "pl_PL", "cs_CZ", "sk_SK", "hu_HU", "ro_RO", "tr_TR", "uk_UA", "el_GR"),
    *("ja_JP", "ko_KR", "zh_CN"),
)
"""Languages and countries that are offered; the terminal takes any other."""


class SettingsWindow(QDialog):
    """Sections at the left, their settings at the right, and a search over all of them."""

    mode_chosen = Signal()
    """Light, dark or like the system was chosen; no payload."""
    language_chosen = Signal()
    """Another language was chosen; no payload. Windows speak it once they are made anew."""
    days_requested = Signal()
    """Sites, their zones and closures are to be shown; no payload."""
    rates_requested = Signal()
    """Rates of currencies and the cost of travel are to be shown; no payload."""
    backups_requested = Signal()
    """The backups are to be shown; no payload."""

    def __init__(self, actions: Actions, laptop: Laptop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._laptop = actions, laptop
        self.setWindowTitle(self.tr("Settings"))
        self.search = SearchBox(self.tr("Search settings"), self, "Ctrl+F")
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Sections"))
        keep_sized(self.list.setFixedWidth, _LIST_WIDTH)
        self._inside = QWidget(self)
        self.rows: dict[str, SettingRow] = {}
        self._of_text: dict[str, Callable[[str], object]] = {}
        """What makes a value for its field of the text of a setting of the workspace."""
        self.sections = self._make_sections()
        self.nothing = muted_label(self.tr("Nothing is called so."), self)
        self.close_button = plain_button(self.tr("Close"), self)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self._lay_out()
        self.search.textChanged.connect(self._show_found)
        self.search.to_results.connect(self._go_to_found)
        self.list.currentItemChanged.connect(self._show_found)
        actions.changed.connect(self._follow)
        self._refresh()
        self._fill_list()
        as_text_grows(self, lambda: resize_to_fit(self, sized(820), sized(560)))
        self.list.setFocus()

    # Building

    def _make_sections(self) -> tuple[Section, ...]:
        rows: dict[str, list[SettingRow]] = {
            "look": self._look(),
            "language": [self._language()],
            "formats": self._formats(),
            "work": self._work(),
            "schedule": self._schedule(),
            "papers": self._papers(),
            "mails": self._mails(),
            "backups": self._backups(),
        }
        return tuple(Section(name.key, tr(name.title), name.of_laptop, rows[name.key]) for name in SECTIONS)

    def _look(self) -> list[SettingRow]:
        modes = {"system": self.tr("Like the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        contrasts = {
            "system": self.tr("Like the system"),
            "usual": self.tr("Usual"),
            "high": self.tr("High"),
        }
        text = CountField("", "")
        text.setRange(LEAST, MOST)
        text.setSingleStep(STEP)
        text.setSuffix(self.tr(" %"))
        return [
            self._row(
                "mode",
                self.tr("Light or dark, or as the system is set, also when that changes."),
                ChoiceField("", modes),
                self._set_mode,
            ),
            self._row(
                "contrast",
                self.tr("High contrast draws texts and lines in black and white where it can."),
                ChoiceField("", contrasts),
                self._laptop_setter(self._laptop.set_contrast),
            ),
            self._row(
                "text",
                self.tr(
                    "In per cent of the system’s. Ctrl+Shift++ and Ctrl+Shift+− change it from anywhere."
                ),
                text,
                self._laptop_setter(self._laptop.set_percent),
            ),
        ]

    def _language(self) -> SettingRow:
        known = languages()
        return self._row(
            "language",
            self.tr("The window is made anew in it at once. Languages that are added are offered here."),
            ChoiceField("", {"": self.tr("Like the system"), **known}),
            self._set_language,
        )

    def _formats(self) -> list[SettingRow]:
        locale = user_locale()
        days = {WEEKDAYS[day - 1]: locale.standaloneDayName(day) for day in weekdays()}
        usual = self.tr("Usual")
        return [
            self._setting(
                "formats",
                ChoiceField("", {"": self.tr("Like the laptop"), **_format_names()}),
            ),
            self._setting(
                "week-start",
                ChoiceField("", {"": usual, **days}),
            ),
            self._setting(
                "week-numbers",
                ChoiceField("", {"": usual, YES: self.tr("Shown"), NO: self.tr("Hidden")}),
            ),
        ]

    def _work(self) -> list[SettingRow]:
        return [
            self._setting(
                "currency",
                CurrencyLine(placeholder=self.tr("that of the prices")),
            ),
            self._setting(
                "working-week",
                WeekdayRow(self.tr("The company works on")),
                lambda value: week_text(value) if isinstance(value, int) else "",
                lambda text: sum(1 << WEEKDAYS.index(day) for day in text.split()),
            ),
            self._setting(
                "day-begins",
                TimeLine(placeholder=self.tr("not said")),
                _as_clock,
                _from_clock,
            ),
            self._setting(
                "day-ends",
                TimeLine(placeholder=self.tr("not said")),
                _as_clock,
                _from_clock,
            ),
            self._setting(
                "own-providers",
                TextLine(),
            ),
            self._setting("timezone", self._zones()),
        ]

    def _zones(self) -> SearchField:
        field = SearchField("", placeholder=self.tr("Local time"))
        field.set_choices([("", self.tr("Local time")), *((zone, zone) for zone in known_time_zones())])
        return field

    def _schedule(self) -> list[SettingRow]:
        seconds, seats = CountField("", ""), CountField("", self.tr("as the course says"))
        seconds.setRange(1, MOST_SECONDS)
        seats.setRange(0, MOST_SEATS)
        return [
            self._setting(
                "schedule-seconds",
                seconds,
                _as_number,
                _from_number,
            ),
            self._setting(
                "schedule-seats",
                seats,
                _as_number,
                _from_number,
            ),
            self._setting(
                "schedule-together",
                CheckField(""),
                lambda value: YES if value else NO,
                lambda text: text == YES,
            ),
        ]

    def _papers(self) -> list[SettingRow]:
        def load(name: str) -> bytes:
            return self._actions.read(stored_content, name)

        return [
            self._setting("paper-footer", TextLine()),
            self._setting("paper-logo", PictureField("", load)),
        ]

    def _mails(self) -> list[SettingRow]:
        opening, closing = NoteField(), NoteField()
        opening.setPlaceholderText(tr("Hello %1,", "{name}"))
        return [
            self._setting(
                "mail-opening",
                opening,
            ),
            self._setting(
                "mail-closing",
                closing,
            ),
        ]

    def _backups(self) -> list[SettingRow]:
        folder = folder_of(self._actions.workspace.path)
        texts = {
            "latest": tr("How many of the latest are kept, in %1.", folder),
            "days": self.tr("Of how many days the newest backup is kept."),
            "weeks": self.tr("Of how many weeks the newest backup is kept."),
            "months": self.tr("Of how many months the newest backup is kept."),
            "limit_mb": self.tr(
                "What all backups may take; the oldest go first. No undo takes these five back."
            ),
        }
        rows = []
        for name, about in texts.items():
            field = CountField("", "")
            field.setRange(*BOUNDS[name])
            rows.append(self._row(f"backup-{name}", about, field, self._keep_backups))
        return rows

    def _row(self, name: str, about: str, field: SettingField, keep: Callable[[object], str]) -> SettingRow:
        row = self.rows[name] = SettingRow(title_of(name), about, field, keep, self._inside)
        return row

    def _setting(
        self,
        name: str,
        field: SettingField,
        as_text: Callable[[object], str] = str,
        from_text: Callable[[str], object] = str,
    ) -> SettingRow:
        """Make the row of a setting of the workspace, whose value is a text there."""

        def keep(value: object) -> str:
            label = Label.of("setting.change", setting=Term(f"setting.{name}"))
            return self._actions.try_to(label, change_setting, name, as_text(value))

        row = self._row(name, about_setting(setting_named(name)), field, keep)
        self._of_text[name] = from_text
        return row

    def _lay_out(self) -> None:
        self._headings = {section.key: heading_label(section.title, self) for section in self.sections}
        self._links = {
            "work": (
                self._link(self.tr("Rates of currencies, and travel…"), self.rates_requested),
                self._link(self.tr("Sites, time zones and closures…"), self.days_requested),
            ),
            "backups": (self._link(self.tr("Make and restore backups…"), self.backups_requested),),
        }
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(4, 0, 12, 0)
        column.setSpacing(0)
        for section in self.sections:
            heading = self._headings[section.key]
            heading.setProperty("title", True)
            column.addWidget(heading)
            for row in section.rows:
                column.addWidget(row)
            for link in self._links.get(section.key, ()):
                column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.nothing)
        column.addStretch(1)
        left = as_column(None, self.search, (self.list, 1), spacing=8)
        keep_sized(self.search.setFixedWidth, _LIST_WIDTH)
        middle = as_row(None, left, (UpDownArea(self, self._inside), 1), spacing=16)
        buttons = as_row(None, STRETCH, self.close_button)
        as_column(self, (middle, 1), buttons, margins=(20, 20, 20, 16), spacing=12)

    def _link(self, text: str, asked: SignalInstance) -> QPushButton:
        button = link_button(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(asked)
        button.clicked.connect(self.reject)
        return button

    def _fill_list(self) -> None:
        for of_laptop, title in ((True, self.tr("This laptop")), (False, self.tr("Workspace"))):
            head = QListWidgetItem(title, self.list)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            for section in self.sections:
                if section.of_laptop is of_laptop:
                    QListWidgetItem(section.title, self.list).setData(_KEY, section.key)
        self.list.setCurrentRow(1)

    # What is shown

    def show_section(self, key: str) -> None:
        """Show the settings of a section."""
        self.search.clear()
        for place in range(self.list.count()):
            if self.list.item(place).data(_KEY) == key:
                self.list.setCurrentRow(place)

    def show_setting(self, section: str, key: str) -> None:
        """Show a section, and put the keys into one of its settings, "" for none of them."""
        self.show_section(section)
        if key:
            self._enter(self.rows[key])

    def _show_found(self) -> None:
        """Show what the words of the search find in all sections, or without words the chosen section."""
        words = plain(self.search.text()).split()
        item = self.list.currentItem()
        chosen = item.data(_KEY) if item is not None else None
        any_found = False
        for section in self.sections:
            title = plain(section.title)
            whole = not words and section.key == chosen
            shown = [row for row in section.rows if whole or (words and row.found_by(words, title))]
            for row in section.rows:
                row.setVisible(row in shown)
            for part in (self._headings[section.key], *self._links.get(section.key, ())):
                part.setVisible(bool(shown))
            any_found = any_found or bool(shown)
        self.nothing.setVisible(not any_found)

    def _go_to_found(self) -> None:
        """Put the keys into the first setting that was found."""
        row = next((row for row in self.rows.values() if row.isVisible()), None)
        if row is not None:
            self._enter(row)

    def _enter(self, row: SettingRow) -> None:
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        show_in_area(row)

    def _follow(self, change: Change) -> None:
        if change.touches("workspace_setting", "site"):
            self._refresh()

    def _refresh(self) -> None:
        values: Mapping[str, str] = self._actions.read(read_settings)
        for name, from_text in self._of_text.items():
            field = self.rows[name].field
            if isinstance(field, ChoiceField) and field.findData(values[name]) < 0:
                field.addItem(_format_name(values[name]), values[name])  # set in the terminal
            self.rows[name].show_value(from_text(values[name]))
            # Another window may have been closed since, and this one may change it now.
            self.rows[name].setEnabled(not self._actions.workspace.read_only)
        keeping = keeping_of(self._actions.workspace.path)
        for name in BOUNDS:
            self.rows[f"backup-{name}"].show_value(getattr(keeping, name))
            self.rows[f"backup-{name}"].setEnabled(not self._actions.workspace.read_only)
        self.rows["mode"].show_value(self._laptop.mode())
        self.rows["contrast"].show_value(self._laptop.contrast())
        self.rows["text"].show_value(self._laptop.percent())
        self.rows["language"].show_value(self._laptop.language())
        self._name_usual_week()

    def _name_usual_week(self) -> None:
        """Say which day a week begins with where nothing is set."""
        field = self.rows["week-start"].field
        assert isinstance(field, ChoiceField)
        if not field.entered():
            day = user_locale().standaloneDayName(week_start())
            field.setItemText(0, tr("Usual: %1", day))

    # What is set

    def _set_mode(self, value: object) -> str:
        self._laptop.set_mode(value)  # type: ignore[arg-type]
        self.mode_chosen.emit()
        return ""

    def _laptop_setter(self, setter: Callable[..., None]) -> Callable[[object], str]:
        def keep(value: object) -> str:
            setter(value)
            self._refresh()
            return ""

        return keep

    def _set_language(self, value: object) -> str:
        self._laptop.set_language(str(value))
        self.language_chosen.emit()
        return ""

    def _keep_backups(self, _value: object) -> str:
        given = {name: self.rows[f"backup-{name}"].field.entered() or 0 for name in BOUNDS}
        try:
            set_keeping(self._actions.workspace, Keeping(**given))  # type: ignore[arg-type]
        except (ValueError, WorkspaceError) as error:
            return str(error)
        self._refresh()
        return ""


def _format_names() -> dict[str, str]:
    names = {code: _format_name(code) for code in FORMATS}
    return dict(sorted(names.items(), key=lambda entry: entry[1].casefold()))


def _format_name(code: str) -> str:
    """A language and country as those who speak it call it."""
    locale = QLocale(code)
    return f"{locale.nativeLanguageName()} ({locale.nativeTerritoryName()})"


def _as_clock(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, dt.time) else ""


def _from_clock(text: str) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


def _as_number(value: object) -> str:
    return str(value or "")


def _from_number(text: str) -> int | None:
    return int(text) if text else None
