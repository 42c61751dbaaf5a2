"""Folders that are whole or not there, and names of files."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.folders import FileNames, filled_folder, new_folder, safe_name


def test_a_new_folder_comes_whole(tmp_path: Path) -> None:
    target = tmp_path / "pack"
    with new_folder(target) as folder:
        (folder / "a.txt").write_text("a")
        assert not target.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
    assert (target / "a.txt").read_text() == "a"


def test_an_empty_folder_may_be_there_already(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    with new_folder(tmp_path / "pack") as folder:
        (folder / "a.txt").write_text("a")
    assert (tmp_path / "pack" / "a.txt").exists()
    with pytest.raises(ExchangeError, match="already"), new_folder(tmp_path / "pack"):
        pass


@pytest.mark.parametrize("give", [new_folder, filled_folder])
def test_nothing_is_left_when_the_work_fails(
    tmp_path: Path, give: Callable[[Path], AbstractContextManager[Path]]
) -> None:
    def fail() -> None:
        with give(tmp_path / "pack") as folder:
            (folder / "a.txt").write_text("a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ExchangeError, match="no folder"), give(tmp_path / "no" / "pack"):
        pass


def test_files_go_into_a_folder_beside_others(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for text in ("old", "new"):
        with filled_folder(target) as folder:
            (folder / "a.txt").write_text(text)
        (target / "other.txt").write_text("kept")
    assert (target / "a.txt").read_text() == "new"
    assert sorted(path.name for path in target.iterdir()) == ["a.txt", "other.txt"]
    with pytest.raises(ExchangeError, match="not a folder"), filled_folder(target / "a.txt"):
        pass


def test_names_are_such_that_any_file_system_takes_them() -> None:
    names = FileNames()
    given = [names.give(name, ".ics") for name in ("Ada/Berg", "ADA-BERG", "", " .. ", "con", "x" * 300)]
    assert given[:5] == ["Ada-Berg.ics", "ADA-BERG 2.ics", "unnamed.ics", "unnamed 2.ics", "_con.ics"]
    assert len(given[5]) < 120
    assert safe_name("..\\..\\etc") == "-..-etc"


@pytest.mark.parametrize("letter", ["漢", "é", "𝒜", "\ud800"])
def test_a_name_of_letters_of_several_bytes_fits_a_file_system(tmp_path: Path, letter: str) -> None:
    name = FileNames().give(letter * 100, ".ics")
    assert len(name.encode()) <= 210
    (tmp_path / name).write_text("x")
