"""Needs, credit and totals of random workspaces against a slow reading of the definitions."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.services.needs.needs import Need, read_needs
from pmplanner.services.needs.people import people_who_count
from pmplanner.services.pick_status.pick_status import DONE, OPEN, WAITING, list_done, list_pick_statuses
from pmplanner.services.plans import picks
from pmplanner.services.problems.checks.money import over_budget
from pmplanner.services.problems.reading.rows import Facts
from pmplanner.services.sessions.seating import count_open, count_unapproved, list_open
from pmplanner.services.totals.breakdown import list_behind
from pmplanner.services.totals.budget import budget_use, read_spending
from pmplanner.services.totals.totals import GROUPS, KEPT, Group, LedgerRow, ledger
from pmplanner.services.views.matrix import read_lines
from pmplanner.services.views.totals_page import TotalsBook, read_totals
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.services.random_needs import Maker
from tests.services.slow_needs import FIGURES, Slow, SlowPerson, summed
from tests.tiers import seeds


class TakeBackError(Exception):
    """Ends an edit without leaving anything."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("needs")
    workspace = open_workspace(folder / "needs.sqlite")
    yield workspace
    workspace.close()


@contextmanager
def made(workspace: Workspace, seed: int) -> Iterator[tuple[Session, int, Slow]]:
    """Fill the workspace inside an edit, and take everything back at the end."""
    with suppress(TakeBackError), workspace.edit("Random") as db:
        plan = Maker(db, seed).make()
        yield db, plan, Slow(db, plan)
        raise TakeBackError


def told(needs: tuple[Need, ...]) -> list[tuple[object, ...]]:
    return [(need.course_id, need.days, need.state, need.is_expected, need.due) for need in needs]


def figures(row: LedgerRow) -> dict[str, Decimal]:
    return {name: getattr(row.totals, name) for name in FIGURES}


def check_groups(db: Session, plan: int, slow: Slow, people: dict[int, SlowPerson]) -> None:
    """Compare each grouping that puts a person into one line."""
    keys: dict[Group, dict[int, Hashable]] = {
        "track": {key: person.track for key, person in people.items()},
        "team": {key: slow.people[key].team for key in people},
        "title": {key: slow.people[key].job_title for key in people},
        "person": {key: key for key in people},
        "manager": {
            key: slow.people[key].manager_id or slow.people[key].manager_name.lower() for key in people
        },
    }
    for by, key_of in keys.items():
        members: dict[Hashable, list[SlowPerson]] = defaultdict(list)
        for key, person in people.items():
            members[key_of[key]].append(person)
        *rows, total = ledger(db, plan, by)
        rows = [row for row in rows if row.is_of_people]
        assert {row.key for row in rows} == members.keys(), by
        for row in rows:
            assert figures(row) == summed(members[row.key]), (by, row.name)
            assert row.totals.people == len(members[row.key])
        whole = summed(people.values())
        beside = cost_of(slow.nobody()) + sum((cost_of(bill) for *_, bill in slow.kept()), Decimal(0))
        days = sum((slow.courses[course].days for _, course, _, _ in slow.kept()), Decimal(0))
        assert figures(total) == whole | {
            "cost": whole["cost"] + beside,
            "scheduled": whole["scheduled"] + days,
        }
        assert total.totals.people == len(people)


def check_open(db: Session, plan: int) -> None:
    """What is to be scheduled is what stands open, less what nobody has approved where that is asked for."""
    standing = {each.pick_id: each for each in list_pick_statuses(db, plan) if each.status in (OPEN, WAITING)}
    assert {each.pick_id for each in list_open(db, plan, unapproved=True)} == standing.keys()
    asks = db.get_one(Plan, plan).approval_rule == "approved"
    allowed = [each for each in standing.values() if not asks or each.decision == "approved"]
    assert {each.pick_id for each in list_open(db, plan)} == {each.pick_id for each in allowed}
    counts = Counter(each.course_id for each in allowed)
    assert count_open(db, plan) == counts
    left_out = Counter(each.course_id for each in standing.values()) - counts
    assert count_unapproved(db, plan) == left_out


def cost_of(parts: list[Decimal | None]) -> Decimal:
    return sum((part for part in parts if part is not None), Decimal(0))


def check_money(db: Session, plan: int, slow: Slow, people: dict[int, SlowPerson]) -> None:
    """By whatever the totals go, to the cent: lines add up to what the plan costs, and so do charts."""
    kept = list(slow.kept())
    of_kept = sum((cost_of(bill) for *_, bill in kept), Decimal(0))
    of_people = sum((person.figures["cost"] for person in people.values()), Decimal(0))
    cost = of_people + of_kept + cost_of(slow.nobody())
    unknown = sum(person.picks_without_price for person in people.values())
    unknown += sum(None in bill for *_, bill in kept)
    for by in GROUPS:
        *rows, total = ledger(db, plan, by)
        assert total.totals.cost == sum(row.totals.cost for row in rows) == cost, by
        assert total.totals.planned == sum(row.totals.planned for row in rows), by
        assert total.totals.picks_without_price == sum(row.totals.picks_without_price for row in rows), by
        assert sum(row.totals.cost for row in rows if row.key == KEPT) == of_kept
        nobodys = sum(row.totals.picks_without_price for row in rows if row.is_nobodys)
        assert total.totals.picks_without_price == unknown + nobodys
        assert (nobodys > 0) == (None in slow.nobody())
        check_charts(db, plan, by, cost, unknown + nobodys)
    uses = budget_use(db, plan)
    assert [use.used for use in uses if use.kind == "plan"] == [cost]
    assert [use.used for use in uses if use.kind == "team"] == [
        sum((p.figures["cost"] for key, p in people.items() if slow.people[key].team == "South"), Decimal(0))
        + sum((cost_of(bill) for team, *_, bill in kept if team == "South"), Decimal(0))
    ]
    curves = TotalsBook(plan).curves(db)
    assert [(curve.used, curve.lacking) for curve in curves] == [
        (use.used, use.picks_without_price) for use in uses
    ]
    over = {use.name for use in uses if use.amount is not None and use.used > use.amount}
    problems = over_budget(Facts(spending=read_spending(db, plan)))
    assert {each.title.split(" will ")[0].split(" is ")[0] for each in problems} == over
    confirmed = sum((cost_of(bill) for *_, status, bill in kept if status == "confirmed"), Decimal(0))
    assert uses[0].committed >= confirmed


def check_charts(db: Session, plan: int, by: Group, cost: Decimal, unknown: int) -> None:
    """Bars and months add up to what the plan costs, and each part to what is behind it."""
    sheet = read_totals(db, plan, by, "cost")
    assert sum(row.totals.planned for row in sheet.parts) == cost, by
    assert sum(bar.total for bar in sheet.months) == cost, by
    assert sum(bar.unpriced for bar in sheet.months) == unknown, by
    for row in sheet.stacked:
        in_months = sum(dict(bar.parts).get(row.key, Decimal(0)) for bar in sheet.months)
        assert in_months == row.totals.planned, (by, row.name)
    if by == "track":
        for row in sheet.rows:
            behind = list_behind(db, plan, () if row.is_total else [(by, row.key)], "planned", "cost")
            assert sum(each.value for each in behind) == row.totals.planned, row.name
            assert sum(each.lacking for each in behind) == row.totals.lacking("planned"), row.name
        every = frozenset(row.key for row in sheet.stacked)
        for bar in sheet.months:
            behind = list_behind(db, plan, [("month", bar.month or None), (by, every)], "planned", "cost")
            assert sum(each.value for each in behind) == bar.total, bar.month


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(18, 1500))
def test_needs_and_totals_are_those_of_the_definitions(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        people = slow.everybody()
        assert people_who_count(db, plan) == people.keys()
        needs = read_needs(db, plan)
        assert {key: told(theirs) for key, theirs in needs.items()} == {
            key: [(n.course, n.days, n.state, n.expected, n.due) for n in person.needs]
            for key, person in people.items()
        }
        check_groups(db, plan, slow, people)
        check_money(db, plan, slow, people)
        for row in (row for row in ledger(db, plan, "track")[:-1] if row.is_of_people):
            assert row.path_days == (0 if row.key is None else slow.path_days(int(str(row.key))))
        check_open(db, plan)
        lines = read_lines(db, plan)
        assert {key: line.totals.required - line.totals.gap for key, line in lines.items()} == {
            key: person.figures["required"] - person.figures["gap"] for key, person in people.items()
        }


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(4, 300))
def test_what_satisfies_a_need_is_named(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        statuses = {pick.pick_id: pick for pick in list_pick_statuses(db, plan)}
        people = {pick.person_id for pick in statuses.values()}
        done = {pick_id for pick_id, pick in statuses.items() if pick.status == DONE}
        assert list_done(db, plan, people) == done
        for person_id, needs in read_needs(db, plan).items():
            for need in needs:
                if need.state == "missing":
                    assert (need.by_course_id, need.pick_id, need.source) == (None, None, None)
                    continue
                assert need.by_course_id is not None
                assert slow.reaches(need.by_course_id, need.course_id)
                assert (need.pick_id is None) == (need.state == "credited") == (need.source is not None)
                if need.pick_id is not None:
                    pick = statuses[need.pick_id]
                    assert (pick.person_id, pick.course_id) == (person_id, need.by_course_id)
                    assert pick.satisfies


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(4, 300))
def test_what_some_need_is_what_they_need_among_all(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        needs, lines = read_needs(db, plan), read_lines(db, plan)
        for person_id in slow.people:
            alone = read_needs(db, plan, [person_id])
            assert alone == {key: theirs for key, theirs in needs.items() if key == person_id}
            assert read_lines(db, plan, [person_id]) == {k: v for k, v in lines.items() if k == person_id}


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(4, 300))
def test_picking_what_is_required_leaves_no_gap(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        people = list(slow.people)
        count = picks.pick_required(db, plan, people)
        after = Slow(db, plan)
        new = sum(map(len, after.picks_of.values())) - sum(map(len, slow.picks_of.values()))
        assert new == count
        assert all(need.state != "missing" for person in after.everybody().values() for need in person.needs)
        assert picks.pick_required(db, plan, people) == 0
