"""Files that show what somebody completed or holds: added and taken off."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import held_certificate
from pmplanner.cli.commands import add_command
from pmplanner.cli.fields import named
from pmplanner.cli.output import say
from pmplanner.cli.running import writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace


def add_to_completions(actions: Commands) -> None:
    """Add what the noun `completion` can do with files."""
    about = said("Keep a file as the evidence of a completion")
    _file(_completion(add_command(actions, "attach", about, attach_to_completion)))
    about = said("Take a file of evidence off a completion")
    _name(_completion(add_command(actions, "detach", about, detach_from_completion)))


def add_to_certificates(actions: Commands) -> None:
    """Add what the noun `certificate` can do with files."""
    about = said("Keep a file as the evidence of a certificate")
    _file(_certificate(add_command(actions, "attach", about, attach_to_certificate)))
    about = said("Take a file of evidence off a certificate")
    _name(_certificate(add_command(actions, "detach", about, detach_from_certificate)))


def _completion(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("id", type=values.whole_number, metavar="ID", help=said("as listed"))
    return parser


def _certificate(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("person", metavar="PERSON", help=said("employee id, e-mail or name"))
    parser.add_argument("certificate", metavar="CERTIFICATE", help=said("code or name"))
    return parser


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=said("of the file"))


def _owner(db: Session, args: Namespace) -> tuple[int, dict[str, list[int]]]:
    """Return whose evidence it is, and what it belongs to as services call it."""
    from pmplanner.services.people.history import completion_named

    if hasattr(args, "certificate"):
        held = held_certificate(db, args.person, args.certificate)
        return held.person_id, {"certificate_ids": [held.id]}
    return completion_named(db, args.id)[0], {"completion_ids": [args.id]}


def _attach(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.people.evidence import attach_evidence, read_evidence_file
    from pmplanner.storage.labels import Label, People

    content = read_evidence_file(args.file)
    with workspace.read() as db:
        person_id, owner = _owner(db, args)
    with workspace.edit(Label.of("evidence.add", person=People.of([person_id]))) as db:
        attach_evidence(db, args.file.name, content, **owner)
    say(said("Added the evidence {name}.", name=args.file.name))
    return 0


def _detach(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.people.evidence import list_evidence, remove_evidence
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        person_id, owner = _owner(db, args)
        files = [each for found in list_evidence(db, **owner).values() for each in found]
        missing = said("There is no evidence called “{name}”.", name=args.name)
        found = named(files, args.name, lambda each: each.name, missing)
    with workspace.edit(Label.of("evidence.remove", person=People.of([person_id]))) as db:
        remove_evidence(db, found.attachment_id)
    say(said("Took the evidence {name} off.", name=found.name))
    return 0


@writes
def attach_to_completion(workspace: Workspace, args: Namespace) -> int:
    """Keep a file as the evidence of a completion."""
    return _attach(workspace, args)


@writes
def attach_to_certificate(workspace: Workspace, args: Namespace) -> int:
    """Keep a file as the evidence of a certificate."""
    return _attach(workspace, args)


@writes
def detach_from_completion(workspace: Workspace, args: Namespace) -> int:
    """Take a file off a completion."""
    return _detach(workspace, args)


@writes
def detach_from_certificate(workspace: Workspace, args: Namespace) -> int:
    """Take a file off a certificate."""
    return _detach(workspace, args)
