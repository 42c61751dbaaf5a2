"""The window of the shortest set: reckoned beside the window, stopped, looked at, applied, undone."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Equivalent, Person, Pick, Plan, TrainingSession
from pmplanner.services.needs.shortest import shortest_sets
from pmplanner.services.people.managers import direct_managers, manager_key
from pmplanner.services.people.tracks import add_further_track
from pmplanner.services.sessions.seating import seat_picks
from pmplanner.services.sessions.sessions import add_session
from pmplanner.services.views.shortest_page import read_shortest, sum_sets
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.shortest.dialog import ShortestDialog
from pmplanner.ui.needs.shortest.texts import headline, proof
from pmplanner.ui.needs.shortest.whom import EVERYBODY, SHOWN, Whom
from tests.support import known

Open = Callable[..., ShortestDialog]


def make_worth_it(db: Session) -> None:
    """Let short courses count as long ones, give people a second track, and lock a session."""
    long, short = db.scalars(select(Pick.course_id).distinct().order_by(Pick.course_id)).all()[:2]
    db.add(Equivalent(course_id=short, counts_as_id=long))
    for person in db.scalars(select(Person.id).where(Person.primary_track_id.is_not(None))).all():
        add_further_track(db, 3, [person])
    session = known(db.scalars(select(TrainingSession)).first())
    session.locked = True


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    with sampled.edit("Make") as db:
        make_worth_it(db)
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def reckon(actions: Actions, qtbot: QtBot) -> Open:
    def open_dialog(people: list[int] | None = None) -> ShortestDialog:
        dialog = ShortestDialog(actions, people)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)
        return dialog

    return open_dialog


def picks_of(db: Session) -> set[tuple[int, int]]:
    return {(person, course) for person, course in db.execute(select(Pick.person_id, Pick.course_id))}


def test_it_shows_the_sets_and_applies_them_as_one_edit(actions: Actions, reckon: Open, qtbot: QtBot) -> None:
    sets = actions.read(shortest_sets, 1)
    changing = {key for key, each in sets.items() if each.changes}
    before = actions.read(picks_of)
    dialog = reckon()
    assert {row.id for row in dialog.table.source.rows()} == changing
    sums = sum_sets(known(dialog._sheet).rows)
    assert sums.today == sum(each.picked + each.gap for each in sets.values())
    assert sums.shortest == sums.least == sum(each.days for each in sets.values())
    assert dialog.proof.text() == f"Proved for {len(sets)} people: no choice of courses has fewer days."
    assert dialog.everybody.isVisible() == (len(changing) < len(sets))
    # One person's courses: what comes, goes, stays and why.
    for row in dialog.table.source.rows():
        dialog.table.select_key(row.id)
        details = [line.detail for line in dialog.courses.lines.rows()]
        found = sets[row.id]
        assert sum(detail.startswith("Comes") for detail in details) == len(found.added)
        assert sum(detail.startswith("Goes") for detail in details) == len(found.dropped)
        assert details.count("Stays: needed") == len(found.kept)
        whys = {"done": "Stays: done in the plan", "locked": "Stays: a seat in a locked session"}
        for why, text in whys.items():
            assert details.count(text) == sum(each.why == why for each in found.staying)
    dialog.copy_button.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == len(changing) + 1
    one = dialog.table.selected_rows()[0]
    dialog.some_button.click()
    assert not dialog.isVisible()
    after = actions.read(picks_of)
    assert after - before == {(one.id, course) for course in one.found.added}
    assert before - after == {(one.id, course) for course in one.found.dropped}
    actions.undo()
    assert actions.read(picks_of) == before
    again = reckon()
    again.all_button.click()
    after = actions.read(picks_of)
    assert after - before == {(key, course) for key, each in sets.items() for course in each.added}
    assert not any(each.changes or each.gap for each in actions.read(shortest_sets, 1).values())
    actions.undo()
    assert actions.read(picks_of) == before


def test_it_is_asked_for_one_a_team_or_all_below_a_manager(
    actions: Actions, reckon: Open, qtbot: QtBot
) -> None:
    sets = actions.read(shortest_sets, 1)
    people = sorted(sets)
    dialog = reckon([people[0]])
    assert dialog.whom.entered() == Whom("person", str(people[0]))
    assert {row.id for row in known(dialog._sheet).rows} == {people[0]}
    assert not dialog.some_button.isVisible()
    with actions.workspace.read() as db:
        teams = dict(db.execute(select(Person.id, Person.team)).all())
        managers = direct_managers(db)
    team = teams[people[0]]
    key = next(iter(managers.names))
    below = {person for person, manager in managers.of.items() if manager == key}
    for whom, expected in (
        (Whom("team", team), {person for person in sets if teams[person] == team}),
        (EVERYBODY, set(sets)),
    ):
        dialog.whom.show_value(whom)
        dialog.begin()
        qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)
        assert {row.id for row in known(dialog._sheet).rows} == expected
    dialog.whom.show_value(Whom("manager", manager_key(key)))
    assert known(dialog.whom.people()) >= below
    shown = reckon(people[:3])
    assert shown.whom.entered() == SHOWN
    assert {row.id for row in known(shown._sheet).rows} == set(people[:3])


def test_it_can_be_stopped_and_begun_again(actions: Actions, qtbot: QtBot) -> None:
    dialog = ShortestDialog(actions)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.is_working
    assert dialog.progress.isVisible()
    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_working)
    assert dialog.sum.text() == "Stopped. Nothing was changed."
    assert not dialog.all_button.isEnabled()
    dialog.begin()
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)
    assert dialog.table.source.rows()
    # Closed while it works, it ends.
    dialog.begin()
    run = known(dialog._run)
    with qtbot.waitSignal(run.ended, timeout=20_000):
        dialog.reject()


def test_what_is_not_proved_is_said_with_its_bound(actions: Actions) -> None:
    sheet = actions.read(read_shortest, 1, None)
    first, *others = sheet.rows
    less = first.found._replace(is_proved=False, least=first.found.days - Decimal(2))
    sheet = sheet._replace(rows=(first._replace(found=less), *others))
    sums = sum_sets(sheet.rows)
    assert proof(sheet) == (
        f"Not proved for 1 of {len(sheet.rows)} people: "
        f"between {sums.least.normalize():f} and {sums.shortest.normalize():f} days are needed."
    )
    assert headline(sheet).endswith("fewer.")


def test_a_refusal_is_said_and_changes_nothing(actions: Actions, reckon: Open) -> None:
    dialog = reckon()
    row = next(row for row in dialog.table.source.rows() if row.found.dropped)
    with actions.workspace.edit("Lock") as db:
        plan, course = known(db.get(Plan, 1)), row.found.dropped[0]
        session = add_session(db, 1, course, plan.first_day + dt.timedelta(days=7), seats_max=4)
        pick = select(Pick.id).where(Pick.person_id == row.id, Pick.course_id == course)
        seat_picks(db, session, db.scalars(pick).all())
        known(db.get(TrainingSession, session)).locked = True
    before = actions.read(picks_of)
    dialog.all_button.click()
    assert "locked" in dialog.reason.text()
    assert dialog.isVisible()
    assert actions.read(picks_of) == before
