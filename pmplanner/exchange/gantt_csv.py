"""Tasks and resources as the table that GanttProject brings in: two blocks with a blank line between."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pmplanner.exchange.writing import Value, cell_text, replacing

TASK_COLUMNS = (
    "ID",
    "Name",
    "Begin date",
    "End date",
    "Duration",
    "Completion",
    "Coordinator",
    "Predecessors",
    "Outline number",
    "Web Link",
    "Resources",
    "Notes",
)
RESOURCE_COLUMNS = ("ID", "Name", "Default role", "e-mail", "Phone", "Assignment role", "Rate")

_ROLE = "Default:0"
_SEPARATOR = ";"


@dataclass(frozen=True, slots=True)
class GanttTask:
    """A task; those whose outline number begins with another's are parts of that one."""

    id: int
    name: str
    first_day: dt.date
    last_day: dt.date
    working_days: int
    outline: str
    percent_done: int = 0
    coordinator: str = ""
    after: tuple[int, ...] = ()
    """Ids of the tasks that come before."""
    link: str = ""
    resources: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class GanttResource:
    """Somebody who takes part in tasks, which name them: no two can have the same name."""

    id: int
    name: str
    email: str = ""


def write_gantt(path: Path, tasks: Sequence[GanttTask], resources: Sequence[GanttResource]) -> int:
    """Write tasks and resources in place of *path*; return how many tasks.

    Raises ExchangeError when the file cannot be written.
    """
    with replacing(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        try:
            _write_rows(writer.writerow, TASK_COLUMNS, map(_task, tasks))
            writer.writerow(())
            _write_rows(writer.writerow, RESOURCE_COLUMNS, map(_resource, resources))
        finally:
            text.detach()
    return len(tasks)


def _write_rows(
    write: Callable[[Iterable[str]], object], header: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    write(header)
    for row in rows:
        write([cell_text(value) for value in row])


def _task(task: GanttTask) -> tuple[Value, ...]:
    return (
        task.id,
        task.name,
        task.first_day,
        task.last_day,
        task.working_days,
        task.percent_done,
        task.coordinator,
        _SEPARATOR.join(map(str, task.after)),
        task.outline,
        task.link,
        _SEPARATOR.join(map(listed_name, task.resources)),
        task.notes,
    )


def _resource(resource: GanttResource) -> tuple[Value, ...]:
    return (resource.id, listed_name(resource.name), _ROLE, resource.email, "", _ROLE, "")


def listed_name(name: str) -> str:
    """Return a name that can stand in a list of names."""
    return name.replace(_SEPARATOR, ",")
