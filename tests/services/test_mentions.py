"""What is found of people in texts, and what is left alone."""

import unicodedata

import pytest

from pmplanner.services.people.mentions import Mentions, Needle, is_unmistakable

ZOE = [
    Needle("name", 1, ("Zoë", "O'Brien")),
    Needle("email", 1, ("zoe+x@ex.com",)),
    Needle("id", 1, ("E-12345",)),
    Needle("id", 1, ("7",)),
]
OTHERS = [
    Needle("name", 2, ("小明", "王")),
    Needle("name", 3, ("Jürgen Karl", "Groß")),
    Needle("name", 4, ("Suharto", "")),
    Needle("name", 5, ("", "Lovelace, Ada")),
    Needle("name", 6, ("A", "B")),
    Needle("email", 7, ("n/a",)),
]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ask zoe o’brien now", "ask #1 now"),
        ("O'BRIEN, ZOË.", "#1."),
        ("O'Brien Zoë's", "#1's"),
        (unicodedata.normalize("NFD", "(Zoë O'Brien)"), "(#1)"),
        ("/files/zoe-o-brien.pdf?n=Zo%C3%AB", "/files/#1.pdf?n=Zo%C3%AB"),
        ("Zoe%20O'Brien", "#1"),
        ("<ZOE+x@ex.com>.", "<#1>."),
        ("E-12345/3, e-12345", "#1/3, #1"),
        ("请王小明参加", "请#2参加"),
        ("JURGEN KARL GROSS, jürgen karl groß", "#3, #3"),
        ("Ada Lovelace and Lovelace Ada", "#5 and #5"),
    ],
)
def test_found_in_both_orders_without_case_and_accents(text: str, left: str) -> None:
    assert Mentions(ZOE + OTHERS).replace(text, lambda needle: f"#{needle.person_id}") == left


@pytest.mark.parametrize(
    "text",
    [
        "Zoë",
        "O'Brien",
        "Zoë O'Brienne",
        "Chloezoë O'Brien",
        "a.zoe+x@ex.com, zoe+x@ex.com.au, zoe+x@ex.company",
        "E-123456, XE-12345",
        "7 of 7 days",
        "Suharto is away",
        "A, B and C",
        "n/a",
        "",
    ],
)
def test_left_alone(text: str) -> None:
    assert Mentions(ZOE + OTHERS).replace(text, lambda _: "#") == text


def test_a_name_of_one_word_is_one_where_it_is_the_whole_text() -> None:
    mentions = Mentions(ZOE + OTHERS)
    assert [mentions.whole(text) for text in (" SUHARTO ", "7", "Suharto is", "")] == [
        OTHERS[2],
        ZOE[3],
        None,
        None,
    ]


def test_a_name_with_signs_in_it_finds_itself() -> None:
    for first, last in (("Xq--%% ab", '"Wv_'), ("Ann\"'%", "d' _ % Eo")):
        needle = Needle("name", 1, (first, last))
        for text in (f"to {first} {last}, now", f"{last}, {first}"):
            assert first not in Mentions([needle]).replace(text, lambda _: "#")


@pytest.mark.parametrize(
    ("key", "found"),
    [
        *((key, True) for key in ("12345", "P001", "E-12345")),
        *((key, False) for key in ("1", "2027", "E1", "admin", "No 12345")),
    ],
)
def test_ids_that_can_be_told_from_other_words(key: str, found: bool) -> None:
    assert is_unmistakable(key) is found
