"""The lanes of people and teams are those who count in the plan; the others have one on demand."""

import datetime as dt

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from pmplanner.models.statuses import ScopeKind
from pmplanner.services.needs.scope_reading import ScopeRule
from pmplanner.services.people import people
from pmplanner.services.plans import picks, scope
from pmplanner.services.sessions import sessions
from pmplanner.services.views.timeline import list_lanes, read_timeline
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.support import known

LABEL = Label.of("plan.change", plan="")
DAY = dt.date(2027, 3, 1)


class Shown:
    """The page over the sample; Zoe, of a team of her own, left, and Yan is not covered."""

    def __init__(self, workspace: Workspace, qtbot: QtBot) -> None:
        self.actions = Actions(workspace)
        self.actions.choose_plan(None)
        self.plan = known(self.actions.plan_id)
        with workspace.edit("Two who do not count") as db:
            self.zoe = people.add_person(db, first_name="Zoe", team="Gone", end_date=dt.date(2026, 5, 31))
            self.yan = people.add_person(db, first_name="Yan", team="Delivery")
            scope.set_rules(db, self.plan, [ScopeRule(ScopeKind.PERSON, self.yan, include=False)])
        self.page = SchedulePage(self.actions, today=lambda: DAY)
        qtbot.addWidget(self.page)
        self.page.show()

    def lanes(self) -> list[str]:
        return [lane.row.title for lane in known(self.page.views.timeline.book).lanes]

    def by(self, grouping: str) -> None:
        self.page.views.grouping.select(grouping)
        self.page.views.grouping.chosen.emit(grouping)


@pytest.fixture
def at(sampled: Workspace, qtbot: QtBot) -> Shown:
    return Shown(sampled, qtbot)


def test_who_does_not_count_has_a_lane_only_when_asked_for(at: Shown) -> None:
    chips = at.page.views.others
    assert not chips.isVisible()  # the lanes are courses
    at.by("person")
    assert chips.isVisible()
    assert [chips.chip(key).text() for key in ("left", "all")] == ["Left (+1)", "All (+2)"]
    usual = at.lanes()
    assert not {"Zoe", "Yan"} & {title.split()[0] for title in usual}
    chips.chip("left").click()
    assert [title for title in at.lanes() if title not in usual] == ["Zoe · left"]
    chips.chip("all").click()
    assert [title for title in at.lanes() if title not in usual] == ["Yan · not covered", "Zoe · left"]
    chips.chip("all").click()
    assert at.lanes() == usual


def test_teams_are_those_of_who_counts_and_so_are_their_numbers(at: Shown) -> None:
    with at.actions.workspace.read() as db:
        rows = read_timeline(db, at.plan)
        lanes = {lane.title: lane.amount for lane in list_lanes(rows, "team")}
        everybody = {lane.title: lane.amount for lane in list_lanes(rows, "team", "all")}
        delivery = sum(row.team == "Delivery" for row in people.list_people(db))
    assert lanes["Delivery"] == delivery - 1
    assert everybody.keys() - lanes.keys() == {"Gone · left"}


def test_a_seat_gives_a_lane_and_without_it_there_is_none(at: Shown) -> None:
    at.by("person")
    with at.actions.workspace.read() as db:
        session = next(row for row in sessions.list_sessions(db, at.plan) if row.status == "draft")
    at.actions.do(LABEL, picks.pick_courses, at.plan, [at.yan], [session.course_id])
    assert "Yan" in at.lanes()  # who has a pick counts
    at.actions.undo()
    assert "Yan" not in at.lanes()


def test_the_chip_is_as_it_was_left(at: Shown, settings: QSettings) -> None:
    at.by("person")
    at.page.views.others.chip("left").click()
    at.page.save_state(settings)
    at.page.views.others.chip("left").click()
    at.page.restore_state(settings)
    assert "Zoe · left" in at.lanes()


def test_rules_changed_meanwhile_change_the_lanes(at: Shown) -> None:
    at.by("person")
    at.actions.do(LABEL, scope.set_rules, at.plan, [])
    assert "Yan" in at.lanes()
    at.actions.undo()
    assert "Yan" not in at.lanes()
