"""A computer without what Qt needs is told so in words, not by a plug-in error."""

import pytest

from pmplanner import __main__
from pmplanner.ui.shell import system_check


@pytest.fixture
def x11(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    return monkeypatch


def test_missing_libraries_are_named_with_their_packages(
    x11: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    x11.setattr(system_check, "_NEEDED", {"libc.so.6": "libc6", "libnosuch.so.1": "libnosuch1"})
    x11.setattr(system_check, "_NEEDED_FOR_X11", {"libneither.so.0": "libneither0"})
    assert __main__.main(["--workspace", f"{tmp_path}/never.sqlite"]) == 2
    told = capsys.readouterr().err
    assert "libnosuch.so.1, libneither.so.0" in told
    assert "sudo apt-get install libnosuch1 libneither0" in told
    assert "libc6" not in told


def test_a_missing_screen_is_said(x11: pytest.MonkeyPatch) -> None:
    x11.setattr(system_check, "_NEEDED", {})
    x11.setattr(system_check, "_NEEDED_FOR_X11", {})
    assert system_check.what_is_missing() == ""
    x11.delenv("DISPLAY")
    assert "no screen" in system_check.what_is_missing()


def test_offscreen_needs_no_x11_libraries(x11: pytest.MonkeyPatch) -> None:
    x11.setattr(system_check, "_NEEDED", {})
    x11.setattr(system_check, "_NEEDED_FOR_X11", {"libneither.so.0": "libneither0"})
    assert "libneither" in system_check.what_is_missing()
    x11.setenv("QT_QPA_PLATFORM", "offscreen")
    assert system_check.what_is_missing() == ""


def test_the_readme_installs_every_library_that_is_looked_for() -> None:
    from tests.conftest import ROOT

    (line,) = (x for x in (ROOT / "README.md").read_text().splitlines() if x.startswith("sudo apt-get"))
    wanted = {*system_check._NEEDED.values(), *system_check._NEEDED_FOR_X11.values()}
    assert wanted == {word for word in line.split() if word.startswith("lib")}
