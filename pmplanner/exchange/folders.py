"""Writing many files as one: all of them in place, or none; and names that every file system takes."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from pmplanner.exchange.errors import ExchangeError
from pmplanner.sentences import said

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST = 100
_MOST_BYTES = 200
"""File systems take 255 bytes, of which a number and a suffix need some."""


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder that becomes *path* once all is written, and is taken away otherwise.

    Raises ExchangeError when something is there already, or it cannot be written.
    """
    target = path.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ExchangeError(said("{path} is there already; name a new folder.", path=path))
    with _beside(target) as folder:
        yield folder
        if target.exists():
            target.rmdir()
        folder.rename(target)


@contextmanager
def filled_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder whose files go into *path* once all are written, in place of those there.

    *path* is made when it is not there. Raises ExchangeError when it cannot be written.
    """
    target = path.resolve()
    if target.exists() and not target.is_dir():
        raise ExchangeError(said("{path} is a file, not a folder.", path=path))
    with _beside(target) as folder:
        yield folder
        target.mkdir(exist_ok=True)
        for file in sorted(folder.iterdir()):
            file.replace(target / file.name)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    if not target.parent.is_dir():
        raise ExchangeError(said("There is no folder {parent}.", parent=target.parent))
    folder = target.with_name(f".{uuid4().hex}.tmp")
    try:
        folder.mkdir()
        yield folder
    except OSError as error:
        raise ExchangeError(
            said("{target} cannot be written: {error}.", target=target, error=error.strerror or error)
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class FileNames:
    """Gives each of many things a file name of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, name: str, suffix: str) -> str:
        """Return *name* as a file name with a suffix, with a number behind it when it is taken."""
        name = safe_name(name)
        number, given = 1, f"{name}{suffix}"
        while given.casefold() in self._taken:
            number += 1
            given = f"{name} {number}{suffix}"
        self._taken.add(given.casefold())
        return given


def safe_name(name: str) -> str:
    """Return a name without what file systems refuse, and not too long."""
    name = _UNSAFE.sub("-", name).strip(" .")[:_LONGEST]
    # Letters take up to four bytes; half of one at the end is left out.
    name = name.encode(errors="replace")[:_MOST_BYTES].decode(errors="ignore").strip(" .") or "unnamed"
    return f"_{name}" if _RESERVED.match(name) else name
