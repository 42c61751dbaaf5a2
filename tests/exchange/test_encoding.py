import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmplanner.exchange.encoding import decode
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.reading import read_table

WESTERN = "Employee ID;First Name;Last Name;Team\n1;Zoë;Müller;Vertrieb\n2;François;Lefèvre;Qualité\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")))
def test_unicode_is_told_by_its_mark(mark: bytes, encoding: str, text: str) -> None:
    assert decode(mark + text.encode(encoding), "a.csv")[0] == text


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (WESTERN, "cp1252"),
        ("id,name\n1,Zoë\n", "cp1252"),
        ("id,name\n1,O’Brien\n2,“Quoted” – €5\n", "cp1252"),
        ("Navn;By\nSøren;Århus\nÅse;Tromsø\n", "cp1252"),
        ("Imię;Nazwisko\nŁukasz;Wójcik\nMałgorzata;Dąbrowska\nPaweł;Kowalczyk\n", "cp1250"),
        ("Имя;Фамилия;Отдел\nИван;Петров;Продажи\nАнна;Смирнова;Бухгалтерия\n", "cp1251"),
        ("Όνομα;Επώνυμο\nΓιώργος;Παπαδόπουλος\nΜαρία;Νικολάου\n", "cp1253"),
        ("Adı;Soyadı\nAyşe;Yılmaz\nÇağrı;Öztürk\nİbrahim;Şahin\n", "cp1254"),
    ],
)
def test_code_pages_are_told_by_their_words(text: str, page: str) -> None:
    assert decode(text.encode(page), "a.csv") == (text, page)


def test_a_given_encoding_is_used() -> None:
    assert decode("Dvořák".encode("cp1250"), "a.csv", "cp1250")[0] == "Dvořák"
    assert decode(codecs.BOM_UTF8 + b"Name", "a.csv", "utf-8")[0] == "Name"
    with pytest.raises(ExchangeError, match=r"a\.csv cannot be read as utf-8"):
        decode(WESTERN.encode("cp1252"), "a.csv", "utf-8")
    with pytest.raises(ExchangeError, match="cannot be read as klingon"):
        decode(b"x", "a.csv", "klingon")


def test_a_stray_old_byte_does_not_spoil_a_unicode_file() -> None:
    data = ("Zoë, Müller, Gruß, Ångström, Łódź, Dvořák\n" * 2).encode() + "Zoë".encode("cp1252")
    text, encoding = decode(data, "a.csv")
    assert encoding == "utf-8"
    assert text.splitlines() == ["Zoë, Müller, Gruß, Ångström, Łódź, Dvořák"] * 2 + ["Zoë"]


@pytest.mark.parametrize("data", [bytes(range(256)), b"\x89PNG\r\n\x1a\n\x00\x00", b"abc\x01\x02\x03def"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(ExchangeError, match="not a text file"):
        decode(data, "a.csv")


def test_a_damaged_workbook_is_called_one(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(bytes(range(256)) * 8)
    with pytest.raises(ExchangeError, match=r"people\.xlsx is not an Excel workbook"):
        read_table(path)
