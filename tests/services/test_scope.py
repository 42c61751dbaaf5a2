"""Whom a plan covers: its rules set, read into people, counted, said and taken along by copies."""

import datetime as dt

import pytest
from sqlalchemy import select

from pmplanner.models import Course, Employment, Person, PersonTrack, PlanScope
from pmplanner.models.statuses import ScopeKind
from pmplanner.services.errors import PlanError
from pmplanner.services.needs.scope_reading import ScopeRule, covered_people, people_of_rules, read_rules
from pmplanner.services.needs.standing_in_plan import (
    Spell,
    Standing,
    count_people,
    days_employed,
    read_standings,
)
from pmplanner.services.people import people, tracks
from pmplanner.services.plans import picks, plans
from pmplanner.services.plans.scope import find_rule, list_managers, name_of, rules_in_words, set_rules
from pmplanner.storage.workspace import Workspace
from tests.support import snapshot

FIRST, LAST = dt.date(2027, 1, 1), dt.date(2027, 6, 30)

STAFF: tuple[tuple[str, dict[str, object]], ...] = (
    ("Eva", {"last_name": "Novak", "email": "eva@x.y", "location": "Berlin"}),
    ("Ana", {"team": "Sales", "location": "Berlin", "manager_email": "EVA@x.y"}),
    ("Bo", {"team": "sales ", "location": "Oslo", "manager_name": "Eva Novak"}),
    ("Cy", {"team": "Ops", "location": "berlin", "manager_name": "Mr  Outside"}),
    ("Di", {"team": "Ops", "location": "Oslo"}),
)


class Office:
    """A plan and people by first name; Di reports to Ana, Ana has a track, Cy a further one."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        with workspace.edit("Fill") as db:
            self.plan = plans.create_plan(db, "2027", FIRST, LAST)
            self.ids = {name: people.add_person(db, first_name=name, **values) for name, values in STAFF}
            self.track, self.other = tracks.add_track(db, "One"), tracks.add_track(db, "Two")
            db.get_one(Person, self.ids["Di"]).manager_id = self.ids["Ana"]
            db.get_one(Person, self.ids["Ana"]).primary_track_id = self.track
            db.get_one(Person, self.ids["Cy"]).primary_track_id = self.other
            db.add(PersonTrack(person_id=self.ids["Cy"], track_id=self.track))

    def rule(self, kind: ScopeKind, name: str = "", *, include: bool = True) -> ScopeRule:
        if kind == ScopeKind.ANY_TRACK:
            return ScopeRule(kind, include=include)
        with self.workspace.read() as db:
            return find_rule(db, kind, name, include=include)

    def cover(self, *rules: ScopeRule) -> None:
        with self.workspace.edit("Cover") as db:
            set_rules(db, self.plan, rules)

    def covered(self, of: tuple[str, ...] | None = None) -> str:
        with self.workspace.read() as db:
            ids = covered_people(db, self.plan, None if of is None else [self.ids[name] for name in of])
        return "everybody" if ids is None else " ".join(name for name in self.ids if self.ids[name] in ids)

    def in_words(self) -> str:
        with self.workspace.read() as db:
            return rules_in_words(db, read_rules(db, self.plan))


@pytest.fixture
def office(blank: Workspace) -> Office:
    return Office(blank)


TRACK, TEAM, SITE, MANAGER, PERSON = (
    ScopeKind.TRACK,
    ScopeKind.TEAM,
    ScopeKind.SITE,
    ScopeKind.MANAGER,
    ScopeKind.PERSON,
)


@pytest.mark.parametrize(
    ("inward", "outward", "covered", "words"),
    [
        ([], [], "everybody", "Everybody"),
        ([(ScopeKind.ANY_TRACK, "")], [], "Ana Cy", "Whoever has a track"),
        ([(TRACK, "one")], [], "Ana Cy", "The track One"),
        ([(TRACK, "TWO")], [], "Cy", "The track Two"),
        ([(TEAM, "SALES")], [], "Ana Bo", "The team Sales"),
        ([(SITE, "Berlin")], [], "Eva Ana Cy", "The site Berlin"),
        ([(MANAGER, "eva@x.y")], [], "Ana Bo Di", "All below Eva Novak"),
        ([(MANAGER, "mr outside")], [], "Cy", "All below Mr Outside"),
        ([(PERSON, "Di")], [], "Di", "Di"),
        ([(TEAM, "Ops"), (SITE, "Berlin")], [], "Eva Ana Cy Di", "The team Ops and the site Berlin"),
        ([], [(TEAM, "Ops")], "Eva Ana Bo", "Everybody but the team Ops"),
        (
            [(SITE, "Berlin")],
            [(PERSON, "Eva Novak"), (TEAM, "Ops")],
            "Ana",
            "The site Berlin, but not the team Ops and Eva Novak",
        ),
    ],
)
def test_rules_read_into_people_and_words(
    office: Office,
    inward: list[tuple[ScopeKind, str]],
    outward: list[tuple[ScopeKind, str]],
    covered: str,
    words: str,
) -> None:
    rules = [office.rule(*rule) for rule in inward] + [office.rule(*rule, include=False) for rule in outward]
    office.cover(*rules)
    assert office.covered() == covered
    assert office.in_words() == words
    # Of a few people the answer is the same as of all, also where managers of others decide it.
    assert office.covered(("Di", "Cy")) == (
        "everybody" if not rules else " ".join(name for name in covered.split() if name in ("Cy", "Di"))
    )


def test_managers_in_a_circle_do_no_harm(office: Office) -> None:
    with office.workspace.edit("Circle") as db:
        db.get_one(Person, office.ids["Eva"]).manager_id = office.ids["Di"]
    office.cover(office.rule(MANAGER, "Ana"))
    assert office.covered() == "Eva Bo Di"  # never who was asked for


def test_each_manager_that_is_offered_has_somebody_below(office: Office) -> None:
    with office.workspace.edit("Names and addresses that tell nothing") as db:
        for name in ("Ida", "Jan"):
            people.add_person(db, first_name=name, last_name="Lund", email="team@x.y")
        for name, manager in (
            ("Fay", {"manager_name": "Eva Novak", "manager_email": "another.eva@x.y"}),
            ("Gil", {"manager_name": "Ida Lund", "manager_email": "team@x.y"}),
            ("Hal", {"manager_email": "team@x.y"}),
        ):
            people.add_person(db, first_name=name, **manager)
    with office.workspace.read() as db:
        offered = [(name_of(db, rule), len(people_of_rules(db, [rule]))) for rule in list_managers(db)]
    assert sorted(offered) == [
        ("Ana", 1),
        *(("Eva Novak", 1), ("Eva Novak", 3)),  # the text of whom nobody knows more, and the person
        *(("Ida Lund", 1), ("Mr Outside", 1), ("team@x.y", 1)),
    ]


def test_whoever_has_a_pick_counts_whatever_the_rules_say(office: Office) -> None:
    with office.workspace.edit("Pick") as db:
        course = Course(code="A", title="A", days=1)
        db.add(course)
        db.flush()
        picks.pick_courses(db, office.plan, [office.ids["Di"]], [course.id])
    office.cover(office.rule(TEAM, "Sales"), office.rule(PERSON, "Di", include=False))
    assert office.covered() == "Ana Bo Di"
    assert office.covered(("Ana",)) == "Ana"


def test_a_team_without_people_left_covers_nobody(office: Office) -> None:
    office.cover(office.rule(TEAM, "Sales"))
    with office.workspace.edit("Move") as db:
        for name in ("Ana", "Bo"):
            people.write_values(db, office.ids[name], {"team": "Ops"})
    assert office.covered() == ""


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        (TEAM, "Sails", "Nobody is in the team “Sails”. There are: “Ops”, “Sales”"),
        (SITE, "Rome", "Nobody is at the site “Rome”"),
        (TRACK, "Three", "There is no track “Three”"),
        (PERSON, "Zoe", "There is nobody with"),
        (MANAGER, "Zoe", "There is nobody with"),
    ],
)
def test_a_slip_in_a_name_is_refused(office: Office, kind: ScopeKind, name: str, reason: str) -> None:
    with pytest.raises(PlanError, match=reason):
        office.rule(kind, name)


def test_what_is_both_covered_and_left_out_or_gone_is_refused_and_changes_nothing(office: Office) -> None:
    office.cover(office.rule(TEAM, "Ops"))
    before = snapshot(office.workspace.path)
    both = (ScopeRule(TEAM, text="sales"), ScopeRule(TEAM, text="Sales", include=False))
    for rules, reason in (
        (both, "both cover and leave out the team Sales"),
        ([ScopeRule(TEAM, text=" ")], "Say which team"),
        ([ScopeRule(TRACK, 999)], "track no longer exists"),
        ([ScopeRule(PERSON, 999)], "person no longer exists"),
    ):
        with pytest.raises(PlanError, match=reason):
            office.cover(*rules)
    assert snapshot(office.workspace.path) == before


def test_rules_are_set_undone_and_set_again_without_needless_rows(office: Office) -> None:
    empty = snapshot(office.workspace.path)
    office.cover(office.rule(TEAM, "Ops"), office.rule(SITE, "Oslo", include=False))
    first = snapshot(office.workspace.path)
    with office.workspace.edit("Again") as db:
        assert not set_rules(
            db, office.plan, [office.rule(SITE, "oslo", include=False), office.rule(TEAM, "ops")]
        )
    assert snapshot(office.workspace.path) == first
    office.cover(office.rule(SITE, "Oslo"))
    with office.workspace.read() as db:
        assert read_rules(db, office.plan) == [ScopeRule(SITE, text="Oslo")]
    office.workspace.undo()
    assert snapshot(office.workspace.path) == first
    office.workspace.undo()
    assert snapshot(office.workspace.path) == empty
    office.workspace.redo()
    assert snapshot(office.workspace.path) == first


def test_a_copy_covers_the_same_and_goes_with_its_rules(office: Office) -> None:
    office.cover(office.rule(TEAM, "Ops"), office.rule(PERSON, "Di", include=False))
    with office.workspace.edit("Copy") as db:
        copy = plans.copy_plan(db, office.plan, "Copy")
        assert read_rules(db, copy) == read_rules(db, office.plan)
    with office.workspace.edit("Remove") as db:
        plans.remove_plan(db, copy)
        assert set(db.scalars(select(PlanScope.plan_id))) == {office.plan}


def test_who_counts_has_left_comes_later_or_is_not_covered(office: Office) -> None:
    with office.workspace.edit("Dates") as db:
        for name, start, end in (
            ("Eva", None, FIRST),  # employed on one day of the plan
            ("Ana", None, FIRST - dt.timedelta(days=1)),
            ("Bo", LAST + dt.timedelta(days=1), None),
            ("Cy", LAST + dt.timedelta(days=1), None),
        ):
            people.write_values(db, office.ids[name], {"start_date": start, "end_date": end})
        # Cy was here before, and will come again: both spells lie outside, which is no leaving.
        db.add(Employment(person_id=office.ids["Cy"], last_day=dt.date(2026, 5, 31)))
    with office.workspace.read() as db:
        found = read_standings(db, office.plan)
        assert {name: found[person_id].value for name, person_id in office.ids.items()} == {
            "Eva": "counts",
            "Ana": "left",
            "Bo": "to come",
            "Cy": "to come",
            "Di": "counts",
        }
        assert count_people(db, office.plan, [ScopeRule(SITE, text="Oslo")]) == 1
        assert count_people(db, office.plan, []) == 2
        few = read_standings(db, office.plan, [office.ids["Ana"]])
        assert few == {office.ids["Ana"]: Standing.LEFT}
    office.cover(office.rule(SITE, "Berlin"))
    with office.workspace.read() as db:
        assert read_standings(db, office.plan)[office.ids["Di"]] == Standing.NOT_COVERED


def test_days_employed_count_once_though_spells_overlap() -> None:
    day = dt.date(2027, 1, 10)
    spells = [Spell(day, day + dt.timedelta(days=9)), Spell(dt.date(2026, 1, 1), day + dt.timedelta(days=2))]
    assert days_employed(spells, dt.date(2027, 1, 1), dt.date(2027, 1, 31)) == 19
    assert days_employed([], day, day) == 0
