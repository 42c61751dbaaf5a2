"""Variants and years of plans: two compared, a variant promoted, a plan rolled over."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.commands import add_command, format_option, save_option
from pmplanner.cli.output import as_data, saved, say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.plans.rolling import RollPreview, RollRequest
    from pmplanner.services.views.plan_comparison import Comparison
    from pmplanner.storage.workspace import Workspace

_SECTIONS = ("days", "cost", "gaps", "people", "sessions", "picks", "plan", "problems")


def add_variants(actions: Commands) -> None:
    """Add what the noun `plan` does with two plans at once."""
    compare = add_command(
        actions, "compare", said("Show in what two plans differ; status 1 where they do"), compare_plans
    )
    compare.add_argument("name", metavar="A")
    compare.add_argument("other", metavar="B")
    compare.add_argument(
        "--only",
        action="append",
        choices=_SECTIONS,
        metavar="SECTION",
        help=said("one of {sections}; repeatable", sections=", ".join(_SECTIONS)),
    )
    format_option(compare)
    save_option(compare)
    about = said("Make a plan as another one is, in all that differs or in some of it")
    taking = add_command(actions, "take-over", about, take_over_from)
    taking.add_argument("name", metavar="PLAN")
    taking.add_argument("other", metavar="OTHER", help=said("from which it is taken"))
    taking.add_argument(
        "--only",
        action="append",
        choices=_SECTIONS,
        metavar="SECTION",
        help=said("one of {sections}; repeatable", sections=", ".join(_SECTIONS)),
    )
    taking.add_argument("--of", metavar="TEXT", help=said("only lines in whose name or words that is"))
    promote = add_command(
        actions, "promote", said("Make a variant the plan in force, and archive what was"), promote_plan
    )
    promote.add_argument("name", metavar="VARIANT")
    promote.add_argument(
        "--archive-as", default="", metavar="NAME", help=said("what the plan is called that is archived")
    )
    promote.add_argument("--dry-run", action="store_true", help=said("only say what would change"))
    _add_roll(actions)


def _add_roll(actions: Commands) -> None:
    roll = add_command(actions, "roll", said("Make the plan of the next year from a plan"), roll_plan)
    roll.add_argument("name", metavar="NAME")
    roll.add_argument("new_name", metavar="NEW", nargs="?", help=said("what the next plan is called"))
    roll.add_argument("--from", dest="first_day", type=values.a_date, metavar="DATE")
    roll.add_argument("--to", dest="last_day", type=values.a_date, metavar="DATE")
    roll.add_argument("--no-sessions", action="store_true", help=said("without its sessions"))
    roll.add_argument("--no-picks", action="store_true", help=said("without picks that are open"))
    roll.add_argument("--seated", action="store_true", help=said("also with picks that have a seat"))
    roll.add_argument("--no-targets", action="store_true", help=said("without the days aimed at"))
    roll.add_argument("--budgets", action="store_true", help=said("with the budgets"))
    roll.add_argument("--archive", action="store_true", help=said("archive the plan itself"))
    roll.add_argument("--dry-run", action="store_true", help=said("only say what would come along"))


@reads
def compare_plans(workspace: Workspace, args: Namespace) -> int:
    """Show in what two plans differ; return 1 where they do."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.views.plan_comparison import COLUMNS_OF_FILE, compare, file_rows

    with workspace.read() as db:
        found = compare(db, find_plan(db, args.name).id, find_plan(db, args.other).id)
    rows = [row for row in file_rows(found) if not args.only or row[0] in args.only]
    if saved(args, workspace.path, "comparison", COLUMNS_OF_FILE, rows):
        return 1 if rows else 0
    if not as_data(args.format, COLUMNS_OF_FILE, rows):
        _say_comparison(found, rows)
    return 1 if rows else 0


@writes
def take_over_from(workspace: Workspace, args: Namespace) -> int:
    """Make a plan as another one is; return 1 where some of it was refused."""
    from pmplanner.services.lookup import find_plan, plain
    from pmplanner.services.plans.taking_over import reasons_of, take_over
    from pmplanner.services.views.plan_comparison import compare
    from pmplanner.storage.journal import relabel
    from pmplanner.storage.labels import Counted, Label

    with workspace.read() as db:
        found = compare(db, find_plan(db, args.name).id, find_plan(db, args.other).id)
    keys = {
        line.key
        for line in found.lines
        if line.key is not None
        and (not args.only or line.section in args.only)
        and plain(args.of or "") in plain(f"{line.name} {line.what}")
    }
    if not keys:
        raise PlanError(said("Nothing of that differs that could be taken over."))

    def label(count: int) -> Label:
        differences = Counted("differences", count)
        return Label.of("plan.take-over", differences=differences, other=found.other, plan=found.one)

    with workspace.edit(label(len(keys))) as db:
        taken = take_over(db, found.one_id, found.other_id, keys)
        relabel(db, label(taken.done))
    say(said("Taken over: {done:,}. Refused: {refused:,}.", done=taken.done, refused=len(taken.refused)))
    if taken.refused:
        say(reasons_of(taken.refused))
    return 1 if taken.refused else 0


def _say_comparison(found: Comparison, rows: Sequence[Sequence[Value]]) -> None:
    from pmplanner.services.views.plan_comparison import figure_rows

    say(table(("Figure", found.one, found.other, "Change"), figure_rows(found)))
    say("")
    if rows:
        say(table(("Section", "Of", "What", found.one, found.other, "Change"), rows))
    else:
        say(said("“{one}” and “{other}” do not differ.", one=found.one, other=found.other))
    if found.without_problems:
        say(found.without_problems)


@writes
def promote_plan(workspace: Workspace, args: Namespace) -> int:
    """Make a variant the plan in force."""
    from pmplanner.services.errors import PlanError
    from pmplanner.services.families import family_of
    from pmplanner.services.lookup import find_plan, get
    from pmplanner.services.plans import promoting
    from pmplanner.services.plans.comparing import compare_plans as compare
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        variant = find_plan(db, args.name)
        if reason := promoting.reason_against(db, variant.id):
            raise PlanError(reason)
        plan = get(db, type(variant), family_of(db, variant.id))
        count = len(compare(db, plan.id, variant.id).differences)
    differing = counted("{n:,} difference", "{n:,} differences", count)
    if args.dry_run:
        say(
            said(
                "{plan} would become as {variant} is: {count}.",
                plan=plan.name,
                variant=variant.name,
                count=differing,
            )
        )
        return 0
    with workspace.edit(Label.of("plan.promote", variant=variant.name, plan=plan.name)) as db:
        done = promoting.promote_plan(db, variant.id, args.archive_as)
    say(
        said(
            "{plan} is as {variant} was: {count}. What it was is archived as {archived}.",
            plan=plan.name,
            variant=variant.name,
            count=differing,
            archived=done.archived,
        )
    )
    if done.carried:
        say(
            counted(
                "{n:,} thing that had happened meanwhile was brought along.",
                "{n:,} things that had happened meanwhile were brought along.",
                done.carried,
            )
        )
    return 0


@writes
def roll_plan(workspace: Workspace, args: Namespace) -> int:
    """Make the plan of the next year."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans import rolling
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        plan = find_plan(db, args.name)
        request = _request(db, plan.id, args)
        preview = rolling.foresee_roll(db, plan.id, request)
    if not args.dry_run:
        with workspace.edit(Label.of("plan.roll", plan=plan.name, name=request.name)) as db:
            rolling.roll_plan(db, plan.id, request)
    count = sum(bool(each.after) for each in preview.sessions)
    sessions = counted("{n:,} session", "{n:,} sessions", count)
    picks = counted("{n:,} pick", "{n:,} picks", len(preview.picks))
    period = said("{first_day} – {last_day}", first_day=request.first_day, last_day=request.last_day)
    say(
        said(
            "Would create {name}, {period}, with {sessions} and {picks}.",
            name=request.name,
            period=period,
            sessions=sessions,
            picks=picks,
        )
        if args.dry_run
        else said(
            "Created {name}, {period}, with {sessions} and {picks}.",
            name=request.name,
            period=period,
            sessions=sessions,
            picks=picks,
        )
    )
    _say_preview(preview)
    return 0


def _request(db: Session, plan_id: int, args: Namespace) -> RollRequest:
    from pmplanner.services.plans import rolling

    first, last = rolling.next_period(db, plan_id)
    first, last = args.first_day or first, args.last_day or last
    return rolling.RollRequest(
        args.new_name or rolling.next_name(db, plan_id, first),
        first,
        last,
        sessions=not args.no_sessions,
        open_picks=not args.no_picks,
        seated_picks=args.seated,
        targets=not args.no_targets,
        budgets=args.budgets,
        archive=args.archive,
    )


def _say_preview(preview: RollPreview) -> None:
    from pmplanner.services.plans.rolling import KEPT

    if preview.gone:
        say(
            counted(
                "{n:,} pick is of somebody who is not employed then, and stays.",
                "{n:,} picks are of people who are not employed then, and stay.",
                preview.gone,
            )
        )
    if preview.seated:
        say(
            counted(
                "{n:,} pick has a seat in the plan, and stays.",
                "{n:,} picks have a seat in the plan, and stay.",
                preview.seated,
            )
        )
    moved = [each for each in preview.sessions if each.what != KEPT]
    if moved:
        rows = [
            (each.code, each.before[0].day, each.after[0].day if each.after else None, each.what, each.reason)
            for each in moved
        ]
        say(table(("Session", "Was on", "Goes to", "How", "Why"), rows))
