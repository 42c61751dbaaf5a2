"""Courses: own facts laid over them, and copies used in place of their originals."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import own_courses, values
from pmplanner.cli.commands import add_command, add_noun, format_option, may_write
from pmplanner.cli.output import as_data, say, shown, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.models import Course
    from pmplanner.services.catalog.courses import CourseRow
    from pmplanner.services.catalog.own_facts import CourseFacts
    from pmplanner.services.plans.course_copies import Replacement
    from pmplanner.storage.labels import Counted, Label
    from pmplanner.storage.workspace import Workspace

_CLEAR = {
    "price": ("cost",),
    "seats": ("min_seats", "max_seats"),
    "min-seats": ("min_seats",),
    "max-seats": ("max_seats",),
    "valid": ("valid_months",),
    "short": ("short_title",),
    "note": ("note",),
    "all": ("cost", "min_seats", "max_seats", "valid_months", "short_title", "note"),
}
"""What can be cleared, and the facts that go with it."""

FACT_WORDS = {
    "cost": marked("Price"),
    "min_seats": marked("Fewest seats"),
    "max_seats": marked("Most seats"),
    "valid_months": marked("Valid, months"),
    "short_title": marked("Short title"),
    "note": marked("Note"),
}
_NOBODY_SAID = {
    "cost": marked("unknown"),
    "min_seats": marked("no limit"),
    "max_seats": marked("no limit"),
    "valid_months": marked("for ever"),
}
"""What a fact without a value reads."""

_NONE = "none"
_HEADER = ("course_code", "fact", "value", "currency", "own", "source_value", "source_currency")


def add_commands(commands: Commands) -> None:
    """Add the noun `course`."""
    about = said("Add and change courses, lay own facts over them, use copies of them")
    actions = add_noun(commands, "course", about)
    own_courses.add_actions(actions)
    facts = add_command(
        actions, "facts", said("Set what this workplace knows of courses, or show what holds"), course_facts
    )
    facts.add_argument("courses", nargs="+", metavar="CODE")
    _add_facts(facts)
    facts.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))
    format_option(facts)
    use = add_command(
        actions,
        "use-copy",
        said("Use a copy in place of its original, in paths and in picks without a seat"),
        use_copy,
    )
    lay = add_command(
        actions,
        "lay-copy",
        said("Lay the facts of a copy over its original as own facts, and use that again"),
        lay_copy,
    )
    for parser in (use, lay):
        parser.add_argument("copy", metavar="CODE", help=said("the copy"))
        parser.add_argument("--of", metavar="CODE", help=said("the original, where it may be several"))
        parser.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))


def _add_facts(parser: ArgumentParser) -> None:
    none = said("“none” says that there is none")
    parser.add_argument("--price", type=_amount, metavar="N", help=said("of one seat; {none}", none=none))
    parser.add_argument("--currency", metavar="CUR", help=said("of the price, such as EUR"))
    parser.add_argument(
        "--seats", type=_seats, metavar="MIN-MAX", help=said("such as 4-12, 4- or -12; {none}", none=none)
    )
    parser.add_argument(
        "--valid",
        type=_months,
        metavar="MONTHS",
        help=said("until it must be taken again; {none}", none=none),
    )
    parser.add_argument("--short", metavar="TITLE", help=said("a short title, for narrow columns"))
    parser.add_argument("--note", metavar="TEXT")
    parser.add_argument(
        "--clear",
        choices=tuple(_CLEAR),
        action="append",
        default=[],
        metavar="FACT",
        help=said("take an own fact back, so that the source’s holds again: %(choices)s"),
    )


class _NoneGiven:
    """Stands for the word none."""


def _amount(text: str) -> object:
    return _NoneGiven if text.casefold() == _NONE else values.amount(text)


def _months(text: str) -> object:
    return _NoneGiven if text.casefold() == _NONE else values.count(text)


def _seats(text: str) -> dict[str, object]:
    """Read MIN-MAX; a side left out stays as it is."""
    if text.casefold() == _NONE:
        return {"min_seats": _NoneGiven, "max_seats": _NoneGiven}
    low, sign, high = text.replace("–", "-").partition("-")
    if not sign or not (low.strip() or high.strip()):
        raise ArgumentTypeError(said("'{text}' is not of the form MIN-MAX", text=text))
    sides = {"min_seats": low.strip(), "max_seats": high.strip()}
    return {name: _months(side) for name, side in sides.items() if side}


def _given(args: Namespace) -> dict[str, object]:
    """Return the facts that are asked for by name, None for none."""
    named = {"cost": args.price, "currency": args.currency, "valid_months": args.valid}
    found = {name: value for name, value in named.items() if value is not None} | (args.seats or {})
    found |= {
        name: "" if text.casefold() == _NONE else text
        for name, text in (("short_title", args.short), ("note", args.note))
        if text is not None
    }
    return {name: None if value is _NoneGiven else value for name, value in found.items()}


@may_write
def course_facts(path: Path, args: Namespace) -> int:
    """Show what holds for courses, or lay own facts over them and take them back."""
    work = writes(_change_facts) if _given(args) or args.clear else reads(_show_facts)
    return work(path, args)


def _show_facts(workspace: Workspace, args: Namespace) -> int:
    with workspace.read() as db:
        rows = [row for course in _named(db, args.courses) for row in _rows(db, course)]
    if not as_data(args.format, _HEADER, rows):
        lines = [
            (
                code,
                resaid(FACT_WORDS[str(name)]),
                _in_words(str(name), *here),
                own,
                _in_words(str(name), *source),
            )
            for code, name, *here, own, source_value, source_currency in rows
            for source in [(source_value, source_currency)]
        ]
        say(table(("Code", "Fact", "Here", "Own", "Source"), lines))
    return 0


def _named(db: Session, names: list[str]) -> list[Course]:
    from pmplanner.services.lookup import find_course

    return list(dict.fromkeys(find_course(db, name) for name in names))


def _rows(db: Session, course: Course) -> list[tuple[Value, ...]]:
    from pmplanner.services.catalog.own_facts import FACTS, facts_of, source_facts

    held, source = facts_of(db, course.id), source_facts(course)
    return [
        (course.code, name, *_values(held, name), name in held.own, *_values(source, name)) for name in FACTS
    ]


def _values(facts: CourseFacts | CourseRow, name: str) -> tuple[Value, Value]:
    value = getattr(facts, name)
    return value, facts.currency if name == "cost" and value is not None else ""


def _in_words(name: str, value: Value, currency: Value) -> str:
    if value is None:
        return resaid(_NOBODY_SAID[name])
    return f"{shown(value)} {shown(currency)}".strip()


def price_in_words(facts: CourseFacts | CourseRow) -> str:
    """Return a price with its currency; one that nobody has entered is unknown."""
    return _in_words("cost", *_values(facts, "cost"))


def _change_facts(workspace: Workspace, args: Namespace) -> int:
    given, cleared = _given(args), [name for word in args.clear for name in _CLEAR[word]]
    twice = set(cleared) & given.keys() | ({"currency"} if "cost" in cleared else set()) & given.keys()
    if twice:
        raise PlanError(
            said("A fact cannot be set and cleared at once: {names}.", names=", ".join(sorted(twice)))
        )
    if args.dry_run:
        return _say_foreseen(workspace, args, given, cleared)
    from pmplanner.services.catalog.own_facts import clear_facts, lay_facts

    with workspace.read() as db:
        courses = [(course.id, course.title) for course in _named(db, args.courses)]
    ids = [course_id for course_id, _ in courses]
    with workspace.edit(_label([title for _, title in courses], given, cleared)) as db:
        gone = clear_facts(db, ids, cleared) if cleared else 0
        changed = lay_facts(db, ids, **given) if given else 0
    if given:
        say(_laid(changed, len(ids) - changed))
    if cleared:
        say(counted("Cleared {n:,} own fact.", "Cleared {n:,} own facts.", gone))
    return 0


def _label(titles: list[str], given: dict[str, object], cleared: list[str]) -> Label:
    from pmplanner.storage.labels import Counted, Label

    courses: Counted = Counted("courses", len(titles), titles[0])
    if given:
        return Label.of("course.lay-facts", courses=courses)
    return Label.of("course.clear-facts", courses=courses)


def _laid(changed: int, already: int) -> str:
    text = counted("Laid own facts over {n:,} course.", "Laid own facts over {n:,} courses.", changed)
    if not already:
        return text
    return said(
        "{laid} {others}",
        laid=text,
        others=counted("{n:,} had them already.", "{n:,} had them already.", already),
    )


def _say_foreseen(workspace: Workspace, args: Namespace, given: dict[str, object], cleared: list[str]) -> int:
    from pmplanner.services.catalog.own_facts import as_rows, checked_facts, facts_of

    with workspace.read() as db:
        for course in _named(db, args.courses):
            held = facts_of(db, course.id)
            for name in as_rows(checked_facts(course, held, given)):
                after = held.laid(checked_facts(course, held, given))
                before = _in_words(name, *_values(held, name))
                say(
                    said(
                        "{code}: {fact} {before} → {after}",
                        code=course.code,
                        fact=resaid(FACT_WORDS[name]),
                        before=before,
                        after=_in_words(name, *_values(after, name)),
                    )
                )
            for name in (each for each in cleared if each in held.own):
                say(said("{code}: {fact} would be cleared", code=course.code, fact=resaid(FACT_WORDS[name])))
    say(said("Nothing was changed."))
    return 0


def _pair(db: Session, args: Namespace) -> tuple[Course, Course]:
    """Return the copy and its original."""
    from pmplanner.models import Course
    from pmplanner.services.lookup import find_course, get
    from pmplanner.services.plans.course_copies import original_of

    copy = find_course(db, args.copy)
    if args.of is None:
        return copy, get(db, Course, original_of(db, copy.id))
    return copy, find_course(db, args.of)


@writes
def use_copy(workspace: Workspace, args: Namespace) -> int:
    """Use a copy in place of its original."""
    from pmplanner.services.plans.course_copies import foresee_replacement, replace_course
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        copy, original = _pair(db, args)
        change = foresee_replacement(db, original.id, copy.id)
    if args.dry_run:
        say(replaced(change, original.code, copy.code))
        say(said("Nothing was changed."))
        return 0
    with workspace.edit(Label.of("course.use-copy", copy=copy.title, course=original.title)) as db:
        change = replace_course(db, original.id, copy.id)
    say(replaced(change, original.code, copy.code))
    return 0


def replaced(change: Replacement, old: str, new: str) -> str:
    """Return in a sentence what becomes of paths and picks."""
    text = said(
        "{new} in place of {old}: {paths}, {picks}.",
        new=new,
        old=old,
        paths=counted("{n:,} path", "{n:,} paths", change.paths),
        picks=counted("{n:,} pick", "{n:,} picks", change.all_picks),
    )
    if not change.kept:
        return text
    kept = counted(
        "{n:,} pick stays, for it has a seat or is done.",
        "{n:,} picks stay, for they have a seat or are done.",
        change.kept,
    )
    return said("{text} {kept}", text=text, kept=kept)


@writes
def lay_copy(workspace: Workspace, args: Namespace) -> int:
    """Lay the facts of a copy over its original."""
    from pmplanner.services.plans import course_copies
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        copy, original = _pair(db, args)
        facts = course_copies.facts_to_lay(db, copy.id, original.id)
        change = course_copies.foresee_replacement(db, copy.id, original.id)
    if args.dry_run and facts is not None:
        say(
            counted(
                "{n:,} fact would be laid.", "{n:,} facts would be laid.", len(facts.keys() - {"currency"})
            )
        )
        say(replaced(change, copy.code, original.code))
        say(said("Nothing was changed."))
        return 0
    if args.dry_run:
        raise PlanError(course_copies.why_not_laid(copy.title, original.title))
    with workspace.edit(Label.of("course.lay-copy", copy=copy.title, course=original.title)) as db:
        laid = course_copies.lay_copy(db, copy.id, original.id)
    say(counted("Laid {n:,} fact.", "Laid {n:,} facts.", laid.facts))
    say(replaced(laid.replaced, copy.code, original.code))
    say(
        said("Removed the copy.")
        if laid.removed
        else said("The copy stays: sessions, seats or the history of people are of it.")
    )
    return 0
