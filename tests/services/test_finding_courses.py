"""What is found as one types: by the index in memory, by the database, and by reading every course."""

import random
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pmplanner.services.catalog import finding
from pmplanner.services.catalog.course_names import CourseName, course_names
from pmplanner.services.catalog.courses import (
    add_course,
    change_course,
    list_courses,
    remove_course,
    search_courses,
)
from pmplanner.services.catalog.finding import find_courses, kept_index, kept_names, prepare_finding
from pmplanner.services.catalog.narrowing import ALL_COURSES, CourseFilter
from pmplanner.services.catalog.own_facts import lay_facts
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold
from pmplanner.services.people.tracks import add_track, list_tracks
from pmplanner.services.ranking import Rank, best, ranked, spreads
from pmplanner.services.views.search import Finder
from pmplanner.storage.sqlite.sql import SqliteSql
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.services.slow_search import slow_search
from tests.tiers import examples

D = Decimal
_WORDS = [
    *("agile", "Ägile", "agil", "risk", "Risiko", "Größe", "cafe", "Café", "tnx-pmb", "PMB-2", "2nd"),
    *("plan", "planning", "plänë", "Über", "a", "b"),
]
_TYPED = [
    *_WORDS,
    "ag",
    "r",
    "p",
    "pl",
    "gro",
    "größe",
    "TNX-PMB",
    "tnx pm",
    "risk plan",
    "2",
    "zz",
    "a_b",
    "-",
]
_NAMED = [
    *_TYPED,
    "gil",
    "mb",
    "x-p",
    "rp",
    "ri-",
    "ton",
    "exp",
    "ap",
    "gile ris",
    "überx",
    "ß",
    "grosse",
    "PB",
]


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few courses are many."""
    monkeypatch.setattr(finding, "MANY", 0)


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory, many: None) -> Iterator[Workspace]:
    """A workspace without a catalogue, with two tracks."""
    workspace = open_workspace(tmp_path_factory.mktemp("bare") / "c.sqlite")
    with workspace.edit("Tracks") as db:
        for name in ("One", "Two"):
            add_track(db, name)
    yield workspace
    workspace.close()


def _values(dice: random.Random, tracks: list[int]) -> dict[str, Any]:
    def some(most: int) -> str:
        return " ".join(dice.choices(_WORDS, k=dice.randint(1, most)))

    return {
        "title": some(4),
        "provider": dice.choice(["", "Tonex", "Über"]),
        "level": dice.choice(["", "foundation", "expert"]),
        "days": D(dice.randint(1, 12)) / 4,
        "description": some(9),
        "skills": dice.sample(_WORDS, dice.randint(0, 2)),
        "track_ids": dice.sample(tracks, dice.randint(0, 2)),
    }


def _edit(db: Session, dice: random.Random) -> None:
    """Add, change or remove a few courses."""
    tracks = [track.id for track in list_tracks(db)]
    for _ in range(dice.randint(1, 4)):
        ids = [row.id for row in list_courses(db)]
        match dice.randint(0, 3):
            case 0 if len(ids) > 2:
                remove_course(db, dice.choice(ids))
            case 1 if ids:
                values = _values(dice, tracks)
                names = dice.sample(sorted(values), dice.randint(1, 3))
                change_course(db, dice.choice(ids), **{name: values[name] for name in names})
            case _:
                code = dice.choice(["", f"TNX-{dice.randint(0, 9**15)}"])
                add_course(db, code=code, **_values(dice, tracks))


def _narrowing(dice: random.Random, tracks: list[int]) -> CourseFilter:
    return CourseFilter(
        track_id=dice.choice([None, *tracks]),
        provider=dice.choice(["", "", "Tonex", "nobody"]),
        level=dice.choice(["", "", "expert"]),
        max_days=dice.choice([None, None, D("1.5"), D("1.6")]),
        any_track=frozenset(dice.sample(tracks, dice.randint(0, 2))),
        own=dice.random() < 0.2,
        offered=dice.random() < 0.2,
    )


def _check(workspace: Workspace, dice: random.Random) -> None:
    """Compare what is found by the index, by the database and by reading everything."""
    with workspace.read() as db:
        rows = list_courses(db)
        tracks = [track.id for track in list_tracks(db)]
        for words in ("", *dice.sample(_TYPED, 6)):
            narrow = dice.choice([ALL_COURSES, _narrowing(dice, tracks)])
            limit = dice.choice([None, 1, 3])
            found = find_courses(db, words, narrow, limit)
            passing = {row.id for row in rows if narrow.passes(row)}
            if words == "":
                slow = [row.id for row in sorted(rows, key=lambda row: (fold(row.title), row.id))]
            elif words == "-":
                slow = []
            elif words == "a_b":
                slow = list(find_courses(db, words).ids)  # a phrase: the database alone knows those
            else:
                slow = slow_search(rows, words)
            slow = [each for each in slow if each in passing]
            assert (found.total, list(found.ids)) == (len(slow), slow[:limit]), (words, narrow)


@pytest.mark.slow
@settings(
    max_examples=examples(10, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_what_is_found_is_what_reading_every_course_finds(bare: Workspace, seed: int) -> None:
    """Over random edits, undo and redo; with the index in memory, and without."""
    dice = random.Random(seed)
    with bare.edit("Remove") as db:
        for row in list_courses(db):
            remove_course(db, row.id)
    for step in range(6):
        before = bare.undo if step and dice.random() < 0.3 else None
        if before is not None:
            before()
            if dice.random() < 0.5:
                bare.redo()
        else:
            with bare.edit("Edit") as db:
                _edit(db, dice)
        if dice.random() < 0.3:
            with bare.read() as db:
                prepare_finding(db)
        _check(bare, dice)


def test_the_index_is_used_and_follows_what_is_edited(
    bare: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bare.edit("Add") as db:
        course_id = add_course(db, title="Juggling", days=D(1), skills=["circus"])
    with bare.read() as db:
        assert kept_index(db) is None
        prepare_finding(db)
    monkeypatch.delattr(SqliteSql, "search_courses")
    for title in ("Unicycling", "Walking a rope"):
        with bare.edit("Change") as db:
            change_course(db, course_id, title=title)
        with bare.read() as db:
            assert find_courses(db, title.split()[0]).ids == (course_id,)
            assert find_courses(db, "juggling").total == 0
            assert find_courses(db, "CIRC").ids == (course_id,)


def test_a_session_that_writes_sees_what_it_has_written(bare: Workspace) -> None:
    with bare.read() as db:
        prepare_finding(db)
    with suppress(PlanError), bare.edit("Add") as db:
        course_id = add_course(db, title="Juggling", days=D(1))
        assert find_courses(db, "jugg").ids == (course_id,)
        raise PlanError("not kept")
    with bare.read() as db:
        assert find_courses(db, "jugg").total == 0


def test_where_much_has_changed_the_database_is_asked_until_the_index_is_made_anew(bare: Workspace) -> None:
    with bare.read() as db:
        prepare_finding(db)
    with bare.edit("Add") as db:
        for number in range(120):
            add_course(db, title=f"Course {number}", days=D(1))
    with bare.read() as db:
        assert kept_index(db) is None
        assert find_courses(db, "cours", limit=5).total == 120
        assert len(search_courses(db, "cours", limit=5)) == 5
        prepare_finding(db)
        assert kept_index(db) is not None
        assert find_courses(db, "cours", limit=5).total == 120


# By name


def _check_names(workspace: Workspace, dice: random.Random) -> None:
    """Compare what the index of names finds with what ranking each course finds."""
    with workspace.read() as db:
        names = kept_names(db)
        assert names is not None
        courses = sorted(course_names(db), key=CourseName.order)
        every = [course.named() for course in courses]
        for words in (*dice.sample(_NAMED, 10), "-", "."):
            slow = ranked(every, words)
            limit = dice.choice([1, 3, 100])
            assert names.find(words, limit) == slow[:limit] == best(every, words, limit), words
            some = {course.id for course in courses if dice.random() < 0.3}
            assert names.find(words, 9, some) == [each for each in slow if each[1].id in some][:9], words
            assert names.spreads(words) == spreads(every, words), words


@pytest.mark.slow
@settings(
    max_examples=examples(10, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_names_are_found_as_ranking_each_of_them_finds_them(bare: Workspace, seed: int) -> None:
    """Over random edits, undo and redo, and short titles laid over courses."""
    dice = random.Random(seed)
    with bare.edit("Remove") as db:
        for row in list_courses(db):
            remove_course(db, row.id)
    for step in range(5):
        if step and dice.random() < 0.3:
            bare.undo()
        else:
            with bare.edit("Edit") as db:
                _edit(db, dice)
                ids = [row.id for row in list_courses(db)]
                lay_facts(
                    db, dice.sample(ids, min(2, len(ids))), short_title=" ".join(dice.sample(_WORDS, 2))
                )
        if step == 0 or dice.random() < 0.3:
            with bare.read() as db:
                prepare_finding(db)
        _check_names(bare, dice)


def test_the_search_at_the_top_finds_courses_of_a_large_catalogue_once_they_are_read(bare: Workspace) -> None:
    with bare.edit("Add") as db:
        course_id = add_course(db, title="Juggling", days=D(1), skills=["circus"])
        add_course(db, title="Juggling on a rope", days=D(1), skills=["circus"])
    with bare.read() as db:
        assert Finder(db, None).lacks_courses
        prepare_finding(db)
        finder = Finder(db, None)
    assert not finder.lacks_courses
    found = [(rank, hit.kind, hit.id, hit.about) for rank, hit in finder.find("juggling", 1)]
    assert found == [(Rank.WHOLE, "course", course_id, "J")]
    assert [(hit.kind, hit.about) for _, hit in finder.find("circus")] == [
        ("skill", "taught by 2 courses"),
        ("course", "J"),
        ("course", "JOAR"),
    ]
    assert [hit.title for _, hit in finder.guess("jglrp")] == ["Juggling on a rope"]
