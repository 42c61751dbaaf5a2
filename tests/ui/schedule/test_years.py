"""The weeks of a plan of several years say of which year they are."""

import datetime as dt

import pytest
from pytestqt.qtbot import QtBot

from pmplanner.services.plans import plans
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline import header_painter
from pmplanner.ui.widgets.format import format_date, format_day


@pytest.mark.parametrize(("last", "years"), [(dt.date(2027, 12, 31), False), (dt.date(2028, 12, 29), True)])
def test_labels_of_weeks_have_the_year_where_there_are_several(
    sampled: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, last: dt.date, years: bool
) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    with sampled.edit("Longer") as db:
        (plan,) = plans.list_plans(db)
        plans.change_plan(db, plan.id, last_day=last)
    page = SchedulePage(actions, today=lambda: dt.date(2027, 3, 1))
    qtbot.addWidget(page)
    page.resize(1280, 720)
    texts: list[str] = []
    label = header_painter._label

    def listen(day: dt.date, *rest: object) -> str:
        text = label(day, *rest)  # type: ignore[arg-type]
        if text:
            texts.append(text)
            assert text == (format_date(day) if years else format_day(day))
        return text

    monkeypatch.setattr(header_painter, "_label", listen)
    page.show()
    page.grab()
    assert len(texts) > 2
