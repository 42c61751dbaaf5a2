"""Sessions with several trainers and rooms: each of them is known everywhere, and undone."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    AcceptedProblem,
    Course,
    Person,
    Room,
    SessionRoom,
    SessionTrainer,
    Trainer,
    TrainerPart,
    TrainingSession,
)
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.calendar_events import PlanCalendar
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people.forgetting import forget_people
from pmplanner.services.plans import plans
from pmplanner.services.plans.archive import archive_plan, guard_archive
from pmplanner.services.plans.merging_people import merge_people
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.fixes.fixes import apply_fix, list_fixes
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.keys import key_of, sides_of
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.publishing.calendars import write_ics_folder
from pmplanner.services.publishing.letters import SessionNews, letter_text
from pmplanner.services.resources import rooms, trainers
from pmplanner.services.resources.further import Teacher, join_names, once, replaced, split_names
from pmplanner.services.sessions import changes, sessions
from pmplanner.services.sessions.moving import place_session
from pmplanner.services.views.load import LoadDays, load_of
from pmplanner.services.views.resource_usage import named_use
from pmplanner.services.views.search import Finder
from pmplanner.storage.labels import Label, People
from pmplanner.storage.wordings import FORGOTTEN
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text, counts, take_out
from tests.services.small_plan import MONDAY, make
from tests.support import known, snapshot

DAY = dt.timedelta(days=1)
LINK = "https://meet.example.org/boot?id=7,5;x"


class Laid:
    """BOOT with two trainers and two rooms; TIME in the second room and LEAD with the second trainer then."""

    def __init__(self, db: Session) -> None:
        self.small = make(db)
        for code in ("BOOT", "TIME", "LEAD"):
            self.small.course(code)
        for name, seats in (("Oslo", 2), ("Bergen", 9), ("Narvik", 4)):
            rooms.add_room(db, name, seats=seats)
        for name in ("Ada Berg", "Ben Cho", "Cara Diaz"):
            trainers.add_trainer(db, name)
        self.plan = self.small.plan
        self.boot = self.small.run(
            "BOOT",
            names=["Ana", "Bo"],
            rooms=("Oslo", "Bergen"),
            trainers=("Ada Berg", "Ben Cho"),
            mode="hybrid",
            join_link=LINK,
        )
        self.time = self.small.run("TIME", names=["Cy"], room="Bergen")
        self.lead = self.small.run("LEAD", names=["Dara"], trainer="Ben Cho")


@pytest.fixture
def laid(blank: Workspace) -> tuple[Workspace, Laid]:
    with blank.edit("Lay out") as db:
        made = Laid(db)
    return blank, made


def _problems(workspace: Workspace, plan: int) -> list[Problem]:
    with workspace.read() as db:
        return [problem for problem in find_problems(db, plan) if not problem.mirrored]


def _row(workspace: Workspace, session: int) -> sessions.SessionRow:
    with workspace.read() as db:
        return sessions.session_detail(db, session).row


def test_both_clashes_are_named_solved_and_undone(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    before = snapshot(workspace.path)
    found = {problem.kind: problem for problem in _problems(workspace, made.plan)}
    assert {kind: problem.title for kind, problem in found.items()} == {
        "room taken": "Room Bergen is taken twice on Mon 1 Mar",
        "trainer taken": "Ben Cho teaches two sessions on Mon 1 Mar",
    }
    for problem in found.values():
        assert key_of(sides_of(problem.key)) == problem.key
        assert sides_of(problem.key)["place"] == problem.place.casefold()
    with workspace.read() as db:
        (fix, *_) = (fix for fix in list_fixes(db, found["room taken"]) if fix.edit == "room")
    assert fix.values == (made.boot, "Bergen", "Narvik")
    with workspace.edit(fix.label) as db:
        apply_fix(db, fix)
    assert workspace.undo_label() == "Use room Narvik for BOOT-1 instead of Bergen"
    assert _row(workspace, made.boot).rooms == ("Oslo", "Narvik")
    assert [problem.kind for problem in _problems(workspace, made.plan)] == ["trainer taken"]
    with workspace.edit("Free Ben") as db:
        sessions.replace_trainer(db, made.boot, "Ben Cho", "Cara Diaz")
    assert _problems(workspace, made.plan) == []
    workspace.undo()
    workspace.undo()
    assert snapshot(workspace.path) == before


def test_each_edit_is_followed_as_reading_anew_finds_it(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    watch = Watch(workspace, made.plan)
    workspace.listen(watch.update)
    edits: tuple[Callable[[Session], object], ...] = (
        lambda db: sessions.replace_room(db, made.boot, "Bergen", "Narvik"),
        lambda db: sessions.change_session(db, made.lead, rooms=("Narvik", "Bergen")),
        lambda db: sessions.change_session(db, made.boot, trainers=["Ben Cho", "Cara Diaz"]),
        lambda db: trainers.add_trainer_absence(db, _trainer(db, "Cara Diaz"), MONDAY, MONDAY),
        lambda db: trainers.change_trainer(db, _trainer(db, "Cara Diaz"), name="Cara Otto"),
        lambda db: sessions.change_session(db, made.boot, trainers=["Ada Berg"]),
        lambda db: sessions.remove_session(db, made.lead),
    )
    for edit in edits:
        with workspace.edit("Edit") as db:
            edit(db)
        with workspace.read() as db:
            assert sorted(watch.problems, key=str) == sorted(find_problems(db, made.plan), key=str)


def _trainer(db: Session, name: str) -> int:
    return known(db.scalar(select(Trainer.id).where(Trainer.name == name)))


def test_what_is_wrong_with_each_trainer_and_room_is_told_apart_and_accepted_apart(
    laid: tuple[Workspace, Laid],
) -> None:
    workspace, made = laid
    with workspace.edit("All away") as db:
        sessions.change_session(db, made.boot, trainers=["Ada Berg", Teacher("Ben Cho", TrainerPart.LEAD)])
        for name in ("Ada Berg", "Ben Cho"):
            trainers.add_trainer_absence(db, _trainer(db, name), MONDAY, MONDAY)
            trainers.set_trainer_courses(db, _trainer(db, name), [made.small.courses["TIME"]])
        sessions.change_session(db, made.time, rooms=("Oslo", "Bergen"))
    mine = [problem for problem in _problems(workspace, made.plan) if problem.session_id == made.boot]
    assert sorted((problem.kind, problem.place) for problem in mine) == [
        ("room taken", "Bergen"),
        ("room taken", "Oslo"),
        ("trainer away", "Ada Berg"),
        ("trainer away", "Ben Cho"),
        ("trainer not qualified", "Ada Berg"),
        ("trainer not qualified", "Ben Cho"),
        ("trainer taken", "Ben Cho"),
    ]
    assert len({problem.key for problem in mine}) == len(mine)
    with workspace.edit("Accept") as db:
        for problem in mine:
            if problem.place in ("Bergen", "Ben Cho"):
                accept_problem(db, made.plan, problem.key, "known")
        trainers.change_trainer(db, _trainer(db, "Ben Cho"), name="Ben Otto")
    left = [p for p in _problems(workspace, made.plan) if p.session_id == made.boot and p.accepted is None]
    assert {problem.place for problem in left} == {"Oslo", "Ada Berg"}
    with workspace.edit("Only a helper") as db:
        sessions.change_session(db, made.boot, trainers=["Ada Berg", Teacher("Ben Otto")])
    with workspace.read() as db:
        facts = gather_facts(db, made.plan)
    mine = [problem for problem in check(facts) if problem.session_id == made.boot]
    assert {problem.kind for problem in mine if problem.place == "Ben Otto"} == {
        "trainer away",
        "trainer taken",
    }


def test_people_find_room_in_the_largest(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    for names, seats, small in (
        (("Oslo",), 1, "Oslo"),
        (("Oslo", "Bergen"), 1, None),
        (("Oslo", "Bergen"), 1, None),
        (("Oslo", "A hotel"), 1, None),
    ):
        with workspace.edit("Try") as db:
            rooms.change_room(db, known(db.scalar(select(Room.id).where(Room.name == "Oslo"))), seats=seats)
            sessions.change_session(db, made.boot, rooms=names)
        found = [p.place for p in _problems(workspace, made.plan) if p.kind == "room too small"]
        assert found == ([small] if small else []), names


def test_renaming_and_removing_reach_further_ones(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    before = snapshot(workspace.path)
    with workspace.edit("Rename") as db:
        rooms.change_room(db, known(db.scalar(select(Room.id).where(Room.name == "Bergen"))), name="Bodø")
        trainers.change_trainer(db, _trainer(db, "Ben Cho"), name="Ben Otto")
    assert (_row(workspace, made.boot).rooms, _row(workspace, made.time).room) == (("Oslo", "Bodø"), "Bodø")
    assert _row(workspace, made.boot).trainers == ("Ada Berg", "Ben Otto")
    with workspace.read() as db:
        assert {row.name: row.sessions for row in rooms.list_rooms(db)} == {"Bodø": 2, "Narvik": 0, "Oslo": 1}
        assert {row.name: row.sessions for row in trainers.list_trainers(db)} == {
            "Ada Berg": 1,
            "Ben Otto": 2,
            "Cara Diaz": 0,
        }
        assert {use.code for use in named_use(db, made.plan, "room", "bodø").sessions} == {"BOOT-1", "TIME-1"}
        assert "BOOT-1" in {hit.title for _, hit in Finder(db, made.plan).find("Otto")}
    bring_in_text(workspace, "trainer_id,name,email\nT1,Ben Otto,b@x.org\n", "trainers")
    bring_in_text(workspace, "trainer_id,name\nT1,Ben Lie\n", "trainers")
    assert _row(workspace, made.boot).trainers == ("Ada Berg", "Ben Lie")
    while workspace.undo_label() != "Lay out":
        workspace.undo()
    assert snapshot(workspace.path) == before


def test_one_who_becomes_the_same_as_another_is_named_once(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    guard_archive(workspace)
    with workspace.edit("Two names") as db:
        sessions.change_session(db, made.boot, trainers=["Ada Berg", "B. Cho", "Ben Cho"])
        archive_plan(db, made.plan)
    with workspace.edit("One") as db:
        trainers.remove_trainer(db, _trainer(db, "Ben Cho"))
        trainers.add_trainer(db, "B. Cho")
        trainers.change_trainer(db, _trainer(db, "B. Cho"), name="Ben Cho")
    assert _row(workspace, made.boot).trainers == ("Ada Berg", "Ben Cho")


def test_copies_series_splits_and_merges_keep_them(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    with workspace.edit("Copy") as db:
        copy = sessions.copy_session(db, made.boot)
        elsewhere = sessions.copy_session(db, made.boot, MONDAY + 7 * DAY, room="Narvik", instead="Bergen")
        beside = changes.split_session(db, made.boot, same_days=True)
        (again,) = changes.repeat_session(db, made.boot, 14, 2)
        variant = plans.copy_plan(db, made.plan, "What if")
        of_variant = {row.code: row for row in sessions.list_sessions(db, variant)}
    for session in (copy, again):
        row = _row(workspace, session)
        assert (row.rooms, row.trainers, row.join_link) == (("Oslo", "Bergen"), ("Ada Berg", "Ben Cho"), LINK)
    assert _row(workspace, elsewhere).rooms == ("Oslo", "Narvik")
    assert (_row(workspace, beside).rooms, _row(workspace, beside).trainers) == ((), ())
    assert of_variant["BOOT-1"].rooms == ("Oslo", "Bergen")
    with workspace.edit("Merge") as db:
        changes.merge_sessions(db, [made.boot, beside, copy])
        plans.remove_plan(db, variant)
    assert _row(workspace, made.boot).rooms == ("Oslo", "Bergen")
    with workspace.read() as db:
        assert set(db.scalars(select(SessionRoom.session_id))) == {made.boot, again, elsewhere}
        assert set(db.scalars(select(SessionTrainer.session_id))) == {made.boot, again, elsewhere}


def test_the_first_stays_first_and_one_makes_way_for_another(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    with workspace.edit("Place") as db:
        place_session(db, made.boot, MONDAY + DAY, room="Narvik", instead="Bergen")
    assert _row(workspace, made.boot).rooms == ("Oslo", "Narvik")
    for values, there, teaching in (
        ({"room": "Bodø"}, ("Bodø", "Narvik"), ("Ada Berg", "Ben Cho")),
        ({"room": "narvik"}, ("Narvik",), ("Ada Berg", "Ben Cho")),
        ({"room": "A; b ;a;C"}, ("A", "b", "C"), ("Ada Berg", "Ben Cho")),
        ({"room": ""}, ("b", "C"), ("Ada Berg", "Ben Cho")),
        ({"rooms": ()}, (), ("Ada Berg", "Ben Cho")),
        ({"trainer": ""}, (), ("Ben Cho",)),
        ({"trainers": ["X", Teacher("Y", TrainerPart.LEAD)]}, (), ("X", "Y")),
        ({"trainer": "Z"}, (), ("Z", "Y")),
    ):
        with workspace.edit("Change") as db:
            sessions.change_session(db, made.boot, **values)
        row = _row(workspace, made.boot)
        assert (row.rooms, row.trainers) == (there, teaching), values
    assert row.further_trainers == (Teacher("Y", TrainerPart.LEAD),)
    assert replaced(["A", "B"], "C", "D") == ["D", "B"]
    with (
        pytest.raises(PlanError, match=r"A trainer is lead, co-trainer; not “boss”\."),
        workspace.edit("x") as db,
    ):
        sessions.change_session(db, made.boot, trainers=["X", Teacher("Y", "boss")])


def test_calendars_and_mails_tell_all_of_them_and_the_link(
    laid: tuple[Workspace, Laid], tmp_path: Path
) -> None:
    workspace, made = laid
    with workspace.read() as db:
        calendar = PlanCalendar(db, made.plan, "2027")
        assert [to.name for to in calendar.recipients("trainer")] == ["Ada Berg", "Ben Cho"]
        assert [to.name for to in calendar.recipients("room")] == ["Bergen", "Oslo"]
        ben = next(to for to in calendar.recipients("trainer") if to.name == "Ben Cho")
        assert {event.code for event in calendar.events[ben.key]} == {"BOOT-1", "LEAD-1"}
        event = next(each for each in calendar.events["plan"] if each.code == "BOOT-1")
        news = SessionNews(made.boot, (), (event,))
        text = letter_text(ben, [news], "2027")
    assert "in Oslo, Bergen, with Ada Berg, Ben Cho; it is not confirmed yet. Join it here: " + LINK in text
    from pmplanner.exchange.ics_writing import calendar_text

    content = calendar_text([event.as_event("u")], "2027", dt.datetime(2027, 1, 1, tzinfo=dt.UTC)).decode()
    (read,) = vobject.readOne(content).vevent_list
    assert read.location.value == "Oslo, Bergen"
    assert f"Join: {LINK}" in read.description.value
    unfolded = content.replace("\r\n ", "").splitlines()
    assert f"URL:{LINK}" in unfolded
    assert f"CONFERENCE;FEATURE=VIDEO;VALUE=URI:{LINK}" in unfolded
    assert "ORGANIZER" not in content
    with workspace.edit("On site") as db:
        sessions.change_session(db, made.boot, mode="on site")
    with workspace.read() as db:
        event = next(
            each for each in PlanCalendar(db, made.plan, "2027").events["plan"] if each.code == "BOOT-1"
        )
    assert event.join_link == ""


def test_a_link_is_an_address(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    for link in (
        "meet.example.org",
        "javascript:alert(1)",
        "https://",
        "https://a b",
        "https://a\0b",
        LINK + "x" * 2000,
    ):
        with pytest.raises(PlanError, match="A link to join begins with"), workspace.edit("x") as db:
            sessions.change_session(db, made.boot, join_link=link)


def test_files_carry_them_there_and_back_byte_for_byte(
    laid: tuple[Workspace, Laid], tmp_path: Path, blank_again: Workspace
) -> None:
    workspace, made = laid
    with workspace.edit("Parts") as db:
        sessions.change_session(
            db, made.boot, trainers=["Ada Berg", "Ben Cho", Teacher("Cara Diaz", TrainerPart.LEAD)]
        )
        sessions.change_session(db, made.time, status="confirmed", pinned=True, seats_max=3)
        sessions.set_session_days(db, made.lead, [Day(MONDAY, dt.time(13), dt.time(17), Decimal("0.5"))])
    out = take_out(workspace, "sessions", made.plan)
    assert counts(bring_in_text(workspace, out.decode("utf-8-sig"), "sessions", plan_id=made.plan)) == (
        0,
        0,
        3,
        0,
    )
    line = next(each for each in out.decode("utf-8-sig").splitlines() if each.startswith("BOOT-1"))
    assert ",Oslo;Bergen,Ada Berg;Ben Cho;Cara Diaz," in line
    assert f',co-trainer;lead,"{LINK}",' in line
    with blank_again.edit("Courses") as db:
        other = plans.create_plan(db, "2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31))
        for code in ("BOOT", "TIME", "LEAD"):
            db.add(Course(code=code, title=code.title(), days=Decimal(1)))
    before = snapshot(blank_again.path)
    draft = bring_in_text(blank_again, out.decode("utf-8-sig"), "sessions", plan_id=other)
    assert counts(draft) == (3, 0, 0, 0)
    # Who is in them comes with the picks.
    without = _without_people(out)
    assert _without_people(take_out(blank_again, "sessions", other)) == without
    with blank_again.read() as db:
        titles = {problem.title for problem in find_problems(db, other)}
    assert {"Room Bergen is taken twice on Mon 1 Mar", "Ben Cho teaches two sessions on Mon 1 Mar"} <= titles
    blank_again.undo()
    assert snapshot(blank_again.path) == before
    blank_again.redo()
    assert _without_people(take_out(blank_again, "sessions", other)) == without


def _without_people(out: bytes) -> list[list[str]]:
    import csv

    rows = list(csv.reader(out.decode("utf-8-sig").splitlines()))
    people = {rows[0].index("booked"), rows[0].index("waiting")}
    return [[cell for place, cell in enumerate(row) if place not in people] for row in rows]


@pytest.fixture
def blank_again(tmp_path: Path, blank: Workspace) -> Iterator[Workspace]:
    """Another workspace without anything in it."""
    from pmplanner.storage.workspace import open_workspace

    workspace = open_workspace(tmp_path / "again.sqlite")
    yield workspace
    workspace.close()


def test_rows_of_sessions_that_will_not_do_are_rejected_and_others_change(
    laid: tuple[Workspace, Laid],
) -> None:
    workspace, made = laid
    with workspace.edit("Pin") as db:
        sessions.change_session(db, made.time, pinned=True)
    header = (
        "session_code,course_code,start_date,end_date,room,trainer,trainer_parts,mode,status,"
        "seats_min,seats_max,join_link\n"
    )
    text = header + (
        "BOOT-1,,,,Narvik,Ada Berg;Ben Cho,lead,,,,,\n"
        "TIME-1,,2027-03-02,,,,,,,,,\n"
        "LEAD-1,BOOT,,,,,,,,,,\n"
        "NEW-1,LEAD,2027-03-08,2027-03-09,A;B,X;Y,,online,confirmed,1,4,https://x.org/1\n"
        ",TIME,2027-04-01,,,,,,,,,\n"
        "NEW-2,LEAD,2027-03-08,2027-03-01,,,,,,,,\n"
        "NEW-3,LEAD,,,,,,,,,,\n"
        "NEW-4,,2027-03-08,,,,,,,,,\n"
        "NEW-5,LEAD,2027-03-08,,,,,far away,,,,\n"
        "NEW-6,LEAD,2027-03-08,,,X;Y,boss,,,,,\n"
        "NEW-7,LEAD,2027-03-08,,,,,,,5,4,\n"
        "NEW-8,LEAD,2027-03-08,,,,,,,,,x.org\n"
        "NEW-9,NONE,2027-03-08,,,,,,,,,\n"
        "BOOT-1,,,,,,,,,,,\n"
        "LEAD-1,,,,,,,,cancelled,,,\n"
    )
    draft = bring_in_text(workspace, text, "sessions", plan_id=made.plan)
    assert counts(draft) == (2, 1, 0, 12)
    assert [outcome.details.partition(": ")[2] for outcome in draft.rejected] == [
        "the session TIME-1 is pinned and stays on its days",
        "the session LEAD-1 is one of Lead",
        "the last day 2027-03-01 is before the first day 2027-03-08",
        "it has no start date",
        "the session NEW-4 is new and has no course",
        "“far away” is not on site, online, hybrid",
        "“boss” is not lead and co-trainer",
        "the fewest seats (5) are more than the most (4)",
        "a link to join begins with https:// or http://; not “x.org”",
        "there is no course NONE in the catalogue",
        "the same as in row 2",
        "there are people in LEAD-1; cancel it on the Schedule page",
    ]
    # Without a code a session is known by its course and its first day.
    known_by_day = header + ",TIME,2027-03-01,,,,,,,,7,\n"
    assert counts(bring_in_text(workspace, known_by_day, "sessions", plan_id=made.plan)) == (0, 1, 0, 0)
    with workspace.read() as db:
        rows = {row.code: row for row in sessions.list_sessions(db, made.plan)}
    assert (rows["BOOT-1"].rooms, rows["BOOT-1"].further_trainers) == (
        ("Narvik",),
        (Teacher("Ben Cho", TrainerPart.LEAD),),
    )
    new = rows["NEW-1"]
    assert (new.rooms, new.trainers, new.link, new.days, new.first_day, new.last_day) == (
        ("A", "B"),
        ("X", "Y"),
        "https://x.org/1",
        Decimal(1),
        dt.date(2027, 3, 8),
        dt.date(2027, 3, 9),
    )
    assert (rows["TIME-1"].seats_max, rows["TIME-2"].first_day) == (7, dt.date(2027, 4, 1))


def test_who_is_forgotten_or_merged_is_so_as_a_further_trainer(
    laid: tuple[Workspace, Laid], tmp_path: Path
) -> None:
    workspace, made = laid
    with workspace.edit("Staff") as db:
        db.add_all(
            Person(id=900 + n, first_name=first, last_name=last, email=f"{first.lower()}@x.org")
            for n, (first, last) in enumerate((("Ben", "Cho"), ("Benny", "Cho")))
        )
        trainers.remove_trainer(db, _trainer(db, "Ben Cho"))
    with workspace.keep() as db:
        write_ics_folder(db, tmp_path / "all", ExportScope(made.plan), "plan", dt.datetime.now(dt.UTC))
    label = Label.of("person.merge", person=People.of([901]), other=People.of([900]))
    with workspace.edit(label) as db:
        merge_people(db, 901, 900, frozenset())
    assert _row(workspace, made.boot).trainers == ("Ada Berg", "Benny Cho")
    forget_people(workspace, [901])
    assert all(name not in workspace.path.read_bytes() for name in (b"Ben Cho", b"Benny Cho"))
    first, second = _row(workspace, made.boot).trainers
    assert (first, second) == ("Ada Berg", FORGOTTEN.format(id=901))
    assert workspace.check() == []


def test_load_counts_further_ones(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    with workspace.read() as db:
        facts = gather_facts(db, made.plan)
    days = LoadDays(MONDAY, 1, facts.closed, facts.week)
    books = [load_of(facts, days, "room"), load_of(facts, days, "trainer")]
    used = {row.name: int(book.cells[at, 0, 1]) for book in books for at, row in enumerate(book.rows)}
    assert used["Bergen"] == used["Oslo"] == used["Ada Berg"] == used["Ben Cho"] == 4


def test_removing_a_session_takes_them_out(laid: tuple[Workspace, Laid]) -> None:
    workspace, made = laid
    before = snapshot(workspace.path)
    with workspace.edit("Remove") as db:
        sessions.remove_session(db, made.boot)
    with workspace.read() as db:
        assert db.scalars(select(SessionRoom.id)).all() == db.scalars(select(SessionTrainer.id)).all() == []
        assert db.scalars(select(AcceptedProblem.id)).all() == []
        assert len(db.scalars(select(TrainingSession.id)).all()) == 2
    workspace.undo()
    assert snapshot(workspace.path) == before


@given(st.lists(st.text(st.sampled_from('ab;", '), max_size=6), max_size=5))
def test_names_joined_come_apart_as_they_were(names: list[str]) -> None:
    wanted = once(names)
    assert split_names(join_names(wanted)) == wanted


def test_quotes_are_of_the_name_where_nothing_is_to_be_kept_together() -> None:
    assert split_names('"Barn"; "A;B" ;The "old" one; "open') == ['"Barn"', "A;B", 'The "old" one', '"open']
