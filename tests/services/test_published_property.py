"""Whatever is done and undone between, calendars that take over what they are told show the plan."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Plan, Seat, Trainer, TrainingSession
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.calendar_events import PlanCalendar
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.plans import plans
from pmplanner.services.plans.promoting import promote_plan
from pmplanner.services.publishing.calendars import find_calendar, write_ics, write_ics_folder
from pmplanner.services.publishing.change_packs import write_pack
from pmplanner.services.resources import trainers
from pmplanner.services.sessions import seating, sessions
from pmplanner.storage.journal import UndoRefusedError
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, make
from tests.support import Template, known
from tests.tiers import examples

STAMP = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
PLAN = 1
Shown = dict[str, tuple[int, str, str, dt.datetime, str]]
"""Of a calendar, by UID: sequence, status, title, start and place."""


def _fill(workspace: Workspace) -> None:
    with workspace.edit("plan") as db:
        small = make(db)
        for code in ("BIG", "ADV"):
            small.course(code, "2")
            small.run(code, names="ABC", trainer="Bo Ek", room="Oslo", seats_max=3, timezone="Europe/Oslo")
    assert small.plan == PLAN


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("published"), _fill)


def _run(db: Session, n: int) -> int:
    runs = list(db.scalars(select(TrainingSession.id).order_by(TrainingSession.id)))
    return runs[n % len(runs)]


def _add(db: Session, n: int) -> None:
    courses = list(db.scalars(select(Course.id).where(~Course.bundled).order_by(Course.id)))
    sessions.add_session(db, PLAN, courses[n % 2], _day(n), seat_open=True, trainer=("Bo Ek", "Cy")[n % 2])


def _day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n % 40)


def _unseat(db: Session, n: int) -> None:
    seats = list(db.scalars(select(Seat.id).order_by(Seat.id)))
    seating.unseat(db, [seats[n % len(seats)]])


def _seat(db: Session, n: int) -> None:
    session = known(db.get(TrainingSession, _run(db, n)))
    open_picks = seating.open_picks(db, PLAN, session.course_id)
    seating.seat_picks(db, session.id, [pick.pick_id for pick in open_picks])


def _promote(db: Session, n: int) -> None:
    variants = list(db.scalars(select(Plan.id).where(Plan.variant_of_id == PLAN).order_by(Plan.id)))
    promote_plan(db, variants[n % len(variants)])


EDITS: dict[str, Callable[[Session, int], object]] = {
    "move": lambda s, n: sessions.move_session(s, _run(s, n), _day(n)),
    "days": lambda s, n: sessions.set_session_days(
        s, _run(s, n), [Day(_day(n) + dt.timedelta(days=k)) for k in range(1 + n % 3)]
    ),
    "room": lambda s, n: sessions.change_session(s, _run(s, n), room=("Oslo", "Bergen", "")[n % 3]),
    "trainer": lambda s, n: sessions.change_session(s, _run(s, n), trainer=("Bo Ek", "Cy", "")[n % 3]),
    "status": lambda s, n: sessions.change_session(
        s, _run(s, n), status=("draft", "confirmed", "cancelled")[n % 3]
    ),
    "remove": lambda s, n: sessions.remove_session(s, _run(s, n)),
    "add": _add,
    "record": lambda s, n: trainers.add_trainer(s, ("Bo Ek", "Cy")[n % 2], email=f"t{n % 3}@x.org"),
    "record goes": lambda s, n: trainers.remove_trainer(s, list(s.scalars(select(Trainer.id)))[-1]),
    "copy": lambda s, n: plans.copy_plan(s, PLAN, f"Trial {n}"),
    "promote": _promote,
    "seat": _seat,
    "unseat": _unseat,
}
OFTEN = (
    *("undo", "undo", "redo", "export", "export one", "export one", "pack", "pack"),
    *("copy", "promote", "promote"),
    *("trainer", "record", "record", "record goes", "move"),
)
STEPS = st.lists(
    st.tuples(st.sampled_from([*EDITS, *OFTEN]), st.integers(0, 59)),
    max_size=18,
)


class Receivers:
    """Calendars that take over what they are told: an event only under a higher number than they know."""

    def __init__(self) -> None:
        self.by_name: dict[str, Shown] = {}

    def take(self, name: str, content: bytes) -> None:
        known = self.by_name.setdefault(name, {})
        for uid, told in read(content).items():
            if uid in known and told[0] == known[uid][0]:
                assert told == known[uid], "told otherwise under the same number"
            assert uid not in known or told[0] >= known[uid][0], "a number went back"
            known[uid] = told

    def shown(self, name: str) -> list[tuple[str, dt.datetime, str]]:
        told = self.by_name.get(name, {}).values()
        return sorted(each[2:] for each in told if each[1] != "CANCELLED")


def read(content: bytes) -> Shown:
    events = getattr(vobject.readOne(content.decode()), "vevent_list", [])
    shown = {
        e.uid.value: (
            int(e.sequence.value),
            e.status.value,
            e.summary.value,
            e.dtstart.value.astimezone(dt.UTC)
            if e.dtstart.value.tzinfo
            else e.dtstart.value.replace(tzinfo=dt.UTC),
            e.location.value if hasattr(e, "location") else "",
        )
        for e in events
    }
    assert len(shown) == len(events), "two events have one UID"
    return shown


def expected(db: Session) -> dict[str, list[tuple[str, dt.datetime, str]]]:
    """What calendars should show, by the name of whom they are of."""
    calendar = PlanCalendar(db, PLAN, "2027")
    found = {}
    for kind in ("plan", "person", "trainer"):
        for to in calendar.recipients(kind):
            found[to.name] = sorted(
                (e.title, _utc(e.start, e.zone), e.room) for e in calendar.events.get(to.key, ())
            )
    return found


def _utc(start: dt.datetime, zone: str) -> dt.datetime:
    return start.replace(tzinfo=ZoneInfo(zone) if zone else dt.UTC).astimezone(dt.UTC)


class World:
    """A workspace, the calendars that were fed by files, and those that were fed by mails."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.files, self.mails, self.both = Receivers(), Receivers(), Receivers()
        self.folder = workspace.path.with_suffix(".out")
        self.folder.mkdir()
        self.packs = 0

    def step(self, name: str, n: int) -> None:
        if name == "undo" and self.workspace.undo_label() == "plan":
            return  # without the plan there is nothing to compare with
        if name in ("undo", "redo"):
            with _refusals():
                getattr(self.workspace, name)()
        elif name == "export one":
            self.export_one(n)
        elif name in ("export", "pack"):
            getattr(self, name)()
        else:
            with _refusals(), self.workspace.edit(name) as db:
                EDITS[name](db, n)

    def export(self) -> None:
        scope = ExportScope(PLAN)
        with self.workspace.keep() as db:
            write_ics(db, self.folder / "plan.ics", scope, None, STAMP)
            self.files.take("2027", (self.folder / "plan.ics").read_bytes())
        for kind in ("person", "trainer"):
            with self.workspace.keep() as db:
                write_ics_folder(db, self.folder / kind, scope, kind, STAMP)
            for path in (self.folder / kind).iterdir():
                self.take(self.files, path.stem, path.read_bytes())

    def export_one(self, n: int) -> None:
        kind, name = (("trainer", "Bo Ek"), ("trainer", "Cy"), ("person", "A"))[n % 3]
        path = self.folder / "one.ics"
        with suppress(PlanError), self.workspace.keep() as db:
            to = find_calendar(db, ExportScope(PLAN), kind, name)
            write_ics(db, path, ExportScope(PLAN), to, STAMP)
            self.take(self.files, name, path.read_bytes())

    def take(self, receivers: Receivers, name: str, content: bytes) -> None:
        """Let a calendar take something over, and one that takes over files and mails alike."""
        receivers.take(name, content)
        self.both.take(name, content)

    def pack(self) -> None:
        self.packs += 1
        folder = self.folder / f"pack {self.packs}"
        with self.workspace.keep() as db:
            letters = write_pack(db, folder, ExportScope(PLAN), STAMP)
        for path in folder.glob("*.eml"):
            (attached,) = message_from_bytes(path.read_bytes(), policy=default).iter_attachments()
            content = attached.get_payload(decode=True)
            assert isinstance(content, bytes)
            self.take(self.mails, path.stem, content)
        assert len(letters) == len(list(folder.glob("*.eml")))
        self.check(self.mails, but="2027")
        self.check(self.both, but="2027")

    def check(self, receivers: Receivers, but: str = "") -> None:
        with self.workspace.read() as db:
            plan = expected(db)
        for name in (plan.keys() | receivers.by_name.keys()) - {but}:
            assert receivers.shown(name) == plan.get(name, []), name


def _refusals() -> AbstractContextManager[None]:
    return suppress(PlanError, UndoRefusedError, ZeroDivisionError, IndexError)


@pytest.mark.slow
@settings(
    max_examples=examples(4, 200),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_calendars_show_the_plan(template: Template, steps: list[tuple[str, int]]) -> None:
    world = World(template.open())
    for name, n in steps:
        world.step(name, n)
    world.pack()
    world.export()
    world.check(world.files)
    with world.workspace.keep() as db:
        assert write_pack(db, world.folder / "again", ExportScope(PLAN), STAMP) == []
    world.workspace.close()


def test_the_calendar_of_one_is_the_same_as_that_of_each(template: Template, tmp_path: Path) -> None:
    workspace = template.open()
    scope = ExportScope(PLAN)
    with workspace.keep() as db:
        write_ics_folder(db, tmp_path / "each", scope, "person", STAMP)
        to = find_calendar(db, scope, "person", "B")
        write_ics(db, tmp_path / "one.ics", scope, to, STAMP)
    assert (tmp_path / "one.ics").read_bytes() == (tmp_path / "each" / "B.ics").read_bytes()
    workspace.close()
