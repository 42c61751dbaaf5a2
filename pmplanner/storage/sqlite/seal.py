"""The seal: whether a file is byte for byte as it was closed.

Whoever has the workspace open gives the file that it keeps open all the time: to close a file takes away
the locks that SQLite holds on it in this process.
"""

import sqlite3
import struct
import zlib
from io import RawIOBase
from pathlib import Path

from pmplanner.storage.sqlite.file import HEADER, empty_log, has_log

_USER_VERSION = 60
"""Where in the header the seal stands."""

_BLOCK = 1 << 16
_CHANGING = ((24, 28), (60, 64), (92, 100))
"""Bytes of the header that closing itself changes: SQLite's counters, and the seal."""


def checksum(file: RawIOBase) -> int:
    """Return the sum of all bytes but those that sealing itself changes; never 0."""
    file.seek(0)
    head = bytearray(file.read(HEADER))
    for first, last in _CHANGING:
        head[first:last] = bytes(last - first)
    total = zlib.crc32(head)
    # Into the same memory again and again, which the processor has at hand: that takes half the time.
    block = memoryview(bytearray(_BLOCK))
    while length := file.readinto(block):
        total = zlib.crc32(block[:length], total)
    # SQLite keeps the number with a sign, and 0 says that there is no seal.
    return (total & 0x7FFFFFFF) or 1


def is_sealed(file: RawIOBase, path: Path) -> bool:
    """Say whether the file is as it was when it was last closed; False also when it was never sealed."""
    file.seek(0)
    header = file.read(HEADER)
    if len(header) < HEADER:
        return False
    (seal,) = struct.unpack_from(">I", header, _USER_VERSION)
    # With something in the log the file is not all that there is.
    return bool(seal) and not has_log(path) and seal == checksum(file)


def seal(connection: sqlite3.Connection, file: RawIOBase) -> None:
    """Write the sum of the file into its header; the log must be empty and nobody else may write."""
    connection.execute(f"PRAGMA user_version = {checksum(file)}")
    empty_log(connection)
