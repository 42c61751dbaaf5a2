"""Labels of edits as the window writes them."""

import datetime as dt
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from pmplanner.services.people.history import list_edits
from pmplanner.services.people.people import add_person, list_people
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.policies.problem_kinds import KINDS
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Amount, Counted, Days, Label, People, Term, Value, word
from pmplanner.storage.wordings import TERMS
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.person_form import PersonForm
from pmplanner.ui.problems.texts import kind_title
from pmplanner.ui.resources.closures import BlackoutPanel, ClosurePanel
from pmplanner.ui.resources.equipment import EquipmentPanel
from pmplanner.ui.resources.panel import ResourcePanel
from pmplanner.ui.resources.rooms import RoomPanel
from pmplanner.ui.resources.sites import SitePanel
from pmplanner.ui.resources.trainers import TrainerPanel

FIRST, LAST = dt.date(2027, 3, 15), dt.date(2027, 3, 17)


@pytest.fixture
def actions(sampled: Workspace, qtbot: QtBot) -> Actions:
    """Actions on the sample."""
    return Actions(sampled)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (FIRST, "15 Mar"),
        (Days(FIRST, LAST), "15–17 Mar"),
        (Days(FIRST, FIRST, with_year=True), "15 Mar 2027"),
        (Days(FIRST, LAST, with_year=True), "15–17 Mar 2027"),
        (Days(FIRST, dt.date(2028, 1, 2), with_year=True), "15 Mar 2027 – 2 Jan 2028"),
        (3000, "3,000"),
        (Decimal("2.50"), "2.5"),
        (Amount(Decimal("1200.5")), "1,200.50"),
        (Counted("days", Decimal("2.50")), "2.5 days"),
        (Counted("people", 3000), "3,000 people"),
    ],
)
def test_days_and_numbers_are_written_as_the_locale_has_them(
    actions: Actions, value: Value, said: str
) -> None:
    assert actions.in_words(Label.of("pick.paste", what=value)) == f"Paste: {said}"


def test_what_is_said_is_what_the_edit_turned_out_to_be(actions: Actions, qtbot: QtBot) -> None:
    def add(session: Session) -> None:
        person_id = add_person(session, first_name="Ana", last_name="Berg")
        relabel(session, Label.of("person.add", person=People.of([person_id])))

    with qtbot.waitSignal(actions.said) as said:
        actions.do(Label.of("person.add-new"), add)
    assert said.args == ["Add Ana Berg", True]
    with qtbot.waitSignal(actions.said) as said:
        assert actions.try_to(Label.of("person.add-new"), add) == ""
    assert said.args == ["Add Ana Berg", True]
    assert actions.workspace.undo_label() == "Add Ana Berg"


def test_somebody_who_is_removed_and_renamed_is_named_when_undone(actions: Actions, qtbot: QtBot) -> None:
    person = actions.read(list_people)[0]
    this = People.of([person.id])
    label = Label.of("person.change", field=Term("person.last_name"), person=this)
    actions.do(label, lambda db: change_person(db, person.id, last_name="Zed"))
    assert actions.read(list_edits)[0].label == f"Change “Last name” of {person.first_name} Zed"
    with qtbot.waitSignal(actions.said) as said:
        actions.undo()
    assert said.args == [f"Undone: Change “Last name” of {person.name}", False]


@pytest.mark.parametrize(
    ("noun", "panel"),
    [
        ("room", RoomPanel),
        ("trainer", TrainerPanel),
        ("equipment", EquipmentPanel),
        ("closure", ClosurePanel),
        ("blackout", BlackoutPanel),
        ("site", SitePanel),
    ],
)
def test_fields_of_resources_are_called_in_labels_as_in_the_form(
    actions: Actions, qtbot: QtBot, noun: str, panel: type[ResourcePanel]
) -> None:
    shown = panel(actions)  # type: ignore[call-arg]
    qtbot.addWidget(shown)
    for name, field in shown.form.fields.items():
        assert TERMS[f"{noun}.{name}"] == field.accessibleName()


def test_fields_of_a_person_are_called_in_labels_as_in_the_form(qtbot: QtBot) -> None:
    form = PersonForm()
    qtbot.addWidget(form)
    titles = {f"person.{name}": field.accessibleName() for name, field in form.fields.items()}
    assert titles == {key: said for key, said in TERMS.items() if key.startswith("person.")}


def test_kinds_of_problems_are_called_in_labels_as_on_their_page() -> None:
    assert {kind: TERMS[f"kind.{kind}"] for kind in KINDS} == {
        kind.name: kind_title(kind.name) for kind in KINDS.values()
    }


def test_a_label_is_written_as_in_the_window_wherever_it_is_asked_for(actions: Actions) -> None:
    with actions.workspace.read() as db:
        assert word(db, Label.of("session.move", session="B-1", day=FIRST)) == "Move B-1 to 15 Mar"
