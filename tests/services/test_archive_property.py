"""Whatever a plan costs, its totals stay when it is archived, and when prices, days and rates change then."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import CostItem, Course, OwnFact, Plan, Rate, Room, Trainer, Travel
from pmplanner.services.errors import PlanError
from pmplanner.services.people import people
from pmplanner.services.plans import archive, picks, plans
from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import Group, ledger
from pmplanner.storage.workspace import Workspace
from tests.edits import EDITS
from tests.edits_of_facts import FACT_EDITS
from tests.edits_of_money import MONEY_EDITS
from tests.edits_of_sessions import SESSION_EDITS
from tests.support import Template
from tests.tiers import seeds

D = Decimal
GROUPS: tuple[Group, ...] = ("track", "person", "course", "month")
MEASURES: tuple[Measure, ...] = ("person-days", "cost")
NAMES = sorted({*MONEY_EDITS, *FACT_EDITS, *SESSION_EDITS, "add session", "seat"} & EDITS.keys())


def _fill(workspace: Workspace) -> None:
    with workspace.edit("Fill") as db:
        ids = [people.add_person(db, first_name=f"Person {n}") for n in range(6)]
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        picks.pick_courses(db, plan, ids, [1, 2, 3, 4])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("archived"), _fill)


def _totals(db: Session, plan_id: int) -> list[object]:
    return [
        (by, measure, row.key, row.totals.planned, row.totals.done, row.totals.cost)
        for by in GROUPS
        for measure in MEASURES
        for row in ledger(db, plan_id, by, measure=measure)
    ]


def _change_everything(db: Session) -> None:
    for course in db.scalars(select(Course)):
        course.days, course.cost, course.currency = D(9), D(777), "EUR"
    for item in db.scalars(select(CostItem).where(CostItem.course_id.is_not(None))):
        item.amount = D(5)
    for place in (*db.scalars(select(Trainer)), *db.scalars(select(Room))):
        place.day_cost = D(99)
    for way in db.scalars(select(Travel)):
        way.amount = D(97)
    for rate in db.scalars(select(Rate)):
        rate.value = D(2)
    for fact in db.scalars(select(OwnFact).where(OwnFact.field == "cost")):
        fact.value = "555"


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(3, 150))
def test_totals_stay(template: Template, seed: int) -> None:
    workspace, chance = template.open(), random.Random(seed)
    for _ in range(25):
        name = chance.choice(NAMES)
        try:
            with workspace.edit(name) as db:
                EDITS[name](db, chance.randrange(60))
        except (PlanError, LookupError):
            pass
    with workspace.read() as db:
        plan = db.scalars(select(Plan.id).where(Plan.name == "2027")).one()
        before = _totals(db, plan)
    with workspace.edit("Archive") as db:
        archive.archive_plan(db, plan)
    with workspace.read() as db:
        assert _totals(db, plan) == before
    with workspace.edit("Change") as db:
        _change_everything(db)
    with workspace.read() as db:
        assert _totals(db, plan) == before
    workspace.close()
