"""The order in which a search shows what it found."""

import pytest

from pmplanner.services.ranking import Named, Rank, Sought, by_letters, ranked

BERG = Named("berg", ("Ana Berg-Maïer", "E-17", "ana@x.y"), "Owner · Field Ops")


@pytest.mark.parametrize(
    ("words", "rank"),
    [
        ("ana berg-maier", Rank.WHOLE),
        ("E-17", Rank.WHOLE),
        ("  Ana   b", Rank.BEGINS),
        ("maï an", Rank.WORDS),
        ("abm", Rank.INITIALS),
        ("erg", Rank.WITHIN),
        ("ana ops", Rank.DETAIL_WORDS),
        ("field", Rank.DETAIL_WORDS),
        ("ield ana", Rank.DETAIL),
        ("nobody", None),
        ("ana nobody", None),
        ("anbrg", None),
    ],
)
def test_how_well_words_fit(words: str, rank: Rank | None) -> None:
    assert BERG.rank(Sought(words)) == rank


def test_the_better_comes_first_and_equals_stay_in_their_order() -> None:
    things = [Named(name, (name,), about) for name, about in (("Zoe", "budget"), ("Change budget", ""))]
    things += [Named(name, (name,)) for name in ("Budgets", "Budget", "Budget b", "Low-budget")]
    found = [name for _, name in ranked(things, "budget")]
    assert found == ["Budget", "Budgets", "Budget b", "Change budget", "Low-budget", "Zoe"]
    assert ranked(things, "  ") == []


@pytest.mark.parametrize(
    ("letters", "found"), [("anbrg", True), ("brgmr", True), ("an", False), ("xna", False), ("anx", False)]
)
def test_letters_in_their_order_begin_where_a_word_does(letters: str, found: bool) -> None:
    assert bool(by_letters([BERG], letters)) is found
