"""Tracks, paths and exemptions from files, and back to the same files."""

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest

from pmplanner.models.statuses import PathKind
from pmplanner.services.lookup import find_course
from pmplanner.services.people import history, people
from pmplanner.services.people.tracks import (
    GroupOf,
    TrackRow,
    add_track,
    list_tracks,
    remove_track,
    set_path,
)
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in, bring_in_text, counts, take_out
from tests.support import put_catalogue, snapshot

COURSES = "TNX-PMB", "TNX-BDP", "TNX-SEP", "PR2-FND", "SCR-PSM", "TNX-EVM"
PATHS = "track_code,course_code,kind,group,choose,position\n"


def _ids(workspace: Workspace) -> list[int]:
    with workspace.read() as db:
        return [find_course(db, code).id for code in COURSES]


def _track(workspace: Workspace, code: str) -> TrackRow:
    with workspace.read() as db:
        return next(track for track in list_tracks(db) if track.code == code)


@pytest.fixture
def own(workspace: Workspace) -> Workspace:
    """A workspace with a track whose path has everything that a path can have."""
    a, b, c, d, e, f = _ids(workspace)
    with workspace.edit("Own") as db:
        own = add_track(db, "=Own; track", 'First line\nsecond, "third"')
        set_path(
            db,
            own,
            [
                (f, PathKind.ELECTIVE),
                GroupOf(1, (c, b), "Agile, or = so"),
                (a, PathKind.REQUIRED),
                GroupOf(2, (e, d)),
            ],
        )
        gone = add_track(db, "Gone")
        add_track(db, "Bare")
        remove_track(db, gone)
    return workspace


@pytest.mark.parametrize("layout", ["tracks", "paths"])
def test_it_comes_back_as_it_was_in_the_same_workspace(own: Workspace, layout: str) -> None:
    out = take_out(own, layout)
    draft = bring_in(own, own.path.with_name(f"{layout}-out.csv"), layout)
    assert draft.writes_nothing
    assert draft.count("unchanged") == len(draft.outcomes) > 2
    assert take_out(own, layout) == out


@pytest.mark.slow
def test_it_comes_back_as_it_was_in_a_fresh_workspace(own: Workspace, tmp_path: Path) -> None:
    out = {layout: take_out(own, layout) for layout in ("tracks", "paths")}
    assert b'OT,TNX-SEP,group,"Agile, or = so",1,2\r\n' in out["paths"]
    assert b"OT,SCR-PSM,group,2,2,5\r\n" in out["paths"]
    with closing(open_for_use(put_catalogue(tmp_path / "other.sqlite"))) as other:
        for layout, content in out.items():
            draft = bring_in_text(other, content.decode("utf-8-sig"), layout)
            assert draft.count("rejected") == 0
        assert {layout: take_out(other, layout) for layout in out} == out
        assert _track(other, "PDM").suggested
        assert not _track(other, "OT").suggested
        other.undo()
        assert not _track(other, "OT").path


def test_a_file_is_the_whole_path_of_its_tracks(own: Workspace) -> None:
    before = [_track(own, code) for code in ("OT", "PDM")]
    text = PATHS + (
        "OT,TNX-BDP,required,,,3\n"
        "=own; TRACK,TNX-SEP,Group,agile,,1\n"
        "OT,TNX-PMB,group,Agile,2,2\n"
        "OT,ILQ-CTS,elective,,,9\n"
    )
    draft = bring_in_text(own, text, "paths")
    assert counts(draft) == (1, 3, 0, 0)
    assert draft.notes == [
        "The path of =Own; track loses 3 courses that the file does not name: TNX-EVM, SCR-PSM and PR2-FND."
    ]
    after = _track(own, "OT")
    assert [(row.code, row.kind) for row in after.path] == [
        ("TNX-SEP", "group"),
        ("TNX-PMB", "group"),
        ("TNX-BDP", "required"),
        ("ILQ-CTS", "elective"),
    ]
    assert [(group.name, group.choose) for group in after.groups] == [("agile", 2)]
    assert _track(own, "PDM") == before[1]
    own.undo()
    assert [_track(own, code) for code in ("OT", "PDM")] == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("OT,NOPE,required,,,2", "row 3, course_code: there is no course NOPE in the catalogue"),
        ("OT,TNX-PMB,elective,,,2", "row 3, course_code: the same as in row 2"),
        ("OT,TNX-BDP,maybe,,,2", "row 3, kind: “maybe” is none of required, elective and group"),
        ("OT,TNX-BDP,required,Agile,,2", "row 3, group: a required course is in no group"),
        ("OT,TNX-BDP,group,,1,2", "row 3, kind: a course of a group needs the group’s name or number"),
        ("OT,TNX-BDP,group,Agile,,2", "row 3, choose: it does not say how many courses"),
        (
            "OT,TNX-BDP,group,Agile,2,2",
            "row 3, choose: A group that asks for any 2 of its courses",
        ),
        ("OT,TNX-BDP,elective,,,1", "row 3, position: the same as in row 2"),
        ("OT,TNX-BDP,elective,,,", "row 3: Position is empty"),
        ("OT,TNX-BDP,elective,,,x", "position"),
    ],
)
def test_a_path_with_a_row_at_fault_is_not_taken_at_all(own: Workspace, row: str, reason: str) -> None:
    before = snapshot(own.path)
    draft = bring_in_text(own, f"{PATHS}OT,TNX-PMB,required,,,1\n{row}\nXX,TNX-PMB,required,,,1\n", "paths")
    assert draft.writes_nothing
    first, second, third = (outcome.details for outcome in draft.outcomes)
    assert first == "row 2: row 3 of the same path cannot be taken"
    assert reason in second
    assert third == "row 4, track_code: there is no track XX; add it first"
    assert snapshot(own.path) == before


def test_the_rows_of_a_group_ask_for_one_number(own: Workspace) -> None:
    text = f"{PATHS}OT,TNX-PMB,group,A,1,1\nOT,TNX-BDP,group,A,2,2\n"
    details = [outcome.details for outcome in bring_in_text(own, text, "paths").outcomes]
    assert details[0] == "row 2, choose: the rows of one group say different numbers of courses"


def test_tracks_are_told_by_code_or_else_by_name(workspace: Workspace) -> None:
    about = _track(workspace, "PJM").description
    text = (
        "code,name,position,description\n"
        "PDM,Product owner,1,\n"
        ",Project manager,2,Ours\n"
        ",Designer,,Draws\n"
        "X1,Tester,9,\n"
        "X2,program MANAGER,,\n"
        "X3,,,\n"
        "X1,Again,,\n"
    )
    draft = bring_in_text(workspace, text, "tracks")
    assert counts(draft) == (2, 2, 0, 3)
    assert [outcome.details for outcome in draft.outcomes] == [
        "name: Product manager → Product owner",
        f"description: {about} → Ours",
        "",
        "",
        "row 6, code: the track Program manager has the code PGM",
        "row 7, name: there is no track X3, and a new one needs a name",
        "row 8, code: the same as in row 5",
    ]
    with workspace.read() as db:
        found = [(track.code, track.name, track.position) for track in list_tracks(db)]
    assert found == [
        ("PDM", "Product owner", 0),
        ("PJM", "Project manager", 1),
        ("PGM", "Program manager", 2),
        ("D", "Designer", 3),
        ("X1", "Tester", 8),
    ]


EXEMPTIONS = "person_id,email,course_code,reason,valid_from,valid_until\n"


@pytest.fixture
def ana(workspace: Workspace) -> Workspace:
    with workspace.edit("Ana") as db:
        person = people.add_person(db, employee_id="E1", first_name="Ana", email="ana@x.y")
        people.add_person(db, first_name="Bo", email="bo@x.y")
        course, other, *_ = (find_course(db, code).id for code in COURSES)
        history.add_exemption(db, person, course, "=Led it", None, dt.date(2027, 3, 31))
        history.add_exemption(db, person, course, "Teaches it", dt.date(2027, 6, 1))
        history.add_exemption(db, person, other, "Knows; it", dt.date(2027, 1, 1), dt.date(2027, 1, 1))
    return workspace


@pytest.mark.slow
def test_exemptions_come_back_as_they_were(ana: Workspace, tmp_path: Path) -> None:
    out = take_out(ana, "exemptions")
    assert out.decode("utf-8-sig").splitlines() == [
        EXEMPTIONS.strip(),
        "E1,ana@x.y,TNX-BDP,Knows; it,2027-01-01,2027-01-01",
        "E1,ana@x.y,TNX-PMB,'=Led it,,2027-03-31",
        "E1,ana@x.y,TNX-PMB,Teaches it,2027-06-01,",
    ]
    assert counts(bring_in(ana, ana.path.with_name("exemptions-out.csv"), "exemptions")) == (0, 0, 3, 0)
    with closing(open_for_use(put_catalogue(tmp_path / "other.sqlite"))) as other:
        with other.edit("Ana") as db:
            people.add_person(db, employee_id="E1", first_name="Ana", email="ana@x.y")
        bring_in_text(other, out.decode("utf-8-sig"), "exemptions")
        assert take_out(other, "exemptions") == out
        other.undo()
        assert take_out(other, "exemptions").decode("utf-8-sig") == EXEMPTIONS.replace("\n", "\r\n")


def test_rows_of_exemptions_add_change_or_are_refused(ana: Workspace) -> None:
    text = EXEMPTIONS + (
        "E1,,TNX-PMB,Led it for years,,2027-04-30\n"
        "E1,,TNX-PMB,Again,2027-05-31,2027-06-01\n"
        "E1,,TNX-PMB,Between,2027-05-01,2027-05-31\n"
        ",bo@x.y,TNX-PMB,,,\n"
        ",bo@x.y,TNX-PMB,Wrote it,2027-01-02,2027-01-01\n"
        ",bo@x.y,NOPE,Wrote it,,\n"
        ",bo@x.y,TNX-BDP,Wrote it,,\n"
        ",bo@x.y,TNX-BDP,Wrote it,,\n"
    )
    before = snapshot(ana.path)
    draft = bring_in_text(ana, text, "exemptions")
    assert [(outcome.action, outcome.details) for outcome in draft.outcomes] == [
        ("updated", "last_day: 2027-03-31 → 2027-04-30; reason: =Led it → Led it for years"),
        ("rejected", "row 3, valid_from: the person is exempt already, from 2027-06-01"),
        ("created", ""),
        ("rejected", "row 5, reason: it does not say why the person need not take the course"),
        ("rejected", "row 6, valid_until: the last day 2027-01-01 is before the first day 2027-01-02"),
        ("rejected", "row 7, course_code: there is no course NOPE in the catalogue"),
        ("created", ""),
        ("rejected", "row 9, course_code: the same as in row 8"),
    ]
    ana.undo()
    assert snapshot(ana.path) == before
