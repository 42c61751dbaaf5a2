"""Tracks and their paths, and who has which."""

import pytest

from pmplanner.models.statuses import PathKind
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.errors import PlanError
from pmplanner.services.people.people import add_person, list_people, person_detail
from pmplanner.services.people.tracks import (
    TrackRow,
    add_track,
    assign_track,
    list_tracks,
    remove_track,
    rename_track,
    set_further_tracks,
    set_path,
)
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
        assign_track(db, product.id, [ana])
        set_further_tracks(db, bo, [product.id, project.id])
        meant = [course.id for course in list_courses(db) if product.id in course.track_ids]
    assert meant
    with workspace.edit("Remove") as db:
        remove_track(db, product.id)
    assert read(workspace) == [project, program]
    assert person_track(workspace, ana) is None
    with workspace.read() as db:
        assert person_detail(db, bo).further_track_ids == (project.id,)
        assert not [course for course in list_courses(db) if product.id in course.track_ids]
    workspace.undo()
    assert read(workspace)[0].path == product.path
    assert person_track(workspace, ana) == product.id
    with workspace.read() as db:
        assert [course.id for course in list_courses(db) if product.id in course.track_ids] == meant
