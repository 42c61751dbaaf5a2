"""Taking differences over: a plan becomes, in what is chosen, as another plan is. One edit.

What cannot be taken over is refused by itself, with the reason, and the rest is done: what happened stays
where it happened, what is locked or pinned stays where it is, and nobody gets a seat in a session that the
plan has not. In a variant, where nothing is history, what happened can be taken over as well.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    AcceptedProblem,
    CostItem,
    Course,
    Pick,
    PickDecision,
    Row,
    Seat,
    SessionStatus,
    TrainingSession,
)
from pmplanner.models.statuses import CLOSED_SESSIONS, SeatStatus
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, fold, get
from pmplanner.services.pick_status.pick_status import DONE, list_pick_statuses
from pmplanner.services.plans.comparing import (
    ADDED,
    ITEMS,
    REMOVED,
    AcceptedDifference,
    Compared,
    Difference,
    PickDifference,
    PlanDifference,
    RuleDifference,
    SessionDifference,
    compare_plans,
    seats_from,
)
from pmplanner.services.plans.content import (
    CODE,
    COLUMNS,
    DAYS,
    FIXED,
    PARTS,
    RULES,
    STATUS,
    Decided,
    PickContent,
    PlacedSeat,
    SessionContent,
    as_sides,
)
from pmplanner.services.plans.decision_rows import delete_picks
from pmplanner.services.plans.plans import SIDES, change_plan, copy_rows, exchanged_sides
from pmplanner.services.sessions.seating import move_up, person_called
from pmplanner.services.sessions.sessions import next_code
from pmplanner.storage import journal


class Refused(NamedTuple):
    """A difference that stays, by its key, and why."""

    key: Hashable
    reason: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How many differences were taken over, and which were not."""

    done: int
    refused: tuple[Refused, ...] = ()


def take_over(db: Session, one_id: int, other_id: int, keys: Collection[Hashable] | None = None) -> TakenOver:
    """Make a plan as another one is, in all differences or in those of these keys.

    A session that is added comes with its people, and one that is removed or called off lets them go where
    they are in the other plan. Keys of differences that are there no longer are passed over.

    Raises PlanError where everything that was asked for is refused.
    """
    taker = _Taker(db, compare_plans(db, one_id, other_id))
    taken = taker.take(keys)
    if taken.refused and not taken.done:
        raise PlanError(reasons_of(taken.refused))
    return taken


def take_history(db: Session, variant_id: int, plan_id: int) -> TakenOver:
    """Bring into a variant what happened meanwhile in the plan that it is a copy of.

    That is each session that was held or of which attendance was entered, with all its people, and what
    was completed. Whoever sits elsewhere in the variant sits there no longer.
    """
    compared = compare_plans(db, variant_id, plan_id)
    return _Taker(db, compared, is_history=True).take(_history(db, compared))


def count_history(db: Session, variant_id: int, plan_id: int) -> int:
    """Return of how many sessions and picks :func:`take_history` would bring something along."""
    return len(_history(db, compare_plans(db, variant_id, plan_id)))


def reasons_of(refused: Sequence[Refused], most: int = 3) -> str:
    """Return why differences were refused, each reason once, in one text."""
    reasons = list(dict.fromkeys(each.reason for each in refused))
    shown = " ".join(reasons[:most])
    if len(reasons) <= most:
        return shown
    return said("{reasons} And {n} more.", reasons=shown, n=len(reasons) - most)


def _history(db: Session, compared: Compared) -> set[Hashable]:
    """Return the keys of the differences that are about what happened in the other plan."""
    plan, back = compared.other, compared.matched.back
    happened = plan.happened()
    here = {back[session_id] for session_id in happened if session_id in back}
    done = {status.pick_id for status in list_pick_statuses(db, plan.id) if status.status == DONE}
    found: set[Hashable] = set()
    for each in compared.of_sessions():
        if each.other is not None and each.other.id in happened:
            found.add(each.key)
    for pick in compared.of_picks():
        sits_there = pick.other is not None and not happened.isdisjoint(pick.other.seats)
        sits_here = pick.one is not None and not here.isdisjoint(pick.one.seats)
        if sits_there or sits_here or (pick.other is not None and pick.one is None and pick.other.id in done):
            found.add(pick.key)
    return found


@dataclass(slots=True)
class _Writes:
    """Seats and picks to be written, together at the end."""

    gone_seats: list[int] = field(default_factory=list)
    gone_picks: list[int] = field(default_factory=list)
    seats: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    """Sessions of which somebody has another seat."""
    decided: dict[int, Decided | None] = field(default_factory=dict)
    """By pick what is decided of it from now on."""
    places: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    """By session and pick the wanted place on the waiting list."""


class _Taker:
    """Takes differences over into the one plan."""

    def __init__(self, db: Session, compared: Compared, *, is_history: bool = False) -> None:
        self._db = db
        self._compared = compared
        self._one, self._other = compared.one, compared.other
        self._free = is_history
        """Nothing is refused: what happened did happen."""
        self._loose = is_history or self._one.is_variant
        """Attendance may be written: it is that of the plan, and no history here."""
        self._happened = self._one.happened()
        self._back = compared.matched.back
        """From the sessions of the other plan to those of the one; grows with those that are added."""
        self._gone: set[int] = set()
        self._wanted: set[Hashable] = set()
        self._refused: list[Refused] = []
        self._status: dict[int, str] = {}
        """What sessions of the one plan are by now."""
        self._writes = _Writes()

    def take(self, keys: Collection[Hashable] | None) -> TakenOver:
        """Take over the differences of these keys, or all."""
        every = self._compared.differences
        self._wanted = {each.key for each in every} if keys is None else set(keys) & {e.key for e in every}
        self._wanted |= {each.key for each in self._implied()}
        is_partial = len(self._wanted) < len(every)
        chosen = [each for each in every if each.key in self._wanted]
        if chosen:
            self._remember_matches()
        self._take_rules([each for each in chosen if isinstance(each, RuleDifference)])
        self._take_sessions([each for each in chosen if isinstance(each, SessionDifference)])
        self._take_picks([each for each in chosen if isinstance(each, PickDifference)])
        # After the picks: what was completed in a period that is new is picked with it, unless it is by now.
        self._take_plan([each for each in chosen if isinstance(each, PlanDifference)])
        self._take_accepted([each for each in chosen if isinstance(each, AcceptedDifference)])
        self._db.flush()
        if is_partial and not self._free:
            # Else those who wait would be moved on from where they are in the other plan.
            for session_id in sorted(self._writes.touched - self._gone):
                move_up(self._db, session_id)
        return TakenOver(len(chosen) - len(self._refused), tuple(self._refused))

    def _remember_matches(self) -> None:
        """Let sessions that went by their codes stay the same ones when others are added."""
        if self._one.family != self._other.family:
            return
        here, there = self._one.sessions, self._other.sessions
        alike = {
            session_id: {"copied_from_id": same}
            for session_id, same in self._compared.matched.pairs.items()
            if here[session_id].origin == session_id != there[same].origin
        }
        journal.bulk_update(self._db, TrainingSession, alike)

    def _implied(self) -> Iterable[PickDifference]:
        """Yield the picks that go with chosen sessions."""
        moving_in, moving_out = set(), set()
        for each in self._compared.of_sessions():
            if each.key not in self._wanted:
                continue
            if each.aspect == ADDED and each.other is not None:
                moving_in.add(each.other.id)
            elif each.one is not None and (each.aspect == REMOVED or _is_called_off(each)):
                moving_out.add(each.one.id)
        if moving_in or moving_out:
            for pick in self._compared.of_picks():
                comes = pick.other is not None and not moving_in.isdisjoint(pick.other.seats)
                goes = pick.one is not None and not moving_out.isdisjoint(pick.one.seats)
                if comes or goes:
                    yield pick

    def _refuse(self, difference: Difference, reason: str) -> None:
        self._refused.append(Refused(difference.key, reason))

    # What plans say of themselves

    def _take_plan(self, chosen: Sequence[PlanDifference]) -> None:
        values = {each.field: each.other for each in chosen if each.field != ITEMS}
        if values:
            try:
                change_plan(self._db, self._one.id, **values)
            except PlanError as error:
                for each in chosen:
                    if each.field != ITEMS:
                        self._refuse(each, str(error))
        if any(each.field == ITEMS for each in chosen):
            _replace(self._db, CostItem, CostItem.plan_id == self._one.id)
            copy_rows(
                self._db,
                CostItem,
                CostItem.plan_id == self._other.id,
                plan_id={self._other.id: self._one.id},
            )

    def _take_rules(self, chosen: Sequence[RuleDifference]) -> None:
        for each in chosen:
            name, values = each.rule
            kind, keys, others = RULES[name]
            here = dict(zip(keys, values, strict=True))
            query = select(kind).filter_by(plan_id=self._one.id, **here)
            row = self._db.scalar(query)
            if row is not None and each.other is None:
                self._db.delete(row)
            elif each.other is not None:
                there = dict(zip(others, each.other, strict=True))
                if row is None:
                    self._db.add(kind(plan_id=self._one.id, **here, **there))
                for column, value in there.items() if row is not None else ():
                    setattr(row, column, value)
        self._db.flush()

    def _take_accepted(self, chosen: Sequence[AcceptedDifference]) -> None:
        there = {
            as_sides({name: getattr(row, name) for name in SIDES}): row
            for row in self._db.scalars(
                select(AcceptedProblem).where(AcceptedProblem.plan_id == self._one.id)
            )
        }
        for each in chosen:
            row = there.get(each.sides)
            if each.other is None:
                self._db.delete(row)
            elif row is not None:
                row.reason = each.other
            else:
                self._accept(each, each.other)

    def _accept(self, each: AcceptedDifference, reason: str) -> None:
        values: dict[str, Any] = dict(zip(SIDES, each.sides, strict=True))
        named = (values["session_id"], values["other_session_id"], *values["more_session_ids"])
        runs = {run: self._back.get(-run, 0) if run < 0 else run for run in named if run}
        sides = exchanged_sides(values, runs)
        if sides is None or not all(runs.values()):
            self._refuse(
                each,
                said("“{plan}” has not all sessions of a problem that is accepted.", plan=self._one.name),
            )
            return
        self._db.add(AcceptedProblem(plan_id=self._one.id, reason=reason, **(values | sides)))

    # Sessions

    def _take_sessions(self, chosen: Sequence[SessionDifference]) -> None:
        kept = [each for each in chosen if not self._refuse_session(each)]
        self._remove([each.one.id for each in kept if each.aspect == REMOVED and each.one is not None])
        self._change([each for each in kept if each.aspect not in (ADDED, REMOVED)])
        self._add([each for each in kept if each.aspect == ADDED])

    def _refuse_session(self, each: SessionDifference) -> bool:
        reason = "" if self._free else self._reason_against(each)
        if reason:
            self._refuse(each, reason)
        return bool(reason)

    def _reason_against(self, each: SessionDifference) -> str:
        one, other = each.one, each.other
        if not self._loose and each.aspect in (ADDED, REMOVED, DAYS, STATUS):
            if one is not None and one.id in self._happened:
                return said("{session} was held, and what happened stays as it was.", session=one.code)
            if other is not None and other.is_held and each.aspect in (ADDED, STATUS):
                return said(
                    "{session} was held in “{plan}”, and what happened there is not taken over.",
                    session=other.code,
                    plan=self._other.name,
                )
        if one is None:
            return ""
        pinned, locked = self._fixed(one, other)
        if locked and (each.aspect in (REMOVED, DAYS) or _is_called_off(each)):
            return said("{session} is locked. Unlock it to change its days or its people.", session=one.code)
        if pinned and (each.aspect == REMOVED or (each.aspect == DAYS and _dates(one) != _dates(other))):
            return said("{session} is pinned to its days. Unpin it to move it.", session=one.code)
        return ""

    def _fixed(self, one: SessionContent, other: SessionContent | None) -> tuple[bool, bool]:
        """Say whether a session is pinned, and whether it is locked, after what of that is taken over."""
        pinned, locked = map(bool, one.aspects[FIXED])
        if other is not None and ("session", FIXED, one.id, other.id) in self._wanted:
            there = tuple(map(bool, other.aspects[FIXED]))
            pinned, locked = pinned and there[0], locked and there[1]
        return pinned, locked

    def _remove(self, session_ids: Sequence[int]) -> None:
        _replace(self._db, Seat, Seat.session_id.in_(session_ids))
        for kind, _ in PARTS.values():
            _replace(self._db, kind, _session_of(kind).in_(session_ids))
        journal.bulk_delete(self._db, TrainingSession, session_ids)
        self._gone.update(session_ids)

    def _change(self, chosen: Sequence[SessionDifference]) -> None:
        by_aspect: dict[str, list[SessionDifference]] = defaultdict(list)
        for each in chosen:
            by_aspect[each.aspect].append(each)
        self._change_codes(by_aspect.pop(CODE, []))
        for aspect, those in by_aspect.items():
            columns = COLUMNS[aspect]
            pairs = {each.other.id: each.one.id for each in those if each.one and each.other}
            if columns:
                values = self._columns(columns, pairs)
                journal.bulk_update(self._db, TrainingSession, values)
            if aspect in PARTS:
                kind, _ = PARTS[aspect]
                _replace(self._db, kind, _session_of(kind).in_(pairs.values()))
                copy_rows(self._db, kind, _session_of(kind).in_(pairs), session_id=pairs)
            if aspect == STATUS:
                self._status |= {row_id: str(value["status"]) for row_id, value in values.items()}

    def _columns(self, columns: Sequence[str], pairs: Mapping[int, int]) -> dict[int, dict[str, Any]]:
        """Return by session of the one plan what its counterpart has in some columns."""
        query = select(TrainingSession.id, *(getattr(TrainingSession, name) for name in columns))
        rows = self._db.execute(query.where(TrainingSession.id.in_(pairs)))
        return {pairs[row[0]]: dict(zip(columns, row[1:], strict=True)) for row in rows}

    def _change_codes(self, chosen: Sequence[SessionDifference]) -> None:
        wanted = {each.one.id: (each, each.other.code) for each in chosen if each.one and each.other}
        taken = {
            fold(session.code): session.id
            for session in self._one.sessions.values()
            if session.id not in self._gone
        }
        while True:
            # Those that are refused keep their code, which another one may have asked for.
            clash = next(
                (
                    row_id
                    for row_id, (_, code) in wanted.items()
                    if taken.get(fold(code), row_id) != row_id and taken[fold(code)] not in wanted
                ),
                None,
            )
            if clash is None:
                break
            each, code = wanted.pop(clash)
            self._refuse(each, self._code_taken(code))
        # Aside first: sessions may change codes with one another.
        for value in ({key: f"~{key}" for key in wanted}, {key: code for key, (_, code) in wanted.items()}):
            journal.bulk_update(
                self._db, TrainingSession, {key: {"code": code} for key, code in value.items()}
            )

    def _code_taken(self, code: str) -> str:
        return said("“{plan}” has another session {session}.", plan=self._one.name, session=code)

    def _add(self, chosen: Sequence[SessionDifference]) -> None:
        codes = self._db.scalars(select(TrainingSession.code).where(TrainingSession.plan_id == self._one.id))
        taken = set(map(fold, codes))
        coming = [each.other.code for each in chosen if each.other is not None]
        added = []
        for each in chosen:
            assert each.other is not None
            if self._free and fold(each.other.code) in taken:
                self._give_other_code(each.other.code, coming)
            elif fold(each.other.code) in taken:
                self._refuse(each, self._code_taken(each.other.code))
                continue
            added.append(each.other.id)
        made = copy_sessions(self._db, self._other.id, self._one.id, added)
        self._back |= made
        # It is the same session from now on, whatever it will be called.
        origins = {copy_id: {"copied_from_id": session_id} for session_id, copy_id in made.items()}
        journal.bulk_update(self._db, TrainingSession, origins)

    def _give_other_code(self, code: str, coming: Collection[str]) -> None:
        """Call the session of this code otherwise, for one that was held and has told people its code.

        The new code is none of those that are *coming* either.
        """
        query = select(TrainingSession).where(TrainingSession.plan_id == self._one.id)
        row = next(row for row in self._db.scalars(query) if fold(row.code) == fold(code))
        row.code = next_code(self._db, self._one.id, get(self._db, Course, row.course_id), coming)
        self._db.flush()

    # Picks

    def _take_picks(self, chosen: Sequence[PickDifference]) -> None:
        seats = self._seat_ids()
        done = set() if self._loose else self._done(chosen)
        new: list[tuple[PickDifference, PickContent, dict[int, PlacedSeat]]] = []
        for each in chosen:
            there = seats_from(each.other, self._back) if each.other else {}
            if self._free:
                there = {key: seat for key, seat in there.items() if key > 0}
            elif reason := self._reason_against_pick(each, there, done):
                self._refuse(each, reason)
                continue
            if each.one is None and each.other is not None:
                new.append((each, each.other, there))
            elif each.one is not None:
                self._place(each.one.id, each.one.seats, there, seats)
                if each.other is None:
                    self._writes.gone_picks.append(each.one.id)
        both = [each for each in chosen if each.one and each.other and each.one.says != each.other.says]
        refused = {each.key for each in self._refused}
        self._say({e.one.id: e.other for e in both if e.one and e.other and e.key not in refused})
        self._write(new, seats)

    def _done(self, chosen: Sequence[PickDifference]) -> set[int]:
        people = {each.pick[0] for each in chosen}
        found = list_pick_statuses(self._db, self._one.id, people)
        return {status.pick_id for status in found if status.status == DONE}

    def _reason_against_pick(
        self, each: PickDifference, there: Mapping[int, PlacedSeat], done: Collection[int]
    ) -> str:
        here = each.one.seats if each.one is not None else {}
        person_id, course_id, _ = each.pick
        if each.other is None and each.one is not None and each.one.id in done:
            return said(
                "{name} has already done {course}.",
                name=person_called(self._db, person_id),
                course=self._title(course_id),
            )
        missing = next((-key for key in there if key < 0), 0)
        if missing:
            return said(
                "{name} sits in {session}, which “{plan}” has not. Take that session over, too.",
                name=person_called(self._db, person_id),
                session=self._other.sessions[missing].code,
                plan=self._one.name,
            )
        for session_id in here.keys() | there.keys():
            before, after = here.get(session_id), there.get(session_id)
            if before == after or session_id in self._gone:
                continue
            if not self._loose and any(seat is not None and seat.is_attendance for seat in (before, after)):
                return said(
                    "Whether {name} attended {course} stays as it was.",
                    name=person_called(self._db, person_id),
                    course=self._title(course_id),
                )
            session = self._one.sessions.get(session_id)
            if session is not None and (reason := self._reason_against_seat(session, after)):
                return reason
        return ""

    def _title(self, course_id: int) -> str:
        return get(self._db, Course, course_id).title

    def _reason_against_seat(self, session: SessionContent, after: PlacedSeat | None) -> str:
        same = self._compared.matched.pairs.get(session.id, 0)
        if self._fixed(session, self._other.sessions.get(same))[1]:
            return said(
                "{session} is locked. Unlock it to change its days or its people.", session=session.code
            )
        status = self._status.get(session.id, str(session.aspects[STATUS][0]))
        if after is not None and status in CLOSED_SESSIONS and not self._loose:
            return said(
                "{session} is {status}; nobody can be seated in it.", session=session.code, status=status
            )
        return ""

    def _seat_ids(self) -> dict[tuple[int, int], int]:
        query = select(Seat.pick_id, Seat.session_id, Seat.id).join(Pick, Pick.id == Seat.pick_id)
        rows = self._db.execute(query.where(Pick.plan_id == self._one.id))
        return {(pick_id, session_id): seat_id for pick_id, session_id, seat_id in rows}

    def _place(
        self,
        pick_id: int,
        here: Mapping[int, PlacedSeat],
        there: Mapping[int, PlacedSeat],
        seats: Mapping[tuple[int, int], int],
    ) -> None:
        """Give a pick the seats that it has in the other plan."""
        writes = self._writes
        for session_id in here.keys() - there.keys():
            if (pick_id, session_id) in seats:  # not when the session is gone
                writes.gone_seats.append(seats[pick_id, session_id])
                writes.touched.add(session_id)
        for session_id, seat in there.items():
            if here.get(session_id) == seat:
                continue
            values = {"status": seat.status, "attended_days": seat.attended_days}
            if (pick_id, session_id) in seats:
                writes.changed[seats[pick_id, session_id]] = values
            else:
                writes.seats.append({"session_id": session_id, "pick_id": pick_id, **values})
            writes.touched.add(session_id)
            if seat.place:
                writes.places[session_id][pick_id] = seat.place

    def _say(self, picks: Mapping[int, PickContent | None]) -> None:
        values = {
            pick_id: {"days": other.days, "note": other.note} for pick_id, other in picks.items() if other
        }
        if values:
            journal.bulk_update(self._db, Pick, values)
        self._writes.decided |= {pick_id: other.decided for pick_id, other in picks.items() if other}

    def _write(
        self,
        new: Sequence[tuple[PickDifference, PickContent, Mapping[int, PlacedSeat]]],
        seats: Mapping[tuple[int, int], int],
    ) -> None:
        """Write picks and seats, those that go first."""
        writes, db = self._writes, self._db
        journal.bulk_delete(db, Seat, writes.gone_seats)
        delete_picks(db, writes.gone_picks)
        rows = [
            {
                **dict(zip(("person_id", "course_id", "attempt"), each.pick, strict=True)),
                "plan_id": self._one.id,
                "days": other.days,
                "note": other.note,
            }
            for each, other, _ in new
        ]
        for pick_id, (_, other, there) in zip(journal.bulk_insert(db, Pick, rows), new, strict=True):
            self._place(pick_id, {}, there, seats)
            writes.decided[pick_id] = other.decided
        decide(db, writes.decided)
        if writes.changed:
            journal.bulk_update(db, Seat, writes.changed)
        last = self._last_positions()
        for row in writes.seats:
            last[row["session_id"]] += 1
            row["position"] = last[row["session_id"]]
        journal.bulk_insert(db, Seat, writes.seats)
        for session_id, places in writes.places.items():
            self._queue(session_id, places)

    def _last_positions(self) -> dict[int, int]:
        query = select(Seat.session_id, func.max(Seat.position)).group_by(Seat.session_id)
        touched = self._writes.touched
        rows = self._db.execute(query.where(Seat.session_id.in_(touched)))
        return defaultdict(int, {session_id: last or 0 for session_id, last in rows})

    def _queue(self, session_id: int, places: Mapping[int, int]) -> None:
        """Put people where they wait in the other plan; whoever is not named keeps the order."""
        query = select(Seat.id, Seat.pick_id, Seat.position).where(
            Seat.session_id == session_id, Seat.status == SeatStatus.WAITING
        )
        waiting = self._db.execute(query.order_by(Seat.position, Seat.id)).all()
        queue = [row for row in waiting if row.pick_id not in places]
        # The first first: each comes to stand where those before it leave room.
        for row in sorted((row for row in waiting if row.pick_id in places), key=lambda r: places[r.pick_id]):
            queue.insert(places[row.pick_id] - 1, row)
        if queue != list(waiting):
            first = min(row.position for row in waiting)
            moved = {row.id: {"position": first + number} for number, row in enumerate(queue)}
            journal.bulk_update(self._db, Seat, moved)


def decide(db: Session, decided: Mapping[int, Decided | None]) -> None:
    """Write what is decided of picks in place of what was; nothing for None."""
    if not decided:
        return
    query = select(PickDecision.id, PickDecision.pick_id)
    rows = db.execute(query.where(*among(PickDecision.pick_id, decided)))
    journal.bulk_delete(db, PickDecision, [row_id for row_id, pick_id in rows if pick_id in decided])
    new = [{"pick_id": pick_id, **each._asdict()} for pick_id, each in decided.items() if each is not None]
    journal.bulk_insert(db, PickDecision, new)


def copy_sessions(
    db: Session, plan_id: int, to_plan: int, session_ids: Collection[int], parts: Iterable[str] = PARTS
) -> dict[int, int]:
    """Copy sessions with all *parts* beside people into another plan; return old id to new id."""
    made = copy_rows(db, TrainingSession, TrainingSession.id.in_(session_ids), plan_id={plan_id: to_plan})
    for kind in (PARTS[part][0] for part in parts):
        copy_rows(db, kind, _session_of(kind).in_(made), session_id=made)
    return made


def _session_of(kind: type[Row]) -> ColumnElement[int]:
    found: ColumnElement[int] = kind.session_id  # type: ignore[attr-defined]
    return found


def _replace(db: Session, kind: type[Row], where: ColumnElement[bool]) -> None:
    """Delete the rows for which others come."""
    journal.bulk_delete(db, kind, db.scalars(select(kind.id).where(where)).all())


def _is_called_off(each: SessionDifference) -> bool:
    return (
        each.aspect == STATUS
        and each.other is not None
        and each.other.aspects[STATUS] == (SessionStatus.CANCELLED,)
    )


def _dates(session: SessionContent | None) -> set[Any]:
    return set() if session is None else {day.day for day in session.days}
