"""The facts of papers agree with the totals, the use of budgets, the runway and the load."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import get_args

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Completion,
    Course,
    Edit,
    EditRow,
    Person,
    Pick,
    Plan,
    Seat,
    SessionTrainer,
    TrainingSession,
)
from pmplanner.models.statuses import SeatStatus, TrainerPart
from pmplanner.services.money.budgets import set_budget
from pmplanner.services.people import history, people
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import picks, plans
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.reports import (
    director,
    needs,
    plan_and_actual,
    readiness,
    renewals,
    rosters,
    training_days,
)
from pmplanner.services.reports.asking import Asked, asked_of
from pmplanner.services.reports.director_paper import director_paper
from pmplanner.services.reports.kinds import KINDS
from pmplanner.services.reports.plan_and_actual_paper import plan_and_actual_paper
from pmplanner.services.reports.planned_before import planned_before
from pmplanner.services.sessions import changes, moving, sessions
from pmplanner.services.settings import change_setting
from pmplanner.services.totals.budget import budget_use
from pmplanner.services.totals.totals import LedgerRow, ledger
from pmplanner.services.views.load import view_load
from pmplanner.services.views.runway import read_runway
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.conftest import SHARED, needs_shared
from tests.services.random_needs import Maker
from tests.services.slow_days import SlowDays, SlowTaken
from tests.services.small_plan import SmallPlan
from tests.services.test_worked_example import SECOND, TABLE, build_first, build_second
from tests.support import known
from tests.tiers import seeds

D = Decimal
TODAY = dt.date(2027, 1, 20)


class TakeBackError(Exception):
    """Ends an edit without leaving anything."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("reports")
    workspace = open_workspace(folder / "reports.sqlite")
    yield workspace
    workspace.close()


@contextmanager
def made(workspace: Workspace, seed: int) -> Iterator[tuple[Session, int]]:
    """Fill the workspace inside an edit, and take everything back at the end."""
    with suppress(TakeBackError), workspace.edit("Random") as db:
        plan = Maker(db, seed).make()
        _name_who_gives(db, Random(seed))
        yield db, plan
        raise TakeBackError


def _name_who_gives(db: Session, random: Random) -> None:
    """Say of some courses and sessions who gives them, and let people have taken what is no course."""
    for course in db.scalars(select(Course).order_by(Course.id)):
        course.provider = random.choice(["", "In-House", "Elsewhere"])
    for session in db.scalars(select(TrainingSession).order_by(TrainingSession.id)):
        session.trainer = random.choice([session.trainer, "P0", "Nobody known"])
    for done in db.scalars(select(Completion).order_by(Completion.id)):
        done.provider = random.choice(["", "", "In-house", "Elsewhere"])
        done.trainer = random.choice(["", "P1"])
    for further in db.scalars(select(SessionTrainer).order_by(SessionTrainer.id)):
        if further.position == 1:
            further.name = random.choice([further.name, "P1"])
            further.part = random.choice(list(TrainerPart))
    for person in db.scalars(select(Person.id).order_by(Person.id)).all():
        day = dt.date(random.randint(2024, 2027), random.randint(1, 12), 5)
        if random.random() < 0.4:
            days = random.choice([None, D("1.25")])
            db.add(Completion(person_id=person, title="A talk", completed_on=day, days=days, trainer="P1"))
    db.flush()


def _sum(rows: list[LedgerRow], figure: str) -> Decimal:
    return sum((getattr(row.totals, figure) for row in rows if not row.is_total), D(0))


@pytest.mark.parametrize("build", [build_first, build_second])
def test_the_worked_examples_stand_on_papers_as_in_the_definition(
    shared: Workspace, build: Callable[[Session], int]
) -> None:
    with suppress(TakeBackError), shared.edit("Example") as db:
        plan = build(db)
        table, asked = (TABLE if build is build_first else SECOND), asked_of(plan, TODAY)
        told = {row.name: row for row in needs.read_needs_report(db, asked).groups["track"]}
        lines = {line.row.name: line.row for line in _actual(db, asked).groups["track"]}
        for name, figures in table.items():
            people, _, required, credited, planned, done, scheduled, is_open, gap, each = figures
            row, totals = told[name], lines[name].totals
            assert (row.people, row.required, row.credited, row.missing) == (people, required, credited, gap)
            assert (totals.planned, totals.done, totals.scheduled, totals.open) == (
                planned, done, scheduled, is_open
            )  # fmt: skip
            assert totals.days_per_person == each
        found = training_days.read_training_days(db, asked)
        if build is build_first:
            assert found.sums[2027].done == found.months[2027, 2].done == D(4)
            assert (found.sums[2027].scheduled, found.sums[2026].done) == (D("5.5"), D(2))
        else:
            # Q5 sits in a session of the plan of 2026; Q4 attended in January; C of Q1 is in February.
            assert (found.sums[2026].done, found.sums[2026].scheduled) == (D(2), D(3))
            assert (found.months[2027, 1].done, found.months[2027, 2].scheduled) == (D(1), D(3))
        raise TakeBackError


def _actual(db: Session, asked: Asked) -> plan_and_actual.PlanAndActual:
    return plan_and_actual.read_plan_and_actual(db, asked)


@pytest.mark.parametrize("seed", seeds(12, 400))
def test_needs_add_up_to_the_totals(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan):
        found = needs.read_needs_report(db, asked_of(plan, TODAY))
        whole = ledger(db, plan)[-1].totals
        for by, rows in found.groups.items():
            *lines, over_all = rows
            assert (over_all.required, over_all.credited) == (whole.required, whole.credited), by
            assert (over_all.missing, over_all.people) == (whole.gap, whole.people), by
            for figure in ("needs", "required", "credited", "expected", "satisfied", "missing", "courses"):
                assert sum(getattr(row, figure) for row in lines) == getattr(over_all, figure), (by, figure)
            for row in rows:
                assert row.required == row.credited + row.satisfied + row.missing
        assert sum(each.days for person in found.people for each in person.missing) == whole.gap
        ready = readiness.read_readiness(db, asked_of(plan, TODAY))
        assert ready.whole.row.lacking == len(found.people)
        assert all(sum(g.ready for g in rows[:-1]) == rows[-1].ready for rows in ready.groups.values())


@pytest.mark.parametrize("seed", seeds(12, 400))
def test_the_plan_and_what_became_of_it_add_up_to_the_totals_and_the_budget(
    shared: Workspace, seed: int
) -> None:
    with made(shared, seed) as (db, plan):
        found = _actual(db, asked_of(plan, TODAY))
        use = budget_use(db, plan)[0]
        for by, lines in found.groups.items():
            rows, whole = [line.row for line in lines], lines[-1]
            assert [(row.name, row.totals) for row in rows] == [
                (row.name, row.totals) for row in ledger(db, plan, by)
            ]
            for figure in ("done", "scheduled", "open", "planned", "cost"):
                assert _sum(rows, figure) == getattr(whole.row.totals, figure), (by, figure)
            assert (whole.share.spent, whole.share.committed, whole.share.forecast) == (
                use.spent, use.committed, use.forecast
            )  # fmt: skip
            for row, share in lines:
                assert share.spent + share.committed + share.forecast == row.totals.cost, (by, row.name)
                assert share.lacking == row.totals.picks_without_price, (by, row.name)
        everything = list_pick_statuses(db, plan, put_aside=True)
        assert sum(each.people for each in found.aside) <= sum(each.is_put_aside for each in everything)
        whole_done = found.whole.row.totals.done
        held = sum((each.days for each in everything if each.session_id and each.status == "done"), D(0))
        assert held + sum(each.days for each in found.elsewhere) == whole_done


@pytest.mark.parametrize("seed", seeds(6, 200))
def test_of_some_people_papers_tell_what_is_theirs(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan):
        people = db.scalars(select(Person.id)).all()
        theirs, others = people[::2], people[1::2]
        parts = [_actual(db, asked_of(plan, TODAY, ids)).whole.row.totals for ids in (theirs, others)]
        rows = [row for row in ledger(db, plan) if not row.is_total and row.is_of_people]
        assert sum(part.planned for part in parts) == _sum(rows, "planned")
        assert sum(part.cost for part in parts) == _sum(rows, "cost")
        days = [training_days.read_training_days(db, asked_of(plan, TODAY, ids)) for ids in (theirs, others)]
        whole = training_days.read_training_days(db, asked_of(plan, TODAY))
        for year, each in whole.sums.items():
            assert sum(part.sums[year].done for part in days) == each.done


@pytest.mark.parametrize("seed", seeds(12, 400))
def test_training_days_are_what_a_slow_reading_gives(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan):
        slow = list(SlowDays(db, {"internal", "in-house"}).taken())
        fast = list(training_days.list_taken(db))
        for is_done in (True, False):
            of_slow: dict[tuple[int, str], Decimal] = defaultdict(D)
            of_fast: dict[tuple[int, str], Decimal] = defaultdict(D)
            for each in slow:
                of_slow[each.person, each.origin] += (each.days or D(0)) * (each.is_done == is_done)
            for part in fast:
                of_fast[part.person_id, part.origin] += (part.days or D(0)) * (part.is_done == is_done)
            assert _without_zeros(of_fast) == _without_zeros(of_slow)
        assert sum(each.days is None for each in fast) == sum(each.days is None for each in slow)
        _compare_months(slow, fast)
        _compare_sums(fast, training_days.read_training_days(db, asked_of(plan, TODAY)))


def _without_zeros(found: dict[tuple[int, str], Decimal]) -> dict[tuple[int, str], Decimal]:
    return {key: value for key, value in found.items() if value}


def _compare_months(slow: list[SlowTaken], fast: list[training_days.Taken]) -> None:
    """Compare the months in which nothing lies that is shared by several."""
    shared = {month for each in slow if len(each.months) > 1 for month in each.months}
    of_slow, of_fast = Counter[str](), Counter[str]()
    for each in slow:
        of_slow[min(each.months)] += int((each.days or 0) * 4 * each.is_done)
    for part in fast:
        of_fast[f"{part.year}-{part.month:02}"] += int((part.days or 0) * 4 * part.is_done)
    months = (of_slow.keys() | of_fast.keys()) - shared
    assert {m: of_fast[m] for m in months} == {m: of_slow[m] for m in months}


def _compare_sums(fast: list[training_days.Taken], found: training_days.TrainingDays) -> None:
    for place, year in enumerate(found.years):
        theirs = [each for each in fast if each.year == year]
        done = sum((each.days or D(0) for each in theirs if each.is_done), D(0))
        whole = found.sums[year]
        assert whole.done == done == sum(found.months[year, month].done for month in range(1, 13))
        assert whole.scheduled == sum(found.months[year, month].scheduled for month in range(1, 13))
        for groups in (found.tracks, found.teams):
            assert sum(group.years[place].done for group in groups) == done
            assert sum(len(group.years[place].people) for group in groups) == len(whole.people)
        assert whole.without_days == sum(each.days is None for each in theirs)


def test_a_completion_in_two_plans_counts_once(shared: Workspace) -> None:
    with suppress(TakeBackError), shared.edit("Two plans") as db:
        course = Course(code="X", title="X", days=D(2), provider="Elsewhere")
        db.add(course)
        db.flush()
        person = people.add_person(db, first_name="Ann")
        first = plans.create_plan(db, "One", dt.date(2027, 1, 1), dt.date(2027, 12, 31))
        second = plans.create_plan(db, "Two", dt.date(2027, 3, 1), dt.date(2028, 2, 28))
        for plan in (first, second):
            picks.pick_courses(db, plan, [person], [course.id])
        history.record_completion(db, person, course.id, dt.date(2027, 4, 1))
        assert [ledger(db, plan)[-1].totals.done for plan in (first, second)] == [D(2), D(2)]
        assert training_days.read_training_days(db, asked_of(first, TODAY)).sums[2027].done == D(2)
        raise TakeBackError


@pytest.mark.parametrize("seed", seeds(8, 300))
def test_renewals_are_those_of_the_runway_with_the_sessions_of_their_seats(
    shared: Workspace, seed: int
) -> None:
    with made(shared, seed) as (db, plan):
        found = renewals.read_renewals_report(db, asked_of(plan, TODAY))
        runway = read_runway(db, plan, TODAY)
        assert [each.line for each in found.lines] == list(runway.lines)
        assert sum(month.expire for month in found.months) == len(found.lines)
        assert found.soon == {days: len(runway.in_days(days)) for days in (30, 60, 90)}
        ready = readiness.read_readiness(db, asked_of(plan, TODAY))
        assert {each.days: each.without_seat for each in ready.soon} == found.soon
        assert [each.line for each in ready.open] == runway.in_days(90)
        for each in found.lines:
            if each.line.state == "seated":
                assert each.seat is not None
                assert each.seat.last_day <= each.line.valid_until
            if each.line.state == "seated too late":
                assert each.seat is not None
                assert each.seat.last_day > each.line.valid_until
            if each.line.state in ("picked", "missing"):
                assert each.seat is None


@pytest.mark.parametrize("seed", seeds(6, 200))
def test_rosters_agree_with_the_load_of_the_weeks(shared: Workspace, seed: int) -> None:
    with made(shared, seed) as (db, plan):
        _compare_with_load(db, plan)


def test_rosters_of_the_sample_agree_with_the_load(sampled: Workspace) -> None:
    with sampled.read() as db:
        plan = db.scalars(select(Plan.id)).one()
        _compare_with_load(db, plan)


def _compare_with_load(db: Session, plan: int) -> None:
    facts, kept = gather_facts(db, plan), db.get_one(Plan, plan)
    for kind in get_args(rosters.RosterKind):
        found = rosters.read_rosters(db, asked_of(plan, TODAY), kind)
        book = view_load(db, plan, kind, 0, facts)
        lines = {row.name: place for place, row in enumerate(book.rows)}
        for roster in found.rosters:
            for week in roster.weeks:
                last = week.first_day + dt.timedelta(days=6)
                if not kept.first_day <= week.first_day <= last <= kept.last_day or roster.name not in lines:
                    continue
                cell = book.cell(lines[roster.name], book.weeks.index(week.first_day))
                free = sum(each.quarters for each in week.free)
                # A trainer's days of leave are none of work; a day that is taken twice is taken once.
                assert free == cell.working - cell.used, (kind, roster.name, week.first_day)
                assert sum(part.quarters for part in week.parts) >= cell.used + cell.off
                assert 4 * len(week.away) == cell.leave
        places = facts.places.rooms if kind == "room" else facts.places.trainers
        told = Counter(part.session.id for roster in found.rosters for part in roster.parts)
        own = {session.id for each in places.values() for session in each if not session.plan}
        for session_id in own:
            session = facts.sessions[session_id]
            times = len(session.room_keys if kind == "room" else session.trainer_keys)
            assert told[session_id] == times * len(session.parts)


def test_weeks_of_rosters_begin_as_the_workspace_is_set(sampled: Workspace) -> None:
    with sampled.edit("Sunday") as db:
        change_setting(db, "week-start", "sunday")
        plan = db.scalars(select(Plan.id)).one()
        for asked, weekday in (
            (asked_of(plan, TODAY), 6),
            (replace(asked_of(plan, TODAY), first_weekday=0), 0),
        ):
            (roster, *_) = rosters.read_rosters(db, asked, "room").rosters
            assert {week.first_day.weekday() for week in roster.weeks} == {weekday}


def test_of_some_people_rosters_tell_of_the_rooms_in_which_they_sit(sampled: Workspace) -> None:
    with sampled.read() as db:
        plan = db.scalars(select(Plan.id)).one()
        whole = rosters.read_rosters(db, asked_of(plan, TODAY), "room").rosters
        used = next(roster for roster in whole if roster.parts)
        (someone, *_) = gather_facts(db, plan).seats[used.parts[0].session.id]
        theirs = rosters.read_rosters(db, asked_of(plan, TODAY, [someone.person_id]), "room").rosters
        assert used in theirs
        assert len(theirs) < len(whole)
        assert rosters.read_rosters(db, asked_of(plan, TODAY, []), "room").rosters == []


def test_a_session_that_was_moved_after_it_was_confirmed_is_told_with_its_former_days(
    sampled: Workspace,
) -> None:
    with sampled.read() as db:
        plan = db.scalars(select(Plan.id)).one()
        before = {each.session.id for each in _actual(db, asked_of(plan, TODAY)).moved}
        row = next(each for each in sessions.list_sessions(db, plan) if each.status == "draft")
    assert not before
    with sampled.edit("Confirm") as db:
        changes.confirm_session(db, row.id)
    with sampled.edit("Move") as db:
        moving.place_session(db, row.id, known(row.first_day) + dt.timedelta(days=14))
    with sampled.read() as db:
        (moved,) = _actual(db, asked_of(plan, TODAY)).moved
        assert (moved.session.id, moved.was) == (row.id, (row.first_day, row.last_day))
    sampled.undo()
    with sampled.read() as db:
        assert _actual(db, asked_of(plan, TODAY)).moved == []


def test_what_was_planned_at_the_start_is_what_the_history_tells(small: SmallPlan) -> None:
    """The edit that makes the plan of this test is not done yet, so that its own history is written here."""
    db, plan = small.db, small.plan
    days = {1: D(2), 2: D("0.5")}
    approved = {"pick_id": 2, "decision": "approved"}
    log = [
        ("2026-12-01", "plan", plan, None, {"id": plan}),
        ("2026-12-02", "pick", 1, None, _pick(plan, 1)),
        ("2026-12-02", "pick", 2, None, _pick(plan, 2, days="1.25")),
        ("2026-12-03", "pick", 3, None, _pick(plan, 1)),
        ("2026-12-03", "pick", 4, None, _pick(plan + 1, 1)),
        ("2026-12-04", "pick", 3, _pick(plan, 1), None),
        ("2026-12-05", "pick_decision", 1, None, {"pick_id": 2, "decision": "later"}),
        ("2026-12-06", "pick_decision", 1, {"pick_id": 2, "decision": "later"}, approved),
        ("2026-12-07", "pick", 1, _pick(plan, 1), _pick(plan, 1, days="3")),
    ]
    for made, table, row_id, before, after in log:
        edit = Edit(
            uid=f"{len(db.scalars(select(Edit)).all()):032}",
            made_by="x",
            rows=1,
            made_at=dt.datetime.fromisoformat(f"{made}T12:00"),
            label="x",
        )
        db.add(edit)
        db.flush()
        db.add(EditRow(edit_id=edit.id, table=table, row_id=row_id, before=before, after=after))
        db.flush()
    expected = [None, D(0), D("3.25"), D("5.25"), D("3.25"), D(2), D("3.25"), D("4.25")]
    found = [planned_before(db, plan, _at(day), days) for day in range(1, 9)]
    assert found == expected
    assert planned_before(db, plan, _at(8), days, [7]) == D("4.25")
    assert planned_before(db, plan, _at(8), days, [8]) == 0


def _at(day: int) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-12-{day:02}T00:00")


def _pick(plan: int, course: int, days: str | None = None) -> dict[str, object]:
    return {"plan_id": plan, "person_id": 7, "course_id": course, "days": days}


def test_certificates_of_attendance_are_of_the_days_that_the_totals_count(small: SmallPlan) -> None:
    small.course("A", "3")
    session = small.run("A", dt.date(2027, 1, 4), "PQRS")
    small.mark(session, "P", SeatStatus.ATTENDED)
    small.mark(session, "Q", SeatStatus.PARTLY_ATTENDED, D("1.5"))
    small.mark(session, "R", SeatStatus.PARTLY_ATTENDED)
    small.mark(session, "S", SeatStatus.ATTENDED)
    pick = small.db.scalars(select(Pick).where(Pick.person_id == small.people["S"])).one()
    pick.days = D("2.5")
    small.db.flush()
    kind = KINDS["certificates"]
    found = kind.read(small.db, asked_of(small.plan, TODAY))
    days = {row[1]: row[kind.header.index("days")] for row in kind.rows(found)}
    assert days == {"P": D(3), "Q": D("1.5"), "R": None, "S": D("2.5")}
    blocks = [block for section in kind.paper(found).sections for block in section.blocks]
    told = [line.text for block in blocks for line in getattr(block, "lines", ()) if " day" in line.text]
    assert told == ["3 training days", "1.5 training days", "of a session of 3 days", "2.5 training days"]


def test_what_nobody_knows_the_price_of_costs_no_nothing(small: SmallPlan) -> None:
    small.course("A")
    small.pick("P", "A")
    small.run("A", dt.date(2027, 1, 4), "QRST", seats_min=9)
    set_budget(small.db, small.plan, D(0))
    asked = asked_of(small.plan, TODAY)
    page = director.read_director_page(small.db, asked)
    for header, rows in (
        (director.HEADER, director.director_rows(page)),
        (plan_and_actual.HEADER, plan_and_actual.plan_and_actual_rows(page.plan)),
    ):
        told = [dict(zip(header, row, strict=True)) for row in rows]
        unpriced = [row for row in told if row["without_price"]]
        assert unpriced
        assert {row["cost"] for row in unpriced} == {None}
    papers = [director_paper(page), plan_and_actual_paper(page.plan)]
    blocks = [block for paper in papers for section in paper.sections for block in section.blocks]
    costs = [each.value for b in blocks for each in getattr(b, "figures", ()) if "ost" in each.label]
    assert costs == ["unknown", "unknown"]
    # What is known to be nothing is 0, and no dash.
    done = [
        each.value for b in blocks for each in getattr(b, "figures", ()) if each.label in ("done", "Done")
    ]
    assert done == ["0", "0"]
    tables = [[cell.lines[0].text for cell in row.cells] for b in blocks for row in getattr(b, "rows", ())]
    assert ["2027", "0", *["unknown"] * 3, "at most 0", "5"] in tables
    texts = [
        line.text for b in blocks for side in getattr(b, "left", ()) for line in getattr(side, "lines", ())
    ]
    assert "1 × Too few people" in texts


def test_rows_have_as_many_cells_as_headings(sampled: Workspace) -> None:
    with sampled.edit("Attend") as db:
        seat = db.scalars(select(Seat).where(Seat.status == SeatStatus.BOOKED)).first()
        assert seat is not None
        seat.status = SeatStatus.ATTENDED
    with sampled.read() as db:
        asked = asked_of(db.scalars(select(Plan.id)).one(), TODAY)
        for name, kind in KINDS.items():
            rows = kind.rows(kind.read(db, asked))
            assert rows, name
            assert {len(row) for row in rows} == {len(kind.header)}, name


@needs_shared
@pytest.mark.slow
def test_internal_and_external_days_are_those_that_a_real_file_says(blank: Workspace) -> None:
    """Of 3,000 trainings a file says whether they were internal; read as the provider, the sums agree."""
    file = SHARED / "data/real/training-records.csv"
    sums: Counter[tuple[int, str]] = Counter()
    with file.open(newline="") as lines, blank.edit("Real") as db:
        courses: dict[str, int] = {}
        people: dict[str, int] = {}
        for row in csv.DictReader(lines):
            title, number = row["Training Program Name"], row["Employee ID"]
            day = dt.datetime.strptime(row["Training Date"], "%d-%b-%y").date()  # noqa: DTZ007 - a day
            if title not in courses:
                courses[title] = _put(db, Course(code=title, title=title, days=D(1)))
            if number not in people:
                people[number] = _put(db, Person(employee_id=number))
            days = row["Training Duration(Days)"]
            sums[day.year, row["Training Type"].lower()] += int(days)
            db.add(
                Completion(
                    person_id=people[number],
                    course_id=courses[title],
                    completed_on=day,
                    days=D(days),
                    provider=row["Training Type"],
                    trainer=row["Trainer"],
                )
            )
        plan = plans.create_plan(db, "2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31))
        found = training_days.read_training_days(db, asked_of(plan, TODAY))
        whole = ledger(db, plan)[-1].totals
    for year in (2022, 2023):
        told = found.sums[year]
        expected = [sums[year, "internal"], sums[year, "external"], 0]
        assert [told.internal, told.external, told.unknown] == expected
    assert found.sums[2023].done == whole.done


def _put(db: Session, row: Course | Person) -> int:
    db.add(row)
    db.flush()
    return row.id
