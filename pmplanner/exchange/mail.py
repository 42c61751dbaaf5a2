"""Mails that are ready to be sent, each a file that mail programs open as a draft."""

import datetime as dt
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

ATTACHMENT = "training.ics"
_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def mail_text(
    name: str,
    email: str,
    subject: str,
    text: str,
    calendar: bytes | None,
    stamp: dt.datetime,
    workbook: tuple[str, bytes] | None = None,
) -> bytes:
    """Return a mail, with a calendar file attached if there is one; *stamp* is when it was made (aware).

    A *workbook* (.xlsx) is attached under its name.

    Without an address that can be one, it has none, so that the sender is asked for it.
    """
    message = EmailMessage(policy=SMTP if email.isascii() else SMTPUTF8)
    address = parse_address(name, email)
    if address is not None:
        message["To"] = address
    message["Subject"] = _one_line(subject)
    message["Date"] = stamp
    message["X-Unsent"] = "1"  # Outlook opens such a file for sending, others do so anyway
    message.set_content(text, cte="quoted-printable")
    if calendar is not None:
        message.add_attachment(
            calendar,
            maintype="text",
            subtype="calendar",
            filename=ATTACHMENT,
            params={"charset": "utf-8"},  # no method, for the calendar has none (RFC 6047, 2.4)
        )
    if workbook is not None:
        filename, content = workbook
        message.add_attachment(content, maintype="application", subtype=_XLSX, filename=filename)
    return message.as_bytes()


def parse_address(name: str, email: str) -> Address | None:
    """Return an address to send to; None when *email* is not one."""
    email = email.strip()
    try:
        if email.isascii():
            address = Address(_one_line(name), addr_spec=email)
        else:
            # The library parses no letters but English ones, though mail can carry them.
            username, _, domain = "".join(_one_line(email).split()).rpartition("@")
            address = Address(_one_line(name), username, domain)
    except (ValueError, IndexError, HeaderParseError):
        return None
    return address if address.username and address.domain else None


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
