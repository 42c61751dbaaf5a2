"""What merging two sessions would do to problems and seats, before it is done."""

from dataclasses import dataclass

from pmplanner.services.problems.checks.units import evaluate, units_of
from pmplanner.services.problems.fixes import simulation
from pmplanner.services.problems.fixes.foreseeing import tell
from pmplanner.services.problems.reading.rows import Facts


@dataclass(frozen=True, slots=True)
class MergeForecast:
    """What would be so after a merge and is not so now."""

    waiting: int
    """How many more people would wait for a seat."""
    new: int
    """How many problems there would be that there are not now."""
    gone: int
    """How many problems would be solved."""


def foresee_merge(facts: Facts, into: int, session_id: int) -> MergeForecast | None:
    """Return what putting the people of a session into another would lead to; None where it is refused."""
    target, session = facts.sessions.get(into), facts.sessions.get(session_id)
    if target is None or session is None:
        return None
    trial = simulation.merge(facts, target, session, let_wait=True)
    if trial is None:
        return None
    units = units_of(facts, trial.session_ids) | units_of(trial.facts, trial.session_ids)
    before, after = (
        {tell(found) for unit in units for found in evaluate(state, unit)} for state in (facts, trial.facts)
    )
    waited = len(facts.waiting.get(into, ())) + len(facts.waiting.get(session_id, ()))
    # Who waited in the session that goes waits in the other one.
    waits = len(trial.facts.waiting.get(into, ())) + len(facts.waiting.get(session_id, ()))
    return MergeForecast(max(0, waits - waited), len(after - before), len(before - after))
