"""What is wrong with a pick: the person has the course, or has picked it in another plan as well."""

from collections.abc import Iterator

from pmplanner.day_words import full_day
from pmplanner.models.statuses import WAS_THERE, SeatStatus
from pmplanner.sentences import listed, said
from pmplanner.services.people.expiry import expiry_of
from pmplanner.services.problems.checks.reporting import about_pick
from pmplanner.services.problems.checks.texts import named_with_years, who
from pmplanner.services.problems.reading.rows import Facts, OtherPick, Problem, SessionFacts


def superfluous_picks(facts: Facts, person_id: int) -> Iterator[Problem]:
    """Find the picks of a person that can be taken back: of what the person has, or will have elsewhere."""
    picks = facts.picks.get(person_id)
    if not picks or not may_be_superfluous(facts, person_id):
        return
    others = facts.picked_elsewhere.get(person_id, {})
    had = _had(facts, person_id)
    if not had and not others:
        return
    for course_id in sorted(picks):
        serving = facts.serves.get(course_id, frozenset((course_id,)))
        if had.isdisjoint(serving) and course_id not in others:
            continue
        if is_done(facts, person_id, course_id):
            continue
        reason = why_credited(facts, person_id, course_id)
        plans = [plan for plan in others.get(course_id, ()) if _helps(facts, course_id, plan)]
        person, course = who(facts, person_id), facts.titles[course_id]
        if reason:
            title = said("{person} already has {course}", person=person, course=course)
            yield from about_pick(facts, "already has the course", person_id, course_id, title, reason)
        elif plans:
            title = said("{person} has picked {course} in two plans", person=person, course=course)
            names = listed(dict.fromkeys(f"“{plan.plan}”" for plan in plans))
            hint = said("It is also picked in {plans}.", plans=names)
            yield from about_pick(facts, "picked in two plans", person_id, course_id, title, hint)


def may_be_superfluous(facts: Facts, person_id: int) -> bool:
    """Say whether anything is known by which a pick could be; asked first, for of most people it is not."""
    return (
        person_id in facts.satisfied
        or person_id in facts.picked_elsewhere
        or any(session_id in facts.others for session_id in facts.sits.get(person_id, ()))
    )


def _had(facts: Facts, person_id: int) -> frozenset[int]:
    """Return the courses by which a person may have others: asked first, for of most people there are few."""
    done = {
        course_id
        for course_id, day, expires, _ in facts.satisfied.get(person_id, ())
        if day < facts.first_day and (expires is None or expires >= facts.last_day)
    }
    others = facts.others
    if others:
        sits = facts.sits.get(person_id, ())
        done |= {others[session_id].course_id for session_id in sits if session_id in others}
    return frozenset(done)


def is_done(facts: Facts, person_id: int, course_id: int) -> bool:
    """Say whether a pick of the plan was taken, with success or not."""
    return course_id in facts.taken.get(person_id, ()) or any(
        session.course_id == course_id and not session.plan and status in WAS_THERE
        for session, status in facts.sessions_of(person_id)
    )


def why_credited(facts: Facts, person_id: int, course_id: int) -> str:
    """Return by what a person has a course as of the plan's last day, from outside the plan; "" for nothing.

    That is a success before the plan's period that is valid on its last day, or a seat booked in another
    plan that ends by then and is valid so long; in the course or in one that counts as it.
    """
    serving = facts.serves.get(course_id, frozenset((course_id,)))
    for other, day, expires, is_exemption in facts.satisfied.get(person_id, ()):
        # An exemption is no course that somebody has.
        before = day < facts.first_day and not is_exemption
        if other in serving and before and (expires is None or expires >= facts.last_day):
            done = said("{course} was done on {day}", course=facts.titles[other], day=full_day(day))
            if expires is None:
                return f"{done}."
            return said("{done} and is valid until {expires}.", done=done, expires=full_day(expires))
    for session, status in facts.sessions_of(person_id):
        expected = session.plan and status == SeatStatus.BOOKED and session.last_day <= facts.last_day
        if expected and session.course_id in serving and _lasts(facts, session):
            return said("There is a seat in {session}.", session=named_with_years(facts, session))
    return ""


def _lasts(facts: Facts, session: SessionFacts) -> bool:
    """Say whether what is taken in a session is valid on the plan's last day; what is not is a renewal."""
    expires = expiry_of(session.last_day, facts.validity.get(session.course_id))
    return expires is None or expires >= facts.last_day


def _helps(facts: Facts, course_id: int, other: OtherPick) -> bool:
    """Say whether one pick will do for both plans: what expires may be due again in the later one."""
    earlier, later = sorted((facts.last_day, other.last_day))
    expires = expiry_of(earlier, facts.validity.get(course_id))
    return expires is None or expires >= later
