"""Problems of one cause are one, with one action that solves all of them and makes no other."""

import datetime as dt

import pytest

from pmplanner.models import Closure, Trainer, TrainerAbsence, TrainerCourse
from pmplanner.services.people.history import add_absence
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.problems.fixes.fixes import apply_fix
from pmplanner.services.problems.fixes.joint import find_joint_fixes
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.tracking.causes import Cause, find_causes
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.watching import Watch
from pmplanner.services.sessions import sessions
from pmplanner.storage.labels import word
from tests.services.finding_problems import all_found, put
from tests.services.small_plan import MONDAY, SmallPlan
from tests.services.test_fixes import _roomy, _taken_back, template  # noqa: F401 - a fixture
from tests.support import Template

DAY = dt.timedelta(days=1)


def causes(small: SmallPlan) -> list[Cause]:
    """The causes of all problems of the plan."""
    return find_causes(gather_facts(small.db, small.plan), all_found(small))


def joint(small: SmallPlan) -> tuple[str, list[str]]:
    """Title of the only cause and its fixes; each is tried out, solves all and leaves nothing."""
    (cause,) = causes(small)
    fixes = find_joint_fixes(gather_facts(small.db, small.plan), cause.problems)
    for fix in fixes:
        with _taken_back(small):
            apply_fix(small.db, fix)
            assert all_found(small) == [], fix.label
    return cause.title, [word(small.db, fix.label) for fix in fixes]


def test_who_leaves_is_taken_out_of_all_sessions_or_gives_up_all_picks(small: SmallPlan) -> None:
    for number, code in enumerate(("BOOT", "TIME", "LEAD")):
        small.course(code)
        small.run(code, MONDAY + number * 7 * DAY, names="AB", pinned=True)
    change_person(small.db, small.people["A"], end_date=dt.date(2027, 2, 1))
    assert joint(small) == (
        "A is not employed during 3 sessions",
        ["Take A out of 3 sessions", "Take back 3 courses for A"],
    )


def test_sessions_of_a_trainer_who_is_away_get_another_one(small: SmallPlan) -> None:
    small.course("BOOT", "2")
    for week in range(3):
        small.run("BOOT", MONDAY + week * 7 * DAY, names="AB"[week % 2], trainer="Ben", pinned=True)
    ben, cleo = (put(small.db, Trainer, name=name) for name in ("Ben", "Cleo"))
    away = put(
        small.db, TrainerAbsence, trainer_id=ben, first_day=MONDAY, last_day=MONDAY + 30 * DAY, kind="Leave"
    )
    assert away
    title = "Ben cannot teach 3 sessions"
    assert joint(small) == (title, [])
    for trainer in (ben, cleo):
        put(small.db, TrainerCourse, trainer_id=trainer, course_id=small.courses["BOOT"])
    assert joint(small) == (title, ["Let Cleo teach 3 sessions"])


def test_sessions_on_a_holiday_move_together(small: SmallPlan) -> None:

    for code, name in (("BOOT", "A"), ("TIME", "B")):
        small.course(code)
        small.run(code, names=name)
    small.run("TIME", MONDAY + 7 * DAY, names="C")
    put(small.db, Closure, first_day=MONDAY, last_day=MONDAY, name="Moving day")
    title, fixes = joint(small)
    assert title == "2 sessions are on Mon 1 Mar 2027: Moving day"
    assert fixes == ["Move 2 sessions to other days", "Cancel 2 sessions"]


def test_people_of_two_sessions_at_once_are_one_problem(small: SmallPlan) -> None:
    for code in ("BOOT", "TIME"):
        small.course(code)
        small.run(code, names="ABC")
    title, fixes = joint(small)
    assert title == "3 people are in BOOT-1 and TIME-1 at once"
    assert fixes[0] == "Move BOOT-1 to 2 Mar", "one move solves all three"
    assert "Take 3 people out of BOOT-1" in fixes


def test_what_cannot_be_solved_for_all_is_solved_for_as_many_as_can_be(small: SmallPlan) -> None:
    for number, code in enumerate(("BOOT", "TIME", "LEAD")):
        small.course(code)
        session = small.run(code, MONDAY + number * DAY, names="A", pinned=True)
    add_absence(small.db, small.people["A"], MONDAY, MONDAY + 30 * DAY, "Leave")
    sessions.change_session(small.db, session, locked=True)
    (cause,) = causes(small)
    assert cause.title == "A is away during 3 sessions, 1–31 Mar"
    (fix,) = find_joint_fixes(gather_facts(small.db, small.plan), cause.problems)
    assert word(small.db, fix.label) == "Solve 2 of 3 problems, each its own way"
    apply_fix(small.db, fix)
    assert [problem.session_id for problem in all_found(small)] == [session]


def test_other_causes_stay_apart_and_one_alone_is_called_as_before(small: SmallPlan) -> None:
    small.course("BOOT")
    small.run("BOOT", names="AB")
    for name, last in (("A", 5), ("B", 6)):
        add_absence(small.db, small.people[name], MONDAY, MONDAY + last * DAY, "Leave")
    found = causes(small)
    assert [cause.title for cause in found] == [problem.title for problem in all_found(small)]
    assert len({cause.key for cause in found}) == 2


@pytest.mark.slow
def test_each_joint_fix_solves_its_problems_and_makes_no_other(template: Template) -> None:  # noqa: F811
    workspace = _roomy(template)
    watch = Watch(workspace, 1)
    before = {(p.key, p.person_id) for p in watch.problems}
    several = [cause for cause in watch.causes if len(cause.problems) > 1]
    assert several
    assert sum(len(cause.problems) for cause in watch.causes) == len(before)
    tried = 0
    for cause in several:
        for fix in watch.list_fixes(cause):
            with workspace.edit(fix.label) as db:
                apply_fix(db, fix)
            with workspace.read() as db:
                after = {(p.key, p.person_id) for p in find_problems(db, 1, accepted=True)}
            gone = {(p.key, p.person_id) for p in cause.problems} - after
            assert len(gone) == int(fix.label.args.get("count", len(cause.problems))), fix
            assert after <= before, (cause, fix, after - before)
            workspace.undo()
            tried += 1
    assert tried
    workspace.close()
