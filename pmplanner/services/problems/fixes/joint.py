"""What would solve all problems of one cause: the fixes of each, tried one after the other on plain rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from pmplanner.services.problems.checks.units import evaluate, units_of, units_of_person
from pmplanner.services.problems.fixes.fix_candidate import Remedy
from pmplanner.services.problems.fixes.fix_candidates import remedies
from pmplanner.services.problems.fixes.fixes import MOST_FIXES, Fix, Look, Trying
from pmplanner.services.problems.fixes.foreseeing import tell
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.storage.labels import Counted, Label, People

NO_SEAT = 0
"""The id of a seat that an earlier step will make: what a later one does to it cannot be written down."""

_NOT_FOR_ALL = {"not employed": ("seat", "move")}
"""Edits that are not tried for all problems of a kind: nobody who is gone comes on another day."""

_Chosen = Callable[[Remedy], bool]
Step = tuple[Problem, Remedy]
"""An edit, and the problem for which it was found."""


def find_joint_fixes(facts: Facts, problems: Sequence[Problem], look: Look = lambda: None) -> list[Fix]:
    """Return what would solve all of these problems as one edit and make no other, best first.

    Where no one kind of edit solves all of them, each is solved in its own best way, as many as can be.
    *look* is called before each try and can end the search by raising.
    """
    not_for_all = _NOT_FOR_ALL.get(problems[0].kind, ())
    edits = dict.fromkeys(remedy.edit for remedy in _remedies(facts, problems[0]))
    found: list[Fix] = []
    for edit in (each for each in edits if each not in not_for_all):
        steps, solved = _steps(facts, problems, partial(_is_edit, edit), look, whole=True)
        if solved == len(problems):
            found.append(_joined(steps))
        if len(found) == MOST_FIXES:
            break
    if not found:
        steps, solved = _steps(facts, problems, _is_any, look, whole=False)
        if solved > 1:
            label = Label.of("problem.solve-some", count=solved, all=len(problems))
            found.append(Fix(label, "several", (), tuple(_as_fix(step) for step in steps)))
    return found


def _is_edit(edit: str, remedy: Remedy) -> bool:
    return remedy.edit == edit


def _is_any(_remedy: Remedy) -> bool:
    return True


def _remedies(facts: Facts, problem: Problem) -> Iterator[Remedy]:
    if not problem.session_id or problem.session_id in facts.sessions:
        for alternatives in remedies(facts, problem):
            yield from alternatives


def _steps(
    facts: Facts, problems: Sequence[Problem], chosen: _Chosen, look: Look, *, whole: bool
) -> tuple[list[Step], int]:
    """Solve one problem after the other; return the edits, and how many problems are gone after them.

    With *whole* nothing more is tried once a problem stays.
    """
    steps: list[Step] = []
    solved = 0
    for problem in problems:
        look()
        if steps and not _is_there(facts, problem):
            solved += 1
            continue
        good = _first_good(facts, problem, chosen, look)
        if good is not None:
            remedy, facts = good
            steps.append((problem, remedy))
            solved += 1
        elif whole:
            break
    return steps, solved


def _first_good(facts: Facts, problem: Problem, chosen: _Chosen, look: Look) -> tuple[Remedy, Facts] | None:
    """Return the first remedy that works, and the facts after it."""
    trying = Trying(facts, problem, look)
    for remedy in _remedies(facts, problem):
        made_in_trial = remedy.edit in ("wait", "take out") and NO_SEAT in remedy.values
        if chosen(remedy) and not made_in_trial and (trial := trying.solution(remedy)) is not None:
            return remedy, trial.facts
    return None


def _is_there(facts: Facts, problem: Problem) -> bool:
    units = units_of(facts, {problem.session_id}) if problem.session_id else set()
    if problem.person_id is not None:
        units |= units_of_person(facts, problem.person_id)
    return any(tell(found) == tell(problem) for unit in units for found in evaluate(facts, unit))


def _as_fix(step: Step) -> Fix:
    return Fix(step[1].label, step[1].edit, step[1].values)


def _joined(steps: Sequence[Step]) -> Fix:
    """Return several edits of one kind as one; a single one stays as it is."""
    if len(steps) == 1:
        return _as_fix(steps[0])
    return Fix(_label(steps), "several", (), tuple(_as_fix(step) for step in steps))


def _label(steps: Sequence[Step]) -> Label:
    """Say what edits of one kind do together: to how many sessions, or to which people."""
    first = steps[0][1].label
    codes = dict.fromkeys(str(step.label.args.get("session", step.values)) for _, step in steps)
    sessions = Counted("sessions", len(codes), next(iter(codes)))
    people = People.of(person_id for step in steps if (person_id := _whom(step)) is not None)
    match steps[0][1].edit:
        case "take out":
            return Label.of("seat.remove", people=people, session=sessions)
        case "wait":
            return Label.of("seat.wait", person=people, session=sessions)
        case "seat":
            return Label.of("seat.move-several", people=people, sessions=sessions)
        case "pick and seat":
            return Label.of("seat.add", people=people, session=sessions)
        case "take back":
            courses = {problem.course_id for problem, _ in steps}
            one = first.args["courses"]["name"]
            return Label.of("pick.remove", courses=Counted("courses", len(courses), one), people=people)
        case "approve":
            courses = {problem.course_id for problem, _ in steps}
            one = first.args["courses"]["name"]
            return Label.of("decision.approve", courses=Counted("courses", len(courses), one), people=people)
        case "trainer" if len({str(step.label.args["trainer"]) for _, step in steps}) == 1:
            several = Label.of("session.teach", trainer="", session=sessions)
            return Label(several.key, {**several.args, "trainer": first.args["trainer"]})
        case edit:
            return _OF_SESSIONS[edit](sessions)


def _whom(step: Step) -> int | None:
    """Return whom a step is about: the person of its problem or, where that is a team's, of its edit."""
    problem, remedy = step
    if problem.person_id is not None:
        return problem.person_id
    named = (remedy.label.args.get(name) for name in ("person", "people"))
    return next((who["person"] for who in named if isinstance(who, Mapping) and "person" in who), None)


_OF_SESSIONS: dict[str, Callable[[Counted], Label]] = {
    "move": lambda sessions: Label.of("session.move-several", sessions=sessions),
    "seats": lambda sessions: Label.of("session.raise-seats-several", sessions=sessions),
    "room": lambda sessions: Label.of("session.house-several", sessions=sessions),
    "trainer": lambda sessions: Label.of("session.teach-several", sessions=sessions),
    "lay anew": lambda sessions: Label.of("session.lay-anew-several", sessions=sessions),
    "all attended": lambda sessions: Label.of("session.attend-several", sessions=sessions),
    "merge": lambda sessions: Label.of("session.merge-each", sessions=sessions),
    "cancel": lambda sessions: Label.of("session.cancel", sessions=sessions),
}
