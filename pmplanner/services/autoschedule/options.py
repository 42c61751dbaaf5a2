"""What would seat a pick that is left out: each option tried by the engine, said in a sentence."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pmplanner.day_words import named_day
from pmplanner.scheduling.explain.relaxations import Relaxation, Way, way_for_all, ways_to_seat
from pmplanner.scheduling.model.problem import Problem, Proposal
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.autoschedule.explain import Explanation
from pmplanner.services.autoschedule.naming import Names, periods
from pmplanner.services.autoschedule.request import ScheduleRequest

MOST_EXPLAINED = 50
"""For so many picks options are looked for where all are wanted at once."""

MOST_GROUPS = 10
"""Of so many groups of people with the same reason it is tried what helps all of them."""

MOST_OPTIONS = 3
"""So many options are offered for a pick."""

_ADVICE = {
    "leave": marked("Change the leave on the People page, then schedule again."),
    "ceiling": marked("Change the rule for the team on the Problems page, then schedule again."),
    "week": marked("Change the rule for days a week on the Problems page, then schedule again."),
    "minimum": marked("Change the fewest seats of the course in the Catalogue, then schedule again."),
    "trainer": marked("Add a trainer on the Resources page, then schedule again."),
    "room": marked("Add a room on the Resources page, then schedule again."),
    "equipment": marked("Raise the number on the Resources page, then schedule again."),
    "dates": marked("Change what comes before the course in the Catalogue, then schedule again."),
    "order": marked("Change what comes before the course in the Catalogue, then schedule again."),
}
"""Where the plan's own data has to change first."""

_OFF = marked(
    "Change the person's working days, or the closed days, on the People page, then schedule again."
)
"""Where somebody cannot come for another reason than leave."""

_COVER = marked("Change the rule of cover on the Problems page, then schedule again.")

_RENEWAL = marked("Change the rule for certificates on the Problems page, then schedule again.")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that was tried and seats the pick."""

    label: str
    relaxation: Relaxation
    found: Proposal
    """The schedule in which the pick is seated by it."""
    last_day: dt.date | None = None
    """The last day of the longer period, when it is that."""
    is_leave: bool = True
    """Whether the days on which somebody would come are days of leave."""
    place: tuple[str, int] | None = None
    """What has to change first: ("person", id) or ("course", id)."""
    seats: int = 1
    """How many who are left out for the same reason it seats."""
    renews: bool = False
    """Whether the date that the pick must keep is that on which what it renews expires."""
    is_cover: bool = False
    """Whether the ceiling is a rule of cover."""

    @property
    def advice(self) -> str:
        """What to change first; empty when the schedule can be asked for again with it right away."""
        if self.relaxation.kind == "leave" and not self.is_leave:
            return resaid(_OFF)
        if self.is_cover:
            return resaid(_COVER)
        advice = _RENEWAL if self.renews else _ADVICE.get(self.relaxation.kind)
        return "" if advice is None else resaid(advice)


def find_options(
    names: Names, problem: Problem, proposal: Proposal, explanation: Explanation
) -> list[Option]:
    """Try what would seat a pick, for at most 0.3 s; none when no single thing helps."""
    ways = ways_to_seat(problem, proposal, explanation.reason, names.wider, most=6)
    found = [_option(names, problem, way) for way in ways if _is_up_to_us(names, problem, way)]
    return found[:MOST_OPTIONS]


def alike(explanations: Iterable[Explanation], problem: Problem, pick: int) -> list[Explanation]:
    """Return the explanations of the picks of one course that the same things keep out, one's own first."""
    course = {row.key: row.course for row in problem.picks}
    mine = next(each for each in explanations if each.pick == pick)
    kinds = {blocker.kind for blocker in mine.reason.blockers}
    others = [
        each
        for each in explanations
        if each is not mine
        and course[each.pick] == course[pick]
        and kinds == {blocker.kind for blocker in each.reason.blockers}
    ]
    return [mine, *others]


def find_for_all(
    names: Names, problem: Problem, proposal: Proposal, group: Sequence[Explanation]
) -> Option | None:
    """Try what would seat the most of a group with the same reason, for at most 1.5 s; None for nothing."""
    if len(group) < 2:
        return None
    found = way_for_all(problem, proposal, [each.reason for each in group], names.wider)
    if found is None:
        return None
    way, count = found
    option = _option(names, problem, way)
    label = (
        said("{option}: seats all {count} with this reason", option=option.label, count=count)
        if count == len(group)
        else said(
            "{option}: seats {count} of {all} with this reason",
            option=option.label,
            count=count,
            all=len(group),
        )
    )
    return replace(option, label=label, seats=count)


def _is_up_to_us(names: Names, problem: Problem, way: Way) -> bool:
    """Say whether a way could be gone: nobody comes before the first or after the last day of work."""
    if way.relaxation.kind != "leave":
        return True
    person = next(row.person for row in problem.picks if row.key == way.relaxation.pick)
    first, last = names.employed.get(person, (None, None))
    days = [problem.days[place] for place in way.relaxation.days]
    return all((first is None or first <= day) and (last is None or day <= last) for day in days)


def find_all_options(
    names: Names, problem: Problem, proposal: Proposal, explanations: Sequence[Explanation]
) -> Iterator[tuple[int, list[Option]]]:
    """Give the options of the first MOST_EXPLAINED picks, one after the other."""
    for explanation in explanations[:MOST_EXPLAINED]:
        yield explanation.pick, find_options(names, problem, proposal, explanation)


def find_group_options(
    names: Names, problem: Problem, proposal: Proposal, explanations: Sequence[Explanation]
) -> Iterator[tuple[int, Option]]:
    """Give what would seat the most of each group with the same reason, for each pick of the group."""
    left = {each.pick for each in explanations}
    tried = 0
    for explanation in explanations:
        if explanation.pick not in left or tried >= MOST_GROUPS:
            continue
        group = alike(explanations, problem, explanation.pick)
        left -= {each.pick for each in group}
        tried += len(group) > 1
        option = find_for_all(names, problem, proposal, group)
        for each in group if option is not None else ():
            if option is not None:
                yield each.pick, option


def asked_with(request: ScheduleRequest, option: Option) -> ScheduleRequest:
    """Return the request with an option that needs no other data of the plan."""
    if option.last_day is not None:
        request = replace(request, last_day=option.last_day, extends=True)
    return replace(request, loosened=(*request.loosened, option.relaxation), start=option.found)


def _option(names: Names, problem: Problem, way: Way) -> Option:
    relaxation, last_day = way.relaxation, None
    if relaxation.kind == "period" and names.wider is not None:
        last_day = names.wider.days[len(problem.days) + relaxation.amount * problem.day_parts - 1]
    renews = relaxation.kind == "dates" and relaxation.pick in names.renewals
    label = _label(names, problem, relaxation, last_day)
    is_leave = _on_leave(names, problem, relaxation)
    place = _place(problem, relaxation)
    is_cover = relaxation.kind == "ceiling" and relaxation.target in names.cover
    return Option(
        label, relaxation, way.proposal, last_day, is_leave, place, renews=renews, is_cover=is_cover
    )


def _place(problem: Problem, relaxation: Relaxation) -> tuple[str, int] | None:
    """Return whose own data has to change first, where that is a person's or a course's."""
    pick = next(row for row in problem.picks if row.key == relaxation.pick)
    if relaxation.kind == "leave":
        return "person", pick.person
    if relaxation.kind in ("minimum", "dates", "order"):
        return "course", pick.course
    return None


def _on_leave(names: Names, problem: Problem, relaxation: Relaxation) -> bool:
    """Say whether the days of a relaxation are days of leave of the person."""
    pick = next(row for row in problem.picks if row.key == relaxation.pick)
    away = {problem.days[place] for place in relaxation.days}
    return away <= names.leave.get(pick.person, frozenset())


def _label(names: Names, problem: Problem, relaxation: Relaxation, last_day: dt.date | None) -> str:
    pick = next(row for row in problem.picks if row.key == relaxation.pick)
    target = relaxation.target or 0
    person, course = names.people[pick.person], names.courses[pick.course]
    days = periods(problem.days, relaxation.days) if relaxation.days else ""
    if relaxation.kind == "period" and last_day is not None:
        return counted(
            "Extend the period by {n} day, to {last_day}",
            "Extend the period by {n} days, to {last_day}",
            relaxation.amount,
            last_day=named_day(last_day),
        )
    if relaxation.kind == "leave":
        return (
            said("Let {person} come on {days} although on leave", person=person, days=days)
            if _on_leave(names, problem, relaxation)
            else said("Let {person} come on {days} although not available then", person=person, days=days)
        )
    if relaxation.kind == "dates" and pick.key in names.renewals:
        return said(
            "Let {person} take {course} after what it renews has expired", person=person, course=course
        )
    if relaxation.kind == "ceiling" and target in names.cover:
        return said(
            "Without the rule of cover “{rule}” on {days}",
            rule=names.cover[target],
            days=days or said("any day"),
        )
    return {
        "seat": said("One more seat in {course}", course=course),
        "minimum": said("Hold {course} with fewer people", course=course),
        "ceiling": said(
            "Let one more of {team} be away on {days}",
            team=names.teams.get(target) or said("the team"),
            days=days or said("any day"),
        ),
        "week": said("Let {person} have more training days in a week or month", person=person),
        "trainer": said("One more trainer for {course}", course=course),
        "room": said("One more room for {course}", course=course),
        "equipment": said(
            "More of {equipment}", equipment=names.equipment.get(target) or said("the equipment")
        ),
        "dates": said("Let {person} take {course} whatever comes before it", person=person, course=course),
        "order": said("Let {person} take {course} out of order", person=person, course=course),
    }[relaxation.kind]
