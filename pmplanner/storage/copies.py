"""The copies of a workspace that stand beside it, and what they still hold."""

import glob
import json
import mmap
from collections.abc import Iterable
from pathlib import Path

from pmplanner.storage.sqlite.file import with_side_files
from pmplanner.storage.sqlite.sound_copy import PART


def find_copies(path: Path) -> list[Path]:
    """Return the copies, finished or not, and left-over logs of the workspace at *path*, by name."""
    stem, suffix = glob.escape(path.stem), glob.escape(path.suffix)
    patterns = (
        f"{stem}.before-*{suffix}",
        f"{stem}.damaged-*",
        f"{glob.escape(path.name)}*.old",
        f"{glob.escape(path.name)}{PART}",
        f"{glob.escape(path.name)}.backups/**/*",
        f"{stem}.backups/**/*",
    )
    found = {each for pattern in patterns for each in path.parent.glob(pattern) if each.is_file()}
    return sorted(found - {path})


def traces_of(texts: Iterable[str]) -> tuple[bytes, ...]:
    """Return the bytes that texts leave in a workspace file: as they are, and as JSON writes them."""
    found = {form.encode() for text in texts if text for form in (text, json.dumps(text)[1:-1])}
    return tuple(sorted(found))


def holding(files: Iterable[Path], traces: Iterable[bytes]) -> list[Path]:
    """Return the files that hold one of the traces, and those that cannot be read to find out."""
    traces = tuple(traces)
    return [file for file in files if _holds(file, traces)]


def _holds(file: Path, traces: tuple[bytes, ...]) -> bool:
    try:
        with file.open("rb") as stream:
            if not file.stat().st_size:
                return False
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return any(content.find(trace) >= 0 for trace in traces)
    except OSError:
        return True


def delete_copies(files: Iterable[Path]) -> list[Path]:
    """Delete copies with what SQLite keeps beside them; return those that could not be deleted."""
    left = []
    for file in files:
        try:
            for each in with_side_files(file):
                each.unlink(missing_ok=True)
        except OSError:
            left.append(file)
    return left
