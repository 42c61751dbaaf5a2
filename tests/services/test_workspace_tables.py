"""The tables of a workspace go out to files and come back, here and into a new workspace, byte for byte."""

import csv
import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.errors import ExchangeError
from pmplanner.models import (
    Certificate,
    CourseCertificate,
    CourseSkill,
    ImportProfile,
    Person,
    Plan,
    Policy,
    Room,
    Skill,
    Track,
    TrackSkill,
    Trainer,
)
from pmplanner.services.calendar.closures import add_blackout, add_site
from pmplanner.services.catalog import courses as catalog
from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, read_file
from pmplanner.services.importing.profiles import save_profile
from pmplanner.services.lookup import find_course
from pmplanner.services.people import people
from pmplanner.services.plans import plans
from pmplanner.services.policies.policies import read_policies, set_policy
from pmplanner.services.resources.equipment import add_equipment, set_course_needs
from pmplanner.services.resources.rooms import add_room
from pmplanner.services.resources.trainers import add_trainer
from pmplanner.services.sessions.public_dates import add_date
from pmplanner.services.settings import change_setting, read_settings
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in, bring_in_text, counts, take_out
from tests.support import Template, snapshot
from tests.tiers import examples, in_both_tiers

D = Decimal
DAY = dt.date(2027, 3, 1)

IN_ORDER = (
    *("settings", "sites", "blackouts", "equipment", "skills", "certificate-kinds", "courses"),
    *("course-equipment", "course-skills", "track-skills", "course-certificates", "public-dates"),
    *("people", "rooms", "trainers", "policies", "plan-policies", "import-profiles"),
)
"""What is named comes before what names it."""


def _fill(workspace: Workspace) -> None:
    with workspace.edit("Fill") as db:
        _fill_calendar(db)
        own = catalog.add_course(
            db, code="=OWN", title="Own; course", days=D("1.5"), description='First\n"second"; =3'
        )
        beamer = add_equipment(db, "Beamer; =1", 2, "in the\ncellar")
        add_equipment(db, "Ärmel")
        set_course_needs(db, own, {beamer: 3})
        _fill_links(db, own)
        add_date(db, own, DAY, place="Åbo", seats=12, cost=D("99.50"), currency="EUR", source="http://x.y")
        add_date(db, own, DAY, timezone="Europe/Oslo", start_time=dt.time(8, 30))
        _fill_people(db)
        set_policy(db, "days a week", "block", limit=D("2.5"))
        set_policy(db, "absence ceiling", "warn", team="Ops", percent=20)
        plan = plans.create_plan(db, "2027", DAY, dt.date(2027, 12, 31))
        set_policy(db, "over capacity", "ignore", plan_id=plan)
        save_profile(
            db,
            "people",
            "HR; export",
            ["Nr", "Né"],
            {"person_id": "Nr", "track": None},
            {"team": {"x": "Ops"}},
        )
        profile = db.scalars(select(ImportProfile)).one()
        profile.defaults, profile.only = {"team": "Öps"}, {"Dept": ["A; B"]}


def _fill_calendar(db: Session) -> None:
    add_site(db, "", "NO", day_begins=dt.time(8), day_ends=dt.time(16, 30))
    add_site(db, "Åbo", "FI", timezone="Europe/Helsinki")
    add_site(db, "Köln", "DE", "NW")
    add_blackout(db, DAY, DAY + dt.timedelta(days=4), "Finance", "Year's end")
    add_blackout(db, DAY, DAY + dt.timedelta(days=4), "Ärzte")
    for name, value in (
        ("currency", "EUR"),
        ("working-week", "sunday monday"),
        ("mail-closing", "=Ask\n\nAnn"),
    ):
        change_setting(db, name, value)


def _fill_links(db: Session, course: int) -> None:
    skill, other = Skill(name="Juggling; well"), Skill(name="unused")
    certificate = Certificate(
        code="PMX",
        name="Master",
        renewal_months=36,
        units=60,
        unit="PDU",
        rule="Any\nway",
        hours_per_unit=D("1.25"),
    )
    track = db.scalars(select(Track).order_by(Track.position)).first()
    assert track is not None
    db.add_all([skill, other, certificate])
    db.flush()
    db.add_all(
        [
            CourseSkill(course_id=course, skill_id=skill.id, level="expert"),
            TrackSkill(track_id=track.id, skill_id=skill.id, level="working"),
            CourseCertificate(course_id=course, certificate_id=certificate.id, kind="renews"),
            CourseCertificate(course_id=course, certificate_id=certificate.id, kind="leads to"),
        ]
    )


def _fill_people(db: Session) -> None:
    people.add_person(
        db,
        employee_id="007",
        last_name="Half",
        working_days=0b0000101,
        day_begins=dt.time(9),
        manager_name="Old; Boss",
    )
    boss = people.add_person(db, first_name="Bo", last_name="Ss")
    people.add_person(db, employee_id="8", last_name="Led", manager_name="Bo Ss")
    assert db.query(Person.manager_id).filter_by(employee_id="8").scalar() == boss
    add_room(db, "Blue", note="Up the\nstairs")
    add_trainer(db, "Ada", working_days=0b1010000, day_cost=D(500), currency="EUR", note="ask early")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("filled"), _fill)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("fresh"))


def _plan(workspace: Workspace) -> int:
    with workspace.read() as db:
        return db.scalars(select(Plan.id)).one()


def _options(layout: str, plan: int) -> dict[str, object]:
    return {"plan_id": plan} if layout == "plan-policies" else {}


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True)))


@pytest.mark.slow
def test_tables_come_out_of_a_new_workspace_as_they_went_in(filled: Template, fresh: Template) -> None:
    old, new = filled.open(), fresh.open()
    with new.edit("Plan") as db:
        plan = plans.create_plan(db, "2027", DAY, dt.date(2027, 12, 31))
    before = snapshot(new.path)
    edits = 0
    for layout in IN_ORDER:
        first = take_out(old, layout, _plan(old))
        again = bring_in(old, old.path.with_name(f"{layout}-out.csv"), layout, **_options(layout, _plan(old)))
        assert counts(again) == (0, 0, len(_rows(first)), 0), (layout, again.outcomes[:3])
        assert again.writes_nothing, layout
        draft = bring_in(new, old.path.with_name(f"{layout}-out.csv"), layout, **_options(layout, plan))
        assert not draft.rejected, (layout, [each.details for each in draft.rejected])
        assert draft.count("created") + draft.count("updated") > 0, layout
        edits += 1
        assert take_out(new, layout, plan) == first, layout
    for _ in range(edits):
        new.undo()
    assert snapshot(new.path) == before
    for workspace in (old, new):
        workspace.close()


@pytest.mark.slow
def test_what_is_brought_in_holds(filled: Template, fresh: Template) -> None:
    old, new = filled.open(), fresh.open()
    for layout in ("settings", "sites", "policies", "people", "trainers", "rooms"):
        take_out(old, layout)
        bring_in(new, old.path.with_name(f"{layout}-out.csv"), layout)
    with old.read() as one, new.read() as other:
        assert read_settings(other) == read_settings(one)
        assert read_policies(other, None) == read_policies(one, None)
        weeks = select(Person.last_name, Person.working_days, Person.day_begins, Person.manager_name)
        assert (
            other.execute(weeks.order_by(Person.last_name)).all()
            == one.execute(weeks.order_by(Person.last_name)).all()
        )
        assert other.query(Trainer.working_days, Trainer.note).all() == [(0b1010000, "ask early")]
        assert other.query(Room.note).all() == [("Up the\nstairs",)]
    for workspace in (old, new):
        workspace.close()


def test_cells_that_cannot_be_taken_say_why_and_change_nothing(filled: Template) -> None:
    workspace = filled.open()
    code = "TNX-PMB"
    for layout, text, reason in (
        ("sites", "name,country\nRome,XX\n", "Nothing is known of a country"),
        ("sites", "label,country,timezone\nRome,IT,\n", "no column for the name"),
        ("sites", "name,region\nRome,NW\n", "the country of the subdivision"),
        ("sites", "name,timezone\nRome,Europe/Nowhere\n", "no time zone"),
        ("sites", "name,day_begins,day_ends\nRome,16:00,08:00\n", "before it begins"),
        ("blackouts", "first_day,last_day,team\n2027-03-02,2027-03-01,Ops\n", "before the first day"),
        ("blackouts", "first_day,team\n2027-03-02,\n", "is empty"),
        ("course-equipment", f"course_code,equipment,count\n{code},Beamer,0\n", "at least one"),
        ("course-equipment", "course_code,equipment\nNONE-SUCH,Beamer\n", "there is no course"),
        ("course-skills", f"course_code,skill\n{code},Juggling\n", "comes with the catalogue"),
        ("course-skills", "course_code,skill,level\n=OWN,Juggling,godlike\n", "is not awareness"),
        ("track-skills", "track_code,skill\nNowhere,Juggling\n", "there is no track"),
        ("certificate-kinds", "code,name\nPMY,master\n", "another certificate"),
        ("certificate-kinds", "code,renewal_months\nPMY,0\n", "write none"),
        ("course-certificates", f"course_code,certificate\n{code},PMX\n", "comes with the catalogue"),
        ("course-certificates", "course_code,certificate,kind\n=OWN,PMX,hates\n", "is not leads to"),
        ("public-dates", "course_code,first_day,last_day\n=OWN,2027-03-02,2027-03-01\n", "before the first"),
        ("public-dates", "course_code,first_day,mode\n=OWN,2027-03-02,hybrid\n", "not “hybrid”"),
        ("policies", "kind,action\nbad weather,warn\n", "no kind of problem"),
        ("policies", "kind,action\nabsence,shout\n", "not “shout”"),
        ("policies", "kind,team,action\nroom taken,Ops,warn\n", "cannot be set for a team"),
        ("policies", "kind,percent\ndays a week,20\n", "no limit in percent"),
        ("settings", "name,value\nweather,fine\n", "no setting"),
        ("settings", "name,value\ncurrency,Euro\n", "code"),
        ("settings", "name,value\nday-begins,17:00\n", "before it begins"),
        ("import-profiles", "layout,name,content\npeople,A,{}\n", "not what pmplanner remembers"),
        (
            "import-profiles",
            'layout,name,content,only\npeople,A,"{""fields"":{},""header"":[]}",[]\n',
            "not what pmplanner remembers",
        ),
        (
            "import-profiles",
            'layout,name,content,only\npeople,A,"{""fields"":{},""header"":[]}","{""Team"":""Ops""}"\n',
            "not what pmplanner remembers",
        ),
        (
            "import-profiles",
            'layout,name,content,defaults\npeople,A,"{""fields"":{},""header"":[]}","{""colour"":""red""}"\n',
            "no field colour",
        ),
        ("people", "person_id,working_days\n007,Someday\n", "no day of the week"),
        ("people", "person_id,day_begins,day_ends\n007,16:00,08:00\n", "before it begins"),
    ):
        before = snapshot(workspace.path)
        draft = bring_in_text(workspace, text, layout)
        assert counts(draft) == (0, 0, 0, 1), (layout, draft.outcomes)
        assert reason.casefold() in draft.rejected[0].details.casefold(), (layout, draft.rejected[0].details)
        assert "row 2" in draft.rejected[0].details, layout
        assert snapshot(workspace.path) == before, layout
    workspace.close()


def test_empty_cells_leave_what_is_known_and_the_word_none_clears_it(filled: Template) -> None:
    workspace = filled.open()
    for layout, text, changed in (
        ("sites", "site,state\nköln,\n", 0),
        ("sites", "site,state\nköln,none\n", 1),
        ("policies", "problem,limit\ndays a week,none\n", 1),
        ("settings", "setting,value\nmail-closing,None\n", 1),
        ("settings", "setting,value\nworking-week,Mo-Fr\n", 1),
        ("settings", "setting,value\nday-begins,17:00\nday-ends,22\n", 2),
        ("trainers", "name,Working week\nAda,none\n", 1),
        ("people", "Employee ID,Weekdays\n007,\n", 0),
        ("people", 'Employee ID,Weekdays\n007,"Mo., Mi"\n', 0),
        ("people", "Employee ID,Weekdays\n007,Fri - Sun\n", 1),
        ("public-dates", "course_code,date,place,seats\n=OWN,2027-03-01,åbo,none\n", 1),
    ):
        draft = bring_in_text(workspace, text, layout)
        wanted = (0, changed, 0 if changed else 1, 0)
        assert counts(draft) == wanted, (layout, text, draft.outcomes)
    with workspace.read() as db:
        assert db.query(Person.working_days).filter_by(employee_id="007").scalar() == 0b1110000
        assert db.query(Policy.limit).filter_by(kind="days a week").scalar() is None
        settings = read_settings(db)
    assert (settings["mail-closing"], settings["working-week"][:6]) == ("", "monday")
    workspace.close()


def test_rows_of_one_file_do_not_say_the_same_twice(filled: Template) -> None:
    workspace = filled.open()
    for layout, text in (
        ("equipment", "name,count\nCable,1\nCABLE,2\n"),
        ("skills", "skill\nSinging\nsinging\n"),
        ("track-skills", "track,skill\nProduct manager,Singing\nproduct manager,singing\n"),
        ("settings", "name,value\nday-begins,09:00:00\nday-begins,10\n"),
    ):
        draft = bring_in_text(workspace, text, layout)
        assert [each.action for each in draft.outcomes][1] == "rejected", layout
        assert "row 2" in draft.outcomes[1].details, layout
    workspace.close()


def test_new_skills_and_equipment_are_said(filled: Template, tmp_path: Path) -> None:
    workspace = filled.open()
    draft = bring_in_text(workspace, "course_code,equipment\n=OWN,Piano\n", "course-equipment")
    assert draft.notes == ["Equipment “Piano” is new."]
    draft = bring_in_text(workspace, "course_code,skill,level\n=OWN,Playing,Working\n", "course-skills")
    assert draft.notes == ["The skill “Playing” is new."]
    with workspace.read() as db:
        own = find_course(db, "=OWN").id
        levels = dict(
            db.query(Skill.name, CourseSkill.level)
            .join(CourseSkill, CourseSkill.skill_id == Skill.id)
            .filter(CourseSkill.course_id == own)
        )
    assert levels["Playing"] == "working"
    workspace.close()


PIECES = (
    *(
        "",
        ",",
        ";",
        "\r\n",
        '"',
        "'",
        "none",
        "0",
        "-1",
        "1e9",
        "9" * 20,
        "2027-02-30",
        "01/02/2027",
        "25:00",
    ),
    *("=1+1", "ä", "\t", "NaN", "Infinity", "monday", "mon-", "-", "{}", "[]", "null", "block", "1.005", "٣"),
    *("²", "(", "x" * 300, '{""fields"":{""a"":[]},""header"":[1]}'),
)


def _mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 6)):
        match chance.randrange(4):
            case 0 | 1:
                cells = text.split(",")
                cells[chance.randrange(len(cells))] = chance.choice(PIECES)
                text = ",".join(cells)
            case 2:
                place = chance.randrange(len(text) + 1)
                text = text[:place] + chance.choice(PIECES) + text[place:]
            case _:
                place = chance.randrange(len(text) + 1)
                text = text[:place] + text[place + chance.randint(1, 30) :]
    return text


@in_both_tiers
def test_mutated_tables_are_refused_or_taken_row_by_row(filled: Template) -> None:
    workspace, chance = filled.open(), random.Random(20261201)
    plan = _plan(workspace)
    texts = {layout: take_out(workspace, layout, plan).decode("utf-8-sig") for layout in IN_ORDER}
    texts["matrix"] = (
        "Title\r\nperson_id,name,team,Product,,Scrum,Total\r\n,,,TNX-PMB,SCR-PSPO,=OWN,\r\n"
        "007,Half,Ops,done 2026-01-02,x,2024-05-06,3\r\n8,Led,,scheduled 2027-05-06,picked,later,\r\n"
    )
    decided, before = 0, snapshot(workspace.path)
    for _ in range(examples(75, 5000)):
        layout = chance.choice(list(texts))
        path = workspace.path.with_name(f"{layout}.csv")
        path.write_text(_mutated(texts[layout], chance), encoding="utf-8")
        options = ImportOptions(plan_id=plan, date_order="dmy", create_missing=chance.random() < 0.5)
        try:
            with workspace.read() as db:
                draft = decide(db, read_file(path, layout, options), options)
        except ExchangeError:
            continue
        decided += 1
        assert all("row " in outcome.details for outcome in draft.rejected), (layout, draft.rejected)
        if not draft.writes_nothing:
            with workspace.edit("Mutated") as db:
                apply_draft(db, draft)
            workspace.undo()
    assert decided > 15
    assert snapshot(workspace.path) == before
    workspace.close()
