"""Imports of people, courses, completions and absences: what each row does, as one edit."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from pmplanner.exchange.errors import ExchangeError
from pmplanner.models import Absence, Closure, Completion, Course, Person, Pick, Plan, Track
from pmplanner.services.catalog import courses
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, read_file
from pmplanner.services.lookup import find_course, find_person
from pmplanner.services.people import people, tracks
from pmplanner.services.people.people import PersonRow, list_people
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.sessions import reservations, seating, sessions
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in, bring_in_text, counts
from tests.support import known, snapshot

D = Decimal
BOOTCAMP = "Product Management Bootcamp Training"


def _people(workspace: Workspace) -> dict[str, PersonRow]:
    with workspace.read() as db:
        return {row.employee_id or row.email: row for row in list_people(db)}


def test_people_are_created_from_the_headings_of_others_and_trimmed(blank: Workspace) -> None:
    text = (
        "Staff list 2027;;;;;\n;;;;;\n"
        "Emp ID;Full Name;Work Email;Designation;Department;Joining Date;Reports to\n"
        " 007 ; Álvarez, Ana ;ana@x.y;Data Analyst ;Sales;31/01/2020;boss@x.y\n"
        "8;Bo Berg;bo@x.y;data analyst; sales ;02/01/2020;Cy Dahl\n"
        "9;Eve;;Data Analyst;Sales;;\n"
    )
    draft = bring_in_text(blank, text, "people")
    assert counts(draft) == (3, 0, 0, 0)
    found = _people(blank)
    ana, bo, eve = found["007"], found["8"], found["9"]
    assert (ana.first_name, ana.last_name, ana.email) == ("Ana", "Álvarez", "ana@x.y")
    assert {(row.job_title, row.team) for row in found.values()} == {("Data Analyst", "Sales")}
    assert (ana.start_date, bo.start_date) == (dt.date(2020, 1, 31), dt.date(2020, 1, 2))
    assert (ana.manager_email, bo.manager_name) == ("boss@x.y", "Cy Dahl")
    assert (eve.first_name, eve.last_name, eve.start_date) == ("", "Eve", None)


def test_a_second_import_changes_only_what_differs_and_says_what(blank: Workspace) -> None:
    bring_in_text(
        blank, "person_id,first_name,email,team\n1,Ana,a@x.y,Ops\n2,Bo,b@x.y,Ops\n3,Cy,c@x.y,Ops\n", "people"
    )
    before = snapshot(blank.path)
    draft = bring_in_text(
        blank, "id,first_name,email,team\n1,Ana,,\n 2,Bob,b@x.y,Sales\n4,Di,d@x.y,\n", "people"
    )
    assert [(o.action, o.details) for o in draft.outcomes] == [
        ("unchanged", ""),
        ("updated", "first name: Bo → Bob; team: Ops → Sales"),
        ("created", ""),
    ]
    found = _people(blank)
    assert (found["1"].email, found["1"].team, found["2"].first_name, found["3"].team) == (
        "a@x.y",
        "Ops",
        "Bob",
        "Ops",
    )
    blank.undo()
    assert snapshot(blank.path) == before
    blank.undo()
    assert _people(blank) == {}


def test_people_without_an_id_are_known_by_their_address_and_can_get_one(blank: Workspace) -> None:
    bring_in_text(blank, "email,first_name\nAna@X.y,Ana\nbo@x.y,Bo\n", "people")
    draft = bring_in_text(blank, "email,person_id,last_name\nana@x.y,17,Alvarez\n,,Alvarez\n", "people")
    assert [o.action for o in draft.outcomes] == ["updated", "created"]
    assert _people(blank)["17"].first_name == "Ana"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            "2,Bo,,,2020-01-01,2019-12-31",
            "row 3, end_date: the last day 2019-12-31 is before the first day 2020-01-01",
        ),
        ("1,Bo,,,,", "row 3, person_id: the same person as in row 2"),
        (",,PDM,Ops,,", "row 3 needs at least one of"),
        ("2,Bo,Astronaut,,,", "row 3, track: there is no track Astronaut"),
        ("2,Bo,,,soon,", "row 3, start_date: 'soon' is not a date"),
        ("2,Bo,,,,,surplus", "row 3 has 7 cells, but the header has 6"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_alone(blank: Workspace, row: str, reason: str) -> None:
    draft = bring_in_text(
        blank, f"person_id,first_name,track,team,start_date,end_date\n1,Ana,,,,\n{row}\n3,Cy,,,,\n", "people"
    )
    assert counts(draft) == (2, 0, 0, 1)
    assert draft.rejected[0].details.startswith(reason)
    assert set(_people(blank)) == {"1", "3"}


def test_two_people_of_one_address_are_not_guessed_between(blank: Workspace) -> None:
    bring_in_text(blank, "person_id,email\n1,team@x.y\n2,team@x.y\n", "people")
    draft = bring_in_text(blank, "email,team\nteam@x.y,Ops\n", "people")
    assert (
        draft.rejected[0].details == "row 2, email: 2 people have the e-mail team@x.y; give the employee id"
    )


def test_new_tracks_get_codes_that_nobody_has(blank: Workspace) -> None:
    with blank.edit("Tracks") as db:
        for code in ("T1", "t3"):
            db.add(Track(code=code, name=f"Track {code}", position=0))
    draft = bring_in_text(
        blank, "person_id,track\n1,Designer\n2,designer\n3,Writer\n", "people", create_missing=True
    )
    assert draft.notes == ["Track “Designer” is new.", "Track “Writer” is new."]
    with blank.read() as db:
        assert {t.name: (t.code, t.people) for t in tracks.list_tracks(db) if t.people} == {
            "Designer": ("T2", 2),
            "Writer": ("T4", 1),
        }


def test_nothing_is_written_before_it_is_applied_and_a_row_gone_since_is_noticed(blank: Workspace) -> None:
    bring_in_text(blank, "person_id,team\n1,Ops\n", "people")
    path = blank.path.with_name("later.csv")
    path.write_text("person_id,team\n1,Sales\n")
    options = ImportOptions()
    before = snapshot(blank.path)
    with blank.read() as db:
        draft = decide(db, read_file(path, "people", options), options)
        gone = find_person(db, "1").id
    assert snapshot(blank.path) == before
    with blank.edit("Remove") as db:
        people_changes.remove_people(db, [gone])
    with pytest.raises(PlanError, match="removed meanwhile"), blank.edit("Import") as db:
        apply_draft(db, draft)
    assert blank.undo_label() == "Remove"


@pytest.mark.parametrize(
    ("layout", "text", "reason"),
    [
        ("people", "colour,size\nred,1\n", "no column for"),
        ("completions", "person_id,course_code\n1,X\n", "Completed on"),
        ("completions", "person_id,course_code,completed_on\n1,X,04/05/2026\n", "day/month or as month/day"),
        ("people", "", "empty"),
    ],
)
def test_a_file_that_will_not_do_is_refused_whole(
    blank: Workspace, layout: str, text: str, reason: str
) -> None:
    before = snapshot(blank.path)
    with pytest.raises(ExchangeError, match=reason):
        bring_in_text(blank, text, layout)
    assert snapshot(blank.path) == before


def test_columns_can_be_corrected(blank: Workspace) -> None:
    text = "person_id,Old team,New team\n1,Ops,Sales\n"
    draft = bring_in_text(blank, text, "people", columns={"team": "new TEAM"})
    assert counts(draft) == (1, 0, 0, 0)
    assert _people(blank)["1"].team == "Sales"
    with pytest.raises(ExchangeError, match="no column Newest"):
        bring_in_text(blank, text, "people", columns={"team": "Newest"})


def test_a_primary_track_is_no_further_one_as_well(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        ana, bo = (people.add_person(db, employee_id=str(n), first_name="A") for n in (1, 2))
        none, one, two = (tracks.add_track(db, name) for name in ("None yet", "One", "Two"))
        tracks.assign_track(db, none, [ana, bo])
        for person in (ana, bo):
            tracks.set_further_tracks(db, person, [one, two])
    bring_in_text(blank, "person_id,track\n1,Two\n", "people")
    with blank.edit("Change") as db:
        people_changes.change_person(db, bo, primary_track_id=one)
    with blank.read() as db:
        details = [people.person_detail(db, person) for person in (ana, bo)]
    assert [(d.person.track_id, d.further_track_ids) for d in details] == [(two, (one,)), (one, (two,))]


def test_courses_are_added_with_their_links(workspace: Workspace) -> None:
    draft = bring_in_text(
        workspace,
        "code,title,days,tracks,skills,prerequisites,counts_as,max_seats\n"
        "A,Alpha,1.5,Product manager;PJM,leadership;juggling,B;NOPE,TNX-PMB,12\n"
        'B,Beta,"0,25",,,,,\n,Gamma ray,2,,,,,\n',
        "courses",
    )
    assert counts(draft) == (3, 0, 0, 0)
    assert draft.notes == ["Row 2: there is no course NOPE (prerequisites)."]
    with workspace.read() as db:
        rows = {row.code: row for row in courses.list_courses(db)}
        names = {track.id: track.code for track in tracks.list_tracks(db)}
        alpha = rows["A"]
        assert (alpha.days, alpha.max_seats, alpha.bundled) == (D("1.5"), 12, False)
        assert {names[i] for i in alpha.track_ids} == {"PDM", "PJM"}
        assert alpha.skills == ("leadership", "juggling")
        assert (alpha.requires, alpha.counts_as) == ((rows["B"].id,), (rows["TNX-PMB"].id,))
        assert (rows["B"].days, rows["GR"].title) == (D("0.25"), "Gamma ray")
        assert [row.code for row in courses.search_courses(db, "juggling")] == ["A"]


def test_courses_of_the_catalogue_stay_and_custom_ones_change(workspace: Workspace) -> None:
    bring_in_text(workspace, "code,title,days\nA,Alpha,1\n", "courses")
    draft = bring_in_text(
        workspace,
        "code,title,days,min_seats,max_seats,skills\nTNX-PMB,,5,,,\nA,Alpha 2,2,3,9,new\n"
        "TNX-BDP,,3,,,\nC,Cee,,,,\nD,Dee,1,9,3,\na,Again,1,,,\n",
        "courses",
    )
    assert [(o.action, o.details) for o in draft.outcomes] == [
        (
            "rejected",
            f"row 2, days: {BOOTCAMP} comes with the catalogue and cannot be changed (days)",
        ),
        (
            "updated",
            "title: Alpha → Alpha 2; days: 1 → 2; min_seats: – → 3; max_seats: – → 9; skills: + new",
        ),
        ("unchanged", ""),
        ("rejected", "row 5, days: a new course needs days"),
        ("rejected", "row 6, min_seats: the fewest seats (9) of “Dee” are more than the most (3)"),
        ("rejected", "row 7, code: the same course as in row 3"),
    ]
    with workspace.read() as db:
        course = find_course(db, "A")
        assert (course.title, course.days, course.max_seats) == ("Alpha 2", D(2), 9)


def test_a_course_named_by_code_and_by_title_is_one_course(blank: Workspace) -> None:
    bring_in_text(blank, "code,title,days\nA,Alpha,1\nB,Beta,1\n", "courses")
    draft = bring_in_text(
        blank,
        "code,title,days\nA,,2\n,alpha,3\n,Beta,2\nb,Beta,3\n"
        "G,Gamma,1\n,gamma,2\n,Delta,1\nD,Delta,2\nH,Gamma,4\n",
        "courses",
    )
    assert [(o.action, o.details) for o in draft.outcomes] == [
        ("updated", "days: 1 → 2"),
        ("rejected", "row 3, title: the same course as in row 2"),
        ("updated", "days: 1 → 2"),
        ("rejected", "row 5, code: the same course as in row 4"),
        ("created", ""),
        ("rejected", "row 7, title: the same course as in row 6"),
        *[("created", "")] * 3,
    ]
    with blank.read() as db:
        rows = [(row.code, row.title, row.days) for row in courses.list_courses(db)]
    assert sorted(rows) == [
        ("A", "Alpha", D(2)),
        ("B", "Beta", D(2)),
        ("D", "Delta", D(2)),
        ("D-2", "Delta", D(1)),
        ("G", "Gamma", D(1)),
        ("H", "Gamma", D(4)),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            "B,Bet,1,999999,,",
            "row 2, valid_months: “Bet” is valid for 1 to 1200 months, or for ever; not 999999",
        ),
        ("A,Alpha,1,1201,,", "row 2, valid_months: “Alpha” is valid for 1 to 1200 months"),
        ("B,Bet,1,,,0", "row 2, max_seats: “Bet” needs at least one seat"),
        ("A,Alpha,1,,10000,", "row 2, min_seats: “Alpha” has at most 9999 seats"),
        ("A,Alpha,1000,,,", "row 2, days: “Alpha” would take 1000 days"),
    ],
)
def test_courses_of_impossible_values_are_rejected(blank: Workspace, row: str, reason: str) -> None:
    bring_in_text(blank, "code,title,days\nA,Alpha,1\n", "courses")
    draft = bring_in_text(blank, f"code,title,days,valid_months,min_seats,max_seats\n{row}\n", "courses")
    assert draft.rejected[0].details.startswith(reason)
    assert draft.writes_nothing


def test_courses_that_would_come_before_themselves_are_rejected(blank: Workspace) -> None:
    first = "code,title,days,prerequisites\nA,Alpha,1,B\nB,Beta,1,A\nC,Cee,1,B\nD,Dee,1,D\nE,Eff,1,A\n"
    draft = bring_in_text(blank, first, "courses")
    assert [outcome.details for outcome in draft.rejected] == [
        "row 3, prerequisites: “Beta” would have to come before itself, by way of A",
        "row 5, prerequisites: “Dee” would have to come before itself, by way of D",
    ]
    assert draft.notes == [
        "Row 2: there is no course B (prerequisites).",
        "Row 4: there is no course B (prerequisites).",
    ]
    second = "code,title,days,prerequisites\nF,Eff 2,1,E\nA,Alpha 2,1,F\nC,Cee 2,1,A\n"
    draft = bring_in_text(blank, second, "courses")
    assert [o.action for o in draft.outcomes] == ["created", "rejected", "updated"]
    assert draft.rejected[0].details.startswith("row 3, prerequisites: “Alpha” would have to come before")
    with blank.read() as db:
        found = {row.code: row for row in courses.list_courses(db)}
        codes = {row.id: row.code for row in found.values()}
        requires = {code: [codes[i] for i in row.requires] for code, row in found.items()}
        assert requires == {"A": [], "C": ["A"], "E": ["A"], "F": ["E"]}
        assert found["A"].title == "Alpha"


@pytest.fixture
def plan(blank: Workspace) -> int:
    with blank.edit("Fill") as db:
        db.add(Course(code="TALK", title="Talk", days=D(2)))
        for number in range(1, 6):
            people.add_person(db, employee_id=str(number), first_name=f"P{number}", email=f"p{number}@x.y")
        return plans.create_plan(db, "2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31))


def test_completions_keep_their_own_days_and_make_courses_of_the_most_frequent(
    blank: Workspace, plan: int
) -> None:
    text = (
        "Employee ID,Training Date,Training Program Name,Training Outcome,Training Duration(Days),"
        "Training Cost\n"
        "1,2-Mar-27,Customer Service,Passed,4,510.83\n2,2-Mar-27, customer service ,Failed,2,\n"
        "3,3-Mar-27,Customer Service,Passed,2,\n4,4-Mar-26,Customer Service,Passed,1,\n"
        "5,2027-03-04,Talk,,1,\n"
        "9,3-Mar-27,Talk,,1,\n1,2-Mar-27,Customer Service,Passed,4,\n1,,Talk,,1,\n"
    )
    before = snapshot(blank.path)
    draft = bring_in_text(blank, text, "completions", plan_id=plan, create_missing=True)
    assert counts(draft) == (5, 0, 0, 3)
    assert [o.details for o in draft.rejected] == [
        "row 7, Employee ID: there is nobody with the employee id 9",
        "row 8, Training Date: the same completion as in row 2",
        "row 9: Completed on is empty",
    ]
    assert draft.notes == [
        "Course “Customer Service” is new: 2 days.",
        "1 row has a date and no result, and counts as completed; write the result where that is not so.",
        "4 of them fall into “2027” and are added to it as done.",
    ]
    with blank.read() as db:
        course = find_course(db, "Customer service")
        assert (course.code, course.days, course.bundled) == ("CS", D(2), False)
        done = db.scalars(select(Completion).order_by(Completion.id)).all()
        assert [(c.days, c.result, c.cost) for c in done] == [
            (D(4), "Passed", D("510.83")),
            (D(2), "Failed", None),
            (D(2), "Passed", None),
            (D(1), "Passed", None),
            (D(1), "completed", None),
        ]
        assert len(db.scalars(select(Pick)).all()) == 4
    again = bring_in_text(blank, text, "completions", plan_id=plan, create_missing=True)
    assert counts(again) == (0, 0, 5, 3)
    changed = bring_in_text(
        blank, "person_id,course_code,completed_on,days,result\n1,CS,2027-03-02,3.5,\n", "completions"
    )
    assert changed.outcomes[0].details == "days: 4 → 3.5"
    blank.undo()
    blank.undo()
    assert snapshot(blank.path) == before


def test_completions_of_unknown_courses_are_rejected_unless_they_may_be_made(
    blank: Workspace, plan: int
) -> None:
    text = "person_id,course_code,completed_on\n1,NEW,2027-03-02\n"
    draft = bring_in_text(blank, text, "completions", plan_id=plan)
    assert draft.rejected[0].details == "row 2, course_code: there is no course NEW in the catalogue"
    draft = bring_in_text(blank, text, "completions", plan_id=plan, create_missing=True)
    assert (
        draft.rejected[0].details
        == "row 2, course_code: the course NEW is new, and no row says how many days it takes"
    )
    with blank.read() as db:
        assert db.scalars(select(Course.code)).all() == ["TALK"]


def test_absences_are_created_updated_and_rejected(blank: Workspace, plan: int) -> None:
    text = "person_id,email,first_day,last_day,kind\n1,,2027-05-03,2027-05-07,leave\n,p2@x.y,2027-05-03,,\n"
    assert counts(bring_in_text(blank, text, "absences")) == (2, 0, 0, 0)
    draft = bring_in_text(
        blank,
        "person_id,first_day,last_day,kind\n1,2027-05-03,2027-05-07,course\n2,2027-05-03,2027-05-03,\n"
        "3,2027-05-03,2027-05-02,\n1,2027-05-03,2027-05-07,course\n4,,,\n",
        "absences",
    )
    assert [(o.action, o.details) for o in draft.outcomes] == [
        ("updated", "kind: leave → course"),
        ("unchanged", ""),
        ("rejected", "row 4, last_day: the last day 2027-05-02 is before the first day 2027-05-03"),
        ("rejected", "row 5, first_day: the same absence is in the file twice"),
        ("rejected", "row 6: First day is empty"),
    ]
    with blank.read() as db:
        rows = db.execute(select(Absence.person_id, Absence.first_day, Absence.last_day, Absence.kind))
        first = dt.date(2027, 5, 3)
        assert [tuple(row) for row in rows] == [
            (1, first, dt.date(2027, 5, 7), "course"),
            (2, first, first, ""),
        ]
        assert db.scalars(select(Plan.id)).all() == [plan]
        assert len(db.scalars(select(Person.id)).all()) == 5


def _completions(workspace: Workspace) -> dict[str, str]:
    with workspace.read() as db:
        query = select(Person.employee_id, Completion.result).join(Person, Person.id == Completion.person_id)
        return {str(employee_id): result for employee_id, result in db.execute(query)}


WORDS = {
    "completed": "completed",
    "Passed": "Passed",
    "Attended": "Attended",
    "Pass": "passed",
    "Complete": "completed",
    "OK": "passed",
    "bestanden": "passed",
    "réalisée": "completed",
    "Failed": "Failed",
    "Incomplete": "Incomplete",
    "": "completed",
    "In progress": None,
    "No show": None,
    "85%": None,
    "87.5": None,
    "P": None,
}


def test_results_are_credited_failed_left_out_or_asked_about_but_never_guessed(blank: Workspace) -> None:
    people_text = "".join(f"E{n},P\n" for n in range(len(WORDS)))
    bring_in_text(blank, f"person_id,last_name\n{people_text}", "people")
    rows = "".join(f"E{n},Fire,2025-03-01,{word},1\n" for n, word in enumerate(WORDS))
    text = f"Employee ID,Course,Completion Date,Status,days\n{rows}"
    with blank.edit("Plan") as db:
        plan = plans.create_plan(db, "2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    draft = bring_in_text(blank, text, "completions", create_missing=True, plan_id=plan)
    assert _completions(blank) == {f"E{n}": our for n, our in enumerate(WORDS.values()) if our}
    with blank.read() as db:
        assert len(db.scalars(select(Pick)).all()) == sum(our is not None for our in WORDS.values())
    assert [o.details for o in draft.outcomes if o.action == "skipped"] == [
        "row 13, Status: “In progress” is no completion",
        "row 14, Status: “No show” is no completion",
    ]
    assert [o.details for o in draft.rejected] == [
        "row 15, Status: the result 85% is not known; say what it means",
        "row 16, Status: the result 87.5 is not known; say what it means",
        "row 17, Status: the result P is not known; say what it means",
    ]
    words = {"result": {"P": "passed", ">=86": "passed", "<86": "failed"}}
    draft = bring_in_text(blank, text, "completions", create_missing=True, plan_id=plan, words=words)
    assert counts(draft) == (3, 0, 11, 0)
    assert [_completions(blank)[who] for who in ("E13", "E14", "E15")] == ["failed", "passed", "passed"]


def test_a_grade_is_no_result_until_somebody_says_what_it_means(blank: Workspace) -> None:
    bring_in_text(blank, "person_id,last_name\nE1,A\n", "people")
    draft = bring_in_text(
        blank, "person_id,course_title,completed_on,days,grade\nE1,Fire,2025-03-01,1,85\n", "completions",
        create_missing=True,
    )  # fmt: skip
    assert counts(draft) == (0, 0, 0, 1)


@pytest.mark.parametrize("columns", [{}, {"result": "Completed"}])
def test_what_was_not_completed_is_left_out(blank: Workspace, columns: dict[str, str]) -> None:
    bring_in_text(blank, "person_id,last_name\nE1,A\nE2,B\nE3,C\n", "people")
    text = (
        "person_id,course_title,completed_on,days,Completed\nE1,Fire,2025-03-01,1,Yes\n"
        "E2,Fire,2025-03-01,1,No\nE3,Fire,2025-03-01,1,perhaps\n"
    )
    draft = bring_in_text(blank, text, "completions", create_missing=True, columns=columns)
    assert [o.action for o in draft.outcomes] == ["created", "skipped", "rejected"]
    assert draft.outcomes[1].details.startswith("row 3, Completed: “No” ")
    assert _completions(blank) == {"E1": "completed"}


def test_a_completion_that_contradicts_itself_is_rejected(blank: Workspace) -> None:
    bring_in_text(blank, "person_id,last_name\nE1,A\n", "people")
    head = "person_id,course_title,completed_on,days,result,completed\n"
    draft = bring_in_text(
        blank, f"{head}E1,Fire,2025-03-01,1,passed,no\n", "completions", create_missing=True
    )
    assert draft.rejected[0].details == "row 2, completed: it says both “passed” and “no”"


def test_completion_status_is_a_result(blank: Workspace) -> None:
    bring_in_text(blank, "person_id,last_name\nE1,A\nE2,B\n", "people")
    head = "person_id,course_title,completed_on,days,completion_status\n"
    rows = "E1,Fire,2025-03-01,1,Completed\nE2,Fire,2025-03-01,1,Not Started\n"
    bring_in_text(blank, head + rows, "completions", create_missing=True)
    assert _completions(blank) == {"E1": "Completed"}


OLD = "person_id,first_name,last_name,email\n00123,Ana,Ant,a@x.y\n00456,Bo,Bee,b@x.y\n1E5,Cy,Cat,c@x.y\n"
NEW = OLD.replace("00123", "123").replace("00456", "E-2").replace("1E5", "100000")


def test_ids_that_changed_under_the_same_e_mail_are_asked_about(blank: Workspace) -> None:
    bring_in_text(blank, OLD, "people")
    before = snapshot(blank.path)
    draft = bring_in_text(blank, NEW, "people")
    assert [o.details for o in draft.rejected] == [
        f"row {row}, person_id: {who} has the e-mail {email}: say whether the employee id has changed"
        for row, who, email in (
            (2, "Ana Ant (employee id 00123)", "a@x.y"),
            (3, "Bo Bee (employee id 00456)", "b@x.y"),
            (4, "Cy Cat (employee id 1E5)", "c@x.y"),
        )
    ]
    assert (draft.same_email, snapshot(blank.path) == before) == (3, True)
    draft = bring_in_text(blank, NEW, "people", same_email="update")
    assert [o.details for o in draft.outcomes] == [
        "employee id: 00123 → 123", "employee id: 00456 → E-2", "employee id: 1E5 → 100000"
    ]  # fmt: skip
    assert sorted(_people(blank)) == ["100000", "123", "E-2"]
    assert counts(bring_in_text(blank, "email,team\na@x.y,Ops\n", "people")) == (0, 1, 0, 0)
    blank.undo()
    blank.undo()
    assert snapshot(blank.path) == before


def test_an_id_that_a_spreadsheet_has_shortened_is_told_by_name(blank: Workspace) -> None:
    bring_in_text(blank, OLD.replace("a@x.y", ""), "people")
    draft = bring_in_text(blank, "person_id,first_name,last_name\n123,Ana,Ant\n123456,Ana,Ant\n", "people")
    assert [o.action for o in draft.outcomes] == ["rejected", "created"]
    assert "Ana Ant (employee id 00123) has the same name and the same number as id" in (
        draft.rejected[0].details
    )


def test_others_may_share_an_e_mail_and_it_is_said(blank: Workspace) -> None:
    bring_in_text(blank, "person_id,first_name,last_name,email\n1,Ana,Ant,yard@x.y\n", "people")
    draft = bring_in_text(
        blank, "person_id,first_name,last_name,email\n2,Bo,Bee,yard@x.y\n3,Bo,Bee,yard@x.y\n", "people"
    )
    assert counts(draft) == (2, 0, 0, 0)
    assert draft.notes == [
        "Row 2: Bo Bee has the e-mail yard@x.y of Ana Ant.",
        "Row 3: Bo Bee has the e-mail yard@x.y of Ana Ant.",
        "Row 3: Bo Bee has the name and e-mail of row 2, but another id.",
    ]


def test_people_without_ids_who_share_an_e_mail_are_told_by_their_names(blank: Workspace) -> None:
    text = "First Name,Last Name,Email\nIna,Sand,yard@x.y\nJon,Tau,yard@x.y\nKim,Ulv,yard@x.y\n"
    assert counts(bring_in_text(blank, text, "people")) == (3, 0, 0, 0)
    assert counts(bring_in_text(blank, text, "people")) == (0, 0, 3, 0)
    draft = bring_in_text(blank, f"{text},,yard@x.y\nJon,Tau,yard@x.y\n", "people")
    assert [o.details for o in draft.rejected] == [
        "row 5, Email: 3 people have the e-mail yard@x.y; give the employee id",
        "row 6, Email: the same person as in row 3",
    ]
    bring_in_text(blank, "email,last_name,first_name,first_day\nyard@x.y,Tau,Jon,2027-01-01\n", "absences")
    with blank.read() as db:
        (absence,) = db.scalars(select(Absence))
        assert known(db.get(Person, absence.person_id)).first_name == "Jon"


@pytest.mark.parametrize("line", ["This is a test file", "This is a test file,,,,,", ",,,,,Remark"])
def test_a_line_with_one_stray_cell_is_no_person(blank: Workspace, line: str) -> None:
    head = "person_id,first_name,last_name,email,team,job_title\n"
    draft = bring_in_text(blank, f"{head}1,Ana,Ant,a@x.y,,\n{line}\n,,Bee,,Ops,\n,,,b@x.y,,\n", "people")
    assert [o.action for o in draft.outcomes] == ["created", "doubted", "created", "created"]
    assert [o.details for o in draft.rejected] == [draft.outcomes[1].details]


def test_a_line_with_one_stray_cell_is_taken_where_somebody_says_so(blank: Workspace) -> None:
    text = "person_id,first_name,last_name,email,team,job_title\n,Cher,,,,\n"
    assert bring_in_text(blank, text, "people").would_help == {"stray"}
    assert counts(bring_in_text(blank, text, "people", take_stray=True)) == (1, 0, 0, 0)


def test_the_reasons_of_a_rejects_file_are_never_read_as_names(blank: Workspace) -> None:
    text = 'first_day,last_day,site,reason\n2027-05-02,2027-05-03,,"row 3, last_day: it is before"\n'
    bring_in_text(blank, text, "closures")
    bring_in_text(blank, "first_day,reason\n2027-06-01,Stocktaking\n", "closures")
    with blank.read() as db:
        assert db.scalars(select(Closure.name).order_by(Closure.id)).all() == ["", "Stocktaking"]


def test_a_surname_that_a_spreadsheet_takes_for_a_truth_value_stays(blank: Workspace, tmp_path: Path) -> None:
    book = Workbook()
    for row in (("Employee ID", "First Name", "Last Name"), (1, "Ana", True), (2, False, "Bee")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    bring_in(blank, tmp_path / "a.xlsx", "people")
    found = _people(blank)
    assert (found["1"].last_name, found["2"].first_name) == ("TRUE", "FALSE")


def test_words_of_any_text_can_be_said(blank: Workspace) -> None:
    words = {"team": {"OPS": "Operations", "number": "Numbered"}}
    text = "person_id,last_name,team\n1,A,ops\n2,B,Sales\n3,C,12\n"
    assert counts(bring_in_text(blank, text, "people", words=words)) == (3, 0, 0, 0)
    assert [row.team for row in _people(blank).values()] == ["Operations", "Sales", "Numbered"]
    with pytest.raises(ExchangeError, match="There are no words in people for start_date"):
        bring_in_text(blank, text, "people", words={"start_date": {"x": "y"}})


def test_who_is_imported_into_a_team_takes_the_seat_that_is_kept_for_it(workspace: Workspace) -> None:
    bring_in_text(workspace, "person_id,first_name,team\n1,Ana,Ops\n2,Bo,Ops\n", "people")
    with workspace.edit("Prepare") as db:
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        ids = [find_person(db, key).id for key in "12"]
        picks.pick_courses(db, plan, ids, [1])
        wanted = {pick.person_id: pick.id for pick in db.scalars(select(Pick))}
        session = sessions.add_session(db, plan, 1, dt.date(2027, 3, 1), seats_max=2)
        reservations.reserve_seats(db, session, "Sales", 1)
        seating.seat_picks(db, session, [wanted[each] for each in ids])
        assert [seat.status for seat in sessions.session_detail(db, session).seats] == ["booked", "waiting"]
    bring_in_text(workspace, "person_id,team\n2,Sales\n", "people")
    with workspace.read() as db:
        assert [seat.status for seat in sessions.session_detail(db, session).seats] == ["booked", "booked"]
    workspace.undo()
    with workspace.read() as db:
        assert [seat.status for seat in sessions.session_detail(db, session).seats] == ["booked", "waiting"]
