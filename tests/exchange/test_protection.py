import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmplanner.exchange.protection import FAILED, neutralise, restore

TRICKY = st.text(alphabet="'=+-@\t\ra ", max_size=6) | st.sampled_from(FAILED).map("'{}".format)


@given(st.text() | TRICKY)
def test_restore_takes_off_exactly_what_neutralise_put_on(text: str) -> None:
    assert restore(neutralise(text)) == text


@given(st.text() | TRICKY)
def test_neutralised_text_never_begins_as_a_formula(text: str) -> None:
    assert not neutralise(text).startswith(("=", "+", "-", "@", "\t", "\r"))


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
    ],
)
def test_only_what_a_spreadsheet_would_run_changes(text: str, harmless: str) -> None:
    assert neutralise(text) == harmless
