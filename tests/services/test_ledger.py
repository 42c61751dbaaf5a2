"""Totals of random plans against an independent, naive computation."""

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
from pmplanner.services.totals.totals import GROUPS, LedgerRow
from pmplanner.services.views.totals_page import read_totals
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.services.random_plan import BEFORE, WITHIN, SessionFacts, Spec, build, specs
from tests.tiers import examples

RANKS = ["attended", "partly attended", "booked", "waiting", "absent"]
FIGURES: tuple[Figure, ...] = get_args(Figure)
ZERO = Decimal(0)
NOT_SHOWN = {("course", "courses"), *(("month", figure) for figure in ("required", "credited", "gap"))}

relaxed = settings(
    max_examples=examples(12, 250), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


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


class Naive:
    """The domain's definitions, word for word, over the plain data."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    def course_days(self, course: int) -> Decimal:
        return Decimal(self.spec.courses[course][0]) / 4

    def required(self, person: int) -> list[int]:
        track = self.spec.people[person][0]
        if track is None:
            return []
        return [course for course, kind in self.spec.paths[track].items() if kind == "required"]

    def credited(self, person: int, course: int) -> bool:
        if (person, course) in self.spec.exemptions:
            return True
        for (who, what, day), (result, _days) in self.spec.completions.items():
            stands_for = what == course or (what, course) in self.spec.equivalents
            if who != person or not stands_for or result == "failed" or day == WITHIN:
                continue
            if day == BEFORE or self.spec.courses[what][2] is None:
                return True
        return False

    def best_seat(self, person: int, course: int) -> tuple[SessionFacts, str, int | None] | None:
        seats = [
            (session, *session.seats[person])
            for session in self.spec.sessions
            if session.course == course and person in session.seats and not session.cancelled
        ]
        return min(seats, key=lambda seat: RANKS.index(seat[1]), default=None)

    def pick(self, person: int, course: int) -> tuple[str, Decimal]:
        own = self.spec.picks[person, course]
        days = self.course_days(course) if own is None else Decimal(own) / 4
        seat = self.best_seat(person, course)
        if seat is not None and "attended" in seat[1]:
            session, _, attended = seat
            if attended is not None:
                return "done", Decimal(attended) / 4
            if own is None and session.days:
                return "done", Decimal(sum(session.days.values())) / 4
            return "done", days
        if (person, course, WITHIN) in self.spec.completions:
            _, taken = self.spec.completions[person, course, WITHIN]
            return "done", days if taken is None else Decimal(taken) / 4
        return ("scheduled" if seat is not None and seat[1] == "booked" else "open"), days

    def figures(self, people: list[int]) -> dict[str, Decimal]:
        sums = dict.fromkeys(("required", "credited", "done", "scheduled", "open", "gap"), ZERO)
        for person in people:
            for course in self.required(person):
                sums["required"] += self.course_days(course)
                if self.credited(person, course):
                    sums["credited"] += self.course_days(course)
                elif (person, course) not in self.spec.picks:
                    sums["gap"] += self.course_days(course)
            for who, course in self.spec.picks:
                if who == person:
                    status, days = self.pick(person, course)
                    sums[status] += days
        return sums


def figures(row: LedgerRow) -> dict[str, Decimal]:
    names = ("required", "credited", "done", "scheduled", "open", "gap")
    return {name: getattr(row.totals, name) for name in names}


@pytest.mark.slow
@relaxed
@given(spec=specs())
def test_totals_are_those_of_the_definitions(shared: Workspace, spec: Spec) -> None:
    naive = Naive(spec)
    with trying(shared, spec) as (session, plan):
        everybody = list(range(len(spec.people)))
        *rows, total = totals.ledger(session, plan, "track")
        assert figures(total) == naive.figures(everybody)
        assert total.totals.people == len(everybody)
        assert {row.name for row in rows} == {
            "No track" if track is None else f"Track {track}" for track, _ in spec.people
        }
        for row in rows:
            track = None if row.key is None else int(row.name[-1])
            members = [n for n in everybody if spec.people[n][0] == track]
            assert figures(row) == naive.figures(members)
            path = [] if track is None else [c for c, kind in spec.paths[track].items() if kind == "required"]
            assert row.path_days == sum(map(naive.course_days, path))
        for row in totals.ledger(session, plan, "person")[:-1]:
            assert figures(row) == naive.figures([int(row.name[1:])])
        for row in totals.ledger(session, plan, "team")[:-1]:
            assert figures(row) == naive.figures([n for n in everybody if spec.people[n][1] == row.key])


@pytest.mark.slow
@relaxed
@given(spec=specs())
def test_course_days_count_each_course_once(shared: Workspace, spec: Spec) -> None:
    naive = Naive(spec)
    with trying(shared, spec) as (session, plan):
        *rows, _total = totals.ledger(session, plan, "team", measure="course days")
        for row in rows:
            members = {n for n, (_, team) in enumerate(spec.people) if team == row.key}
            states: dict[int, set[str]] = {}
            for person, course in spec.picks:
                if person in members:
                    states.setdefault(course, set()).add(naive.pick(person, course)[0])
            for state, worse in (("open", set()), ("scheduled", {"open"}), ("done", {"open", "scheduled"})):
                courses = [c for c, found in states.items() if state in found and not worse & found]
                assert getattr(row.totals, state) == sum(map(naive.course_days, courses)), state
            needed = {course for person in members for course in naive.required(person)}
            assert row.totals.required == sum(map(naive.course_days, needed))


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
            months = {row.key: row.totals for row in sheet.rows if row.key is not None}
            for bar in sheet.months:
                assert bar.total == (months[bar.month].planned if bar.month in months else ZERO)
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
        for row in rows:
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
