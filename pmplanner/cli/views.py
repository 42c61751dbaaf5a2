"""Views with a name, as the window keeps them on this computer: listed, and whom they show."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from typing import TYPE_CHECKING, NamedTuple

from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.output import print_rows
from pmplanner.cli.running import reads
from pmplanner.paths import window_settings
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.people.people import PersonRow
    from pmplanner.storage.workspace import Workspace

_LISTED = {"page": "Page", "name": "View", "shows": "Shows"}
_PAGES = ("plan", "schedule", "people")
_ANY = "any"
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{1,4})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}

_USUAL = {
    "below": ("1", "below"), "presence": ("here",), "manager": (_ANY,), "team": (_ANY,), "title": (_ANY,),
    "track": (_ANY,),
}  # fmt: skip
_OF_PEOPLE = ("filter", "words", "manager", "below", "team", "title", "track", "presence")
_OF_NUMBERS = ("to_schedule", "lacking", "nothing")
_LOOKS = ("grouping", "others", "columns", "view", "lanes", "sort", "descending")
"""What of a view says how a page looks, and not whom it shows."""


class View(NamedTuple):
    """A view of a page, with what it shows by names of the page's own."""

    page: str
    name: str
    state: Mapping[str, str]


def add_commands(commands: Commands) -> None:
    """Add the noun `view`."""
    actions = add_noun(commands, "view", said("Look at the views that the window keeps on this computer"))
    format_option(add_command(actions, "list", said("List the views of this workspace"), list_all))


@reads
def list_all(workspace: Workspace, args: Namespace) -> int:
    """List the views of the workspace."""
    with workspace.read() as db:
        views = list(read_views(db))
    lines = [
        (view.page, view.name, "; ".join(f"{key}={value}" for key, value in _chosen(view.state).items()))
        for view in views
    ]
    print_rows(args, _LISTED, lines, said("No view is kept of this workspace."))
    return 0


def _chosen(state: Mapping[str, str]) -> dict[str, str]:
    """Return what a view has otherwise than its page is at first."""
    return {
        key: value
        for key, value in state.items()
        # "" is no choice, but that of people without a track.
        if (value or key == "track") and value not in _USUAL.get(key, ())
    }


def read_views(db: Session) -> Iterator[View]:
    """Yield the views that the window keeps of a workspace, in the order in which they were saved."""
    from pmplanner.services.settings import workspace_mark

    kept = _settings_of_views()
    for page in _PAGES:
        text = kept.get(f"{workspace_mark(db)}\\{page}\\saved", "")
        try:
            found = json.loads(text or "{}")
        except ValueError:
            continue  # somebody has changed the file by hand
        for name, state in found.items():
            if isinstance(state, dict):
                yield View(page, str(name), {str(key): str(value) for key, value in state.items()})


def _settings_of_views() -> dict[str, str]:
    """Return what stands in the window's settings about views; nothing where they are in no file."""
    try:
        lines = window_settings().read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    found, section = {}, ""
    for line in lines:
        if line.startswith("["):
            section = line.strip()
        elif section == "[views]" and "=" in line:
            key, value = line.split("=", 1)
            found[re.sub("%([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), key)] = _unescaped(value)
    return found


def _unescaped(value: str) -> str:
    """Return a text of the settings as it was before it was written."""
    text = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value

    def letter(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else _LETTERS.get(match[2], match[2])

    return _ESCAPED.sub(letter, text)


def people_of_view(db: Session, name: str, plan: str | None) -> set[int]:
    """Return whom a view shows; raise PlanError when there is none, or it narrows by something else."""
    from pmplanner.services.lookup import fold

    for view in read_views(db):
        if fold(view.name) == fold(name):
            return _people(db, view, plan)
    raise PlanError(said("There is no view “{name}” on this computer; “view list” lists them.", name=name))


def _people(db: Session, view: View, plan: str | None) -> set[int]:
    from pmplanner.services.people.people import list_people

    state = {key: value for key, value in _chosen(view.state).items() if key not in _LOOKS}
    other = [key for key in state if key not in (*_OF_PEOPLE, *_OF_NUMBERS)]
    if other:
        raise PlanError(
            said(
                "The view “{name}” also narrows by {keys}, which only the window does.",
                name=view.name,
                keys=", ".join(other),
            )
        )
    below = view.state.get("below", "1") in ("1", "below")
    presence = view.state.get("presence", "here" if view.page == "people" else "all")
    found = {person.id for person in list_people(db) if _passes(person, state, presence)}
    if "manager" in state:
        found &= _reports(db, state["manager"], with_below=below)
    if any(key in state for key in _OF_NUMBERS):
        found &= _by_numbers(db, plan, state)
    return found


def _passes(person: PersonRow, state: Mapping[str, str], presence: str) -> bool:
    from pmplanner.services.calendar import clock
    from pmplanner.services.lookup import fold, plain

    sought = plain(" ".join((person.name, person.employee_id, person.email, person.job_title, person.team)))
    words = plain(f"{state.get('filter', '')} {state.get('words', '')}").split()
    left = person.end_date is not None and person.end_date < clock.today()
    return (
        all(word in sought for word in words)
        and state.get("team", fold(person.team)) == fold(person.team)
        and state.get("title", fold(person.job_title)) == fold(person.job_title)
        and state.get("track", str(person.track_id or "")) == str(person.track_id or "")
        and (presence == "all" or left is (presence == "left"))
    )


def _reports(db: Session, manager: str, *, with_below: bool) -> frozenset[int]:
    from pmplanner.services.people.managers import direct_managers, managed_by

    return managed_by(direct_managers(db), manager, with_below=with_below)


def _by_numbers(db: Session, plan: str | None, state: Mapping[str, str]) -> set[int]:
    """Return who has something to schedule, lacks something required, or has nothing yet."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.totals.totals import person_ledgers

    return {
        person_id
        for person_id, line in person_ledgers(db, find_plan(db, plan).id).items()
        if ("to_schedule" not in state or line.totals.open)
        and ("lacking" not in state or line.totals.gap)
        and not ("nothing" in state and line.totals.planned)
    }
