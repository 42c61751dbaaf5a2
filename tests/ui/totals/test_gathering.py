"""Totals of many people are read beside the window, and are those that a slow reading finds."""

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, PickDecision
from pmplanner.services.plans.picks import toggle_picks
from pmplanner.services.totals.measures import MEASURES
from pmplanner.services.totals.totals import GROUPS
from pmplanner.services.views.totals_page import read_totals
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.totals import page as totals_page
from pmplanner.ui.totals.page import TotalsPage
from tests.support import known


def _take_back(actions: Actions, place: int) -> None:
    plan_id = known(actions.plan_id)

    def run(db: Session) -> None:
        open_picks = db.execute(
            select(Pick.person_id, Pick.course_id)
            .where(Pick.plan_id == plan_id, Pick.id.not_in(select(PickDecision.pick_id)))
            .order_by(Pick.id)
        ).all()
        toggle_picks(db, plan_id, [(open_picks[place][0], open_picks[place][1])])

    actions.do(Label("Take back"), run)


def test_what_is_read_beside_is_what_is_read_anew(
    sampled: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals_page, "MANY_PEOPLE", 0)
    actions = Actions(sampled)
    actions.choose_plan(None)
    plan_id = known(actions.plan_id)
    page = TotalsPage(actions)
    qtbot.addWidget(page)
    page.show()

    # One press away
    by, measure = page.by(), page.counted()
    near = [*((by, other) for other in MEASURES), *((other, measure) for other in GROUPS)]
    qtbot.waitUntil(lambda: all(known(page._book).knows(*sheet) for sheet in near))
    for sheet in near:
        assert actions.read(known(page._book).sheet, *sheet) == actions.read(read_totals, plan_id, *sheet)

    # After a change, and after one that comes while it is read
    for changes in (1, 2):
        before = known(page._sheet)
        for _ in range(changes):
            _take_back(actions, -1)
        assert page._sheet is before
        qtbot.waitUntil(lambda: page._book is not None)
        assert page._sheet != before
        assert page._sheet == actions.read(read_totals, plan_id, by, measure)
        assert page.table.source.rows() == tuple(known(page._sheet).rows)

    # Whoever asks for something else does not wait
    actions.undo()
    page.group.select("team")
    page.refresh(None)
    assert page._sheet == actions.read(read_totals, plan_id, "team", measure)

    page.measure.select("cost")
    page.group.select("person")
    page.refresh(None)
    assert page._awaited
    qtbot.waitUntil(lambda: not page._awaited)
    assert page._sheet == actions.read(read_totals, plan_id, "person", "cost")
    page.measure.select(measure)
    page.group.select("team")
    page.refresh(None)

    # Nothing of then is shown after a change that came while nobody saw the page
    actions.undo()
    page.hide()
    with_team = Label("Team")
    actions.do(with_team, lambda db: setattr(known(db.scalar(select(Person))), "team", "Another"))
    qtbot.waitUntil(lambda: not page._gathering.running)
    page.show()
    assert page._sheet == actions.read(read_totals, plan_id, "team", measure)
    page.end_work()
    assert not page._gathering.running
