"""What screen readers are told: bars are lines of a list, switches radio buttons, hidden pages not shown."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from tests.conftest import ROOT

SYSTEM_PYTHON = Path("/usr/bin/python3")
"""The one for which Debian has pyatspi."""
NEEDED = ("dbus-run-session", "xvfb-run", "Xvfb")


@cache
def _lacking() -> str:
    """Say what is not there to walk the tree of AT-SPI; "" when all is."""
    if sys.platform != "linux":
        return "AT-SPI is of Linux"
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if not SYSTEM_PYTHON.exists():
        missing.append(str(SYSTEM_PYTHON))
    elif subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False).returncode:
        missing.append("python3-pyatspi")
    return f"not installed: {', '.join(missing)}" if missing else ""


def _walk(*words: str) -> tuple[list[dict[str, Any]], str]:
    """Return what is told of the Schedule of the sample, and what was chosen there."""
    program = [sys.executable, "-m", "tests.ui.shown_to_readers", str(SYSTEM_PYTHON), *words]
    own = {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_ACCESSIBILITY": "1"}
    done = subprocess.run(
        ["xvfb-run", "-a", "dbus-run-session", "--", *program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | own,
        timeout=120,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in lines if line.startswith("{")], lines[-1]


@pytest.mark.slow
def test_the_schedule_is_told_as_it_is_seen() -> None:
    if reason := _lacking():
        pytest.skip(reason)
    told, chosen = _walk("--press", "Product Management Bootcamp Training (TNX-PMB-2)")
    by_name = {each["name"]: each for each in told}

    # Each bar is a line, named as its tip is; what is scrolled away is there, and not shown
    start = next(place for place, each in enumerate(told) if each["name"] == "Timeline of sessions")
    depth = told[start]["depth"]
    bars = [each for each in told[start + 1 : start + 14] if each["depth"] == depth + 1]
    assert told[start]["role"] == "list"
    assert len(bars) == 13
    for bar in bars:
        assert (bar["role"], bar["actions"]) == ("list item", ["Press"])
        assert "seats taken" in bar["name"]
        assert "selectable" in bar["states"]
    assert 0 < sum("showing" in bar["states"] for bar in bars) < 13
    assert chosen == "chosen: TNX-PMB-2"

    # One of a switch is chosen
    for name, checked in (("Timeline", True), ("Month", False), ("List", False)):
        assert by_name[name]["role"] == "radio button"
        assert ("checked" in by_name[name]["states"]) is checked
        assert by_name[name]["actions"] == ["Press"]

    # What is on pages that are not shown is not shown
    assert by_name["Schedule automatically"]["role"] == "push button"
    assert all("showing" not in each["states"] for each in told if each["name"] in ("Totals by", "By track"))
    assert not [each for each in told if "showing" in each["states"] and each["name"] == "Copy table"]


def test_switches_are_radio_buttons_in_a_group(qtbot: QtBot) -> None:
    switch = SegmentedControl(name="View")
    qtbot.addWidget(switch)
    chosen: list[str] = []
    switch.chosen.connect(chosen.append)
    for key, text in (("one", "Picked && required"), ("two", "All")):
        switch.add(key, text)
    group = QAccessible.queryAccessibleInterface(switch)
    assert group.role() is QAccessible.Role.Grouping
    parts = [group.child(place) for place in range(group.childCount())]
    assert [part.role() for part in parts] == [QAccessible.Role.RadioButton] * 2
    assert [part.text(QAccessible.Text.Name) for part in parts] == ["Picked & required", "All"]
    assert [part.state().checked for part in parts] == [1, 0]
    parts[1].actionInterface().doAction("Press")
    assert chosen == ["two"]
    assert [part.state().checked for part in parts] == [0, 1]
