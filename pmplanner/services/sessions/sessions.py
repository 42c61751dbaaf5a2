"""Sessions: dated runs of courses, added, changed, moved and removed.

A mapped :class:`TrainingSession` is called *run* here, because *session* is the database's. How
they are shown is in :mod:`pmplanner.services.sessions.session_rows`, which is offered here as well.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from pmplanner.day_words import number
from pmplanner.models import (
    CostItem,
    Course,
    Plan,
    Reservation,
    Seat,
    SeatStatus,
    SessionDay,
    SessionEquipment,
    SessionMode,
    SessionRoom,
    SessionStatus,
    SessionTrainer,
    TrainingSession,
)
from pmplanner.models.statuses import WAS_THERE
from pmplanner.sentences import counted, marked, said
from pmplanner.services.calendar import clock
from pmplanner.services.calendar.session_days import Day, check_days, lay_again
from pmplanner.services.calendar.site_days import days_open_at, lay_days, shift_days
from pmplanner.services.catalog.own_facts import facts_of
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import is_link, refuse_taken, write_fields
from pmplanner.services.lookup import fold, get
from pmplanner.services.money.cost_items import copy_items
from pmplanner.services.quantities import check_amount
from pmplanner.services.resources.further import (
    replaced,
    rooms_of,
    set_rooms,
    set_trainers,
    split_names,
    trainers_of,
    with_names,
)
from pmplanner.services.sessions.locking import refuse_fixed, refuse_locked
from pmplanner.services.sessions.seating import (
    ATTENDANCE,
    move_up,
    open_picks,
    refuse_early,
    refuse_in_variant,
    seat_picks,
)
from pmplanner.services.sessions.session_equipment import copy_asked, copy_needed
from pmplanner.services.sessions.session_rows import (
    SeatRow,
    SessionDetail,
    SessionRow,
    known_places,
    list_sessions,
    list_sessions_of_course,
    session_detail,
)

__all__ = [
    "FIELDS",
    "SeatRow",
    "SessionDetail",
    "SessionRow",
    "add_session",
    "change_course",
    "change_session",
    "copy_session",
    "empty_session",
    "free_code",
    "known_places",
    "lay_anew",
    "list_sessions",
    "list_sessions_of_course",
    "move_session",
    "next_code",
    "remove_session",
    "remove_sessions",
    "replace_room",
    "replace_trainer",
    "session_detail",
    "set_session_days",
]

FIELDS = (
    "code",
    "timezone",
    "mode",
    "room",
    "trainer",
    "seats_min",
    "seats_max",
    "status",
    "pinned",
    "locked",
    "cost",
    "currency",
    "note",
    "join_link",
    "decide_by",
    "cancel_cost",
    "cancel_currency",
)
"""What can be set on a session beside its days, further rooms and trainers, and people."""


def add_session(
    db: Session,
    /,
    plan_id: int,
    course_id: int,
    days: Iterable[Day] | dt.date,
    *,
    seat_open: bool = False,
    pick_ids: Iterable[int] = (),
    **values: object,
) -> int:
    """Add a session of a course and return its id.

    *days* are its session days, or the date from which the course's days are laid over open days.
    *values* are those of FIELDS, with *rooms* and *trainers* for several in order; seats default to the
    course's, and it asks for the equipment that the course needs. The people of *pick_ids* are seated,
    with *seat_open* everybody with an open pick of the course that may be scheduled; those beyond the seats
    are put on the waiting list.
    Raises PlanError when days or values will not do.
    """
    get(db, Plan, plan_id)
    course = get(db, Course, course_id)
    facts = facts_of(db, course_id)
    values = {"seats_min": facts.min_seats, "seats_max": facts.max_seats, **values}
    code = str(values.pop("code", "") or next_code(db, plan_id, course))
    locked = bool(values.pop("locked", False))
    held = values.get("status") == SessionStatus.HELD  # people are seated before
    if held:
        refuse_in_variant(db, plan_id)
    values |= {"status": SessionStatus.CONFIRMED} if held else {}
    session = TrainingSession(plan_id=plan_id, course_id=course_id)
    values, places = _take_places(values)
    _write(session, {"code": code, **values})
    _check(db, session)
    db.add(session)
    db.flush()
    _put_places(db, session, places)
    if isinstance(days, dt.date):
        days = lay_days(db, days, course.days, session.room)
    _put_days(db, session.id, days)
    copy_needed(db, course_id, session.id)
    if seat_open:
        pick_ids = [pick.pick_id for pick in open_picks(db, plan_id, course_id) if pick.is_approved]
    seat_picks(db, session.id, pick_ids)
    session.locked = locked
    session.status = SessionStatus.HELD if held else session.status
    return session.id


def copy_session(
    db: Session,
    session_id: int,
    start: dt.date | None = None,
    *,
    room: str | None = None,
    trainer: str | None = None,
    instead: str | None = None,
) -> int:
    """Copy a session, without its people, to the next open day after it, or to *start*; return its id.

    The copy is a draft with the next free code, neither pinned nor locked, and in the same rooms with
    the same trainers; another room or trainer that is given takes the place of *instead*, or of the first.
    By when it is decided is not known of it yet.
    """
    session = get(db, TrainingSession, session_id)
    days = session_detail(db, session_id).days
    start = start or days[-1].day + dt.timedelta(days=1)
    new = ("code", "status", "pinned", "locked", "decide_by")
    values = {name: getattr(session, name) for name in FIELDS if name not in new}
    rooms, teachers = rooms_of(db, session), trainers_of(db, session)
    if room is not None:
        rooms = tuple(replaced(rooms, session.room if instead is None else instead, room))
    if trainer is not None:
        before = session.trainer if instead is None else instead
        names = replaced([each.name for each in teachers], before, trainer)
        teachers = tuple(with_names(teachers, names))
    values |= {"rooms": rooms, "trainers": teachers}
    moved = shift_days(db, days, start, next(iter(rooms), ""))
    copy_id = add_session(db, session.plan_id, session.course_id, moved, **values)
    copy_asked(db, session_id, copy_id)
    copy_items(db, session_id, copy_id)
    return copy_id


def free_code(db: Session, plan_id: int, course_id: int) -> str:
    """Return the code that the next session of a course gets when none is given."""
    return next_code(db, plan_id, get(db, Course, course_id))


def next_code(db: Session, plan_id: int, course: Course, besides: Iterable[str] = ()) -> str:
    """Return the first free code of the form COURSE-1, COURSE-2, ... in the plan, and none of *besides*."""
    there = db.scalars(select(TrainingSession.code).where(TrainingSession.plan_id == plan_id))
    taken = set(map(fold, (*there, *besides)))
    number = 1
    while fold(f"{course.code}-{number}") in taken:
        number += 1
    return f"{course.code}-{number}"


def change_session(db: Session, session_id: int, today: dt.date | None = None, /, **values: object) -> None:
    """Change the named FIELDS of a session; more seats let those waiting move up.

    Of several *rooms* and *trainers*, *room* and *trainer* are the first one; the others stay.

    To cancel it is to take everybody out. Raises PlanError when the values will not do, when it
    would be held before it has begun, by *today* or the clock, and for what a lock or a pin keeps.
    """
    change_all_but_seats(db, session_id, today, **values)
    move_up(db, session_id)


def change_all_but_seats(
    db: Session, session_id: int, today: dt.date | None = None, /, **values: object
) -> None:
    """Change the named FIELDS of a session as :func:`change_session` does; nobody who waits moves up.

    For whoever says who gets each seat.
    """
    session = get(db, TrainingSession, session_id)
    if values.get("timezone", session.timezone) != session.timezone:
        refuse_fixed(session)
    if values.get("status") == SessionStatus.HELD and session.status != SessionStatus.HELD:
        refuse_in_variant(db, session.plan_id)
        refuse_early(db, session_id, today)
    if values.get("status") == SessionStatus.CANCELLED and session.status != SessionStatus.CANCELLED:
        empty_session(db, session_id)
    values, places = _take_places(values)
    with db.no_autoflush:
        _write(session, values)
        _check(db, session)
    db.flush()
    _put_places(db, session, places)


def replace_room(db: Session, session_id: int, before: str, after: str) -> None:
    """Put a session in another room in the place of one of its rooms; the others stay."""
    rooms = rooms_of(db, get(db, TrainingSession, session_id))
    change_session(db, session_id, rooms=replaced(rooms, before, after))


def replace_trainer(db: Session, session_id: int, before: str, after: str) -> None:
    """Let somebody teach a session in the place of one of its trainers, with the same part."""
    teachers = trainers_of(db, get(db, TrainingSession, session_id))
    names = replaced([each.name for each in teachers], before, after)
    change_session(db, session_id, trainers=with_names(teachers, names))


def _take_places(values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Return the values without and with what says rooms and trainers."""
    places = {name: values[name] for name in _PLACES if name in values}
    return {name: value for name, value in values.items() if name not in places}, places


_PLACES = ("room", "rooms", "trainer", "trainers")


def _put_places(db: Session, session: TrainingSession, places: Mapping[str, Any]) -> None:
    """Make these the rooms and trainers; a text that names several says all of them."""
    if "rooms" in places:
        set_rooms(db, session, places["rooms"])
    elif "room" in places:
        names = split_names(places["room"])
        if len(names) < 2:
            names = replaced(rooms_of(db, session), session.room, "".join(names))
        set_rooms(db, session, names)
    if "trainers" in places:
        set_trainers(db, session, places["trainers"])
    elif "trainer" in places:
        names, teachers = split_names(places["trainer"]), trainers_of(db, session)
        if len(names) < 2:
            names = replaced([each.name for each in teachers], session.trainer, "".join(names))
        set_trainers(db, session, with_names(teachers, names))
    db.flush()


def empty_session(db: Session, session_id: int) -> None:
    """Take everybody out of a session, and give up the seats kept for teams; the picks are open again.

    Raises PlanError when somebody attended it or it is locked.
    """
    session = get(db, TrainingSession, session_id)
    refuse_locked(session)
    seats = list(db.scalars(select(Seat).where(Seat.session_id == session_id)))
    if any(seat.status in WAS_THERE for seat in seats):
        raise PlanError(
            said(
                "People attended {session}; a session that was held stays in the plan.", session=session.code
            )
        )
    kept = db.scalars(select(Reservation).where(Reservation.session_id == session_id))
    for row in (*seats, *kept):
        db.delete(row)
    db.flush()


def _write(session: TrainingSession, values: Mapping[str, object]) -> None:
    write_fields(session, FIELDS, values, long=("note",))


def _check(db: Session, session: TrainingSession) -> None:
    if session.status is not None and session.status not in tuple(SessionStatus):
        raise PlanError(
            said(
                "A session is {statuses}; not “{status}”.",
                statuses=", ".join(SessionStatus),
                status=session.status,
            )
        )
    if session.mode is not None and session.mode not in tuple(SessionMode):
        raise PlanError(
            said(
                "A session is {modes}; not “{mode}”.",
                modes=", ".join(SessionMode),
                mode=session.mode,
            )
        )
    if session.join_link and not is_link(session.join_link):
        raise PlanError(
            said(
                "A link to join begins with https:// or http://; not “{link}”.", link=session.join_link[:100]
            )
        )
    check_amount(
        session.cost,
        marked("What a session costs is 0 or more, with at most two decimals; not {amount}."),
        session.currency,
    )
    check_amount(
        session.cancel_cost,
        marked("What calling a session off costs is 0 or more, with at most two decimals; not {amount}."),
    )
    low, high = session.seats_min, session.seats_max
    if (low is not None and low < 0) or (high is not None and high < 1):
        raise PlanError(said("A session needs at least one seat."))
    if low is not None and high is not None and low > high:
        raise PlanError(said("The fewest seats ({low}) are more than the most ({high}).", low=low, high=high))
    if not session.code:
        raise PlanError(said("A session needs a code."))
    # All codes of the plan are read for it: not for each session that gets but another room.
    if inspect(session).attrs.code.history.has_changes():
        taken = marked("There is already a session “{text}” in this plan.")
        refuse_taken(db, session, "code", taken, TrainingSession.plan_id == session.plan_id)


def change_course(db: Session, session_id: int, course_id: int) -> None:
    """Make a session one of another course, with a new code, the course's seats, and its days laid anew.

    Raises PlanError when there are people in the session, who have picked the other course, and
    when it is pinned or locked.
    """
    session = get(db, TrainingSession, session_id)
    refuse_fixed(session)
    course = get(db, Course, course_id)
    if db.scalar(select(Seat.id).where(Seat.session_id == session_id).limit(1)) is not None:
        raise PlanError(
            said(
                "There are people in {session} who picked its course. Take them out first.",
                session=session.code,
            )
        )
    first = session_detail(db, session_id).days[0]
    session.code = next_code(db, session.plan_id, course)
    session.course_id = course_id
    facts = facts_of(db, course_id)
    session.seats_min, session.seats_max = facts.min_seats, facts.max_seats
    db.flush()
    _put_days(db, session_id, lay_days(db, first.day, course.days, session.room))
    copy_needed(db, course_id, session_id)


def set_session_days(
    db: Session, session_id: int, days: Iterable[Day], *, today: dt.date | None = None
) -> None:
    """Make these the days of a session; raise PlanError when there is none or two overlap.

    A pinned session takes other times on its days, but no other days; a locked one neither. What was
    held is not moved to days that are still to come, by *today* or the clock, and keeps as many days
    as somebody attended of it.
    """
    _put_days(db, session_id, check_session_days(db, session_id, days, today=today))


def check_session_days(
    db: Session, session_id: int, days: Iterable[Day], *, today: dt.date | None = None
) -> list[Day]:
    """Return the days of a session as they would be; raise PlanError as :func:`set_session_days`."""
    session = get(db, TrainingSession, session_id)
    wanted = list(check_days(days))
    refuse_locked(session)
    if {day.day for day in wanted} != {day.day for day in session_detail(db, session_id).days}:
        refuse_fixed(session)
        _refuse_future(db, session, wanted, today)
    _refuse_fewer(db, session, wanted)
    return wanted


def lay_anew(db: Session, session_id: int, *, today: dt.date | None = None) -> None:
    """Lay the days of a session by its course's days, from its first day on; its people stay.

    Raises PlanError when it is pinned, locked or held, and for what else :func:`set_session_days` does.
    """
    session = get(db, TrainingSession, session_id)
    refuse_fixed(session)
    if session.status == SessionStatus.HELD:
        raise PlanError(said("{session} was held, so its days stay as they were.", session=session.code))
    first = min(session_detail(db, session_id).days)
    days = get(db, Course, session.course_id).days
    set_session_days(db, session_id, lay_again(first, days, days_open_at(db, session.room)), today=today)


def move_session(db: Session, session_id: int, start: dt.date, *, today: dt.date | None = None) -> dt.date:
    """Move a session to begin on *start* or the next open day and return it; its days keep their distances.

    Raises PlanError when it is pinned or locked, and when it was held and would begin on a day that
    is still to come, by *today* or the clock.
    """
    session = get(db, TrainingSession, session_id)
    refuse_fixed(session)
    days = shift_days(db, session_detail(db, session_id).days, start, session.room)
    _refuse_future(db, session, days, today)
    _put_days(db, session_id, days)
    return min(day.day for day in days)


def _refuse_future(db: Session, session: TrainingSession, days: Iterable[Day], today: dt.date | None) -> None:
    first = min(day.day for day in days)
    if first <= (today or clock.today()):
        return
    entered = select(Seat.id).where(Seat.session_id == session.id, Seat.status.in_(ATTENDANCE)).limit(1)
    if session.status == SessionStatus.HELD or db.scalar(entered) is not None:
        raise PlanError(
            said(
                "{session} was held, so it cannot begin on {first}, which is still to come.",
                session=session.code,
                first=first,
            )
        )


def _refuse_fewer(db: Session, session: TrainingSession, days: Iterable[Day]) -> None:
    """Refuse days that are fewer than somebody was there who attended partly."""
    partly = select(func.max(Seat.attended_days)).where(
        Seat.session_id == session.id, Seat.status == SeatStatus.PARTLY_ATTENDED
    )
    attended = db.scalar(partly)
    whole = sum((day.portion for day in days), Decimal(0))
    if attended is not None and attended > whole:
        raise PlanError(
            counted(
                "Somebody attended {n} day of {session}, so it cannot have only {whole}. "
                "Mend the attendance first.",
                "Somebody attended {n} days of {session}, so it cannot have only {whole}. "
                "Mend the attendance first.",
                attended,
                n=number(attended),
                session=session.code,
                whole=number(whole),
            )
        )


def _put_days(db: Session, session_id: int, days: Iterable[Day]) -> None:
    wanted = check_days(days)
    present = {
        (row.day, row.start_time): row
        for row in db.scalars(select(SessionDay).where(SessionDay.session_id == session_id))
    }
    for day in wanted:
        row = present.pop((day.day, day.start_time), None)
        if row is None:
            row = SessionDay(session_id=session_id, day=day.day, start_time=day.start_time)
            db.add(row)
        row.end_time, row.portion = day.end_time, day.portion
    for row in present.values():
        db.delete(row)
    db.flush()


def remove_session(db: Session, session_id: int) -> None:
    """Remove a session; its picks are open again.

    Raises PlanError when somebody attended it or it is locked.
    """
    session = get(db, TrainingSession, session_id)
    empty_session(db, session_id)
    for kind in (SessionDay, SessionEquipment, SessionRoom, SessionTrainer, CostItem):
        for part in db.scalars(select(kind).where(kind.session_id == session_id)):
            db.delete(part)
    db.flush()
    db.delete(session)


def remove_sessions(db: Session, session_ids: Iterable[int]) -> None:
    """Remove sessions; raise PlanError when somebody attended one of them."""
    for session_id in session_ids:
        remove_session(db, session_id)
