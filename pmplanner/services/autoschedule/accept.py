"""Writing an accepted proposal into the plan, as part of one edit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Course,
    CourseEquipment,
    Room,
    Seat,
    SessionDay,
    SessionEquipment,
    Trainer,
    TrainingSession,
)
from pmplanner.scheduling.problem import Freedom, PlannedSession, Proposal
from pmplanner.services.autoschedule.brief import Brief
from pmplanner.services.autoschedule.courses import read_teaching
from pmplanner.services.autoschedule.halves import lay, move
from pmplanner.services.autoschedule.waiting import find_waiting
from pmplanner.services.lookup import fold
from pmplanner.services.session_days import Day
from pmplanner.services.session_rows import session_detail
from pmplanner.services.sessions import change_session, remove_session, set_session_days
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


def accept_proposal(
    session: Session,
    brief: Brief,
    proposal: Proposal,
    course_ids: Collection[int] | None = None,
    *,
    waiting: bool = False,
) -> Accepted:
    """Put the sessions and seats of a proposal into the plan, of all courses or of those named.

    With *waiting*, people who are left out wait in the full sessions that they could attend.

    Raises PlanError when the plan has changed in a way that the proposal does not fit any more.
    """
    queue = find_waiting(brief.problem, proposal) if waiting else {}
    return _Writer(session, brief, proposal, course_ids).write(queue)


class _Writer:
    def __init__(
        self, session: Session, brief: Brief, proposal: Proposal, course_ids: Collection[int] | None
    ) -> None:
        self._session = session
        self._brief = brief
        self._proposal = proposal
        self._now = brief.now()
        self._chosen = [
            planned for planned in proposal.sessions if course_ids is None or planned.course in course_ids
        ]
        self._courses = {planned.course for planned in self._chosen} if course_ids is None else {*course_ids}
        self._rooms = dict(session.execute(select(Room.id, Room.name)).all())
        self._trainers = dict(session.execute(select(Trainer.id, Trainer.name)).all())

    def write(self, queue: Mapping[int, int]) -> Accepted:
        """Write everything: people leave, sessions change, sessions come, people come, sessions go.

        *queue* says by pick at which place of the proposal is the session in which to wait.
        """
        before = self._leave()
        moved = sum(self._change(planned) for planned in self._chosen if planned.key is not None)
        new = [planned for planned in self._chosen if planned.key is None]
        runs = self._add(sorted(new, key=lambda planned: planned.days))
        runs |= {planned.key: planned for planned in self._chosen if planned.key is not None}
        seated = self._seat(runs, before)
        waiting = self._wait(runs, queue)
        dropped = self._drop({planned.key for planned in self._chosen})
        return Accepted(len(new), moved, dropped, seated, waiting)

    def _leave(self) -> dict[int, int]:
        """Take these courses' picks out of the seats they leave; return in which session each had one."""
        picks = {pick.key for pick in self._brief.problem.picks if pick.course in self._courses}
        stays = {(planned.key, pick) for planned in self._chosen for pick in planned.seated}
        seats = self._session.execute(
            select(Seat.id, Seat.session_id, Seat.pick_id, Seat.status)
            .join(TrainingSession, TrainingSession.id == Seat.session_id)
            .where(TrainingSession.plan_id == self._brief.request.plan_id)
        ).all()
        placed = {pick for _, pick in stays}
        theirs = [seat for seat in seats if seat.pick_id in picks and seat.status in ("booked", "waiting")]
        gone = [
            seat.id
            for seat in theirs
            if not (seat.status == "booked" and (seat.session_id, seat.pick_id) in stays)
            and (seat.pick_id in placed or seat.status == "booked")
            and (seat.status == "waiting" or seat.session_id in self._brief.runs)
        ]
        journal.bulk_delete(self._session, Seat, gone)
        return {seat.pick_id: seat.session_id for seat in theirs if seat.status == "booked"}

    def _change(self, planned: PlannedSession) -> bool:
        """Move a session to its new days and give it its trainer and room; say whether it moved."""
        assert planned.key is not None
        run = self._brief.runs[planned.key]
        names = {
            "trainer": self._trainers.get(planned.trainer or 0),
            "room": self._rooms.get(planned.room or 0),
        }
        names_now = {"trainer": run.trainer, "room": run.room}
        new: dict[str, object] = {
            what: name for what, name in names.items() if name and fold(name) != fold(names_now[what])
        }
        if run.seats_max is not None and len(planned.seated) > run.seats_max:
            # One more seat was asked for; seats that are kept for teams stay beside it.
            own = session_detail(self._session, planned.key).row.seats_max or 0
            new["seats_max"] = own + len(planned.seated) - run.seats_max
        if new:
            change_session(self._session, planned.key, **new)
        now = self._now[planned.key]
        if planned.days == now:
            return False
        parts = session_detail(self._session, planned.key).days
        before, after = self._brief.halves(now), self._brief.halves(planned.days)
        length = self._session.get_one(Course, planned.course).days
        set_session_days(self._session, planned.key, move(parts, before, after, length))
        return True

    def _add(self, planned: Sequence[PlannedSession]) -> dict[int, PlannedSession]:
        """Make the new sessions with their days and equipment; return them by id."""
        needs = {
            course.id: course
            for course in read_teaching(self._session, {each.course for each in planned}).courses
        }
        most = {course.key: course.seats_max for course in self._brief.problem.courses}
        codes = _Codes(self._session, self._brief.request.plan_id)
        rows = [
            {
                "plan_id": self._brief.request.plan_id,
                "course_id": each.course,
                "code": codes.next(needs[each.course].code),
                "timezone": "",
                "mode": "online" if needs[each.course].online else "on site",
                "room": self._rooms.get(each.room or 0, ""),
                "trainer": self._trainers.get(each.trainer or 0, ""),
                "seats_min": needs[each.course].min_seats,
                "seats_max": most[each.course],
                "status": "draft",
                "pinned": False,
                "locked": False,
                "cost": None,
                "currency": "",
                "note": "",
            }
            for each in planned
        ]
        ids = journal.bulk_insert(self._session, TrainingSession, rows)
        made = dict(zip(ids, planned, strict=True))
        journal.bulk_insert(self._session, SessionDay, list(self._day_rows(made)))
        journal.bulk_insert(self._session, SessionEquipment, list(self._equipment_rows(made)))
        return made

    def _day_rows(self, made: dict[int, PlannedSession]) -> Iterable[dict[str, object]]:
        lengths = dict(self._session.execute(select(Course.id, Course.days)).all())
        for run_id, planned in made.items():
            for day in lay(lengths[planned.course], self._brief.halves(planned.days)):
                yield _day_row(run_id, day)

    def _equipment_rows(self, made: dict[int, PlannedSession]) -> Iterable[dict[str, object]]:
        needed: dict[int, list[tuple[int, int]]] = defaultdict(list)
        query = select(CourseEquipment.course_id, CourseEquipment.equipment_id, CourseEquipment.count)
        for course_id, equipment_id, count in self._session.execute(query):
            needed[course_id].append((equipment_id, count))
        for run_id, planned in made.items():
            for equipment_id, count in needed[planned.course]:
                yield {"session_id": run_id, "equipment_id": equipment_id, "count": count}

    def _seat(self, runs: dict[int, PlannedSession], before: dict[int, int]) -> int:
        """Book the people who are not in their session yet; return how many had no seat at all."""
        taken: dict[int, int] = defaultdict(int)
        query = select(Seat.session_id, Seat.position).where(Seat.session_id.in_(self._brief.runs))
        for run_id, position in self._session.execute(query):
            taken[run_id] = max(taken[run_id], position)
        present = set(self._session.execute(select(Seat.session_id, Seat.pick_id)).all())
        rows = []
        for run_id, planned in runs.items():
            for pick_id in planned.seated:
                if (run_id, pick_id) not in present:
                    taken[run_id] += 1
                    rows.append(_seat_row(run_id, pick_id, "booked", taken[run_id]))
        journal.bulk_insert(self._session, Seat, rows)
        return sum(row["pick_id"] not in before for row in rows)

    def _wait(self, runs: dict[int, PlannedSession], queue: Mapping[int, int]) -> int:
        """Put those who wait behind the people of their sessions; whoever waits already stays there."""
        run_of = {id(planned): run_id for run_id, planned in runs.items()}
        positions = dict(
            self._session.execute(
                select(Seat.session_id, func.max(Seat.position))
                .where(Seat.session_id.in_(runs))
                .group_by(Seat.session_id)
            ).all()
        )
        waits = set(self._session.scalars(select(Seat.pick_id).where(Seat.status == "waiting")))
        rows = []
        for pick_id, place in queue.items():
            run_id = run_of.get(id(self._proposal.sessions[place]))
            if run_id is not None and pick_id not in waits:
                positions[run_id] = positions.get(run_id, 0) + 1
                rows.append(_seat_row(run_id, pick_id, "waiting", positions[run_id]))
        journal.bulk_insert(self._session, Seat, rows)
        return len(rows)

    def _drop(self, kept: set[int | None]) -> int:
        """Remove the sessions that the proposal does without."""
        gone = [
            run
            for run in self._brief.runs.values()
            if run.id not in kept and run.course_id in self._courses and run.freedom is Freedom.FREE
        ]
        for run in gone:
            remove_session(self._session, run.id)
        return len(gone)


class _Codes:
    """Gives out the free codes COURSE-1, COURSE-2, ... of a plan."""

    def __init__(self, session: Session, plan_id: int) -> None:
        codes = session.scalars(select(TrainingSession.code).where(TrainingSession.plan_id == plan_id))
        self._taken = {fold(code) for code in codes}
        self._last: dict[str, int] = defaultdict(int)

    def next(self, course_code: str) -> str:
        """Return the next free code of a course, which is taken from then on."""
        while True:
            self._last[course_code] += 1
            code = f"{course_code}-{self._last[course_code]}"
            if fold(code) not in self._taken:
                return code


def _seat_row(run_id: int, pick_id: int, status: str, position: int) -> dict[str, object]:
    return {
        "session_id": run_id,
        "pick_id": pick_id,
        "status": status,
        "position": position,
        "attended_days": None,
    }


def _day_row(run_id: int, day: Day) -> dict[str, object]:
    return {
        "session_id": run_id,
        "day": day.day,
        "portion": day.portion,
        "start_time": day.start_time,
        "end_time": day.end_time,
    }
