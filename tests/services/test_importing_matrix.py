"""Training matrices come in: days as completions, other entries as picks, and nothing that is not clear."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from pmplanner.exchange.errors import ExchangeError
from pmplanner.models import Completion, Pick, PickDecision, Seat, TrainingSession
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import write_export
from pmplanner.services.importing.job import ImportOptions, decide, read_file
from pmplanner.services.lookup import find_course, find_person, find_plan
from pmplanner.services.people.people import add_person
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.sessions.seating import set_seat_status
from pmplanner.services.sessions.sessions import add_session, session_detail
from pmplanner.services.startup.sample import fill_sample
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in, bring_in_text, counts, take_out
from tests.services.small_plan import LATER
from tests.support import Template, snapshot

TODAY = dt.date(2026, 6, 1)


def _fill(workspace: Workspace) -> None:
    with workspace.edit("People") as db:
        for number, name in ((7, "Lee"), (8, "Dahl"), (9, "Lee")):
            add_person(
                db, employee_id=str(number), first_name="Ann" if name == "Lee" else "Bo", last_name=name
            )
        plan = create_plan(db, "2026 H2", TODAY, dt.date(2026, 12, 31))
        course = find_course(db, "TNX-PMB").id
        add_session(db, plan, course, dt.date(2026, 9, 7), code="S1")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("matrix"), _fill)


@pytest.fixture
def workspace(template: Template) -> Workspace:
    return template.open()


def _plan(workspace: Workspace) -> int:
    with workspace.read() as db:
        return find_plan(db, None).id


def _sampled(workspace: Workspace) -> None:
    with workspace.edit("Sample") as db:
        fill_sample(db, dt.date(2026, 11, 20))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_our_own_matrix_changes_nothing_where_it_comes_from(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, suffix: str
) -> None:
    workspace = Template(tmp_path_factory.mktemp("sample"), _sampled).open()
    plan, path = _plan(workspace), tmp_path / f"matrix.{suffix}"
    with workspace.read() as db:
        assert write_export(db, "matrix", path, ExportScope(plan)) > 10
    before = snapshot(workspace.path)
    draft = bring_in(workspace, path, "matrix", plan_id=plan, today=LATER)
    assert {each.action for each in draft.outcomes} == {"unchanged"}, [
        each.details for each in draft.outcomes if each.action != "unchanged"
    ][:5]
    assert draft.writes_nothing
    assert len(draft.outcomes) > 50
    assert snapshot(workspace.path) == before
    workspace.close()


def test_a_matrix_comes_into_a_plan_and_goes_out_as_it_was(workspace: Workspace) -> None:
    plan = _plan(workspace)
    text = (
        "person_id,name,track,team,PRG-PMF,SCR-PSPO,TNX-PMB\r\n"
        "8,Bo Dahl,,,,later,picked\r\n"
        "7,Ann Lee,,,done 2026-06-01,declined,scheduled 2026-09-07\r\n"
        "9,Ann Lee,,,,,waiting 2026-09-07\r\n"
    )
    before = snapshot(workspace.path)
    draft = bring_in_text(workspace, text, "matrix", plan_id=plan, today=TODAY)
    assert counts(draft) == (6, 0, 0, 0), [each.details for each in draft.rejected]
    assert take_out(workspace, "matrix", plan) == b"\xef\xbb\xbf" + text.encode()
    with workspace.read() as db:
        assert db.scalars(select(Seat.status).order_by(Seat.status)).all() == ["booked", "waiting"]
        assert db.scalars(select(TrainingSession.code)).all() == ["S1"]
        assert sorted(db.scalars(select(PickDecision.decision))) == ["declined", "later"]
        assert db.scalars(select(Completion.completed_on)).all() == [TODAY]
    again = bring_in_text(workspace, text, "matrix", plan_id=plan, today=TODAY)
    assert again.writes_nothing
    assert counts(again) == (0, 0, 6, 0)
    workspace.undo()
    assert snapshot(workspace.path) == before
    workspace.close()


def test_a_foreign_matrix_with_merged_heads(workspace: Workspace, tmp_path: Path) -> None:
    book, plan = Workbook(), _plan(workspace)
    page = book.active
    assert page is not None
    for line in (
        ["What everybody has done"],
        ["Employee", "Staff No", "Product", None, "Other", "Total"],
        [None, None, "tnx-pmb", "PSPO", "Juggling", None],
        ["Lee, Ann", 7, dt.date(2024, 5, 6), "x", dt.date(2024, 1, 2), 2],
        ["Dahl, Bo", 8, dt.date(2027, 5, 6), "maybe", None, 0],
        ["Nobody, Known", None, dt.date(2024, 5, 6), None, None, 1],
        ["Lee, Ann", None, "failed 7 May 2024", None, None, 1],
    ):
        page.append(line)
    for merged in ("A1:F1", "A2:A3", "B2:B3", "C2:D2"):
        page.merge_cells(merged)
    path = tmp_path / "skills.xlsx"
    book.save(path)
    draft = bring_in(workspace, path, "matrix", plan_id=plan, today=TODAY)
    told = [(each.row.number, each.action, each.details) for each in draft.outcomes]
    assert [each[:2] for each in told] == [
        (4, "created"),
        (4, "rejected"),
        (4, "rejected"),
        (5, "rejected"),
        (5, "rejected"),
        (6, "rejected"),
        (7, "rejected"),
    ]
    reasons = [each[2] for each in told]
    assert "x is not known" in reasons[1]
    assert "Juggling: it is no course of the catalogue" in reasons[2]
    assert "day to come is not known" in reasons[3]
    assert "maybe is not known" in reasons[4]
    assert "tnx-pmb: there is nobody with the name Known Nobody" in reasons[5]
    assert "2 people have the name Ann Lee" in reasons[6]
    with workspace.read() as db:
        found = db.execute(select(Completion.person_id, Completion.completed_on, Completion.result)).all()
        assert [tuple(each) for each in found] == [
            (find_person(db, "7").id, dt.date(2024, 5, 6), "completed")
        ]
        assert db.scalars(select(Pick.id)).all() == []
    words = {
        "cell": {"x": "picked", "day to come": "scheduled", "maybe": "none"},
        "course": {"Juggling": "none"},
    }
    draft = bring_in(workspace, path, "matrix", plan_id=plan, today=TODAY, words=words)
    assert [each.action for each in draft.outcomes] == [
        *("unchanged", "created", "skipped", "created", "skipped", "rejected", "rejected")
    ]
    assert draft.notes[-1].startswith("No session of ")
    with workspace.read() as db:
        assert len(db.scalars(select(Pick.id)).all()) == 2
        assert db.scalars(select(Seat.id)).all() == []
    workspace.close()


def test_headings_that_are_nearly_courses_are_proposed_and_taken_by_word(workspace: Workspace) -> None:
    plan, heading = _plan(workspace), "Proffesional Scrum Product Ownr"
    text = f"Name,{heading},Hire Date\nBo Dahl,2024-01-02,2020-01-02\n"
    (outcome,) = bring_in_text(workspace, text, "matrix", plan_id=plan, today=TODAY).outcomes
    assert outcome.action == "rejected"
    assert "perhaps" in outcome.details
    assert "(SCR-PSPO)" in outcome.details
    words = {"course": {heading: "scr-pspo"}}
    draft = bring_in_text(workspace, text, "matrix", plan_id=plan, today=TODAY, words=words)
    assert counts(draft) == (1, 0, 0, 0)
    workspace.close()


def test_what_was_attended_in_a_session_becomes_no_completion_beside_it(workspace: Workspace) -> None:
    with workspace.edit("Attended") as db:
        plan = create_plan(db, "2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
        course, person = find_course(db, "TNX-PMB").id, find_person(db, "8").id
        pick_courses(db, plan, [person], [course])
        held = add_session(db, plan, course, dt.date(2025, 9, 1), seat_open=True)
        (seat,) = session_detail(db, held).seats
        set_seat_status(db, [seat.id], "attended", today=TODAY)
    for day, taken in (("2025-09-01", 0), ("2025-09-02", 0), ("2025-10-01", 1)):
        text = f"Staff No,Name,TNX-PMB\n8,Bo Dahl,{day}\n"
        draft = bring_in_text(workspace, text, "matrix", today=TODAY)
        assert counts(draft) == (taken, 0, 1 - taken, 0), day
    workspace.close()


def test_what_cannot_be_taken_says_why(workspace: Workspace) -> None:
    plan = _plan(workspace)
    with workspace.edit("Another") as db:
        add_session(db, plan, find_course(db, "TNX-PMB").id, dt.date(2026, 9, 7), code="S2")
    for cell, options, reason in (
        ("done", {}, "it says done, and not when"),
        ("failed", {}, "it says failed, and not when"),
        ("done 2026-12-24", {}, "is still to come"),
        ("scheduled", {}, "needs the day of a session"),
        ("scheduled 2026-09-07", {}, "several sessions begin on"),
        ("picked", {"plan_id": None}, "which belongs to a plan"),
        ("85", {}, "is not known"),
    ):
        before = snapshot(workspace.path)
        chosen = {"plan_id": plan, "today": TODAY, **options}
        (outcome,) = bring_in_text(
            workspace, f"Staff No,Name,TNX-PMB\n8,Bo Dahl,{cell}\n", "matrix", **chosen
        ).outcomes
        assert outcome.action == "rejected", cell
        assert reason in outcome.details, (cell, outcome.details)
        assert "row 2" in outcome.details
        assert snapshot(workspace.path) == before
    workspace.close()


def test_days_that_can_be_read_in_two_ways_are_asked_about(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "matrix.csv"
    path.write_text("Name,TNX-PMB,SCR-PSPO\nBo Dahl,03/04/2024,done 05/06/2024\n", encoding="utf-8")
    with workspace.read() as db:
        options = ImportOptions(today=TODAY)
        with pytest.raises(ExchangeError, match="day/month or as month/day"):
            decide(db, read_file(path, "matrix", options), options)
        options = ImportOptions(today=TODAY, date_order="mdy")
        draft = decide(db, read_file(path, "matrix", options), options)
    assert counts(draft) == (2, 0, 0, 0)
    workspace.close()


def test_a_matrix_that_comes_as_completions_is_known_for_what_it_is(workspace: Workspace) -> None:
    text = "Name,Dept,PMB,PSM,PSPO\nBo Dahl,Ops,2024-01-02,x,2024-05-06\n"
    with pytest.raises(ExchangeError, match="looks like a training matrix; import it as a matrix"):
        bring_in_text(workspace, text, "completions")
    with pytest.raises(ExchangeError, match=r"Its columns are: Name, Dept\.$"):
        bring_in_text(workspace, "Name,Dept\nBo Dahl,Ops\n", "completions")
    workspace.close()


def test_a_category_that_is_called_like_a_course_is_not_taken_for_one(workspace: Workspace) -> None:
    codes = ["TNX-PMB", "SCR-PSPO", "PRG-PMF", "Unheard of"]
    for further, wanted in (
        (["Product", "Scrum", "More", "TNX-BDP"], (3, 0, 0, 1)),
        (["SCR-PSPOA", "TNX-PMB", "SCR-PSPO", "TNX-BDP"], (4, 0, 0, 0)),
    ):
        lines = (["", *further], ["Name", *codes], ["Bo Dahl", *["2024-01-02"] * 4])
        draft = bring_in_text(workspace, "\n".join(map(",".join, lines)), "matrix", today=TODAY)
        assert counts(draft) == wanted, [each.details for each in draft.rejected]
        workspace.undo()
    workspace.close()


def test_new_courses_are_made_on_wish(workspace: Workspace) -> None:
    text = "Name,Juggling\nBo Dahl,2024-01-02\n"
    draft = bring_in_text(workspace, text, "matrix", create_missing=True, course_days=Decimal(1), today=TODAY)
    assert counts(draft) == (1, 0, 0, 0)
    with workspace.read() as db:
        assert find_course(db, "Juggling").days == 1
    workspace.close()


def test_rejected_cells_come_back_from_their_file(workspace: Workspace, tmp_path: Path) -> None:
    from pmplanner.exchange.writing import write_rejects

    path, plan, again = tmp_path / "matrix.csv", _plan(workspace), tmp_path / "rejects.csv"
    path.write_text("Name,TNX-PMB,SCR-PSPO\nBo Dahl,done,2024-01-02\n", encoding="utf-8")
    options = ImportOptions(plan_id=plan, today=TODAY)
    with workspace.read() as db:
        content = read_file(path, "matrix", options)
        draft = decide(db, content, options)
        write_rejects(again, content.table, ((o.row.row, o.details) for o in draft.rejected))
    lines = list(csv.reader(again.read_text(encoding="utf-8-sig").splitlines()))
    assert [len(line) for line in lines] == [6, 6]
    lines[1][3:5] = ["done", "2024-03-04"]
    with again.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines)
    assert counts(bring_in(workspace, again, "matrix", plan_id=plan, today=TODAY)) == (1, 0, 0, 0)
    workspace.close()


def test_zeros_that_a_spreadsheet_has_taken_from_ids_are_known_by_name_or_mail(workspace: Workspace) -> None:
    with workspace.edit("Zeros") as db:
        add_person(db, employee_id="0042", first_name="Zoe", last_name="Null", email="zoe@x.y")
    head, day = "Employee ID,Name,E-mail,course_code,completed_on", "TNX-PMB,2024-01-02"
    for who, taken in (
        ("42,Zoe Null,", 1),
        ("42,,Zoe@x.y", 0),  # the same completion
        ("42,Eve Null,", None),
        ("42,,", None),
    ):
        draft = bring_in_text(workspace, f"{head}\n{who},{day}\n", "completions")
        wanted = (0, 0, 0, 1) if taken is None else (taken, 0, 1 - taken, 0)
        assert counts(draft) == wanted, (who, draft.outcomes)
    workspace.close()
