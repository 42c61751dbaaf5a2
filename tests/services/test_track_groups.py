"""Tracks by job title or team: suggestions, and assigning to all of them."""

import csv
import datetime as dt
from importlib.resources import files

import pytest

from pmplanner.models import Person
from pmplanner.services.errors import PlanError
from pmplanner.services.people import people, tracks
from pmplanner.services.people.title_words import read_title_words, split_words
from pmplanner.services.people.tracks import GroupBy, TrackGroup
from pmplanner.storage.workspace import Workspace


@pytest.fixture
def ids(blank: Workspace) -> dict[str, int]:
    """The three tracks by name."""
    with blank.edit("Tracks") as db:
        return {
            name: tracks.add_track(db, name)
            for name in ("Product manager", "Project manager", "Program manager")
        }


def _fill(workspace: Workspace, *staff: tuple[str, str, int | None]) -> None:
    with workspace.edit("People") as db:
        for title, team, track in staff:
            people.add_person(db, first_name="X", job_title=title, team=team, primary_track_id=track)


def _groups(workspace: Workspace, by: GroupBy = "title") -> list[TrackGroup]:
    with workspace.read() as db:
        return tracks.list_track_groups(db, by)


@pytest.mark.parametrize(
    ("title", "track"),
    [
        ("Senior Product Owner", "Product manager"),
        ("PROJECT LEAD", "Project manager"),
        ("Programme Director", "Program manager"),
        ("Head of Program", "Program manager"),
        ("Project/Program Manager", None),
        ("Production Technician", None),
        ("Programmer", None),
        ("Area Manager", None),
        ("IT Projects", None),
    ],
)
def test_a_word_of_the_title_suggests_a_track(
    blank: Workspace, ids: dict[str, int], title: str, track: str | None
) -> None:
    _fill(blank, (title, "", None))
    (group,) = _groups(blank)
    assert group.suggested_id == (ids[track] if track else None)
    assert group.unknown is (track is None and not title.startswith("Project/"))


def test_groups_count_people_and_the_tracks_they_have(blank: Workspace, ids: dict[str, int]) -> None:
    product = ids["Product manager"]
    _fill(
        blank,
        ("Analyst", "Sales", None),
        ("analyst ", "Sales", product),
        ("Analyst", "Finance", None),
        ("", "Sales", None),
        ("Clerk", "", None),
    )
    analyst, clerk = _groups(blank)
    assert (analyst.name, analyst.people, analyst.tracks) == ("Analyst", 3, ((None, 2), (product, 1)))
    assert (clerk.name, clerk.people) == ("Clerk", 1)
    assert (analyst.would_change(product), analyst.would_change(None)) == (2, 1)
    assert [(group.name, group.people) for group in _groups(blank, "team")] == [("Sales", 3), ("Finance", 1)]


def test_assigning_changes_everybody_of_the_titles_named_as_one_edit(
    blank: Workspace, ids: dict[str, int]
) -> None:
    product, project = ids["Product manager"], ids["Project manager"]
    _fill(blank, ("Owner", "", None), ("OWNER", "", project), ("Lead", "", project), ("Clerk", "", product))
    with blank.edit("Assign") as db:
        assert tracks.assign_tracks(db, "title", {"owner": product, "Lead": None}) == 3
    with blank.read() as db:
        rows = {row.job_title: row.track_id for row in people.list_people(db)}
    assert rows == {"Owner": product, "OWNER": product, "Lead": None, "Clerk": product}
    blank.undo()
    with blank.read() as db:
        tracks_now = [person.primary_track_id for person in db.query(Person).order_by(Person.id)]
    assert tracks_now == [None, project, project, product]


def test_who_has_left_is_neither_counted_nor_changed(blank: Workspace, ids: dict[str, int]) -> None:
    product, day = ids["Product manager"], dt.date(2026, 11, 30)
    ends = {"gone": day - dt.timedelta(days=1), "last day": day, "stays": None}
    with blank.edit("People") as db:
        for name, end in ends.items():
            people.add_person(db, first_name=name, job_title="Owner", end_date=end)
        people.add_person(db, first_name="alone", job_title="Clerk", end_date=ends["gone"])
    with blank.edit("Assign") as db:
        assert [(group.name, group.people) for group in tracks.list_track_groups(db, "title", day)] == [
            ("Owner", 2)
        ]
        assert tracks.assign_tracks(db, "title", {"Owner": product}, day) == 2
        assert {row.first_name for row in people.list_people(db) if row.track_id} == {"last day", "stays"}


def test_a_track_that_is_gone_is_refused(blank: Workspace) -> None:
    _fill(blank, ("Owner", "", None))
    with pytest.raises(PlanError, match="no longer exists"), blank.edit("Assign") as db:
        tracks.assign_tracks(db, "title", {"Owner": 99})


@pytest.mark.parametrize(
    ("title", "names", "told"),
    [
        ("Product Owner", "Product manager", "product owner: decides what is built next"),
        ("Project coordinator (IT)", "Project manager", "project coordinator: keeps schedule and papers"),
        ("Chef de Projet", "Project manager", "chef de projet: French"),
        ("Senior PM", "Product manager, Project manager, Program manager", "pm: PM is short for"),
        ("Senior PM, projects and project risk", "Project manager", "project: the name of the track"),
        ("Project/Program Manager", "Project manager, Program manager", "project … program: the name of"),
        ("Product Designer", "", "product designer: designs products"),
        ("Production Technician II", "", ": "),
    ],
)
def test_the_list_of_titles_tells_tracks_with_a_reason_and_never_chooses_among_several(
    workspace: Workspace, title: str, names: str, told: str
) -> None:
    _fill(workspace, (title, "", None))
    with workspace.read() as db:
        called = {track.id: track.name for track in tracks.list_tracks(db)}
    (group,) = _groups(workspace)
    assert ", ".join(called[track_id] for track_id in group.hint.track_ids) == names
    assert f"{group.hint.words}: {group.hint.reason}".startswith(told)
    assert (group.suggested_id is not None) is (names != "" and ", " not in names)
    assert group.to_ask is (", " in names)
    assert group.unknown is (told == ": ")


def test_each_line_of_the_list_of_titles_names_tracks_of_the_catalogue(workspace: Workspace) -> None:
    with workspace.read() as db:
        known = read_title_words(db).known
        codes = {track.code for track in tracks.list_tracks(db)}
    text = (files("pmplanner_resources") / "job_titles.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len({row["words"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row["tracks"].split()) <= codes, row
        assert row["reason"], row
        assert known[split_words(row["words"])].reason == row["reason"]


def test_titles_with_a_suggestion_or_a_question_come_before_larger_ones(workspace: Workspace) -> None:
    _fill(workspace, *[("Technician", "", None)] * 3, ("PM", "", None), *[("Product Owner", "", None)] * 2)
    assert [group.name for group in _groups(workspace)] == ["Product Owner", "PM", "Technician"]
