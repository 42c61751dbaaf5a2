import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmplanner.exchange.protection import FAILED, neutralise, restore
from tests.tiers import examples

TRICKY = st.text(alphabet="'=+-@\t\r\n;,|\ufeff\u200b\uff1d\uff0da1 ", max_size=9) | st.sampled_from(
    FAILED
).map("'{}".format)
SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


@settings(max_examples=examples(60, 1000))
@given(st.text() | TRICKY)
def test_restore_takes_off_exactly_what_neutralise_put_on(text: str) -> None:
    assert restore(neutralise(text)) == text


@given(st.text() | TRICKY)
def test_neutralised_text_never_begins_as_a_formula(text: str) -> None:
    safe = neutralise(text)
    assert not safe.startswith(("\t", "\r"))
    assert not safe.lstrip(" \n\ufeff\u200b").startswith(SIGNS)


@pytest.mark.parametrize("separator", [";", "\t", "|", "\n"])
@given(text=st.text() | TRICKY)
def test_no_part_of_neutralised_text_begins_as_a_formula(separator: str, text: str) -> None:
    for part in neutralise(text).split(separator)[1:]:
        assert not part.lstrip(" \ufeff\u200b").startswith(SIGNS)


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-x", "'-x"),
        ("@home", "'@home"),
        ("\tx", "'\tx"),
        ("'=x", "''=x"),
        ("'tis", "'tis"),
        ("O'Neill", "O'Neill"),
        ("", ""),
        ("a=b", "a=b"),
        ("#NUM!", "'#NUM!"),
        ("'#N/A", "''#N/A"),
        ("#N/A or none", "#N/A or none"),
        ("#1", "#1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\ufeff=1+1", "'\ufeff=1+1"),
        (" =1+1", "' =1+1"),
        ("a;=cmd|'/c calc'!A1;b", "a;'=cmd|'/c calc'!A1;b"),
        ("a,=1+1", "a,'=1+1"),
        ("a\n+x", "a\n'+x"),
        ("a; b, 12,- and x,-5", "a; b, 12,- and x,-5"),
    ],
)
def test_only_what_a_spreadsheet_would_run_changes(text: str, harmless: str) -> None:
    assert neutralise(text) == harmless
