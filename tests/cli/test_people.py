"""The noun `person`: adding, changing, leaving, coming back, duplicates and merging, as a user types it."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.support import snapshot

Run = Callable[..., tuple[int, str, str]]

PEOPLE = (
    "person_id,first_name,last_name,email,job_title,team,manager_email,start_date\n"
    "1,Ana,Alvarez,ana@x.y,Product Owner,Sales,bo@x.y,2020-01-01\n"
    "2,Bo,Berg,bo@x.y,Head,Ops,,2019-01-01\n"
    "3,Cy,Dahl,cy@x.y,Engineer,Ops,ana@x.y,2018-01-01\n"
)


@pytest.fixture
def cli(run_cli: Run, begin_cli: Callable[..., None], tmp_path: Path) -> Run:
    """A workspace with three people, each below the one before, a track and a plan."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    commands: list[Sequence[str | Path]] = [
        ("import", "people", path),
        ("plan", "create", "2027 H1", "--from", "2027-01-04", "--to", "2027-06-30"),
        ("track", "create", "Designer"),
        ("track", "path", "Designer", "--required", "TNX-BDP", "TNX-PMB"),
        ("track", "create", "Writer"),
        ("track", "path", "Writer", "--required", "TNX-PMB", "TNX-SEP"),
    ]
    begin_cli(commands)
    return run_cli


def test_somebody_new_is_told_what_the_track_requires_and_given_it(cli: Run) -> None:
    status, out, _ = cli("person", "add", "--first", "Di", "--id", "4", "--track", "Designer")
    assert (status, out.splitlines()[0]) == (0, "Added Di.")
    assert [line.split()[2] for line in out.splitlines()[1:]] == ["TNX-BDP", "TNX-PMB"]
    out = cli("person", "add", "--first", "Eve", "--id", "5", "--track", "Designer", "--apply")[1]
    assert out.splitlines()[-1] == "Picked: 2. Taken back: 0."
    out = cli("person", "change", "5", "--track", "Writer", "--apply")[1]
    assert "to add: TNX-SEP" in out
    assert "no longer needed: TNX-BDP" in out
    assert out.splitlines()[-1] == "Picked: 1. Taken back: 1."


def test_last_days_of_a_file_say_what_is_to_come(cli: Run, tmp_path: Path) -> None:
    cli("pick", "TNX-BDP", "TNX-PMB", "--person", "1", "--person", "2")
    file = tmp_path / "left.csv"
    file.write_text(
        "person_id,Termination Date\n1,2026-12-31\n2,2026-12-31\n3,2026-12-31\n", encoding="utf-8"
    )
    told = "2 people who leave have 4 picks to come: person leave P DAY --release gives them up."
    assert told not in cli("import", "people", file, "--dry-run")[1]
    assert told in cli("import", "people", file)[1].splitlines()


def test_another_title_says_which_track_others_have(cli: Run) -> None:
    cli("track", "assign", "Writer", "--person", "2")
    assert cli("person", "change", "1", "--title", "head")[1].splitlines() == [
        "Changed Ana Alvarez.",
        "People called “head” have the track Writer: --track gives it to Ana Alvarez.",
    ]


def test_a_change_without_anything_is_refused(cli: Run) -> None:
    assert cli("person", "change", "1")[0] == 2
    assert cli("person", "change", "nobody", "--team", "Ops")[0] == 2


def test_who_leaves_gives_up_what_comes_after_it_when_asked(cli: Run) -> None:
    cli("pick", "TNX-BDP", "TNX-PMB", "--person", "1")
    cli("session", "add", "TNX-BDP", "--start", "2027-03-01", "--seat-open")
    status, out, _ = cli("person", "leave", "1", "2027-01-31", "--dry-run")
    assert (status, out) == (
        0,
        "To come after that day: 1 seat and 1 pick. --release gives them up.\nNothing was changed.\n",
    )
    assert cli("person", "leave", "1", "2027-01-31")[1] == (
        "Ana Alvarez leaves on 2027-01-31.\n"
        "To come after that day: 1 seat and 1 pick. --release gives them up.\n"
    )
    assert cli("person", "leave", "1", "2027-01-31", "--release")[1] == (
        "Ana Alvarez leaves on 2027-01-31.\nGiven up: 1 seat and 1 pick.\n"
    )
    assert cli("person", "leave", "1", "2019-01-31")[0] == 2


def test_who_comes_back_keeps_the_time_before_and_files_bring_it_back(cli: Run, tmp_path: Path) -> None:
    assert cli("person", "rejoin", "1", "2027-03-01")[0] == 2
    cli("person", "leave", "1", "2026-05-31")
    assert cli("person", "rejoin", "1", "2026-05-31")[0] == 2
    assert cli("person", "rejoin", "1", "2027-03-01")[1] == (
        "Ana Alvarez comes back on 2027-03-01; before: 2020-01-01 to 2026-05-31.\n"
    )
    file = tmp_path / "employment.csv"
    assert cli("export", "employment", file)[0] == 0
    written = file.read_bytes()
    assert written.decode("utf-8-sig") == (
        "person_id,email,first_day,last_day\r\n1,ana@x.y,2020-01-01,2026-05-31\r\n"
    )
    assert "unchanged        1" in cli("import", "employment", file)[1]
    cli("undo")
    assert cli("export", "employment", "-")[1] == "person_id,email,first_day,last_day\r\n"


def test_a_manager_names_everybody_below(cli: Run, tmp_path: Path) -> None:
    assert cli("pick", "TNX-BDP", "--manager", "bo@x.y")[1].startswith("Picked ")
    out = cli("export", "people", "-", "--manager", "2")[1]
    assert [line.split(",")[0] for line in out.splitlines()[1:]] == ["1", "3"]
    assert cli("pick", "TNX-BDP", "--manager", "3")[0] == 2
    more = tmp_path / "more.csv"
    more.write_text("person_id,first_name,manager_email\n4,Di,bo@x.y\n5,Eva,ana@x.y\n", encoding="utf-8")
    assert "2 people are linked to their managers." in cli("import", "people", more)[1]


def test_duplicates_are_listed_and_merged(cli: Run, tmp_path: Path) -> None:
    assert cli("person", "duplicates") == (0, "Nobody seems to be here twice.\n", "")
    cli("person", "add", "--first", "Alvarez", "--last", "Ana", "--id", "9", "--location", "Oslo")
    cli("pick", "TNX-BDP", "--person", "9")
    status, out, _ = cli("person", "duplicates", "--format", "json")
    (found,) = json.loads(out)
    assert (status, found["person_id"], found["other_person_id"]) == (1, "1", "9")
    assert found["reason"] == "the same name with first and last swapped"
    workspace = next(tmp_path.rglob("*.sqlite"))
    before = snapshot(workspace)
    assert cli("person", "merge", "1", "9", "--dry-run")[1].endswith("Nothing was changed.\n")
    assert snapshot(workspace) == before
    status, out, _ = cli("person", "merge", "1", "9", "--take", "employee_id", "location")
    assert (status, out.splitlines()[-1]) == (0, "Merged Alvarez Ana into Ana Alvarez.")
    assert (
        "9,Ana,Alvarez,ana@x.y,Product Owner,,Sales,bo@x.y,Oslo,2020-01-01,,"
        in cli("export", "people", "-")[1]
    )
    assert cli("person", "merge", "9", "9")[0] == 2
    assert cli("person", "merge", "9", "2", "--take", "shoe_size")[0] == 2
    cli("undo")
    assert snapshot(workspace) == before
