"""What is behind a week of the load: who is away for what, which sessions use a room or trainer."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.calendar.open_days import works_on
from pmplanner.services.problems.reading.rows import Facts, PersonFacts, SessionFacts
from pmplanner.services.views.load import DAY, LoadBook, LoadRow, trainer_days


class LoadPart(NamedTuple):
    """Somebody, a room or a trainer, and what takes some days of a week."""

    name: str
    """Of the person, room or trainer."""
    person_id: int | None
    what: str
    """The title of the course; of leave its kind, which may be empty."""
    days: tuple[dt.date, ...]
    quarters: int
    """On days of work."""
    off: int = 0
    """On days that are none of work."""
    code: str = ""
    """Of the session; empty for leave."""
    session_id: int | None = None
    plan: str = ""
    """The name of the other plan that the session is in."""

    @property
    def is_leave(self) -> bool:
        """Whether it is no training."""
        return self.session_id is None


def list_load(facts: Facts, book: LoadBook, row: int, week: int) -> list[LoadPart]:
    """Return what is behind a week of a line, by people and days.

    *facts* are those of which the book was made. Who is in two sessions on a day has both.
    """
    line, first = book.rows[row], book.weeks[week]
    days = [first + dt.timedelta(days=number) for number in range(7)]
    if book.kind == "team":
        people = (facts.people[key] for key in _people_of(book, row) if key in facts.people)
        return [part for person in people for part in _of_person(facts, book, person, days)]
    working, leave = _working_days(facts, book, line, days)
    places = facts.places.rooms if book.kind == "room" else facts.places.trainers
    found = []
    for session in places.get(line.key, ()):
        loads = [(part.day, part.quarters) for part in session.parts if part.day in days]
        if loads:
            found.append(_in_session(facts, line.name, line.person_id, session, loads, working))
    if leave:
        found.append(LoadPart(line.name, line.person_id, "", leave, DAY * len(leave)))
    return sorted(found, key=_when)


def _when(part: LoadPart) -> tuple[dt.date, str]:
    return part.days[0], part.code


def _people_of(book: LoadBook, row: int) -> Iterator[int]:
    """Give the person of a line, or the people of a team."""
    line = book.rows[row]
    if line.person_id is not None:
        yield line.person_id
        return
    for each in book.rows[row + 1 : row + 1 + line.people]:
        if each.person_id is not None:
            yield each.person_id


def _of_person(
    facts: Facts, book: LoadBook, person: PersonFacts, days: Sequence[dt.date]
) -> Iterator[LoadPart]:
    closed = book.days.closed.of(person.location)
    working = [
        day
        for day in days
        if person.employed_on(day) and works_on(person.working_days, facts.week, day) and day not in closed
    ]
    taken: dict[dt.date, int] = defaultdict(int)
    found = []
    for session, status in facts.sessions_of(person.id):
        if status == SeatStatus.ABSENT or session.first_day > days[-1] or session.last_day < days[0]:
            continue
        loads = [(part.day, count) for part, count in facts.loads(session, person.id) if part.day in days]
        if loads:
            found.append(_in_session(facts, person.name, person.id, session, loads, working))
        for day, count in loads:
            taken[day] = min(DAY, taken[day] + count)
    yield from sorted(found, key=_when)
    for first, last, kind in facts.absences.get(person.id, ()):
        away = tuple(day for day in working if first <= day <= last and taken[day] < DAY)
        if away:
            yield LoadPart(person.name, person.id, kind, away, sum(DAY - taken[day] for day in away))
        taken.update(dict.fromkeys(away, DAY))  # of two leaves on a day the first counts


def _in_session(
    facts: Facts,
    name: str,
    person_id: int | None,
    session: SessionFacts,
    loads: Iterable[tuple[dt.date, int]],
    working: Collection[dt.date],
) -> LoadPart:
    by_day: dict[dt.date, int] = defaultdict(int)
    for day, count in loads:
        by_day[day] = min(DAY, by_day[day] + count)
    return LoadPart(
        name,
        person_id,
        facts.titles.get(session.course_id, ""),
        tuple(sorted(by_day)),
        sum(count for day, count in by_day.items() if day in working),
        sum(count for day, count in by_day.items() if day not in working),
        session.code,
        session.id,
        session.plan,
    )


def _working_days(
    facts: Facts, book: LoadBook, line: LoadRow, days: Sequence[dt.date]
) -> tuple[list[dt.date], tuple[dt.date, ...]]:
    """Return the days on which a room is open or a trainer can be asked for, and the trainer's leave."""
    if book.kind == "room":
        room = facts.rooms.get(line.key)
        closed = book.days.closed.of(room.site if room else "")
        return [day for day in days if works_on(None, facts.week, day) and day not in closed], ()
    there, leave = trainer_days(facts, book.days, facts.trainer_of(line.key))
    places = {day: book.days.place(day) for day in days}
    return (
        [day for day, place in places.items() if there[place] and not leave[place]],
        tuple(day for day, place in places.items() if there[place] and leave[place]),
    )
