"""Merging two people who are one: everything stays, in one edit, and undo brings both back."""

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import vobject
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Absence,
    AcceptedProblem,
    Base,
    Completion,
    Course,
    Employment,
    Exemption,
    Person,
    PersonTrack,
    Pick,
    Plan,
    PlanScope,
    Seat,
    SessionDay,
    Track,
    TrainingSession,
)
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people import people
from pmplanner.services.people.forgetting import forget_people
from pmplanner.services.people.history import add_exemption, list_edits
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans.merging_people import CHOICES, compare_people, foresee_merge, merge_people
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.publishing.calendars import write_ics_folder
from pmplanner.services.publishing.change_packs import foresee_pack
from pmplanner.services.resources.trainers import add_trainer
from pmplanner.storage.labels import Label, People
from pmplanner.storage.workspace import Workspace
from tests.services import small_plan
from tests.support import check_file, snapshot
from tests.tiers import seeds

D = Decimal
KEEP, OTHER = 1, 2


def label(keep: int, other: int) -> Label:
    return Label.of("person.merge", person=People.of([keep]), other=People.of([other]))


def test_the_more_advanced_pick_stays_with_its_seat_and_who_waits_moves_up(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        plan = small_plan.make(db)
        plan.course("ONE")
        first = plan.run("ONE", dt.date(2027, 3, 1), "AC", seats_max=1)
        second = plan.run("ONE", dt.date(2027, 4, 1), "B")
        a, b = plan.people["A"], plan.people["B"]
        assert plan.seats(first) == {"A": "booked", "C": "waiting"}
        plan.mark(second, "B", "attended")
        plan.person("A")
    before = snapshot(blank.path)
    with blank.read() as db:
        lines = foresee_merge(db, a, b).lines
        assert "1 course is picked for both in the same plan: the more advanced pick stays." in lines
        assert "1 seat becomes free, and who waits moves up." in lines
    with blank.edit(label(a, b)) as db:
        merge_people(db, a, b)
    with blank.read() as db:
        (pick,) = list_pick_statuses(db, plan.plan, [a])
        assert (pick.status, pick.session_id) == ("done", second)
        plan.db = db
        assert plan.seats(first) == {"C": "booked"}
        assert plan.seats(second) == {"A": "attended"}
    check_file(blank.path)
    blank.undo()
    assert snapshot(blank.path) == before
    blank.redo()
    blank.undo()
    assert snapshot(blank.path) == before


@pytest.mark.parametrize(("trainer", "email"), [("Ana Lopes", ""), ("Prof. L.", "lopes@y.com")])
def test_whoever_is_kept_teaches_what_the_other_taught(blank: Workspace, trainer: str, email: str) -> None:
    with blank.edit("Fill") as db:
        plan = small_plan.make(db)
        plan.course("ONE")
        plan.course("TWO")
        keep = people.add_person(db, first_name="Ana", last_name="Lopez", email="lopez@x.com")
        plan.people["L"] = other = people.add_person(
            db, first_name="Ana", last_name="Lopes", email="lopes@y.com"
        )
        if email:
            add_trainer(db, trainer, email=email)
        plan.run("ONE", dt.date(2027, 3, 1), "L")
        plan.run("TWO", dt.date(2027, 3, 1), trainer=trainer)
        found = [problem.kind for problem in find_problems(db, plan.plan)]
        assert found == ["trainer taken"] * 2
    watch = Watch(blank, plan.plan)
    blank.listen(watch.update)
    before = snapshot(blank.path)
    with blank.edit(label(keep, other)) as db:
        merge_people(db, keep, other)
        assert [problem.kind for problem in find_problems(db, plan.plan)] == found
    assert [problem.kind for problem in watch.problems] == found
    blank.undo()
    assert snapshot(blank.path) == before


def test_values_are_chosen_and_what_the_one_who_is_kept_has_not_comes_from_the_other(
    blank: Workspace,
) -> None:
    with blank.edit("Fill") as db:
        one, two = Track(code="T1", name="One", position=0), Track(code="T2", name="Two", position=1)
        db.add_all((one, two))
        db.flush()
        keep = people.add_person(
            db, first_name="Ana", last_name="Alvarez", employee_id="7", team="Ops", primary_track_id=one.id
        )
        other = people.add_person(
            db, first_name="Anna", last_name="Alvarez", employee_id="007", email="a@x.y", team="Sales",
            primary_track_id=two.id,
        )  # fmt: skip
        tracks = one.id, two.id
    with blank.read() as db:
        assert foresee_merge(db, keep, other).take == {"email"}
        shown = {choice: (a, b) for choice, a, b in compare_people(db, keep, other).values}
        assert shown["track"] == (("One",), ("Two",))
        assert shown.keys() == CHOICES.keys()
    with blank.edit(label(keep, other)) as db:
        merge_people(db, keep, other, {"email", "employee_id", "track"})
    with blank.read() as db:
        row = db.get_one(Person, keep)
        assert (row.employee_id, row.email, row.first_name, row.team) == ("007", "a@x.y", "Ana", "Ops")
        assert row.primary_track_id == tracks[1]
        assert list(db.scalars(select(PersonTrack.track_id))) == [tracks[0]]
        assert [line.label for line in list_edits(db, 1)] == ["Merge Anna Alvarez into Ana Alvarez"]


def test_every_column_of_a_person_can_be_chosen_or_is_seen_to() -> None:
    chosen = {column for columns in CHOICES.values() for column in columns}
    assert {column.name for column in Person.__table__.columns} - chosen == {
        "id",
        "version",
        "sample",
        "manager_id",
    }


def test_somebody_hired_again_under_another_id_has_both_times(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        old = people.add_person(
            db, first_name="Ana", start_date=dt.date(2015, 1, 1), end_date=dt.date(2018, 6, 30)
        )
        new = people.add_person(db, first_name="Ana", start_date=dt.date(2021, 1, 1))
    with blank.edit(label(old, new)) as db:
        merge_people(db, old, new)
    with blank.read() as db:
        row = db.get_one(Person, old)
        assert (row.start_date, row.end_date) == (dt.date(2021, 1, 1), None)
        (spell,) = db.scalars(select(Employment))
        assert (spell.first_day, spell.last_day) == (dt.date(2015, 1, 1), dt.date(2018, 6, 30))


def test_a_seat_in_a_locked_session_stops_the_merge(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        plan = small_plan.make(db)
        plan.course("ONE")
        plan.run("ONE", dt.date(2027, 3, 1), "A")
        locked = plan.run("ONE", dt.date(2027, 4, 1), "B")
        db.get_one(TrainingSession, locked).locked = True
    before = snapshot(blank.path)
    with pytest.raises(PlanError, match="locked"), blank.edit("Merge") as db:
        merge_people(db, plan.people["A"], plan.people["B"])
    assert snapshot(blank.path) == before


def test_the_same_person_twice_or_nobody_is_refused(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        keep = people.add_person(db, first_name="Ana")
        other = people.add_person(db, first_name="Bo")
    for one, two, take, reason in (
        (keep, keep, None, "not one"),
        (keep, 99, None, "no longer exists"),
        (keep, other, {"shoe size"}, "no value"),
    ):
        with pytest.raises(PlanError, match=reason), blank.edit("Merge") as db:
            merge_people(db, one, two, take)


def test_the_history_names_who_was_merged_by_the_name_of_now(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        keep = people.add_person(db, first_name="Ana")
        other = people.add_person(db, first_name="Anna")
    with blank.edit(Label.of("person.add", person=People.of([other]))) as db:
        db.get_one(Person, other).team = "Ops"
    with blank.edit(label(keep, other)) as db:
        merge_people(db, keep, other)
    with blank.read() as db:
        assert [line.label for line in list_edits(db, 2)] == ["Merge Anna into Ana", "Add Ana"]
    blank.undo()
    with blank.read() as db:
        assert [line.label for line in list_edits(db, 2)] == ["Merge Anna into Ana", "Add Anna"]


def test_calendars_of_both_go_on_under_the_one_who_is_kept(blank: Workspace, tmp_path: Path) -> None:
    with blank.edit("Fill") as db:
        plan = small_plan.make(db)
        for code in ("ONE", "TWO"):
            plan.course(code)
        plan.run("ONE", dt.date(2027, 3, 1), "A", status="confirmed")
        plan.run("TWO", dt.date(2027, 4, 1), "B", status="confirmed")
    scope, stamp = ExportScope(plan.plan), dt.datetime(2026, 11, 24, tzinfo=dt.UTC)

    def told(name: str) -> dict[str, dict[str, str]]:
        """Write everybody's calendar, and return status by UID of each."""
        with blank.keep() as db:
            write_ics_folder(db, tmp_path / name, scope, "person", stamp)
        found = {}
        for file in (tmp_path / name).glob("*.ics"):
            calendar = vobject.readOne(file.read_text(encoding="utf-8"))
            found[file.stem] = {e.uid.value: e.status.value for e in calendar.vevent_list}
        return found

    first = told("first")
    keep, other = plan.people["A"], plan.people["B"]
    with blank.edit(label(keep, other)) as db:
        merge_people(db, keep, other)
    # One calendar with the same events under the same names, so that nothing stands there twice.
    assert told("merged") == {"A": first["A"] | first["B"]}
    with blank.read() as db:
        letters = foresee_pack(db, scope, stamp.date())
        assert {letter.to.name for letter in letters if letter.to.kind == "person"} <= {"A"}


def test_whoever_is_forgotten_is_so_under_the_name_before_the_merge_too(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        keep = people.add_person(db, first_name="Ana", last_name="Quizzlethwaite", email="ana@x.y")
        other = people.add_person(db, first_name="Anna", last_name="Zyxwell", employee_id="E-90909")
    with blank.edit(label(keep, other)) as db:
        merge_people(db, keep, other)
    forget_people(blank, [keep])
    path = blank.path
    blank.close()
    content = path.read_bytes()
    assert not [word for word in (b"Quizzle", b"Zyxwell", b"ana@x.y") if word in content]


def test_exemptions_that_overlap_become_one(blank: Workspace) -> None:
    def day(month: int) -> dt.date:
        return dt.date(2027, month, 1)

    with blank.edit("Fill") as db:
        plan = small_plan.make(db)
        course = plan.course("SAFE")
        keep, other = plan.person("A"), plan.person("B")
        for person, first, last in ((keep, 2, 4), (keep, 6, 8), (keep, 11, 12), (other, 1, 3), (other, 4, 6)):
            add_exemption(db, person, course, f"R{first}", day(first), day(last))
    with blank.edit("Merge") as db:
        merge_people(db, keep, other)
    with blank.read() as db:
        rows = [
            (row.person_id, row.first_day, row.last_day, row.reason)
            for row in db.scalars(select(Exemption).order_by(Exemption.first_day))
        ]
    assert rows == [(keep, day(1), day(8), "R1; R2; R4; R6"), (keep, day(11), day(12), "R11")]


# A random workspace against a slow reading of what a merge is


def _fill(db: Session, rng: random.Random) -> None:  # noqa: C901 - one of everything
    """Two people with a bit of everything, and a third whom nothing should happen to."""
    tracks = [Track(code=f"T{n}", name=f"Track {n}", position=n) for n in range(3)]
    courses = [Course(code=f"C{n}", title=f"Course {n}", days=D(n + 1)) for n in range(4)]
    plans = [
        Plan(name=f"Plan {n}", first_day=dt.date(2027, 1, 1), last_day=dt.date(2027, 12, 31))
        for n in range(2)
    ]
    db.add_all((*tracks, *courses, *plans))
    db.flush()
    for n in range(5):
        days = sorted(
            rng.choice((None, dt.date(2010 + rng.randrange(15), 5, 1))) or dt.date(2005, 1, 1) for _ in "12"
        )
        db.add(
            Person(
                first_name=f"P{n}", employee_id=rng.choice((None, f"E{n}")),
                team=rng.choice(("", "Ops", "Sales")), email=rng.choice(("", f"p{n}@x.y")),
                start_date=days[0],
                end_date=rng.choice((None, days[1])),
                primary_track_id=rng.choice((None, *(track.id for track in tracks))),
            )
        )  # fmt: skip
    db.flush()
    ids = list(db.scalars(select(Person.id)))
    for person_id in ids:
        db.get_one(Person, person_id).manager_id = rng.choice(
            (None, *(key for key in ids if key != person_id))
        )
        for track in tracks:
            if rng.random() < 0.4 and db.get_one(Person, person_id).primary_track_id != track.id:
                db.add(PersonTrack(person_id=person_id, track_id=track.id))
        if rng.random() < 0.6:
            last = dt.date(2004, rng.randrange(1, 13), 1)
            db.add(
                Employment(
                    person_id=person_id, first_day=dt.date(2000 + rng.randrange(4), 1, 1), last_day=last
                )
            )
        for course in courses:
            for day in (dt.date(2026, 3, 1), dt.date(2027, 2, 1)):
                if rng.random() < 0.3:
                    db.add(
                        Completion(
                            person_id=person_id, course_id=course.id, completed_on=day,
                            trainer=rng.choice(("", "Kim")),
                            result=rng.choice(("completed", "failed")), days=rng.choice((None, D(1))),
                        )
                    )  # fmt: skip
            if rng.random() < 0.3:
                until = dt.date(2027 + rng.randrange(3), 1, 1)
                db.add(
                    Exemption(
                        person_id=person_id, course_id=course.id, last_day=until, reason=f"R{person_id}"
                    )
                )
        if rng.random() < 0.6:
            db.add(Absence(person_id=person_id, first_day=dt.date(2027, 1, 1), last_day=dt.date(2027, 1, 9)))
        for plan in plans:
            if rng.random() < 0.5:
                db.add(PlanScope(plan_id=plan.id, kind="person", ref_id=person_id))
            if rng.random() < 0.4:
                db.add(
                    AcceptedProblem(
                        plan_id=plan.id, kind="absence", person_id=person_id, reason=f"R{person_id}"
                    )
                )
    db.flush()
    _add_sessions(db, rng, ids)


def _add_sessions(db: Session, rng: random.Random, ids: list[int]) -> None:
    for plan_id in list(db.scalars(select(Plan.id))):
        for course_id in list(db.scalars(select(Course.id))):
            sessions = []
            for n in range(3):
                session = TrainingSession(
                    plan_id=plan_id, course_id=course_id, code=f"S{course_id}-{n}",
                    seats_max=rng.choice((None, 1, 2)),
                    status=rng.choice(("draft", "confirmed", "held", "cancelled")),
                )  # fmt: skip
                db.add(session)
                db.flush()
                day = dt.date(2027, 3 + n, 1)
                db.add(
                    SessionDay(
                        session_id=session.id,
                        day=day,
                        portion=D(1),
                        start_time=dt.time(9),
                        end_time=dt.time(17),
                    )
                )
                sessions.append(session.id)
            for person_id in ids:
                for attempt in range(1, rng.choice((1, 2, 2, 3))):
                    pick = Pick(
                        plan_id=plan_id, person_id=person_id, course_id=course_id, attempt=attempt,
                        note=rng.choice(("", f"N{person_id}")), days=rng.choice((None, D(2))),
                    )  # fmt: skip
                    db.add(pick)
                    db.flush()
                    for session_id in rng.sample(sessions, rng.choice((0, 1, 1, 2))):
                        status = rng.choice(("booked", "waiting", "attended", "partly attended", "absent"))
                        db.add(
                            Seat(session_id=session_id, pick_id=pick.id, status=status, position=person_id)
                        )
    db.flush()


Rows = dict[str, list[dict[str, Any]]]


def _rows(db: Session) -> Rows:
    return {
        table.name: [dict(row) for row in db.execute(select(table).order_by(table.c.id)).mappings()]
        for table in Base.metadata.sorted_tables
        if "id" in table.c and table.name not in ("edit", "edit_row")
    }


def _of(rows: Iterable[dict[str, Any]], *people_: int) -> list[dict[str, Any]]:
    return [row for row in rows if row["person_id"] in people_]


def _check(before: Rows, after: Rows) -> None:
    """Read slowly what must have come of everything that the two had."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            names_person = column.name == "person_id" or any(
                key.column.table.name == "person" for key in column.foreign_keys
            )
            if names_person and table.name in after:
                assert all(row[column.name] != OTHER for row in after[table.name]), (table.name, column.name)
    keep, other = (next(row for row in before["person"] if row["id"] == key) for key in (KEEP, OTHER))
    now = next(row for row in after["person"] if row["id"] == KEEP)
    # History: each day once, passed when either passed.
    for was, is_, key, best in (
        ("completion", "completion", ("course_id", "completed_on"), ("result", lambda r: "completed" in r)),
        ("exemption", "exemption", ("course_id", "first_day"), ("last_day", max)),
    ):
        expected: dict[Any, list[Any]] = defaultdict(list)
        for row in _of(before[was], KEEP, OTHER):
            expected[tuple(row[name] for name in key)].append(row[best[0]])
        found = {tuple(row[name] for name in key): row[best[0]] for row in _of(after[is_], KEEP)}
        assert found.keys() == expected.keys()
        for each, values in expected.items():
            assert found[each] == ("completed" if "completed" in values else max(values)), each
    days = {(row["first_day"], row["last_day"]) for row in _of(before["absence"], KEEP, OTHER)}
    assert {(row["first_day"], row["last_day"]) for row in _of(after["absence"], KEEP)} == days
    # Tracks: everybody's, the primary one apart.
    tracks = {row["track_id"] for row in _of(before["person_track"], KEEP, OTHER)}
    tracks |= {keep["primary_track_id"], other["primary_track_id"]} - {None}
    assert {row["track_id"] for row in _of(after["person_track"], KEEP)} | {now["primary_track_id"]} - {
        None
    } == tracks
    assert now["primary_track_id"] == (keep["primary_track_id"] or other["primary_track_id"])
    # Rules of plans, accepted problems, reports.
    for name, who in (("plan_scope", "ref_id"), ("accepted_problem", "person_id")):
        assert {row["plan_id"] for row in after[name] if row[who] == KEEP} == {
            row["plan_id"] for row in before[name] if row[who] in (KEEP, OTHER)
        }
    reports = {row["id"] for row in before["person"] if row["manager_id"] in (KEEP, OTHER)} - {KEEP, OTHER}
    assert {row["id"] for row in after["person"] if row["manager_id"] == KEEP} == reports
    assert now["manager_id"] != KEEP
    _check_picks(before, after)


def _check_picks(before: Rows, after: Rows) -> None:
    status = {row["id"]: row["status"] for row in before["session"]}

    def told(rows: Rows, people_: tuple[int, ...]) -> dict[Any, Counter[Any]]:
        """Return by plan and course the sessions of which attendance tells, with what it says."""
        owner = {row["id"]: row for row in _of(rows["pick"], *people_)}
        found: dict[Any, Counter[Any]] = defaultdict(Counter)
        for seat in rows["seat"]:
            pick = owner.get(seat["pick_id"])
            if pick is not None and seat["status"] in ("attended", "partly attended", "absent"):
                found[pick["plan_id"], pick["course_id"]][seat["session_id"]] += 1
        return found

    was, now = told(before, (KEEP, OTHER)), told(after, (KEEP,))
    assert {key: set(sessions) for key, sessions in was.items()} == {key: set(s) for key, s in now.items()}
    groups: dict[Any, list[Any]] = defaultdict(list)
    for pick in _of(after["pick"], KEEP):
        groups[pick["plan_id"], pick["course_id"]].append(pick)
    both: dict[Any, set[int]] = defaultdict(set)
    for pick in _of(before["pick"], KEEP, OTHER):
        both[pick["plan_id"], pick["course_id"]].add(pick["person_id"])
    assert groups.keys() == both.keys()
    for key, picks in groups.items():
        if both[key] == {KEEP, OTHER}:
            assert sorted(pick["attempt"] for pick in picks) == list(range(1, len(picks) + 1))
        notes = {
            pick["note"]
            for pick in _of(before["pick"], KEEP, OTHER)
            if (pick["plan_id"], pick["course_id"]) == key
        }
        assert {line for pick in picks for line in pick["note"].splitlines()} == notes - {""}
    # Nobody else lost anything, and whoever has another seat than before has moved up.
    others = {row["id"] for row in before["pick"] if row["person_id"] not in (KEEP, OTHER)}
    assert [row for row in after["pick"] if row["id"] in others] == [
        row for row in before["pick"] if row["id"] in others
    ]
    seats = {row["id"]: row for row in after["seat"]}
    for seat in before["seat"]:
        if seat["pick_id"] in others and seats[seat["id"]]["status"] != seat["status"]:
            assert (seat["status"], seats[seat["id"]]["status"]) == ("waiting", "booked")
            assert status[seat["session_id"]] in ("draft", "confirmed")


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(9, 300))
def test_a_merge_is_what_a_slow_reading_says(blank: Workspace, seed: int) -> None:
    with blank.edit("Fill") as db:
        _fill(db, random.Random(seed))
    with blank.read() as db:
        rows = _rows(db)
    watches = [Watch(blank, plan_id) for plan_id in (1, 2)] if seed % 4 == 0 else []
    for watch in watches:
        assert watch.problems or seed
        blank.listen(watch.update)
    before = snapshot(blank.path)
    with blank.edit(label(KEEP, OTHER)) as db:
        merge_people(db, KEEP, OTHER)
    with blank.read() as db:
        _check(rows, _rows(db))
    for watch in watches:
        assert watch.problems == Watch(blank, watch.plan_id).problems
    check_file(blank.path)
    blank.undo()
    assert snapshot(blank.path) == before
    for watch in watches:
        assert watch.problems == Watch(blank, watch.plan_id).problems
