"""Sentences are whole, have named values, and can all be found for translating."""

import ast
import datetime as dt
import gettext
import logging
import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest

from pmplanner.sentences import counted, listed, marked, resaid, said, speak
from tests.conftest import ROOT
from tests.source import called, nodes, parents

PACKAGE = ROOT / "pmplanner"
ROOMS = ("services", "exchange", "cli", "storage")

SAYING = {"said": 1, "marked": 1, "counted": 2}
"""The functions that are given texts as they are written, and how many each."""

REFUSALS = {
    "PlanError",
    "Fault",
    "RejectedError",
    "SkippedError",
    "ExchangeError",
    "RuleError",
    "_FaultError",
    "WorkspaceError",
    "WorkspaceLockedError",
    "WorkspaceMovedError",
    "WorkspaceDamagedError",
    "UndoRefusedError",
    "ArgumentTypeError",
    "ValueError",
}
"""Errors whose message is read by people."""

TELLING = {"say", "complain", "output.complain", "stage", "refuse"}
"""What shows its text to people."""

SAYING_MARKED = {"resaid", "refuse_taken", "check_amount"}
"""What says a text that it is given: it is marked where it is written down."""

NOT_SENTENCES: dict[str, str] = {
    "exchange/catalog_": "told to who edits the catalogue's own text, in the language of that text",
    "exchange/layouts.py": "names of columns in files, which programs read",
    "exchange/calendar_csv.py": "names of columns in files, which programs read",
    "exchange/gantt_csv.py": "names of columns in files, which programs read",
    "exchange/profiles.py": "names of other programs and of their columns",
    "exchange/words.py": "words as they stand in files, of any language",
    "storage/wordings.py": "words of labels, which have keys of their own",
    "services/autoschedule/rules.py": "places in the code, for who reads it",
    "services/startup/sample_resources.py": "data of the sample workspace",
}
"""Files, or their beginnings, whose texts are no sentences of ours, and why."""


class Polish(gettext.NullTranslations):
    """A catalogue with three forms, as gettext reads them."""

    forms = ("Wolne jest {n} miejsce.", "Wolne są {n} miejsca.", "Wolnych jest {n:,} miejsc.")
    texts = {  # noqa: RUF012
        "The plan {plan} is closed.": "Plan {plan} jest zamknięty.",
        "{seats:,} are free.": "Wolne: {seats:,}.",
        "There is no {thing}.": "Nie ma {rzecz}.",
        "{a} and {b}": "{a.__class__} i {b}",
        "broken": "brok{en",
        "New": "Nowe",
        "{words} and {last}": "{words} i {last}",
    }

    def gettext(self, message: str) -> str:
        return self.texts.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        few = 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14
        return self.forms[0 if n == 1 else 1 if few else 2]


@pytest.fixture
def lenient(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Say a wrong sentence as people would hear it, and give what the log says of it."""
    logging.getLogger("pmplanner.sentences").filters.clear()
    return caplog


@pytest.fixture
def polish() -> Iterator[None]:
    """Say everything in Polish."""
    speak(Polish(), lambda value: f"{value:_}")
    yield
    speak(None)


def _free(seats: int | Decimal) -> str:
    return counted("{n:,} seat is free.", "{n:,} seats are free.", seats)


def test_values_go_in_by_name_and_stay_as_they_are() -> None:
    assert (
        said("{plan} has {plan}", plan="{plan} {0} %s {{x}}") == "{plan} {0} %s {{x}} has {plan} {0} %s {{x}}"
    )
    assert said("As {{it}} is") == "As {it} is"
    assert said("At {begins:%H:%M}", begins=dt.time(9, 5)) == "At 09:05"


def test_days_are_written_as_who_shows_them_writes() -> None:
    day, moment = dt.date(2027, 1, 31), dt.datetime(2027, 1, 31, 9, 5, tzinfo=dt.UTC)

    def told() -> str:
        return said("From {day} ({day}) or {moment}, {moment:%H:%M}", day=day, moment=moment)

    assert told() == "From 2027-01-31 (2027-01-31) or 2027-01-31 09:05:00+00:00, 09:05"
    speak(None, day=lambda each: f"{each.day}.{each.month}.")
    assert told() == "From 31.1. (31.1.) or 2027-01-31 09:05:00+00:00, 09:05"
    assert counted("{n} day from {day}", "{n} days from {day}", 2, day=day) == "2 days from 31.1."


def test_one_and_many() -> None:
    assert [_free(n) for n in (0, 1, 2000)] == [
        "0 seats are free.",
        "1 seat is free.",
        "2,000 seats are free.",
    ]
    assert _free(Decimal("0.5")) == "0.5 seats are free."
    assert counted("one of {team}", "{n} of {team}", 1, team="A") == "one of A"
    assert counted("{n} day", "{n} days", Decimal("1.50"), n="1.5") == "1.5 days"


def test_things_are_joined_as_a_sentence_does() -> None:
    assert [listed("a"), listed("ab"), listed("abc")] == ["a", "a and b", "a, b and c"]


@pytest.mark.usefixtures("polish")
def test_a_catalogue_translates_sentences_and_plurals() -> None:
    assert said("The plan {plan} is closed.", plan="{plan}") == "Plan {plan} jest zamknięty."
    assert [_free(n) for n in (1, 3, 12, 22, 1000)] == [
        "Wolne jest 1 miejsce.",
        "Wolne są 3 miejsca.",
        "Wolnych jest 12 miejsc.",
        "Wolne są 22 miejsca.",
        "Wolnych jest 1_000 miejsc.",
    ]
    assert _free(Decimal("0.5")) == "Wolne są 0.5 miejsca."
    assert said("{seats:,} are free.", seats=12345) == "Wolne: 12_345."
    assert resaid(marked("New")) == "Nowe"
    assert listed("abc") == "a, b i c"


@pytest.mark.usefixtures("polish")
def test_a_wrong_translation_leaves_the_sentence_as_it_is_written(lenient: pytest.LogCaptureFixture) -> None:
    assert said("There is no {thing}.", thing="{x}") == "There is no {x}."
    assert said("{a} and {b}", a=1, b=2) == "1 and 2"
    assert said("broken") == "broken"
    assert {record.levelno for record in lenient.records} == {logging.WARNING}
    assert len(lenient.records) == 3


def test_a_missing_value_leaves_a_gap(lenient: pytest.LogCaptureFixture) -> None:
    assert said("{plan} has {seats:,} seats", plan="A") == "A has … seats"
    assert "cannot fill in" in lenient.text


def test_a_missing_value_fails_in_tests() -> None:
    with pytest.raises(AssertionError, match="cannot fill in"):
        said("{plan} has {seats} seats", plan="A")


def test_english_is_back_when_no_catalogue_is_spoken() -> None:
    speak(Polish())
    speak(None)
    assert said("{seats:,} are free.", seats=1234) == "1,234 are free."


def _files() -> list[Path]:
    return [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]


def _calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield node, called(node)


def _place(path: Path, node: ast.expr) -> str:
    return f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _fault(call: ast.Call, name: str) -> str:
    """Return what is wrong with a call that says something."""
    texts = call.args[: SAYING[name]]
    if not all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts):
        return "its text is not written out"
    wanted: set[str] = set().union(*(_values(text.value) for text in texts))  # type: ignore[attr-defined]
    if not all(value.isidentifier() for value in wanted):
        return "a place has no name"
    if name == "marked":
        return ""
    if any(keyword.arg is None for keyword in call.keywords):
        return "its values are not written out"
    given = {str(keyword.arg) for keyword in call.keywords}
    if name == "counted":
        given, wanted = given | {"n"}, wanted | {"n"}
    return "" if given == wanted else f"its values are not {sorted(given ^ wanted)}"


def test_every_sentence_is_written_out_and_has_just_its_values() -> None:
    found = [
        f"{_place(path, call)} {fault}"
        for path in [*_files(), PACKAGE / "sentences.py"]
        for call, name in _calls(path)
        if name in SAYING and (fault := _fault(call, name)) and (name, path.name) != ("said", "sentences.py")
    ]
    assert not found


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("said(f'a {b}')", "its text is not written out"),
        ("said('a {}', b)", "a place has no name"),
        ("said('a {b.c}', b=1)", "a place has no name"),
        ("said('a {b}', **values)", "its values are not written out"),
        ("said('a {b}')", "its values are not ['b']"),
        ("said('a', b=1)", "its values are not ['b']"),
        ("counted('1', '{n} {b}', 2)", "its values are not ['b']"),
        ("counted('1 a', '{n} {b}', 2, b=1)", ""),
    ],
)
def test_what_is_wrong_with_a_sentence_is_found(code: str, fault: str) -> None:
    call = ast.parse(code).body[0].value  # type: ignore[attr-defined]
    assert _fault(call, code.partition("(")[0]) == fault


NOT_SAID = {
    "f'absence ceiling|{team}|{day}'": "the key of a problem",
    "f'“{key}” is no key of a problem'": "caught where the key is read",
    "f'{key} takes {sorted(places(key))}, not {sorted(args)}'": "for who writes a label",
    "f'event {self.number}'": "what tells an event without an id from others",
    "f'--word {field}:{shown(asked[0].word)}=OURS'": "what is to be typed",
    "f'pmplanner: {text}\\n'": "the name of the program before what is said",
    "f'pmplanner {__version__}'": "the name of the program and its version",
    "'%(choices)s'": "filled in by argparse",
}
"""Texts that are put together, and why they are no sentences."""

_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]? |[ (][^\W\d_]{2,}")
_LOG = ("log.", "logging.", "warnings.")
_QUERY = re.compile(
    r"\s*(?:SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE|BEGIN|WHERE|ORDER|VACUUM)\b|title : "
    r"|.*(?:typeof\(|\bIS \?|\bNOT IN \()"
)
_INTERNAL = {"TypeError", "AssertionError", "JournalError", "NotImplementedError", "KeyError", "LookupError"}


def _escapes(path: Path) -> Iterator[ast.expr]:
    """Give the texts of a file that are put together, or shown, as sentences past said()."""
    for node in nodes(path):
        if isinstance(node, ast.JoinedStr) and _reads_like_one(node) and not _is_internal(node, path):
            yield node
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
            yield from (
                side for side in (node.left, node.right) if _is_words(side) and not _is_internal(side, path)
            )
        elif isinstance(node, ast.Call):
            yield from _unsaid(node)


def _unsaid(call: ast.Call) -> Iterator[ast.expr]:
    name = called(call)
    last = name.rpartition(".")[2]
    if last == "format" and isinstance(call.func, ast.Attribute) and _is_words(call.func.value):
        yield call.func.value
    if last in REFUSALS or last in TELLING or name in TELLING:
        yield from (each for argument in call.args[:1] for each in _branches(argument) if _is_text(each))
    if last in SAYING_MARKED:
        yield from (each for argument in call.args for each in _branches(argument) if _is_words(each))
    yield from (
        each
        for keyword in call.keywords
        if keyword.arg in ("help", "description", "epilog")
        for each in _branches(keyword.value)
        if _is_words(each)
    )


def _branches(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.IfExp):
        yield from _branches(node.body)
        yield from _branches(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _branches(value)
    else:
        yield node


def _is_text(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(re.search(r"[^\W\d_]{2}", node.value))
    )


def _is_words(node: ast.expr) -> bool:
    return _is_text(node) and bool(_WORDS.search(node.value)) and not _QUERY.match(node.value)  # type: ignore[attr-defined]


def _reads_like_one(node: ast.JoinedStr) -> bool:
    literal = "\0".join(
        part.value for part in node.values if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )
    return bool(_WORDS.search(literal)) and not _QUERY.match(literal)


def _is_internal(node: ast.AST, path: Path) -> bool:
    """Tell whether a text goes to the log, to the database, or to who writes the code."""
    around = parents(path)
    while node in around:
        node = around[node]
        if isinstance(node, ast.Call):
            name = called(node)
            if (
                name.startswith(_LOG)
                or name.rpartition(".")[2] in _INTERNAL
                or "exec" in name
                or name == "re.compile"
            ):
                return True
    return False


@pytest.mark.slow
def test_no_sentence_escapes() -> None:
    found = [
        f"{_place(path, node)} {ast.unparse(node)}"
        for path in _files()
        if not path.relative_to(PACKAGE).as_posix().startswith(tuple(NOT_SENTENCES))
        for node in _escapes(path)
        if ast.unparse(node) not in NOT_SAID
    ]
    assert not found


def test_what_is_allowed_is_there() -> None:
    texts = {ast.unparse(node) for path in _files() for node in _escapes(path)}
    assert NOT_SAID.keys() <= texts
    names = [path.relative_to(PACKAGE).as_posix() for path in _files()]
    assert not [known for known in NOT_SENTENCES if not any(name.startswith(known) for name in names)]


@pytest.mark.parametrize(
    "code",
    [
        'f"There are {n} plans."',
        '"There are %d plans." % n',
        '"There is no " + name',
        '"There are {} plans.".format(n)',
        'PlanError("There is no plan.")',
        'PlanError("No plan." if a else said("b"))',
        'say("Done.")',
        'refuse_taken(db, plan, "name", "There is already a plan “{text}”.")',
        'check_amount(plan.budget, "A budget")',
        'parser.add_argument("--all", help="all of them")',
    ],
)
def test_what_escapes_is_found(code: str, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(code)
    assert len(list(_escapes(path))) == 1


@pytest.mark.slow
def test_an_extractor_finds_every_sentence() -> None:
    extract = pytest.importorskip("babel.messages.extract").extract
    keywords = {"said": None, "marked": None, "counted": (1, 2)}
    for path in _files():
        wanted = {
            tuple(text.value for text in call.args[: SAYING[name]])  # type: ignore[attr-defined]
            for call, name in _calls(path)
            if name in SAYING
        }
        found = extract("python", BytesIO(path.read_bytes()), keywords=keywords)
        assert {(text,) if isinstance(text, str) else tuple(text) for _, text, _, _ in found} == wanted
