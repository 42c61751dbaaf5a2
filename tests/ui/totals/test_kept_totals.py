"""What the page keeps for other groupings is what is read anew after each kind of edit, undo and redo."""

import datetime as dt
from itertools import product

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from pmplanner.services.errors import PlanError
from pmplanner.services.plans.plans import list_plan_ids
from pmplanner.services.startup.sample import fill_sample
from pmplanner.services.totals.measures import MEASURES, Measure
from pmplanner.services.totals.totals import GROUPS, Group
from pmplanner.services.views.others import count_others, track_targets
from pmplanner.services.views.totals_page import TotalsBook, read_totals
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.totals.page import TotalsPage
from tests.edits import EDITS
from tests.support import known
from tests.tiers import seeds

PARTS = 12
"""Of so many parts of the edits the suite tries one, `-m long` all."""
LOOKED_AT: tuple[tuple[Group, Measure], ...] = (
    ("track", "person-days"),
    ("month", "cost"),
    ("manager", "course days"),
    ("person", "person-days"),
)


@pytest.mark.slow
@pytest.mark.parametrize("turn", seeds(1, PARTS))
def test_what_is_kept_is_what_is_read_anew(sampled: Workspace, qtbot: QtBot, turn: int) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    page = TotalsPage(actions)
    qtbot.addWidget(page)
    done = 0
    for place, name in enumerate(sorted(EDITS)[turn::PARTS]):
        by, measure = LOOKED_AT[place % len(LOOKED_AT)]
        page.group.select(by)
        page.measure.select(measure)
        page.refresh(None)
        if not _do(actions, name, place):
            continue
        done += 1
        for case, step in (("done", None), ("undone", actions.undo)):
            if step is not None:
                step()
            page.refresh(None)
            if actions.plan_id is None:  # the only plan was removed
                assert page._book is None
                continue
            plan_id, book = known(actions.plan_id), known(page._book)
            assert page._sheet == actions.read(read_totals, plan_id, by, measure), (name, case)
            assert actions.read(book.others) == actions.read(count_others, plan_id), (name, case)
            assert actions.read(book.targets) == actions.read(track_targets, plan_id), (name, case)
    assert done


def _do(actions: Actions, name: str, number: int) -> bool:
    """Make an edit; False where it makes no sense."""

    def run(db: Session) -> None:
        EDITS[name](db, number)

    try:
        return actions.try_to(Label(name), run) == "" and actions.workspace.undo_label() == name
    except (LookupError, PlanError):
        return False


def test_one_book_answers_as_many_readings(workspace: Workspace) -> None:
    with workspace.edit("Sample") as db:
        fill_sample(db, dt.date(2026, 11, 24))
    with workspace.read() as db:
        plan_id = list_plan_ids(db)[0]
        book = TotalsBook(plan_id)
        for _, by, measure in product(range(2), GROUPS, MEASURES):
            assert book.sheet(db, by, measure) == read_totals(db, plan_id, by, measure), (by, measure)
