"""Courses of one's own: added, copied, changed, removed; what they teach, come after and lead to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import named_courses
from pmplanner.cli.commands import add_command
from pmplanner.cli.fields import Field, field_options, given, maybe, something
from pmplanner.cli.output import say
from pmplanner.cli.running import writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace


def _fields() -> dict[str, Field]:
    return {
        "code": Field(said("what files know it by; made of the title when left out"), metavar="CODE"),
        "provider": Field(said("who gives it")),
        "level": Field(said("such as beginner")),
        "delivery": Field(said("such as classroom"), column="format"),
        "description": Field(said("what it is about")),
        "price": Field(said('of one seat; "" for unknown'), maybe(values.amount), "AMOUNT", "cost"),
        "currency": Field(said("of the price"), str.upper, "CODE"),
        "min-seats": Field(said("the fewest people"), maybe(values.count), "N"),
        "max-seats": Field(said("the most people"), maybe(values.count), "N"),
        "valid": Field(said('months; "" for ever'), maybe(values.count), "MONTHS", "valid_months"),
        "short": Field(said("a short title"), column="short_title"),
        "source": Field(said("where its facts are from")),
        "note": Field(said("what else is to be known")),
    }


_LINKS = {"skills": "SKILL", "tracks": "TRACK", "after": "CODE", "counts-as": "CODE"}
_CERTIFICATES = ("leads-to", "renews")


def add_actions(actions: Commands) -> None:
    """Add what the noun `course` can do with courses of one's own."""
    add = add_command(actions, "add", said("Add a course of your own"), add_one)
    add.add_argument("title", metavar="TITLE")
    add.add_argument("--days", type=values.days, required=True, metavar="DAYS", help=said("how long it is"))
    _values(add)
    change = add_command(actions, "change", said("Change a course of your own"), change_one)
    change.add_argument("course", metavar="COURSE", help=said("code or title"))
    field_options(
        change,
        {"title": Field(said("another title")), "days": Field(said("how long it is"), values.days, "DAYS")},
    )
    _values(change)
    about = said("Copy a course to change the copy, which counts as the original")
    copy = add_command(actions, "copy", about, copy_one)
    copy.add_argument("course", metavar="COURSE", help=said("code or title"))
    field_options(copy, {"title": Field(said("another title"))})
    about = said("Remove courses of your own that nothing uses")
    remove = add_command(actions, "remove", about, remove_several)
    remove.add_argument("courses", nargs="+", metavar="COURSE")


def _values(parser: ArgumentParser) -> None:
    field_options(parser, _fields())
    for option, metavar in _LINKS.items():
        about = {
            "skills": said("what it teaches, in place of what was"),
            "tracks": said("for whom it is meant, in place of what was"),
            "after": said("what must be taken before, in place of what was"),
            "counts-as": said("of which courses it stands in place"),
        }[option]
        parser.add_argument(f"--{option}", nargs="*", metavar=metavar, help=about)
    for option in _CERTIFICATES:
        about = said("certificates that it renews")
        if option == "leads-to":
            about = said("certificates that it leads to")
        parser.add_argument(f"--{option}", nargs="*", metavar="CERTIFICATE", help=about)


def _links(db: Session, args: Namespace) -> dict[str, Iterable[object]]:
    """Return the links that were given, by what services call them."""
    from pmplanner.services.lookup import find_track

    found: dict[str, Iterable[object]] = {}
    if args.skills is not None:
        found["skills"] = args.skills
    if args.tracks is not None:
        found["track_ids"] = [find_track(db, name).id for name in args.tracks]
    if args.after is not None:
        found["requires"] = named_courses(db, args.after).ids
    if args.counts_as is not None:
        found["counts_as"] = named_courses(db, args.counts_as).ids
    return found


def _link_certificates(db: Session, args: Namespace, course_id: int) -> None:
    from pmplanner.models.statuses import CertificateLink
    from pmplanner.services.catalog.certificate_links import set_certificate_links
    from pmplanner.services.people.certificates import find_certificate

    for names, kind in ((args.leads_to, CertificateLink.LEADS_TO), (args.renews, CertificateLink.RENEWS)):
        if names is not None:
            ids = [find_certificate(db, name).id for name in names]
            set_certificate_links(db, course_id, kind, ids)


@writes
def add_one(workspace: Workspace, args: Namespace) -> int:
    """Add a course of one's own."""
    from pmplanner.services.catalog.courses import add_course
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("course.add", course=args.title)) as db:
        fields = {"title": args.title, "days": args.days, **given(args, _fields())}
        course_id = add_course(db, **fields, **_links(db, args))  # type: ignore[arg-type]
        _link_certificates(db, args, course_id)
    say(said("Added the course {course}.", course=_called(workspace, course_id)))
    return 0


@writes
def change_one(workspace: Workspace, args: Namespace) -> int:
    """Change a course."""
    from pmplanner.services.catalog.courses import change_what_holds
    from pmplanner.services.lookup import find_course
    from pmplanner.storage.labels import Label

    fields = given(args, {"title": Field(""), "days": Field(""), **_fields()})
    with workspace.read() as db:
        course = find_course(db, args.course)
        wanted = {**fields, **_links(db, args)}
    something(wanted, args.leads_to, args.renews)
    with workspace.edit(Label.of("course.change", course=course.title)) as db:
        if wanted:
            change_what_holds(db, course.id, **wanted)
        _link_certificates(db, args, course.id)
    say(said("Changed the course {course}.", course=_called(workspace, course.id)))
    return 0


@writes
def copy_one(workspace: Workspace, args: Namespace) -> int:
    """Copy a course."""
    from pmplanner.services.catalog.courses import copy_course
    from pmplanner.services.lookup import find_course
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        course = find_course(db, args.course)
    with workspace.edit(Label.of("course.copy", course=course.title)) as db:
        copy_id = copy_course(db, course.id, **given(args, {"title": Field("")}))
    say(said("Copied {course} as {copy}.", course=course.code, copy=_called(workspace, copy_id)))
    return 0


@writes
def remove_several(workspace: Workspace, args: Namespace) -> int:
    """Remove courses of one's own."""
    from pmplanner.services.catalog.courses import remove_course
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        courses = named_courses(db, args.courses)
    label = Label.of("course.remove-several", count=len(courses.ids))
    if len(courses.ids) == 1:
        label = Label.of("course.remove", course=courses.words)
    with workspace.edit(label) as db:
        for course_id in courses.ids:
            remove_course(db, course_id)
    say(said("Removed: {courses}.", courses=courses.words))
    return 0


def _called(workspace: Workspace, course_id: int) -> str:
    from pmplanner.services.catalog.courses import list_courses

    with workspace.read() as db:
        (row,) = list_courses(db, [course_id])
    return f"{row.code} {row.title}"
