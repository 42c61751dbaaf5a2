"""What a workspace is set to: kept, refused, as usual again; facts with a place of their own stay there."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from pmplanner.models import Plan, Site, WorkspaceSetting
from pmplanner.services.autoschedule.choices import Usual, read_usual
from pmplanner.services.calendar.open_days import read_working_week
from pmplanner.services.calendar.working_hours import read_hours
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.calendar_events import Recipient
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.publishing.letters import LetterWords, letter_text
from pmplanner.services.settings import SETTINGS, change_setting, read_setting, read_settings
from pmplanner.storage.labels import Label, Term
from pmplanner.storage.workspace import Workspace
from tests.support import snapshot


def _set(workspace: Workspace, name: str, value: str) -> None:
    with workspace.edit(Label.of("setting.change", setting=Term(f"setting.{name}"))) as db:
        change_setting(db, name, value)


def _read(workspace: Workspace, name: str) -> str:
    with workspace.read() as db:
        return read_setting(db, name)


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("formats", "de-ch", "de_CH"),
        ("week-start", "Sun", "sunday"),
        ("week-numbers", "Yes", "yes"),
        ("currency", "eur", "EUR"),
        ("working-week", "fri, mon", "monday friday"),
        ("day-begins", "9", "09:00"),
        ("day-ends", "17:30", "17:30"),
        ("own-providers", " Academy;; In  house; Academy", "Academy; In house"),
        ("timezone", "europe/oslo", "Europe/Oslo"),
        ("timezone", "america/new york", "America/New_York"),
        ("mail-opening", " Dear {name}, \n\nhello ", "Dear {name},\n\nhello"),
        ("mail-closing", "Ask us.", "Ask us."),
        ("schedule-seconds", "090", "90"),
        ("schedule-seats", "12", "12"),
        ("schedule-together", "YES", "yes"),
    ],
)
def test_each_setting_is_kept_and_as_usual_again_and_undone(
    blank: Workspace, name: str, given: str, kept: str
) -> None:
    before, usual = snapshot(blank.path), _read(blank, name)
    _set(blank, name, given)
    assert _read(blank, name) == kept
    blank.undo()
    assert snapshot(blank.path)["workspace_setting"] == before["workspace_setting"]
    blank.redo()
    _set(blank, name, "")
    assert _read(blank, name) == usual


def test_every_setting_has_words_for_the_history(blank: Workspace) -> None:
    for name in SETTINGS:
        Label.of("setting.change", setting=Term(f"setting.{name}"))
    with blank.read() as db:
        assert read_settings(db).keys() == SETTINGS.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("formats", "xx_YY"), ("week-start", "t"), ("week-start", "someday"), ("currency", "euros")),
        *(
            ("working-week", "xday"),
            ("working-week", ","),
            ("day-begins", "25:00"),
            ("timezone", "Europe/Atlantis"),
            ("schedule-seconds", "0"),
        ),
        *(("schedule-seats", "many"), ("schedule-seats", "9" * 5000), ("schedule-together", "perhaps")),
    ],
)
def test_what_will_not_do_is_refused_and_nothing_changes(blank: Workspace, name: str, value: str) -> None:
    before = snapshot(blank.path)
    with pytest.raises(PlanError, match=value if name != "schedule-seconds" else "3,600"):
        _set(blank, name, value)
    assert snapshot(blank.path) == before


def test_a_day_that_would_end_before_it_begins_is_refused(blank: Workspace) -> None:
    _set(blank, "day-ends", "12:00")
    with pytest.raises(PlanError, match="before it begins"):
        _set(blank, "day-begins", "13:00")


def test_week_and_hours_are_the_facts_that_calendars_read(blank: Workspace) -> None:
    _set(blank, "working-week", "mon wed")
    _set(blank, "day-begins", "8:30")
    _set(blank, "day-ends", "16:30")
    with blank.read() as db:
        assert read_working_week(db) == 0b101
        assert read_hours(db).of("Oslo").begins == dt.time(8, 30)
        assert db.scalar(select(func.count()).select_from(Site)) == 1
        names = set(db.scalars(select(WorkspaceSetting.name)))
        assert not [name for name in names if name.startswith("setting ")]


def test_a_plans_currency_is_its_own_else_the_workspaces(blank: Workspace) -> None:
    def plan(db: Any, name: str, currency: str) -> int:  # noqa: ANN401
        return create_plan(db, name, dt.date(2027, 1, 4), dt.date(2027, 6, 30), currency=currency)

    with blank.edit("Plans") as db:
        own, none = plan(db, "A", "GBP"), plan(db, "B", "")
    _set(blank, "currency", "NOK")
    with blank.read() as db:
        assert (plan_currency(db, own), plan_currency(db, none)) == ("GBP", "NOK")
        assert set(db.scalars(select(Plan.currency))) == {"GBP", ""}


def test_mails_begin_and_end_as_the_workplace_says() -> None:
    to = Recipient("person", "person:1", "Ada", "ada@example.org")
    usual = letter_text(to, [], "H1")
    own = letter_text(to, [], "H1", LetterWords("Dear {name},", "Ask {name} or us."))
    assert usual.startswith("Hello Ada,\n")
    assert own.startswith("Dear Ada,\n")
    assert own == usual.replace("Hello Ada,", "Dear Ada,") + "\nAsk Ada or us.\n"


def test_automatic_schedules_begin_with_what_is_set(blank: Workspace) -> None:
    with blank.read() as db:
        assert read_usual(db) == Usual(30, None, together=False)
    _set(blank, "schedule-seconds", "120")
    _set(blank, "schedule-seats", "10")
    _set(blank, "schedule-together", "yes")
    with blank.read() as db:
        assert read_usual(db) == Usual(120, 10, together=True)
