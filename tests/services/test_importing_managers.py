"""Imports of people whose managers are named with the employee id after the name."""

from pmplanner.services.people.people import list_people
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text


def test_a_manager_may_be_named_with_the_id_in_brackets(blank: Workspace) -> None:
    text = (
        "Badge id,First Name,Last Name,Reporting Manager\n"
        "H-1,Ana,Prado,Bo Quist (H-2)\nH-2,Bo,Quist,\nH-3,Bo,Quist,Ana Prado (Depot)\n"
        "H-4,Cy,Rae,Bo Quist (H-1)\nH-5,Di,Sol,Bo Quist\n"
    )
    draft = bring_in_text(blank, text, "people")
    with blank.read() as db:
        people = {row.employee_id: row for row in list_people(db)}
    managers = {key: row.manager_id for key, row in people.items()}
    assert managers == {
        "H-1": people["H-2"].id,  # the id tells two of a name apart
        "H-2": None,
        "H-3": people["H-1"].id,  # what is no id is no part of the name
        "H-4": None,  # the id is somebody else's
        "H-5": None,
    }
    assert draft.notes == ["2 people are linked to their managers."]
