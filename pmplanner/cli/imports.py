"""The import of a file: read, decide, write as one edit, and say what became of the rows."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import plan_option
from pmplanner.cli.commands import add_command
from pmplanner.cli.output import Progress, say, shown
from pmplanner.cli.running import writes
from pmplanner.cli.standard_input import takes_input
from pmplanner.cli.whole import ALL, import_whole
from pmplanner.exchange.errors import ExchangeError
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.ics_reading import Owner
    from pmplanner.exchange.parsing import Question
    from pmplanner.exchange.wishes import Wishes
    from pmplanner.services.importing.course_words import CourseQuestion
    from pmplanner.services.importing.draft import Draft
    from pmplanner.services.importing.job import FileContent, ImportOptions
    from pmplanner.storage.workspace import Workspace

IMPORTS = (
    "people", "employment", "courses", "own-facts", "tracks", "paths", "picks", "sessions", "matrix",
    "completions",
    "certificates", "exemptions", "absences", "rooms", "trainers", "closures",
    "rates", "travel", "cost-items", "budgets", "cover-rules",
    "sites", "blackouts", "equipment", "course-equipment", "policies", "plan-policies", "settings",
    "skills", "course-skills", "track-skills", "certificate-kinds", "course-certificates",
    "public-dates", "import-profiles",
    "seats", "session-days", "session-equipment", "reservations", "targets",
)  # fmt: skip

_SHOWN = 10
"""How many notes and rejected rows are told; the files hold all."""

_OF_A_PLAN = (
    *("picks", "sessions", "matrix", "completions", "cost-items", "budgets", "plan-policies"),
    *("seats", "session-days", "session-equipment", "reservations", "targets"),
)


def add_commands(commands: Commands) -> None:
    """Add the command `import`."""
    parser = add_command(
        commands,
        "import",
        said("Bring in a CSV, TSV, Excel, OpenDocument (.ods) or calendar (.ics) file as one edit"),
        import_file,
    )
    parser.add_argument(
        "layout",
        choices=(ALL, *IMPORTS),
        help=said("what the rows are: %(choices)s; all for a folder that export all wrote"),
        metavar="WHAT",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=said("- for standard input"))
    parser.add_argument(
        "--sheet", metavar="NAME", help=said("the sheet of a workbook; found by itself otherwise")
    )
    _add_meaning(parser)
    parser.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))
    parser.add_argument(
        "--merge", action="store_true", help=said("of all: into a workspace that has work in it already")
    )
    parser.add_argument(
        "--rejects",
        type=Path,
        metavar="FILE",
        help=said("where rejected rows go (NAME.rejects.csv beside FILE; nowhere for standard input)"),
    )
    parser.add_argument(
        "--date-order",
        choices=("dmy", "mdy"),
        help=said("whether day or month comes first, when dates do not tell"),
    )
    parser.add_argument(
        "--person", metavar="ID", help=said("whose the absences of a calendar (.ics) are that name nobody")
    )
    about = said("remember columns and words under this name, for files like this one")
    parser.add_argument("--remember", metavar="NAME", help=about)
    plan_option(parser)


def _add_meaning(parser: ArgumentParser) -> None:
    """Let it be said what columns, words and doubtful rows of the file mean."""
    parser.add_argument(
        "--map",
        dest="columns",
        type=values.column,
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=said("read a field from this column; FIELD= for none"),
    )
    parser.add_argument(
        "--word",
        dest="words",
        type=values.word,
        action="append",
        default=[],
        metavar="FIELD:THEIRS=OURS",
        help=said(
            "what a word of the file means, such as result:85%%=passed, result:>=60=passed, "
            "result:number=none, or which course a name is, such as course:THEIRS=CODE; repeatable"
        ),
    )
    _add_wishes(parser)
    parser.add_argument(
        "--same-email",
        choices=("update", "reject"),
        default="reject",
        help=said("whether people with a known e-mail and another employee id take the new id"),
    )
    parser.add_argument(
        "--part-days",
        choices=("whole", "skip"),
        default="skip",
        help=said("what becomes of days of which an absence or event takes only a part"),
    )
    parser.add_argument(
        "--take-free",
        action="store_true",
        help=said("take events of a calendar that are shown as free time too"),
    )
    parser.add_argument(
        "--take-out-gone",
        action="store_true",
        help=said("take out what events brought before that are not in their calendar any more"),
    )
    parser.add_argument(
        "--course-days",
        type=values.days,
        metavar="DAYS",
        help=said("how long new courses take of which the file does not say it"),
    )
    parser.add_argument(
        "--take-stray",
        action="store_true",
        help=said("take rows too of which only one of many cells holds anything"),
    )
    parser.add_argument(
        "--create-missing",
        action="store_true",
        help=said("make courses, sessions and tracks that are not there"),
    )


def _add_wishes(parser: ArgumentParser) -> None:
    """Let it be said which rows are taken, and what stands in for what the file lacks."""
    parser.add_argument(
        "--only",
        type=values.only,
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help=said("take only rows with this value in this column; repeatable, COLUMN= for empty cells"),
    )
    parser.add_argument(
        "--all-rows", action="store_true", help=said("take all rows, whatever is remembered of the file")
    )
    parser.add_argument(
        "--default",
        dest="defaults",
        type=values.default,
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help=said(
            "what stands where a row has nothing, such as result=completed, provider=Internal; repeatable, "
            "FIELD= for nothing"
        ),
    )


@writes
@takes_input
def import_file(workspace: Workspace, args: Namespace) -> int:
    """Import a file; return 1 when rows were rejected."""
    from pmplanner.services.importing.course_words import ask_courses, list_choices
    from pmplanner.services.importing.job import decide, match_table, read_file

    if args.layout == ALL:
        return import_whole(workspace, args)
    if args.merge:
        raise PlanError(said("--merge is for import all; leave it out here."))

    rejects = _rejects_path(args, workspace)
    progress = Progress(args.file.name)
    try:
        with workspace.read() as db:
            options = _options(db, args)
            content = read_file(args.file, args.layout, options, sheet=args.sheet, progress=progress)
            options = _as_remembered(db, args, content, options)
            content = match_table(content.table, content.layout, options)
            _refuse_ambiguous(content)
            progress.stage(
                counted(
                    "comparing {n:,} row",
                    "comparing {n:,} rows",
                    len(content.parsed.rows),
                )
            )
            draft = decide(db, content, options, progress)
            courses = ask_courses(list_choices(db), content.parsed, draft)
        progress.stage(
            counted(
                "writing {n:,} row",
                "writing {n:,} rows",
                len(content.parsed.rows),
            )
        )
        written = _write(workspace, args, content, draft, options, rejects)
    finally:
        progress.clear()
    _tell(args, content, draft, written, courses)
    if not args.dry_run:
        _tell_spent(workspace, draft)
    _tell_departures(workspace, args, draft)
    return 1 if draft.rejected else 0


def _tell_spent(workspace: Workspace, draft: Draft) -> None:
    """Say which picks the imported completions make unneeded, and how they are taken back."""
    from pmplanner.services.importing.job import find_spent

    with workspace.read() as db:
        spent = find_spent(db, draft)
    if not spent:
        return
    say(
        counted(
            '{n:,} pick is of a course that the person has now (problems --kind "already has the course"); '
            "unpick takes it back.",
            "{n:,} picks are of courses that the people have now (problems --kind "
            '"already has the course"); unpick takes them back.',
            len(spent),
        )
    )


def _rejects_path(args: Namespace, workspace: Workspace) -> Path | None:
    """Return where rejected rows go: what is asked for, or beside the file, or nowhere in a dry run."""
    file: Path = args.file
    if args.rejects is None:
        return None if args.dry_run or args.from_input else file.with_name(f"{file.stem}.rejects.csv")
    rejects: Path = args.rejects
    if rejects.resolve() in (file.resolve(), workspace.path.resolve()):
        raise PlanError(
            said("{rejects} is needed itself; name another file for rejected rows.", rejects=rejects)
        )
    return rejects


def _options(db: Session, args: Namespace) -> ImportOptions:
    from pmplanner.services.importing.job import ImportOptions
    from pmplanner.services.settings import read_setting

    return ImportOptions(
        columns=dict(args.columns),
        date_order=args.date_order,
        plan_id=_plan_id(db, args),
        create_missing=args.create_missing,
        owner=_owner(db, args),
        words=_words(args),
        same_email=args.same_email,
        part_days=args.part_days,
        take_free=args.take_free,
        zone=read_setting(db, "timezone"),
        take_out_gone=args.take_out_gone,
        course_days=args.course_days,
        take_stray=args.take_stray,
        wishes=_wishes(args),
    )


def _wishes(args: Namespace) -> Wishes:
    from pmplanner.exchange.wishes import Wishes

    only: dict[str, tuple[str, ...]] = {}
    for heading, value in args.only:
        only[heading] = (*only.get(heading, ()), value)
    return Wishes(only, {name: text for name, text in args.defaults if text})


def _words(args: Namespace) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for field, theirs, ours in args.words:
        words.setdefault(field, {})[theirs] = ours
    return words


def _owner(db: Session, args: Namespace) -> Owner | None:
    """Return whose the events of a calendar are that name nobody."""
    from pmplanner.exchange.ics_reading import Owner
    from pmplanner.services.lookup import find_person

    if args.person is None:
        return None
    if args.layout != "absences":
        raise PlanError(said("--person says whose the absences of a calendar (.ics) are; leave it out here."))
    person = find_person(db, args.person)
    if not (person.employee_id or person.email):
        raise PlanError(
            said(
                "“{person}” has neither an employee id nor an e-mail; give one of them first.",
                person=args.person,
            )
        )
    return Owner(person.employee_id or "", person.email)


def _plan_id(db: Session, args: Namespace) -> int | None:
    """Return the plan that the rows go to; completions go to that of their day, also where one is named."""
    from pmplanner.services.lookup import find_plan

    if args.layout not in _OF_A_PLAN:
        if args.plan is not None:
            raise PlanError(
                said("{layout} are the same in every plan; leave --plan out.", layout=args.layout.title())
            )
        return None
    if args.layout == "completions" and args.plan is None:
        return None  # each is in the plan of its day
    if args.layout == "matrix" and args.plan is None:
        # It may hold completions only, which need none; its picks are refused without one.
        with suppress(PlanError):
            return find_plan(db, None).id
        return None
    return find_plan(db, args.plan).id


def _as_remembered(
    db: Session, args: Namespace, content: FileContent, options: ImportOptions
) -> ImportOptions:
    """Take a file as is remembered of files like it; what is asked for comes first."""
    from pmplanner.exchange.wishes import Wishes
    from pmplanner.services.importing.profiles import best_profile, joined_words

    profile = best_profile(db, content.layout, content.table.header)
    if profile is None:
        return options
    defaults = {**profile.defaults, **dict(args.defaults)}
    only = options.wishes.only or ({} if args.all_rows else profile.only)
    return replace(
        options,
        columns={**profile.columns, **options.columns},
        words=joined_words(profile.words, options.words),
        wishes=Wishes(only, {name: text for name, text in defaults.items() if text}),
        usual_order=profile.date_order,
    )


def _refuse_ambiguous(content: FileContent) -> None:
    if content.parsed.ambiguous_dates and not content.match.missing:
        raise ExchangeError(
            said(
                "The dates in {name} can be read as day/month or as month/day; say which with "
                "--date-order dmy or --date-order mdy.",
                name=content.table.name,
            )
        )


def _write(
    workspace: Workspace,
    args: Namespace,
    content: FileContent,
    draft: Draft,
    options: ImportOptions,
    rejects: Path | None,
) -> Path | None:
    """Do what was decided; return the file of rejected rows, if there is one.

    The rejects are written within the edit, so that a file that cannot be written leaves nothing done.
    """
    from pmplanner.services.importing.job import apply_draft
    from pmplanner.storage.labels import Counted, Label

    if args.dry_run or draft.writes_nothing:
        return _write_rejects(content, draft, rejects)
    rows = Counted(args.layout, draft.count("created") + draft.count("updated"))
    with workspace.edit(Label.of("file.import", rows=rows, file=args.file.name)) as db:
        apply_draft(db, draft)
        if args.remember:
            _remember(db, args, content, options)
        db.flush()
        return _write_rejects(content, draft, rejects)


def _remember(db: Session, args: Namespace, content: FileContent, options: ImportOptions) -> None:
    """Keep columns, words and wishes under a name, for files like this one."""
    from pmplanner.services.importing.profiles import save_profile

    header = content.table.header
    save_profile(
        db,
        content.layout,
        args.remember,
        header,
        {field: header[place] for field, place in content.match.columns.items()},
        options.words,
        wishes=options.wishes,
        date_order=options.date_order or options.usual_order,
    )


def _write_rejects(content: FileContent, draft: Draft, rejects: Path | None) -> Path | None:
    from pmplanner.exchange.writing import write_rejects

    if rejects is None or not draft.rejected:
        return None
    try:
        rows = ((o.row.row, o.details) for o in draft.rejected)
        write_rejects(rejects, content.table, rows, read=content.match.columns.values())
    except ExchangeError as error:
        raise ExchangeError(
            said("{error} Say with --rejects where the rejected rows go.", error=error)
        ) from error
    return rejects


def _tell(
    args: Namespace,
    content: FileContent,
    draft: Draft,
    written: Path | None,
    courses: Sequence[CourseQuestion],
) -> None:
    name, sheet = args.file.name, shown(content.table.sheet)
    place = said("{file}, sheet {sheet}", file=name, sheet=sheet) if content.table.sheet else name
    rows = len(draft.outcomes)
    say(_would_import(args.layout, place, rows) if args.dry_run else _imported(args.layout, place, rows))
    for action in ("created", "updated", "unchanged", "rejected"):
        say(f"  {action:<10} {draft.count(action):>7,}")
    if draft.count("doubted"):
        say(said("  doubted    {count:>7,}", count=draft.count("doubted")))
    if draft.count("skipped"):
        say(said("  left out   {count:>7,}", count=draft.count("skipped")))
    if content.match.unmatched and not content.table.from_calendar:  # which has no columns
        say(said("Columns not used: {unmatched}.", unmatched=shown(", ".join(content.match.unmatched))))
    _tell_some(draft.notes)
    # What was not asked for is counted; what a row says itself is worth a line.
    skipped = [o.details for o in draft.outcomes if o.action == "skipped" and not o.row.not_asked_for]
    if skipped:
        say(said("Left out:"))
        _tell_some(skipped, "  ")
    others = sum(outcome.row.not_asked_for for outcome in draft.outcomes)
    if others:
        say(
            counted(
                "{n:,} row is left out since only others are wanted.",
                "{n:,} rows are left out since only others are wanted.",
                others,
            )
        )
    if draft.rejected:
        say(said("Rejected rows are in {file}:", file=written) if written else said("Rejected rows:"))
        _tell_some([outcome.details for outcome in draft.rejected], "  ")
    for hint in (*_course_hints(courses), *_hints(content, draft)):
        say(hint)
    if args.dry_run:
        say(said("Nothing was changed."))


def _tell_departures(workspace: Workspace, args: Namespace, draft: Draft) -> None:
    """Say what those whose last days the file has changed have after them."""
    from pmplanner.models import Person
    from pmplanner.services.plans.departures import foresee_departures, in_words, locked_words

    people = draft.rows_changed(Person, "end_date")
    if args.dry_run or not people:
        return
    with workspace.read() as db:
        departures = foresee_departures(db, people)
    what = in_words(departures)
    if what:
        say(
            counted(
                "{n:,} person who leaves has {what} to come: person leave P DAY --release gives them up.",
                "{n:,} people who leave have {what} to come: person leave P DAY --release gives them up.",
                sum(each.anything for each in departures),
                what=what,
            )
        )
    if locked := locked_words(departures):
        say(locked)


def _imported(layout: str, place: str, rows: int) -> str:
    return counted(
        "Imported {layout} from {place}: {n:,} row.",
        "Imported {layout} from {place}: {n:,} rows.",
        rows,
        layout=layout,
        place=place,
    )


def _would_import(layout: str, place: str, rows: int) -> str:
    return counted(
        "Would import {layout} from {place}: {n:,} row.",
        "Would import {layout} from {place}: {n:,} rows.",
        rows,
        layout=layout,
        place=place,
    )


def _course_hints(courses: Sequence[CourseQuestion]) -> Iterator[str]:
    """Say which names of courses are not known, and which courses they may be."""
    unknown = [each for each in courses if each.ours is None]
    for each in unknown[:_SHOWN]:
        near = "; ".join(f"{shown(choice.title)} ({choice.code})" for choice in each.near)
        yield (
            said("“{word}” is no course; perhaps {near}.", word=shown(each.word), near=near)
            if near
            else said("“{word}” is no course, and none is called much like it.", word=shown(each.word))
        )
    if unknown:
        first = unknown[0]
        code = first.near[0].code if first.near else "CODE"
        yield said(
            "--word {say_so} says which course that is; with none for the code its rows are left out.",
            say_so=f"'course:{shown(first.word)}={code}'",
        )


def _hints(content: FileContent, draft: Draft) -> Iterator[str]:
    """Say by which options what was not taken can be."""
    from pmplanner.exchange.layouts import LAYOUTS

    for field in dict.fromkeys(q.field for q in content.parsed.questions if q.ours is None):
        asked = [q for q in content.parsed.questions if q.field == field and q.ours is None]
        vocabulary = next(f.words for f in LAYOUTS[content.layout].fields if f.name == field)
        words = ", ".join(map(_word, asked[:_SHOWN]))
        ours = ", ".join(vocabulary.ours) if vocabulary else ""
        say_so = f"--word {field}:{shown(asked[0].word)}=OURS"
        yield said(
            "Words not known ({field}): {words}. Say what they mean with {say_so}; OURS is one of {ours}.",
            field=field,
            words=words,
            say_so=say_so,
            ours=ours,
        )
    if "stray" in draft.would_help:
        yield said("--take-stray takes rows that hold a single cell.")
    if "same-email" in draft.would_help:
        yield said("--same-email update gives those people the new employee ids.")
    if "course-days" in draft.would_help:
        yield said("--course-days DAYS says how long those courses take.")
    if "gone" in draft.would_help:
        yield said("--take-out-gone takes it out.")
    if "columns" in draft.would_help:
        yield said(
            "--word course:HEADING=CODE says which course a column is; with none for CODE it is left out."
        )
    if content.table.left_out.get("part") or "part-days" in draft.would_help:
        yield said("--part-days whole takes days of which only a part is taken as whole ones.")
    if content.table.left_out.get("free"):
        yield said("--take-free takes what is shown as free time.")


def _word(question: Question) -> str:
    from pmplanner.exchange.words import NUMBER

    if question.word == NUMBER:
        return said("numbers ({examples})", examples=", ".join(question.examples))
    return shown(question.word) or said("(empty)")


def _tell_some(texts: Sequence[str], indent: str = "") -> None:
    for text in texts[:_SHOWN]:
        say(f"{indent}{shown(text)}")
    if len(texts) > _SHOWN:
        say(indent + said("… and {texts:,} more.", texts=len(texts) - _SHOWN))
