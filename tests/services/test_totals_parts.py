"""The parts of the charts: the largest lines and all others together are all lines, and so are the months."""

import datetime as dt
from collections.abc import Sequence
from itertools import product

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person
from pmplanner.services.plans.plans import list_plans
from pmplanner.services.startup.sample import fill_sample
from pmplanner.services.totals.breakdown import list_behind
from pmplanner.services.totals.measures import MEASURES
from pmplanner.services.totals.totals import GROUPS, LedgerRow, ledger
from pmplanner.services.views.totals_page import MOST_PARTS, read_totals
from pmplanner.storage.workspace import Workspace


def _many_teams(db: Session) -> int:
    """Give each person a team of their own, but for two without one."""
    fill_sample(db, dt.date(2026, 11, 24))
    for number, person in enumerate(db.scalars(select(Person).order_by(Person.id)).all()):
        person.team = person.job_title = f"Team {number:02}" if number > 1 else ""
    db.flush()
    return list_plans(db)[0].id


def _others(parts: Sequence[LedgerRow]) -> LedgerRow:
    (row,) = (row for row in parts if isinstance(row.key, frozenset))
    return row


def test_parts_and_months_add_up_to_the_lines(workspace: Workspace) -> None:
    with workspace.edit("Sample") as db:
        plan = _many_teams(db)
    with workspace.read() as db:
        for by, measure in product(GROUPS, MEASURES):
            case, sheet = (by, measure), read_totals(db, plan, by, measure)
            *lines, total = ledger(db, plan, by, measure=measure)
            assert list(sheet.rows) == [*lines, total], case
            keys = [row.key for row in sheet.parts if not isinstance(row.key, frozenset)]
            keys += [key for row in sheet.parts if isinstance(row.key, frozenset) for key in row.key]
            assert sorted(map(str, keys)) == sorted(str(row.key) for row in lines), case
            if by != "month":
                assert len(sheet.parts) <= MOST_PARTS + 1, case
            if measure == "course days":
                months = {row.key: row.totals for row in ledger(db, plan, "month", measure=measure)[:-1]}
                for bar in sheet.months:
                    if bar.month in months:
                        assert bar.total == months[bar.month].planned <= bar.stacked, (*case, bar.month)
                continue
            for name in ("planned", "done", "scheduled", "open", "cost"):
                parts = sum(getattr(row.totals, name) for row in sheet.parts)
                assert parts == getattr(total.totals, name), (*case, name)
            # Costs without a date stand last; days are in no month before they have one.
            undated = int(measure == "cost")
            dated = sum(bar.total for bar in sheet.months)
            assert dated == total.totals.planned - (1 - undated) * total.totals.open, case
            for row in sheet.stacked:
                of_part = sum(dict(bar.parts).get(row.key, 0) for bar in sheet.months)
                wanted = row.totals.planned - (1 - undated) * row.totals.open
                assert of_part == wanted, (*case, row.key)


def test_what_is_behind_the_others_is_their_number(workspace: Workspace) -> None:
    with workspace.edit("Sample") as db:
        plan = _many_teams(db)
    with workspace.read() as db:
        for by, measure in product(("team", "title", "person", "course"), MEASURES):
            others = _others(read_totals(db, plan, by, measure).parts)  # type: ignore[arg-type]
            for figure in ("planned", "open", "people", "required"):
                rows = list_behind(db, plan, [(by, others.key)], figure, measure)  # type: ignore[list-item]
                if figure == "people":
                    assert len({row.person_id for row in rows}) == others.totals.people, (by, measure)
                elif measure != "course days":
                    wanted = getattr(others.totals, figure)
                    assert sum(row.value for row in rows) == wanted, (by, measure, figure)
                elif figure == "planned":
                    days = {row.course_id: row.value for row in rows}
                    assert sum(days.values()) == others.totals.planned, (by, measure)
