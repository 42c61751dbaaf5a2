"""The words of other systems: what they mean, and what is not known."""

import pytest

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.words import (
    APPROVAL,
    COMPLETED,
    NONE,
    RESULT,
    STATUS,
    Meanings,
    Vocabulary,
    is_number,
    word_key,
)

KNOWN = {
    "passed": "Pass, PASSED, ok, Successful, bestanden, Réussi, réussie, Aprobada, apto, Certified",
    "completed": "Complete, done, Yes, abgeschlossen, Réalisée, terminé, completado, realizada, Sí, ja, oui",
    "attended": "Attended, fully_attended, teilgenommen, présente, asistió",
    "failed": "Failed, not passed, nicht bestanden, échoué, Échec, reprobado, no aprobada, Not  Passed",
    "incomplete": "Incomplete, partially attended, unvollständig, incomplète, parcial",
    NONE: (
        "Enrolled, In progress, in_progress, No show, no-show, Cancelled, canceled, Waitlisted, No, "
        "planned, not completed, angemeldet, geplant, abgesagt, nicht erschienen, Warteliste, prévue, "
        "en cours, annulée, inscrit, liste d’attente, inscrito, pendiente, cancelada, en curso, "
        "lista de espera, no asistió"
    ),
}


@pytest.mark.parametrize(("ours", "word"), [(o, w) for o, ws in KNOWN.items() for w in ws.split(", ")])
def test_results_of_four_languages_are_known(ours: str, word: str) -> None:
    assert RESULT.find(word) == ours


@pytest.mark.parametrize(
    "word", ["85%", "87.5", "0", "1", "17/20", "P", "F", "A", "B+", "x", "maybe", "–", ""]
)
def test_numbers_letters_and_other_words_are_not_known(word: str) -> None:
    assert RESULT.find(word) is None
    assert STATUS.find(word) is None


@pytest.mark.parametrize("vocabulary", [RESULT, COMPLETED, STATUS, APPROVAL])
def test_a_word_means_one_thing_and_ours_mean_themselves(vocabulary: Vocabulary) -> None:
    seen: dict[str, str] = {}
    for ours, words in vocabulary.ours.items():
        for word in words.split("|"):
            assert seen.setdefault(word_key(word), ours) == ours, word
    assert all(vocabulary.find(ours) == ours for ours in vocabulary.ours)


def test_what_somebody_says_comes_first_and_numbers_can_have_a_limit() -> None:
    said = {"No Show": "failed", "P": "Passed", ">=60": "passed", "< 60": "failed"}
    meanings = Meanings(RESULT, said, "result")
    assert [meanings.said(word) for word in ("no-show", "p", "85%", "60", "59,9", "17/20", "9/20", "ok")] == [
        "failed", "passed", "passed", "passed", "failed", "passed", "failed", None,
    ]  # fmt: skip
    meanings = Meanings(RESULT, {"number": "passed", "0": "none"}, "result")
    assert [meanings.said(word) for word in ("12", "0", "x")] == ["passed", "none", None]


def test_a_word_of_ours_that_is_none_is_refused() -> None:
    with pytest.raises(ExchangeError, match=r"^“good” is no word for result; there are: completed, passed,"):
        Meanings(RESULT, {"P": "good"}, "result")


def test_numbers() -> None:
    assert all(map(is_number, ("1", "87.5", "87,5", "85%", "85 %", "17/20", "-3")))
    assert not any(map(is_number, ("", "1a", "a1", "1.2.3", "%", "2027-01-01")))
