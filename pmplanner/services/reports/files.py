"""The files of a paper: its pages, what it tells of as a file each, and its figures.

Pages are made by whoever asks, because no service knows Qt.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from pmplanner.exchange.folders import FileNames, new_folder
from pmplanner.exchange.writing import replacing
from pmplanner.papers.model import Paper, apart
from pmplanner.services.exporting.sheets import table_sheet
from pmplanner.services.exporting.tables import write_table
from pmplanner.services.publishing.written import Note
from pmplanner.services.reports.asking import Row

Render = Callable[[Paper], tuple[bytes, int]]
"""Returns a paper as a PDF file, and how many pages it has."""


def write_pages(path: Path, paper: Paper, render: Render) -> int:
    """Write a paper in place of a PDF file and return how many pages it has.

    Raises ExchangeError when it cannot be written, and whatever *render* raises; what stood there before then
    still does.
    """
    content, pages = render(paper)
    with replacing(path) as stream:
        stream.write(content)
    return pages


def write_each(
    folder: Path,
    kind: str,
    paper: Paper,
    plan_id: int,
    render: Render,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Note]:
    """Write all that a paper tells of as a file each into a new folder and return what is to be noted.

    Raises ExchangeError when the folder is there already or cannot be written, and whatever *progress*
    raises; then there is no folder.
    """
    notes, names, each = [], FileNames(), apart(paper)
    with new_folder(folder) as place:
        for done, one in enumerate(each):
            progress(done, len(each))
            name = names.give(one.title, ".pdf")
            content, pages = render(one)
            (place / name).write_bytes(content)
            notes.append(Note(kind, one.title, plan_id, name, pages))
    return notes


def write_figures(path: Path, title: str, header: Sequence[str], rows: Sequence[Row]) -> int:
    """Write rows to a file, Excel where it is called ``.xlsx`` and else CSV; return how many.

    Raises ExchangeError when the file cannot be written; what stood there before then still does.
    """
    return write_table(path, table_sheet(title, header, rows))
