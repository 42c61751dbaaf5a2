"""How what people wait for grows with the people: ``python -m tests.benchmarks.growth`` prints the table.

Each size is a workspace of its own (five picks, a fifth of a session and two records a person), in a process
of its own. Measured is the work of the processor, the least of several tries; opening is measured by the
clock, the least of three, with the most memory that its process had. The last column is the power with which
a line grows between the two largest sizes: 1 is in step with the people, 0 not at all; n log n is 1.1 there.
The table stands in docs/growth.md.
"""

import argparse
import contextlib
import io
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.benchmarks.large_plan import Size, write_large_workspace

PEOPLE = (1_000, 3_000, 10_000, 30_000)
PARTS = ("opening", "window", "terminal")
TRIES = 5

Found = dict[str, float]


def opening(file: Path, _scratch: Path) -> Found:
    """From nothing to the first page, filled, in a process of its own, as whoever starts it sees it."""
    found: Found = {}
    ends: dict[str, list[str]] = {
        "opening until the first screen is seen": [],
        "opening until all is read": ["whole"],
    }
    for name, more in ends.items():
        command = [sys.executable, "-m", "tests.benchmarks.opening", str(file), *more]
        for _ in range(3):
            began = time.perf_counter()
            said = subprocess.run(command, env=_as_installed(), check=True, stdout=subprocess.PIPE).stdout
            seconds = time.perf_counter() - began
            found[name] = min(seconds, found.get(name, seconds))
            found["memory of that, MB"] = float(said)
    return found


def _as_installed() -> dict[str, str]:
    """The environment, in which modules are kept compiled, as pip leaves them."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def window(file: Path, scratch: Path) -> Found:
    """What is done in the open window, until it is painted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, Qt
    from PySide6.QtTest import QTest

    from pmplanner.services.problems.tracking.finding import find_problems
    from pmplanner.ui.core.labels import write_as_the_window
    from pmplanner.ui.plan.page import PlanPage
    from pmplanner.ui.schedule.page import SchedulePage
    from tests.benchmarks.window_actions import real_window, wait
    from tests.support import known

    def least(do: Callable[[], object], tries: int = TRIES) -> float:
        found = []
        for _ in range(tries):
            began = time.thread_time()
            do()
            for _ in range(6):
                QCoreApplication.processEvents()
            found.append(time.thread_time() - began)
        return min(found)

    write_as_the_window()
    taken: Found = {}
    with real_window(file, scratch) as shown:
        actions = shown.actions_
        plan = shown.stack.currentWidget()
        assert isinstance(plan, PlanPage)
        taken["all problems found anew"] = least(
            lambda: actions.read(find_problems, known(actions.plan_id)), 1
        )
        actions.problem_monitor.all()
        wait(1.0)
        plan.cells.setFocus()
        plan.cells.go_to_first()
        space = partial(QTest.keyClick, plan.cells, Qt.Key.Key_Space)
        space()
        wait(0.5)
        taken["a pick until all is painted"] = least(space)
        undone = []
        for _ in range(TRIES):
            undone.append(least(actions.undo, 1))
            actions.redo()
        taken["its undo"] = min(undone)
        bar = plan.cells.verticalScrollBar()
        taken["ten rows further in the matrix"] = least(lambda: bar.setValue(bar.value() + 320))
        taken["a letter in the filter of people"] = least(lambda: plan.filter.setText("a"), 1)
        plan.filter.clear()
        wait(0.5)
        taken["the plan page read anew"] = least(lambda: plan.refresh(None), 1)
        shown.open_page("schedule")
        wait(2.0)
        schedule = shown.stack.currentWidget()
        assert isinstance(schedule, SchedulePage)
        timeline = schedule.views.timeline
        down = timeline.verticalScrollBar()
        taken["the timeline scrolled by two lanes"] = least(lambda: down.setValue(down.value() + 92))
        session = schedule.list.shown_ids()[0]
        taken["a session moved until painted"] = least(lambda: schedule.edits.shift([session], 1))
        taken["the schedule read anew"] = least(lambda: schedule.refresh(None), 1)
    return taken


COMMANDS: dict[str, Sequence[str]] = {
    "totals by track": ("totals", "--by", "track"),
    "needs": ("needs",),
    "problems": ("problems",),
    "picks as CSV": ("export", "picks", "OUT"),
    "schedule as CSV": ("export", "schedule", "OUT"),
    "people as CSV": ("export", "people", "OUT"),
    "everything to a folder": ("export", "all", "FOLDER"),
}


def terminal(file: Path, scratch: Path) -> Found:
    """What commands take, without starting Python."""
    from pmplanner.__main__ import main
    from pmplanner.services.startup.opening import open_for_use
    from pmplanner.ui.shell import application as _window  # noqa: F401 - what is loaded is not measured

    def run(*words: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as errors:
            status = main(list(words))
        if status:
            raise SystemExit(f"{' '.join(words)}: {errors.getvalue()}")

    taken: Found = {}
    for name, words in COMMANDS.items():
        asked = [["--workspace", str(file), *_replaced(words, scratch)] for _ in range(2)]
        taken[name] = min(_work(partial(run, *each)) for each in asked)
    people, new = scratch / "people.csv", scratch / "new.sqlite"
    run("--workspace", str(file), "export", "people", str(people))
    open_for_use(new).close()
    taken["people from CSV into a new workspace"] = _work(
        lambda: run("--workspace", str(new), "import", "people", str(people))
    )
    return taken


_numbers = iter(range(1_000))


def _replaced(words: Sequence[str], scratch: Path) -> list[str]:
    fresh = {"OUT": f"out{next(_numbers)}.csv", "FOLDER": f"folder{next(_numbers)}"}
    return [str(scratch / fresh[word]) if word in fresh else word for word in words]


def _work(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


def _measure(part: str, people: int, file: Path) -> Found:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.growth", "--part", part, "--file", str(file)]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    print(f"{people:6} {part}", file=sys.stderr)  # noqa: T201
    found: Found = json.loads(out.splitlines()[-1])
    return found


def table(found: dict[int, Found]) -> str:
    """Give the table in Markdown, with the power of growth of each line."""
    sizes = sorted(found)
    lines = ["| | " + " | ".join(f"{size:,}" for size in sizes) + " | power |"]
    lines.append("|---|" + "---|" * (len(sizes) + 1))
    for name in found[sizes[0]]:
        values = [found[size][name] for size in sizes]
        power = math.log(values[-1] / values[-2]) / math.log(sizes[-1] / sizes[-2]) if len(sizes) > 1 else 0.0
        lines.append(f"| {name} | " + " | ".join(_said(name, each) for each in values) + f" | {power:.2f} |")
    return "\n".join(lines)


def _said(name: str, value: float) -> str:
    if name.endswith("MB"):
        return f"{value:,.0f}"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def main() -> None:
    """Measure all sizes, or one part in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--file", type=Path, help="a workspace that is there already, with --part")
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE)
    parser.add_argument("--keep", type=Path, help="a folder whose workspaces are used again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.part:
            print(json.dumps(globals()[asked.part](asked.file, Path(folder))))  # noqa: T201
            return
        found: dict[int, Found] = {}
        for people in asked.people:
            file = Path(folder) / f"{people}.sqlite"
            kept = (asked.keep or Path(folder)) / f"p{people}.sqlite"
            if not kept.exists():
                write_large_workspace(kept, Size(people))
            shutil.copy(kept, file)
            found[people] = {}
            for part in PARTS:
                found[people] |= _measure(part, people, file)
        print(table(found))  # noqa: T201


if __name__ == "__main__":
    main()
