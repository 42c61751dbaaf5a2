"""The forms in which one says whom a plan covers and what it aims at, worked by the keyboard."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from pmplanner.models.statuses import ScopeKind
from pmplanner.services.needs.scope_reading import ScopeRule, read_rules
from pmplanner.services.people import people
from pmplanner.services.plans import plans, targets
from pmplanner.services.plans.scope import set_rules
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.money.budgets_form import BudgetsForm
from pmplanner.ui.money.items_window import PlanItemsWindow
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.plan_form import PlanForm
from pmplanner.ui.shell.plan_people_form import PlanPeopleForm
from pmplanner.ui.shell.targets_form import TargetsForm
from tests.support import known, snapshot

D = Decimal
KEY = Qt.Key
TEAM, SITE, PERSON = ScopeKind.TEAM, ScopeKind.SITE, ScopeKind.PERSON


@pytest.fixture
def form(sampled: Workspace, qtbot: QtBot) -> PlanPeopleForm:
    return _open(sampled, qtbot)


def _open(workspace: Workspace, qtbot: QtBot) -> PlanPeopleForm:
    actions = Actions(workspace)
    actions.choose_plan(None)
    (plan,) = actions.read(plans.list_plans)
    form = PlanPeopleForm(actions, plan)
    qtbot.addWidget(form)
    form.show()
    return form


def _rules(form: PlanPeopleForm) -> Sequence[ScopeRule]:
    return form._actions.read(read_rules, form._plan.id)


def _lines(form: PlanPeopleForm) -> list[str]:
    return [item.text() for item in form._items()]


def _choose(form: PlanPeopleForm, kind: ScopeKind, name: str, qtbot: QtBot) -> None:
    """Choose what a rule is about, and add it, by the keys alone."""
    form.kind.setFocus()
    while form.kind.entered() != kind:
        before = form.kind.entered()
        qtbot.keyClick(form.kind, KEY.Key_Down)
        if form.kind.entered() == before:
            qtbot.keyClick(form.kind, KEY.Key_Home)
    form.which.setFocus()
    qtbot.keyClicks(known(form.which.lineEdit()), name)
    qtbot.keyClick(known(form.which.lineEdit()), KEY.Key_Return)
    assert form.add_rule.isEnabled()
    form.add_rule.setFocus()
    qtbot.keyClick(form.add_rule, KEY.Key_Space)


def _teams(workspace: Workspace) -> dict[str, int]:
    with workspace.read() as db:
        rows = people.list_people(db)
    return {
        team: sum(row.team == team for row in rows) for team in sorted({row.team for row in rows if row.team})
    }


def test_a_plan_without_rules_covers_everybody_and_says_how_many(
    form: PlanPeopleForm, sampled: Workspace
) -> None:
    with sampled.read() as db:
        everybody = len(people.list_people(db))
    assert form.mode.current() == "all"
    assert form.count.text() == f"{everybody} people count in the plan."
    before = snapshot(sampled.path)
    form.accept()
    assert snapshot(sampled.path) == before
    assert sampled.undo_label() == "Open the sample workspace"


def test_a_team_and_a_person_left_out_are_chosen_by_keys_and_kept_as_one_edit(
    form: PlanPeopleForm, sampled: Workspace, qtbot: QtBot
) -> None:
    team, size = next(iter(_teams(sampled).items()))
    before = snapshot(sampled.path)
    form.does.show_value("cover")
    _choose(form, TEAM, team, qtbot)
    assert form.mode.current() == "chosen"
    with sampled.read() as db:
        member = next(row for row in people.list_people(db) if row.team != team)
    form.does.show_value("leave out")
    _choose(form, PERSON, member.name, qtbot)
    assert _lines(form) == [f"Covers: team {team}", f"Leaves out: {member.name}"]
    shown = int(form.count.text().split()[0])
    assert shown >= size  # and whoever has a pick
    qtbot.keyClick(form.go_button, KEY.Key_Space)
    assert _rules(form) == [ScopeRule(TEAM, text=team), ScopeRule(PERSON, member.id, include=False)]
    assert sampled.undo_label() == f"Change whom “{form._plan.name}” covers"
    sampled.undo()
    assert snapshot(sampled.path) == before


def test_what_is_kept_is_shown_again_and_taken_away_by_delete(sampled: Workspace, qtbot: QtBot) -> None:
    team = next(iter(_teams(sampled)))
    with sampled.edit("Cover") as db:
        (plan,) = plans.list_plans(db)
        set_rules(db, plan.id, [ScopeRule(ScopeKind.ANY_TRACK), ScopeRule(TEAM, text=team, include=False)])
    form = _open(sampled, qtbot)
    assert (form.mode.current(), _lines(form)) == ("with a track", [f"Leaves out: team {team}"])
    fewer = form.count.text()
    form.list.setFocus()
    form.list.setCurrentRow(0)
    qtbot.keyClick(form.list, KEY.Key_Delete)
    assert _lines(form) == []
    assert form.count.text() != fewer or form.rules() == [ScopeRule(ScopeKind.ANY_TRACK)]
    form.accept()
    assert _rules(form) == [ScopeRule(ScopeKind.ANY_TRACK)]


def test_chosen_people_without_anybody_is_refused_and_stays_open(form: PlanPeopleForm) -> None:
    form.mode.select("chosen")
    form.accept()
    assert form.isVisible()
    assert form.reason.text() == "Add whom the plan covers, or choose Everybody."


def test_what_was_covered_and_is_left_out_now_stands_there_once(
    form: PlanPeopleForm, sampled: Workspace, qtbot: QtBot
) -> None:
    team = next(iter(_teams(sampled)))
    for does, line in (("cover", f"Covers: team {team}"), ("leave out", f"Leaves out: team {team}")):
        form.does.show_value(does)
        _choose(form, TEAM, team, qtbot)
        assert _lines(form) == [line]
    # Everybody instead: what would be covered by name goes.
    form.does.show_value("cover")
    _choose(form, TEAM, team, qtbot)
    form.mode.select("all")
    form.mode.chosen.emit("all")
    assert _lines(form) == []


def test_targets_of_plan_track_and_team_are_one_edit(sampled: Workspace, qtbot: QtBot) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    (plan,) = actions.read(plans.list_plans)
    before = snapshot(sampled.path)
    form = TargetsForm(actions, plan)
    qtbot.addWidget(form)
    form.show()
    names = [name for _, _, name in form.lines]
    assert {"Product manager", *_teams(sampled)} <= set(names)
    track = next(whose for whose in form.lines if whose[2] == "Product manager")
    team = next(whose for whose in form.lines if whose[0] == "team")
    for line, text in ((form.whole, "8"), (form.lines[track], "6.5"), (form.lines[team], "0")):
        line.clear()
        qtbot.keyClicks(line, text)
    form.accept()
    assert not form.isVisible()
    with sampled.read() as db:
        assert [(row.name, row.days) for row in targets.list_targets(db, plan.id)] == [
            ("Product manager", D("6.5")),
            (team[2], D(0)),
        ]
        assert plans.list_plans(db)[0].target_days == D(8)
    sampled.undo()
    assert snapshot(sampled.path) == before
    line = form.lines[track]
    form.show()
    line.clear()
    qtbot.keyClicks(line, "0.3")
    form.accept()
    assert form.isVisible()
    assert "steps of 0.25" in form.reason.text()
    assert snapshot(sampled.path) == before


def test_the_form_of_the_plan_leads_to_its_people(
    sampled: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    for kind in (PlanPeopleForm, BudgetsForm, PlanItemsWindow):
        monkeypatch.setattr(kind, "exec", lambda form: opened.append(form.windowTitle()))
    actions = Actions(sampled)
    (plan,) = actions.read(plans.list_plans)
    form = PlanForm(actions, plan)
    qtbot.addWidget(form)
    form.show()
    for text in ("People of this plan…", "By track and team…", "Cost items…"):
        button = next(b for b in form.findChildren(QPushButton) if b.text() == text)
        qtbot.keyClick(button, KEY.Key_Space)
    assert opened == ["People of this plan", f"Budget of “{plan.name}”", f"Cost items of “{plan.name}”"]


def test_the_menu_and_the_search_offer_both(
    sampled: Workspace, settings: QSettings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    for kind in (PlanPeopleForm, TargetsForm, BudgetsForm, PlanItemsWindow):
        monkeypatch.setattr(kind, "exec", lambda form: opened.append(form.windowTitle()))
    actions = Actions(sampled)
    actions.choose_plan(None)
    window = MainWindow(actions, settings)
    qtbot.addWidget(window)
    window.bar.plan_menu.aboutToShow.emit()
    for text in ("People of this plan…", "Targets…", "Budget…", "Cost items of this plan…"):
        next(a for a in window.bar.plan_menu.actions() if a.text() == text).trigger()
        next(each for each in window.commands.all() if each.name == text.rstrip("…")).run()
    plan = actions.read(plans.list_plans)[0].name
    of_money = (f"Budget of “{plan}”", f"Cost items of “{plan}”")
    assert opened[::2] == opened[1::2] == ["People of this plan", "Targets", *of_money]
    assert QApplication.activeModalWidget() is None
