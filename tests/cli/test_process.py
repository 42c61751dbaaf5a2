"""The program as its own process: locks, pipes that close, signals, and what it loads."""

import gc
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pmplanner.cli import parse
from pmplanner.cli.parser import build_parser
from pmplanner.services.startup.opening import open_for_use
from tests.support import snapshot
from tests.tiers import is_long

Run = Callable[..., tuple[int, str, str]]
Begin = Callable[[list[tuple[object, ...]]], None]

PROGRAM = (sys.executable, "-m", "pmplanner")


@pytest.fixture
def filled(begin_cli: Begin, tmp_path: Path) -> Path:
    """A workspace with a plan and a thousand people."""
    people = tmp_path / "people.csv"
    rows = "".join(f"{n},Person {n},{'x' * 60}\n" for n in range(1000))
    people.write_text(f"person_id,first_name,team\n{rows}", encoding="utf-8")
    begin_cli(
        [
            ("import", "people", people),
            ("plan", "create", "P", "--from", "2027-01-01", "--to", "2027-06-30"),
        ]
    )
    return tmp_path / "cli.sqlite"


@pytest.mark.slow
def test_reading_goes_on_while_a_window_holds_the_workspace(run_cli: Run, filled: Path) -> None:
    window = open_for_use(filled)
    try:
        before = snapshot(filled)
        for words in (
            "plan list",
            "track list",
            "session list",
            "totals",
            "totals --by person --format json",
            "export people -",
            "catalog search big",
            "catalog show TNX-PMB",
            "history",
            f"import people {filled.parent / 'people.csv'} --dry-run",
        ):
            status, out, err = run_cli(*words.split())
            assert (status, err) == (0, ""), words
            assert out
        for words in (
            "pick TNX-PMB --person 1",
            "undo",
            "plan create Q --from 2027-01-01 --to 2027-06-30",
            f"import people {filled.parent / 'people.csv'}",
        ):
            status, out, err = run_cli("--wait", "0", *words.split())
            assert (status, out) == (2, "")
            assert err == "pmplanner: cli.sqlite is already open in another pmplanner.\n"
        assert snapshot(filled) == before
    finally:
        window.close()
    assert run_cli("undo")[0] == 0


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error(filled: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "--workspace", filled, "export", "people", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait(300) == 0


@pytest.mark.slow
def test_a_write_is_done_though_nobody_hears_of_it(run_cli: Run, filled: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PROGRAM, "--workspace", filled, "pick", "TNX-PMB", "--person", "1"],
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=300,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(run_cli("export", "picks", "-")[1].splitlines()) == 2


def _hear_ctrl_c() -> None:
    """What a shell starts in the background does not hear it, and neither would the program."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_ctrl_c_stops_an_import_and_leaves_nothing(filled: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    rows = "".join(f"M{n},Person {n},{n}\n" for n in range(60_000))
    many.write_text(f"person_id,first_name,team\n{rows}", encoding="utf-8")
    before = snapshot(filled)
    watched, terminal = os.openpty()
    with subprocess.Popen(
        [*PROGRAM, "--workspace", filled, "import", "people", many],
        stderr=terminal,
        stdout=subprocess.PIPE,
        preexec_fn=_hear_ctrl_c,
    ) as program:
        os.close(terminal)
        said = b""
        while b"10,000 of" not in said:
            said += os.read(watched, 1000)
        program.send_signal(signal.SIGINT)
        assert program.wait(300) == 130
        while b"nothing was changed" not in said:
            said += os.read(watched, 1000)
    os.close(watched)
    assert b"Traceback" not in said
    assert snapshot(filled) == before


@pytest.mark.slow
def test_the_parser_loads_no_database() -> None:
    code = (
        "import sys; from pmplanner.cli import parse; parse(['undo']); "
        "assert not {'sqlalchemy', 'openpyxl', 'alembic', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)


@pytest.mark.slow
def test_a_command_loads_only_what_it_works_with(filled: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pmplanner.cli import parse, run_command; "
        "assert run_command(parse(['plan', 'list']), Path(sys.argv[1])) == 0; "
        "late = ('openpyxl', 'alembic', 'numpy', 'icalendar', 'PySide6', 'pmplanner.ui', "
        "'pmplanner.services.importing', 'pmplanner.services.autoschedule'); "
        "assert 'sqlalchemy' in sys.modules; "
        "assert not [m for m in sys.modules if m.startswith(late)]"
    )
    subprocess.run([sys.executable, "-c", code, filled], check=True, timeout=300)


def test_every_command_has_a_function_of_its_own() -> None:
    # One without a function would open the window.
    parsers = [*_parsers(build_parser())]
    commands = [parser.get_default("command") for parser in parsers if not _must_go_on(parser)]
    assert len(commands) > 40
    assert all(callable(command) for command in commands)
    # The tables are one command, and so are the files for other programs and those for Moodle.
    shared = {command.__name__ for command in commands if commands.count(command) > 1}
    assert shared == {"export_table", "export_for_program", "export_moodle"}


def _parsers(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    """Return the parsers of all commands and actions below one."""
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for below in action.choices.values():
                yield below
                yield from _parsers(below)


def _must_go_on(parser: ArgumentParser) -> bool:
    return any(isinstance(action, _SubParsersAction) and action.required for action in parser._actions)


@pytest.mark.slow
def test_the_window_starts_without_the_commands_and_the_checks() -> None:
    code = (
        "import sys; from pmplanner.cli import parse; parse(['--workspace', 'some.sqlite']); "
        "import pmplanner.ui.shell.application, pmplanner.ui.plan.page; "
        "late = ('pmplanner.cli.', 'pmplanner.services.problems', 'pmplanner.scheduling', 'alembic', "
        "'numpy', 'pmplanner.ui.output', 'pmplanner.ui.importing', 'sqlalchemy.dialects.postgresql', "
        "'pmplanner.services.exporting.tables', 'pmplanner.services.publishing'); "
        # How days are shared over months and weeks is arithmetic that the totals use, too.
        "light = ['pmplanner.scheduling' + part for part in ('', '.model', '.model.shares')]; "
        # The guard asks them only when a kind of problem is blocked.
        "light += ['pmplanner.services.problems' + part for part in ('', '.tracking')]; "
        "light += ['pmplanner.services.problems.tracking.' + part for part in ('blocking', 'keeping')]; "
        "assert not [m for m in sys.modules if m.startswith(late) and m not in light]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)


@pytest.mark.parametrize("arguments", [[], ["--workspace", "some.sqlite"], ["--workspace", "a folder/b"]])
def test_the_short_way_to_the_window_reads_what_the_parser_reads(arguments: list[str]) -> None:
    assert vars(parse(arguments)) == vars(build_parser().parse_args(arguments))


@pytest.mark.parametrize("arguments", [["--workspace"], ["--workspace", "--version"], ["--what"]])
def test_what_cannot_be_read_is_left_to_the_parser(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert "usage: pmplanner" in capsys.readouterr().err


@pytest.mark.slow
def test_a_terminal_of_few_letters_shows_what_it_can(run_cli: Run, filled: Path) -> None:
    run_cli("track", "create", "Łódź")
    done = subprocess.run(
        [*PROGRAM, "--workspace", filled, "track", "list"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        timeout=300,
        check=True,
    )
    assert rb"\u0141\xf3d\u017a" in done.stdout


@pytest.mark.slow
def test_a_damaged_workspace_is_told_in_a_sentence(run_cli: Run, filled: Path) -> None:
    whole = filled.read_bytes()
    statuses = set()
    gc.collect()
    gc.freeze()  # else each look below goes through all that earlier tests have left, too
    for start in range(4096, len(whole), 4096 * 7 * (1 if is_long() else 4)):
        filled.write_bytes(whole[:start] + b"\xff" * 4096 * 7 + whole[start + 4096 * 7 :])
        status, out, err = run_cli("export", "people", "-")
        assert "damaged: " in err
        assert "Traceback" not in err
        if status == 2:
            assert out == ""
        gc.collect()  # what was left open is told here and not in some other test
        statuses.add(status)
    # Some damage leaves the people readable: they are written, and it is said.
    assert statuses == {0, 2}
