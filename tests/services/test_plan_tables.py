"""The tables of a plan that stand alone: what is written is read back, and a wrong row is named."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.writing import write_csv
from pmplanner.models import (
    Equipment,
    Person,
    Plan,
    PlanScope,
    Reservation,
    Seat,
    SessionDay,
    SessionEquipment,
    Target,
    Track,
)
from pmplanner.services.exporting.carried import CARRIED
from pmplanner.services.exporting.carried_rows import read_carried
from pmplanner.services.exporting.plan_rows import PLAN_TABLES
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import export_rows, write_export
from pmplanner.services.importing.draft import Draft
from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, read_file
from pmplanner.storage.workspace import Workspace
from tests.conftest import SAMPLE_DAY
from tests.support import known, snapshot

LATER = SAMPLE_DAY + dt.timedelta(days=400)


def _plan(workspace: Workspace) -> int:
    with workspace.read() as db:
        (plan_id,) = db.scalars(select(Plan.id))
        return plan_id


def _fill(workspace: Workspace) -> None:
    plan = _plan(workspace)
    with workspace.edit("Fill") as db:
        thing = Equipment(name="Camera", count=2)
        db.add(thing)
        db.flush()
        session = known(db.scalar(select(SessionDay.session_id)))
        db.add(SessionEquipment(session_id=session, equipment_id=thing.id, count=2))
        db.add(Target(plan_id=plan, kind="team", text="Payments", days=3))
        db.add(Target(plan_id=plan, kind="team", text="Nothing aimed at", days=0))
        db.add(Target(plan_id=plan, kind="track", ref_id=known(db.scalar(select(Track.id))), days=2))


def _read(workspace: Workspace, layout: str, path: Path) -> Draft:
    options = ImportOptions(plan_id=_plan(workspace), today=LATER)
    with workspace.read() as db:
        draft = decide(db, read_file(path, layout, options), options)
    if not draft.writes_nothing:
        with workspace.edit("Import") as db:
            apply_draft(db, draft)
    return draft


def _write(workspace: Workspace, layout: str, path: Path) -> bytes:
    with workspace.read() as db:
        write_export(db, layout, path, ExportScope(_plan(workspace)))
    return path.read_bytes()


def test_alone_their_rows_are_as_in_the_whole_workspace(sampled: Workspace) -> None:
    _fill(sampled)
    with sampled.edit("Name tracks that are gone, and call two people alike") as db:
        for scoped, aimed in ((901, 902), (902, 903)):
            db.add(PlanScope(plan_id=_plan(sampled), kind="track", ref_id=scoped))
            db.add(Target(plan_id=_plan(sampled), kind="track", ref_id=aimed, days=1))
        for person in list(db.scalars(select(Person)))[:2]:
            person.employee_id, person.email, person.first_name, person.last_name = None, "", "Ann", "Lee"
    with sampled.read() as db:
        whole = read_carried(db)
        for table in whole:
            assert read_carried(db, only=[table.name])[table] == whole[table], table.name


def test_they_have_the_headings_of_the_folder_of_a_whole_workspace() -> None:
    for name in PLAN_TABLES:
        (table,) = (each for each in CARRIED if each.name == name)
        assert LAYOUTS[name].columns == table.headings


def test_what_is_written_is_read_back_unchanged(sampled: Workspace, tmp_path: Path) -> None:
    _fill(sampled)
    before = snapshot(sampled.path)
    for layout in PLAN_TABLES:
        _write(sampled, layout, tmp_path / f"{layout}.csv")
        draft = _read(sampled, layout, tmp_path / f"{layout}.csv")
        assert draft.outcomes or layout == "reservations"
        assert [o.details for o in draft.outcomes if o.action != "unchanged"] == [], layout
    assert snapshot(sampled.path) == before


@pytest.mark.parametrize(
    ("layout", "kind"),
    [("session-equipment", SessionEquipment), ("targets", Target), ("session-days", SessionDay)],
)
def test_what_was_taken_away_or_changed_comes_back(
    sampled: Workspace, tmp_path: Path, layout: str, kind: type[Target | SessionEquipment | SessionDay]
) -> None:
    _fill(sampled)
    written = _write(sampled, layout, tmp_path / "one.csv")
    with sampled.edit("Change") as db:
        for row in db.scalars(select(kind)):
            if isinstance(row, SessionDay):
                row.end_time = dt.time(23, 59)
            else:
                db.delete(row)
    draft = _read(sampled, layout, tmp_path / "one.csv")
    assert {outcome.action for outcome in draft.outcomes} <= {"created", "updated"}
    assert _write(sampled, layout, tmp_path / "two.csv") == written


def test_attendance_and_places_come_from_a_file_of_seats(sampled: Workspace, tmp_path: Path) -> None:
    with sampled.read() as db:
        header, rows = export_rows(db, "seats", ExportScope(_plan(sampled)))
    place = {heading: number for number, heading in enumerate(header)}
    row = list(next(each for each in rows if each[place["status"]] == "booked"))
    row[place["status"]], row[place["attended_days"]], row[place["position"]] = "partly attended", "0.5", 7
    write_csv(tmp_path / "seats.csv", header, [row])
    (outcome,) = _read(sampled, "seats", tmp_path / "seats.csv").outcomes
    assert outcome.action == "updated", outcome.details
    with sampled.read() as db:
        (seat,) = db.scalars(select(Seat).where(Seat.status == "partly attended", Seat.position == 7))
        assert seat.attended_days == dt.timedelta(hours=12) / dt.timedelta(days=1)


def test_seats_are_kept_and_given_up(sampled: Workspace, tmp_path: Path) -> None:
    with sampled.read() as db:
        header, rows = export_rows(db, "sessions", ExportScope(_plan(sampled)))
    free = [r for r in (dict(zip(header, row, strict=True)) for row in rows) if r["status"] == "draft"]
    code = next(str(r["session_code"]) for r in free if not r["locked"])
    columns = LAYOUTS["reservations"].columns
    for seats, action in ((1, "created"), (1, "unchanged"), (0, "updated")):
        write_csv(tmp_path / "kept.csv", columns, [(code, "Elsewhere", seats)])
        (outcome,) = _read(sampled, "reservations", tmp_path / "kept.csv").outcomes
        assert outcome.action == action
        with sampled.read() as db:
            assert len(db.scalars(select(Reservation).where(Reservation.team == "Elsewhere")).all()) == seats


WRONG = (
    (
        "seats",
        "session_code,person_id,status,position\nNO-1,S-001,booked,1\n",
        "row 2, session_code: there is no session NO-1",
    ),
    (
        "seats",
        "session_code,person_id,status,attended_days\n{code},S-001,booked,1\n",
        "has attended no days yet",
    ),
    (
        "session-days",
        "session_code,day\n{code},soon\n{code},2027-10-05\n",
        "row 3, session_code: another day of",
    ),
    ("session-days", "session_code,day\nNO-1,2027-10-05\n", "row 2, session_code: there is no session NO-1"),
    ("session-days", "session_code,day,start_time,end_time\n{code},2027-10-05,15:00,14:00\n", "row 2, "),
    (
        "session-equipment",
        "session_code,equipment\n{code},Kettle\n",
        "row 2, equipment: there is no equipment",
    ),
    (
        "session-equipment",
        "session_code,equipment,count\n{code},Camera,0\n",
        "row 2, count: a session cannot",
    ),
    ("reservations", "session_code,team,seats\nNO-1,A,1\n", "row 2, session_code: there is no session NO-1"),
    (
        "targets",
        "kind,track_code,days\ntrack,none such,1\n",
        "row 2, track_code: there is no track none such",
    ),
    ("targets", "kind,text,days\nteam,A,0.3\n", "row 2"),
    ("targets", "kind,text,days\nteam,,1\n", "row 2, kind: a target is of a track or of a team"),
)


def test_a_wrong_row_is_named_and_nothing_is_written(sampled: Workspace, tmp_path: Path) -> None:
    _fill(sampled)
    with sampled.read() as db:
        _, rows = export_rows(db, "seats", ExportScope(_plan(sampled)))
        code = str(next(row[0] for row in rows if row[1] == "booked" and row[3] == "S-001"))
    before = snapshot(sampled.path)
    for layout, text, words in WRONG:
        (tmp_path / "wrong.csv").write_text(text.replace("{code}", code))
        draft = _read(sampled, layout, tmp_path / "wrong.csv")
        assert any(words in outcome.details for outcome in draft.rejected), (text, draft.outcomes)
        assert snapshot(sampled.path) == before, text
