"""Somebody who has left a name in every corner of a workspace, and a look for what is left of it."""

import datetime as dt
import json
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from pmplanner.models import (
    Absence,
    AcceptedProblem,
    CalendarOrigin,
    Completion,
    Course,
    Exemption,
    ImportProfile,
    Paper,
    Person,
    Pick,
    PickDecision,
    Plan,
    Room,
    Seat,
    Trainer,
    TrainingSession,
    WorkspaceSetting,
)
from pmplanner.services.catalog import courses
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import export_rows
from pmplanner.services.people import people
from pmplanner.services.plans import people_changes
from pmplanner.services.publishing.change_packs import write_pack
from pmplanner.storage.workspace import Workspace

STAMP = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
PACK = "pack"


@dataclass(frozen=True, slots=True)
class Somebody:
    """What somebody goes by; all of it unmistakable."""

    first: str = "Zoë"
    last: str = "Quizzlethwaite"
    email: str = "zoe.quizzle@example.org"
    key: str = "E-77881"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


ZOE = Somebody()


def settle(workspace: Workspace, who: Somebody = ZOE) -> int:
    """Let *who* work, teach, lead, be told and be written about in a sample workspace; return the id."""
    with workspace.edit(f"Add {who.name}") as db:
        track = db.scalars(select(Person.primary_track_id).where(Person.id == 1)).one()
        person_id = people.add_person(
            db, first_name=who.first, last_name=who.last, email=who.email, employee_id=who.key,
            team="Payments", job_title="Analyst", location="Lisbon", primary_track_id=track,
            end_date=dt.date(2027, 12, 31),
        )  # fmt: skip
    _take_part(workspace, who, person_id)
    _be_written_about(workspace, who, person_id)
    with workspace.keep() as db:
        plan_id = db.scalars(select(Plan.id).order_by(Plan.id)).first()
        db.add_all(
            [
                Paper(
                    kind="record",
                    about=who.name,
                    person_id=person_id,
                    file_name=f"{who.first.lower()}.pdf",
                    written_at=STAMP.replace(tzinfo=None),
                ),
                Paper(
                    kind="team",
                    about=f"The team of {who.name}",
                    plan_id=plan_id,
                    written_by=who.key,
                    written_at=STAMP.replace(tzinfo=None),
                ),
            ]
        )
        write_pack(db, workspace.path.parent / PACK, ExportScope(plan_id), STAMP)
    return person_id


def _take_part(workspace: Workspace, who: Somebody, person_id: int) -> None:
    with workspace.edit(f"Pick for {who.last}, {who.first}") as db:
        plan_id = db.scalars(select(Plan.id).order_by(Plan.id)).first()
        session = db.scalars(select(TrainingSession).order_by(TrainingSession.id)).first()
        assert session is not None
        assert plan_id is not None
        other = db.scalars(select(Course.id).where(Course.id != session.course_id).limit(2)).all()
        pick = Pick(
            plan_id=plan_id, person_id=person_id, course_id=session.course_id, note=f"{who.first} asked"
        )
        another = db.scalars(select(Pick.id).order_by(Pick.id)).first()
        db.add(pick)
        db.flush()
        db.add(PickDecision(pick_id=pick.id, decision="approved", note=f"{who.first} asked for it"))
        db.add(
            PickDecision(
                pick_id=another, decision="approved", decided_by_name=who.name, asked_of_name=who.name
            )
        )
        day = dt.date(2027, 2, 1)
        away = Absence(person_id=person_id, first_day=day, last_day=day, kind=f"leave of {who.first}")
        db.add(away)
        db.flush()
        db.add(
            CalendarOrigin(
                kind="absence",
                row_id=away.id,
                calendar=f"{who.last}.ics",
                event=f"{who.first}-1@x.no",
                first_day=day,
                last_day=day,
            )
        )
        db.add_all(
            [
                Seat(session_id=session.id, pick_id=pick.id),
                Exemption(person_id=person_id, course_id=other[0], reason=f"{who.first} knows it"),
                Completion(
                    person_id=person_id, course_id=other[1], completed_on=day, days=Decimal("1.5"),
                    evidence=f"https://x.example/{who.last}.pdf",
                ),
                Completion(person_id=2, course_id=other[1], completed_on=day, trainer=who.name),
                AcceptedProblem(
                    plan_id=plan_id, kind="double booking", person_id=person_id, reason=f"{who.last} knows"
                ),
                Trainer(name=who.name.upper(), email=who.email, code=who.key, note=f"Our {who.first}"),
            ]
        )  # fmt: skip
        session.trainer, session.status = who.name.upper(), "confirmed"
        session.note = f"Bring a key for {who.last}, {who.first} <{who.email}> ({who.key})."


def _be_written_about(workspace: Workspace, who: Somebody, person_id: int) -> None:
    with workspace.edit(f"Make {who.name} the manager") as db:
        people_changes.change_person(db, 3, manager_name=who.name, manager_email=who.email)
        people_changes.change_person(db, 4, manager_name=f"{who.last}, {who.first}")
        db.add(Room(name=f"Office of {who.name}", note=f"{who.last} {who.first} has the key"))
        db.add(ImportProfile(layout="people", name=who.name, columns={"header": [who.name, who.key]}))
        db.add(WorkspaceSetting(name=f"sender of {who.email}", value=f"{who.name} <{who.email}>"))
    with workspace.edit("Course") as db:
        course_id = courses.add_course(
            db, code="OWN-1", title="Own", days=1, description=f"Taught by {who.name}"
        )
    with workspace.edit("Course again") as db:
        courses.change_course(db, course_id, description="Taught by somebody")
    with workspace.edit(f"Change {who.name}") as db:
        people_changes.change_person(db, person_id, job_title="Lead analyst")
    with workspace.edit(f"Remove {who.name}") as db:
        people_changes.remove_people(db, [person_id])
    workspace.undo()


def left_of(path: Path, who: Somebody) -> list[str]:
    """Return what is left of somebody in any byte of the file, and of the log beside it."""
    found = []
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        content = file.read_bytes() if file.exists() else b""
        for text in (who.first, who.last, who.email, who.key):
            forms = {text, text.upper(), text.lower(), json.dumps(text)[1:-1], json.dumps(text.upper())[1:-1]}
            found += [f"{form} in {file.name}" for form in forms if form.encode() in content]
    return found


def totals(workspace: Workspace) -> object:
    """Return the totals of every plan by track, team, title, course and month."""
    with workspace.read() as db:
        return [
            export_rows(db, "totals", replace(ExportScope(plan_id), by=by))
            for plan_id in db.scalars(select(Plan.id).order_by(Plan.id))
            for by in ("track", "team", "title", "course", "month")
        ]
