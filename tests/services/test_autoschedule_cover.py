"""Rules of cover are rules of the automatic schedule: none that can be kept is broken by what is accepted."""

import datetime as dt
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pmplanner import models as m
from pmplanner.services.autoschedule.explain import say_why
from pmplanner.services.autoschedule.left_out import group_left_out
from pmplanner.services.autoschedule.naming import read_names
from pmplanner.services.needs.cover_rules import CoverValues, add_cover_rule
from pmplanner.storage.workspace import Workspace
from tests.services.office import MONDAY, D, Office
from tests.support import Template
from tests.tiers import examples

DAY = dt.timedelta(days=1)
PEOPLE = "abcdef"
LAST = D(2027, 1, 13)
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


def rule(office: Office, minimum: int, title: str = "Clerk", *, team: str = "", name: str = "") -> int:
    """Let everybody have a job title, of whom so many must be at work."""
    with office.workspace.edit("Rule") as db:
        return add_cover_rule(db, CoverValues(minimum, "title", text=title, team=team, name=name))


def entitle(office: Office, names: str, title: str = "Clerk") -> None:
    for name in names:
        office.change(m.Person, office.people[name], job_title=title)


def at_work(office: Office, title: str, team: str = "") -> dict[dt.date, tuple[int, int]]:
    """By day how many are at work, and how many would be without training; asks the rows alone."""
    with office.workspace.read() as db:
        people = [row for row in db.query(m.Person) if row.job_title == title and team in ("", row.team)]
        leave = [(row.person_id, row.first_day, row.last_day) for row in db.query(m.Absence)]
        trained: dict[dt.date, set[int]] = defaultdict(set)
        for seat, pick, held in (
            db.query(m.Seat, m.Pick, m.SessionDay)
            .join(m.Pick, m.Pick.id == m.Seat.pick_id)
            .join(m.SessionDay, m.SessionDay.session_id == m.Seat.session_id)
        ):
            if seat.status in ("booked", "attended", "partly attended"):
                trained[held.day].add(pick.person_id)
        found = {}
        for number in range(40):
            day = MONDAY + number * DAY
            would = {
                person.id
                for person in people
                if (31 if person.working_days is None else person.working_days) >> day.weekday() & 1
                and (person.end_date or day) >= day
                and not any(who == person.id and first <= day <= last for who, first, last in leave)
            }
            found[day] = len(would - trained[day]), len(would)
        return found


def test_so_many_stay_at_work(blank: Workspace) -> None:
    """All could come on one day; two a day are kept at work."""
    office = Office(blank, "abcd")
    entitle(office, "abcd")
    office.course("A", takers="abcd", min_seats=1, max_seats=8)
    rule(office, 2)
    assert office.schedule().seated == 4
    assert min(there for there, would in at_work(office, "Clerk").values() if would == 4) == 2
    assert office.kinds() == []


def test_a_rule_that_only_warns_is_kept_all_the_same_and_one_ignored_is_not(blank: Workspace) -> None:
    office = Office(blank, "ab", last=MONDAY)
    entitle(office, "ab")
    office.course("A", takers="ab")
    rule(office, 1, name="Desk")
    outcome = office.schedule()
    assert (outcome.seated, len(outcome.left_out)) == (1, 1)
    assert "The rule of cover “Desk” keeps all who are left at work" in outcome.left_out[0].reason
    office.policy("cover", "ignore")
    assert office.schedule().seated == 2


def test_where_leave_leaves_too_few_people_are_trained_if_they_would_be_left_out(blank: Workspace) -> None:
    """On the first day leave alone breaks the rule: a is trained on the second if there is one."""
    office = Office(blank, "ab", last=MONDAY + DAY)
    entitle(office, "ab")
    office.leave("b", 4)
    office.course("A", takers="a")
    first = rule(office, 2)
    assert office.schedule().seated == 1
    assert list(office.state().values()) == ["4 / a"]
    office.workspace.undo()
    with office.workspace.edit("Fewer") as db:
        db.get_one(m.CoverRule, first).minimum = 1
    assert office.schedule().seated == 1
    assert list(office.state().values()) == ["5 / a"]


def test_who_sits_in_what_stands_is_not_at_work(blank: Workspace) -> None:
    """On the first day a is in a session that is locked, on the second in one of another plan."""
    office = Office(blank, "ab", last=MONDAY + 2 * DAY)
    other = office.add(m.Plan(name="Q", first_day=MONDAY, last_day=MONDAY + 2 * DAY))
    entitle(office, "ab")
    for code in "AB":
        office.course(code)
    office.pick("a", "A")
    office.pick("b", "B")
    office.pick("a", "B", plan=other)
    office.session("A", 4, "a", locked=True)
    office.session("B", 5, "a", plan=other)
    rule(office, 1)
    assert office.schedule().seated == 1
    assert office.state()["B-1"] == "6 / b"
    assert office.kinds() == []


def test_who_has_it_for_a_while_counts_for_a_while(blank: Workspace) -> None:
    """The certificate of b ends on Tuesday: until then one of both can go, afterwards b alone."""
    office = Office(blank, "ab", last=MONDAY + 3 * DAY)
    certificate = office.add(m.Certificate(code="PMX", name="Master"))
    for name, until in (("a", None), ("b", MONDAY + DAY)):
        office.add(
            m.PersonCertificate(person_id=office.people[name], certificate_id=certificate, valid_until=until)
        )
    for code in "AB":
        office.course(code, takers="ab")
    with office.workspace.edit("Rule") as db:
        add_cover_rule(db, CoverValues(1, "certificate", certificate))
    outcome = office.schedule()
    assert office.kinds() == []
    assert outcome.seated == 4
    taken = {text for text in office.state().values() if "a" in text.split("/")[1]}
    assert all(text.split()[0] in ("4", "5") for text in taken)


def test_what_would_help_names_the_rule(blank: Workspace) -> None:
    office = Office(blank, "ab", last=MONDAY)
    entitle(office, "ab")
    office.course("A", takers="ab")
    rule(office, 1, name="Desk")
    brief = office.read()
    proposal = office.solve(brief)
    (options,) = office.options(brief, proposal).values()
    labels = [option.label for option in options]
    assert "Without the rule of cover “Desk” on 4 January" in labels
    option = next(option for option in options if "Desk" in option.label)
    assert option.advice == "Change the rule of cover on the Problems page, then schedule again."
    with blank.read() as db:
        names = read_names(db, brief)
    outcome = office.outcome(brief, proposal)
    (group,) = group_left_out(outcome.left_out, say_why(names, brief.problem, proposal), names, brief.problem)
    assert group.title == "1 pick: the rule of cover “Desk” keeps all who are left at work"
    assert group.action == "cover"


def test_without_rules_the_problem_is_as_before(blank: Workspace) -> None:
    office = Office(blank, "ab")
    office.course("A", takers="ab")
    assert office.read().problem.ceilings == ()
    entitle(office, "ab")
    rule(office, 5)
    ceilings = office.read().problem.ceilings
    assert ceilings
    assert all(row.is_wish for row in ceilings)  # it cannot be kept


# Random plans

leaves = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.integers(4, 12), st.integers(0, 3)), max_size=5, unique=True
)
rules = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["Clerk", "Boss"]), st.sampled_from(["", "T"])),
    min_size=1,
    max_size=2,
)
courses = st.lists(
    st.tuples(
        st.sampled_from(["0.5", "1", "1", "2", "3"]),
        st.lists(st.sampled_from(PEOPLE), unique=True, max_size=6),
        st.integers(1, 3),
        st.sampled_from([None, 2, 4]),
    ),
    min_size=1,
    max_size=3,
)
stands = st.none() | st.tuples(
    st.integers(4, 8), st.lists(st.sampled_from(PEOPLE), unique=True, max_size=2), st.booleans()
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("cover"), lambda _workspace: None)


@pytest.mark.slow
@settings(
    max_examples=examples(12, 400),
    phases=NO_SHRINKING,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(leaves, rules, courses, stands, st.sampled_from(["warn", "block"]), st.lists(st.sampled_from(PEOPLE)))
def test_no_accepted_schedule_breaks_a_rule(
    template: Template,
    leaves: list[tuple[str, int, int]],
    rules: list[tuple[int, str, str]],
    courses: list[tuple[str, list[str], int, int | None]],
    stands: tuple[int, list[str], bool] | None,
    action: str,
    bosses: list[str],
) -> None:
    workspace = template.open()
    office = Office(workspace, PEOPLE, last=LAST)
    entitle(office, PEOPLE)
    entitle(office, "".join(sorted(set(bosses))), "Boss")
    office.change(m.Person, office.people["a"], working_days=0b10111, team="T")
    office.change(m.Person, office.people["b"], end_date=D(2027, 1, 8), team="T")
    office.change(m.Person, office.people["c"], team="T")
    for name, first, more in leaves:
        office.leave(name, first, first + more)
    office.policy("cover", action)
    for minimum, title, team in rules:
        rule(office, minimum, title, team=team)
    for code, (days, takers, least, most) in zip("ABC", courses, strict=False):
        office.course(code, days, "".join(takers), min_seats=least, max_seats=most)
    if stands is not None:
        day, sitting, is_locked = stands
        there = "".join(name for name in sitting if name in courses[0][1])
        office.session("A", day, there, locked=is_locked)
    before = _broken(office, rules)
    office.schedule()
    after = _broken(office, rules)
    assert after <= before
    workspace.undo()
    assert _broken(office, rules) == before
    workspace.close()


def _broken(office: Office, rules: list[tuple[int, str, str]]) -> set[tuple[int, str, str, dt.date]]:
    """The days on which training breaks each rule, found by the rows alone."""
    return {
        (minimum, title, team, day)
        for minimum, title, team in rules
        for day, (there, would) in at_work(office, title, team).items()
        if there < minimum <= would
    }
