"""Who of which team is away on a day."""

from pmplanner.models import Person
from pmplanner.services.people.employment import leave
from pmplanner.services.people.history import add_absence
from pmplanner.services.views.timeline import read_timeline
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.schedule.timeline.heat import HeatBook
from tests.services.small_plan import LATER, MONDAY, make


def test_a_team_in_which_nobody_counts_in_the_plan_is_not_the_one_that_misses_most(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        small = make(db)
        for name, team in (("A", "Gone"), ("B", "Here"), ("C", "Here")):
            small.db.get_one(Person, small.person(name)).team = team
        leave(small.db, small.people["A"], MONDAY.replace(year=2026))
        add_absence(small.db, small.people["A"], MONDAY, LATER)
        assert HeatBook(read_timeline(small.db, small.plan)).away(MONDAY) is None
        add_absence(small.db, small.people["B"], MONDAY, MONDAY)
        away = HeatBook(read_timeline(small.db, small.plan)).away(MONDAY)
        assert away is not None
        assert (away.team, away.share) == ("here", 0.5)
