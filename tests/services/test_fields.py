"""Named values on a row: the same for whatever has a name."""

import datetime as dt
import gettext
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from pmplanner.models import Equipment, Person, Room, Row, Trainer, TrainingSession
from pmplanner.sentences import speak
from pmplanner.services.calendar.closures import add_closure, add_site, change_closure, change_site
from pmplanner.services.catalog.courses import add_course, change_course
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import check_order, taken_by, write_fields
from pmplanner.services.people.people import add_person, write_values
from pmplanner.services.people.tracks import add_track, rename_track
from pmplanner.services.plans.plans import change_plan, create_plan
from pmplanner.services.resources.equipment import add_equipment, change_equipment
from pmplanner.services.resources.rooms import add_room, change_room
from pmplanner.services.resources.trainers import add_trainer, change_trainer
from pmplanner.services.sessions.public_dates import add_date
from pmplanner.services.sessions.sessions import add_session, change_session
from pmplanner.storage.workspace import Workspace

DAY = dt.date(2027, 2, 1)


def _plan(db: Session, name: str) -> int:
    return create_plan(db, name, DAY, dt.date(2027, 6, 30))


def _course(db: Session, code: str) -> int:
    return add_course(db, code=code, title="A course", days=1)


def _session(db: Session, code: str) -> int:
    if not (plan := db.info.get("plan")):
        db.info["plan"] = plan = _plan(db, "2027")
        db.info["course"] = _course(db, "C")
    return add_session(db, plan, db.info["course"], DAY, code=code)


ADD_AND_RENAME: dict[str, tuple[Callable[[Session, str], int], Callable[[Session, int, str], object]]] = {
    "room": (add_room, lambda s, i, name: change_room(s, i, name=name)),
    "equipment": (add_equipment, lambda s, i, name: change_equipment(s, i, name=name)),
    "trainer": (add_trainer, lambda s, i, name: change_trainer(s, i, name=name)),
    "trainer's id": (
        lambda s, code: add_trainer(s, f"Trainer of {code!r}", code=code),
        lambda s, i, code: change_trainer(s, i, code=code),
    ),
    "site": (add_site, lambda s, i, name: change_site(s, i, name=name)),
    "person": (
        lambda s, key: add_person(s, first_name="Ana", employee_id=key),
        lambda s, i, key: write_values(s, i, {"employee_id": key}),
    ),
    "plan": (_plan, lambda s, i, name: change_plan(s, i, name=name)),
    "track": (add_track, rename_track),
    "course": (_course, lambda s, i, code: change_course(s, i, code=code)),
    "session": (_session, lambda s, i, code: change_session(s, i, code=code)),
}


@pytest.mark.parametrize("kind", ADD_AND_RENAME)
def test_what_another_has_is_refused_however_it_is_written(blank: Workspace, kind: str) -> None:
    add, rename = ADD_AND_RENAME[kind]
    with blank.edit("Add") as db:
        add(db, "  North\n ONE ")
        other = add(db, "South")
        with pytest.raises(PlanError, match=r"already.*North ONE|North ONE.*already"):
            add(db, "north  one")
        rename(db, other, " South ")  # its own
        with pytest.raises(PlanError, match=r"already.*North ONE|North ONE.*already"):
            rename(db, other, "NORTH one")
        db.rollback()


def test_what_another_has_is_refused_in_the_language_that_is_spoken(blank: Workspace) -> None:
    class Polish(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"There is already a room “{text}”.": "Jest już sala „{text}”."}.get(message, message)

    with blank.edit("Add") as db:
        add_room(db, "{North} One")
        speak(Polish())
        try:
            with pytest.raises(PlanError, match=r"^Jest już sala „\{North\} One”\.$"):
                add_room(db, "{north} one")
        finally:
            speak(None)
        db.rollback()


@pytest.mark.parametrize("row", [Room(), Equipment(), Trainer(), Person(), TrainingSession()])
def test_a_name_that_is_no_field_is_refused_before_anything_is_written(row: Row) -> None:
    with pytest.raises(TypeError, match="has no colour"):
        write_fields(row, ("name", "note"), {"note": "x", "colour": "red"})
    assert getattr(row, "note", None) is None


def test_no_service_takes_a_name_that_is_no_field(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        session = _session(db, "ONE")
        closure = add_closure(db, DAY, DAY)
        calls: tuple[Callable[[], object], ...] = (
            lambda: add_course(db, title="B", days=1, colour="red"),
            lambda: add_trainer(db, "A", colour="red"),
            lambda: add_date(db, db.info["course"], DAY, colour="red"),
            lambda: add_session(db, db.info["plan"], db.info["course"], DAY, colour="red"),
            lambda: change_session(db, session, colour="red"),
            lambda: change_closure(db, closure, colour="red"),
        )
        for call in calls:
            with pytest.raises(TypeError, match="has no colour"):
                call()
        db.rollback()


def test_texts_are_tidied_and_long_ones_keep_their_lines() -> None:
    row = Room()
    write_fields(
        row, ("name", "note", "seats"), {"name": " A\n b ", "note": " a\nb ", "seats": 3}, long=("note",)
    )
    assert (row.name, row.note, row.seats) == ("A b", "a\nb", 3)
    trainer = Trainer()
    write_fields(trainer, ("code",), {"code": "  "}, or_none=("code",))
    assert trainer.code is None


def test_nobody_has_what_a_row_has_not(blank: Workspace) -> None:
    with blank.edit("Add") as db:
        add_trainer(db, "A")
        add_trainer(db, "B")
        assert taken_by(db, Trainer(name="C", code=None), "code") is None
        assert taken_by(db, Trainer(name="b"), "name") == (2, "B")


def test_an_open_end_is_in_order() -> None:
    check_order(DAY, DAY)
    check_order(None, DAY)
    check_order(DAY, None)
    with pytest.raises(PlanError, match=r"The last day \(2027-01-31\) is before the first \(2027-02-01\)\."):
        check_order(DAY, dt.date(2027, 1, 31))
