"""Totals of random plans: course days, months, what is behind them, and the totals of some people."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pmplanner.services.errors import PlanError
from pmplanner.services.totals import totals as totals
from pmplanner.services.totals.breakdown import BehindRow, Figure, Spot, list_behind
from pmplanner.services.totals.measures import MEASURES, Measure
from pmplanner.services.totals.totals import GROUPS, KEPT, NOBODYS, LedgerRow
from pmplanner.services.views.totals_page import read_totals
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.services.random_plan import WITHIN, SessionFacts, Spec, build, specs
from tests.services.slow_needs import Slow
from tests.tiers import examples

FIGURES: tuple[Figure, ...] = get_args(Figure)
ZERO = Decimal(0)
NOT_SHOWN = {("course", "courses"), *(("month", figure) for figure in ("required", "credited", "gap"))}

relaxed = settings(max_examples=examples(6, 250), deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TakeBackError(Exception):
    """Ends an edit without leaving anything."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("ledger")
    workspace = open_workspace(folder / "ledger.sqlite")
    yield workspace
    workspace.close()


@contextmanager
def trying(workspace: Workspace, spec: Spec) -> Iterator[tuple[Session, int]]:
    """Build a plan inside an edit, and take everything back at the end."""
    with suppress(TakeBackError), workspace.edit("Random") as db:
        yield db, build(db, spec)
        raise TakeBackError


def figures(row: LedgerRow) -> dict[str, Decimal]:
    names = ("required", "credited", "done", "scheduled", "open", "gap")
    return {name: getattr(row.totals, name) for name in names}


@pytest.mark.slow
@relaxed
@given(spec=specs())
def test_course_days_count_each_course_once(shared: Workspace, spec: Spec) -> None:
    with trying(shared, spec) as (session, plan):
        slow = Slow(session, plan)
        people = slow.everybody()
        *rows, _total = totals.ledger(session, plan, "team", measure="course days")
        for row in rows:
            members = [person for key, person in people.items() if slow.people[key].team == row.key]
            states: dict[int, set[str]] = {}
            for pick in (pick for person in members for pick in person.picks):
                states.setdefault(pick.pick.course_id, set()).add(pick.status)
            for state, worse in (("open", set()), ("scheduled", {"open"}), ("done", {"open", "scheduled"})):
                courses = [c for c, found in states.items() if state in found and not worse & found]
                days = sum((slow.courses[course].days for course in courses), ZERO)
                assert getattr(row.totals, state) == days, state
            needed = {need.course for person in members for need in person.needs}
            assert row.totals.required == sum((slow.courses[course].days for course in needed), ZERO)


def spots_of(row: LedgerRow, by: totals.Group) -> list[Spot]:
    return [] if row.is_total else [(by, row.key)]


def number(row: LedgerRow, figure: Figure) -> Decimal | int | None:
    if figure == "courses":
        return row.courses
    return row.path_days if figure == "path days" else getattr(row.totals, figure)


def check_behind(db: Session, plan: int, by: totals.Group, measure: Measure) -> None:
    for row in totals.ledger(db, plan, by, measure=measure):
        for figure in FIGURES:
            if (by, figure) in NOT_SHOWN:
                continue
            lines = list_behind(db, plan, spots_of(row, by), figure, measure)
            shown = number(row, figure)
            if figure in ("people", "courses"):
                assert len(lines) == shown, (by, row.name, figure)
            elif measure != "course days" or figure == "cost":
                assert sum((line.value for line in lines), ZERO) == (shown or ZERO), (by, row.name, figure)
            else:
                assert shown is None or bool(lines) >= bool(shown)


@pytest.mark.slow
@relaxed
@given(spec=specs(), by=st.sampled_from(GROUPS), measure=st.sampled_from(MEASURES))
def test_what_is_behind_a_number_adds_up_to_it(
    shared: Workspace, spec: Spec, by: totals.Group, measure: Measure
) -> None:
    with trying(shared, spec) as (session, plan):
        check_behind(session, plan, by, measure)


@pytest.mark.slow
@relaxed
@given(spec=specs())
def test_months_hold_what_is_dated(shared: Workspace, spec: Spec) -> None:
    with trying(shared, spec) as (session, plan):
        for measure in ("person-days", "cost"):
            sheet = read_totals(session, plan, "month", measure)
            lines = [row for row in sheet.rows if row.is_of_people and not row.is_total]
            months = {row.key or "": row.totals for row in lines}
            for bar in sheet.months:
                own = sum((value for key, value in bar.parts if key not in (KEPT, NOBODYS)), ZERO)
                assert own == (months[bar.month].planned if bar.month in months else ZERO)
            *_, total = totals.ledger(session, plan, "track", measure=measure)
            parts = [row.totals for row in sheet.rows if not row.is_total]
            for name in ("planned", "done", "scheduled", "open", "cost"):
                assert sum(getattr(part, name) for part in parts) == getattr(total.totals, name), name
            assert [bar.month for bar in sheet.months][:6] == [f"2027-0{n}" for n in range(1, 7)]


@pytest.mark.slow
@relaxed
@given(spec=specs())
def test_totals_of_some_people_are_those_of_theirs_alone(shared: Workspace, spec: Spec) -> None:
    with trying(shared, spec) as (session, plan):
        rows = totals.ledger(session, plan, "person")[:-1]
        for row in (row for row in rows if row.is_of_people):
            assert isinstance(row.key, int)
            *_, alone = totals.ledger(session, plan, "track", [row.key])
            assert (figures(alone), alone.totals.people) == (figures(row), 1)


def test_unknown_words_are_refused_in_a_sentence(shared: Workspace) -> None:
    with shared.read() as db:
        with pytest.raises(PlanError, match="not by “colour”"):
            totals.ledger(db, 1, "colour")  # type: ignore[arg-type]
        with pytest.raises(PlanError, match="not “hours”"):
            totals.ledger(db, 1, "track", measure="hours")  # type: ignore[arg-type]
        with pytest.raises(PlanError, match="no “colour”"):
            list_behind(db, 1, [], "colour")  # type: ignore[arg-type]


def test_a_line_behind_names_person_course_and_session(shared: Workspace) -> None:
    run = SessionFacts(0, {WITHIN: 4}, False, None, {0: ("booked", None)})
    spec = Spec(
        [(8, 10000, None)], set(), [{0: "required"}], [(0, "North")], {}, set(), {(0, 0): None}, [run]
    )
    with trying(shared, spec) as (session, plan):
        (line,) = list_behind(session, plan, [("team", "North")], "scheduled")
        assert line == BehindRow(
            line.person_id, "P0", line.course_id, "Course 0", Decimal(2), "scheduled", line.session_id, "S0",
            WITHIN, WITHIN,
        )  # fmt: skip
        assert list_behind(session, plan, [("team", "South")], "planned") == []
