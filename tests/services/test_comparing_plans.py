"""Two plans compared, single differences taken over, a variant promoted: over random plans and one by one."""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    AcceptedProblem,
    Decision,
    Person,
    Pick,
    PickDecision,
    Plan,
    Seat,
    TrainingSession,
)
from pmplanner.services.decisions import decide
from pmplanner.services.errors import PlanError
from pmplanner.services.money import budgets
from pmplanner.services.people import history, people, tracks
from pmplanner.services.plans import archive, picks, plans, targets
from pmplanner.services.plans.comparing import Compared, PickDifference, compare_plans
from pmplanner.services.plans.promoting import promote_plan
from pmplanner.services.plans.taking_over import TakenOver, take_over
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.views.plan_comparison import compare
from pmplanner.storage.workspace import Workspace
from tests.edits import EDITS
from tests.services.small_plan import LATER, MONDAY, SmallPlan
from tests.services.test_publishing import STAMP, Packs
from tests.support import Template, check_file, snapshot
from tests.tiers import seeds

WEEK = dt.timedelta(weeks=1)
NAMES = sorted(
    EDITS.keys()
    - {"archive plan", "reopen plan", "remove plan", "roll over", "promote", "sample", "accept problem"}
)
"""What leaves the plans there; problems are accepted at random, of sessions to come as well."""


def _fill(workspace: Workspace) -> None:
    with workspace.edit("Fill") as db:
        ids = [people.add_person(db, first_name=f"Person {n}", employee_id=str(n)) for n in range(6)]
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        picks.pick_courses(db, plan, ids, [1, 2, 3, 4])
        # A variant of a plan without sessions would go by codes, which become free and are given again.
        for number in range(1, 5):
            sessions.add_session(
                db, plan, number, MONDAY + number * WEEK, seat_open=number < 3, locked=number > 3
            )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("compared"), _fill)


class Pair:
    """A plan after many edits, and a variant of it after many more in both."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.workspace, self._random = workspace, random.Random(seed)
        archive.guard_archive(workspace)
        self._edit(20)
        with workspace.edit("Copy") as db:
            (self.plan,) = db.scalars(select(Plan.id).where(Plan.name == "2027"))
            self.variant = plans.copy_plan(db, self.plan, "Trial")
        self.fresh = self.compare()
        with workspace.read() as db:
            self.fresh_lines = compare(db, self.plan, self.variant).lines
        self._edit(20)

    def _edit(self, count: int) -> None:
        for _ in range(count):
            name = self._random.choice(NAMES)
            try:
                with self.workspace.edit(name) as db:
                    EDITS[name](db, self._random.randrange(60))
            except (PlanError, LookupError):
                pass

    def compare(self, one: int = 0, other: int = 0) -> Compared:
        with self.workspace.read() as db:
            return compare_plans(db, one or self.plan, other or self.variant)

    @property
    def are_there(self) -> bool:
        with self.workspace.read() as db:
            return {self.plan, self.variant} <= set(plans.list_plan_ids(db))


@pytest.fixture(params=seeds(4, 150))
def pair(request: pytest.FixtureRequest, template: Template) -> Iterator[Pair]:
    made = Pair(template.open(), request.param)
    assert made.are_there
    yield made
    made.workspace.close()
    check_file(made.workspace.path)


def test_who_watches_looks_while_plans_are_compared_and_can_end_it(template: Template) -> None:
    class _EnoughError(Exception):
        pass

    workspace = template.open()
    with workspace.edit("Copy") as db:
        plan = db.scalars(select(Plan.id)).one()
        variant = plans.copy_plan(db, plan, "Trial")
    before = snapshot(workspace.path)
    for work in (lambda db: take_over(db, plan, variant), lambda db: promote_plan(db, variant)):
        rows: list[int] = []

        def watch(written: int, rows: list[int] = rows) -> None:
            rows.append(written)
            if len(rows) == 2:
                raise _EnoughError

        with pytest.raises(_EnoughError), workspace.edit("Edit", watch) as db:
            work(db)
        assert rows == [0, 0]
        assert snapshot(workspace.path) == before
    workspace.close()


@pytest.mark.slow
def test_a_fresh_copy_does_not_differ_and_what_is_taken_over_does_not_any_more(pair: Pair) -> None:
    assert pair.fresh.differences == ()
    assert pair.fresh_lines == ()
    for one, other in ((pair.plan, pair.variant), (pair.variant, pair.plan)):
        before = snapshot(pair.workspace.path)
        try:
            with pair.workspace.edit("Take over") as db:
                taken = take_over(db, one, other)
        except PlanError:
            assert snapshot(pair.workspace.path) == before
            continue
        refused = {each.key for each in taken.refused}
        left = [each for each in pair.compare(one, other).differences if each.key not in refused]
        # Who stays in a queue for having been refused is before others there.
        assert all(refused and isinstance(each, PickDifference) and _waits(each) for each in left)
        if snapshot(pair.workspace.path) != before:
            pair.workspace.undo()
        assert snapshot(pair.workspace.path) == before


def _waits(each: PickDifference) -> bool:
    sides = (each.one, each.other)
    return all(side is not None and any(seat.place for seat in side.seats.values()) for side in sides)


@pytest.mark.slow
def test_a_promoted_variant_is_the_plan_and_all_of_it_is_undone_as_one(pair: Pair) -> None:
    with pair.workspace.edit("Keep") as db:
        was, tried = (plans.copy_plan(db, each, f"Was {each}") for each in (pair.plan, pair.variant))
    before = snapshot(pair.workspace.path)
    with pair.workspace.edit("Promote") as db:
        done = promote_plan(db, pair.variant)
    assert done.plan_id == pair.plan
    # Archiving names the currency that amounts are kept in.
    kept = [each.key for each in pair.compare(pair.variant, was).differences]
    assert kept in ([], [("plan", "currency")])
    if not done.carried:  # what was completed meanwhile is in the plan, and was not in the variant
        differing = pair.compare(pair.plan, tried).differences
        assert all(isinstance(each, PickDifference) and each.other is None for each in differing)
    after = snapshot(pair.workspace.path)
    pair.workspace.undo()
    assert snapshot(pair.workspace.path) == before
    pair.workspace.redo()
    assert snapshot(pair.workspace.path) == after


# One by one


class Trial:
    """A small plan with two sessions, and a variant of it."""

    def __init__(self, small: SmallPlan) -> None:
        self.small, self.db = small, small.db
        small.course("BIG", "2")
        small.course("ADV", "1")
        self.one = small.run("BIG", names="AB", seats_max=4, status="confirmed")
        self.two = small.run("BIG", MONDAY + 2 * WEEK, names="C")
        small.pick("ABC", "ADV")
        self.variant = plans.copy_plan(self.db, small.plan, "Trial")
        self.other = SmallPlan(self.db, self.variant, dict(small.people), dict(small.courses))

    def copy_of(self, session: int) -> int:
        return self.db.scalars(
            select(TrainingSession.id).where(
                TrainingSession.plan_id == self.variant, TrainingSession.copied_from_id == session
            )
        ).one()

    def keys(self, *aspects: str) -> list[object]:
        found = compare_plans(self.db, self.small.plan, self.variant)
        return [each.key for each in found.of_sessions() if each.aspect in aspects]

    def take(self, *keys: object) -> TakenOver:
        return take_over(self.db, self.small.plan, self.variant, keys or None)

    def differing(self) -> list[tuple[str, str, str]]:
        lines = compare(self.db, self.small.plan, self.variant).lines
        return [(line.section, line.name, line.what) for line in lines]


@pytest.fixture
def trial(small: SmallPlan) -> Trial:
    return Trial(small)


def test_a_fresh_copy_shows_no_line_and_the_figures_of_the_plan(trial: Trial) -> None:
    found = compare(trial.db, trial.small.plan, trial.variant)
    assert found.lines == ()
    assert {figure.change for figure in found.figures} == {0}
    assert ("Planned days", Decimal(9)) in [(figure.name, figure.one) for figure in found.figures]


def test_what_differs_is_said_line_by_line_with_figures_gaps_and_problems(trial: Trial) -> None:
    sessions.move_session(trial.db, trial.copy_of(trial.one), MONDAY + WEEK)
    sessions.change_session(trial.db, trial.copy_of(trial.two), code="LATE", trainer="Bo Ek")
    picks.remove_picks(trial.db, trial.variant, [(trial.small.people["A"], trial.small.courses["ADV"])])
    trial.other.run("ADV", dt.date(2027, 8, 2), names="B")
    plans.change_plan(trial.db, trial.variant, budget=Decimal(500))
    targets.set_target(trial.db, trial.variant, Decimal(3), team="Ops")
    lines = compare(trial.db, trial.small.plan, trial.variant).lines
    assert [(line.section, line.name, line.what, line.one, line.other) for line in lines] == [
        ("days", "No track", "Planned days", "9", "8"),
        ("days", "No track", "Scheduled days", "6", "7"),
        ("days", "No track", "Open days", "3", "1"),
        ("cost", "No track", "Picks without a price", "6", "5"),
        ("sessions", "BIG-1: Big", "Dates", "1–2 Mar 2027", "8–9 Mar 2027"),
        ("sessions", "BIG-2: Big", "Trainers", "none", "Bo Ek"),
        ("sessions", "BIG-2: Big", "Code", "BIG-2", "LATE"),
        ("sessions", "ADV-1: Adv", "Added", "", "2 Aug 2027, 1 person"),
        ("picks", "A: Adv", "Removed", "no seat", "not picked"),
        ("picks", "B: Adv", "Seat", "no seat", "ADV-1 (booked)"),
        ("plan", "2027", "Budget", "none", "500"),
        ("plan", "team Ops", "Target", "none", "3"),
        ("problems", "ADV-1 is outside the plan on Mon 2 Aug", "New", "", "outside the plan"),
    ]


def test_what_differs_in_decisions_details_and_targets_can_be_told_apart(trial: Trial) -> None:
    for side, day, note in ((trial.small, MONDAY, ""), (trial.other, MONDAY + WEEK, "Not this\nyear")):
        (pick,) = side.pick("A", "ADV")
        person = side.people["B"]
        row = PickDecision(pick_id=pick, decision="declined", decided_by_id=person, decided_on=day, note=note)
        trial.db.add(row)
    copy = trial.copy_of(trial.one)
    sessions.change_session(
        trial.db, copy, decide_by=dt.date(2027, 2, 1), cancel_cost=Decimal(90), cancel_currency="EUR"
    )
    targets.set_target(trial.db, trial.variant, Decimal("2.5"))
    targets.set_target(trial.db, trial.variant, Decimal("3.5"), team="Sales")
    trial.db.flush()
    lines = compare(trial.db, trial.small.plan, trial.variant).lines
    said = {line.what: (line.one, line.other) for line in lines}
    assert said["Decision"] == (
        "no seat, declined by B on 1 Mar 2027",
        "no seat, declined by B on 8 Mar 2027: “Not this year”",
    )
    details = "on site; to be decided by 1 Feb 2027; calling it off costs 90 EUR"
    assert said["Details"] == ("on site", details)
    assert said["Days per person aimed at"] == ("none", "2.5")
    assert said["Target"] == ("none", "3.5")


def test_a_budget_that_is_exceeded_can_be_compared_and_is_accepted_in_a_copy(trial: Trial) -> None:
    trial.small.course("DEAR", cost=Decimal(900))
    trial.small.pick("A", "DEAR")
    plans.change_plan(trial.db, trial.small.plan, budget=Decimal(10), currency="EUR")
    trial.db.get_one(Person, trial.small.people["A"]).team = "Ops"
    budgets.set_budget(trial.db, trial.small.plan, Decimal(5), team="Ops")
    track = tracks.add_track(trial.db, "Sales")
    tracks.assign_track(trial.db, track, [trial.small.people["A"]])
    budgets.set_budget(trial.db, trial.small.plan, Decimal(7), track_id=track)
    found = [each for each in find_problems(trial.db, trial.small.plan) if each.kind == "over budget"]
    told = {each.title for each in found}
    assert len(told) == 3
    assert told <= {line.name for line in compare(trial.db, trial.small.plan, trial.variant).lines}
    for each in found:
        accept_problem(trial.db, trial.small.plan, each.key, "Agreed")
    lines = compare(trial.db, trial.small.plan, trial.variant).lines
    accepted = {line.name for line in lines if line.what == "Accepted"}
    assert accepted == {"over budget", "over budget, Sales", "over budget, ops"}
    copy = plans.copy_plan(trial.db, trial.small.plan, "Copy")
    assert compare(trial.db, trial.small.plan, copy).lines == ()
    promote_plan(trial.db, copy)
    kept = select(AcceptedProblem.reason).where(AcceptedProblem.plan_id == trial.small.plan)
    assert trial.db.scalars(kept).all() == ["Agreed"] * 3


def test_a_session_comes_with_its_people_and_dates_alone_when_only_they_are_wanted(trial: Trial) -> None:
    sessions.move_session(trial.db, trial.copy_of(trial.one), MONDAY + WEEK)
    sessions.change_session(trial.db, trial.copy_of(trial.one), room="Oslo")
    new = trial.other.run("BIG", MONDAY + 4 * WEEK)
    seating.move_people(trial.db, new, trial.other.pick("B", "BIG"))
    assert trial.take(*trial.keys("days")).done == 1
    row = sessions.session_detail(trial.db, trial.one).row
    assert (row.first_day, row.room) == (MONDAY + WEEK, "")
    assert trial.take(*trial.keys("added")) == TakenOver(2)
    assert trial.small.seats(trial.one) == {"A": "booked"}
    (added,) = trial.db.scalars(
        select(TrainingSession.id).where(TrainingSession.copied_from_id == new).order_by(TrainingSession.id)
    )
    assert trial.small.seats(added) == {"B": "booked"}
    assert [what for *_, what in trial.differing()] == ["Rooms"]


def test_a_session_that_goes_lets_its_people_go_where_they_are_in_the_other_plan(trial: Trial) -> None:
    seating.move_people(trial.db, trial.copy_of(trial.one), trial.other.pick("C", "BIG"))
    sessions.remove_session(trial.db, trial.copy_of(trial.two))
    trial.take(*trial.keys("removed"))
    assert trial.small.seats(trial.one) == {"A": "booked", "B": "booked", "C": "booked"}
    assert trial.differing() == []


def test_who_waits_moves_up_where_a_part_is_taken_over(trial: Trial) -> None:
    sessions.change_session(trial.db, trial.one, seats_max=2)
    seating.move_people(trial.db, trial.one, trial.small.pick("C", "BIG"))
    trial.variant = plans.copy_plan(trial.db, trial.small.plan, "Second trial")
    trial.other = SmallPlan(trial.db, trial.variant, dict(trial.small.people), dict(trial.small.courses))
    copy = trial.copy_of(trial.one)
    seating.unseat(trial.db, [trial.other.seat(copy, "A")])
    person, course = trial.small.people["A"], trial.small.courses["BIG"]
    trial.take(("pick", (person, course, 1)))
    assert trial.small.seats(trial.one) == {"B": "booked", "C": "booked"}


def test_a_lock_that_is_taken_off_in_the_same_go_is_no_hindrance(trial: Trial) -> None:
    for session in (trial.one, trial.two):
        sessions.move_session(trial.db, trial.copy_of(session), MONDAY + 5 * WEEK)
    sessions.change_session(trial.db, trial.one, locked=True)
    sessions.change_session(trial.db, trial.two, pinned=True)
    taken = trial.take(*trial.keys("days", "fixed"))
    assert taken == TakenOver(4)  # unlocked and unpinned in the same go


def test_locked_and_pinned_sessions_stay_while_they_are_that(trial: Trial) -> None:
    for session in (trial.one, trial.two):
        sessions.move_session(trial.db, trial.copy_of(session), MONDAY + 5 * WEEK)
    sessions.change_session(trial.db, trial.one, locked=True)
    sessions.change_session(trial.db, trial.two, pinned=True)
    with pytest.raises(PlanError, match=r"BIG-1 is locked.*BIG-2 is pinned to its days"):
        trial.take(*trial.keys("days"))


def test_attendance_stays_where_it_happened(trial: Trial) -> None:
    trial.small.mark(trial.one, "A", "attended")
    sessions.remove_session(trial.db, trial.copy_of(trial.one))
    taken = trial.take()
    reasons = {each.reason for each in taken.refused}
    assert "BIG-1 was held, and what happened stays as it was." in reasons
    assert "A has already done Big." in reasons or "Whether A attended Big stays as it was." in reasons
    assert trial.small.seats(trial.one)["A"] == "attended"
    # The other way it may come: nothing is history in a variant.
    take_over(trial.db, trial.variant, trial.small.plan)
    assert trial.differing() == []


def test_a_seat_in_a_session_that_the_plan_has_not_is_refused_by_name(trial: Trial) -> None:
    new = trial.other.run("BIG", MONDAY + 4 * WEEK)
    seating.move_people(trial.db, new, trial.other.pick("B", "BIG"))
    key = ("pick", (trial.small.people["B"], trial.small.courses["BIG"], 1))
    with pytest.raises(PlanError, match="B sits in BIG-3, which “2027” has not"):
        trial.take(key)


def test_sessions_may_change_codes_with_one_another(trial: Trial) -> None:
    for session, code in ((trial.one, "X"), (trial.two, "BIG-1"), (trial.one, "BIG-2")):
        sessions.change_session(trial.db, trial.copy_of(session), code=code)
    trial.take()
    assert sessions.session_detail(trial.db, trial.one).row.code == "BIG-2"
    assert trial.differing() == []


def test_acceptance_and_decisions_are_taken_over_and_follow_a_promotion(trial: Trial) -> None:
    sessions_of = (trial.copy_of(trial.one), trial.copy_of(trial.two))
    trial.db.add(
        AcceptedProblem(
            plan_id=trial.variant,
            kind="room taken",
            session_id=min(sessions_of),
            other_session_id=max(sessions_of),
            reason="So be it",
        )
    )
    (pick,) = trial.other.pick("A", "ADV")
    trial.db.add(PickDecision(pick_id=pick, decision="approved", decided_on=MONDAY))
    (earlier,) = trial.small.pick("B", "ADV")
    trial.db.add(PickDecision(pick_id=earlier, decision="declined", decided_on=MONDAY))
    trial.db.flush()
    promote_plan(trial.db, trial.variant)
    accepted = trial.db.scalars(
        select(AcceptedProblem).where(AcceptedProblem.plan_id == trial.small.plan)
    ).one()
    assert (accepted.session_id, accepted.other_session_id) == (trial.one, trial.two)
    rows = trial.db.execute(
        select(PickDecision.decision, Pick.person_id)
        .join(Pick, Pick.id == PickDecision.pick_id)
        .where(Pick.plan_id == trial.small.plan)
    )
    assert {(row.decision, row.person_id) for row in rows} == {
        ("approved", trial.small.people["A"]),
        ("declined", trial.small.people["B"]),
    }


def test_of_what_was_decided_in_both_the_later_holds(trial: Trial) -> None:
    days = {"A": (MONDAY, MONDAY + WEEK), "B": (MONDAY + WEEK, MONDAY)}
    for name, (here, there) in days.items():
        for side, decision, day in ((trial.small, "declined", here), (trial.other, "approved", there)):
            (pick,) = side.pick(name, "ADV")
            trial.db.add(PickDecision(pick_id=pick, decision=decision, decided_on=day))
    trial.db.flush()
    promote_plan(trial.db, trial.variant)
    found = compare_plans(trial.db, trial.small.plan, trial.variant).one.picks
    decided = [found[trial.small.people[name], trial.small.courses["ADV"], 1].decided for name in "AB"]
    assert [each and each.decision for each in decided] == ["approved", "declined"]


def test_who_was_refused_meanwhile_has_no_seat_after_a_promotion(trial: Trial) -> None:
    copy = trial.copy_of(trial.one)
    sessions.change_session(trial.db, copy, seats_max=2)
    seating.move_people(trial.db, copy, trial.other.pick("D", "BIG"))
    assert trial.other.seats(copy) == {"A": "booked", "B": "booked", "D": "waiting"}
    big = trial.small.courses["BIG"]
    decide.decide(
        trial.db, trial.small.plan, [(trial.small.people["A"], big)], decide.Verdict(Decision.DECLINED)
    )
    promote_plan(trial.db, trial.variant)
    assert trial.small.seats(trial.one) == {"B": "booked", "D": "booked"}
    (read,) = decide.read_decisions(trial.db, trial.small.plan).values()
    assert read.is_put_aside


def test_people_wait_in_the_order_of_the_other_plan(trial: Trial) -> None:
    sessions.change_session(trial.db, trial.one, seats_max=2)
    seating.move_people(trial.db, trial.one, trial.small.pick("CDE", "BIG"))
    trial.variant = plans.copy_plan(trial.db, trial.small.plan, "Second trial")
    trial.other = SmallPlan(trial.db, trial.variant, dict(trial.small.people), dict(trial.small.courses))
    seating.move_in_queue(trial.db, trial.other.seat(trial.copy_of(trial.one), "E"), -2)
    person, course = trial.small.people["E"], trial.small.courses["BIG"]
    trial.take(("pick", (person, course, 1)))
    order = [name for name, status in trial.small.seats(trial.one).items() if status == "waiting"]
    assert order == ["E", "C", "D"]
    assert trial.differing() == []


def test_attendance_and_completions_of_meanwhile_come_along(trial: Trial) -> None:
    sessions.remove_session(trial.db, trial.copy_of(trial.one))
    new = trial.other.run("BIG", MONDAY + 4 * WEEK)
    seating.move_people(trial.db, new, trial.other.pick("AB", "BIG"))
    trial.small.mark(trial.one, "A", "attended")
    trial.small.mark(trial.one, "B", "absent")
    extra = trial.small.course("EXTRA")
    history.record_completion(trial.db, trial.small.people["C"], extra, MONDAY)
    done = promote_plan(trial.db, trial.variant)
    assert trial.small.seats(trial.one) == {"A": "attended", "B": "absent"}
    assert trial.small.seats(new) == {}
    # The held one keeps its code, which had become free in the variant and been given again.
    codes = [sessions.session_detail(trial.db, each).row.code for each in (trial.one, trial.two, new)]
    assert codes == ["BIG-1", "BIG-2", "BIG-3"]
    taken = trial.db.scalars(select(Pick.course_id).where(Pick.plan_id == trial.small.plan))
    assert extra in set(taken)
    assert done.carried
    held = trial.db.scalars(select(Seat.status).join(Pick).where(Pick.plan_id == trial.variant)).all()
    assert sorted(held) == ["absent", "attended", "booked"]


def test_sessions_of_meanwhile_keep_their_codes_and_those_of_the_variant_make_way(trial: Trial) -> None:
    new = trial.other.run("BIG", MONDAY + 4 * WEEK)
    held = [trial.small.run("BIG", MONDAY + week * WEEK, names=name) for week, name in ((5, "C"), (6, "D"))]
    for session, name in zip(held, "CD", strict=True):
        trial.small.mark(session, name, "attended")
    promote_plan(trial.db, trial.variant)
    rows = trial.db.execute(
        select(TrainingSession.id, TrainingSession.code).where(TrainingSession.plan_id == trial.small.plan)
    )
    codes = {code: session_id for session_id, code in rows}
    assert sorted(codes) == ["BIG-1", "BIG-2", "BIG-3", "BIG-4", "BIG-5"]
    assert [codes["BIG-3"], codes["BIG-4"], codes["BIG-5"]] == [*held, new]


def test_what_was_completed_in_a_longer_period_is_picked_once_where_both_have_it(trial: Trial) -> None:
    autumn = dt.date(2027, 9, 14)
    picks.remove_picks(trial.db, trial.variant, [(trial.other.people["B"], trial.other.courses["ADV"])])
    plans.change_plan(trial.db, trial.variant, last_day=dt.date(2027, 12, 31))
    for name in "AB":
        history.record_completion(trial.db, trial.small.people[name], trial.small.courses["ADV"], autumn)
    extra = trial.small.course("EXTRA")
    history.record_completion(trial.db, trial.small.people["A"], extra, autumn)
    picks.pick_courses(trial.db, trial.variant, [trial.small.people["A"]], [extra])
    trial.take()
    taken = trial.db.execute(
        select(Pick.person_id, Pick.course_id).where(Pick.plan_id == trial.small.plan)
    ).all()
    assert taken.count((trial.small.people["A"], extra)) == 1
    # It is done in the plan now, whatever the variant has.
    assert taken.count((trial.small.people["B"], trial.small.courses["ADV"])) == 1


def test_the_archived_plan_keeps_what_it_was_under_a_name_of_its_own(trial: Trial) -> None:
    plans.change_plan(trial.db, trial.variant, budget=Decimal(500), last_day=dt.date(2027, 12, 31))
    promote_plan(trial.db, trial.variant, "2027 as it was")
    rows = {row.name: row for row in plans.list_plans(trial.db)}
    assert (rows["2027"].budget, rows["2027"].last_day.month) == (Decimal(500), 12)
    assert (rows["2027 as it was"].budget, rows["2027 as it was"].last_day.month) == (None, 6)
    assert [row.is_archived for row in (rows["2027"], rows["2027 as it was"])] == [False, True]
    assert rows["2027"].variant_of_id is None


def test_what_cannot_be_promoted_says_why(trial: Trial) -> None:
    with pytest.raises(PlanError, match="“2027” is no variant"):
        promote_plan(trial.db, trial.small.plan)
    archive.archive_plan(trial.db, trial.small.plan)
    with pytest.raises(PlanError, match="“2027” is archived, and stays as it was"):
        promote_plan(trial.db, trial.variant)


def test_a_name_that_is_taken_is_refused(trial: Trial) -> None:
    plans.create_plan(trial.db, "2028", MONDAY, LATER)
    with pytest.raises(PlanError, match="There is already a plan “2028”"):
        promote_plan(trial.db, trial.variant, "2028")
    trial.db.rollback()


def test_people_hear_of_the_differences_only_after_a_promotion(blank: Workspace, tmp_path: Path) -> None:
    packs = Packs(blank, tmp_path)
    stay = packs.edit(lambda db: packs.small(db).run("BIG", MONDAY + WEEK, names="C"))
    packs.pack()
    variant = packs.edit(plans.copy_plan, packs.plan, "Trial")
    with blank.read() as db:
        (copy,) = db.scalars(
            select(TrainingSession.id).where(TrainingSession.copied_from_id == packs.session)
        )
    packs.edit(sessions.move_session, copy, MONDAY + 3 * WEEK)
    packs.edit(promote_plan, variant)
    letters = packs.pack()
    assert {letter.to.name: [item.kind for item in letter.news] for letter in letters} == {
        "A Berg": ["changed"],
        "B": ["changed"],
        "Bo Ek": ["changed"],
    }
    assert {item.session_id for letter in letters for item in letter.news} == {packs.session}
    assert stay not in {item.session_id for letter in letters for item in letter.news}
    # A second look tells nothing more; undo of the promotion is told as a change back.
    assert packs.pack(STAMP + dt.timedelta(hours=1)) == []
    blank.undo()
    assert {letter.to.name for letter in packs.pack(STAMP + dt.timedelta(hours=2))} == {
        "A Berg",
        "B",
        "Bo Ek",
    }


def test_plans_of_different_years_go_by_codes_and_courses(small: SmallPlan) -> None:
    small.course("BIG", "2")
    small.course("ADV", "1")
    small.run("BIG", names="A")
    later = make_other(small.db)
    other = SmallPlan(small.db, later, dict(small.people), dict(small.courses))
    other.run("BIG", dt.date(2028, 3, 6), names="A")
    sessions.change_session(small.db, other.run("ADV", dt.date(2028, 3, 7)), code="BIG-2")
    found = compare_plans(small.db, small.plan, later)
    assert [each.aspect for each in found.of_sessions()] == ["days", "added"]
    assert list(found.of_picks()) == []


def make_other(db: Session) -> int:
    return plans.create_plan(db, "2028", dt.date(2028, 1, 3), dt.date(2028, 6, 30))
