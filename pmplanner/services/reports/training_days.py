"""Training days of people by month and year, over several years: internal and external.

The days are those of the plans' own totals: of every plan that is no variant, what is done counts in the
months of its session days, and what is scheduled beside it. A completion that no plan counts is in the month
of its day. It counts once, in however many plans it is a done pick.

*Internal* is what somebody of the staff led, and what a provider gave that is the workplace itself (setting
`own-providers`); *external* is what any other provider gave. The provider that a completion names itself goes
before who led it. Of the rest it is not known.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Completion, Course, Person, Pick, Plan, Track, TrainingSession
from pmplanner.models.statuses import TrainerPart
from pmplanner.sentences import resaid
from pmplanner.services.lookup import among, fold, in_order, plain_rows
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import DONE, SCHEDULED, PickStatus, list_pick_statuses
from pmplanner.services.problems.reading.places import read_trainers
from pmplanner.services.reports.asking import Asked, Heading, Row, heading_of
from pmplanner.services.resources.further import read_further
from pmplanner.services.resources.staff import Staff, read_staff
from pmplanner.services.settings import read_setting
from pmplanner.services.totals.measures import month_parts, weigh
from pmplanner.services.totals.totals import NO_TEAM, NO_TRACK

YEARS_BACK = 3
"""How many years stand beside the last one."""

Origin = Literal["internal", "external", "unknown"]

_ZERO = Decimal(0)
_MONTHS = range(1, 13)


class Taken(NamedTuple):
    """What a person took, or will take, in one month; *days* is None where nobody knows how long it was."""

    person_id: int
    year: int
    month: int
    days: Decimal | None
    origin: Origin
    is_done: bool


@dataclass(slots=True)
class DaySum:
    """Days of people together; *scheduled* are to come and in none of the others."""

    internal: Decimal = _ZERO
    external: Decimal = _ZERO
    unknown: Decimal = _ZERO
    """Of which it is not known whether they were internal or external."""
    scheduled: Decimal = _ZERO
    without_days: int = 0
    """Completions of which the days are not known; they are in no sum."""
    people: set[int] = field(default_factory=set)
    """Who took something."""

    @property
    def done(self) -> Decimal:
        """Days that were taken."""
        return self.internal + self.external + self.unknown

    def add(self, taken: Taken) -> None:
        """Count what somebody took or will take."""
        if not taken.is_done:
            self.scheduled += taken.days or _ZERO
            return
        self.people.add(taken.person_id)
        if taken.days is None:
            self.without_days += 1
        elif taken.origin == "internal":
            self.internal += taken.days
        elif taken.origin == "external":
            self.external += taken.days
        else:
            self.unknown += taken.days


@dataclass(frozen=True, slots=True)
class DaysOfGroup:
    """The days of a track or team by year, in the order of the years."""

    name: str
    years: Sequence[DaySum]


@dataclass(frozen=True, slots=True)
class TrainingDays:
    """Training days of everybody, or of some, over some years."""

    heading: Heading
    years: Sequence[int]
    """The earliest first."""
    months: Mapping[tuple[int, int], DaySum]
    """By year and month, each of them."""
    sums: Mapping[int, DaySum]
    """By year."""
    tracks: Sequence[DaysOfGroup]
    """By the primary track of today."""
    teams: Sequence[DaysOfGroup]
    """By the team of today."""
    own_providers: Sequence[str]
    """The names of providers that are internal."""


def read_training_days(db: Session, asked: Asked) -> TrainingDays:
    """Return the training days of the years up to that of the plan's last day.

    Raises PlanError when the plan is gone.
    """
    heading = heading_of(db, asked)
    last = heading.last_day.year
    years = range(last - (YEARS_BACK if asked.years is None else asked.years), last + 1)
    taken = [each for each in list_taken(db, asked.person_ids) if each.year in years]
    months = {(year, month): DaySum() for year in years for month in _MONTHS}
    sums = {year: DaySum() for year in years}
    for each in taken:
        months[each.year, each.month].add(each)
        sums[each.year].add(each)
    people = {row[0]: row for row in plain_rows(db, select(Person.id, Person.primary_track_id, Person.team))}
    tracks = plain_rows(db, select(Track.id, Track.name).order_by(Track.position, Track.id))
    track_names: dict[Hashable, str] = {row[0]: row[1] for row in tracks}
    of_track = _grouped(taken, years, lambda person: people[person][1])
    of_team = _grouped(taken, years, lambda person: people[person][2])
    return TrainingDays(
        heading,
        tuple(years),
        months,
        sums,
        _named(of_track, {**track_names, None: resaid(NO_TRACK)}),
        _named(of_team, {**{name: str(name) for name in sorted(map(str, of_team), key=in_order) if name},
                         "": resaid(NO_TEAM)}),
        own_providers(db),
    )  # fmt: skip


def _grouped(
    taken: Iterable[Taken], years: Sequence[int], key_of: Callable[[int], Hashable]
) -> dict[Hashable, tuple[DaySum, ...]]:
    found: dict[Hashable, tuple[DaySum, ...]] = {}
    for each in taken:
        key = key_of(each.person_id)
        if key not in found:
            found[key] = tuple(DaySum() for _ in years)
        found[key][each.year - years[0]].add(each)
    return found


def _named(
    found: Mapping[Hashable, tuple[DaySum, ...]], names: Mapping[Hashable, str]
) -> tuple[DaysOfGroup, ...]:
    """Return the groups in the order of the names."""
    return tuple(DaysOfGroup(name, found[key]) for key, name in names.items() if key in found)


def own_providers(db: Session) -> tuple[str, ...]:
    """Return the names of providers that are the workplace itself."""
    return tuple(filter(None, map(str.strip, read_setting(db, "own-providers").split(";"))))


def list_taken(db: Session, person_ids: Collection[int] | None = None) -> Iterator[Taken]:
    """Yield what people took and will take, in parts by month, of everybody or of those named."""
    claimed: set[tuple[int, int, dt.date]] = set()
    counted: set[tuple[int, int, dt.date]] = set()
    completions = list(_completions(db, person_ids))
    origins = _Origins(db, completions)
    of_pair: dict[tuple[int, int], list[dt.date]] = defaultdict(list)
    for done in completions:
        if done.course_id is not None:
            of_pair[done.person_id, done.course_id].append(done.day)
    for plan_id, first, last in plain_rows(db, _PLANS):
        yield from _of_plan(db, plan_id, person_ids, origins, counted)
        query = select(Pick.person_id, Pick.course_id).where(
            Pick.plan_id == plan_id, *among(Pick.person_id, person_ids)
        )
        for pair in plain_rows(db, query):
            claimed.update((*pair, day) for day in of_pair.get(tuple(pair), ()) if first <= day <= last)
    for done in completions:
        if done.course_id is None or (done.person_id, done.course_id, done.day) not in claimed:
            yield Taken(
                done.person_id, done.day.year, done.day.month, done.days, origins.of_completion(done), True
            )


_PLANS = (
    select(Plan.id, Plan.first_day, Plan.last_day)
    .where(Plan.variant_of_id.is_(None))
    .order_by(Plan.first_day, Plan.id)
)


def _of_plan(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None,
    origins: "_Origins",
    counted: set[tuple[int, int, dt.date]],
) -> Iterator[Taken]:
    """Yield what a plan has of picks that are done or scheduled; *counted* are completions counted before."""
    weights = weigh(db, plan_id)
    statuses = [
        each
        for each in list_pick_statuses(db, plan_id, person_ids)
        if each.status in (DONE, SCHEDULED) and not _is_counted(each, counted)
    ]
    for pick, month, days in month_parts(db, statuses, weights):
        if month:
            year, number = map(int, month.split("-"))
            yield Taken(pick.person_id, year, number, days, origins.of_pick(pick), pick.status == DONE)


def _is_counted(pick: PickStatus, counted: set[tuple[int, int, dt.date]]) -> bool:
    """Say whether a pick is done by a completion that another plan has counted; note it, if not."""
    if pick.status != DONE or pick.session_id is not None or pick.first_day is None:
        return False
    key = (pick.person_id, pick.course_id, pick.first_day)
    if key in counted:
        return True
    counted.add(key)
    return False


class _Done(NamedTuple):
    """A completion; *days* are its own, else those of the course, *provider* its own alone."""

    person_id: int
    course_id: int | None
    day: dt.date
    days: Decimal | None
    provider: str
    trainer: str


def _completions(db: Session, person_ids: Collection[int] | None) -> Iterator[_Done]:
    facts = read_course_facts(db)
    query = select(
        Completion.person_id,
        Completion.course_id,
        Completion.completed_on,
        Completion.days,
        Completion.provider,
        Completion.trainer,
    ).where(*among(Completion.person_id, person_ids))
    for person_id, course_id, day, days, provider, trainer in plain_rows(db, query):
        if person_ids is not None and person_id not in person_ids:
            continue
        if days is None and course_id is not None:
            days = facts[course_id].days
        yield _Done(person_id, course_id, day, days, provider, trainer)


class _Origins:
    """Says by whom training was given: by the workplace itself, by another provider, or that nobody knows."""

    def __init__(self, db: Session, completions: Iterable[_Done]) -> None:
        self._completions = {(each.person_id, each.course_id, each.day): each for each in completions}
        self._own = {fold(name) for name in own_providers(db)}
        self._providers = dict(plain_rows(db, select(Course.id, Course.provider)))
        self._staff: Staff = read_staff(db)
        self._trainers = read_trainers(db, self._staff)
        further = read_further(db).trainers
        query = select(TrainingSession.id, TrainingSession.trainer)
        self._led_by_staff = {
            session_id
            for session_id, trainer in plain_rows(db, query)
            if any(
                self._is_staff(name)
                for name in (
                    trainer,
                    *(each.name for each in further.get(session_id, ()) if each.part == TrainerPart.LEAD),
                )
            )
        }

    def _is_staff(self, trainer: str) -> bool:
        if not trainer:
            return False
        known = self._trainers.get(fold(trainer))
        found = known.person_id if known is not None else self._staff.by_name.get(fold(trainer))
        return found is not None

    def of_pick(self, pick: PickStatus) -> Origin:
        """Return who gave what a pick was for."""
        if pick.session_id is None and pick.first_day is not None:
            return self.of_completion(self._completions[pick.person_id, pick.course_id, pick.first_day])
        if pick.session_id in self._led_by_staff:
            return "internal"
        return self._of_provider(self._providers.get(pick.course_id, ""))

    def of_completion(self, done: _Done) -> Origin:
        """Return who gave what was completed: by what it says itself, else who led it, else the course."""
        if done.provider:
            return self._of_provider(done.provider)
        if self._is_staff(done.trainer):
            return "internal"
        return self._of_provider(self._providers.get(done.course_id or 0, ""))

    def _of_provider(self, provider: str) -> Origin:
        if not provider.strip():
            return "unknown"
        return "internal" if fold(provider) in self._own else "external"


HEADER = (
    "group", "name", "year", "people", "done_days", "internal_days", "external_days", "unknown_origin_days",
    "scheduled_days", "completions_without_days",
)  # fmt: skip


def training_day_rows(found: TrainingDays) -> list[Row]:
    """Return the figures: a row a month, a year, and a track and a team in each year."""
    rows = [
        _row("month", f"{year:04}-{month:02}", year, each) for (year, month), each in found.months.items()
    ]
    rows += [_row("year", str(year), year, each) for year, each in found.sums.items()]
    for group, lines in (("track", found.tracks), ("team", found.teams)):
        rows += [
            _row(group, line.name, year, each)
            for line in lines
            for year, each in zip(found.years, line.years, strict=True)
        ]
    return rows


def _row(group: str, name: str, year: int, found: DaySum) -> Row:
    return (
        group, name, f"{year:04}", len(found.people), found.done, found.internal, found.external,
        found.unknown, found.scheduled, found.without_days,
    )  # fmt: skip
