"""A currency is a code of three letters in capitals, whoever writes it."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import (
    CostItem,
    Course,
    OwnFact,
    Plan,
    PublicDate,
    Rate,
    Room,
    Row,
    Trainer,
    TrainingSession,
    Travel,
)
from pmplanner.models.base import Base
from pmplanner.services.catalog import courses
from pmplanner.services.catalog.own_facts import lay_facts
from pmplanner.services.errors import PlanError
from pmplanner.services.money import cost_items, rates, travel
from pmplanner.services.plans import plans
from pmplanner.services.resources import rooms, trainers
from pmplanner.services.sessions import public_dates, sessions
from pmplanner.services.settings import change_setting
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text
from tests.services.small_plan import MONDAY, SmallPlan

D = Decimal

Write = Callable[[SmallPlan, str], object]


def _change_plan(small: SmallPlan, code: str) -> None:
    plans.change_plan(small.db, small.plan, currency=code)


def _create_plan(small: SmallPlan, code: str) -> None:
    plans.create_plan(small.db, "Other", dt.date(2028, 1, 3), dt.date(2028, 6, 30), currency=code)


def _course(small: SmallPlan, code: str) -> None:
    courses.add_course(small.db, title="A", days=D(1), cost=D(1), currency=code)


def _session(small: SmallPlan, code: str) -> None:
    sessions.add_session(small.db, small.plan, small.course("B"), MONDAY, cost=D(1), currency=code)


def _date(small: SmallPlan, code: str) -> None:
    public_dates.add_date(small.db, small.course("C"), MONDAY, cost=D(1), currency=code)


def _trainer(small: SmallPlan, code: str) -> None:
    trainers.add_trainer(small.db, "Ada", day_cost=D(1), currency=code)


def _fact(small: SmallPlan, code: str) -> None:
    lay_facts(small.db, [small.course("D")], cost=D(1), currency=code)


def _room(small: SmallPlan, code: str) -> None:
    rooms.add_room(small.db, "Hall", day_cost=D(1), currency=code)


def _item(small: SmallPlan, code: str) -> None:
    cost_items.add_item(small.db, cost_items.Owner(plan_id=small.plan), "Licence", currency=code)


def _travel(small: SmallPlan, code: str) -> None:
    travel.set_travel(small.db, "Oslo", "Bergen", D(1), code)


def _rate(small: SmallPlan, code: str) -> None:
    change_setting(small.db, "currency", "NOK")
    rates.set_rate(small.db, code, MONDAY, D(1))


WRITERS: list[tuple[Write, type[Row]]] = [
    (_change_plan, Plan),
    (_create_plan, Plan),
    (_course, Course),
    (_session, TrainingSession),
    (_date, PublicDate),
    (_trainer, Trainer),
    (_fact, OwnFact),
    (_room, Room),
    (_item, CostItem),
    (_travel, Travel),
    (_rate, Rate),
]


@pytest.mark.parametrize(("write", "kind"), WRITERS)
def test_it_is_kept_in_capitals(small: SmallPlan, write: Write, kind: type[Row]) -> None:
    write(small, " eur ")
    small.db.flush()
    small.db.expire_all()
    assert "EUR" in small.db.scalars(select(kind.__table__.c.currency)).all()


@pytest.mark.parametrize("code", ["€", "euro", "EU", "1EU", "E R"])
@pytest.mark.parametrize(("write", "kind"), WRITERS)
def test_what_is_no_code_is_refused(small: SmallPlan, write: Write, kind: type[Row], code: str) -> None:
    with pytest.raises(PlanError, match=f"three letters, such as EUR; not “{code}”"):
        write(small, code)


def test_every_table_with_a_currency_is_among_these() -> None:
    tables = {table.name for table in Base.metadata.tables.values() if "currency" in table.columns}
    assert tables == {kind.__tablename__ for _, kind in WRITERS}


def test_files_are_no_way_round(workspace: Workspace) -> None:
    draft = bring_in_text(
        workspace, "code,title,days,price,currency\nA,Alpha,1,10,eur\nB,Beta,1,10,euro\n", "courses"
    )
    assert [outcome.details for outcome in draft.rejected] == [
        "row 3, currency: 'euro' is no currency: a code of three letters, such as EUR"
    ]
    with workspace.read() as db:
        assert db.scalar(select(Course.currency).where(Course.code == "A")) == "EUR"
    draft = bring_in_text(workspace, "code,price,currency\nTNX-BDP,10,chf\n", "courses")
    with workspace.read() as db:
        assert db.scalars(select(OwnFact.currency)).all() == ["CHF"]
