"""What a plan's schedule leaves to do: its problems, and what is still to schedule."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person
from pmplanner.services.lookup import among, person_name
from pmplanner.services.pick_status.pick_status import count_picks
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.problems.tracking.finding import read_accepted, with_acceptance
from pmplanner.services.sessions.seating import count_unapproved
from pmplanner.services.views.backlog import CourseToSchedule, list_to_schedule


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a plan's sessions leave to do; *names* are those of the people who have a problem."""

    problems: tuple[Problem, ...] = ()
    names: dict[int, str] = field(default_factory=dict)
    to_schedule: tuple[CourseToSchedule, ...] = ()
    picks: int = 0
    unapproved: int = 0
    """How many open picks are left out because nobody has approved them."""

    @property
    def scheduled(self) -> int:
        """How many picks have a seat or are done."""
        return self.picks - self.unapproved - sum(row.people for row in self.to_schedule)


def view_outlook(
    db: Session, plan_id: int, today: dt.date, known: tuple[Facts, Iterable[Problem]] | None = None
) -> Outlook:
    """Return the problems of a plan and what is still to schedule, from *today* on.

    *known* are the plan's facts and problems where somebody keeps them up to date; otherwise they
    are looked for.
    """
    if known is None:
        facts = gather_facts(db, plan_id)
        known = facts, with_acceptance(check(facts), read_accepted(db, plan_id))
    facts = known[0]
    return replace(
        view_problems(*known),
        to_schedule=tuple(list_to_schedule(db, plan_id, facts, today)),
        picks=count_picks(db, plan_id),
        unapproved=sum(count_unapproved(db, plan_id).values()),
    )


def view_problems(facts: Facts, told: Iterable[Problem]) -> Outlook:
    """Return of a plan's problems those that nobody has accepted, and nothing of what is to schedule."""
    problems = tuple(problem for problem in told if problem.accepted is None)
    troubled = {problem.person_id for problem in problems if problem.person_id is not None}
    names = {person_id: facts.people[person_id].name for person_id in troubled & facts.people.keys()}
    return Outlook(problems, names)


def name_people(db: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Return what people are called, by person id."""
    query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id).where(
        *among(Person.id, person_ids)
    )
    return {
        person_id: person_name(person_id, first, last, email, key)
        for person_id, first, last, email, key in db.execute(query)
        if person_id in person_ids
    }
