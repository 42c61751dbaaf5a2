"""The rows of the timeline: read once, and after an edit only what it touched."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pmplanner.models import Course, OwnFact, PathItem
from pmplanner.services.calendar import closures
from pmplanner.services.catalog import courses
from pmplanner.services.errors import PlanError
from pmplanner.services.people import history, tracks
from pmplanner.services.resources import rooms
from pmplanner.services.resources.equipment import add_equipment, set_course_needs
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.sessions.changes import cancel_session, set_locked
from pmplanner.services.sessions.moving import lengthen_sessions, place_session, shift_sessions
from pmplanner.services.sessions.session_equipment import set_equipment
from pmplanner.services.sessions.swapping import can_swap, list_places
from pmplanner.services.views.foreseeing import (
    foresee_copy,
    foresee_placing,
    foresee_resizing,
    foresee_seating,
    foresee_session,
    foresee_waiting,
)
from pmplanner.services.views.timeline import (
    GROUPINGS,
    TimelineRows,
    list_lanes,
    read_timeline,
    update_timeline,
)
from pmplanner.storage.journal import Change, UndoRefusedError
from pmplanner.storage.workspace import Workspace
from tests.edits import EDITS
from tests.services.small_plan import MONDAY, SmallPlan, make
from tests.support import Template
from tests.tiers import examples

TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def small(blank: Workspace) -> SmallPlan:
    """Two courses with a session each; A is in both on Tuesday."""
    with blank.edit("Lay out") as db:
        small = make(db)
        small.course("BOOT", "2", max_seats=2)
        small.course("TIME", "1")
        small.run("BOOT", MONDAY, "ABC", room="Oslo", trainer="J. Berg")
        small.run("TIME", TUESDAY, "A", status="confirmed")
    return small


def _read(workspace: Workspace, plan: int) -> TimelineRows:
    with workspace.read() as db:
        return read_timeline(db, plan)


class Follower:
    """Rows that follow each change."""

    def __init__(self, workspace: Workspace, plan: int) -> None:
        self._workspace = workspace
        self.rows = _read(workspace, plan)
        self.touched: frozenset[int] | None = None
        workspace.listen(self._follow)

    def _follow(self, change: Change) -> None:
        with self._workspace.read() as db:
            self.rows, self.touched = update_timeline(db, self.rows, change.keys)


def test_a_course_is_called_by_its_short_title_or_its_code(blank: Workspace, small: SmallPlan) -> None:
    """The short title of this workplace goes before that of the course, and is followed."""
    follower, course = Follower(blank, small.plan), small.courses["BOOT"]
    said = [follower.rows.known["course"][course].short]
    with blank.edit("Name") as db:
        db.get_one(Course, course).short_title = "PM-Boot"
    said.append(follower.rows.known["course"][course].short)
    with blank.edit("Lay over") as db:
        db.add(OwnFact(course_id=course, field="short_title", value="Boot camp"))
    said.append(follower.rows.known["course"][course].short)
    assert follower.rows == _read(blank, small.plan)
    blank.undo()
    said.append(follower.rows.known["course"][course].short)
    assert said == ["BOOT", "PM-Boot", "Boot camp", "PM-Boot"]


def test_only_the_session_that_is_moved_is_read_again(blank: Workspace, small: SmallPlan) -> None:
    follower = Follower(blank, small.plan)
    before = follower.rows
    boot, time = sorted(before.bars)
    with blank.edit("Move") as db:
        sessions.move_session(db, boot, MONDAY + dt.timedelta(days=7))
    assert follower.touched == frozenset({boot})
    assert follower.rows.bars[time] is before.bars[time]
    assert follower.rows.known is before.known
    assert follower.rows.bars[boot].days == (dt.date(2027, 3, 8), dt.date(2027, 3, 9))
    assert list(follower.rows.sessions) == [time, boot]
    blank.undo()
    assert follower.rows == before


@pytest.mark.slow
def test_each_kind_of_change_gives_what_reading_anew_gives(blank: Workspace, small: SmallPlan) -> None:
    follower = Follower(blank, small.plan)
    boot, time = sorted(follower.rows.bars)
    person = small.people["A"]
    edits = (
        lambda s: seating.unseat(s, [small_seat(s, time)]),
        lambda s: cancel_session(s, time),
        lambda s: history.add_absence(s, person, MONDAY, TUESDAY, "Leave"),
        lambda s: closures.add_closure(s, TUESDAY, TUESDAY),
        lambda s: seating.unseat(s, [small_seat(s, boot)]),
        lambda s: courses.change_course(s, small.courses["BOOT"], title="Camp", days=Decimal(3)),
        lambda s: sessions.remove_session(s, boot),
        lambda s: tracks.add_track(s, "Product"),
    )
    for edit in edits:
        with blank.edit("Edit") as db:
            edit(db)
        assert follower.rows == _read(blank, small.plan)
    for _ in edits:
        blank.undo()
        assert follower.rows == _read(blank, small.plan)


def small_seat(db: Session, session: int) -> int:
    return sessions.session_detail(db, session).seats[0].id


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("timeline"))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["undo", "undo", "redo", *sorted(EDITS.keys() - {"remove plan"})]), st.integers(0, 31)
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(4, 150))
@given(steps=STEPS)
def test_after_any_edits_the_rows_are_as_if_read_anew(
    template: Template, steps: list[tuple[str, int]]
) -> None:
    workspace = template.open()
    with workspace.edit("Plan") as db:
        small = make(db)
        small.course("BOOT", "2")
        small.run("BOOT", MONDAY, "AB", room="Oslo")
    follower = Follower(workspace, small.plan)
    for name, number in steps:
        try:
            if name == "redo" or (name == "undo" and workspace.undo_label() != "Plan"):
                _ = workspace.undo() if name == "undo" else workspace.redo()
            elif name != "undo":
                with workspace.edit(name) as db:
                    EDITS[name](db, number)
        except (PlanError, LookupError, UndoRefusedError):
            continue
        assert follower.rows == _read(workspace, small.plan)
        with workspace.read() as db:
            for session_id in follower.rows.sessions:
                assert can_swap(db, session_id) == bool(list_places(db, session_id)[0])
    workspace.close()


def test_a_course_has_the_colour_of_the_only_track_that_requires_it(
    blank: Workspace, small: SmallPlan
) -> None:
    with blank.edit("Paths") as db:
        one, other = tracks.add_track(db, "One"), tracks.add_track(db, "Other")
        boot, time = small.courses["BOOT"], small.courses["TIME"]
        db.add_all(
            (
                PathItem(track_id=one, course_id=boot, kind="required", position=1),
                PathItem(track_id=other, course_id=boot, kind="elective", position=1),
                PathItem(track_id=one, course_id=time, kind="elective", position=2),
                PathItem(track_id=other, course_id=time, kind="elective", position=2),
            )
        )
    lanes = {lane.title: lane.track for lane in list_lanes(_read(blank, small.plan), "course")}
    assert lanes == {"Boot": 0, "Time": None}


def test_lanes_of_rooms_named_in_several_ways_are_one(blank: Workspace, small: SmallPlan) -> None:
    with blank.edit("Room") as db:
        time = max(_read(blank, small.plan).bars)
        sessions.change_session(db, time, room=" oslo ")
    rows = _read(blank, small.plan)
    assert [lane.key for lane in list_lanes(rows, "room")] == ["oslo"]
    assert all(list_lanes(rows, grouping) for grouping in GROUPINGS)


def test_placing_refuses_what_is_locked(blank: Workspace, small: SmallPlan) -> None:
    boot = min(_read(blank, small.plan).bars)
    with blank.edit("Lock") as db:
        set_locked(db, boot, True)
    for edit in (
        lambda s: place_session(s, boot, TUESDAY),
        lambda s: place_session(s, boot, MONDAY, room="Bergen"),
        lambda s: shift_sessions(s, [boot], 1),
        lambda s: lengthen_sessions(s, [boot], 1),
    ):
        with pytest.raises(PlanError, match="locked"), blank.edit("Move") as db:
            edit(db)
    with blank.edit("Copy") as db:
        copy = sessions.copy_session(db, boot, dt.date(2027, 3, 6), room="Bergen")
        row = sessions.session_detail(db, copy).row
        assert (row.first_day, row.room, row.locked) == (dt.date(2027, 3, 8), "Bergen", False)


@pytest.mark.slow
def test_what_is_foreseen_is_what_then_is(blank: Workspace, small: SmallPlan) -> None:
    boot, time = sorted(_read(blank, small.plan).bars)
    with blank.edit("Pick") as db:
        (pick,) = small_picks(small, db, "B", "TIME")
        assert foresee_placing(db, time, dt.date(2027, 3, 4)) == []
        assert [p.kind for p in foresee_placing(db, time, TUESDAY, trainer="J. Berg")] == ["trainer taken"]
        assert [p.kind for p in foresee_placing(db, time, TUESDAY, room="Oslo")] == ["room taken"]
        assert [p.person_id for p in foresee_seating(db, time, [pick])] == [small.people["B"]]
        sessions.change_session(db, time, seats_max=1)
        assert foresee_waiting(db, time, 2) == 2
        assert foresee_seating(db, time, [pick]) == []
        sessions.change_session(db, time, seats_max=None)
        assert foresee_waiting(db, time, 50) == 0
        sessions.move_session(db, time, dt.date(2027, 3, 3))
        resized = foresee_resizing(db, boot, MONDAY, dt.date(2027, 3, 3))
        assert {(p.kind, p.person_id) for p in resized} == {
            ("double-booking", small.people["A"]),
            ("days disagree", None),
        }


def test_a_copy_is_foreseen_where_it_is_dropped_and_is_laid_there(blank: Workspace, small: SmallPlan) -> None:
    boot = min(_read(blank, small.plan).bars)
    with blank.edit("Rooms") as db:
        rooms.add_room(db, "Bergen", site="West")
        closures.add_closure(db, TUESDAY, TUESDAY, "East")
        rooms.add_room(db, "Oslo", site="East")
        found = foresee_copy(db, boot, MONDAY)
        assert {p.kind for p in found} == {"room taken", "trainer taken"}
        assert [p.kind for p in foresee_copy(db, boot, MONDAY, room="Bergen")] == ["trainer taken"]
        assert foresee_copy(db, boot, MONDAY, room="Bergen", trainer="Kim") == []
        sessions.move_session(db, boot, dt.date(2027, 3, 8))
        copy = sessions.copy_session(db, boot, MONDAY, room="Bergen")
        days = [each.day for each in sessions.session_detail(db, copy).days]
        assert days == [MONDAY, TUESDAY], "the closed day of the other site does not matter"


def test_what_is_new_asks_for_equipment_too(blank: Workspace, small: SmallPlan) -> None:
    boot = min(_read(blank, small.plan).bars)
    with blank.edit("Equipment") as db:
        beamer = add_equipment(db, "Beamer", 1)
        set_course_needs(db, small.courses["TIME"], {beamer: 1})
        set_equipment(db, boot, {beamer: 1})
        new = foresee_session(db, small.plan, small.courses["TIME"], MONDAY, [])
        assert [p.kind for p in new] == ["equipment"]
        copy = foresee_copy(db, boot, MONDAY, room="", trainer="")
        assert [p.kind for p in copy] == ["equipment"]


def small_picks(small: SmallPlan, db: Session, names: str, code: str) -> list[int]:
    """Let people pick a course in another session of the database."""
    small.db = db
    return small.pick(names, code)
