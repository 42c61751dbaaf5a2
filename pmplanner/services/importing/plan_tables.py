"""Rows of seats, of days, equipment and kept seats of sessions, and of the targets of a plan."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.exchange.values import NONE_GIVEN
from pmplanner.models import Equipment, Pick, Reservation, Seat, SessionEquipment, Target, TrainingSession
from pmplanner.models.statuses import CLOSED_SESSIONS, SeatStatus
from pmplanner.sentences import said
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.differences import in_a_row, once, outcome_of, told
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, rejected
from pmplanner.services.importing.keyed import KeyedTable, decide_each, given
from pmplanner.services.importing.names import People, Tracks
from pmplanner.services.importing.picks import decide_picks
from pmplanner.services.lookup import fold
from pmplanner.services.plans.targets import set_target
from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.sessions.session_rows import read_days
from pmplanner.services.sessions.sessions import check_session_days, set_session_days
from pmplanner.storage import journal


class _Sessions:
    """The sessions of a plan by code."""

    def __init__(self, db: Session, plan_id: int) -> None:
        of_plan = select(TrainingSession.__table__).where(TrainingSession.plan_id == plan_id)
        self._by_code: dict[str, Any] = {fold(row.code): row for row in db.execute(of_plan)}
        self.ids = {row.id for row in self._by_code.values()}

    def find(self, row: ParsedRow) -> Any:  # noqa: ANN401 - a row
        """Return the session of a row; raise RejectedError where there is none of that code."""
        code = row.get("session_code", str) or ""
        found = self._by_code.get(fold(code))
        if found is None:
            raise RejectedError(said("there is no session {code}", code=code), "session_code")
        return found


# Seats


def decide_seats(
    db: Session,
    rows: Iterable[ParsedRow],
    draft: Draft,
    *,
    plan_id: int,
    create_missing: bool,
    today: dt.date,
) -> None:
    """Decide of each row as of a pick with a session, then of its place and of the days attended."""
    details = _SeatDetails(db, plan_id)
    # Who was absent in a session may sit in another one: what is as it was needs no second look.
    others = [row for row in rows if not details.is_held(row, draft)]
    decide_picks(db, others, draft, plan_id=plan_id, create_missing=create_missing, today=today)
    draft.outcomes = [details.decide(outcome) for outcome in draft.outcomes]
    if details.changes:
        draft.then(partial(details.write, plan_id=plan_id))


class _SeatDetails:
    """What rows of seats say beyond what picks do: places in the order of booking, days attended."""

    def __init__(self, db: Session, plan_id: int) -> None:
        self._people = People(db)
        self._sessions = _Sessions(db, plan_id)
        self._seats = _seats_of(db, plan_id)
        self.changes: dict[tuple[int, int, int | None], dict[str, Any]] = {}
        """By session, person and attempt, if the row says it."""

    def is_held(self, row: ParsedRow, draft: Draft) -> bool:
        """Take a row whose seat is there already, with the status that the row says, if it says one."""
        try:
            session, person_id = self._sessions.find(row), self._people.find(row)
        except RejectedError:
            return False
        present = _seat_in(self._seats, (session.id, person_id), row.get("attempt", int))
        if present is None or fold(row.get("status", str) or present.status) != present.status:
            return False
        if present.status == SeatStatus.WAITING:
            draft.waiting.add(present.id)
        draft.take(Outcome(row, "unchanged", f"{session.code}: {self._people.name(person_id)}"))
        return True

    def decide(self, outcome: Outcome) -> Outcome:
        """Return the outcome of a row with what changes of its seat."""
        row = outcome.row
        said_so: dict[str, Any] = given(row, "position", "attended_days")
        if outcome.action in ("rejected", "skipped") or not said_so:
            return outcome
        try:
            place = self._sessions.find(row).id, self._people.find(row)
            present = _seat_in(self._seats, place, row.get("attempt", int))
            self._check(row, present)
        except RejectedError as error:
            return rejected(row, outcome.subject, error)
        changes = {n: v for n, v in said_so.items() if present is None or getattr(present, n) != v}
        if not changes:
            return outcome
        self.changes[*place, row.get("attempt", int)] = changes
        details = [told(name, getattr(present, name, None), value) for name, value in changes.items()]
        action = "updated" if outcome.action == "unchanged" else outcome.action
        return replace(outcome, action=action, details="; ".join(filter(None, (outcome.details, *details))))

    @staticmethod
    def _check(row: ParsedRow, present: Any) -> None:  # noqa: ANN401 - a row
        attended = row.get("attended_days", Decimal)
        status = row.get("status", str) or getattr(present, "status", "")
        if attended is not None and fold(status) in (SeatStatus.BOOKED, SeatStatus.WAITING):
            raise RejectedError(
                said("who is {status} has attended no days yet", status=status), "attended_days", "status"
            )

    def write(self, db: Session, *, plan_id: int) -> None:
        """Change the seats, now that all are there."""
        seats = _seats_of(db, plan_id)
        for (*place, attempt), changes in self.changes.items():
            seat = _seat_in(seats, (place[0], place[1]), attempt)
            if seat is not None:
                journal.bulk_update(db, Seat, {seat.id: changes})


def _seats_of(db: Session, plan_id: int) -> dict[tuple[int, int], list[Any]]:
    query = (
        select(Seat.__table__, Pick.person_id, Pick.attempt)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(Pick.plan_id == plan_id)
        .order_by(Pick.attempt)
    )
    found: dict[tuple[int, int], list[Any]] = {}
    for row in db.execute(query):
        found.setdefault((row.session_id, row.person_id), []).append(row)
    return found


def _seat_in(seats: dict[tuple[int, int], list[Any]], place: tuple[int, int], attempt: int | None) -> Any:  # noqa: ANN401
    """Return the seat of a person in a session, the one of the newest attempt where none is said."""
    fitting = [row for row in seats.get(place, ()) if attempt in (None, row.attempt)]
    return fitting[-1] if fitting else None


# Days


def decide_session_days(
    db: Session, rows: Iterable[ParsedRow], draft: Draft, *, plan_id: int, today: dt.date
) -> None:
    """Decide what becomes of the days of each session that the file names: they are taken whole."""
    sessions, groups = _Sessions(db, plan_id), dict[str, list[ParsedRow]]()
    for row in rows:
        groups.setdefault(fold(row.get("session_code", str) or ""), []).append(row)
    present = read_days(db, TrainingSession.plan_id == plan_id)
    for group in groups.values():
        code = group[0].get("session_code", str) or ""
        faulty = [row for row in group if row.errors]
        for row in faulty:
            draft.take(Outcome(row, "rejected", code, "; ".join(row.errors)))
        good = [row for row in group if not row.errors]
        try:
            if faulty:
                raise RejectedError(said("another day of {code} cannot be taken", code=code), "session_code")
            session = sessions.find(group[0])
            days = [_day(row) for row in group]
            if days_alike(days, present[session.id]):
                action, details = "unchanged", ""
            else:
                _check_days(db, session.id, days, today)
                draft.then(partial(set_session_days, session_id=session.id, days=days, today=today))
                action, details = "updated", said("days: {days}", days=len(days))
        except RejectedError as error:
            for row in good:
                draft.take(rejected(row, code, error))
            continue
        for row in good:
            draft.take(Outcome(row, action, code, details))  # type: ignore[arg-type]


def days_alike(some: Iterable[Day], others: Iterable[Day]) -> bool:
    """Say whether these are the same days, in whatever order."""
    return sorted(some, key=_when) == sorted(others, key=_when)


def _when(day: Day) -> tuple[dt.date, dt.time]:
    return day.day, day.start_time


def _day(row: ParsedRow) -> Day:
    day = row.get("day", dt.date)
    if day is None:
        raise RejectedError(said("it has no day"), "day")
    return Day(day, **given(row, "start_time", "end_time", "portion"))


def _check_days(db: Session, session_id: int, days: list[Day], today: dt.date) -> None:
    try:
        check_session_days(db, session_id, days, today=today)
    except PlanError as error:
        raise RejectedError(in_a_row(error), "day", "start_time") from None


# Equipment, kept seats, targets


def decide_session_equipment(db: Session, rows: Iterable[ParsedRow], draft: Draft, *, plan_id: int) -> None:
    """Decide for which equipment each row lets a session ask."""
    sessions = _Sessions(db, plan_id)
    table = KeyedTable(db, draft, SessionEquipment, lambda each: (each.session_id, each.equipment_id))
    things = {fold(name): (row_id, name) for row_id, name in db.execute(select(Equipment.id, Equipment.name))}

    def decide(row: ParsedRow) -> Outcome:
        session, name = sessions.find(row), row.get("equipment", str) or ""
        if fold(name) not in things:
            raise RejectedError(said("there is no equipment “{name}”", name=name), "equipment")
        equipment_id, name = things[fold(name)]
        count = row.get("count", int)
        if count is not None and count < 1:
            raise RejectedError(said("a session cannot ask for {count} of it", count=count), "count")
        values = {} if count is None else {"count": count}
        own = {"session_id": session.id, "equipment_id": equipment_id}
        key, subject = (session.id, equipment_id), f"{session.code}: {name}"
        return table.take(row, key, subject, "session_code", "equipment", own=own, values=values)

    decide_each(rows, draft, decide, "session_code")


def decide_reservations(db: Session, rows: Iterable[ParsedRow], draft: Draft, *, plan_id: int) -> None:
    """Decide how many seats each row keeps for a team; 0 gives them up."""
    sessions, seen = _Sessions(db, plan_id), dict[Any, int]()
    kept = {
        (row.session_id, fold(row.team)): row.seats
        for row in db.execute(select(Reservation.__table__))
        if row.session_id in sessions.ids
    }

    def decide(row: ParsedRow) -> Outcome:
        session, team, seats = sessions.find(row), row.get("team", str), row.get("seats", int)
        if not team or seats is None or seats < 0:
            raise RejectedError(
                said("it does not say for which team seats are kept, and how many"), "seats", "team"
            )
        once(seen, (session.id, fold(team)), row, "session_code", "team")
        subject, before = f"{session.code}: {team}", kept.get((session.id, fold(team)), 0)
        if seats == before:
            return Outcome(row, "unchanged", subject)
        if session.locked or session.status in CLOSED_SESSIONS:
            raise RejectedError(
                said("{code} is locked, was held or is cancelled", code=session.code), "session_code"
            )
        draft.then(partial(reserve_seats, session_id=session.id, team=team, seats=seats))
        if not before:
            return Outcome(row, "created", subject)
        return outcome_of(row, subject, [told("seats", before, seats)])

    decide_each(rows, draft, decide, "session_code")


def decide_targets(db: Session, rows: Iterable[ParsedRow], draft: Draft, *, plan_id: int) -> None:
    """Decide at how many days each row lets the plan aim for a track or a team; `none` clears it."""
    tracks, seen = Tracks(db), dict[Any, int]()
    of_plan = select(Target.__table__).where(Target.plan_id == plan_id)
    present = {(row.ref_id, fold(row.text)): row.days for row in db.execute(of_plan)}

    def decide(row: ParsedRow) -> Outcome:
        kind = fold(row.get("kind", str) or "")
        track, team = row.get("track_code", str) or "", row.get("text", str) or ""
        if kind not in ("track", "team") or not (track if kind == "track" else team):
            raise RejectedError(said("a target is of a track or of a team, which it has to name"), "kind")
        track_id = tracks.find(track) if kind == "track" else 0
        if track_id is None:
            raise RejectedError(said("there is no track {track}", track=track), "track_code")
        key = (track_id, fold("" if track_id else team))
        once(seen, key, row, "track_code", "text")
        days = None if row.values.get("days") is NONE_GIVEN else row.get("days", Decimal)
        if days is not None and (days < 0 or days % Decimal("0.25")):
            raise RejectedError(said("days go in steps of 0.25 and are 0 or more"), "days")
        subject = track or team
        if present.get(key) == days:
            return Outcome(row, "unchanged", subject)
        draft.then(partial(_set_target, plan_id=plan_id, days=days, track_id=track_id, team=team))
        if key not in present:
            return Outcome(row, "created", subject)
        return outcome_of(row, subject, [told("days", present[key], days)])

    decide_each(rows, draft, decide, "track_code", "text")


def _set_target(db: Session, *, plan_id: int, days: Decimal | None, track_id: int, team: str) -> None:
    set_target(db, plan_id, days, track_id=track_id, team="" if track_id else team)
