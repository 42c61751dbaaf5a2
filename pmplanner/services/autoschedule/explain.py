"""Why a pick is left out, in sentences; what would help is in ``autoschedule.options``.

:func:`say_why` asks no database, so that it can run beside the window.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pmplanner.day_words import named_day
from pmplanner.scheduling.explain.reasons import Blocker, Reason, why_left_out
from pmplanner.scheduling.model.problem import Course, Person, Pick, PlannedSession, Problem, Proposal
from pmplanner.sentences import counted, said
from pmplanner.services.autoschedule.naming import Names, between, enumerated, period_name, periods

_MOST_PARTS = 4
"""So many things that stand in the way are named at most."""

_SUPPLIES = ("seats", "trainer", "room", "equipment")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pick has no seat: the reason of the engine, and the same in a sentence."""

    pick: int
    sentence: str
    reason: Reason


def say_why(names: Names, problem: Problem, proposal: Proposal) -> dict[int, Explanation]:
    """Explain each pick that a proposal leaves out, by its key."""
    if not proposal.unseated:
        return {}
    speaker = Speaker(names, problem, proposal)
    return {
        reason.pick: Explanation(reason.pick, speaker.sentence(reason), reason)
        for reason in why_left_out(problem, proposal)
    }


class Speaker:
    """Puts the reasons of one proposal into words."""

    def __init__(self, names: Names, problem: Problem, proposal: Proposal) -> None:
        self._names = names
        self._problem = problem
        self._days = problem.days
        self._picks = {row.key: row for row in problem.picks}
        self._courses = {row.key: row for row in problem.courses}
        self._people = {row.key: row for row in problem.people}
        self._sessions = proposal.sessions
        self._place = {pick: planned for planned in proposal.sessions for pick in planned.seated}
        self._sayers: dict[str, Callable[[Pick, Blocker], str]] = {
            "closed": self._closed,
            "too early": self._too_early,
            "too late": self._too_late,
            "person away": self._away,
            "prerequisite": self._prerequisite,
            "prerequisite of another": self._follower,
            "seats": self._seats,
            "too few people": self._too_few,
            "too few of a team": self._too_few_of_a_team,
            "booked": self._booked,
            "nothing": self._nothing,
        }

    def sentence(self, reason: Reason) -> str:
        """Name what stands in the way until nothing is left of the days, the most weighty first."""
        pick = self._picks[reason.pick]
        chosen = _cover(reason)
        own = [row for row in chosen if row.kind == "own course"]
        parts = [self._say(pick, row, reason) for row in chosen if row.kind != "own course"]
        if own:
            parts.append(self._own_courses(pick, own))
        text = "; ".join(parts)
        return f"{text[:1].upper()}{text[1:]}."

    def _say(self, pick: Pick, blocker: Blocker, reason: Reason) -> str:
        sayer = self._sayers.get(blocker.kind)
        if sayer is not None:
            return sayer(pick, blocker)
        full = any(each.kind == "seats" for each in reason.blockers)
        course = (
            said("another session of {course}", course=self._title(pick.course))
            if full
            else self._title(pick.course)
        )
        return self._without(pick, blocker, course, whole=len(blocker.starts) == len(reason.starts))

    def _without(self, pick: Pick, blocker: Blocker, course: str, *, whole: bool) -> str:
        """Say what there is too little of: on all days, or for sessions that begin on some."""
        lacking = self._lacking(pick, blocker, course)
        length, parts = self._course(pick).days, self._problem.day_parts
        if whole:
            last = min(blocker.starts[-1] + length - 1, len(self._days) - 1)
            some = length > parts and self._is_there_on_some_days(pick, blocker.kind)
            when = between(self._days[blocker.starts[0]], self._days[last])
            if not some:
                return f"{lacking} {when}"
            days = _days(-(-length // parts))
            return said("{lacking} for {days} {when}", lacking=lacking, days=days, when=when)
        when = self._starts(pick, blocker)
        return (
            said("{lacking} on {when}", lacking=lacking, when=when)
            if length <= parts
            else said("{lacking} from a start on {when}", lacking=lacking, when=when)
        )

    def _lacking(self, pick: Pick, blocker: Blocker, course: str) -> str:
        match blocker.kind:
            case "trainer":
                return said("nobody can teach {course}", course=course)
            case "room":
                return said("no room is free for {course}", course=course)
            case "equipment":
                equipment = self._names.equipment.get(blocker.other or 0) or said("the equipment")
                return said(
                    "there is not enough of {equipment} for {course}", equipment=equipment, course=course
                )
            case "team ceiling" if (rule := self._cover(blocker)) is not None:
                return said("the rule of cover “{rule}” keeps all who are left at work", rule=rule)
            case "team ceiling":
                return said("no more of {team} can be away", team=self._team(blocker))
        return said(
            "{person} has as many training days as a week or month may have",
            person=self._names.people[pick.person],
        )

    def _team(self, blocker: Blocker) -> str:
        return self._names.teams.get(blocker.other if blocker.other is not None else -1) or said("the team")

    def _cover(self, blocker: Blocker) -> str | None:
        return None if blocker.other is None else self._names.cover.get(blocker.other)

    def _is_there_on_some_days(self, pick: Pick, kind: str) -> bool:
        """Say whether a trainer or room of the course is free on any day, though not on enough of them."""
        course = self._course(pick)
        rows = self._problem.trainers if kind == "trainer" else self._problem.rooms
        keys = course.trainers if kind == "trainer" else course.rooms
        if kind not in ("trainer", "room"):
            return False
        taken: dict[int | None, set[int]] = {}
        for planned in self._sessions:
            one = planned.trainer if kind == "trainer" else planned.room
            taken.setdefault(one, set()).update(planned.days)
        every = set(range(len(self._days)))
        return any(
            every - set(row.unavailable) - taken.get(row.key, set())
            for row in rows
            if row.key in (keys or ())
        )

    def _starts(self, pick: Pick, blocker: Blocker, most: int = 3) -> str:
        """Name the days on which something cannot begin, with the half of the day where it is one."""
        if self._problem.day_parts == 1 or self._course(pick).days > 1:
            return periods(self._days, blocker.starts, most)
        starts = set(blocker.starts)
        both = [place for place in starts if place ^ 1 in starts]
        one = sorted(starts - set(both))
        words = [periods(self._days, both, most)] if both else []
        words += [
            said("the afternoon of {day}", day=named_day(self._days[place]))
            if place % 2
            else said("the morning of {day}", day=named_day(self._days[place]))
            for place in one
        ]
        return enumerated(words, most)

    def _closed(self, pick: Pick, blocker: Blocker) -> str:
        course = self._course(pick)
        if len(self._days) < course.days:
            days = -(-course.days // self._problem.day_parts)
            return said(
                "{course} takes {days}, and the period has fewer",
                course=self._title(course.key),
                days=_days(days),
            )
        return said(
            "{course} cannot begin on {starts}",
            course=self._title(course.key),
            starts=self._starts(pick, blocker),
        )

    def _too_early(self, pick: Pick, _blocker: Blocker) -> str:
        place = pick.earliest or 0
        if place >= len(self._days):
            return said("what comes before {course} ends after the period", course=self._title(pick.course))
        return said(
            "what comes before {course} is done only by {day}",
            course=self._title(pick.course),
            day=named_day(self._days[place]),
        )

    def _too_late(self, pick: Pick, _blocker: Blocker) -> str:
        if (expires := self._names.renewals.get(pick.key)) is not None:
            return said(
                "what {course} renews expires on {expires}",
                course=self._title(pick.course),
                expires=named_day(expires),
            )
        if pick.latest is None or pick.latest < 0:
            return said("what comes before {course} has expired", course=self._title(pick.course))
        return said(
            "what comes before {course} expires on {day}",
            course=self._title(pick.course),
            day=named_day(self._days[pick.latest]),
        )

    def _away(self, pick: Pick, _blocker: Blocker) -> str:
        person = self._people[pick.person]
        name, leave = self._names.people[person.key], on_leave(self._names, self._days, person)
        away = absent(person)
        if len(away) < len(self._days):
            when = periods(self._days, away)
            return (
                said("{name} is away {when}", name=name, when=when)
                if leave
                else said("{name} cannot come {when}", name=name, when=when)
            )
        start, end = self._names.employed.get(person.key, (None, None))
        if end is not None and end < self._days[0]:
            return said(
                "{name} has left: the last day was {end} {year}", name=name, end=named_day(end), year=end.year
            )
        if start is not None and start > self._days[-1]:
            return said(
                "{name} is not here yet: the first day is {start} {year}",
                name=name,
                start=named_day(start),
                year=start.year,
            )
        return (
            said("{name} is away on all days", name=name)
            if leave
            else said("{name} cannot come on any day", name=name)
        )

    def _booked(self, pick: Pick, blocker: Blocker) -> str:
        """Name the sessions that stay and in which the person sits on the days ruled out."""
        name, length = self._names.people[pick.person], self._course(pick).days
        days = {
            self._days[min(place + more, len(self._days) - 1)]
            for place in blocker.starts
            for more in range(length)
        }
        there = [
            f"{title} ({period_name(first, last)})"
            for title, first, last in self._names.booked.get(pick.person, ())
            if any(first <= day <= last for day in days)
        ]
        if not there:
            return said(
                "{name} teaches or is trained elsewhere on {days}",
                name=name,
                days=periods(self._days, blocker.starts),
            )
        return said("{name} is in {there}, which stays as it is", name=name, there=enumerated(there))

    def _own_courses(self, pick: Pick, blockers: Iterable[Blocker]) -> str:
        courses = [self._with_days(row.other or 0) for row in blockers]
        return said(
            "{person} is in {courses}", person=self._names.people[pick.person], courses=enumerated(courses)
        )

    def _with_days(self, other: int) -> str:
        return f"{self._title(self._picks[other].course)} ({self._dates(self._place[other])})"

    def _prerequisite(self, _pick: Pick, blocker: Blocker) -> str:
        other = blocker.other or 0
        title = self._title(self._picks[other].course)
        if other not in self._place:
            return said("{title}, which comes first, has no seat either", title=title)
        return said(
            "{title}, which comes first, ends on {day}",
            title=title,
            day=named_day(self._days[self._place[other].days[-1]]),
        )

    def _follower(self, _pick: Pick, blocker: Blocker) -> str:
        other = blocker.other or 0
        first = self._days[self._place[other].days[0]]
        return said(
            "{course}, which comes after it, begins on {first}",
            course=self._title(self._picks[other].course),
            first=named_day(first),
        )

    def _seats(self, pick: Pick, blocker: Blocker) -> str:
        when = periods(self._days, blocker.starts)
        return said(
            "the sessions of {course} that begin on {when} are full",
            course=self._title(pick.course),
            when=when,
        )

    def _too_few(self, pick: Pick, _blocker: Blocker) -> str:
        course = self._course(pick)
        return said(
            "too few people for a session of {course}, which needs {seats}",
            course=self._title(course.key),
            seats=course.seats_min,
        )

    def _too_few_of_a_team(self, pick: Pick, blocker: Blocker) -> str:
        course = self._course(pick)
        rule = self._cover(blocker)
        if rule is not None:
            return said(
                "the rule of cover “{rule}” lets too few leave their work at once for a session of {course}, "
                "which needs {seats}",
                rule=rule,
                course=self._title(course.key),
                seats=course.seats_min,
            )
        team = self._team(blocker)
        return said(
            "too few of {team} can be away at once for a session of {course}, which needs {seats}",
            team=team,
            course=self._title(course.key),
            seats=course.seats_min,
        )

    def _nothing(self, _pick: Pick, blocker: Blocker) -> str:
        when = periods(self._days, blocker.starts, 2)
        return said(
            "a start on {when} is possible, but others would have to move; allow more seconds", when=when
        )

    def _dates(self, planned: PlannedSession) -> str:
        return period_name(self._days[planned.days[0]], self._days[planned.days[-1]])

    def _course(self, pick: Pick) -> Course:
        return self._courses[pick.course]

    def _title(self, course: int) -> str:
        return self._names.courses.get(course, said("the course"))


def on_leave(names: Names, days: tuple[object, ...], person: Person) -> bool:
    """Say whether all the days on which a person cannot come are days of leave."""
    leave = names.leave.get(person.key, frozenset())
    return all(days[place] in leave for place in absent(person))


def absent(person: Person) -> tuple[int, ...]:
    """Return the days on which a person cannot come, but for those in sessions that stay."""
    sits = {*person.trained, *person.booked}
    return tuple(place for place in person.unavailable if place not in sits)


def _cover(reason: Reason) -> list[Blocker]:
    """Choose few blockers that together rule out as many of the days as all of them do.

    Full sessions are named beside a lack of trainers or rooms, as they are what keeps these busy.
    """
    for blocker in reason.blockers:
        if blocker.kind not in _SUPPLIES and len(blocker.starts) == len(reason.starts):
            return [blocker]
    left = {start for blocker in reason.blockers for start in blocker.starts}
    chosen = [blocker for blocker in reason.blockers if blocker.kind == "seats"]
    while left and len(chosen) < _MOST_PARTS:
        best = max(reason.blockers, key=lambda row: len(left.intersection(row.starts)))
        chosen.append(best)
        left.difference_update(best.starts)
    return chosen


def main_blocker(reason: Reason) -> Blocker:
    """Return what first of all stands in the way, as the sentence of a pick names it.

    Where sessions are full for want of a trainer, room or equipment, that is it and not the seats.
    """
    chosen = _cover(reason)
    if not chosen:
        return reason.blockers[0]
    return next((blocker for blocker in chosen if blocker.kind != "seats"), chosen[0])


def _days(count: int) -> str:
    return counted("{n} day", "{n} days in a row", count)
