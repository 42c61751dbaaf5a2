"""What the import window has done beside it: reading a file and deciding what its rows would do."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from pmplanner.exchange.dates import DateOrder
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.headers import header_score, known_headings, plain
from pmplanner.exchange.ics_reading import Owner, is_calendar
from pmplanner.exchange.layouts import LAYOUTS, Layout
from pmplanner.exchange.parsing import COURSE, Words
from pmplanner.exchange.part_days import PartDays
from pmplanner.exchange.profiles import profile_layouts
from pmplanner.exchange.reading import list_sheets, read_table
from pmplanner.exchange.table import Progress as TableProgress
from pmplanner.exchange.table import Table
from pmplanner.exchange.training_matrix import is_matrix
from pmplanner.exchange.wishes import Wishes
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.course_words import (
    CourseChoice,
    CourseQuestion,
    ask_courses,
    list_choices,
)
from pmplanner.services.importing.draft import Draft
from pmplanner.services.importing.job import IMPORTS, FileContent, ImportOptions, decide, match_table
from pmplanner.services.importing.people import SameEmail
from pmplanner.services.importing.profiles import ProfileRow, best_profile, joined_words
from pmplanner.services.settings import read_setting
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.widgets.dialogs.busy import Cancelled, Progress

_LEAST_FIELDS = 2
"""With fewer headings that are known, a file may be anything."""
_BETTER_BY = 2
"""So many more headings must fit another layout before it is proposed."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be read and how; a table that is there already is not read again."""

    layout: str
    path: Path | None = None
    sheet: str | None = None
    columns: Mapping[str, str | None] | None = None
    """Field to heading as the user chose them; None to find them."""
    date_order: DateOrder | None = None
    create_missing: bool = False
    plan_id: int | None = None
    sheets: tuple[str, ...] = ()
    table: Table | None = None
    owner: Owner | None = None
    """Whose the events of a calendar are that name nobody."""
    words: Words = field(default_factory=dict)
    """What the user said that words of the file mean."""
    same_email: SameEmail = "reject"
    part_days: PartDays = "skip"
    take_free: bool = False
    take_out_gone: bool = False
    course_days: Decimal | None = None
    """How long new courses take of which the file does not say it."""
    take_stray: bool = False
    """Whether rows are taken of which there is hardly anything."""
    wishes: Wishes = field(default_factory=Wishes)
    """Which rows are taken, what stands in for what the file lacks, and cells that were mended."""
    wished: bool = False
    """Whether the user said which rows are taken or what stands in, so that it is not as remembered."""
    find_layout: bool = False
    """Whether the layout is that which the file fits best."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request; without content the file cannot be used, without a draft not yet."""

    request: Request
    content: FileContent | None = None
    profile: ProfileRow | None = None
    """The remembered columns that were applied."""
    draft: Draft | None = None
    refusal: str = ""
    """Why there is no content or no draft, in a sentence; empty when the user stopped it."""
    stopped: bool = False
    words: Words = field(default_factory=dict)
    """What words of the file mean, as remembered and as said."""
    courses: tuple[CourseQuestion, ...] = ()
    """What the file calls courses, to be asked about or said."""
    course_choices: tuple[CourseChoice, ...] = ()
    """All courses, where there is a question about one."""
    fitting: tuple[str, ...] = ()
    """The layouts of which one has to be chosen before anything is read; empty when one is."""


@dataclass(slots=True)
class _Known:
    """What was found out before something went wrong."""

    request: Request
    content: FileContent | None = None
    profile: ProfileRow | None = field(default=None)
    words: Words = field(default_factory=dict)
    courses: tuple[CourseQuestion, ...] = ()
    course_choices: tuple[CourseChoice, ...] = ()

    def answer(self, draft: Draft | None = None, refusal: str = "", *, stopped: bool = False) -> Answer:
        return Answer(
            *(self.request, self.content, self.profile, draft, refusal, stopped, self.words),
            courses=self.courses,
            course_choices=self.course_choices,
        )


def prepare(workspace: Workspace, request: Request, progress: Progress) -> Answer:
    """Read the file and decide what each row would do; runs in any thread and writes nothing."""
    known = _Known(request)
    try:
        if request.find_layout and request.path is not None:
            fitting = fitting_layouts(request.path, _told(progress))
            if len(fitting) != 1:
                return Answer(request, fitting=fitting)
            known.request = replace(request, layout=fitting[0], find_layout=False)
        _read(workspace, known, progress)
        return known.answer(_decide(workspace, known, progress))
    except Cancelled:
        return known.answer(stopped=True)
    except (ExchangeError, PlanError) as error:
        return known.answer(refusal=str(error))


def _read(workspace: Workspace, known: _Known, progress: Progress) -> None:
    request = known.request
    if request.table is not None or request.path is None:
        return
    with workspace.read() as db:
        zone = read_setting(db, "timezone")
    sheets = list_sheets(request.path, progress=_told(progress))
    known.request = replace(request, sheets=sheets)
    table = read_table(
        request.path,
        sheet=request.sheet,
        layout=LAYOUTS[request.layout],
        progress=_told(progress),
        owner=request.owner,
        part_days=request.part_days,
        take_free=request.take_free,
        zone=zone,
    )
    known.request = replace(request, sheets=sheets, sheet=table.sheet, table=table)


def _told(progress: Progress) -> TableProgress:
    """Return what hears of rows and tells of them as the window is told."""
    return lambda done, total: progress(done, total or 0)


def _decide(workspace: Workspace, known: _Known, progress: Progress) -> Draft:
    request = known.request
    if request.table is None:
        raise ExchangeError("No file is chosen.")
    read = request.table
    with workspace.read() as db:
        if request.columns is None:
            known.profile = best_profile(db, request.layout, request.table.header)
            if known.profile is not None and not request.wished:
                remembered = replace(request.wishes, only=known.profile.only, defaults=known.profile.defaults)
                known.request = request = replace(request, wishes=remembered)
        columns = known.profile.columns if known.profile else request.columns
        known.words = joined_words(known.profile.words if known.profile else {}, request.words)
        options = ImportOptions(
            columns or {},
            request.date_order,
            known.profile.date_order if known.profile else None,
            request.plan_id,
            create_missing=request.create_missing,
            owner=request.owner,
            words=known.words,
            same_email=request.same_email,
            part_days=request.part_days,
            take_out_gone=request.take_out_gone,
            course_days=request.course_days,
            take_stray=request.take_stray,
            wishes=request.wishes,
        )
        progress(0, 0)
        known.content = match_table(read, request.layout, options, _told(progress))
        progress(0, 0)
        draft = decide(db, known.content, options, _told(progress))
        if any(each.unknown_course for each in draft.outcomes) or COURSE in known.words:
            choices = list_choices(db)
            known.courses = ask_courses(choices, known.content.parsed, draft)
            known.course_choices = tuple(choices) if known.courses else ()
        return draft


def fitting_layouts(path: Path, progress: TableProgress | None = None) -> tuple[str, ...]:
    """Return the layouts of which the headings of a file name the most fields, and all that a row needs.

    Those of a calendar are absences, closures or sessions; of the file of another system what it is read
    into; of a file that says nothing, all. Raises ExchangeError.
    """
    with suppress(OSError):  # which is said when it is read
        if is_calendar(path.read_bytes()):
            return ("absences", "closures", "sessions")
    table = read_table(path, progress=progress)
    if known := profile_layouts(table.header):
        return known
    if is_matrix(table):
        return ("matrix",)
    scores = {name: header_score(table.header, LAYOUTS[name]) for name in IMPORTS}
    able = [name for name in IMPORTS if scores[name] >= _LEAST_FIELDS and _has_needed(table, LAYOUTS[name])]
    best = max((scores[name] for name in able), default=0)
    return tuple(name for name in able if scores[name] == best) or IMPORTS


def _has_needed(table: Table, layout: Layout) -> bool:
    """Say whether the header has the fields without which no row of a layout makes sense."""
    known = known_headings(layout)
    names = {known.get(plain(heading)) for heading in table.header}
    required = all(field.name in names for field in layout.fields if field.required)
    return required and all(names & set(group) for group in layout.needs)


def better_layout(table: Table, layout: str) -> str | None:
    """Return the layout that the header fits clearly better than the one chosen."""
    known = profile_layouts(table.header)
    if known:
        return None if layout in known else known[0]
    if layout != "matrix" and is_matrix(table):
        return "matrix"
    scores = {name: header_score(table.header, LAYOUTS[name]) for name in IMPORTS}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= scores[layout] + _BETTER_BY else None
