"""The parts of an Excel workbook (.xlsx), opened with limits: none may fill the memory or never end.

The reader of openpyxl is used for what is small (contents, formats) and for what a cell means. Rows are
taken one by one here, because the library fills every gap between rows and cells with blank ones, and
because it reads what stands after the rows (merged cells, rules) whole.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import iterparse

from pmplanner.exchange.dates import time_after
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.limits import MAX_CELL, MAX_PART, MAX_TAGS, MAX_UNPACKED, Watch
from pmplanner.exchange.table import PROGRESS_STEP, Cell, is_blank
from pmplanner.sentences import said

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.reader.excel import ExcelReader

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _DATA, _SIZE = (f"{_MAIN}{name}" for name in ("row", "c", "sheetData", "dimension"))
_ROW_OR_SIZE = frozenset((_ROW, _SIZE))
_STRING, _TEXT, _RUN = (f"{_MAIN}{name}" for name in ("si", "t", "r"))

_MOST_PARTS = 10_000
_SMALL_PART = 16 * 2**20
_SMALL_TAGS = 300_000
"""Of a part that is read whole: contents, formats. A workbook has at most some 65,000 formats."""

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
"""Where a sheet of a workbook ends."""

_MOST_ELEMENTS = 200_000
"""Between two rows."""

_CHUNK = 2**20
_MOST_ROWS_REF = re.compile(r"[A-Z]+(\d+)$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with cells."""

    title: str
    visible: bool
    part: str


class _Parts(zipfile.ZipFile):
    """A workbook as the archive that it is; each part is looked at before it is opened the first time."""

    def __init__(self, stream: IO[bytes], watch: Watch) -> None:
        super().__init__(stream)
        self._watch = watch
        self._opened: set[str] = set()
        self._unpacked = 0
        self.large: set[str] = set()
        """Parts of which only a piece is in memory at a time."""

    def open(self, name: str | zipfile.ZipInfo, *args: Any, **named: Any) -> IO[bytes]:
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if info.filename not in self._opened:
            self._opened.add(info.filename)
            self._look_at(info)
        return super().open(info, *args, **named)

    def _look_at(self, info: zipfile.ZipInfo) -> None:
        """Raise ExchangeError for a part that is too large, by its size or by the number of its tags."""
        large = info.filename in self.large
        self._unpacked += info.file_size
        if info.file_size > (MAX_PART if large else _SMALL_PART) or self._unpacked > MAX_UNPACKED:
            self._watch.refuse(
                said(
                    "{name} is too large: {filename} in it takes {size:,.0f} MB unpacked.",
                    name=self._watch.name,
                    filename=info.filename,
                    size=info.file_size / 2**20,
                )
            )
        tags = 0
        with super().open(info) as part:
            while chunk := part.read(_CHUNK):
                tags += chunk.count(b"<")
                self._watch.look()
        if tags > (MAX_TAGS if large else _SMALL_TAGS):
            self._watch.refuse(
                said(
                    "{name} is too large: {filename} in it has {tags:,} tags.",
                    name=self._watch.name,
                    filename=info.filename,
                    tags=tags,
                )
            )


class Book:
    """An open workbook. What its parts make a library stumble over is an ExchangeError."""

    def __init__(self, stream: IO[bytes], watch: Watch) -> None:
        """Open a workbook; raises ExchangeError when it is none or too large."""
        self._watch = watch
        self.sheets: list[Sheet] = []
        try:
            self._open(stream)
        except Exception as error:  # whatever the parts of a broken file make the library stumble over
            raise watch.stopped or broken(watch.name) from error

    def _open(self, stream: IO[bytes]) -> None:
        _refuse_many_parts(stream, self._watch)
        from openpyxl.styles.stylesheet import apply_stylesheet

        self._parts = _Parts(stream, self._watch)
        reader = _reader(self._parts)
        reader.read_manifest()
        self._strings = self._read_strings(reader)
        reader.read_workbook()
        apply_stylesheet(self._parts, reader.wb)
        self._wb: Any = reader.wb
        self._formats: dict[int, str] = {}
        for sheet, relation in reader.parser.find_sheets():
            if relation.target in reader.valid_files and "chartsheet" not in relation.Type:
                self._parts.large.add(relation.target)
                self.sheets.append(Sheet(str(sheet.name), sheet.state == "visible", relation.target))

    def close(self) -> None:
        """Close the archive."""
        self._parts.close()

    def rows(self, sheet: Sheet, *, tell: bool = False) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Give the rows that hold something, with their numbers, without blank cells at the end.

        *tell* makes the watch hear of them and count them. Raises ExchangeError.
        """
        rows = self._rows(sheet, tell=tell)
        while True:
            try:
                found = next(rows, None)
            except Exception as error:  # as above
                if error is self._watch.stopped or isinstance(error, ExchangeError):
                    raise
                raise self._watch.stopped or broken(self._watch.name) from error
            if found is None:
                return
            yield found

    def _rows(self, sheet: Sheet, *, tell: bool) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        with self._parts.open(sheet.part) as source:
            parser = self._parser(source)
            count, total = 0, None
            for element in _row_elements(source, self._watch):
                if element.tag == _SIZE:
                    total = _last_row(element)
                    continue
                number, cells = parser.parse_row(element)
                count += 1
                if number > _LAST_ROW or count > _LAST_ROW:
                    self._watch.refuse(
                        said(
                            "{name} has a row {number:,}, beyond the last that a sheet has.",
                            name=self._watch.name,
                            number=max(number, count),
                        )
                    )
                if tell and count % PROGRESS_STEP == 0:
                    self._watch.tick(count, total if total and total >= count else None)
                values = {cell["column"]: self._value(cell) for cell in cells if cell["value"] is not None}
                last = max((column for column, value in values.items() if not is_blank(value)), default=0)
                if not last:
                    continue
                if tell:
                    longest = max([len(v) for v in values.values() if isinstance(v, str)], default=0)
                    self._watch.count_row(last, longest, number)
                elif last > _LAST_COLUMN:
                    continue
                yield number, tuple(map(values.get, range(1, last + 1)))

    def _parser(self, source: IO[bytes]) -> Any:  # noqa: ANN401 - of the library
        from openpyxl.worksheet._reader import WorkSheetParser

        wb = self._wb
        return WorkSheetParser(
            source,
            self._strings,
            data_only=True,
            epoch=wb.epoch,
            date_formats=wb._date_formats,
            timedelta_formats=wb._timedelta_formats,
        )

    def _read_strings(self, reader: ExcelReader) -> list[str]:
        """Read the texts that cells refer to."""
        from openpyxl.xml.constants import SHARED_STRINGS

        package: Any = reader.package
        found = package.find(SHARED_STRINGS)
        if found is None:
            return []
        self._parts.large.add(found.PartName[1:])
        strings: list[str] = []
        with self._parts.open(found.PartName[1:]) as source:
            root: Element | None = None
            for event, node in iterparse(source, ("start", "end")):
                if root is None:
                    root = node
                if event == "start" or node.tag != _STRING:
                    continue
                if len(node) == 1 and node[0].tag == _TEXT:
                    text = node[0].text or ""
                else:
                    runs = [*node.iterfind(_TEXT), *node.iterfind(f"{_RUN}/{_TEXT}")]
                    text = "".join(run.text or "" for run in runs)
                if len(text) > MAX_CELL:
                    self._watch.refuse(
                        said(
                            "{name} has a cell of more than {most:,} characters.",
                            name=self._watch.name,
                            most=MAX_CELL,
                        )
                    )
                # Codes of characters stay: the library takes out the one for an underscore, which is there
                # so that what follows is no code.
                strings.append(text)
                root.clear()
                if len(strings) % _MOST_ELEMENTS == 0:
                    self._watch.look()
        return strings

    def _value(self, cell: dict[str, Any]) -> Cell:
        """Give the value of a cell, as text where the workbook shows leading zeros."""
        value: Any = cell["value"]
        if type(value) is int and cell["style_id"]:
            shown = self._format(cell["style_id"])
            return str(value).zfill(len(shown)) if set(shown) == {"0"} and len(shown) > 1 else value
        if isinstance(value, dt.timedelta):
            return _time_of_day(value)
        if isinstance(value, str) and "_x" in value:
            return _unescaped(value)
        return value  # type: ignore[no-any-return]

    def _format(self, style_id: int) -> str:
        """Return how a style shows numbers; a style that is not there is the general one."""
        if style_id not in self._formats:
            self._formats[style_id] = _number_format(self._wb, style_id)
        return self._formats[style_id]


def broken(name: str) -> ExchangeError:
    """Return the refusal of a file that begins as a workbook and is none."""
    return ExchangeError(said("{name} is not an Excel workbook (.xlsx), or it is damaged.", name=name))


def _reader(parts: _Parts) -> ExcelReader:
    """Return the library's reader over parts that are looked at first."""
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader.__new__(ExcelReader)
    reader.archive = parts
    reader.valid_files = parts.namelist()
    reader.read_only, reader.keep_vba, reader.data_only = True, False, True
    reader.keep_links, reader.rich_text, reader.shared_strings = False, False, []
    return reader


def _refuse_many_parts(stream: IO[bytes], watch: Watch) -> None:
    """Raise ExchangeError for an archive of very many parts, whose list alone would fill the memory."""
    parts = stream.read().count(b"PK\x01\x02")
    stream.seek(0)
    if parts > _MOST_PARTS:
        watch.refuse(said("{name} has more than {most:,} parts.", name=watch.name, most=_MOST_PARTS))


def _row_elements(source: IO[bytes], watch: Watch) -> Iterator[Element]:
    """Give the element of the size, if there is one before the rows, and those of the rows."""
    # Only ends are heard of, which halves what there is to hear: the rows stay in memory, but empty, and
    # a sheet has no more than a million of them.
    since = cells = 0
    for _, element in iterparse(source):
        tag = element.tag
        since += 1
        if tag == _CELL:
            cells += 1
            if cells > _LAST_COLUMN:
                _refuse_long_row(watch)
        elif tag in _ROW_OR_SIZE:
            since = cells = 0
            yield element
            element.clear()
        elif tag == _DATA:
            return
        if since > _MOST_ELEMENTS:
            _refuse_long_row(watch)


def _refuse_long_row(watch: Watch) -> None:
    watch.refuse(said("{name} has a row of more cells than a sheet has.", name=watch.name))


def _last_row(size: Element) -> int | None:
    found = _MOST_ROWS_REF.search(size.get("ref", ""))
    return int(found[1]) if found else None


def _number_format(wb: Any, style_id: int) -> str:  # noqa: ANN401 - of the library
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    try:
        number = wb._cell_styles[style_id].numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return str(BUILTIN_FORMATS.get(number, "General"))
        return str(wb._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])
    except IndexError:
        return "General"


def _unescaped(text: str) -> str:
    """Give text with the characters that a workbook writes as codes, such as _x000D_."""
    from openpyxl.utils.escape import unescape

    return str(unescape(text))


def _time_of_day(length: dt.timedelta) -> Cell:
    """Give a length as the time of day that it means in a column of times, or in days."""
    if dt.timedelta() <= length < dt.timedelta(days=1):
        return time_after(length.seconds)
    return length / dt.timedelta(days=1)


def open_stream(path: Path) -> IO[bytes]:
    """Open a file; raises ExchangeError when it cannot be."""
    try:
        return path.open("rb")
    except OSError as error:
        raise ExchangeError(
            said("{path} cannot be read: {error}.", path=path.name, error=error.strerror or error)
        ) from error
