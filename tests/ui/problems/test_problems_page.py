"""The page of problems: fixes, acceptance and policies by mouse and keyboard, each undone again."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick
from pmplanner.services.catalog import courses
from pmplanner.services.decisions.saving import WHOLE
from pmplanner.services.money.budgets import set_budget
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.people import history, people
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.policies.policies import list_policies
from pmplanner.services.problems.fixes.fixes import Fix, apply_fix, find_fixes
from pmplanner.services.problems.fixes.joint import find_joint_fixes
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.causes import Cause
from pmplanner.services.resources import trainers
from pmplanner.services.sessions import sessions
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core import fix_search
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.problems.page import POLICIES, ProblemsPage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.widgets.inputs.chips import Chip
from tests.support import known, snapshot

LEFT = Qt.MouseButton.LeftButton
D = dt.date
BEFORE_ALL = D(2027, 1, 31)


@pytest.fixture
def actions(blank: Workspace) -> Actions:
    """Hana sits in two sessions on 2 March, and is away on the days of a third."""
    with blank.edit("Set up") as db:
        plan = plans.create_plan(db, "2027", D(2027, 1, 1), D(2027, 6, 30))
        hana = people.add_person(db, first_name="Hana", last_name="Ito", team="Sales")
        for title, day in (("Basics", D(2027, 3, 1)), ("More", D(2027, 3, 2)), ("Late", D(2027, 4, 6))):
            course = courses.add_course(db, title=title, days=Decimal(2))
            picks.pick_courses(db, plan, [hana], [course])
            sessions.add_session(db, plan, course, day, seat_open=True)
        history.add_absence(db, hana, D(2027, 4, 5), D(2027, 4, 9), "Leave")
    actions = Actions(blank)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> ProblemsPage:
    page = ProblemsPage(actions)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    return page


def _titles(page: ProblemsPage) -> list[str]:
    proxy = page.problems.table.proxy
    return [proxy.index(row, 0).data() for row in range(proxy.rowCount())]


def _kinds(page: ProblemsPage) -> list[str]:
    QApplication.processEvents()
    return [chip.text() for chip in page.problems.kinds.findChildren(Chip) if not chip.isHidden()]


def _fix_buttons(page: ProblemsPage) -> dict[str, QPushButton]:
    QApplication.processEvents()  # Qt shows what is put into a layout only then
    found = [b for b in page.detail.fixes.findChildren(QPushButton) if not b.isHidden()]
    return {button.text(): button for button in found}


def _select(page: ProblemsPage, kind: str) -> Problem:
    problem = next(p for p in page.actions_.problem_monitor.open() if p.kind == kind)
    page.problems.select(problem.key)
    return problem


def test_problems_are_listed_by_kind(page: ProblemsPage, qtbot: QtBot) -> None:
    assert _kinds(page) == ["In two sessions at once · 1", "Away during a session · 1"]
    assert len(_titles(page)) == 2
    qtbot.mouseClick(page.problems.kinds.chip("absence"), LEFT)
    (title,) = _titles(page)
    assert title.startswith("Hana Ito")
    assert page.detail.kind.text() == "Away during a session"
    assert page.count.text() == "2"


def test_clashes_of_second_rooms_and_trainers_are_named_both(page: ProblemsPage) -> None:
    with page.actions_.workspace.edit("Places") as db:
        ids = [row.id for row in sessions.list_sessions(db, known(page.actions_.plan_id))]
        sessions.change_session(db, ids[0], rooms=("Oslo", "Bergen"), trainers=("Ada", "Ben"))
        sessions.change_session(db, ids[1], room="Bergen", trainer="Ben")
    assert {"Room Bergen is taken twice on Tue 2 Mar", "Ben teaches two sessions on Tue 2 Mar"} <= {
        title.splitlines()[0] for title in _titles(page)
    }


def test_a_fix_solves_the_problem_and_undo_brings_it_back(page: ProblemsPage, qtbot: QtBot) -> None:
    _select(page, "double-booking")
    before = snapshot(page.actions_.workspace.path)
    buttons = _fix_buttons(page)
    text = next(text for text in buttons if text.startswith("Move "))
    qtbot.mouseClick(buttons[text], LEFT)
    assert _kinds(page) == ["Away during a session · 1"]
    assert page.actions_.workspace.undo_label() == text
    page.actions_.undo()
    assert len(_titles(page)) == 2
    assert snapshot(page.actions_.workspace.path) == before


def test_a_problem_can_be_accepted_with_a_reason_by_keyboard(page: ProblemsPage, qtbot: QtBot) -> None:
    _select(page, "absence")
    qtbot.keyClicks(page.detail.reason, "She comes back for it")
    qtbot.keyClick(page.detail.reason, Qt.Key.Key_Return)
    assert len(_titles(page)) == 1
    name = "Away during a session (Hana Ito, L-1)"
    assert page.actions_.workspace.undo_label() == f"Accept: {name}"
    page.views.select("accepted")
    page.refresh(None)
    assert len(_titles(page)) == 1
    assert page.detail.accepted.text() == "Accepted: She comes back for it"
    assert page.detail.accepted.isVisible()
    assert not page.detail.fixes.isVisible()
    qtbot.mouseClick(page.detail.withdraw_button, LEFT)
    assert page.problems.nothing.isVisible()
    assert page.actions_.workspace.undo_label() == f"Accept no more: {name}"
    assert len(page.actions_.problem_monitor.open()) == 2
    page.actions_.undo()
    page.actions_.undo()
    assert len(page.actions_.problem_monitor.open()) == 2


def _leave(page: ProblemsPage, day: dt.date = BEFORE_ALL) -> None:
    """Let Hana be gone before all of her sessions, or some."""

    def leave(db: Session) -> None:
        hana = known(db.scalars(select(Pick.person_id)).first())
        people_changes.change_person(db, hana, end_date=day)

    page.actions_.do(Label("Leave"), leave)


def test_problems_of_one_cause_are_a_line_that_opens_and_is_solved_at_once(
    page: ProblemsPage, qtbot: QtBot
) -> None:
    _leave(page)
    table = page.problems.table
    title = "Hana Ito is not employed during 3 sessions"
    assert f"▸ {title}" in _titles(page)
    several = next(row for row in table.source.rows() if row.title == title)
    page.problems.select(several.id)
    assert page.detail.title.text() == title
    assert page.detail.fixes_heading.text() == "What would solve all 3"
    lines = len(_titles(page))
    for key, more in ((Qt.Key.Key_Right, 3), (Qt.Key.Key_Left, 0)):
        qtbot.keyClick(table, key)
        assert len(_titles(page)) == lines + more
    qtbot.keyClick(table, Qt.Key.Key_Return)
    page.problems.select(several.cause.problems[1].key)
    assert page.detail.title.text() == several.cause.problems[1].title
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert page.problems.selected() == several.cause, "closed from one of its problems"
    before = snapshot(page.actions_.workspace.path)
    qtbot.mouseClick(_fix_buttons(page)["Take back 3 courses for Hana Ito"], LEFT)
    assert page.actions_.problem_monitor.open() == []
    page.actions_.undo()
    assert snapshot(page.actions_.workspace.path) == before
    page.problems.select(several.id)
    qtbot.keyClicks(page.detail.reason, "She helps out")
    qtbot.keyClick(page.detail.reason, Qt.Key.Key_Return)
    assert page.actions_.workspace.undo_label() == "Accept: 3 problems"
    assert title not in " ".join(_titles(page))
    page.views.select("accepted")
    page.refresh(None)
    page.problems.select(several.id)
    assert page.detail.accepted.text() == "Accepted: She helps out"
    qtbot.mouseClick(page.detail.withdraw_button, LEFT)
    assert page.problems.nothing.isVisible()


def test_lines_are_sought_by_words_and_stay_with_their_cause_when_sorted(
    page: ProblemsPage, qtbot: QtBot
) -> None:
    _leave(page)
    page.problems.search.setText("late")
    assert len(_titles(page)) == 2, "the absence, and that she has left"
    page.problems.search.setText("nobody")
    assert page.problems.list.currentWidget() is not page.problems.table
    page.problems.clear_filters()
    page.problems.select(
        next(p.key for p in page.actions_.problem_monitor.open() if p.kind == "not employed")
    )
    for order in Qt.SortOrder:
        page.problems.table.sortByColumn(1, order)
        inner = [title.startswith(" ") for title in _titles(page)]
        place = next(n for n, title in enumerate(_titles(page)) if title.startswith("▾"))
        assert inner[place + 1 : place + 4] == [True] * 3


def test_a_trainer_who_can_teach_is_offered_as_soon_as_there_is_one(page: ProblemsPage) -> None:
    """The list of problems stays the same then."""

    def two_trainers(db: Session) -> int:
        ben = trainers.add_trainer(db, "Ben")
        trainers.add_trainer_absence(db, ben, D(2027, 3, 1), D(2027, 3, 31))
        session = sessions.list_sessions(db, known(page.actions_.plan_id))[0]
        sessions.change_session(db, session.id, trainer="Ben", pinned=True)
        return session.course_id

    course = page.actions_.do(Label("Set up"), two_trainers)
    _select(page, "trainer away")
    assert "Let Cleo teach B-1" not in _fix_buttons(page)
    cleo = page.actions_.do(Label("Add"), trainers.add_trainer, "Cleo")
    page.actions_.do(Label("Teach"), trainers.set_trainer_courses, known(cleo), [known(course)])
    assert "Let Cleo teach B-1" in _fix_buttons(page)


@pytest.mark.slow
def test_a_policy_is_set_and_taken_back(page: ProblemsPage, qtbot: QtBot) -> None:
    page.views.select(POLICIES)
    page.refresh(None)
    row = page.policies.row("absence")
    assert not row.reset.isVisible()
    row.action.setFocus()
    qtbot.keyClick(row.action, Qt.Key.Key_End)
    assert [p.kind for p in page.actions_.problem_monitor.open()] == ["double-booking"]
    row = page.policies.row("absence")
    assert row.action.currentData() == "ignore"
    qtbot.mouseClick(row.reset, LEFT)
    assert len(page.actions_.problem_monitor.open()) == 2
    page.actions_.undo()
    assert page.policies.row("absence").action.currentData() == "ignore"
    page.actions_.undo()
    assert page.policies.row("absence").action.currentData() == "warn"


@pytest.mark.slow
def test_limits_are_typed_and_checked(page: ProblemsPage, qtbot: QtBot) -> None:
    page.views.select(POLICIES)
    page.refresh(None)
    field = page.policies.row("days a week").limits["limit"]
    field.setFocus()
    for typed in ("many", "²"):
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert "number" in field.toolTip()
        field.clear()
    qtbot.keyClicks(field, "2.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.policies.row("days a week").limits["limit"].text() == "2.5"
    found = [p.kind for p in page.actions_.problem_monitor.open()]
    assert found.count("days a week") == 1
    page.actions_.undo()
    assert page.policies.row("days a week").limits["limit"].text() == ""


def test_a_team_gets_a_policy_of_its_own(page: ProblemsPage, qtbot: QtBot) -> None:
    page.views.select(POLICIES)
    page.refresh(None)
    page.policies.team_kind.show_key("absence ceiling")
    qtbot.keyClicks(page.policies.team, "Sales")
    qtbot.mouseClick(page.policies.add_button, LEFT)
    field = page.policies.row("absence ceiling", "Sales").limits["percent"]
    qtbot.keyClicks(field, "50")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    lines = page.actions_.read(list_policies, page.actions_.plan_id)
    assert [(p.team, p.rule.percent) for p in lines if p.kind.name == "absence ceiling" and p.team] == [
        ("Sales", 50)
    ]
    assert any(p.kind == "absence ceiling" for p in page.actions_.problem_monitor.open())


def test_policies_of_all_plans_are_told_from_those_of_this_one(page: ProblemsPage) -> None:
    page.views.select(POLICIES)
    page.policies.scope.select("workspace")
    page.refresh(None)
    row = page.policies.row("absence")
    row.action.show_key("ignore")
    row.action.activated.emit(row.action.currentIndex())
    assert page.policies.row("absence").reset.isVisibleTo(page)
    page.policies.scope.select("plan")
    page.policies.refresh()
    row = page.policies.row("absence")
    assert row.action.currentData() == "ignore"
    assert not row.reset.isVisibleTo(page)


def test_the_session_of_a_problem_is_shown_on_its_page(page: ProblemsPage, qtbot: QtBot) -> None:
    problem = _select(page, "absence")
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.mouseClick(page.detail.open_button, LEFT)
    assert asked.args == ["session", problem.session_id]
    with qtbot.waitSignal(page.open_requested):
        qtbot.keyClick(page.problems.table, Qt.Key.Key_Return)


def test_without_a_plan_the_page_says_what_to_do(blank: Workspace, qtbot: QtBot) -> None:
    actions = Actions(blank)
    page = ProblemsPage(actions)
    qtbot.addWidget(page)
    page.show()
    assert page.no_plan.isVisible()
    with qtbot.waitSignal(page.new_plan_requested):
        qtbot.mouseClick(page.no_plan.findChildren(QPushButton)[0], LEFT)


def test_the_window_counts_them_and_follows_each_edit(
    actions: Actions, qtbot: QtBot, tmp_path: object
) -> None:
    settings = QSettings(f"{tmp_path}/s.ini", QSettings.Format.IniFormat)
    window = MainWindow(actions, settings)
    qtbot.addWidget(window)
    window.show()
    counts = window.navigation.model()

    def shown() -> str:
        row = next(r for r in range(counts.rowCount()) if counts.index(r, 0).data() == "Problems")
        return str(counts.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))

    qtbot.waitUntil(lambda: shown() == "Problems, 2")
    fix = actions.problem_monitor.list_fixes(actions.problem_monitor.open()[0])[0]
    actions.do(fix.label, apply_fix, fix)
    assert shown() == "Problems, 1"
    actions.undo()
    assert shown() == "Problems, 2"


def _crowd_out(page: ProblemsPage, fix: Fix) -> None:
    """Put the late session, in which Hana is too, onto the day to which a fix would move another."""
    rows = page.actions_.read(sessions.list_sessions, known(page.actions_.plan_id))
    late = max(rows, key=lambda row: row.id)
    day = next(value for value in fix.values if isinstance(value, dt.date))
    page.actions_.do(Label("Move"), sessions.move_session, late.id, day)


def _in_words(page: ProblemsPage, fix: Fix) -> str:
    return page.actions_.in_words(fix.label)


def _move(page: ProblemsPage, problem: Problem) -> Fix:
    offered = page.actions_.problem_monitor.list_fixes(problem)
    return next(fix for fix in offered if _in_words(page, fix).startswith("Move"))


@pytest.mark.parametrize("seen", [True, False])
def test_what_was_offered_is_looked_at_again_after_every_change(
    page: ProblemsPage, qtbot: QtBot, seen: bool
) -> None:
    """An edit may leave the problems as they are and still make a fix clash."""
    problem = _select(page, "double-booking")
    move = _move(page, problem)
    if not seen:
        page.hide()
    _crowd_out(page, move)
    page.show()
    qtbot.waitUntil(lambda: _fix_buttons(page) != {} and _in_words(page, move) not in _fix_buttons(page))
    assert move not in page.actions_.problem_monitor.list_fixes(problem)
    assert set(_fix_buttons(page)) == {
        _in_words(page, fix) for fix in page.actions_.problem_monitor.list_fixes(problem)
    }


def test_a_fix_that_is_out_of_date_is_refused(page: ProblemsPage, qtbot: QtBot) -> None:
    problem = _select(page, "double-booking")
    move = _move(page, problem)
    _crowd_out(page, move)
    before = snapshot(page.actions_.workspace.path)
    with qtbot.waitSignal(page.actions_.refused) as refused:
        page.actions_.apply_fix(problem, move)
    assert _in_words(page, move) in refused.args[0]
    assert snapshot(page.actions_.workspace.path) == before


def test_a_pick_that_is_not_needed_is_shown_with_its_person_and_taken_back(
    page: ProblemsPage, actions: Actions, qtbot: QtBot
) -> None:
    def done_before(db: Session) -> None:
        hana, course = (
            db.scalars(select(Pick.person_id)).first(),
            courses.add_course(db, title="Old", days=Decimal(1)),
        )
        picks.pick_courses(db, known(actions.plan_id), [known(hana)], [course])
        history.record_completion(db, known(hana), course, D(2026, 5, 4))

    actions.do(Label.of("sample.open"), done_before)
    (problem,) = (each for each in actions.problem_monitor.open() if not each.session_id)
    page.problems.select(problem.key)
    assert page.detail.open_button.text() == "Show the person"
    asked: list[tuple[str, object]] = []
    page.open_requested.connect(lambda kind, row_id: asked.append((kind, row_id)))
    qtbot.mouseClick(page.detail.open_button, LEFT)
    assert asked == [("person", problem.person_id)]
    text = "Take back Old for Hana Ito"
    qtbot.waitUntil(lambda: list(_fix_buttons(page)) == [text])
    qtbot.mouseClick(_fix_buttons(page)[text], LEFT)
    assert all(each.session_id for each in actions.problem_monitor.open())
    actions.undo()
    assert problem.key in {each.key for each in actions.problem_monitor.open()}


def test_the_menu_offers_what_keys_and_buttons_do_and_f2_goes_there(
    page: ProblemsPage, actions: Actions, qtbot: QtBot
) -> None:
    problem = _select(page, "absence")
    table = page.problems.table
    menu = page.detail.make_menu(table.copy_rows, table)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts[0] == "Show the session"
    assert texts[1:-3] == list(_fix_buttons(page))
    assert texts[-3:] == ["Accept…", "Why?", "Copy"]
    with qtbot.waitSignal(page.open_requested) as asked:
        menu.actions()[0].trigger()
    assert asked.args == ["session", problem.session_id]
    with qtbot.waitSignal(page.open_requested) as asked:
        next(action for action in menu.actions() if action.text() == "Why?").trigger()
    assert asked.args == ["why", (problem.person_id, problem.course_id)]
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.keyClick(table, Qt.Key.Key_F2)
    assert asked.args == ["session", problem.session_id]
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    next(action for action in menu.actions() if action.text() == "Accept…").trigger()
    assert page.detail.reason.hasFocus()
    before = len(actions.problem_monitor.open())
    menu.actions()[2].trigger()
    assert len(actions.problem_monitor.open()) < before
    actions.undo()
    assert len(actions.problem_monitor.open()) == before
    # In a workspace that can only be read, the menu shows and copies.
    _select(page, "absence")
    page.detail.setEnabled(False)
    menu = page.detail.make_menu(table.copy_rows, table)
    on = [action.text() for action in menu.actions() if action.isEnabled() and not action.isSeparator()]
    assert on == ["Show the session", "Why?", "Copy"]


def test_a_long_search_for_fixes_goes_on_beside_the_window(
    page: ProblemsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found there is what is found at once; an edit meanwhile has it looked for anew."""
    monkeypatch.setattr(fix_search, "AT_ONCE", -1.0)
    _leave(page)
    several = next(row for row in page.problems.table.source.rows() if len(row.cause.problems) > 1)
    page.problems.select(several.id)
    assert page.detail.looking.isVisible()
    assert not _fix_buttons(page)
    assert not page.detail.no_fix.isVisible()
    _leave(page, D(2027, 3, 15))
    about = page.problems.selected()
    assert isinstance(about, Cause | Problem)
    qtbot.waitUntil(lambda: _fix_buttons(page) != {})
    assert not page.detail.looking.isVisible()
    with page.actions_.workspace.read() as db:
        facts = gather_facts(db, known(page.actions_.plan_id))
    fresh = find_joint_fixes(facts, about.problems) if isinstance(about, Cause) else find_fixes(facts, about)
    assert fresh == page.actions_.problem_monitor.known_fixes(about)
    assert list(_fix_buttons(page)) == [_in_words(page, fix) for fix in fresh]


def test_a_budget_that_is_exceeded_is_raised_and_undone(page: ProblemsPage, blank: Workspace) -> None:
    with blank.edit("Cost") as db:
        add_item(db, Owner(plan_id=1), "Hall", "whole", Decimal(300))
        set_budget(db, 1, Decimal(100))
    problem = _select(page, "over budget")
    assert page.detail.title.text() == "The plan will be 200 over budget"
    assert "Over budget" in "".join(_kinds(page))
    asked: list[tuple[str, object]] = []
    page.open_requested.connect(lambda kind, row_id: asked.append((kind, row_id)))
    assert page.detail.open_button.text() == "Show the costs"
    page.detail.open_button.click()
    assert asked == [("costs", 0)]
    scopes: list[object] = []
    page.cut_requested.connect(scopes.append)
    page.detail.cut_button.click()
    assert scopes == [WHOLE]
    (button,) = _fix_buttons(page).values()
    assert button.text() == "Raise the budget to 300: 2027"
    button.click()
    assert problem.key not in {other.key for other in page._monitor.open()}
    blank.undo()
    assert problem.key in {other.key for other in page._monitor.open()}
