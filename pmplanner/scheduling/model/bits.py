"""Sets of days as bits of one whole number: day 0 is the lowest bit."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


def day_set(days: Iterable[int]) -> int:
    """Put days into a set."""
    found = 0
    for day in days:
        found |= 1 << day
    return found


def run(first: int, length: int) -> int:
    """Give the set of *length* days from *first* on."""
    return ((1 << length) - 1) << first


def run_starts(free: int, length: int) -> int:
    """Give the days from which *length* days in a row are free."""
    starts = free
    for shift in range(1, length):
        # A start is free when the days after it are, too: one *and* a day instead of a loop over all starts.
        starts &= free >> shift
    return starts


def first_day(days: int) -> int:
    """Give the lowest day of a set that is not empty."""
    return (days & -days).bit_length() - 1


def last_day(days: int) -> int:
    """Give the highest day of a set; -1 when it is empty."""
    return days.bit_length() - 1


def each_day(days: int) -> Iterator[int]:
    """Give the days of a set in order."""
    while days:
        # The lowest bit that is set: two's complement.
        low = days & -days
        yield low.bit_length() - 1
        days ^= low


def as_matrix(sets: Sequence[int], days: int) -> NDArray[np.uint8]:
    """Give one row of zeros and ones for each set, *days* wide."""
    width = (days + 7) // 8
    # Unpacked by NumPy in one go: a loop over bits would be the slowest part of a step.
    joined = b"".join(each.to_bytes(width, "little") for each in sets)
    rows = np.frombuffer(joined, dtype=np.uint8).reshape(len(sets), width)
    return np.unpackbits(rows, axis=1, count=days, bitorder="little")
