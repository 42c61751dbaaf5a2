"""Sharing a number of days out over the days of a session."""

from collections.abc import Sequence


def share(quarters: int, weights: Sequence[int]) -> list[int]:
    """Share quarters of a day by weight, by largest remainder, the earlier of two that are equal.

    Rounding each share by itself would leave a last part below nothing. *weights* add up to more than 0.
    """
    whole = sum(weights)
    # Whole numbers throughout: with floats, thirds of a day would lose or gain a quarter.
    shares = [quarters * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(quarters * weights[place] % whole))
    for place in by_remainder[: quarters - sum(shares)]:
        shares[place] += 1
    return shares
