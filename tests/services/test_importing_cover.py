"""Rules of cover go out to a file and come in from one."""

import datetime as dt
from pathlib import Path

import pytest

from pmplanner.models import Certificate, Skill
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import write_export
from pmplanner.services.needs.cover_rules import (
    CoverValues,
    add_cover_rule,
    list_cover_rules,
    remove_cover_rule,
)
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in, bring_in_text, counts

HEAD = "name,minimum,team,kind,what,level,first_day,last_day\n"


@pytest.fixture
def ruled(blank: Workspace) -> Workspace:
    with blank.edit("Fill") as db:
        db.add_all([Skill(name="Juggling"), Certificate(code="PMX", name="Master")])
        db.flush()
        skill = db.query(Skill).filter_by(name="Juggling").one().id
        certificate = db.query(Certificate).filter_by(code="PMX").one().id
        add_cover_rule(db, CoverValues(2, "skill", skill, level="expert", team="Ops"))
        add_cover_rule(db, CoverValues(1, "certificate", certificate, first_day=dt.date(2027, 1, 4)))
        add_cover_rule(db, CoverValues(3, "title", text="=Clerk", name="Desk"))
    return blank


def test_rules_come_back_as_they_were(ruled: Workspace, tmp_path: Path) -> None:
    path, again = tmp_path / "cover_rules.csv", tmp_path / "again.csv"
    with ruled.read() as db:
        before = [row[1:] for row in list_cover_rules(db)]
        assert write_export(db, "cover-rules", path, ExportScope()) == 3
    assert counts(bring_in(ruled, path, "cover-rules")) == (0, 0, 3, 0)
    with ruled.edit("Remove") as db:
        for row in list_cover_rules(db):
            remove_cover_rule(db, row.id)
    assert counts(bring_in(ruled, path, "cover-rules")) == (3, 0, 0, 0)
    with ruled.read() as db:
        assert [row[1:] for row in list_cover_rules(db)] == before
        write_export(db, "cover-rules", again, ExportScope())
    assert again.read_bytes() == path.read_bytes()


def test_a_row_changes_the_rule_of_its_name_and_leaves_what_it_does_not_say(ruled: Workspace) -> None:
    draft = bring_in_text(
        ruled, "name,minimum,kind,what\ndesk,4,Title,Clerk\n,1,skill,juggling\n", "cover-rules"
    )
    assert counts(draft) == (1, 1, 0, 0)
    with ruled.read() as db:
        rules = {row.name: row.values for row in list_cover_rules(db)}
    assert (rules["Desk"].minimum, rules["Desk"].text) == (4, "Clerk")
    assert (rules["Juggling"].level, rules["Ops: Juggling, expert"].level) == ("", "expert")
    ruled.undo()
    with ruled.read() as db:
        assert len(list_cover_rules(db)) == 3


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,1,,skill,Flying,,,", "there is no skill “Flying”"),
        ("A,0,,title,Clerk,,,", "at least one person must be at work; not 0"),
        ("A,1,,colour,Red,,,", "asks for a"),
        ("A,1,,title,Clerk,expert,,", "only a skill has a level"),
        ("A,1,,title,Clerk,,2027-02-01,2027-01-01", "is before the first"),
        ("Desk,1,,title,Clerk,,,\ndesk,1,,title,Clerk,,,", "the same as in row 2"),
    ],
)
def test_what_makes_no_sense_is_rejected(ruled: Workspace, row: str, reason: str) -> None:
    draft = bring_in_text(ruled, HEAD + row + "\n", "cover-rules")
    (found,) = [outcome for outcome in draft.outcomes if outcome.action == "rejected"]
    assert reason in found.details
