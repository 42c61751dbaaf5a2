"""What people are called who have no name: their e-mail address, or else their employee id."""

import datetime as dt

import pytest

from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import full_name
from pmplanner.services.people import people
from pmplanner.services.plans import picks
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.totals import breakdown, totals
from pmplanner.services.views import schedule_page, search
from tests.services.small_plan import SmallPlan

MONDAY = dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Ana", "Berg", "a@b.example", "7"), "Ana Berg"),
        (("", "Berg", "a@b.example", "7"), "Berg"),
        (("", "", "a@b.example", "7"), "a@b.example"),
        (("", "", "", "7"), "7"),
        (("", "", "", None), ""),
    ],
)
def test_a_name_falls_back_to_e_mail_and_then_to_id(parts: tuple[str, str, str, str], name: str) -> None:
    assert full_name(*parts) == name


@pytest.mark.parametrize("values", [{"email": "a@b.example", "employee_id": "7"}, {"employee_id": "7"}])
def test_whoever_has_no_name_is_called_something_everywhere(small: SmallPlan, values: dict[str, str]) -> None:
    session, called = small.db, next(iter(values.values()))
    course = small.course("TALK")
    small.people["X"] = who = people.add_person(session, **values)
    small.pick("X", "TALK")
    assert [pick.name for pick in seating.open_picks(session, small.plan, course)] == [called]
    run = small.run("TALK", MONDAY, "X")
    assert [seat.name for seat in sessions.session_detail(session, run).seats] == [called]
    assert totals.ledger(session, small.plan, "person")[0].name == called
    rows = breakdown.list_behind(session, small.plan, (("person", who),), "planned")
    assert [row.person for row in rows] == [called]
    assert schedule_page.name_people(session, [who]) == {who: called}
    found = [hit for _, hit in search.Finder(session, small.plan).find("7")]
    assert [hit.title for hit in found if hit.kind == "person"] == [called]
    assert people.list_people(session)[0].name == called
    small.mark(run, called, "attended")
    with pytest.raises(PlanError, match=f"{called} has already done Talk"):
        picks.remove_picks(session, small.plan, [(who, course)])
