"""Rules of cover: who has what when, who is at work, what training breaks, and what leave alone does."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import (
    AcceptedProblem,
    Certificate,
    Closure,
    CourseSkill,
    CoverKind,
    CoverRule,
    Person,
    PersonCertificate,
    PersonTrack,
    Plan,
    Skill,
    Track,
)
from pmplanner.services.errors import PlanError
from pmplanner.services.needs.cover_rules import (
    CoverValues,
    add_cover_rule,
    change_cover_rule,
    find_cover_rule,
    find_what,
    list_choices,
    list_cover_rules,
    remove_cover_rule,
)
from pmplanner.services.people.history import add_absence, record_completion
from pmplanner.services.plans import picks, plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.fixes.fixes import apply_fix, list_fixes
from pmplanner.services.problems.fixes.joint import find_joint_fixes
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.tracking.accepting import accept_problem, name_problem
from pmplanner.services.problems.tracking.blocking import BlockingGuard
from pmplanner.services.problems.tracking.causes import find_causes
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.sessions import sessions
from pmplanner.services.views.cover import CoverState, list_cover_states
from pmplanner.services.views.foreseeing import foresee_placing
from pmplanner.services.why.asking import ask_why
from pmplanner.storage.labels import Label, word
from pmplanner.storage.workspace import Workspace
from tests.services.finding_problems import all_found, only, put
from tests.services.small_plan import MONDAY, SmallPlan, make

DAY = dt.timedelta(days=1)
TITLE = CoverValues(2, CoverKind.TITLE, text="Clerk")


def clerks(small: SmallPlan, names: str, values: CoverValues = TITLE) -> int:
    """Let people be clerks, of whom a rule wants some at work."""
    for name in names:
        small.db.get_one(Person, small.person(name)).job_title = "clerk "
    return add_cover_rule(small.db, values)


def state(small: SmallPlan) -> CoverState:
    small.db.flush()
    (found,) = list_cover_states(gather_facts(small.db, small.plan))
    return found


# Rules


def test_rules_are_added_changed_and_removed(small: SmallPlan) -> None:
    skill = put(small.db, Skill, name="Scrum")
    rule = add_cover_rule(small.db, CoverValues(1, "skill", skill, level="working", team=" Sales  team "))
    (row,) = list_cover_rules(small.db)
    assert (row.name, row.what, row.values.team) == ("Sales team: Scrum, working", "Scrum", "Sales team")
    assert not row.is_named
    again = add_cover_rule(small.db, replace(row.values, name=""))
    assert [each.name for each in list_cover_rules(small.db)][1] == "Sales team: Scrum, working 2"
    change_cover_rule(small.db, again, CoverValues(3, "title", text=" Test  lead ", name="Leads"))
    (changed,) = (each for each in list_cover_rules(small.db) if each.id == again)
    assert changed.values == CoverValues(3, "title", text="Test lead", name="Leads")
    assert changed.is_named
    assert small.db.get_one(CoverRule, again).skill_id is None
    assert find_cover_rule(small.db, "leads") == again
    remove_cover_rule(small.db, again)
    assert [each.id for each in list_cover_rules(small.db)] == [rule]
    with pytest.raises(PlanError, match="There is no rule of cover “Leads”"):
        find_cover_rule(small.db, "Leads")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (replace(TITLE, minimum=0), "At least one person"),
        (replace(TITLE, minimum=10**9), "At least one person"),
        (replace(TITLE, text="  "), "which job title"),
        (replace(TITLE, kind="colour"), "asks for a"),
        (CoverValues(1, "skill"), "Say which skill"),
        (CoverValues(1, "track", 10**6), "."),
        (replace(TITLE, level="expert"), "Only a skill"),
        (replace(TITLE, first_day=MONDAY, last_day=MONDAY - DAY), "before the first"),
        (replace(TITLE, name="clerks "), "a rule of cover “Clerks” already"),
    ],
)
def test_nonsense_is_refused(small: SmallPlan, values: CoverValues, reason: str) -> None:
    add_cover_rule(small.db, replace(TITLE, name="Clerks"))
    with pytest.raises(PlanError, match=reason):
        add_cover_rule(small.db, values)
    assert len(list_cover_rules(small.db)) == 1


def test_a_level_that_there_is_not_is_refused(small: SmallPlan) -> None:
    skill = put(small.db, Skill, name="Scrum")
    with pytest.raises(PlanError, match="A level is"):
        add_cover_rule(small.db, CoverValues(1, "skill", skill, level="master"))


def test_what_can_be_named_is_offered(small: SmallPlan) -> None:
    skill = put(small.db, Skill, name="Zen")
    for name, title in (("A", "Clerk"), ("B", "clerk"), ("C", "Boss")):
        person = small.db.get_one(Person, small.person(name))
        person.job_title, person.team = title, "Ops"
    small.db.flush()
    choices = list_choices(small.db)
    assert choices.of_kind("skill")[-1] == (skill, "Zen")
    assert [title.lower() for _, title in choices.of_kind("title")] == ["boss", "clerk"]
    assert choices.teams == ("Ops",)
    assert find_what(small.db, "skill", "zen") == skill
    with pytest.raises(PlanError, match="no skill"):
        find_what(small.db, "skill", "Zazen")


# Who has it


def test_who_has_a_skill_has_a_valid_completion_at_the_level_on_that_day(small: SmallPlan) -> None:
    skill = put(small.db, Skill, name="Scrum")
    course, basic = small.course("deep", level="advanced"), small.course("basic", level="introduction")
    for each in (course, basic):
        put(small.db, CourseSkill, course_id=each, skill_id=skill)
    for name, taken, until in (("A", course, None), ("B", course, MONDAY), ("C", basic, None)):
        record_completion(small.db, small.person(name), taken, MONDAY - 40 * DAY, expires_on=until)
    add_cover_rule(small.db, CoverValues(2, "skill", skill, level="working"))
    small.course("x", days="2")
    small.run("x", MONDAY, "AC")
    # C has it at a lower level; B has it on the first day only.
    problem = only(small)
    assert (problem.kind, problem.day) == ("cover", MONDAY)
    assert problem.title == "Scrum, working: 1 of 2 at work on Mon 1 Mar"
    assert state(small).people == 2


def test_who_has_a_track_a_title_or_a_certificate(small: SmallPlan) -> None:
    track = put(small.db, Track, code="X", name="Pilot", position=9)
    certificate = put(small.db, Certificate, code="PMX", name="Project master")
    for name in "ABC":
        small.person(name)
    small.db.get_one(Person, small.people["A"]).primary_track_id = track
    put(small.db, PersonTrack, person_id=small.people["B"], track_id=track)
    put(
        small.db,
        PersonCertificate,
        person_id=small.people["C"],
        certificate_id=certificate,
        awarded_on=MONDAY,
        valid_until=MONDAY + DAY,
    )
    add_cover_rule(small.db, CoverValues(2, "track", track, name="Pilots"))
    add_cover_rule(small.db, CoverValues(1, "certificate", certificate, name="Masters"))
    small.course("x", days="3")
    small.run("x", MONDAY, "BC")
    found = [(problem.title, problem.day) for problem in all_found(small)]
    assert found == [
        ("Masters: 0 of 1 at work on Mon 1 Mar", MONDAY),
        ("Pilots: 1 of 2 at work on Mon 1 Mar", MONDAY),
        ("Masters: 0 of 1 at work on Tue 2 Mar", MONDAY + DAY),
        ("Pilots: 1 of 2 at work on Tue 2 Mar", MONDAY + DAY),
        ("Pilots: 1 of 2 at work on Wed 3 Mar", MONDAY + 2 * DAY),
    ]


# Who is at work


def test_a_part_of_a_day_in_training_is_a_day_away(small: SmallPlan) -> None:
    clerks(small, "AB")
    small.course("half", days="0.5")
    small.run("half", MONDAY, "A")
    assert only(small).kind == "cover"


def test_days_of_other_plans_count_and_those_of_variants_do_not(small: SmallPlan) -> None:
    clerks(small, "ABC")
    small.course("x")
    for name in ("Variant", "Other"):
        variant_of = small.plan if name == "Variant" else None
        other = plans.create_plan(small.db, name, MONDAY, MONDAY + 30 * DAY)
        if variant_of is not None:
            small.db.get_one(Plan, other).variant_of_id = variant_of
        picks.pick_courses(small.db, other, [small.people["A"]], [small.courses["x"]])
        sessions.add_session(small.db, other, small.courses["x"], MONDAY, seat_open=True)
        small.db.flush()
        if name == "Variant":
            small.run("x", MONDAY, "B")
            assert all_found(small) == []
    problem = only(small)
    assert problem.title.endswith("1 of 2 at work on Mon 1 Mar")
    assert "in the plan Other" in problem.text


def test_who_would_not_work_is_not_missed(small: SmallPlan) -> None:
    """One works on other days, one has left, one is at a closed site: two are left, and one is trained."""
    clerks(small, "ABCDE")
    people = {name: small.db.get_one(Person, small.people[name]) for name in "ABCDE"}
    people["C"].working_days = 0b11110
    people["D"].end_date = MONDAY - DAY
    people["E"].location = "Oslo"
    put(small.db, Closure, site="Oslo", first_day=MONDAY, last_day=MONDAY, name="Shut")
    small.course("x")
    small.run("x", MONDAY, "A")
    assert only(small).title.endswith("1 of 2 at work on Mon 1 Mar")


def test_a_day_that_leave_alone_breaks_is_no_fault_of_training_and_says_so(small: SmallPlan) -> None:
    clerks(small, "ABC")
    for name in "AB":
        add_absence(small.db, small.people[name], MONDAY, MONDAY + DAY, "Leave")
    small.course("x")
    small.run("x", MONDAY, "C")
    assert all_found(small) == []
    found = state(small)
    assert (found.by_training, found.by_leave) == ((), ((MONDAY, MONDAY + DAY),))
    assert found.trouble == ""
    assert "Leave alone leaves too few: 1–2 Mar. That is no fault of training." in found.sentence


def test_a_rule_that_cannot_be_kept_is_no_problem_and_says_so(small: SmallPlan) -> None:
    clerks(small, "A")
    small.course("x")
    small.run("x", MONDAY, "A")
    assert all_found(small) == []
    assert "Fewer than that work at all" in state(small).sentence


def test_a_rule_holds_on_its_days_and_in_its_team(small: SmallPlan) -> None:
    values = replace(TITLE, minimum=1, team="Ops", first_day=MONDAY + DAY, last_day=MONDAY + DAY)
    clerks(small, "AB", values)
    small.db.get_one(Person, small.people["A"]).team = "ops"
    small.course("x", days="3")
    small.run("x", MONDAY, "AB")
    assert only(small).day == MONDAY + DAY
    set_policy(small.db, "cover", "ignore", team="Ops")
    assert all_found(small) == []
    assert state(small).sentence == "Ignored by the policy."


# What is done about it


def test_days_that_follow_one_another_are_one_cause(small: SmallPlan) -> None:
    """From Thursday to Monday, and by itself the day a week later."""
    clerks(small, "AB")
    small.course("long", days="3")
    small.course("x")
    small.run("long", MONDAY + 3 * DAY, "A")
    small.run("x", MONDAY + 10 * DAY, "A")
    facts = gather_facts(small.db, small.plan)
    causes = find_causes(facts, find_problems(small.db, small.plan))
    assert [(len(cause.problems), cause.title) for cause in causes] == [
        (3, "Clerk: too few at work on 3 days from Thu 4 Mar 2027 on"),
        (1, "Clerk: 1 of 2 at work on Thu 11 Mar"),
    ]
    assert state(small).trouble == "Training leaves too few at work: 4–8 Mar and 11 Mar."


def test_somebody_in_another_session_mends_it(small: SmallPlan) -> None:
    clerks(small, "ABC", replace(TITLE, minimum=2))
    small.course("x")
    small.run("x", MONDAY, "AB", seats_max=4)
    small.run("x", MONDAY + DAY, seats_max=4)
    problem = only(small)
    fixes = list_fixes(small.db, problem)
    said = [word(small.db, fix.label) for fix in fixes]
    assert said[0].startswith("Move A to")
    assert [text.split()[0] for text in said] == ["Move", "Take"]
    apply_fix(small.db, fixes[0])
    assert all_found(small) == []


def test_as_many_come_out_as_are_missing(small: SmallPlan) -> None:
    clerks(small, "ABC")
    small.course("x")
    small.run("x", MONDAY, "ABC", pinned=True)
    problem = only(small)
    assert problem.title == "Clerk: 0 of 2 at work on Mon 1 Mar"
    (fix,) = list_fixes(small.db, problem)
    assert word(small.db, fix.label) == "Take 2 people out of x-1"
    apply_fix(small.db, fix)
    assert all_found(small) == []


@pytest.mark.parametrize("kind", ["cover", "absence ceiling"])
def test_a_fix_for_all_days_says_how_many_people_it_is_about(small: SmallPlan, kind: str) -> None:
    clerks(small, "AB")
    for code, name, day in (("x", "A", MONDAY), ("y", "B", MONDAY + DAY)):
        small.course(code)
        small.run(code, day, name, pinned=True)
        small.db.get_one(Person, small.people[name]).team = "Red"
    if kind == "absence ceiling":
        set_policy(small.db, "cover", "ignore")
        set_policy(small.db, kind, limit=Decimal(0))
    facts = gather_facts(small.db, small.plan)
    (cause,) = find_causes(facts, find_problems(small.db, small.plan))
    assert cause.kind == kind
    (fix,) = find_joint_fixes(facts, cause.problems)
    assert word(small.db, fix.label) == "Take 2 people out of 2 sessions"
    apply_fix(small.db, fix)
    assert all_found(small) == []


def test_what_was_accepted_stays_so_under_another_name(small: SmallPlan) -> None:
    rule = clerks(small, "AB", replace(TITLE, name="Desk | 1"))
    small.course("x")
    small.run("x", MONDAY, "A")
    problem = only(small)
    accept_problem(small.db, small.plan, problem.key, "B has help.")
    assert all_found(small) == []
    label = name_problem(small.db, problem.key)
    assert isinstance(label, Label)
    assert word(small.db, label) == "Too few left at work (desk | 1)"
    change_cover_rule(small.db, rule, replace(TITLE, name="Counter"))
    assert all_found(small) == []
    assert small.db.scalars(select(AcceptedProblem.place)).all() == ["counter"]
    change_cover_rule(small.db, rule, replace(TITLE, name="Counter", minimum=1))
    change_cover_rule(small.db, rule, replace(TITLE, name="Counter"))
    assert all_found(small) == []


def test_why_says_that_too_few_would_be_left(small: SmallPlan) -> None:
    clerks(small, "ABC", replace(TITLE, name="Desk"))
    small.course("x")
    small.run("x", MONDAY, "A", seats_max=4)
    small.run("x", MONDAY + DAY, seats_max=4)
    small.pick("B", "x")
    small.db.flush()
    question = ask_why(small.db, small.plan, small.people["B"], small.courses["x"])
    first, second = question.answer.sessions
    assert [each.kind for each in first.hindrances] == ["cover"]
    assert first.hindrances[0].text.startswith("Desk: 1 of 2 at work on Mon 1 Mar")
    assert second.is_possible
    small.run("x", MONDAY + 2 * DAY, "C", seats_max=4)
    assert all_found(small) == []


def test_a_session_that_is_moved_there_would_break_it(small: SmallPlan) -> None:
    clerks(small, "AB")
    add_absence(small.db, small.people["B"], MONDAY, MONDAY, "Leave")
    small.course("x", days="1")
    session = small.run("x", MONDAY, "A")
    assert all_found(small) == []
    (told,) = foresee_placing(small.db, session, MONDAY + DAY)
    assert (told.kind, told.day) == ("cover", MONDAY + DAY)


def test_what_is_blocked_is_refused_and_what_mends_a_part_is_not(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        small = make(db)
        clerks(small, "ABC")
        set_policy(db, "cover", "block")
        for code in ("long", "x"):
            small.course(code, days="3")
            small.pick("AB", code)
        long = small.run("long", MONDAY, "A", seats_max=4)
    BlockingGuard(blank)
    refused = pytest.raises(PlanError, match="Clerk: 1 of 2 at work on Mon 1 Mar, which the policy")
    with refused, blank.edit("Book") as db:
        replace(small, db=db).run("x", MONDAY, "B")
    refused = pytest.raises(PlanError, match="Clerk: 1 of 2 at work")
    with refused, blank.edit("Another title") as db:
        db.get_one(Person, small.people["C"]).job_title = "Boss"
    with blank.edit("Let it be broken") as db:
        set_policy(db, "cover", "warn")
        replace(small, db=db).run("x", MONDAY, "B")
        set_policy(db, "cover", "block")
    with blank.edit("Mend a part") as db:
        sessions.move_session(db, long, MONDAY + 2 * DAY)
    with blank.read() as db:
        found = [problem.day for problem in find_problems(db, small.plan) if not problem.mirrored]
    assert found == [MONDAY + 2 * DAY]


def test_undo_brings_rules_and_problems_back(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        small = make(db)
        clerks(small, "AB")
        small.course("x")
        small.run("x", MONDAY, "A")
    watch = Watch(blank, small.plan)
    blank.listen(watch.update)
    before = watch.problems
    assert [problem.kind for problem in before] == ["cover"]
    with blank.edit("Change") as db:
        change_cover_rule(db, find_cover_rule(db, "clerk"), replace(TITLE, minimum=1))
    assert watch.problems == []
    with blank.edit("Remove") as db:
        remove_cover_rule(db, find_cover_rule(db, "clerk"))
    blank.undo()
    assert watch.problems == []
    blank.undo()
    assert watch.problems == before
    blank.redo()
    assert watch.problems == []


def test_a_watch_follows_what_people_learn(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        small = make(db)
        skill = put(db, Skill, name="Scrum")
        deep = small.course("deep")
        put(db, CourseSkill, course_id=deep, skill_id=skill)
        small.course("x")
        small.run("x", MONDAY, "A")
        record_completion(db, small.people["A"], deep, MONDAY - DAY)
        other = small.person("B")
        add_cover_rule(db, CoverValues(1, "skill", skill))
    watch = Watch(blank, small.plan)
    blank.listen(watch.update)
    assert [problem.kind for problem in watch.problems] == ["cover"]
    with blank.edit("Learn") as db:
        record_completion(db, other, deep, MONDAY - DAY)
    assert watch.problems == []
    blank.undo()
    assert [problem.kind for problem in watch.problems] == ["cover"]
