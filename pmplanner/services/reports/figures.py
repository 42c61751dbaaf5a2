"""The figures of a paper as a file."""

from collections.abc import Sequence
from pathlib import Path

from pmplanner.services.exporting.sheets import table_sheet
from pmplanner.services.exporting.tables import write_table
from pmplanner.services.reports.asking import Row


def write_figures(path: Path, title: str, header: Sequence[str], rows: Sequence[Row]) -> int:
    """Write rows to a file, Excel where it is called ``.xlsx`` and else CSV; return how many.

    Raises ExchangeError when the file cannot be written; what stood there before then still does.
    """
    return write_table(path, table_sheet(title, header, rows))
