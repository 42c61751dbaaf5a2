"""The order of names in files and lists: as people look them up, whatever the accents."""

from pmplanner.services.lookup import in_order
from pmplanner.services.people.people import list_people
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in_text, take_out

IN_ORDER = (
    *("Alvarado", "Álvarez", "de Vries", "Évian", "Ezra", "Kühlewind", "Kuhn", "Kzar", "Łukasik", "Lund"),
    *("Olsen", "Østby", "Zwick"),
)


def test_names_with_accents_stand_among_those_without(blank: Workspace) -> None:
    names = sorted(IN_ORDER)
    assert names != list(IN_ORDER)
    rows = "".join(f"{number},{name}\n" for number, name in enumerate(names))
    bring_in_text(blank, "person_id,last_name\n" + rows, "people")
    bring_in_text(blank, "trainer_id,name\n" + rows, "trainers")
    bring_in_text(blank, "name\n" + "".join(f"{name}\n" for name in names), "rooms")
    with blank.read() as db:
        assert [row.last_name for row in list_people(db)] == sorted(IN_ORDER, key=in_order)
    for layout, column in (("people", 2), ("trainers", 1), ("rooms", 0)):
        lines = take_out(blank, layout).decode("utf-8-sig").splitlines()[1:]
        assert [line.split(",")[column] for line in lines] == list(IN_ORDER), layout


def test_names_that_differ_only_by_accents_keep_one_order() -> None:
    assert sorted(["Muller", "Müller", "muller", "Mullet"], key=in_order)[-1] == "Mullet"
    assert in_order("Muller") < in_order("Müller")
