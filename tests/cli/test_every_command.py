"""All commands of the terminal: trying what writes, formats of what prints, filters of what lists."""

import csv
import io
import json
import shlex
import shutil
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pmplanner.cli.commands import WRITES, leaves
from pmplanner.cli.parser import build_parser
from tests.cli import calls
from tests.tiers import in_both_tiers, some_of

Run = Callable[..., tuple[int, str, str]]

WHOLE = ("all", "ics", "pack", "google", "outlook", "gantt", "moodle")
"""Exports that are of the whole workspace, or of a plan or one calendar."""
FILTERS = ("--person", "--track", "--team", "--manager", "--view")


@pytest.fixture(scope="module")
def parsers() -> dict[str, ArgumentParser]:
    """The parser of each command, by the words that call it."""
    return dict(leaves(build_parser()))


def _takes(parser: ArgumentParser, *options: str) -> bool:
    return all(option in parser._option_string_actions for option in options)


def _is_file(name: str) -> bool:
    return any(name == each or name.startswith(f"{each} ") for each in calls.FILES)


def test_everything_that_writes_can_be_tried_and_all_else_prints_in_three_formats(
    parsers: dict[str, ArgumentParser],
) -> None:
    for name, parser in parsers.items():
        writes = getattr(parser.get_default("command"), WRITES, False)
        assert not writes or _takes(parser, "--dry-run"), name
        assert writes or _takes(parser, "--format") or _is_file(name), name


def test_every_command_says_how_it_is_called(parsers: dict[str, ArgumentParser]) -> None:
    writing = {name for name, parser in parsers.items() if _takes(parser, "--dry-run")}
    printing = {name for name, parser in parsers.items() if _takes(parser, "--format")}
    assert writing == {*calls.WRITING, *calls.REFUSED}
    assert printing == {*calls.PRINTING}
    assert {*calls.SENTENCES, *calls.LISTS_NO_PEOPLE} <= printing
    assert writing >= calls.SAYS_ITSELF


def test_everything_that_lists_people_or_what_is_theirs_has_the_filters(
    parsers: dict[str, ArgumentParser],
) -> None:
    for name, parser in parsers.items():
        if name in calls.PRINTING:
            assert _takes(parser, *FILTERS) != (name in calls.LISTS_NO_PEOPLE), name
        elif name.startswith("export ") and name.split()[1].partition("-")[0] not in WHOLE:
            assert _takes(parser, *FILTERS), name


class Sample:
    """The sample with a little of everything, and what commands are told of it."""

    def __init__(self, run: Run, path: Path, words: dict[str, str]) -> None:
        self.run, self.path, self.words = run, path, words
        self.content = path.read_bytes()

    def call(self, name: str, arguments: str, *more: str) -> tuple[int, str, str]:
        """Run a command."""
        filled = [each.format(**self.words) for each in shlex.split(arguments)]
        return self.run(*name.split(), *filled, *more)


@pytest.fixture(scope="module")
def prepared() -> dict[str, bytes]:
    """The workspace and the files beside it, once they were made."""
    return {}


@pytest.fixture
def sample(
    run_cli: Run, tmp_path: Path, _templates: dict[str, Path], prepared: dict[str, bytes]
) -> Iterator[Sample]:
    """A workspace that no command may change."""
    path, words = tmp_path / "cli.sqlite", {"folder": str(tmp_path), "backup": "latest"}
    files = {"note": tmp_path / "note.pdf", "rooms": tmp_path / "rooms.csv", "answers": tmp_path / "a.xlsx"}
    words |= {name: str(file) for name, file in files.items()}
    files["note"].write_bytes(b"%PDF-1.4")
    files["rooms"].write_text("Raum;Ort\nAula;Leeds\n", encoding="utf-8")
    path.write_bytes(prepared.get("workspace") or _templates["sample"].read_bytes())
    sample = Sample(run_cli, path, words)
    problems = json.loads(run_cli("problems", "--all", "--plan", _plan(run_cli), "--format", "json")[1])
    words |= {"problem": problems[0]["key"], "fixable": problems[1]["key"], "other": problems[2]["key"]}
    if not prepared:
        for line in calls.PREPARE:
            status, _, err = sample.call("", line)
            assert (status, err) == (0, ""), line
        prepared["answers"] = min((tmp_path / "mails").rglob("*.xlsx")).read_bytes()
        prepared["workspace"] = path.read_bytes()
        shutil.rmtree(tmp_path / "mails")
    files["answers"].write_bytes(prepared["answers"])
    words["today"] = json.loads(run_cli("history", "--format", "json")[1])[0]["when"][:10]
    run_cli("workspace", "backup")
    sample.content = path.read_bytes()
    yield sample
    assert path.read_bytes() == sample.content


def _plan(run: Run) -> str:
    return str(json.loads(run("plan", "list", "--format", "json")[1])[0]["plan"])


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@in_both_tiers
def test_nothing_is_changed_by_what_is_only_tried(sample: Sample) -> None:
    # What looks at --dry-run by itself can go wrong by itself; all else goes through one function.
    generic = [name for name in calls.WRITING if name not in calls.SAYS_ITSELF]
    there = _files(sample.path.parent)
    faults = []
    for name in (*some_of(sorted(calls.SAYS_ITSELF), 2), *some_of(generic, 12)):
        arguments = calls.WRITING[name]
        status, out, err = sample.call(name, arguments, "--dry-run")
        tried = out.endswith("Only tried: nothing was changed.\n") != (name in calls.SAYS_ITSELF)
        if status not in (0, 1) or err or not tried:
            faults.append((name, status, out, err))
        assert sample.path.read_bytes() == sample.content, name
        assert _files(sample.path.parent) == there, name
    for name, arguments in calls.REFUSED.items():
        status, out, err = sample.call(name, arguments, "--dry-run")
        if status != 2 or not err.startswith("pmplanner: "):
            faults.append((name, status, out, err))
    assert "\n".join(map(str, faults)) == ""


@in_both_tiers
def test_what_is_printed_is_the_same_in_each_format(sample: Sample) -> None:
    faults: list[object] = []
    for name in some_of(list(calls.PRINTING), 2):
        arguments = calls.PRINTING[name]
        status, shown, err = sample.call(name, arguments)
        if status not in (0, 1) or err:
            faults.append((name, err))
            continue
        header, *rows = csv.reader(io.StringIO(sample.call(name, arguments, "--format", "csv")[1]))
        objects = json.loads(sample.call(name, arguments, "--format", "json")[1])
        if not all(each.isascii() for each in header):
            faults.append((name, header))
        if isinstance(objects, list) and [list(each) for each in objects] != [header for _ in rows]:
            faults.append((name, header, objects[:2]))
        if name not in calls.SENTENCES and len(shown.splitlines()) != (len(rows) + 2 if rows else 1):
            faults.append((name, len(rows), shown))
    assert "\n".join(map(str, faults)) == ""


def test_a_file_alone_opens_in_the_window() -> None:
    from pmplanner.cli import parse

    for arguments in (["team.sqlite"], ["--wait", "3", "a folder/team.sqlite"]):
        asked = parse(arguments)
        assert asked.command is None, arguments
        assert asked.workspace == Path(arguments[-1]), arguments
    assert parse(["--wait", "3", "team.sqlite"]).lock_wait == 3
    with pytest.raises(SystemExit):
        parse(["teams"])


def test_what_was_tried_goes_on_while_a_window_has_the_workspace(sample: Sample) -> None:
    from pmplanner.services.startup.opening import open_for_use

    window = open_for_use(sample.path)
    try:
        status, out, err = sample.call("room add", "Cellar", "--dry-run")
        assert (status, err) == (0, "")
        assert out == "Added the room Cellar.\nOnly tried: nothing was changed.\n"
        assert "Cellar" not in sample.call("room list", "")[1]
    finally:
        window.close()
    sample.content = sample.path.read_bytes()
