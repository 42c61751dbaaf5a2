"""Codes that are made up."""

import pytest

from pmplanner.services.catalog.codes import free_code, initials


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Gamma ray", "GR"),
        ("cost, time & schedule", "CTS"),
        ("Élan vital", "ÉV"),
        ("one two three four five six seven", "OTTFFS"),
        ("***", "C"),
        ("", "C"),
    ],
)
def test_initials_are_the_first_letters_of_the_words(title: str, code: str) -> None:
    assert initials(title) == code


def test_initials_can_be_fewer_and_be_called_something_else() -> None:
    assert (initials("a b c d e", 4), initials("-", 4, "T")) == ("ABCD", "T")


def test_a_code_that_is_taken_gets_the_first_free_number() -> None:
    assert free_code("Gr", {"g", "gr-2"}) == "Gr"
    assert free_code("Gr", {"gr", "gr-2", "gr-4"}) == "Gr-3"
    assert free_code("PM", {"pm"}, joint="") == "PM2"
