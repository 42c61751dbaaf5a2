"""How much memory the window takes at 10,000 people and 50,000 picks with every page opened once.

Run with `pytest tests/benchmarks/test_memory.py --benchmark-only -s`. The window has a process of its own,
which says what the system has seen it use at most. The baseline is an empty window in another one.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.support import known

MOST = 500
"""Megabytes that the window may take."""

pytestmark = pytest.mark.benchmark(group="memory", disable_gc=False)

_EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.show()
app.processEvents()
"""
_WINDOW = """
import sys
from pathlib import Path
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.shell.pages import PAGES
from tests.benchmarks.window_actions import real_window, wait, wait_for_what_is_read_beside
write_as_the_window()
with real_window(Path(sys.argv[1]), Path(sys.argv[2])) as window:
    for page in PAGES:
        window.open_page(page)
        wait(1.0)
        wait_for_what_is_read_beside()
        wait(0.5)
    window.open_page("plan")
    wait(1.0)
"""
_SAY = """
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def _most_memory(code: str, *args: Path) -> float:
    """Return the most memory that a process has taken, in megabytes."""
    said = subprocess.run(
        [sys.executable, "-c", code + _SAY, *map(str, args)], check=True, capture_output=True, text=True
    )
    return int(said.stdout.split()[-1]) / 1024


needs_linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")


@needs_linux
def test_an_empty_window(benchmark: BenchmarkFixture) -> None:
    found = known(benchmark.pedantic(_most_memory, args=(_EMPTY,), rounds=1))
    benchmark.extra_info["MB"] = round(found)


@needs_linux
def test_every_page_at_ten_times(benchmark: BenchmarkFixture, ten_times_file: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "window"
    scratch.mkdir()
    found = known(benchmark.pedantic(_most_memory, args=(_WINDOW, ten_times_file, scratch), rounds=1))
    empty = _most_memory(_EMPTY)
    print(f"{found:.0f} MB; an empty window {empty:.0f} MB")  # noqa: T201
    benchmark.extra_info |= {"MB": round(found), "of an empty window": round(empty)}
    assert found < MOST
