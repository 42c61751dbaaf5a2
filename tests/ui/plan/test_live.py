"""What the page shows stays what the workspace holds, whoever changes it and how."""

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pmplanner.models.statuses import PathKind
from pmplanner.services.people import history, people, tracks
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.totals import totals
from pmplanner.services.views.matrix import Line, read_marked_lines
from pmplanner.storage.journal import next_undo
from pmplanner.storage.labels import Label
from pmplanner.ui.core import problem_monitor
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan import snapshot as sheet_module
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.plan.rows import Sums
from pmplanner.ui.plan.snapshot import PlanSnapshot
from tests.support import known
from tests.tiers import examples, in_both_tiers
from tests.ui.plan.conftest import Grid


def _plan_snapshot(grid: Grid) -> PlanSnapshot:
    assert grid.page.model.snapshot is not None
    return grid.page.model.snapshot


def _check(page: PlanPage) -> None:
    """The rows, the sums and the cards are those that a fresh reading gives."""
    plan_snapshot = page.model.snapshot
    assert plan_snapshot is not None
    counting = page.actions_.read(read_marked_lines, plan_snapshot.plan.id)
    lines = dict.fromkeys(plan_snapshot.people, Line({}, totals.Totals())) | counting
    assert plan_snapshot.lines == lines
    assert {person for person in lines if plan_snapshot.counts(person)} == counting.keys()
    _check_figures(page, plan_snapshot)
    fresh = Sums(page.model.rows, lines)
    shown = page.model.sums
    assert {k: v for k, v in shown.by_course.items() if v} == {k: v for k, v in fresh.by_course.items() if v}
    assert shown.by_group == fresh.by_group
    rows = page.actions_.read(totals.ledger, plan_snapshot.plan.id, "track")
    cards = page.board.cards.cards
    for row, card in zip(rows, cards.values(), strict=True):
        assert card.number.text() == f"{row.totals.planned.normalize():f}"
        assert f" · {row.totals.people} pe" in card.accessibleName()


def _check_figures(page: PlanPage, kept: PlanSnapshot) -> None:
    """What is counted of all rows is what counting them anew gives."""
    counting = [each for each in kept.people.values() if kept.counts(each.id)]
    away = {each: kept.standing(each) for each in kept.people if not kept.counts(each)}
    assert kept.not_counting() == away
    lacking = {each.id for each in counting if kept.lacks(each.id)}
    assert page.model.count_shown() == (
        len(set(page.model.people()) - away.keys()),
        len(lacking & set(page.model.people())),
    )
    sums: dict[int | None, totals.Totals] = {}
    aims: dict[int | None, Decimal] = {}
    for each in counting:
        sums.setdefault(each.track_id, totals.Totals()).add(kept.lines[each.id].totals)
        if each.id in kept.targets:
            aims[each.track_id] = aims.get(each.track_id, Decimal(0)) + kept.targets[each.id].days
    assert (kept.track_totals(), kept.track_targets()) == (sums, aims)


@in_both_tiers
def test_any_row_of_edits_and_undos_leaves_the_truth_on_the_page(grid: Grid) -> None:
    page, rnd = grid.page, random.Random(3)
    page.cells.setFocus()
    model, begun = page.model, known(grid.actions.read(next_undo)).id
    for _ in range(examples(20, 400)):
        step = rnd.choice(("toggle", "toggle", "take back", "undo", "redo", "filter", "group", "required"))
        if step == "undo" and known(grid.actions.read(next_undo)).id <= begun:
            continue  # the plan itself is to stay
        if step in ("undo", "redo"):
            getattr(grid.actions, step)()
        elif step == "filter":
            names = [person.name for person in _plan_snapshot(grid).people_shown("")]
            page.filter.setText(rnd.choice(("", rnd.choice(names)[:2])))
            if not model.people():
                page.filter.clear()
        elif step == "required":
            page.commands.pick_required([rnd.choice(model.people())])
        elif step == "group":
            page.board.toolbar.grouping.select(rnd.choice(("team", "manager", "person", "track")))
            page.board.toolbar.changed.emit()
        else:
            page.matrix.go_to(rnd.choice(model.people()), rnd.choice(model.courses))
            for _ in range(rnd.choice((0, 0, 3))):
                grid.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
            grid.key(Qt.Key.Key_Space if step == "toggle" else Qt.Key.Key_Delete)
        _check(page)


def test_a_pick_paints_its_row_and_that_of_its_group_and_no_others(grid: Grid) -> None:
    grid.go("S-003", "SCR-PSPO")
    cells = grid.page.cells
    for _ in range(2):
        grid.key(Qt.Key.Key_Space)
        QCoreApplication.processEvents()
    painted = Painted(cells.viewport())
    grid.key(Qt.Key.Key_Space)
    QCoreApplication.processEvents()
    model, row = grid.page.model, cells.currentIndex().row()
    places = [cells.visualRect(model.index(each, 1)) for each in range(len(model.rows))]
    rows = {each for each, place in enumerate(places) if painted.region.intersects(place)}
    assert rows == {row, model.rows.index(known(model.group_of(row)))}
    assert len(model.rows) > 2
    grid.actions.undo()


class Painted(QObject):
    """Notes what of a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.region |= event.region()
        return False


def test_whoever_moves_up_is_shown_at_once(grid: Grid, qtbot: QtBot) -> None:
    """Taking back a scheduled pick gives the seat to who waits; only rows change, no reset."""
    plan_snapshot = grid.page.model.snapshot
    assert plan_snapshot is not None
    waiting = {
        c.session_id: p
        for p, line in plan_snapshot.lines.items()
        for c in line.cells.values()
        if c.state == "waiting"
    }
    session_id, waiter = next(iter(waiting.items()))
    holder, course = next(
        (p, course)
        for p, line in plan_snapshot.lines.items()
        for course, c in line.cells.items()
        if c.session_id == session_id and c.state == "scheduled"
    )
    grid.page.matrix.go_to(holder, course)
    with qtbot.assertNotEmitted(grid.page.model.modelReset):
        grid.key(Qt.Key.Key_Delete)
    first = grid.actions.read(sessions.session_detail, session_id or 0).seats
    moved = [seat.person_id for seat in first if seat.status == "booked"]
    assert moved
    cell = plan_snapshot.cell(waiter, course)
    assert cell is not None
    assert (waiter in moved) == (cell.state in ("scheduled", "problem"))
    _check(grid.page)
    with qtbot.assertNotEmitted(grid.page.model.modelReset):
        grid.actions.undo()
    _check(grid.page)


MARCH = dt.date(2027, 3, 1)

Change = Callable[[Grid], object]

CHANGES: dict[str, Change] = {
    "a person renamed": lambda g: g.actions.do(
        Label("x"), people_changes.change_person, g.people["S-001"], last_name="Zed"
    ),
    "a person removed": lambda g: g.actions.do(Label("x"), people_changes.remove_people, [g.people["S-001"]]),
    "a person added": lambda g: g.actions.do(Label("x"), people.add_person, first_name="New"),
    "a track changed": lambda g: g.actions.do(Label("x"), tracks.assign_track, None, [g.people["S-001"]]),
    "a path changed": lambda g: g.actions.do(
        Label("x"),
        tracks.set_path,
        known(g.page.model.snapshot).tracks[0].id,
        [(g.courses["SCA-CSM"], PathKind.REQUIRED)],
    ),
    "an exemption": lambda g: g.actions.do(
        Label("x"), history.add_exemption, g.people["S-002"], g.courses["SCR-PPDV"], "Knows it."
    ),
    "a target": lambda g: g.actions.do(
        Label("x"), plans.change_plan, known(g.actions.plan_id), target_days=Decimal(5)
    ),
    "a session": lambda g: g.actions.do(
        Label("x"),
        sessions.add_session,
        known(g.actions.plan_id),
        g.courses["SCR-PPDV"],
        MARCH,
        seat_open=True,
    ),
    "own days": lambda g: g.actions.do(
        Label("x"), picks.set_pick_days, known(g.stored("S-001", "SCR-PPDV").pick_id), Decimal("0.5")
    ),
    "a seat given up": lambda g: g.actions.do(
        Label("x"), seating.unseat, [known(g.stored("S-001", "SCR-PSPO").seat_id)]
    ),
}


def test_changes_from_elsewhere_and_their_undo_are_followed(grid: Grid) -> None:
    for name, change in CHANGES.items():
        grid.go("S-003", "SCR-PSPO")
        place = grid.page.matrix.scrolled()
        change(grid)
        _check(grid.page)
        assert grid.page.matrix.current() == (grid.people["S-003"], grid.courses["SCR-PSPO"]), name
        assert grid.page.matrix.scrolled() == place, name
        grid.actions.undo()
        _check(grid.page)
        assert grid.page.matrix.current() == (grid.people["S-003"], grid.courses["SCR-PSPO"]), name


def test_a_hidden_page_catches_up_when_it_is_shown(grid: Grid) -> None:
    grid.page.hide()
    grid.actions.do(
        Label("x"),
        picks.pick_courses,
        known(grid.actions.plan_id),
        [grid.people["S-001"]],
        [grid.courses["SCA-CSM"]],
    )
    grid.page.show()
    _check(grid.page)


def test_a_column_stays_while_the_last_pick_is_taken_back(grid: Grid) -> None:
    pair = [(grid.people["S-001"], grid.courses["SCA-CSM"])]
    grid.actions.do(Label("x"), picks.add_picks, known(grid.actions.plan_id), pair)
    grid.go("S-001", "SCA-CSM")
    grid.key(Qt.Key.Key_Space)
    assert grid.page.model.column_of(grid.courses["SCA-CSM"]) > 0
    assert grid.page.matrix.current() == pair[0]
    grid.page.board.toolbar.changed.emit()
    assert grid.page.model.column_of(grid.courses["SCA-CSM"]) == -1


def test_another_plan_is_shown_with_its_own_picks(grid: Grid) -> None:
    plan = grid.actions.do(Label("x"), plans.create_plan, "Other", dt.date(2028, 1, 3), dt.date(2028, 6, 30))
    grid.actions.choose_plan(plan)
    _check(grid.page)
    assert grid.page.model.sums.planned == 0
    heading = grid.page.model.headerData(grid.page.model.target_column, Qt.Orientation.Horizontal)
    assert heading == "of the path"


def test_the_problems_of_many_people_are_marked_once_the_page_is_there(
    grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = _plan_snapshot(grid).lines
    assert any(cell.problems for line in marked.values() for cell in line.cells.values())
    monkeypatch.setattr(sheet_module, "FEW", 1)
    monkeypatch.setattr(problem_monitor, "_AFTER_MS", 1)
    actions = Actions(grid.actions.workspace)
    actions.choose_plan(None)
    page = PlanPage(actions)
    grid.qtbot.addWidget(page)
    page.show()
    later = page.model.snapshot
    assert later is not None
    assert not any(cell.problems for line in later.lines.values() for cell in line.cells.values())
    grid.qtbot.waitUntil(lambda: later.lines == marked)


def test_what_is_accepted_or_ignored_is_marked_no_more(grid: Grid) -> None:
    page, actions = grid.page, grid.actions
    plan_id = _plan_snapshot(grid).plan.id

    def marked() -> int:
        return sum(
            bool(c.problems) for line in _plan_snapshot(grid).lines.values() for c in line.cells.values()
        )

    before = marked()
    problem = next(p for p in actions.problem_monitor.open() if p.person_id is not None)
    actions.do(Label("Accept"), accept_problem, plan_id, problem.key, "known")
    assert marked() < before
    _check(page)
    for kind in ("double-booking", "prerequisite", "closed day"):
        actions.do(Label("Ignore"), set_policy, kind, "ignore")
    assert marked() == 0
    for _ in range(4):
        actions.undo()
    assert marked() == before
    _check(page)
