"""Which characters the bytes of a text file stand for."""

import codecs
import re
from collections.abc import Iterator

from pmplanner.exchange.errors import ExchangeError
from pmplanner.sentences import said

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Before UTF-16, whose mark this one begins with.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2"]
_ODD = frozenset("\t\n\r\f\v\x1a\x1b")
_SAMPLE = 50_000
_LINE = re.compile(rb"[^\r\n]+")
_OLD_BYTES = "pmplanner.old-bytes"


def decode(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Give the text and its encoding, found from the data or given.

    Raises ExchangeError when the bytes of the file *name* are no text.
    """
    chosen = encoding or _detect(data)
    try:
        text = data.decode(chosen, _OLD_BYTES if chosen == "utf-8" and not encoding else "strict")
    except (UnicodeDecodeError, LookupError) as error:
        raise ExchangeError(
            said("{name} cannot be read as {chosen} text.", name=name, chosen=chosen)
        ) from error
    if _is_junk(text):
        if name.lower().endswith(".xlsx"):
            raise ExchangeError(
                said("{name} is not an Excel workbook that can be read; it may be damaged.", name=name)
            )
        raise ExchangeError(said("{name} is not a text file that can be read as a table.", name=name))
    return text.removeprefix("\ufeff"), chosen


def _detect(data: bytes) -> str:
    """Name the encoding by its mark, else UTF-8 when it fits, else the likeliest code page."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if _is_utf8(data):
        return "utf-8"
    return _code_page(data)


def _is_utf8(data: bytes) -> bool:
    """Tell whether the data is UTF-8, save for a stray byte that another program added."""
    text = data.decode("utf-8", "replace")
    strays = text.count("\ufffd")
    if not strays:
        return True
    others = len(text) - len(text.encode("ascii", "ignore")) - strays
    # Text of a code page has almost no valid sequences of UTF-8 by chance; a single odd byte has many beside
    # it.
    return others > 10 * strays


def _code_page(data: bytes) -> str:
    """Name the code page that makes most sense of the lines that need one; Western when in doubt."""
    from charset_normalizer import from_bytes

    # Lines of plain ASCII are the same in all code pages, and say nothing.
    lines = b"\n".join(_lines_in_need(data))[:_SAMPLE]
    # The detector is unsure of short samples; the same text again makes it sure of itself.
    matches = from_bytes(lines * (1 + 500 // len(lines)), cp_isolation=_CODE_PAGES)
    best = matches.best()
    # Where Western would do as well, it is by far the likeliest.
    if best is None or "cp1252" in best.could_be_from_charset:
        # Latin-1 has a character for every byte, so that the file can be read in any case.
        return "cp1252" if _fits(data, "cp1252") else "latin-1"
    western = next((match for match in matches if match.encoding == "cp1252"), None)
    if western and (western.chaos, -western.coherence) <= (best.chaos, -best.coherence):
        return "cp1252"
    return best.encoding if _fits(data, best.encoding) else "latin-1"


def _lines_in_need(data: bytes) -> Iterator[bytes]:
    """Give lines that are not plain ASCII, as many as the detector looks at."""
    found = 0
    for match in _LINE.finditer(data):
        if not match[0].isascii():
            yield match[0][:_SAMPLE]
            found += len(match[0])
            if found > _SAMPLE:
                return


def _fits(data: bytes, encoding: str) -> bool:
    """Tell whether every byte means something in a code page."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_junk(text: str) -> bool:
    """Tell whether the text is full of what no text holds."""
    sample = text[:_SAMPLE]
    controls = sum(ch < " " and ch not in _ODD for ch in sample)
    return "\0" in text or controls * 100 > len(sample)


def _as_western(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as Windows Western text."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    strays = error.object[error.start : error.end]
    return strays.decode("cp1252", "replace"), error.end


codecs.register_error(_OLD_BYTES, _as_western)
