"""Writing an accepted proposal into the plan, as part of one edit."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Course,
    CourseEquipment,
    Person,
    Pick,
    Plan,
    PublicDate,
    Reservation,
    Seat,
    SessionDay,
    SessionEquipment,
    TrainingSession,
)
from pmplanner.models.statuses import SeatStatus, SessionMode, SessionStatus
from pmplanner.scheduling.model.problem import Freedom, PlannedSession, Proposal
from pmplanner.sentences import said
from pmplanner.services.autoschedule.changes import more_seats
from pmplanner.services.autoschedule.courses import read_teaching
from pmplanner.services.autoschedule.halves import lay, move
from pmplanner.services.autoschedule.problem_builder import Brief
from pmplanner.services.autoschedule.refusals import (
    Standing,
    find_troubles,
    kept_by,
    read_standing,
    refuse_new_troubles,
    refuse_other_than_shown,
    refuse_what_cannot_be,
)
from pmplanner.services.autoschedule.sessions import PlanSession
from pmplanner.services.autoschedule.waiting import find_waiting
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.lookup import fold
from pmplanner.services.plans.plans import change_plan
from pmplanner.services.sessions.session_rows import session_detail
from pmplanner.services.sessions.sessions import change_all_but_seats, remove_session, set_session_days
from pmplanner.storage import journal


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted proposal did to the plan."""

    new: int
    moved: int
    dropped: int
    seated: int
    """People who got a seat that they did not have."""
    waiting: int = 0
    """People who were left out and wait for a seat now."""
    lost: int = 0
    """People who had a seat and have none now."""
    changed: int = 0
    """Sessions that keep their days and have another room or trainer, or more seats."""
    changed_people: int = 0
    """People who had a seat and have another or none, or whose session has moved."""


def accept_proposal(
    db: Session,
    brief: Brief,
    proposal: Proposal,
    course_ids: Collection[int] | None = None,
    *,
    waiting: bool = False,
) -> Accepted:
    """Put the sessions and seats of a proposal into the plan, of all courses or of those named.

    With *waiting*, people who are left out wait in the full sessions that they could attend. The
    plan is read anew, and what comes of it is compared with what was proposed.

    Raises PlanError when the proposal, or the part of it, does not fit the plan as it is now.
    """
    queue = find_waiting(brief.problem, proposal) if waiting else {}
    _extend_plan(db, brief)
    fresh = refuse_what_cannot_be(db, brief, proposal, course_ids)
    plan_id = brief.request.plan_id
    before, troubles = read_standing(db, plan_id), find_troubles(db, plan_id, fresh.facts)
    writer = _Writer(db, brief, proposal, course_ids)
    waits = writer.write(queue)
    # What the checks read next must be what was written.
    db.flush()
    db.expire_all()
    after = read_standing(db, plan_id)
    refuse_other_than_shown(before, after, writer.written, fresh.standing)
    people = {seat.pick_id: seat.person_id for seats in fresh.facts.seats.values() for seat in seats}
    refuse_new_troubles(troubles, find_troubles(db, plan_id), kept_by(before, after, people))
    return _compare(before, after, waits)


def _extend_plan(db: Session, brief: Brief) -> None:
    """Let a plan end later where the schedule was asked for with a longer period."""
    request = brief.request
    if not request.extends or request.last_day is None:
        return
    if request.last_day > db.get_one(Plan, request.plan_id).last_day:
        change_plan(db, request.plan_id, last_day=request.last_day)


def _compare(before: Standing, after: Standing, waiting: int) -> Accepted:
    """Count what has changed from one moment to the other."""
    had, have = before.seated(), after.seated()
    both = before.sessions.keys() & after.sessions.keys()
    moved = {session_id for session_id in both if before.days.get(session_id) != after.days.get(session_id)}
    return Accepted(
        new=len(after.sessions.keys() - before.sessions.keys()),
        moved=len(moved),
        dropped=len(before.sessions.keys() - after.sessions.keys()),
        seated=len(have.keys() - had.keys()),
        waiting=waiting,
        lost=len(had.keys() - have.keys()),
        changed=sum(before.whole(session_id) != after.whole(session_id) for session_id in both - moved),
        changed_people=sum(
            have.get(pick) != session_id or session_id in moved for pick, session_id in had.items()
        ),
    )


class _Writer:
    def __init__(
        self, db: Session, brief: Brief, proposal: Proposal, course_ids: Collection[int] | None
    ) -> None:
        self._db = db
        self._brief = brief
        self._proposal = proposal
        self._chosen = [
            planned
            for planned in proposal.sessions
            if (course_ids is None or planned.course in course_ids)
            and (planned.key is not None or planned.seated)
        ]
        every = {course.key for course in brief.problem.courses}
        self._courses = every if course_ids is None else {*course_ids}
        self._was = {row.key: row for row in brief.problem.sessions}
        self._rooms, self._trainers = brief.rooms, brief.trainers
        self.written: dict[int, PlannedSession] = {}
        """By session what was proposed for it."""

    def write(self, queue: Mapping[int, int]) -> int:
        """Write everything: people leave, sessions change, sessions come, people come, sessions go.

        *queue* says by pick at which place of the proposal is the session in which to wait. Returns how
        many wait by it.
        """
        self._leave()
        for planned in self._chosen:
            if planned.key is not None:
                self._change(planned)
        new = [planned for planned in self._chosen if planned.key is None]
        sessions = self._add(sorted(new, key=lambda planned: planned.days))
        sessions |= {planned.key: planned for planned in self._chosen if planned.key is not None}
        self.written = sessions
        self._seat(sessions)
        waiting = self._wait(sessions, queue)
        self._drop({planned.key for planned in self._chosen})
        return waiting

    def _leave(self) -> None:
        """Take these courses' picks out of the seats they leave."""
        picks = {pick.key for pick in self._brief.problem.picks if pick.course in self._courses}
        stays = {(planned.key, pick) for planned in self._chosen for pick in planned.seated}
        seats = self._db.execute(
            select(Seat.id, Seat.session_id, Seat.pick_id, Seat.status)
            .join(TrainingSession, TrainingSession.id == Seat.session_id)
            .where(
                TrainingSession.plan_id == self._brief.request.plan_id,
                TrainingSession.status != SessionStatus.CANCELLED,
            )
        ).all()
        placed = {pick for _, pick in stays}
        theirs = [
            seat
            for seat in seats
            if seat.pick_id in picks and seat.status in (SeatStatus.BOOKED, SeatStatus.WAITING)
        ]
        gone = [
            seat.id
            for seat in theirs
            if not (seat.status == SeatStatus.BOOKED and (seat.session_id, seat.pick_id) in stays)
            and (seat.pick_id in placed or seat.status == SeatStatus.BOOKED)
            and (seat.status == SeatStatus.WAITING or seat.session_id in self._brief.sessions)
        ]
        # Before anything moves: a seat that is given up may be the one that somebody else gets.
        journal.bulk_delete(self._db, Seat, gone)

    def _change(self, planned: PlannedSession) -> None:
        """Move a session to its new days and give it its trainer and room, where these are others."""
        assert planned.key is not None
        session, was = self._brief.sessions[planned.key], self._was[planned.key]
        new = self._more_seats(planned, session)
        if session.freedom is not Freedom.FREE:
            # It stands: nothing but the seats that were asked for.
            if new:
                change_all_but_seats(self._db, planned.key, **new)
            return
        if planned.trainer not in (None, was.trainer):
            new["trainer"] = self._trainers[planned.trainer or 0]
        if planned.room not in (None, was.room):
            new["room"] = self._rooms[planned.room or 0]
        if new:
            change_all_but_seats(self._db, planned.key, **new)
        if planned.days != was.days:
            self._move(planned, session)

    def _more_seats(self, planned: PlannedSession, session: PlanSession) -> dict[str, object]:
        """Return the seats that a session has with one more, where that was asked for.

        Seats that are kept for teams stay beside it, and so do those of whom nobody has taken out.
        """
        more = more_seats(session, self._was[session.id], planned)
        if not more:
            return {}
        return {"seats_max": (session_detail(self._db, session.id).row.seats_max or 0) + more}

    def _move(self, planned: PlannedSession, session: PlanSession) -> None:
        """Move a session, be it that it was named to be moved although it is pinned."""
        parts = session_detail(self._db, session.id).days
        length = self._db.get_one(Course, planned.course).days
        laid = move(parts, session.halves, self._brief.halves(planned.days), length)
        row = self._db.get_one(TrainingSession, session.id)
        is_pinned = row.pinned
        row.pinned = False
        set_session_days(self._db, session.id, laid)
        row.pinned = is_pinned
        self._db.flush()

    def _add(self, planned: Sequence[PlannedSession]) -> dict[int, PlannedSession]:
        """Make the new sessions with their days and equipment; return them by id."""
        needs = {
            course.id: course for course in read_teaching(self._db, {each.course for each in planned}).courses
        }
        most = {course.key: course.seats_max for course in self._brief.problem.courses}
        codes = _Codes(self._db, self._brief.request.plan_id)
        rows = [
            {
                "plan_id": self._brief.request.plan_id,
                "course_id": each.course,
                "code": codes.next(needs[each.course].code),
                "timezone": "",
                "mode": SessionMode.ONLINE if needs[each.course].online else SessionMode.ON_SITE,
                "room": self._rooms.get(each.room or 0, ""),
                "trainer": self._trainers.get(each.trainer or 0, ""),
                "seats_min": needs[each.course].min_seats,
                "seats_max": most[each.course],
                "status": SessionStatus.DRAFT,
                "pinned": False,
                "locked": False,
                "cost": None,
                "currency": "",
                "note": "",
                **self._of_provider(each),
            }
            for each in planned
        ]
        ids = journal.bulk_insert(self._db, TrainingSession, rows)
        made = dict(zip(ids, planned, strict=True))
        journal.bulk_insert(self._db, SessionDay, list(self._day_rows(made)))
        journal.bulk_insert(self._db, SessionEquipment, list(self._equipment_rows(made)))
        return made

    def _public(self, planned: PlannedSession) -> PublicDate | None:
        """Return the public date that a new session is on."""
        date_id = self._brief.public.get((planned.course, planned.days[0]))
        return None if date_id is None else self._db.get_one(PublicDate, date_id)

    def _of_provider(self, planned: PlannedSession) -> dict[str, object]:
        """Return what a session on a public date has of it; it is pinned, as the provider sets its days."""
        row = self._public(planned)
        if row is None:
            return {}
        return {
            "timezone": row.timezone,
            "mode": row.mode,
            "room": row.place,
            "trainer": "",
            "seats_min": None,
            "seats_max": row.seats,
            "pinned": True,
            "note": said("Public date ({source})", source=row.source) if row.source else said("Public date"),
        }

    def _day_rows(self, made: dict[int, PlannedSession]) -> Iterable[dict[str, object]]:
        lengths = dict(self._db.execute(select(Course.id, Course.days)).all())
        for session_id, planned in made.items():
            public = self._public(planned)
            for day in lay(lengths[planned.course], self._brief.halves(planned.days)):
                if public is not None and day.portion == 1:
                    day = replace(day, start_time=public.start_time, end_time=public.end_time)
                yield _day_row(session_id, day)

    def _equipment_rows(self, made: dict[int, PlannedSession]) -> Iterable[dict[str, object]]:
        needed: dict[int, list[tuple[int, int]]] = defaultdict(list)
        query = select(CourseEquipment.course_id, CourseEquipment.equipment_id, CourseEquipment.count)
        for course_id, equipment_id, count in self._db.execute(query):
            needed[course_id].append((equipment_id, count))
        for session_id, planned in made.items():
            is_ours = self._public(planned) is None
            for equipment_id, count in needed[planned.course] if is_ours else ():
                yield {"session_id": session_id, "equipment_id": equipment_id, "count": count}

    def _seat(self, sessions: dict[int, PlannedSession]) -> None:
        """Book the people who are not in their session yet."""
        taken: dict[int, int] = defaultdict(int)
        query = select(Seat.session_id, Seat.position).where(Seat.session_id.in_(self._brief.sessions))
        for session_id, position in self._db.execute(query):
            taken[session_id] = max(taken[session_id], position)
        present = {
            (session_id, pick_id): status
            for session_id, pick_id, status in self._db.execute(
                select(Seat.session_id, Seat.pick_id, Seat.status)
            )
        }
        rows: list[dict[str, object]] = []
        for session_id, planned in sessions.items():
            joining = []
            for pick_id in planned.seated:
                if (session_id, pick_id) not in present:
                    taken[session_id] += 1
                    rows.append(_seat_row(session_id, pick_id, "booked", taken[session_id]))
                    joining.append(pick_id)
            if joining and planned.key is not None:
                self._use_kept_seats(session_id, joining)
        journal.bulk_insert(self._db, Seat, rows)

    def _use_kept_seats(self, session_id: int, picks: Collection[int]) -> None:
        """Keep fewer seats for a team: some of it have a name now."""
        kept = list(self._db.scalars(select(Reservation).where(Reservation.session_id == session_id)))
        if not kept:
            return
        query = select(Person.team).join(Pick, Pick.person_id == Person.id).where(Pick.id.in_(picks))
        comers = Counter(fold(team) for team in self._db.scalars(query))
        for row in kept:
            used = min(row.seats, comers[fold(row.team)])
            if used == row.seats:
                self._db.delete(row)
            elif used:
                row.seats -= used
        self._db.flush()

    def _wait(self, sessions: dict[int, PlannedSession], queue: Mapping[int, int]) -> int:
        """Put those who wait behind the people of their sessions; whoever waits already stays there."""
        session_of = {id(planned): session_id for session_id, planned in sessions.items()}
        positions = dict(
            self._db.execute(
                select(Seat.session_id, func.max(Seat.position))
                .where(Seat.session_id.in_(sessions))
                .group_by(Seat.session_id)
            ).all()
        )
        waits = set(self._db.scalars(select(Seat.pick_id).where(Seat.status == SeatStatus.WAITING)))
        rows = []
        for pick_id, place in queue.items():
            session_id = session_of.get(id(self._proposal.sessions[place]))
            if session_id is not None and pick_id not in waits:
                positions[session_id] = positions.get(session_id, 0) + 1
                rows.append(_seat_row(session_id, pick_id, "waiting", positions[session_id]))
        journal.bulk_insert(self._db, Seat, rows)
        return len(rows)

    def _drop(self, kept: set[int | None]) -> None:
        """Remove the sessions that the proposal does without."""
        gone = [
            session
            for session in self._brief.sessions.values()
            if session.id not in kept
            and session.course_id in self._courses
            and session.freedom is Freedom.FREE
        ]
        for session in gone:
            row = self._db.get_one(TrainingSession, session.id)
            row.pinned = False
            remove_session(self._db, session.id)


class _Codes:
    """Gives out the free codes COURSE-1, COURSE-2, ... of a plan."""

    def __init__(self, db: Session, plan_id: int) -> None:
        codes = db.scalars(select(TrainingSession.code).where(TrainingSession.plan_id == plan_id))
        self._taken = {fold(code) for code in codes}
        self._last: dict[str, int] = defaultdict(int)

    def next(self, course_code: str) -> str:
        """Return the next free code of a course, which is taken from then on."""
        while True:
            self._last[course_code] += 1
            code = f"{course_code}-{self._last[course_code]}"
            if fold(code) not in self._taken:
                return code


def _seat_row(session_id: int, pick_id: int, status: str, position: int) -> dict[str, object]:
    return {
        "session_id": session_id,
        "pick_id": pick_id,
        "status": status,
        "position": position,
        "attended_days": None,
    }


def _day_row(session_id: int, day: Day) -> dict[str, object]:
    return {
        "session_id": session_id,
        "day": day.day,
        "portion": day.portion,
        "start_time": day.start_time,
        "end_time": day.end_time,
    }
