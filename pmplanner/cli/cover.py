"""Rules of cover: how many with a skill, track, job title or certificate must be at work each day."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, field_options, given, maybe, something
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace

_COLUMNS = {
    "name": "Name", "minimum": "At least", "team": "Team", "kind": "Kind", "what": "What", "level": "Level",
    "first_day": "First day", "last_day": "Last day", "people": "People", "by_training": "Training",
    "by_leave": "Leave alone", "out_of_reach": "Out of reach", "state": "How it stands",
}  # fmt: skip
"""The columns of a file with their headings in a table, which are English in every language."""

_KINDS = ("skill", "track", "title", "certificate")


def add_commands(commands: Commands) -> None:
    """Add the noun `cover`."""
    of_cover = add_noun(commands, "cover", said("Say how many of whom must be at work each day"))
    add = add_command(of_cover, "add", said("Add a rule"), add_rule)
    add.add_argument("minimum", type=values.count, metavar="N", help=said("so many at least"))
    who = add.add_mutually_exclusive_group(required=True)
    who.add_argument("--skill", metavar="SKILL", help=said("who has the skill"))
    who.add_argument("--track", metavar="TRACK", help=said("who has the track, first or further"))
    who.add_argument("--title", metavar="TEXT", help=said("who has the job title"))
    who.add_argument("--certificate", metavar="CERTIFICATE", help=said("who holds the certificate"))
    add.add_argument(
        "--level",
        choices=("awareness", "working", "expert"),
        default="",
        help=said("of a skill, at least at this level; at any without it"),
    )
    add.add_argument("--team", default="", metavar="TEAM", help=said("of this team; of all without it"))
    add.add_argument("--name", default="", metavar="NAME", help=said("what the rule is called"))
    add.add_argument(
        "--from", dest="first_day", type=values.a_date, metavar="DAY", help=said("its first day")
    )
    add.add_argument("--until", dest="last_day", type=values.a_date, metavar="DAY", help=said("its last day"))
    change = add_command(of_cover, "change", said("Change a rule; what is not said stays"), change_rule)
    change.add_argument("rule", metavar="NAME")
    field_options(change, _fields())
    remove = add_command(of_cover, "remove", said("Remove a rule"), remove_rule)
    remove.add_argument("name", metavar="NAME")
    listing = add_command(of_cover, "list", said("List the rules, and how each stands in a plan"), list_rules)
    format_option(listing)
    plan_option(listing)


@writes
def add_rule(workspace: Workspace, args: Namespace) -> int:
    """Add a rule of cover."""
    from pmplanner.services.needs.cover_rules import CoverValues, add_cover_rule, find_what, list_cover_rules
    from pmplanner.storage.labels import Label

    kind = next(each for each in _KINDS if getattr(args, each) is not None)
    named = getattr(args, kind)
    with workspace.edit(Label.of("cover.add", rule=args.name or named)) as db:
        rule_id = add_cover_rule(
            db,
            CoverValues(
                args.minimum,
                kind,
                None if kind == "title" else find_what(db, kind, named),
                named if kind == "title" else "",
                args.level,
                args.team,
                args.name,
                args.first_day,
                args.last_day,
            ),
        )
        name = next(row.name for row in list_cover_rules(db) if row.id == rule_id)
    say(said("Added the rule of cover “{name}”.", name=name))
    return 0


def _fields() -> dict[str, Field]:
    return {
        "minimum": Field(said("so many at least"), values.count, "N"),
        "skill": Field(said("who has the skill"), metavar="SKILL"),
        "track": Field(said("who has the track, first or further"), metavar="TRACK"),
        "title": Field(said("who has the job title")),
        "certificate": Field(said("who holds the certificate"), metavar="CERTIFICATE"),
        "level": Field(said('of a skill: awareness, working or expert; "" for any'), metavar="LEVEL"),
        "team": Field(said('of this team; "" for all'), metavar="TEAM"),
        "name": Field(said("another name")),
        "from": Field(said('its first day; "" for none'), maybe(values.a_date), "DAY", "first_day"),
        "until": Field(said('its last day; "" for none'), maybe(values.a_date), "DAY", "last_day"),
    }


@writes
def change_rule(workspace: Workspace, args: Namespace) -> int:
    """Change a rule of cover."""
    from pmplanner.services.needs import cover_rules
    from pmplanner.storage.labels import Label

    wanted = given(args, _fields())
    something(wanted)
    kinds = {kind: wanted.pop(kind) for kind in _KINDS if kind in wanted}
    if len(kinds) > 1:
        raise PlanError(said("A rule is about one skill, track, job title or certificate."))
    with workspace.edit(Label.of("cover.change", rule=args.rule)) as db:
        rule_id = cover_rules.find_cover_rule(db, args.rule)
        row = next(each for each in cover_rules.list_cover_rules(db) if each.id == rule_id)
        rule = replace(row.values, **wanted)  # type: ignore[arg-type]
        for kind, name in kinds.items():
            ref_id = None if kind == "title" else cover_rules.find_what(db, kind, str(name))
            text = str(name) if kind == "title" else ""
            rule = replace(rule, kind=kind, ref_id=ref_id, text=text)
        cover_rules.change_cover_rule(db, rule_id, rule)
    say(said("Changed the rule of cover “{name}”.", name=wanted.get("name", args.rule)))
    return 0


@writes
def remove_rule(workspace: Workspace, args: Namespace) -> int:
    """Remove a rule of cover."""
    from pmplanner.services.needs.cover_rules import find_cover_rule, remove_cover_rule
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("cover.remove", rule=args.name)) as db:
        remove_cover_rule(db, find_cover_rule(db, args.name))
    say(said("Removed the rule of cover “{name}”.", name=args.name))
    return 0


@reads
def list_rules(workspace: Workspace, args: Namespace) -> int:
    """List the rules of cover as a table, CSV or JSON."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.needs.cover_rules import list_cover_rules
    from pmplanner.services.problems.reading.facts import gather_facts
    from pmplanner.services.views.cover import list_cover_states

    with workspace.read() as db:
        rules = list_cover_rules(db)
        plan_id = find_plan(db, args.plan).id
        states = list_cover_states(gather_facts(db, plan_id)) if rules else []
    rows = [
        (
            rule.name,
            rule.values.minimum,
            rule.values.team,
            rule.values.kind,
            rule.what,
            rule.values.level,
            rule.values.first_day,
            rule.values.last_day,
            state.people,
            _spans(state.by_training),
            _spans(state.by_leave),
            _spans(state.out_of_reach),
            " ".join(filter(None, (state.trouble, state.sentence))),
        )
        for rule, state in zip(rules, states, strict=True)
    ]
    seen = [name for name in _COLUMNS if name not in ("kind", *_RUNS)]
    print_rows(args, _COLUMNS, rows, said("There is no rule of cover."), seen=seen)
    return 0


_RUNS = ("by_training", "by_leave", "out_of_reach")


def _spans(runs: tuple[tuple[object, object], ...]) -> str:
    return ";".join(str(first) if first == last else f"{first}/{last}" for first, last in runs)
