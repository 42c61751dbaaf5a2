"""Merging two people who are one: everything that either has stays with the one who is kept.

Where both have the same, one of the two stays: of picks of a course in a plan the more advanced, with
its seat; of completions the one with success. Exemptions with a day in common become one. What differs in
words is put together. All of it is one edit.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    PASSED,
    Absence,
    AcceptedProblem,
    Attachment,
    Completion,
    Employment,
    Exemption,
    Person,
    PersonCertificate,
    PersonTrack,
    Pick,
    PlanScope,
    ScopeKind,
    Seat,
    Track,
    Trainer,
)
from pmplanner.models.person import NO_FIRST_DAY
from pmplanner.models.statuses import WAS_THERE, SeatStatus
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get, person_name
from pmplanner.services.people.employment import Spell, list_earlier
from pmplanner.services.people.people import write_values
from pmplanner.services.pick_status.pick_status import DONE, OPEN, SCHEDULED, WAITING, list_pick_statuses
from pmplanner.services.plans.decision_rows import (
    delete_picks,
    hand_over_decisions,
    let_decide_instead,
)
from pmplanner.services.resources.renaming import rename_text
from pmplanner.services.resources.staff import read_staff
from pmplanner.services.sessions.seating import give_up, move_up_people
from pmplanner.storage import journal

CHOICES: Mapping[str, tuple[str, ...]] = {
    "employee_id": ("employee_id",),
    "first_name": ("first_name",),
    "last_name": ("last_name",),
    "email": ("email",),
    "job_title": ("job_title",),
    "team": ("team",),
    "location": ("location",),
    "manager": ("manager_email", "manager_name"),
    "employment": ("start_date", "end_date"),
    "track": ("primary_track_id",),
    "working_days": ("working_days",),
    "hours": ("day_begins", "day_ends"),
}
"""What can be chosen of either person, with the columns that go together."""

_OWN = ("day_begins", "day_ends", "manager_email", "manager_name")
"""Columns that are written as they are."""

_SIDES = (
    "kind",
    "course_id",
    "equipment_id",
    "session_id",
    "other_session_id",
    "more_session_ids",
    "role",
    "day",
    "last_day",
    "place",
)
"""The columns that tell accepted problems of a person apart."""

_TELLS = {
    SeatStatus.ATTENDED: 0,
    SeatStatus.PARTLY_ATTENDED: 1,
    SeatStatus.ABSENT: 2,
    SeatStatus.BOOKED: 3,
    SeatStatus.WAITING: 4,
}
"""How much a seat tells of what became of somebody, the most first."""

_RANK = {DONE: 0, SCHEDULED: 1, WAITING: 2, OPEN: 3}
_ASIDE = 4
"""The rank of a pick that was put off or declined: it gives way to any other."""


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do."""

    take: frozenset[str]
    """The choices that are taken from the other person unless it is said otherwise: what the one who
    is kept has not, and the later employment."""
    lines: tuple[str, ...]
    """In words, what comes along and what is put together."""


def foresee_merge(db: Session, keep_id: int, other_id: int) -> MergePreview:
    """Return what merging the other person into the one who is kept would do. Reads only.

    Raises PlanError when the two are one, or one of them is gone.
    """
    keep, other = _both(db, keep_id, other_id)
    fold = _fold_picks(db, keep_id, other_id)
    rows = {
        kind: sum(1 for _ in db.scalars(select(kind.id).where(kind.person_id == other_id)))
        for kind in (Pick, Completion, PersonCertificate, Exemption, Absence)
    }
    lines = [
        counted("{n:,} pick comes along.", "{n:,} picks come along.", rows[Pick]) if rows[Pick] else "",
        counted(
            "{n:,} course is picked for both in the same plan: the more advanced pick stays.",
            "{n:,} courses are picked for both in the same plan: the more advanced picks stay.",
            fold.shared,
        )
        if fold.shared
        else "",
        counted(
            "{n:,} seat becomes free, and who waits moves up.",
            "{n:,} seats become free, and who waits moves up.",
            len(fold.freed),
        )
        if fold.freed
        else "",
        counted("{n:,} completion comes along.", "{n:,} completions come along.", rows[Completion])
        if rows[Completion]
        else "",
        counted("{n:,} certificate comes along.", "{n:,} certificates come along.", rows[PersonCertificate])
        if rows[PersonCertificate]
        else "",
        counted("{n:,} exemption comes along.", "{n:,} exemptions come along.", rows[Exemption])
        if rows[Exemption]
        else "",
        counted("{n:,} absence comes along.", "{n:,} absences come along.", rows[Absence])
        if rows[Absence]
        else "",
        said("The track that is not chosen becomes a further one.")
        if None not in (keep.primary_track_id, other.primary_track_id)
        and keep.primary_track_id != other.primary_track_id
        else "",
    ]
    return MergePreview(_suggested(keep, other), tuple(filter(None, lines)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two people side by side."""

    keep_id: int
    other_id: int
    keep_name: str
    other_name: str
    values: tuple[tuple[str, tuple[object, ...], tuple[object, ...]], ...]
    """By choice the values of both: texts, days, times, the name of the track, days of the week."""
    preview: MergePreview


def compare_people(db: Session, keep_id: int, other_id: int) -> Comparison:
    """Return two people side by side with what a merge would do; raise PlanError as foresee_merge()."""
    preview = foresee_merge(db, keep_id, other_id)
    both = _both(db, keep_id, other_id)
    keep_name, other_name = (
        person_name(p.id, p.first_name, p.last_name, p.email, p.employee_id) for p in both
    )
    tracks: dict[int | None, str] = {track.id: track.name for track in db.scalars(select(Track))}
    values = []
    for choice, columns in CHOICES.items():
        one, other = (tuple(_compared(person, column, tracks) for column in columns) for person in both)
        values.append((choice, one, other))
    return Comparison(keep_id, other_id, keep_name, other_name, tuple(values), preview)


def _compared(person: Person, column: str, tracks: Mapping[int | None, str]) -> object:
    """Return a value as it is compared."""
    if column == "primary_track_id":
        return tracks.get(person.primary_track_id)
    if column == "working_days" and person.working_days is not None:
        days = (said("Mon"), said("Tue"), said("Wed"), said("Thu"), said("Fri"), said("Sat"), said("Sun"))
        return " ".join(day for place, day in enumerate(days) if person.working_days >> place & 1)
    return getattr(person, column)


def merge_people(db: Session, keep_id: int, other_id: int, take: Collection[str] | None = None) -> None:
    """Merge the other person into the one who is kept; *take* names the CHOICES taken from the other.

    None takes what :func:`foresee_merge` suggests. Raises PlanError when the two are one, when one is
    gone, or when a seat in a locked session would have to be given up.
    """
    keep, other = _both(db, keep_id, other_id)
    chosen = _suggested(keep, other) if take is None else frozenset(take)
    unknown = chosen - CHOICES.keys()
    if unknown:
        raise PlanError(said("There is no value “{name}” to choose.", name=min(unknown)))
    values = {
        column: getattr(other if choice in chosen else keep, column)
        for choice, columns in CHOICES.items()
        for column in columns
    }
    manager_id = other.manager_id if "manager" in chosen else keep.manager_id
    spells = _spells(db, keep, other, Spell(values["start_date"], values["end_date"]))
    tracks = {keep.primary_track_id, other.primary_track_id} - {None, values["primary_track_id"]}
    teaching = _teaching(db, keep_id, other_id)
    _fold_picks(db, keep_id, other_id).write(db, keep_id)
    _merge_rows(db, keep_id, other_id)
    _merge_tracks(db, keep_id, other_id, tracks, values["primary_track_id"])
    _put_spells(db, keep_id, other_id, spells)
    _point_to(db, keep_id, other_id)
    db.flush()
    journal.bulk_delete(db, Person, [other_id])
    _write(db, keep_id, values, None if manager_id in (keep_id, other_id) else manager_id)
    _teach_as(db, keep_id, teaching)


def _both(db: Session, keep_id: int, other_id: int) -> tuple[Person, Person]:
    if keep_id == other_id:
        raise PlanError(said("Choose two people to merge, not one."))
    return get(db, Person, keep_id), get(db, Person, other_id)


def _suggested(keep: Person, other: Person) -> frozenset[str]:
    """Return what is taken from the other: what the one who is kept has not, and the later employment."""
    found = {
        choice
        for choice, columns in CHOICES.items()
        if not any(getattr(keep, column) not in (None, "") for column in columns)
        and any(getattr(other, column) not in (None, "") for column in columns)
    }
    one, two = Spell(keep.start_date, keep.end_date), Spell(other.start_date, other.end_date)
    if not one.overlaps(two) and (two.first_day or dt.date.min) > (one.first_day or dt.date.min):
        found.add("employment")
    return frozenset(found)


def _write(db: Session, keep_id: int, values: Mapping[str, Any], manager_id: int | None) -> None:
    keep = get(db, Person, keep_id)
    # Past write_values(), which would look for the manager anew: who it is is known here.
    own = {name: values[name] for name in _OWN}
    for name, value in {**own, "manager_id": manager_id}.items():
        setattr(keep, name, value)
    write_values(db, keep_id, {name: value for name, value in values.items() if name not in _OWN})
    move_up_people(db, [keep_id])


# Picks and seats


@dataclass(frozen=True, slots=True)
class _Own:
    """A pick of either person."""

    id: int
    person_id: int
    attempt: int
    rank: int
    end: dt.date
    attended: frozenset[int]
    """The sessions that the person attended, at least in part."""
    row: Pick
    seats: tuple[Seat, ...]


@dataclass(slots=True)
class _Folded:
    """What becomes of the picks of both."""

    shared: int = 0
    """In how many plans and courses both have picks."""
    attempts: dict[int, int] = field(default_factory=dict)
    """The picks that stay of those, with their attempts."""
    moved: set[int] = field(default_factory=set)
    """All picks of the other person that stay."""
    gone: set[int] = field(default_factory=set)
    into: dict[int, int] = field(default_factory=dict)
    """Picks that go, with those that stay in their place."""
    filled: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Own days and notes that come from picks that go."""
    freed: dict[int, int] = field(default_factory=dict)
    """Seats that are given up, with their sessions."""
    doubled: set[int] = field(default_factory=set)
    """Seats that the pick which stays has already."""
    seats: dict[int, int] = field(default_factory=dict)
    """Seats that are kept as history, with the picks they go to."""
    held: dict[int, dict[int, Seat]] = field(default_factory=dict)
    """By pick that stays its seats by session."""

    def drop(self, seat: Seat) -> None:
        """Let a seat go: the place of who was to come becomes free."""
        self.seats.pop(seat.id, None)
        if seat.status in (SeatStatus.BOOKED, SeatStatus.WAITING):
            self.freed[seat.id] = seat.session_id
        else:
            self.doubled.add(seat.id)

    def write(self, db: Session, keep_id: int) -> None:
        """Do it."""
        journal.bulk_delete(db, Seat, self.doubled)
        give_up(db, self.freed)
        journal.bulk_update(db, Seat, {seat: {"pick_id": pick} for seat, pick in self.seats.items()})
        hand_over_decisions(db, self.into)
        delete_picks(db, self.gone)
        # Out of the way first: an attempt may be free only when the pick that had it has its new one.
        aside = {pick: {"attempt": 1_000_000 + place} for place, pick in enumerate(self.attempts)}
        journal.bulk_update(db, Pick, aside)
        journal.bulk_update(db, Pick, {pick: {"person_id": keep_id} for pick in self.moved})
        journal.bulk_update(db, Pick, {pick: {"attempt": n} for pick, n in self.attempts.items()})
        for pick, values in self.filled.items():
            journal.bulk_update(db, Pick, {pick: values})


def _fold_picks(db: Session, keep_id: int, other_id: int) -> _Folded:
    folded = _Folded()
    for owns in _picks_of(db, keep_id, other_id).values():
        if len({own.person_id for own in owns}) == 1:
            folded.moved |= {own.id for own in owns if own.person_id == other_id}
        else:
            folded.shared += 1
            _fold(folded, owns, keep_id)
    folded.moved -= folded.gone
    return folded


def _picks_of(db: Session, keep_id: int, other_id: int) -> dict[tuple[int, int], list[_Own]]:
    """Return the picks of both by plan and course, those of the one who is kept first."""
    both = (keep_id, other_id)
    picks = list(db.scalars(select(Pick).where(Pick.person_id.in_(both)).order_by(Pick.id)))
    seats: defaultdict[int, list[Seat]] = defaultdict(list)
    query = select(Seat).join(Pick, Pick.id == Seat.pick_id).where(Pick.person_id.in_(both))
    for seat in db.scalars(query.order_by(Seat.id)):
        seats[seat.pick_id].append(seat)
    status = {
        each.pick_id: each
        for plan_id in sorted({pick.plan_id for pick in picks})
        for each in list_pick_statuses(db, plan_id, both, put_aside=True)
    }
    found: defaultdict[tuple[int, int], list[_Own]] = defaultdict(list)
    for pick in sorted(picks, key=lambda pick: (pick.person_id != keep_id, pick.attempt)):
        own = seats[pick.id]
        found[pick.plan_id, pick.course_id].append(
            _Own(
                pick.id,
                pick.person_id,
                pick.attempt,
                _ASIDE if status[pick.id].is_put_aside else _RANK[status[pick.id].status],
                status[pick.id].last_day or dt.date.max,
                frozenset(seat.session_id for seat in own if seat.status in WAS_THERE),
                pick,
                tuple(own),
            )
        )
    return found


def _fold(folded: _Folded, owns: Sequence[_Own], keep_id: int) -> None:
    """Decide which picks of one course in one plan stay, and where the seats of the others go.

    What was attended stays, each session once; of the rest the most advanced, unless something was
    attended and nobody was to take the course again.
    """
    stay: list[_Own] = []
    gone: list[_Own] = []
    for own in sorted(
        (own for own in owns if own.attended), key=lambda own: (own.end, own.person_id != keep_id)
    ):
        twin = any(own.attended & other.attended for other in stay)
        (gone if twin else stay).append(own)
    rest = sorted(
        (own for own in owns if not own.attended),
        key=lambda own: (own.rank, own.end, own.person_id != keep_id, own.id),
    )
    again = any(own.attempt > 1 for own in rest)
    if rest and (again or not stay):
        stay.append(rest.pop(0))
    for own in (*gone, *rest):
        into = next((other for other in stay if own.attended & other.attended), stay[-1])
        _fold_into(folded, own, into)
    folded.attempts |= {own.id: number for number, own in enumerate(stay, 1)}
    folded.moved |= {own.id for own in stay if own.person_id != keep_id}


def _fold_into(folded: _Folded, own: _Own, into: _Own) -> None:
    """Let a pick go, with its note, own days and the seats that tell of something, into another."""
    folded.gone.add(own.id)
    if own.rank != _ASIDE or into.rank >= _RANK[OPEN]:
        # Who sits or has done it has not been refused it.
        folded.into[own.id] = into.id
    held = folded.held.setdefault(into.id, {seat.session_id: seat for seat in into.seats})
    for seat in own.seats:
        present = held.get(seat.session_id)
        tells = _TELLS[SeatStatus(seat.status)]
        if tells > _TELLS[SeatStatus.ABSENT] or (present and _TELLS[SeatStatus(present.status)] <= tells):
            folded.drop(seat)
            continue
        if present is not None:
            folded.drop(present)
        held[seat.session_id] = seat
        folded.seats[seat.id] = into.id
    values = folded.filled.setdefault(into.id, {})
    note = values.get("note", into.row.note)
    if own.row.note and own.row.note not in note.splitlines():
        values["note"] = "\n".join(filter(None, (note, own.row.note)))
    for name in ("days", "kept_days", "kept_cost"):
        if values.get(name, getattr(into.row, name)) is None and getattr(own.row, name) is not None:
            values[name] = getattr(own.row, name)
    if not values:
        del folded.filled[into.id]


# History, absences and what else has one row a person and thing


def _merge_rows(db: Session, keep_id: int, other_id: int) -> None:
    _unite(db, Completion, keep_id, other_id, _what_was_done, partial(_unite_completions, db))
    _unite(db, PersonCertificate, keep_id, other_id, lambda row: row.certificate_id, partial(_unite_held, db))
    _merge_exemptions(db, keep_id, other_id)
    _unite(db, Absence, keep_id, other_id, lambda row: (row.first_day, row.last_day), _unite_absences)
    _unite(db, AcceptedProblem, keep_id, other_id, _problem, _unite_problems)


def _unite(
    db: Session,
    kind: type[Any],
    keep_id: int,
    other_id: int,
    key: Callable[[Any], Hashable],
    unite: Callable[[Any, Any], None],
) -> None:
    """Move the rows of the other person; where both have one of the same key, unite them into one."""
    own = {key(row): row for row in db.scalars(select(kind).where(kind.person_id == keep_id))}
    for row in list(db.scalars(select(kind).where(kind.person_id == other_id).order_by(kind.id))):
        present = own.get(key(row))
        if present is None:
            row.person_id = keep_id
        else:
            unite(present, row)
            db.delete(row)
    db.flush()


def _what_was_done(row: Completion) -> Hashable:
    bare = None if row.course_id is not None else (row.title, row.provider)
    return row.course_id, row.completed_on, bare


def _unite_completions(db: Session, present: Completion, row: Completion) -> None:
    passed = [each.result.casefold() in PASSED for each in (present, row)]
    if passed == [False, True]:
        present.result = row.result
    for name in ("days", "cost", "expires_on", "units"):
        if getattr(present, name) is None:
            setattr(present, name, getattr(row, name))
    for name in ("trainer", "evidence", "provider", "certificate_number"):
        setattr(present, name, _joined(getattr(present, name), getattr(row, name)))
    for name in ("title", "link"):
        setattr(present, name, getattr(present, name) or getattr(row, name))
    for each in db.scalars(select(Attachment).where(Attachment.completion_id == row.id)):
        each.completion_id = present.id
    db.flush()


def _unite_held(db: Session, present: PersonCertificate, row: PersonCertificate) -> None:
    """Keep when it was first awarded, and of the two the one that is valid longer."""
    awarded = [each.awarded_on for each in (present, row) if each.awarded_on is not None]
    present.awarded_on = min(awarded, default=None)
    if (row.valid_until or dt.date.max) > (present.valid_until or dt.date.max):
        present.valid_until, present.units = row.valid_until, row.units
        present.number = row.number or present.number
    present.number = present.number or row.number
    for each in db.scalars(select(Attachment).where(Attachment.person_certificate_id == row.id)):
        each.person_certificate_id = present.id
    db.flush()


def _merge_exemptions(db: Session, keep_id: int, other_id: int) -> None:
    """Give the one who is kept the exemptions of both; of one course no two may hold on the same day."""
    rows = db.scalars(select(Exemption).where(Exemption.person_id.in_((keep_id, other_id))))
    present: Exemption | None = None
    for row in sorted(rows, key=lambda row: (row.course_id, row.first_day, row.person_id != keep_id)):
        if present is None or present.course_id != row.course_id or present.last_day < row.first_day:
            present = row
            row.person_id = keep_id
        else:
            present.last_day = max(present.last_day, row.last_day)
            present.reason = _joined(present.reason, row.reason)
            db.delete(row)
    db.flush()


def _unite_absences(present: Absence, row: Absence) -> None:
    present.kind = _joined(present.kind, row.kind)


def _unite_problems(present: AcceptedProblem, row: AcceptedProblem) -> None:
    present.reason = _joined(present.reason, row.reason)


def _problem(row: AcceptedProblem) -> Hashable:
    return row.plan_id, *(repr(getattr(row, name)) for name in _SIDES)


def _joined(one: str, other: str) -> str:
    """Return both texts, or the one that there is."""
    return one if other in ("", one) else "; ".join(filter(None, (one, other)))


def _merge_tracks(
    db: Session, keep_id: int, other_id: int, more: Iterable[int | None], primary: int | None
) -> None:
    """Give the one who is kept the further tracks of both, and the primary one that was not chosen."""
    rows = list(db.scalars(select(PersonTrack).where(PersonTrack.person_id.in_((keep_id, other_id)))))
    wanted = {row.track_id for row in rows} | {track for track in more if track is not None}
    wanted.discard(primary or 0)
    present = {row.track_id for row in rows if row.person_id == keep_id}
    for row in rows:
        if row.person_id == other_id or row.track_id not in wanted:
            db.delete(row)
    db.flush()
    db.add_all(PersonTrack(person_id=keep_id, track_id=track) for track in sorted(wanted - present))
    db.flush()


# Employment


def _spells(db: Session, keep: Person, other: Person, latest: Spell) -> list[Spell]:
    """Return the earlier spells of both put together, before the latest; what overlaps becomes one."""
    earlier = [row.spell for rows in list_earlier(db, (keep.id, other.id)).values() for row in rows]
    for person in (keep, other):
        spell = Spell(person.start_date, person.end_date)
        if person.end_date is not None and not spell.overlaps(latest):
            earlier.append(spell)
    found: list[Spell] = []
    for spell in sorted(earlier, key=lambda each: each.first_day or dt.date.min):
        if spell.overlaps(latest) or (spell.first_day or dt.date.min) > (latest.first_day or dt.date.min):
            continue  # the time is in the latest one, or was said not to be
        if found and found[-1].overlaps(spell):
            last = max(filter(None, (found[-1].last_day, spell.last_day)))
            found[-1] = Spell(found[-1].first_day, last)
        else:
            found.append(spell)
    return found


def _put_spells(db: Session, keep_id: int, other_id: int, spells: Iterable[Spell]) -> None:
    rows = list(db.scalars(select(Employment).where(Employment.person_id.in_((keep_id, other_id)))))
    present = {(row.first_day, row.last_day): row for row in rows if row.person_id == keep_id}
    wanted = {(spell.first_day or NO_FIRST_DAY, spell.last_day) for spell in spells}
    for row in rows:
        if row.person_id == other_id or (row.first_day, row.last_day) not in wanted:
            db.delete(row)
    db.flush()
    new = sorted((first, last) for first, last in wanted - present.keys() if last is not None)
    db.add_all(Employment(person_id=keep_id, first_day=first, last_day=last) for first, last in new)
    db.flush()


# What names the other person


def _point_to(db: Session, keep_id: int, other_id: int) -> None:
    """Let reports, the rules of plans and decisions name the one who is kept."""
    let_decide_instead(db, keep_id, other_id)
    reports = db.scalars(select(Person.id).where(Person.manager_id == other_id, Person.id != keep_id))
    journal.bulk_update(db, Person, {person_id: {"manager_id": keep_id} for person_id in list(reports)})
    if get(db, Person, keep_id).manager_id == other_id:
        journal.bulk_update(db, Person, {keep_id: {"manager_id": None}})
    of_people = PlanScope.kind.in_((ScopeKind.PERSON, ScopeKind.MANAGER))
    rules = list(db.scalars(select(PlanScope).where(of_people, PlanScope.ref_id.in_((keep_id, other_id)))))
    own = {(rule.plan_id, rule.kind, rule.text) for rule in rules if rule.ref_id == keep_id}
    for rule in rules:
        if rule.ref_id == other_id:
            if (rule.plan_id, rule.kind, rule.text) in own:
                db.delete(rule)
            else:
                rule.ref_id = keep_id
    db.flush()


@dataclass(frozen=True, slots=True)
class _Teaching:
    """As whom both teach: the trainers that they are, and the names under which sessions have them."""

    trainers: tuple[int, ...]
    names: tuple[str, ...]


def _teaching(db: Session, keep_id: int, other_id: int) -> _Teaching:
    staff = read_staff(db)
    both = (keep_id, other_id)
    query = select(Trainer.id, Trainer.name, Trainer.code, Trainer.email).order_by(Trainer.id)
    trainers = db.execute(query).all()
    known = {fold(trainer.name) for trainer in trainers}
    return _Teaching(
        tuple(row.id for row in trainers if staff.find(row.name, row.code, row.email) in both),
        tuple(staff.names[each] for each in both if each in staff.names and staff.names[each] not in known),
    )


def _teach_as(db: Session, keep_id: int, teaching: _Teaching) -> None:
    """Let the one who is kept teach what either taught: else nobody would see who is taken twice."""
    keep = get(db, Person, keep_id)
    name = person_name(keep.id, keep.first_name, keep.last_name, keep.email, keep.employee_id)
    for before in teaching.names:
        if before != fold(name):
            rename_text(db, "trainer", before, name)
    for trainer_id in teaching.trainers if keep.email else ():
        trainer, staff = get(db, Trainer, trainer_id), read_staff(db)
        if staff.find(trainer.name, trainer.code, trainer.email) != keep_id:
            trainer.email = keep.email
            db.flush()
