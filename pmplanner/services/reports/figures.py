"""The figures of a paper as a file."""

from collections.abc import Sequence
from pathlib import Path

from pmplanner.exchange.writing import write_csv
from pmplanner.services.exporting.tables import is_workbook
from pmplanner.services.reports.asking import Row


def write_figures(path: Path, title: str, header: Sequence[str], rows: Sequence[Row]) -> int:
    """Write rows to a file, Excel where it is called ``.xlsx`` and else CSV; return how many.

    Raises ExchangeError when the file cannot be written; what stood there before then still does.
    """
    if is_workbook(path):
        from pmplanner.exchange.workbook_writing import write_xlsx  # takes a while to load

        return write_xlsx(path, header, rows, title=title)
    return write_csv(path, header, rows)
