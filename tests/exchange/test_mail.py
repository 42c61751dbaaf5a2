"""Mails that are ready to be sent, read back as mail programs read them."""

import datetime as dt
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from pmplanner.exchange.mail import mail_text, parse_address
from tests.support import known

STAMP = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Læring\r\nEND:VCALENDAR\r\n".encode()


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_a_mail_has_text_and_calendar() -> None:
    content = mail_text(
        "Åsa Berg, PMP", "asa@example.org", "Dates – 1 new", "Hej Åsa,\n\n“x”\n", CALENDAR, STAMP
    )
    message = read(content)
    (to,) = message["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Åsa Berg, PMP", "asa@example.org")
    assert message["Subject"] == "Dates – 1 new"
    assert message["Date"].datetime == STAMP
    assert message["X-Unsent"] == "1"
    assert known(message.get_body()).get_content().replace("\r\n", "\n") == "Hej Åsa,\n\n“x”\n"
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert "method" not in attached["Content-Type"].params
    assert b"METHOD" not in attached.get_payload(decode=True)
    assert attached.get_filename() == "training.ics"
    assert attached.get_payload(decode=True) == CALENDAR
    assert content.isascii()
    assert max(map(len, content.splitlines())) <= 998


@pytest.mark.parametrize("email", ["", "nobody", "a b@c.d", "@x.org", "a@", "a@b\nBcc: all@x.org"])
def test_without_an_address_the_sender_is_asked(email: str) -> None:
    message = read(mail_text("Ada", email, "x", "y", CALENDAR, STAMP))
    assert message["To"] is None
    assert message["Bcc"] is None
    assert parse_address("Ada", email) is None


def test_nothing_in_a_name_becomes_a_header() -> None:
    message = read(mail_text("Ada\r\nBcc: all@x.org", "a@x.org", "s\nBcc: b@x.org", "y", CALENDAR, STAMP))
    assert message["Bcc"] is None
    assert message["Subject"] == "s Bcc: b@x.org"


def test_addresses_of_other_scripts_stand_as_they_are() -> None:
    # RFC 6532; the library that reads mails here does not decode it.
    content = mail_text("Ľ", "ľ@例え.jp", "x", "y", CALENDAR, STAMP)
    assert "To: Ľ <ľ@例え.jp>\r\n".encode() in content
