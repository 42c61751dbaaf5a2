"""The import of a file: read, decide, write as one edit, and say what became of the rows."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.cli.output import Progress, say, shown
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.ics_reading import Owner
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.parsing import Question
from pmplanner.exchange.words import NUMBER
from pmplanner.exchange.writing import write_rejects
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.draft import Draft
from pmplanner.services.importing.job import (
    FileContent,
    ImportOptions,
    apply_draft,
    decide,
    match_table,
    read_file,
)
from pmplanner.services.importing.profiles import best_profile, joined_words
from pmplanner.services.lookup import find_person, find_plan
from pmplanner.services.plans.plans import list_plans
from pmplanner.storage.labels import Counted, Label
from pmplanner.storage.workspace import Workspace

_SHOWN = 10
"""How many notes and rejected rows are told; the files hold all."""

_OF_A_PLAN = ("picks", "completions")


def import_file(workspace: Workspace, asked: Namespace) -> int:
    """Import a file; return 1 when rows were rejected."""
    rejects = _rejects_path(asked, workspace)
    progress = Progress(asked.file.name)
    try:
        with workspace.read() as db:
            options = _options(db, asked)
            content = read_file(asked.file, asked.layout, options, sheet=asked.sheet, progress=progress)
            content = _as_remembered(db, content, options)
            _refuse_ambiguous(content)
            progress.stage(
                counted(
                    "comparing {n:,} row",
                    "comparing {n:,} rows",
                    len(content.parsed.rows),
                )
            )
            draft = decide(db, content, options, progress)
        progress.stage(
            counted(
                "writing {n:,} row",
                "writing {n:,} rows",
                len(content.parsed.rows),
            )
        )
        written = _write(workspace, asked, content, draft, rejects)
    finally:
        progress.clear()
    _tell(asked, content, draft, written)
    return 1 if draft.rejected else 0


def _rejects_path(asked: Namespace, workspace: Workspace) -> Path | None:
    """Return where rejected rows go: what is asked for, or beside the file, or nowhere in a dry run."""
    file: Path = asked.file
    if asked.rejects is None:
        return None if asked.dry_run else file.with_name(f"{file.stem}.rejects.csv")
    rejects: Path = asked.rejects
    if rejects.resolve() in (file.resolve(), workspace.path.resolve()):
        raise PlanError(
            said("{rejects} is needed itself; name another file for rejected rows.", rejects=rejects)
        )
    return rejects


def _options(db: Session, asked: Namespace) -> ImportOptions:
    return ImportOptions(
        columns=dict(asked.columns),
        date_order=asked.date_order,
        plan_id=_plan_id(db, asked),
        create_missing=asked.create_missing,
        owner=_owner(db, asked),
        words=_words(asked),
        same_email=asked.same_email,
        part_days=asked.part_days,
        take_free=asked.take_free,
    )


def _words(asked: Namespace) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for field, theirs, ours in asked.words:
        words.setdefault(field, {})[theirs] = ours
    return words


def _owner(db: Session, asked: Namespace) -> Owner | None:
    """Return whose the events of a calendar are that name nobody."""
    if asked.person is None:
        return None
    if asked.layout != "absences":
        raise PlanError(said("--person says whose the absences of a calendar (.ics) are; leave it out here."))
    person = find_person(db, asked.person)
    if not (person.employee_id or person.email):
        raise PlanError(
            said(
                "“{person}” has neither an employee id nor an e-mail; give one of them first.",
                person=asked.person,
            )
        )
    return Owner(person.employee_id or "", person.email)


def _plan_id(db: Session, asked: Namespace) -> int | None:
    """Return the plan that the rows go to; completions go to none when there is not just one."""
    if asked.layout not in _OF_A_PLAN:
        if asked.plan is not None:
            raise PlanError(
                said("{layout} are the same in every plan; leave --plan out.", layout=asked.layout.title())
            )
        return None
    if asked.layout == "completions" and asked.plan is None and len(list_plans(db)) != 1:
        return None
    return find_plan(db, asked.plan).id


def _as_remembered(db: Session, content: FileContent, options: ImportOptions) -> FileContent:
    """Take columns and words as they were remembered for files like this; what is asked for comes first."""
    profile = best_profile(db, content.layout, content.table.header)
    if profile is None:
        return content
    columns = {**profile.columns, **options.columns}
    words = joined_words(profile.words, options.words)
    return match_table(content.table, content.layout, replace(options, columns=columns, words=words))


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
    workspace: Workspace, asked: Namespace, content: FileContent, draft: Draft, rejects: Path | None
) -> Path | None:
    """Do what was decided; return the file of rejected rows, if there is one.

    The rejects are written within the edit, so that a file that cannot be written leaves nothing done.
    """
    if asked.dry_run or draft.writes_nothing:
        return _write_rejects(content, draft, rejects)
    rows = Counted(asked.layout, draft.count("created") + draft.count("updated"))
    with workspace.edit(Label.of("file.import", rows=rows, file=asked.file.name)) as db:
        apply_draft(db, draft)
        db.flush()
        return _write_rejects(content, draft, rejects)


def _write_rejects(content: FileContent, draft: Draft, rejects: Path | None) -> Path | None:
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


def _tell(asked: Namespace, content: FileContent, draft: Draft, written: Path | None) -> None:
    name, sheet = asked.file.name, shown(content.table.sheet)
    place = said("{file}, sheet {sheet}", file=name, sheet=sheet) if content.table.sheet else name
    rows = len(draft.outcomes)
    say(_would_import(asked.layout, place, rows) if asked.dry_run else _imported(asked.layout, place, rows))
    for action in ("created", "updated", "unchanged", "rejected"):
        say(f"  {action:<10} {draft.count(action):>7,}")
    if draft.count("skipped"):
        say(said("  left out   {count:>7,}", count=draft.count("skipped")))
    if content.match.unmatched:
        say(said("Columns not used: {unmatched}.", unmatched=shown(", ".join(content.match.unmatched))))
    _tell_some(draft.notes)
    if draft.count("skipped"):
        say(said("Left out:"))
        _tell_some([outcome.details for outcome in draft.outcomes if outcome.action == "skipped"], "  ")
    if draft.rejected:
        say(said("Rejected rows are in {file}:", file=written) if written else said("Rejected rows:"))
        _tell_some([outcome.details for outcome in draft.rejected], "  ")
    for hint in _hints(content, draft):
        say(hint)
    if asked.dry_run:
        say(said("Nothing was changed."))


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


def _hints(content: FileContent, draft: Draft) -> Iterator[str]:
    """Say by which options what was not taken can be."""
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
    if "same-email" in draft.would_help:
        yield said("--same-email update gives those people the new employee ids.")
    if content.table.left_out.get("part") or "part-days" in draft.would_help:
        yield said("--part-days whole takes days of which only a part is taken as whole ones.")
    if content.table.left_out.get("free"):
        yield said("--take-free takes what is shown as free time.")


def _word(question: Question) -> str:
    if question.word == NUMBER:
        return said("numbers ({examples})", examples=", ".join(question.examples))
    return shown(question.word) or said("(empty)")


def _tell_some(texts: Sequence[str], indent: str = "") -> None:
    for text in texts[:_SHOWN]:
        say(f"{indent}{shown(text)}")
    if len(texts) > _SHOWN:
        say(indent + said("… and {texts:,} more.", texts=len(texts) - _SHOWN))
