"""Answers of managers merged into the plan, against what each of them says by itself."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pmplanner.exchange.approval_reading import AnswerRow
from pmplanner.models import Course, Pick, PickDecision
from pmplanner.models.statuses import Decision
from pmplanner.services.decisions.answers import Answer, match_answers
from pmplanner.services.decisions.asking import foresee_asking, mark_asked
from pmplanner.services.decisions.merging import Merged, merge_answers
from pmplanner.services.errors import PlanError
from pmplanner.services.people.people import write_values
from pmplanner.services.plans.picks import remove_picks
from tests.services.small_plan import MONDAY, SmallPlan
from tests.services.test_answers import TODAY, asked, match, row_of, team
from tests.tiers import examples

__all__ = ["team"]
LATER = TODAY + dt.timedelta(7)

Known = dict[tuple[str, str], tuple[str, str, str, str]]
"""By person and course: decision, by whom, remark, and the course instead."""


def decisions(small: SmallPlan) -> Known:
    names = {person_id: name for name, person_id in small.people.items()} | {None: ""}
    codes = {course_id: code for code, course_id in small.courses.items()} | {None: ""}
    query = select(Pick, PickDecision).join(PickDecision, PickDecision.pick_id == Pick.id, isouter=True)
    return {
        (names[pick.person_id], codes[pick.course_id]): (
            ("", "", "", "")
            if row is None
            else (
                row.decision,
                names[row.decided_by_id] or row.decided_by_name,
                row.note,
                codes[row.swap_course_id],
            )
        )
        for pick, row in small.db.execute(query.where(Pick.plan_id == small.plan))
    }


def merge(small: SmallPlan, answers: Sequence[Answer]) -> Merged:
    found = merge_answers(small.db, small.plan, answers, LATER)
    small.db.flush()
    small.db.expire_all()
    return found


def test_each_answer_is_decided_by_who_was_asked(team: SmallPlan) -> None:
    mark_asked(team.db, asked(team), TODAY)
    session = team.run("X", MONDAY, "AB", seats_max=1)
    assert team.seats(session) == {"A": "booked", "B": "waiting"}
    rows = [
        row_of(team, "A", "X", "swap", swap_for="Z", remark="more of it"),
        row_of(team, "A", "Y", "agree"),
        row_of(team, "B", "X", "yes", remark="now"),
        row_of(team, "C", "X", "later"),
        row_of(team, "D", "X", "no"),
    ]
    # Who reports to somebody else by now was still decided about by who was asked.
    write_values(team.db, team.people["C"], {"manager_email": "m@x.example", "manager_name": ""})
    assert merge(team, match(team, *rows)) == Merged(2, 1, 1, 1)
    assert decisions(team) == {
        ("A", "X"): (Decision.DECLINED, "M", "more of it", "Z"),
        ("A", "Z"): (Decision.APPROVED, "M", "", ""),
        ("A", "Y"): (Decision.APPROVED, "M", "", ""),
        ("B", "X"): (Decision.APPROVED, "M", "now", ""),
        ("C", "X"): (Decision.LATER, "N. Unknown", "", ""),
        ("D", "X"): (Decision.DECLINED, "", "", ""),
    }
    assert team.seats(session) == {"B": "booked"}
    (days,) = set(team.db.scalars(select(PickDecision.decided_on)))
    assert days == LATER
    assert [each.state for each in match(team, *rows)] == ["same"] * 5


def test_a_contradiction_is_merged_only_where_it_is_chosen(team: SmallPlan) -> None:
    mark_asked(team.db, asked(team), TODAY)
    one, two = row_of(team, "A", "X", "agree"), row_of(team, "A", "X", "no")
    found = match(team, one, two)
    with pytest.raises(PlanError, match="Two answers are taken for one pick"):
        merge_answers(team.db, team.plan, found, LATER)
    assert merge(team, found[1:]) == Merged(0, 0, 1, 0)
    assert decisions(team)["A", "X"][0] == Decision.DECLINED
    (other,) = match(team, one)
    assert other.state == "contradicts"
    assert merge(team, [other]) == Merged(1, 0, 0, 0)


def test_what_has_changed_since_it_was_shown_is_refused(team: SmallPlan) -> None:
    mark_asked(team.db, asked(team), TODAY)
    found = match(team, row_of(team, "A", "X", "agree"), row_of(team, "B", "X", "agree"))
    remove_picks(team.db, team.plan, [(team.people["B"], team.courses["X"])])
    with pytest.raises(PlanError, match=r"changed since the answers were read \(B, X \(X\)\)"):
        merge_answers(team.db, team.plan, found, LATER)


ANSWERS = ("", "agree", "OK", "later", "no", "swap", "what?")
COURSES = ("", "X", "Y", "Z", "W", "nothing")
MEANWHILE = ("", "", "", "gone", "again", "days", "approved", "declined")

rows = st.lists(
    st.tuples(
        st.sampled_from([(name, code) for name in "ABC" for code in "XY"]),
        st.sampled_from(ANSWERS),
        st.sampled_from(COURSES),
        st.sampled_from(["", "", "soon"]),
    ),
    max_size=8,
)
changes = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("XY")), st.sampled_from(MEANWHILE), max_size=6
)


@given(rows, changes)
@settings(
    max_examples=examples(15, 600),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_random_answers_are_merged_as_a_slow_reading_says(
    small: SmallPlan,
    given_rows: list[tuple[tuple[str, str], str, str, str]],
    meanwhile: dict[tuple[str, str], str],
) -> None:
    nested = small.db.begin_nested()
    try:
        _try(small, given_rows, meanwhile)
    finally:
        nested.rollback()
        small.db.expire_all()
        small.people.clear()
        small.courses.clear()


def _try(
    small: SmallPlan,
    given_rows: list[tuple[tuple[str, str], str, str, str]],
    meanwhile: dict[tuple[str, str], str],
) -> None:
    for code in "XYZW":
        small.course(code, "2")
    for code in "XY":
        small.pick("ABC", code)
    mark_asked(small.db, foresee_asking(small.db, small.plan, TODAY), TODAY)
    files = [_row(small, *each) for each in given_rows]
    for (name, code), change in meanwhile.items():
        _change(small, name, code, change)
    small.db.flush()
    small.db.expire_all()
    before = decisions(small)
    numbered = [replace(row, number=place) for place, row in enumerate(files)]
    found = match_answers(small.db, small.plan, numbered, TODAY)
    merge(small, [each for each in found if each.state == "new"])
    assert decisions(small) == _slowly(before, given_rows, meanwhile)
    # Whatever is neither merged nor said already is told with its reason.
    assert all(each.reason for each in found if each.state in ("contradicts", "wrong"))


def _row(small: SmallPlan, of: tuple[str, str], answer: str, course: str, remark: str) -> AnswerRow:
    return row_of(small, *of, answer, swap_for=course, remark=remark)


def _change(small: SmallPlan, name: str, code: str, change: str) -> None:
    pair = small.people[name], small.courses[code]
    (pick,) = small.db.scalars(select(Pick).where(Pick.person_id == pair[0], Pick.course_id == pair[1]))
    if change in ("gone", "again"):
        remove_picks(small.db, small.plan, [pair])
        small.db.expire_all()
    if change == "again":
        small.pick(name, code)
    if change == "days":
        pick.days = Decimal("0.5")
    if change in ("approved", "declined"):
        (row,) = small.db.scalars(select(PickDecision).where(PickDecision.pick_id == pick.id))
        row.decision, row.decided_on = change, TODAY
    assert small.db.get(Course, pair[1]) is not None


def _slowly(
    before: Known,
    given_rows: list[tuple[tuple[str, str], str, str, str]],
    meanwhile: dict[tuple[str, str], str],
) -> Known:
    """What the plan should be: pick by pick, with all that is written about it side by side."""
    after = dict(before)
    clean = {}
    for of in {each[0] for each in given_rows}:
        about = [each for each in given_rows if each[0] == of and each[1]]
        said = {_meaning(answer, course, of, before) for _, answer, course, _ in about}
        if len(said) != 1 or None in said or meanwhile.get(of):
            continue
        (meaning,) = said
        assert meaning is not None
        remarks = dict.fromkeys(remark for *_, remark in about if remark)
        clean[of] = (*meaning, "\n".join(remarks))
    for of, (decision, instead, remark) in clean.items():
        others = [o for o in clean if o != of and o[0] == of[0] and clean[o][1] == instead != ""]
        if others:
            continue
        after[of] = (decision, "", remark, instead)
        if instead:
            after[of[0], instead] = (Decision.APPROVED, "", "", "")
    return after


def _meaning(answer: str, course: str, of: tuple[str, str], before: Known) -> tuple[str, str] | None:
    if answer == "swap":
        if course in ("", "nothing", of[1]) or (of[0], course) in before:
            return None
        return Decision.DECLINED, course
    if course or answer == "what?":
        return None
    words = {"agree": Decision.APPROVED, "OK": Decision.APPROVED, "later": Decision.LATER}
    return {**words, "no": Decision.DECLINED}[answer], ""
