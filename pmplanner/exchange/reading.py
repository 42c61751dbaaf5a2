"""Reading a table from whatever file it comes in."""

import datetime as dt
from pathlib import Path

from pmplanner.exchange.calamine_reader import is_other_workbook, other_sheet_names, read_other_workbook
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.ics_reading import Owner, is_calendar, read_calendar
from pmplanner.exchange.layouts import Layout
from pmplanner.exchange.limits import refuse_large
from pmplanner.exchange.part_days import PartDays
from pmplanner.exchange.table import Progress, Table
from pmplanner.exchange.text_reader import read_text
from pmplanner.exchange.workbook_reader import read_workbook, sheet_names
from pmplanner.sentences import said

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<", b"%PDF", b"{\\rtf")


def read_table(
    path: Path,
    *,
    sheet: str | None = None,
    layout: Layout | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    progress: Progress | None = None,
    owner: Owner | None = None,
    part_days: PartDays = "skip",
    take_free: bool = False,
    zone: str = "",
) -> Table:
    """Read the table in a text file (CSV, TSV), a workbook or a calendar, told apart by what they hold.

    Sheet, header, encoding and separator are found unless given; *layout* helps to find them.
    What names nobody in a calendar is *owner*'s; of days of which its events take a part, and of what it
    shows as free time, *part_days* and *take_free* tell what becomes; *zone* is its time zone where it does
    not say it.
    *progress* hears of the rows read; what it raises passes through. Raises ExchangeError when
    the file cannot be read or holds no table.
    """
    start = _beginning(path)
    if is_other_workbook(path, start):
        _refuse_protected(path)
        return read_other_workbook(path, sheet=sheet, layout=layout, progress=progress)
    if start.startswith(_ZIP):
        return read_workbook(path, sheet=sheet, layout=layout, progress=progress)
    if sheet:
        raise ExchangeError(said("{path} is not a workbook and has no sheets.", path=path.name))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    if is_calendar(data):
        today = dt.datetime.now().astimezone().date()
        return read_calendar(
            data,
            path.name,
            layout,
            owner=owner,
            part_days=part_days,
            take_free=take_free,
            zone=zone,
            today=today,
            progress=progress,
        )
    if owner is not None:
        raise ExchangeError(
            said("{path} is not a calendar, so that its rows must say whose they are.", path=path.name)
        )
    _refuse_other_formats(data, path.name)
    return read_text(
        data, path.name, layout=layout, encoding=encoding, separator=separator, progress=progress
    )


def list_sheets(path: Path, *, progress: Progress | None = None) -> tuple[str, ...]:
    """List the sheets of a workbook; none for a text file. Otherwise as `read_table`."""
    start = _beginning(path)
    if is_other_workbook(path, start):
        _refuse_protected(path)
        return other_sheet_names(path, progress)
    return sheet_names(path, progress) if start.startswith(_ZIP) else ()


def _beginning(path: Path) -> bytes:
    """Return the first bytes; raises ExchangeError when there are none to read, or too many in all."""
    try:
        if path.is_dir():
            raise ExchangeError(said("{path} is a folder, not a file.", path=path.name))
        if path.exists() and not path.is_file():
            raise ExchangeError(said("{path} is not a file that can be read.", path=path.name))
        with path.open("rb") as stream:
            start = stream.read(128)
        refuse_large(path.name, path.stat().st_size)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not start:
        raise ExchangeError(said("{path} is empty.", path=path.name))
    return start


def _refuse_protected(path: Path) -> None:
    """Raise ExchangeError for a workbook that a password protects."""
    data = path.read_bytes()
    if data.startswith(_OLD_OFFICE) and _ENCRYPTED in data:
        raise ExchangeError(said("{path} is protected by a password; save it without one.", path=path.name))


def _unreadable(path: Path, error: OSError | ValueError) -> ExchangeError:
    if isinstance(error, FileNotFoundError):
        return ExchangeError(said("There is no file {path}.", path=path))
    return ExchangeError(
        said(
            "{path} cannot be read: {error}.", path=path.name, error=getattr(error, "strerror", None) or error
        )
    )


def _refuse_other_formats(data: bytes, name: str) -> None:
    """Raise ExchangeError for the files that are often taken for tables and are none."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_MARKUP):
        raise ExchangeError(
            said("{name} is a page or a document, not a table; save it as .xlsx or CSV.", name=name)
        )
