"""For whom the shortest set is asked: everybody, those shown, a team, all below a manager, or one person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from PySide6.QtWidgets import QWidget

from pmplanner.services.people.managers import managed_by, manager_key
from pmplanner.services.views.shortest_page import Choices
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.inputs.choices import SearchField
from pmplanner.ui.widgets.tables.natural_sort import natural_key


class Whom(NamedTuple):
    """A choice: its kind, and the team, the manager's key or the person's id as text."""

    kind: Literal["all", "shown", "team", "manager", "person"]
    key: str = ""


EVERYBODY = Whom("all")
SHOWN = Whom("shown")


class WhomField(SearchField):
    """One of the choices, found by typing any part of it."""

    def __init__(
        self, choices: Choices, shown: Collection[int] | None, parent: QWidget | None = None
    ) -> None:
        """Offer those *shown*, if any, beside all others; they are chosen first."""
        super().__init__(tr("For whom"), parent)
        self._choices = choices
        self._shown_people = None if shown is None else frozenset(shown)
        self.set_choices(self._entries())
        self.show_value(self._first())

    def people(self) -> frozenset[int] | None:
        """Return the people chosen; None for everybody."""
        whom = self.entered()
        if not isinstance(whom, Whom) or whom.kind == "all":
            return None
        if whom.kind == "shown":
            return self._shown_people
        if whom.kind == "person":
            return frozenset((int(whom.key),))
        if whom.kind == "manager":
            return managed_by(self._choices.managers, whom.key)
        return frozenset(person.id for person in self._choices.people if person.team == whom.key)

    def _first(self) -> Whom:
        shown = self._shown_people
        if shown is None:
            return EVERYBODY
        return Whom("person", str(next(iter(shown)))) if len(shown) == 1 else SHOWN

    def _entries(self) -> Iterator[tuple[Whom, str]]:
        yield EVERYBODY, tr("Everybody in the plan")
        shown = self._shown_people
        if shown is not None and len(shown) != 1:
            yield SHOWN, plural(len(shown), "The 1 person shown", "The %1 people shown")
        teams = {person.team for person in self._choices.people if person.team}
        for team in sorted(teams, key=natural_key):
            yield Whom("team", team), tr("Team %1", team)
        names = self._choices.managers.names
        for key in sorted(names, key=lambda key: natural_key(names[key])):
            yield Whom("manager", manager_key(key)), tr("All below %1", names[key])
        for person in self._choices.people:
            yield Whom("person", str(person.id)), tr("%1 · %2", person.name, person.track or tr("No track"))
