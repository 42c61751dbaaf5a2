"""Archived plans: what holds in them, what is refused wherever it comes from, and the way back."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pmplanner.models import AcceptedProblem, Course, Pick, PickDecision, Plan, Seat
from pmplanner.models.statuses import PolicyAction, ScopeKind
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_plan
from pmplanner.services.money import budgets
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.needs.scope_reading import ScopeRule
from pmplanner.services.people import history, people
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import archive, picks, plans, scope, targets
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.resources import rooms
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.settings import change_setting
from pmplanner.services.totals.totals import ledger
from pmplanner.services.views.row_words import value_words
from pmplanner.storage.journal import UndoRefusedError
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text
from tests.support import snapshot

D = Decimal
FIRST, LAST = dt.date(2027, 1, 4), dt.date(2027, 6, 30)
ARCHIVED = dt.date(2027, 7, 1)


class Kept:
    """A plan with one seat and one open pick, of courses that cost 100 and 50; another plan beside."""

    extra = 0
    """A course that nobody picks; see :func:`_complete`."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        archive.guard_archive(workspace)
        with workspace.edit("Fill") as db:
            self.plan = plans.create_plan(db, "2027", FIRST, LAST, currency="EUR")
            self.other = plans.create_plan(db, "2028", dt.date(2028, 1, 3), dt.date(2028, 6, 30))
            talk = Course(code="TALK", title="Talk", days=D(2), cost=D(100), currency="EUR")
            walk = Course(code="WALK", title="Walk", days=D(1), cost=D(50), currency="EUR")
            db.add_all([talk, walk])
            db.flush()
            self.talk, self.walk = talk.id, walk.id
            self.ana = people.add_person(db, first_name="Ana", employee_id="1")
            picks.pick_courses(db, self.plan, [self.ana], [self.talk, self.walk])
            rooms.add_room(db, "R1")
            self.session = sessions.add_session(
                db, self.plan, self.talk, dt.date(2027, 2, 1), room="R1", seat_open=True
            )

    def edit(self, work: Callable[[Session], object]) -> None:
        with self.workspace.edit("Edit") as db:
            work(db)

    def archive(self, plan: int = 0) -> None:
        self.edit(lambda db: archive.archive_plan(db, plan or self.plan, ARCHIVED))

    def statuses(self) -> list[tuple[str, Decimal, Decimal | None]]:
        with self.workspace.read() as db:
            return [(s.status, s.days, s.cost) for s in list_pick_statuses(db, self.plan)]

    def row(self) -> plans.PlanRow:
        with self.workspace.read() as db:
            return next(row for row in plans.list_plans(db) if row.id == self.plan)


@pytest.fixture
def kept(blank: Workspace) -> Kept:
    return Kept(blank)


def _pick(db: Session, of: Kept) -> Pick:
    return db.scalars(select(Pick).where(Pick.plan_id == of.plan).order_by(Pick.id)).first()  # type: ignore[return-value]


def test_days_and_costs_that_held_stay_when_courses_change(kept: Kept) -> None:
    before = kept.statuses()
    assert before == [("scheduled", D(2), D(100)), ("open", D(1), D(50))]
    kept.archive()

    def change(db: Session) -> None:
        for course in db.scalars(select(Course)):
            course.days, course.cost = D(9), D(900)

    kept.edit(change)
    assert kept.statuses() == before
    with kept.workspace.read() as db:
        totals = ledger(db, kept.plan)[-1].totals
        assert (totals.planned, totals.cost) == (D(3), D(150))
    assert (kept.row().is_archived, kept.row().archived_on) == (True, ARCHIVED)
    kept.edit(lambda db: archive.reopen_plan(db, kept.plan))
    assert kept.statuses() == [("scheduled", D(9), D(900)), ("open", D(9), D(900))]
    assert (kept.row().is_archived, kept.row().archived_on) == (False, None)


def test_what_was_known_of_an_unknown_cost_stays_known_and_the_rest_unknown(kept: Kept) -> None:
    def unprice(db: Session) -> None:
        db.get_one(Course, kept.talk).cost = None
        sessions.change_session(db, kept.session, cost=D(600))

    kept.edit(unprice)
    kept.archive()
    kept.edit(lambda db: setattr(db.get_one(Course, kept.talk), "cost", D(7)))
    assert kept.statuses() == [("scheduled", D(2), None), ("open", D(1), D(50))]
    with kept.workspace.read() as db:
        totals = ledger(db, kept.plan)[-1].totals
        assert (totals.cost, totals.picks_without_price) == (D(650), 1)
        known_of = [pick.kept_cost for pick in db.scalars(select(Pick).order_by(Pick.id))]
    # How it is kept is not how the history says it.
    assert [value_words("pick", "kept_cost", str(each)) for each in known_of] == ["600 known", "50"]


def test_amounts_that_held_are_not_read_in_a_currency_that_the_workspace_is_set_to_later(kept: Kept) -> None:
    kept.edit(lambda db: setattr(db.get_one(Plan, kept.plan), "currency", ""))
    kept.archive()
    before = kept.statuses()
    kept.edit(lambda db: change_setting(db, "currency", "NOK"))
    with kept.workspace.read() as db:
        assert plan_currency(db, kept.plan) == "EUR"
    assert kept.statuses() == before
    kept.workspace.undo()
    kept.workspace.undo()
    with kept.workspace.read() as db:
        assert db.get_one(Plan, kept.plan).currency == ""


def test_archiving_and_reopening_are_one_edit_each_and_undone(kept: Kept) -> None:
    start = snapshot(kept.workspace.path)
    kept.archive()
    archived = snapshot(kept.workspace.path)
    kept.edit(lambda db: archive.reopen_plan(db, kept.plan))
    reopened = snapshot(kept.workspace.path)
    kept.workspace.undo()
    assert snapshot(kept.workspace.path) == archived
    kept.workspace.undo()
    assert snapshot(kept.workspace.path) == start
    kept.workspace.redo()
    kept.workspace.redo()
    assert snapshot(kept.workspace.path) == reopened


def _done(kept: Kept) -> list[str]:
    """Return the plans in which Ana has done what she had not picked, by name."""
    with kept.workspace.read() as db:
        names = dict(db.execute(select(Plan.id, Plan.name)).all())
        return [
            names[plan_id]
            for plan_id in sorted(names)
            for status in list_pick_statuses(db, plan_id)
            if status.course_id == kept.extra and status.status == "done"
        ]


def _complete(kept: Kept) -> None:
    with kept.workspace.edit("Complete") as db:
        extra = Course(code="EXTRA", title="Extra", days=D(1))
        db.add(extra)
        db.flush()
        kept.extra = extra.id
        history.record_completion(db, kept.ana, extra.id, dt.date(2027, 3, 1))


def test_what_was_completed_while_it_was_archived_is_done_in_it_once_it_is_reopened(kept: Kept) -> None:
    kept.edit(lambda db: archive.archive_plan(db, kept.plan, ARCHIVED))
    _complete(kept)
    assert _done(kept) == []
    kept.edit(lambda db: archive.reopen_plan(db, kept.plan))
    assert _done(kept) == ["2027"]
    kept.workspace.undo()
    assert _done(kept) == []


def test_what_was_done_in_a_plan_that_goes_is_done_in_the_variant_that_becomes_one(kept: Kept) -> None:
    kept.edit(lambda db: plans.copy_plan(db, kept.plan, "Variant"))
    _complete(kept)
    assert _done(kept) == ["2027"]
    kept.edit(lambda db: plans.remove_plan(db, kept.plan))
    assert _done(kept) == ["Variant"]


def test_archived_plans_come_last_and_are_not_meant_where_none_is_named(kept: Kept) -> None:
    with kept.workspace.read() as db:
        assert plans.list_plan_ids(db) == [kept.other, kept.plan]
        with pytest.raises(PlanError, match="There are 2 plans; say which"):
            find_plan(db, None)
    kept.archive(kept.other)
    with kept.workspace.read() as db:
        assert plans.list_plan_ids(db) == [kept.plan, kept.other]
        assert find_plan(db, None).id == kept.plan
        assert find_plan(db, "2028").id == kept.other
    kept.archive()
    with kept.workspace.read() as db, pytest.raises(PlanError, match="There are 2 plans; say which"):
        find_plan(db, None)


def test_what_is_archived_or_not_is_not_made_so_again(kept: Kept) -> None:
    with pytest.raises(PlanError, match="“2027” is not archived"):
        kept.edit(lambda db: archive.reopen_plan(db, kept.plan))
    kept.archive()
    with pytest.raises(PlanError, match="“2027” is archived already"):
        kept.archive()


CHANGES: dict[str, Callable[[Session, Kept], object]] = {
    "plan": lambda db, k: plans.change_plan(db, k.plan, name="Other"),
    "removal": lambda db, k: plans.remove_plan(db, k.plan),
    "pick": lambda db, k: picks.pick_courses(db, k.plan, [people.add_person(db, first_name="Bo")], [k.talk]),
    "pick taken back": lambda db, k: picks.remove_picks(db, k.plan, [(k.ana, k.walk)]),
    "own days": lambda db, k: picks.set_pick_days(db, _pick(db, k).id, D(1)),
    "session": lambda db, k: sessions.add_session(db, k.plan, k.walk, dt.date(2027, 3, 1)),
    "session moved": lambda db, k: sessions.move_session(db, k.session, dt.date(2027, 3, 1)),
    "room": lambda db, k: sessions.change_session(db, k.session, room="R2"),
    "session removed": lambda db, k: sessions.remove_session(db, k.session),
    "attendance": lambda db, k: seating.set_seat_status(
        db, db.scalars(select(Seat.id)).all(), "attended", today=LAST
    ),
    "policy": lambda db, k: set_policy(db, "room taken", PolicyAction.IGNORE, plan_id=k.plan),
    "accepted": lambda db, k: db.add(AcceptedProblem(plan_id=k.plan, kind="room taken", reason="So be it")),
    "people": lambda db, k: scope.set_rules(db, k.plan, [ScopeRule(ScopeKind.ANY_TRACK)]),
    "target": lambda db, k: targets.set_target(db, k.plan, D(3), team="Ops"),
    "budget": lambda db, k: budgets.set_budget(db, k.plan, D(3), team="Ops"),
    "cost of the plan": lambda db, k: add_item(db, Owner(plan_id=k.plan), "Licence"),
    "cost of a session": lambda db, k: add_item(db, Owner(session_id=k.session), "Lunch"),
    "decision": lambda db, k: db.add(PickDecision(pick_id=_pick(db, k).id, decision="approved")),
    "rule": lambda db, k: plans.change_plan(db, k.plan, approval_rule="approved"),
    "person removed": lambda db, k: remove_people(db, [k.ana]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_refused_with_a_sentence_and_changes_nothing(kept: Kept, name: str) -> None:
    # Each of them is possible while the plan is active, or the refusal would prove nothing.
    kept.edit(lambda db: CHANGES[name](db, kept))
    kept.workspace.undo()
    kept.archive()
    before = snapshot(kept.workspace.path)
    with pytest.raises(PlanError, match="The plan “2027” is archived and stays as it was"):
        kept.edit(lambda db: CHANGES[name](db, kept))
    assert snapshot(kept.workspace.path) == before
    # The same things in another plan go on.
    kept.edit(lambda db: picks.pick_courses(db, kept.other, [kept.ana], [kept.walk]))


def test_an_import_into_it_is_refused_too(kept: Kept) -> None:
    kept.archive()
    before = snapshot(kept.workspace.path)
    with pytest.raises(PlanError, match="is archived and stays"):
        bring_in_text(kept.workspace, "person_id,course_code,days\n1,WALK,1.5\n", "picks", plan_id=kept.plan)
    assert snapshot(kept.workspace.path) == before


def test_what_happens_outside_goes_on_and_leaves_it_as_it_was(kept: Kept) -> None:
    kept.archive()
    before = kept.statuses()
    kept.edit(lambda db: rooms.change_room(db, db.scalar(text("SELECT id FROM room")), name="Room One"))
    with kept.workspace.read() as db:
        assert sessions.list_sessions(db, kept.plan)[0].room == "Room One"
    kept.edit(lambda db: people.write_values(db, kept.ana, {"first_name": "Anna"}))
    # A completion of its period is in the person's history and makes no pick.
    third = Course(code="NEW", title="New", days=D(1))

    def record(db: Session) -> None:
        db.add(third)
        db.flush()
        history.record_completion(db, kept.ana, third.id, dt.date(2027, 3, 3))

    kept.edit(record)
    assert kept.statuses() == before
    for _ in range(3):
        kept.workspace.undo()


def test_undo_of_an_edit_older_than_the_archive_is_refused_with_the_reason(kept: Kept) -> None:
    kept.edit(lambda db: sessions.move_session(db, kept.session, dt.date(2027, 3, 1)))
    kept.archive()
    # Undo takes the archiving back first. Where that cannot be undone, as when it came from another
    # copy of the workspace, what was done before must stay as well.
    with kept.workspace.keep() as db:
        db.execute(text("UPDATE edit SET kind = 'merge' WHERE id = (SELECT max(id) FROM edit)"))
    before = snapshot(kept.workspace.path)
    with pytest.raises(UndoRefusedError, match="Cannot undo “Edit”: the plan “2027” has been archived since"):
        kept.workspace.undo()
    assert snapshot(kept.workspace.path) == before
    # What was done since can be taken back, though it is in the plan: it was let through.
    kept.edit(lambda db: rooms.change_room(db, db.scalar(text("SELECT id FROM room")), name="Room One"))
    kept.workspace.undo()
    assert snapshot(kept.workspace.path) == before


def test_redo_of_an_edit_older_than_the_archive_is_refused(kept: Kept) -> None:
    kept.edit(lambda db: sessions.move_session(db, kept.session, dt.date(2027, 3, 1)))
    kept.workspace.undo()
    with kept.workspace.keep() as db:  # archived by another, whose edit does not drop what can be redone
        db.execute(text(f"UPDATE plan SET state = 'archived' WHERE id = {kept.plan}"))
        db.execute(
            text(
                "INSERT INTO edit (id, uid, kind, label, label_key, made_by, made_at, state, sealed, rows) "
                "SELECT 9999, 'other', 'merge', 'Archive', '', '', made_at, 'done', 0, 1 FROM edit LIMIT 1"
            )
        )
        images = {"before": '{"state": "active"}', "after": '{"state": "archived"}', "plan": kept.plan}
        db.execute(
            text(
                'INSERT INTO edit_row (edit_id, "table", row_id, before, after) '
                "VALUES (9999, 'plan', :plan, :before, :after)"
            ),
            images,
        )
    with pytest.raises(UndoRefusedError, match="Cannot redo “Edit”: the plan “2027” has been archived since"):
        kept.workspace.redo()


def test_a_plan_with_attended_sessions_is_archived_instead_of_removed(kept: Kept) -> None:
    kept.edit(
        lambda db: seating.set_seat_status(db, db.scalars(select(Seat.id)).all(), "attended", today=LAST)
    )
    before = snapshot(kept.workspace.path)
    with pytest.raises(PlanError, match=r"“2027” cannot be removed: somebody attended.*Archive it instead"):
        kept.edit(lambda db: plans.remove_plan(db, kept.plan))
    assert snapshot(kept.workspace.path) == before
    copies: list[int] = []
    kept.edit(lambda db: copies.append(plans.copy_plan(db, kept.plan, "Try")))
    kept.edit(lambda db: plans.remove_plan(db, copies[0]))  # its attendance is a copy
    assert snapshot(kept.workspace.path) == before


def test_the_copy_of_an_archived_plan_is_worked_in_with_the_prices_of_today(kept: Kept) -> None:
    kept.archive()
    kept.edit(lambda db: setattr(db.get_one(Course, kept.walk), "cost", D(60)))
    copies: list[int] = []
    kept.edit(lambda db: copies.append(plans.copy_plan(db, kept.plan, "Next")))
    with kept.workspace.read() as db:
        assert [s.cost for s in list_pick_statuses(db, copies[0])] == [D(100), D(60)]
        assert db.get_one(Plan, copies[0]).state == "active"
    kept.edit(lambda db: picks.remove_picks(db, copies[0], [(kept.ana, kept.walk)]))


def test_an_archived_variant_survives_the_plan_that_it_was_copied_from(kept: Kept) -> None:
    copies: list[int] = []
    kept.edit(lambda db: copies.append(plans.copy_plan(db, kept.plan, "Try")))
    kept.archive(copies[0])
    kept.edit(lambda db: plans.remove_plan(db, kept.plan))
    with kept.workspace.read() as db:
        assert db.get_one(Plan, copies[0]).variant_of_id is None
    kept.workspace.undo()
    with kept.workspace.read() as db:
        assert db.get_one(Plan, copies[0]).variant_of_id == kept.plan


def test_no_problems_are_sought_in_it_and_none_of_it_blocks(kept: Kept, tmp_path: Path) -> None:
    def double(db: Session) -> None:
        sessions.add_session(db, kept.plan, kept.walk, dt.date(2027, 2, 1), room="R1", seat_open=True)

    kept.edit(double)
    with kept.workspace.read() as db:
        assert {p.kind for p in find_problems(db, kept.plan)} >= {"room taken", "double-booking"}
    kept.archive()
    with kept.workspace.read() as db:
        assert find_problems(db, kept.plan) == []
