"""A newer catalogue in a workspace: bundled courses change, what is the user's own stays."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from pmplanner.exchange.catalog_rows import (
    Catalog,
    CatalogCourse,
    CatalogLink,
    CatalogPathItem,
    CatalogSkill,
    CatalogTrack,
)
from pmplanner.models import Course, WorkspaceSetting
from pmplanner.models.statuses import PathKind
from pmplanner.services.catalog import catalog_file
from pmplanner.services.catalog import courses as catalog
from pmplanner.services.catalog.bundled import write_catalog
from pmplanner.services.catalog.catalog_file import bundled_catalog
from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.catalog.version import CATALOG_VERSION, catalog_version
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_course
from pmplanner.services.people import people, suggestions, tracks
from pmplanner.services.plans import picks, plans
from pmplanner.services.startup import opening
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.workspace import Workspace
from tests.support import check_file, snapshot

D = Decimal
CODE = "TNX-PMB"


def _changed(found: Catalog, code: str, **values: Any) -> Catalog:
    """Return the catalogue with one course changed, as the next version."""
    courses = tuple(replace(c, **values) if c.code == code else c for c in found.courses)
    return replace(found, version=found.version + 1, courses=courses)


def _without(found: Catalog, code: str) -> Catalog:
    """Return the catalogue without one course, as the next version."""
    kept: Callable[[CatalogLink], bool] = lambda link: code not in (link.course_code, link.other_code)  # noqa: E731
    return replace(
        found,
        version=found.version + 1,
        courses=tuple(c for c in found.courses if c.code != code),
        paths=tuple(item for item in found.paths if item.course_code != code),
        prerequisites=tuple(filter(kept, found.prerequisites)),
        equivalents=tuple(filter(kept, found.equivalents)),
        course_certificates=tuple(x for x in found.course_certificates if x.course_code != code),
    )


def _with(found: Catalog, course: CatalogCourse) -> Catalog:
    return replace(found, version=found.version + 1, courses=(*found.courses, course))


def _update(workspace: Workspace, newer: Catalog) -> None:
    with workspace.edit("Update") as db:
        write_catalog(db, newer)


def _courses(workspace: Workspace) -> dict[str, CourseRow]:
    with workspace.read() as db:
        return {row.code: row for row in catalog.list_courses(db)}


def _path(workspace: Workspace, code: str) -> list[tuple[str, str]]:
    with workspace.read() as db:
        (track,) = (track for track in tracks.list_tracks(db) if track.code == code)
        return [(row.code, row.kind) for row in track.path]


def test_the_same_catalogue_changes_nothing(workspace: Workspace) -> None:
    before = snapshot(workspace.path)
    _update(workspace, bundled_catalog())
    assert snapshot(workspace.path) == before
    assert workspace.undo_label() is None


def test_a_bundled_course_is_brought_up_to_date(workspace: Workspace) -> None:
    old = _courses(workspace)[CODE]
    newer = _changed(
        bundled_catalog(), CODE, days=D("4.5"), title="Bootcamp, new", skills=("leadership",), tracks=("PGM",)
    )
    _update(workspace, newer)
    new = _courses(workspace)[CODE]
    assert (new.id, new.days, new.title, new.skills) == (old.id, D("4.5"), "Bootcamp, new", ("leadership",))
    assert (len(new.track_ids), new.track_ids & old.track_ids) == (1, frozenset())
    with workspace.read() as db:
        assert [row.code for row in catalog.search_courses(db, "bootcamp new")] == [CODE]
        assert catalog_version(db) == newer.version
    workspace.undo()
    assert _courses(workspace)[CODE] == old


def test_custom_courses_and_plans_stay(workspace: Workspace) -> None:
    with workspace.edit("Own") as db:
        bundled = find_course(db, CODE).id
        own = catalog.add_course(
            db, code="OWN", title="Own", days=D("0.75"), skills=["juggling"], requires=[bundled]
        )
        copy = catalog.copy_course(db, bundled, title="Our bootcamp")
        person = people.add_person(db, first_name="Ana")
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        picks.pick_courses(db, plan, [person], [bundled, own, copy])
    before = {row.id: row for row in _courses(workspace).values() if not row.bundled}
    rows = snapshot(workspace.path)
    _update(workspace, _changed(bundled_catalog(), CODE, days=D(5), skills=("leadership",)))
    assert {row.id: row for row in _courses(workspace).values() if not row.bundled} == before
    after = snapshot(workspace.path)
    for table in ("pick", "plan", "person", "track", "path_item", "completion"):
        assert after[table] == rows[table], table


def test_a_course_no_longer_listed_is_withdrawn_and_can_come_back(workspace: Workspace) -> None:
    with workspace.edit("Pick") as db:
        person = people.add_person(db, first_name="Ana")
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        picks.pick_courses(db, plan, [person], [find_course(db, CODE).id])
    found = bundled_catalog()
    old = _courses(workspace)[CODE]
    assert (CODE, "required") in _path(workspace, "PDM")
    _update(workspace, _without(found, CODE))
    row = _courses(workspace)[CODE]
    assert (row.id, row.withdrawn, row.bundled, row.days) == (old.id, True, True, old.days)
    # What plans reckon with stays until somebody takes a newer path.
    assert (CODE, "required") in _path(workspace, "PDM")
    with workspace.read() as db:
        assert plans.list_plans(db)[0].picks == 1
    assert not [r for r in _courses(workspace).values() if r.withdrawn and r.code != CODE]
    _update(workspace, replace(found, version=found.version + 2))
    assert _courses(workspace)[CODE] == old
    check_file(workspace.path)


def test_a_custom_course_that_has_the_new_code_stays(workspace: Workspace) -> None:
    with workspace.edit("Own") as db:
        own = catalog.add_course(db, code="tnx-new", title="Ours", days=D(1))
    found = bundled_catalog()
    new = replace(found.courses[0], code="TNX-NEW", title="Theirs", days=D(3))
    _update(workspace, _with(found, new))
    rows = _courses(workspace)
    assert (rows["tnx-new"].id, rows["tnx-new"].title, rows["tnx-new"].bundled) == (own, "Ours", False)
    assert (rows["TNX-NEW-2"].title, rows["TNX-NEW-2"].bundled) == ("Theirs", True)
    again = replace(_with(found, replace(new, days=D(2))), version=found.version + 2)
    _update(workspace, again)
    rows = _courses(workspace)
    assert [(r.code, r.days, r.withdrawn) for r in rows.values() if r.title == "Theirs"] == [
        ("TNX-NEW-2", D(2), False)
    ]


def test_paths_stay_and_only_a_new_track_comes_with_one(workspace: Workspace) -> None:
    with workspace.edit("Path") as db:
        ids = {track.code: track.id for track in tracks.list_tracks(db)}
        tracks.set_path(db, ids["PDM"], [(find_course(db, "JEC-TM").id, PathKind.ELECTIVE)])
    before = {code: _path(workspace, code) for code in ids}
    found = bundled_catalog()
    group = CatalogPathItem("NEW", CODE, "group", 2, "Basics", 1)
    paths = (
        *(CatalogPathItem(code, CODE, "elective", 1) for code in ("PDM", "PJM")),
        CatalogPathItem("NEW", "JEC-TM", "required", 1),
        *(group, replace(group, course_code="TNX-BDP", position=3)),
    )
    new = CatalogTrack("NEW", "Newcomer", 4, "Comes in")
    newer = replace(found, version=found.version + 1, paths=paths, tracks=(*found.tracks, new))
    _update(workspace, newer)
    assert {code: _path(workspace, code) for code in ids} == before
    assert _path(workspace, "NEW") == [("JEC-TM", "required"), (CODE, "group"), ("TNX-BDP", "group")]
    with workspace.read() as db:
        (track,) = (track for track in tracks.list_tracks(db) if track.code == "NEW")
    assert [(group.name, group.choose, len(group.courses)) for group in track.groups] == [("Basics", 1, 2)]


@pytest.fixture
def newer(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of the present catalogue in which a path was changed, and two others suggested anew."""
    found = bundled_catalog()
    kept = [item for item in found.paths if item.course_code != "AMA-2605"]
    group = [
        CatalogPathItem("PJM", code, "group", place, "Basics", 1)
        for place, code in enumerate(("INM-DTR", "AMA-2605"), start=90)
    ]
    catalog = replace(found, paths=(*(i for i in kept if i.track_code != "PGM"), *group))
    monkeypatch.setattr(suggestions, "bundled_catalog", lambda: catalog)
    with workspace.edit("Own") as db:
        ids = {track.code: track.id for track in tracks.list_tracks(db)}
        tracks.set_path(db, ids["PDM"], [(find_course(db, "AMA-2605").id, PathKind.ELECTIVE)])
    return workspace


def test_a_newer_path_is_offered_with_what_it_changes(newer: Workspace) -> None:
    with newer.read() as db:
        own, project = suggestions.list_suggestions(db)
        titles = {code: find_course(db, code).title for code in ("AMA-2605", "INM-DTR")}
        lengths = {code: find_course(db, code).days for code in titles}
    assert (own.track, own.replaces_own, own.days_now) == ("Product manager", True, D(0))
    assert own.removed == (titles["AMA-2605"],)
    assert (project.track, project.replaces_own) == ("Project manager", False)
    assert (project.added, project.removed) == ((titles["INM-DTR"],), ())
    assert project.moved == (titles["AMA-2605"],)
    # What was required is now one of a group, of which the shortest counts.
    assert project.difference == min(lengths.values()) - lengths["AMA-2605"]


def test_a_newer_path_is_taken_as_one_edit_that_can_be_undone(newer: Workspace) -> None:
    with newer.read() as db:
        before = tracks.list_tracks(db)
        wanted = {each.track_id: each for each in suggestions.list_suggestions(db)}
    with newer.edit("Take") as db:
        assert suggestions.take_suggestions(db, wanted) == 2
    with newer.read() as db:
        after = {track.id: track for track in tracks.list_tracks(db)}
        assert suggestions.list_suggestions(db) == []
    for track_id, each in wanted.items():
        assert tracks.path_entries(after[track_id]) == each.path
        assert after[track_id].suggested
    with pytest.raises(PlanError, match="suggests no other path"), newer.edit("Again") as db:
        suggestions.take_suggestions(db, wanted)
    newer.undo()
    with newer.read() as db:
        assert tracks.list_tracks(db) == before


def test_nothing_is_suggested_by_another_version_of_the_catalogue(newer: Workspace) -> None:
    with newer.edit("Version") as db:
        (setting,) = db.scalars(select(WorkspaceSetting).where(WorkspaceSetting.name == CATALOG_VERSION))
        setting.value = "99"
    with newer.read() as db:
        assert suggestions.list_suggestions(db) == []


def test_new_tracks_skills_and_links_come_in_beside_those_of_the_user(workspace: Workspace) -> None:
    with workspace.edit("Own") as db:
        tracks.add_track(db, "Delivery lead")
        catalog.skill_ids(db, ["Juggling"])
    found = bundled_catalog()
    newer = replace(
        _changed(found, CODE, skills=("juggling", "leadership")),
        tracks=(*found.tracks, CatalogTrack("DEL", "delivery LEAD", 3, "Leads delivery")),
        skills=(*found.skills, CatalogSkill("juggling", ("PDM", "DEL"))),
        prerequisites=(CatalogLink("TNX-BDP", CODE),),
    )
    _update(workspace, newer)
    with workspace.read() as db:
        names = [track.name for track in tracks.list_tracks(db)]
        assert {name for name in names if "elivery" in name} == {"Delivery lead", "delivery LEAD (DEL)"}
        assert [s for s in catalog.list_skills(db) if s.casefold() == "juggling"] == ["Juggling"]
    rows = _courses(workspace)
    assert rows["TNX-BDP"].requires == (rows[CODE].id,)
    assert rows[CODE].skills == ("Juggling", "leadership") or set(rows[CODE].skills) == {
        "Juggling",
        "leadership",
    }
    assert sum(bool(row.requires) for row in rows.values()) == 1


def test_opening_brings_an_older_workspace_up_to_date_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.path
    workspace.close()
    newer = _changed(bundled_catalog(), CODE, days=D(5))
    monkeypatch.setattr(catalog_file, "bundled_catalog", lambda: newer)
    monkeypatch.setattr(opening, "bundled_version", lambda: newer.version)
    reader = open_for_use(path, read_only=True)
    assert _courses(reader)[CODE].days == D(4)
    reader.close()
    for _ in range(2):
        opened = open_for_use(path)
        assert _courses(opened)[CODE].days == D(5)
        assert opened.undo_label() == f"Update the catalogue to version {newer.version}"
        opened.close()
    monkeypatch.undo()
    older = open_for_use(path)  # a program with an older catalogue leaves the newer one
    assert _courses(older)[CODE].days == D(5)
    with older.read() as db:
        assert db.get(Course, 1) is not None
    older.close()
