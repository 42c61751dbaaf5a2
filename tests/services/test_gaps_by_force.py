"""The gaps of random workspaces, by each grouping and month, against a slow reading of the definitions."""

import datetime as dt
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pmplanner.services.totals.gaps import (
    NEED_GROUPS,
    GapBook,
    GapRow,
    NeedGroup,
    entries_of,
    group_gaps,
    make_sheet,
    only_due,
    read_gaps,
    renewals_by_month,
    sift,
)
from pmplanner.services.totals.totals import ledger
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.services.random_needs import FIRST, Maker
from tests.services.slow_needs import ZERO, Slow, SlowNeed
from tests.tiers import seeds

TODAYS = [FIRST - dt.timedelta(days=200), FIRST, dt.date(2027, 3, 1), dt.date(2028, 1, 1)]

Needed = tuple[int, SlowNeed]
"""A person and what is required of them."""


class TakeBackError(Exception):
    """Ends an edit without leaving anything."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("gaps")
    workspace = open_workspace(folder / "gaps.sqlite")
    yield workspace
    workspace.close()


@contextmanager
def made(workspace: Workspace, seed: int) -> Iterator[tuple[Session, int, Slow]]:
    """Fill the workspace inside an edit, and take everything back at the end."""
    with suppress(TakeBackError), workspace.edit("Random") as db:
        plan = Maker(db, seed).make()
        yield db, plan, Slow(db, plan)
        raise TakeBackError


def had_until(slow: Slow, person_id: int, need: SlowNeed) -> dt.date | None:
    """The last day on which somebody had what is missing now."""
    if need.due is not None or need.state != "missing":
        return need.due
    days = [
        until
        for course, until, how in slow.outside(slow.people[person_id])
        if how != "expected"
        and until is not None
        and until < slow.plan.first_day
        and (course == need.course if how == "exempt" else slow.reaches(course, need.course))
    ]
    return max(days, default=None)


def slow_row(slow: Slow, needs: list[Needed], today: dt.date) -> dict[str, object]:
    """What a row is to say of some needs, each figure looked for by itself."""

    def days(state: str) -> Decimal:
        return sum((need.days for _, need in needs if need.state == state), ZERO)

    missing = [(person, need) for person, need in needs if need.state == "missing"]
    ended = [had_until(slow, person, need) for person, need in missing]
    late = [day for day in ended if day is not None and day < today]
    to_come = [day for day in ended if day is not None and day >= today]
    return {
        "needs": len(needs),
        "required": sum((need.days for _, need in needs), ZERO),
        "credited": days("credited"),
        "expected": sum((need.days for _, need in needs if need.expected), ZERO),
        "satisfied": days("satisfied"),
        "missing": days("missing"),
        "courses": len(missing),
        "lacking": len({person for person, _ in missing}),
        "overdue": len(late),
        "since": min(late, default=None),
        "renewals": len([need for _, need in needs if need.due is not None]),
        "next_due": min(to_come, default=None),
    }


def told(row: GapRow, like: dict[str, object]) -> dict[str, object]:
    return {name: getattr(row, name) for name in like}


def key_of(slow: Slow, by: NeedGroup, person: int, need: SlowNeed | None) -> Hashable:
    row = slow.people[person]
    match by:
        case "track":
            return row.primary_track_id
        case "team":
            return row.team
        case "manager":
            return row.manager_id or row.manager_name.lower()
        case "course":
            return need.course if need is not None else None
    return person


def check_book(slow: Slow, book: GapBook, needs: list[Needed], people: set[int]) -> None:
    for by in NEED_GROUPS:
        *rows, total = group_gaps(book, by)
        lists: dict[Hashable, list[Needed]] = {row.key: [] for row in rows}
        for person, need in needs:
            lists[key_of(slow, by, person, need)].append((person, need))
        members = {key: {person for person, _ in theirs} for key, theirs in lists.items()}
        if by != "course":
            for person in people:
                members[key_of(slow, by, person, None)].add(person)
        for row in rows:
            wanted = slow_row(slow, lists[row.key], book.today)
            assert told(row, wanted) == wanted, (by, row.name)
            assert row.people == len(members[row.key]) > 0, (by, row.name)
        whole = slow_row(slow, needs, book.today)
        assert told(total, whole) == whole
        assert total.people == len(people)
        for name in ("missing", "required", "credited", "satisfied", "courses", "overdue", "renewals"):
            assert sum(getattr(row, name) for row in rows) == getattr(total, name), (by, name)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(25, 1000))
def test_gaps_are_those_of_the_definitions(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, slow):
        everybody = slow.everybody()
        needs = [(key, need) for key, person in everybody.items() for need in person.needs]
        today = TODAYS[seed % len(TODAYS)]
        book = read_gaps(db, plan, today)
        check_book(slow, book, needs, set(everybody))
        lines = [row for row in ledger(db, plan, "track") if row.is_of_people]
        assert [row.totals.gap for row in lines] == [row.missing for row in group_gaps(book, "track")]

        # By month, of everybody and of some
        for people in (set(everybody), set(list(everybody)[::2])):
            dues = [
                (f"{need.due:%Y-%m}", need) for key, need in needs if key in people and need.due is not None
            ]
            months = renewals_by_month(book, people)
            assert sum(month.picked + month.missing for month in months) == len(dues)
            for month in months:
                there = [need for name, need in dues if name == month.month]
                missing = [need for need in there if need.state == "missing"]
                assert (month.missing, month.picked) == (len(missing), len(there) - len(missing))
                assert month.days == sum((need.days for need in missing), ZERO)

        # Some of them, of everybody and read alone
        some = set(list(everybody)[::3])
        alone = read_gaps(db, plan, today, some)
        assert group_gaps(alone, "person") == group_gaps(book, "person", sift(book, people=some))

        # Who is here now, and what is listed of them
        for person_id, person in book.people.items():
            assert person.is_here == slow.employed(slow.people[person_id], today)
        listed = entries_of(book, "person", None, book.people)
        assert {entry.id for entry in listed} == {(k, n.course) for k, n in needs if n.state == "missing"}
        assert sum((entry.line.days for entry in listed), ZERO) == group_gaps(book, "team")[-1].missing


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(5, 200))
def test_what_is_due_is_a_part_of_the_whole(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan, _):
        book = read_gaps(db, plan, dt.date(2027, 3, 1))
        sheet = make_sheet(book, "course", book.people)
        late = make_sheet(book, "course", book.people, "overdue")
        assert late.rows[-1].courses == late.rows[-1].overdue == sheet.overdue == sheet.rows[-1].overdue
        assert late.months == sheet.months
        for month in sheet.months:
            *_, total = make_sheet(book, "track", book.people, month.month).rows
            assert (total.renewals, total.missing) == (month.picked + month.missing, month.days)
            only = only_due(book, month.month)
            assert only is not None
            assert sum(only(line) for line in book.lines) == total.renewals
            entries = entries_of(book, "track", None, book.people, month.month)
            assert len(entries) == month.missing
