"""Tracks and their paths, and who has which."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import PathGroup, PathItem
from pmplanner.models.statuses import PathKind
from pmplanner.services.catalog.courses import add_course, list_courses, remove_course
from pmplanner.services.errors import PlanError
from pmplanner.services.people.people import add_person, list_people, person_detail
from pmplanner.services.people.tracks import (
    GroupOf,
    PathEntry,
    TrackRow,
    add_further_track,
    add_track,
    assign_track,
    list_tracks,
    path_days,
    path_entries,
    remove_track,
    rename_track,
    set_further_tracks,
    set_path,
)
from pmplanner.services.plans.people_changes import change_person
from pmplanner.storage.workspace import Workspace


def read(workspace: Workspace) -> list[TrackRow]:
    with workspace.read() as db:
        return list_tracks(db)


def person_track(workspace: Workspace, person_id: int) -> int | None:
    with workspace.read() as db:
        return next(p.track_id for p in list_people(db) if p.id == person_id)


def test_the_catalogue_suggests_three_tracks_with_paths(workspace: Workspace) -> None:
    tracks = read(workspace)
    assert [track.name for track in tracks] == ["Product manager", "Project manager", "Program manager"]
    for track in tracks:
        assert track.suggested
        assert track.bundled
        assert track.courses(PathKind.REQUIRED)
        assert track.courses(PathKind.ELECTIVE)
        assert len({row.course_id for row in track.path}) == len(track.path)


def test_a_new_track_comes_last_with_a_code_of_its_own(workspace: Workspace) -> None:
    with workspace.edit("Add") as db:
        add_track(db, "  Systems   engineer ", "Builds systems.")
        add_track(db, "Senior expert")
    *_, first, second = read(workspace)
    assert (first.name, first.code, first.description) == ("Systems engineer", "SE", "Builds systems.")
    assert (second.code, second.path, second.suggested, second.bundled) == ("SE2", (), False, False)
    assert second.position == first.position + 1


@pytest.mark.parametrize(("name", "reason"), [(" ", "needs a name"), ("PRODUCT  manager", "already a track")])
def test_names_are_there_and_different(workspace: Workspace, name: str, reason: str) -> None:
    before = read(workspace)
    with pytest.raises(PlanError, match=reason), workspace.edit("Add") as db:
        add_track(db, name)
    with pytest.raises(PlanError, match=reason), workspace.edit("Rename") as db:
        rename_track(db, before[1].id, name)
    assert read(workspace) == before


def test_a_track_can_be_renamed_to_its_own_name_in_other_letters(workspace: Workspace) -> None:
    track = read(workspace)[0]
    with workspace.edit("Rename") as db:
        rename_track(db, track.id, "Product Manager", "Ours.")
    renamed = read(workspace)[0]
    assert (renamed.name, renamed.description, renamed.path) == ("Product Manager", "Ours.", track.path)
    workspace.undo()
    assert read(workspace)[0] == track


def test_a_changed_path_is_ones_own_until_undone(workspace: Workspace) -> None:
    track = read(workspace)[0]
    first, second, *_ = track.path
    with workspace.read() as db:
        used = {row.course_id for row in track.path}
        added = next(course for course in list_courses(db) if course.id not in used)
    with workspace.edit("Path") as db:
        set_path(
            db,
            track.id,
            [
                (second.course_id, PathKind.REQUIRED),
                (added.id, PathKind.REQUIRED),
                (first.course_id, PathKind.ELECTIVE),
            ],
        )
    changed = read(workspace)[0]
    assert [(row.code, row.kind) for row in changed.path] == [
        (second.code, "required"),
        (added.code, "required"),
        (first.code, "elective"),
    ]
    assert not changed.suggested
    workspace.undo()
    assert read(workspace)[0] == track
    workspace.redo()
    assert read(workspace)[0] == changed


def test_a_course_stands_in_a_path_once(workspace: Workspace) -> None:
    track = read(workspace)[0]
    course = track.path[0].course_id
    with pytest.raises(PlanError, match="only once"), workspace.edit("Path") as db:
        set_path(db, track.id, [(course, PathKind.REQUIRED), (course, PathKind.ELECTIVE)])
    assert read(workspace)[0] == track


def test_what_is_gone_is_said_in_a_sentence(workspace: Workspace) -> None:
    track = read(workspace)[0]
    with pytest.raises(PlanError, match="This course no longer exists"), workspace.edit("x") as db:
        set_path(db, track.id, [(999_999, PathKind.REQUIRED)])
    for action in (
        lambda s: remove_track(s, 999),
        lambda s: set_path(s, 999, []),
        lambda s: assign_track(s, 999, []),
    ):
        with pytest.raises(PlanError, match="This track no longer exists"), workspace.edit("x") as db:
            action(db)


def test_assigning_counts_whom_it_changed_and_moves_people(workspace: Workspace) -> None:
    product, project, _ = read(workspace)
    with workspace.edit("Add") as db:
        ana, bo = (add_person(db, first_name=name) for name in ("Ana", "Bo"))
        assert assign_track(db, product.id, [ana]) == 1
        assert assign_track(db, product.id, [ana, bo]) == 1
        set_further_tracks(db, ana, [project.id, product.id])
        assert person_detail(db, ana).further_track_ids == (project.id,)
    assert [track.people for track in read(workspace)] == [2, 0, 0]
    with workspace.edit("Assign") as db:
        assert assign_track(db, project.id, [ana]) == 1
        assert person_detail(db, ana).further_track_ids == ()
        assert assign_track(db, None, [bo]) == 1
    assert (person_track(workspace, ana), person_track(workspace, bo)) == (project.id, None)
    workspace.undo()
    assert (person_track(workspace, ana), person_track(workspace, bo)) == (product.id, product.id)


def test_removing_a_track_leaves_its_people_without_and_undo_gives_all_back(workspace: Workspace) -> None:
    product, project, program = read(workspace)
    with workspace.edit("Add") as db:
        ana, bo = (add_person(db, first_name=name) for name in ("Ana", "Bo"))
        assign_track(db, product.id, [ana, bo])
        set_further_tracks(db, bo, [project.id, program.id])
        meant = [course.id for course in list_courses(db) if product.id in course.track_ids]
    assert meant
    with workspace.edit("Remove") as db:
        remove_track(db, product.id)
    assert read(workspace) == [replace(project, people=1), program]
    assert person_track(workspace, ana) is None
    assert person_track(workspace, bo) == project.id
    with workspace.read() as db:
        assert person_detail(db, bo).further_track_ids == (program.id,)
        assert not [course for course in list_courses(db) if product.id in course.track_ids]
    workspace.undo()
    assert read(workspace)[0].path == product.path
    assert person_track(workspace, ana) == product.id
    with workspace.read() as db:
        assert [course.id for course in list_courses(db) if product.id in course.track_ids] == meant


def test_whoever_has_tracks_has_a_primary_one(workspace: Workspace) -> None:
    product, project, program = (track.id for track in read(workspace))
    with workspace.edit("Add") as db:
        ana, bo, cy = (add_person(db, first_name=name) for name in ("Ana", "Bo", "Cy"))
        set_further_tracks(db, ana, [program, project])
        assert add_further_track(db, program, [bo]) == 1
        assign_track(db, product, [cy])
        assert add_further_track(db, project, [ana, bo, cy, cy]) == 2
        assert add_further_track(db, product, [cy]) == 0
    before = [tracks_of(workspace, person) for person in (ana, bo, cy)]
    assert before == [(project, (program,)), (program, (project,)), (product, (project,))]
    with workspace.edit("Clear") as db:
        assert assign_track(db, None, [ana, bo]) == 2
        change_person(db, cy, primary_track_id=None)
    after = [tracks_of(workspace, person) for person in (ana, bo, cy)]
    assert after == [(program, ()), (project, ()), (project, ())]
    workspace.undo()
    assert [tracks_of(workspace, person) for person in (ana, bo, cy)] == before
    with pytest.raises(PlanError, match="This track no longer exists"), workspace.edit("x") as db:
        add_further_track(db, 999, [ana])


def test_a_path_has_groups_in_its_order(workspace: Workspace) -> None:
    track = read(workspace)[0]
    a, b, c, d, e, *_ = (row.course_id for row in track.path)
    with workspace.edit("Groups") as db:
        wanted: list[PathEntry] = [
            (b, PathKind.REQUIRED),
            GroupOf(1, (c, a), " Agile  basics "),
            (e, PathKind.ELECTIVE),
            GroupOf(1, (d,)),
        ]
        set_path(db, track.id, wanted)
    grouped = read(workspace)[0]
    assert [(row.course_id, row.kind) for row in grouped.path] == [
        (b, "required"),
        (c, "group"),
        (a, "group"),
        (e, "elective"),
        (d, "group"),
    ]
    first, second = grouped.groups
    assert [(g.name, g.choose, len(g.courses)) for g in grouped.groups] == [
        ("Agile basics", 1, 2),
        ("", 1, 1),
    ]
    assert {row.group_id for row in first.courses} == {first.id}
    with workspace.read() as db:
        assert positions(db, track.id) == [0, 1, 2, 3, 4, 5, 6]
    workspace.undo()
    assert read(workspace)[0] == track
    workspace.redo()
    assert read(workspace)[0] == grouped
    with workspace.edit("Change") as db:
        # Without ids the groups that are there are taken in their order; what is left over goes.
        set_path(db, track.id, [GroupOf(2, (a, b, c)), (d, PathKind.REQUIRED)])
    changed = read(workspace)[0]
    assert [(g.id, g.name, g.choose) for g in changed.groups] == [(first.id, "", 2)]
    with workspace.edit("By id") as db:
        set_path(db, track.id, [GroupOf(1, (d,), "New"), GroupOf(1, (a,), "Old", first.id)])
    renamed = read(workspace)[0]
    assert [group.name for group in renamed.groups] == ["New", "Old"]
    assert renamed.groups[1].id == first.id != renamed.groups[0].id
    with workspace.edit("Remove") as db:
        remove_track(db, track.id)
    workspace.undo()
    assert read(workspace)[0] == renamed
    assert second.id != first.id


def test_path_days_are_those_required_and_the_shortest_choice_of_each_group(workspace: Workspace) -> None:
    track = read(workspace)[0]
    a, b, c, d, e, *_ = (row.course_id for row in track.path)
    days = dict(zip((a, b, c, d, e), map(Decimal, ("4", "0.5", "2", "1.25", "9")), strict=True))
    with workspace.edit("Groups") as db:
        set_path(db, track.id, [(a, PathKind.REQUIRED), GroupOf(2, (b, c, d)), (e, PathKind.ELECTIVE)])
    assert path_days(path_entries(read(workspace)[0]), days) == Decimal("5.75")


@pytest.mark.parametrize(
    ("choose", "count", "name", "said"),
    [
        (2, 1, "", "any 2 of its courses has only 1. Add one"),
        (3, 2, "", "any 3 of its courses has only 2. Add some"),
        (0, 2, "", "at least one"),
        (1, 0, "", "has only 0"),
        (1, 2, " 7 ", "no name for a group"),
    ],
)
def test_a_group_that_cannot_be_met_is_refused(
    workspace: Workspace, choose: int, count: int, name: str, said: str
) -> None:
    track = read(workspace)[0]
    courses = tuple(row.course_id for row in track.path[:count])
    with pytest.raises(PlanError, match=said), workspace.edit("Path") as db:
        set_path(db, track.id, [GroupOf(choose, courses, name)])
    assert read(workspace)[0] == track


def test_no_course_and_no_name_stands_in_two_groups(workspace: Workspace) -> None:
    track = read(workspace)[0]
    a, b, *_ = (row.course_id for row in track.path)
    with pytest.raises(PlanError, match="only once"), workspace.edit("Path") as db:
        set_path(db, track.id, [GroupOf(1, (a,)), GroupOf(1, (a, b))])
    with pytest.raises(PlanError, match="same name"), workspace.edit("Path") as db:
        set_path(db, track.id, [GroupOf(1, (a,), "Basics"), GroupOf(1, (b,), "basics ")])
    assert read(workspace)[0] == track


def test_a_course_that_a_group_needs_is_not_removed(workspace: Workspace) -> None:
    track = read(workspace)[0]
    with workspace.edit("Own") as db:
        own, other = (add_course(db, title=title, days=Decimal(1)) for title in ("Own", "Other"))
        set_path(db, track.id, [GroupOf(1, (own, other))])
    with workspace.edit("Remove") as db:
        remove_course(db, own)
    refusal = "“Other” is in a group of the path of Product manager that asks for any 1 of its 1"
    with pytest.raises(PlanError, match=refusal), workspace.edit("Remove") as db:
        remove_course(db, other)
    workspace.undo()
    assert [row.course_id for row in read(workspace)[0].path] == [own, other]


def tracks_of(workspace: Workspace, person_id: int) -> tuple[int | None, tuple[int, ...]]:
    with workspace.read() as db:
        detail = person_detail(db, person_id)
    return detail.person.track_id, detail.further_track_ids


def positions(db: Session, track_id: int) -> list[int]:
    found = [
        *db.scalars(select(PathItem.position).where(PathItem.track_id == track_id)),
        *db.scalars(select(PathGroup.position).where(PathGroup.track_id == track_id)),
    ]
    return sorted(found)
