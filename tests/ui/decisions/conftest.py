"""The page of decisions over the sample, in which some drafts are to be decided."""

import datetime as dt

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from pmplanner.models import Person, Pick, SessionDay, TrainingSession
from pmplanner.services.calendar import clock
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.sessions.sessions import change_session, copy_session
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.decisions import board_reader
from pmplanner.ui.decisions.page import DecisionsPage
from tests.conftest import SAMPLE_DAY

TODAY = SAMPLE_DAY + dt.timedelta(days=60)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(board_reader, "AT_ONCE", 250)  # so that nothing has to be waited for


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    """Two drafts are to be decided within the week, and one later; of the first there is another session."""
    with sampled.edit("Set up") as db:
        for session in db.scalars(select(TrainingSession).where(TrainingSession.decide_by.is_not(None))):
            session.decide_by = None  # of the sample's own
        query = (
            select(TrainingSession.id, func.min(SessionDay.day))
            .join(SessionDay, SessionDay.session_id == TrainingSession.id)
            .group_by(TrainingSession.id)
            .having(func.min(SessionDay.day) > TODAY + dt.timedelta(days=7))
            .order_by(func.min(SessionDay.day), TrainingSession.id)
        )
        ids = [row[0] for row in db.execute(query)][:3]
        assert len(ids) == 3
        for place, session_id in enumerate(ids):
            session = db.get_one(TrainingSession, session_id)
            session.status, session.locked = "draft", False
            days = 2 + place if place < 2 else 30
            change_session(
                db,
                session_id,
                decide_by=TODAY + dt.timedelta(days=days),
                cancel_cost=200 if place else None,
                seats_min=6,
                seats_max=12,
            )
        first = db.get_one(TrainingSession, ids[0])
        copy_session(db, ids[0], TODAY + dt.timedelta(days=90))
        others = select(Person.id).where(
            Person.id.not_in(select(Pick.person_id).where(Pick.course_id == first.course_id))
        )
        pick_courses(
            db, first.plan_id, db.scalars(others.order_by(Person.id).limit(2)).all(), [first.course_id]
        )
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def page(qtbot: QtBot, actions: Actions) -> DecisionsPage:
    return shown(qtbot, actions)


def shown(qtbot: QtBot, actions: Actions, width: int = 1100, height: int = 700) -> DecisionsPage:
    page = DecisionsPage(actions)
    qtbot.addWidget(page)
    page.resize(width, height)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page
