"""The settings: of the laptop and of the workspace, each at once, with undo, search and refusals."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.sentences import counted
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.exporting.calendar_events import Recipient
from pmplanner.services.people.people import list_people
from pmplanner.services.publishing import letters
from pmplanner.services.settings import SETTINGS, change_setting, read_settings
from pmplanner.storage.backups import keeping_of
from pmplanner.storage.labels import Label, Term
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui import languages
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.resources.page import ResourcesPage
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell import setting_names
from pmplanner.ui.shell.application import Desk
from pmplanner.ui.shell.laptop import Laptop
from pmplanner.ui.shell.settings_window import SettingsWindow
from pmplanner.ui.text_size import USUAL
from pmplanner.ui.theme import apply_theme, current_theme, text_percent, theme_named
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.format import format_date, format_day, format_number, format_period, write_years_but
from pmplanner.ui.widgets.inputs.choices import SearchField
from pmplanner.ui.widgets.inputs.picture_field import PictureField
from pmplanner.ui.widgets.week import begin_of_week, week_name, week_number, weekdays
from tests.support import known
from tests.ui.conftest import OpenWindow
from tests.ui.finding import page_of

DAY = dt.date(2027, 3, 16)


@pytest.fixture
def window(blank: Workspace, settings: QSettings, qtbot: QtBot) -> Iterator[SettingsWindow]:
    """The settings over an empty workspace, without the style sheet."""
    shown = SettingsWindow(Actions(blank), Laptop(settings))
    qtbot.addWidget(shown)
    shown.show()
    yield shown
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, "light", "usual", USUAL)


def _set(actions: Actions, name: str, value: str) -> None:
    actions.do(Label.of("setting.change", setting=Term(f"setting.{name}")), change_setting, name, value)


def _choose(window: SettingsWindow, name: str, key: str) -> None:
    """Choose an entry as a user does."""
    field = window.rows[name].field
    field.setCurrentIndex(field.findData(key))  # type: ignore[union-attr]
    field.activated.emit(field.currentIndex())  # type: ignore[union-attr]


def test_appearance_contrast_and_text_hold_at_once_and_stay_on_the_laptop(
    window: SettingsWindow, settings: QSettings, qtbot: QtBot
) -> None:
    _choose(window, "mode", "dark")
    _choose(window, "contrast", "high")
    assert current_theme() is theme_named("dark_high")
    text = window.rows["text"].field
    text.setFocus()
    text.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(text, "150")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert text_percent() == 150
    text.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(text, "300")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert (text_percent(), window.rows["text"].reason.text()) == (150, "A number from 90 to 200 is needed.")
    again = Laptop(settings)
    assert (again.mode(), again.contrast(), again.percent()) == ("dark", "high", 150)


def test_settings_can_be_changed_once_the_other_window_is_closed(
    workspace: Workspace, settings: QSettings, qtbot: QtBot
) -> None:
    reading = open_workspace(workspace.path, read_only=True)
    actions = Actions(reading)
    window = SettingsWindow(actions, Laptop(settings))
    qtbot.addWidget(window)
    assert not window.rows["currency"].isEnabled()
    workspace.close()
    assert reading.take_over()
    actions.show_everything()
    assert window.rows["currency"].isEnabled()
    _set(actions, "currency", "NOK")
    assert window.rows["currency"].field.entered() == "NOK"
    actions.deleteLater()
    reading.close()


def test_what_a_laptop_has_kept_wrong_is_as_usual(settings: QSettings) -> None:
    for key, value in (("appearance", "pink"), ("contrast", "x"), ("text", "huge")):
        settings.setValue(f"window/{key}", value)
    laptop = Laptop(settings)
    assert (laptop.mode(), laptop.contrast(), laptop.percent(), laptop.language()) == (
        *("system", "system"),
        *(100, ""),
    )
    settings.setValue("window/text", "900")
    assert laptop.percent() == 200


def test_formats_and_weeks_hold_at_once_and_are_undone(window: SettingsWindow) -> None:
    actions = window._actions
    with_all = []
    actions.changed.connect(lambda change: with_all.append(change.touches("session", "person")))
    _choose(window, "formats", "de_DE")
    assert (format_date(DAY), format_number(7763)) == ("16. März 2027", "7.763")
    assert with_all == [True]  # every page shows other texts now
    _choose(window, "week-start", "sunday")
    assert (weekdays(), begin_of_week(DAY)) == ([7, 1, 2, 3, 4, 5, 6], dt.date(2027, 3, 14))
    assert week_name(DAY) == ""
    _choose(window, "week-numbers", "yes")
    assert week_name(DAY) == "W12"
    _choose(window, "week-start", "monday")
    _choose(window, "week-numbers", "no")
    assert (week_number(DAY), week_name(DAY)) == (11, "")
    for _ in range(3):
        actions.undo()
    week = window.rows["working-week"].field
    assert week._row.itemAt(0).widget() is week.days[6]  # type: ignore[union-attr]
    actions.undo()
    actions.undo()
    assert (format_date(DAY), begin_of_week(DAY)) == ("16 Mar 2027", dt.date(2027, 3, 15))
    assert window.rows["formats"].field.entered() == ""


def test_each_setting_of_the_workspace_is_kept_by_its_field(window: SettingsWindow, qtbot: QtBot) -> None:
    typed = {
        "currency": "nok",
        "day-begins": "8",
        "day-ends": "1630",
        "own-providers": "Academy",
        "timezone": "Europe/Oslo",
        "paper-footer": "Acme Ltd",
        "schedule-seconds": "60",
        "schedule-seats": "12",
        "mail-opening": "Dear {name},",
        "mail-closing": "Ask us.",
    }
    for name, text in typed.items():
        field = window.rows[name].field
        window.show_section(next(s.key for s in window.sections if window.rows[name] in s.rows))
        field.setFocus()
        typing = field.lineEdit() if isinstance(field, SearchField) else field
        typing.selectAll()  # type: ignore[union-attr]
        qtbot.keyClicks(typing, text)
        if isinstance(field, SearchField):
            qtbot.keyClick(typing, Qt.Key.Key_Return)
        window.list.setFocus()
    window.rows["schedule-together"].field.click()  # type: ignore[union-attr]
    window.rows["working-week"].field.days[4].click()  # type: ignore[union-attr]
    found = window._actions.read(read_settings)
    assert found.pop("paper-logo") == ""
    assert found == {
        "formats": "",
        "week-start": "",
        "week-numbers": "",
        "currency": "NOK",
        "working-week": "monday tuesday wednesday thursday",
        "day-begins": "08:00",
        "day-ends": "16:30",
        "own-providers": "Academy",
        "timezone": "Europe/Oslo",
        "paper-footer": "Acme Ltd",
        "mail-opening": "Dear {name},",
        "mail-closing": "Ask us.",
        "schedule-seconds": "60",
        "schedule-seats": "12",
        "schedule-together": "yes",
    }
    assert set(SETTINGS) <= window.rows.keys()


def test_a_logo_is_kept_in_the_workspace_and_shown(window: SettingsWindow, tmp_path: Path) -> None:
    picture = QImage(40, 20, QImage.Format.Format_RGB32)
    picture.fill(0x3050A0)
    assert picture.save(str(tmp_path / "logo.png"))
    row = window.rows["paper-logo"]
    field = row.field
    assert isinstance(field, PictureField)
    assert field.picture.text() == "No picture"
    (tmp_path / "no.txt").write_text("no picture")
    field._put(str(tmp_path / "no.txt"))
    assert "PNG or JPEG" in row.reason.text()
    field._put(str(tmp_path / "logo.png"))
    (tmp_path / "logo.png").unlink()
    kept = window._actions.read(read_settings)["paper-logo"]
    assert len(kept) == 64
    assert not field.picture.pixmap().isNull()
    field.remove.click()
    assert window._actions.read(read_settings)["paper-logo"] == ""
    window._actions.undo()
    assert window._actions.read(read_settings)["paper-logo"] == kept


def test_what_is_refused_is_said_below_and_escape_takes_it_back(window: SettingsWindow, qtbot: QtBot) -> None:
    row = window.rows["currency"]
    window.show_section("work")
    qtbot.keyClicks(row.field, "eu")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert "three letters" in row.reason.text()
    assert row.field.property("invalid")
    qtbot.keyClick(row.field, Qt.Key.Key_Escape)
    assert (row.reason.text(), row.field.entered()) == ("", "")
    assert window.isVisible()
    qtbot.keyClick(row.field, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_backups_are_kept_as_entered(window: SettingsWindow, qtbot: QtBot) -> None:
    field = window.rows["backup-weeks"].field
    window.show_section("backups")
    field.selectAll()  # type: ignore[union-attr]
    qtbot.keyClicks(field, "9")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert keeping_of(window._actions.workspace.path).weeks == 9


def test_search_finds_in_all_sections_and_leads_to_the_first(window: SettingsWindow, qtbot: QtBot) -> None:
    window.show_section("look")
    qtbot.keyClicks(window.search, "closed day")
    shown = [name for name, row in window.rows.items() if row.isVisible()]
    assert shown == ["schedule-together"]
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.focusWidget() is window.rows["schedule-together"].field
    window.search.setText("xyz")
    assert window.nothing.isVisible()
    window.search.clear()
    assert [name for name, row in window.rows.items() if row.isVisible()] == ["mode", "contrast", "text"]


def test_each_field_has_a_name_and_a_sentence(window: SettingsWindow) -> None:
    for row in window.rows.values():
        assert row.field.accessibleName() == row.title
        assert row.field.accessibleDescription() == row.about.text()
        assert row.about.text().endswith(".")


@pytest.mark.slow
def test_nothing_is_cut_off_in_large_text(window: SettingsWindow, qapp: QApplication) -> None:
    apply_theme(qapp, "light", percent=150)
    for section in window.sections:
        window.show_section(section.key)
        QApplication.processEvents()
        parts: list[QWidget] = [
            part
            for part in (*window.findChildren(QLabel), *window.findChildren(QPushButton))
            if part.isVisible()
        ]
        cut = [part for part in parts if part.height() < part.minimumSizeHint().height()]
        cut += [row for row in section.rows if row.width() > window._inside.width()]
        assert cut == []


@pytest.mark.parametrize(
    ("first", "last", "day", "period"),
    [
        (dt.date(2027, 1, 4), dt.date(2027, 6, 30), "16 Mar", "15–17 Mar"),
        (dt.date(2026, 9, 1), dt.date(2027, 6, 30), "16 Mar 2027", "15–17 Mar 2027"),
        (dt.date(2026, 1, 1), dt.date(2026, 6, 30), "16 Mar 2027", "15–17 Mar 2027"),
    ],
)
def test_years_are_written_where_they_are_not_those_of_the_plan(
    workspace: Workspace, first: dt.date, last: dt.date, day: str, period: str
) -> None:
    from pmplanner.services.plans.plans import create_plan

    with workspace.edit("Plan") as db:
        plan = create_plan(db, "The plan", first, last)
    actions = Actions(workspace)
    actions.choose_plan(plan)
    assert format_day(DAY) == day
    assert format_period(DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)) == period


def test_a_workspace_without_plans_has_no_years_of_the_one_shown_before(
    blank: Workspace, qtbot: QtBot
) -> None:
    write_years_but(2026)
    Actions(blank)
    assert format_day(DAY) == "16 Mar"


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language more, as a file of texts."""
    text = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);\n"

msgid "Undo"
msgstr "Cofnij"

msgid "Settings"
msgstr "Ustawienia"

msgid "%1 day"
msgid_plural "%1 days"
msgstr[0] "%1 dzień"
msgstr[1] "%1 dni (few)"
msgstr[2] "%1 dni"

msgid "Hello {name},"
msgstr "Cześć {name},"
"""
    (tmp_path / "pl.po").write_text(text, encoding="utf-8")
    (tmp_path / "xx.po").write_text("this is no catalogue", encoding="utf-8")
    monkeypatch.setattr(languages, "_folder", lambda: tmp_path)
    yield
    languages.choose_language("en")
    write_as_the_window()


def test_a_file_of_texts_is_a_language_more(polish: None, caplog: pytest.LogCaptureFixture) -> None:
    assert languages.languages()["pl"] == "Polski"
    languages.choose_language("pl")
    write_as_the_window()
    assert (tr("Settings"), tr("Close")) == ("Ustawienia", "Close")
    assert [plural(n, "%1 day", "%1 days") for n in (1, 2, 5)] == ["1 dzień", "2 dni (few)", "5 dni"]
    to = Recipient("person", "person:1", "Ada")
    assert letters.letter_text(to, [], "H1").startswith("Cześć Ada,")
    languages.choose_language("xx")
    assert (tr("Settings"), languages.speaking()) == ("Settings", None)
    assert "cannot read the language xx" in caplog.text


_HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset={charset}\\n"
"POT-Creation-Date: {made}\\n"
"Plural-Forms: nplurals=2; plural={rule};\\n"

msgid "Settings"
msgstr "Valg"

msgid "{{n}} day"
msgid_plural "{{n}} days"
msgstr[0] "{{n}} dag"
msgstr[1] "{{n}} dager"
"""


@pytest.mark.parametrize(
    ("charset", "made", "rule"),
    [
        ("foo", "2026-01-01 10:00+0000", "n != 1"),
        ("utf-8", "yesterday", "n != 1"),
        ("utf-8", "2026-01-01 10:00+0000", "(n != 1"),
        ("utf-8", "2026-01-01 10:00+0000", "1/n"),
    ],
)
def test_a_file_that_is_broken_leaves_the_window_english(
    polish: None, tmp_path: Path, charset: str, made: str, rule: str
) -> None:
    (tmp_path / "nb.po").write_text(_HEAD.format(charset=charset, made=made, rule=rule), encoding="utf-8")
    (tmp_path / ".po").write_text(_HEAD, encoding="utf-8")
    assert "" not in languages.languages()  # which stands for that of the system
    languages.choose_language("nb")
    assert (tr("Settings"), languages.speaking()) == ("Settings", None)


def test_a_rule_that_names_no_form_of_a_text_gets_the_nearest(polish: None, tmp_path: Path) -> None:
    text = _HEAD.format(charset="utf-8", made="2026-01-01 10:00+0000", rule="n-5")
    (tmp_path / "nb.po").write_text(text, encoding="utf-8")
    languages.choose_language("nb")
    write_as_the_window()
    assert [counted("{n} day", "{n} days", n) for n in (1, 6, 9)] == ["1 dag", "6 dager", "9 dager"]


@pytest.mark.slow
def test_the_window_is_made_anew_in_the_language_that_was_chosen(
    polish: None, sampled: Workspace, settings: QSettings, qtbot: QtBot
) -> None:
    sampled.close()
    desk = Desk(settings)
    assert desk.open(sampled.path)
    before = known(desk.window)
    before.open_page("schedule")
    schedule = page_of(before, SchedulePage)
    course = known(before.actions_.read(list_courses))[0]
    schedule.form.show_draft(known(before.actions_.plan_id), course.id, dt.date(2027, 3, 1), ())
    before.open_page("people")
    Laptop(settings).set_language("pl")
    asked: list[str] = []

    def answer(text: str) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        next(button for button in box.buttons() if button.text() == text).click()

    QTimer.singleShot(0, lambda: answer("Go on with it"))
    before.made_anew_requested.emit()
    assert known(desk.window) is before
    assert schedule.form.drafting
    assert before.status.text() == "The window speaks the other language at the next start."
    QTimer.singleShot(0, lambda: answer("Change the window now"))
    before.made_anew_requested.emit()
    assert asked == ["A new session is not created yet and would be lost."] * 2
    after = known(desk.window)
    assert after is not before
    assert after.bar.undo_button.accessibleName().startswith("Cofnij")
    assert after.navigation.current() == "people"
    _set(after.actions_, "currency", "NOK")
    assert after.actions_.workspace.undo_label() == "Change the currency"
    desk.close()


@pytest.mark.slow
def test_keys_and_the_menu_lead_to_the_settings_and_text_grows_by_keys(
    open_bare_window: OpenWindow, blank: Workspace, qtbot: QtBot, settings: QSettings
) -> None:
    main = open_bare_window(blank)
    texts = [action.text() for action in main.bar.more_menu.actions()]
    assert "Settings…" in texts
    main.show_settings()
    (shown,) = main.findChildren(SettingsWindow)
    with qtbot.waitSignal(main.made_anew_requested):
        _choose(shown, "language", "en")
    assert Laptop(settings).language() == "en"
    shown.rows["currency"].field.setFocus()
    for asked, title in ((shown.days_requested, "Sites"), (shown.rates_requested, "Rates of currencies")):
        asked.emit()
        assert main.navigation.current() == "resources"
        page = main.stack.currentWidget()
        assert isinstance(page, ResourcesPage)
        assert page.current().kind.words.title == title
    larger = next(action for action in main.actions() if action.text() == "Larger text")
    larger.trigger()
    assert (text_percent(), main.status.text()) == (110, "Text: 110 % of the system’s")


def test_the_bare_c_locale_reads_as_british_english(qapp: QApplication) -> None:
    before = QLocale()
    try:
        QLocale.setDefault(QLocale.c())
        assert (format_number(7763), format_date(DAY)) == ("7,763", "16 Mar 2027")
    finally:
        QLocale.setDefault(before)


def test_each_section_and_setting_is_found_by_the_search_and_opened_there(
    blank: Workspace, open_bare_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_bare_window(blank)
    settings = SettingsWindow(window.actions_, window.laptop)
    qtbot.addWidget(settings)
    assert [each.key for each in setting_names.SETTINGS] == list(settings.rows)
    for section in settings.sections:
        named = {each.key for each in setting_names.SETTINGS if each.section == section.key}
        assert {key for key, row in settings.rows.items() if row in section.rows} == named
    window.enter_page("people")
    for words, name, key in (
        ("signature", "Mails: How mails end", "mail-closing"),
        ("font", "Appearance: Text size", "text"),
        ("disk space", "Backups: Megabytes at most", "backup-limit_mb"),
    ):
        window.bar.search.setFocus()
        window.bar.search.setText(words)
        found = window.search.list
        texts = [found.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(found.count())]
        assert any(name in str(text) for text in texts), (words, texts)
        (command,) = (each for each in window.commands.all() if each.name == name)
        command.run()
        (shown,) = (each for each in window.findChildren(SettingsWindow) if each.isVisible())
        assert shown.rows[key].isVisible()
        assert shown.focusWidget() is shown.rows[key].field
        shown.close()
        shown.deleteLater()
        qtbot.waitUntil(lambda: not window.findChildren(SettingsWindow))
    # Nobody who looks for what can be done here wants to read all that can be set.
    window.bar.search.setText("")
    assert not any(each.listed for each in window.commands.all() if each.about == "Settings")


@pytest.mark.slow
def test_a_workspace_of_which_the_file_is_gone_stays_open_whatever_language_is_chosen(
    polish: None, sampled: Workspace, settings: QSettings, tmp_path: Path, qtbot: QtBot
) -> None:
    sampled.close()
    desk = Desk(settings)
    assert desk.open(sampled.path)
    window = known(desk.window)
    sampled.path.unlink()
    Laptop(settings).set_language("pl")
    window.made_anew_requested.emit()
    assert known(desk.window) is window
    assert "once the workspace is saved" in window.status.text()
    assert not sampled.path.exists()
    window.actions_.workspace.save_as(tmp_path / "saved.sqlite")
    window.saved_elsewhere.emit(tmp_path / "saved.sqlite")
    after = known(desk.window)
    assert after.bar.undo_button.accessibleName().startswith("Cofnij")
    assert after.actions_.read(list_people)
    desk.close()
