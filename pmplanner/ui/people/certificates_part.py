"""The certificates that a person holds: added, changed, renewed by their rule, removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.services.people.certificates import (
    HeldCertificate,
    add_held_certificate,
    change_held_certificate,
    list_certificates,
    list_held_certificates,
    remove_held_certificate,
    renew_held_certificate,
    renewed_until,
)
from pmplanner.services.people.evidence import list_evidence
from pmplanner.services.people.people import PersonRow
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.forms.add_form import AddForm
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.inputs.choices import CertificateBox
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.inputs.lines import TextLine, UnitsLine
from pmplanner.ui.widgets.layouts import as_column


class Held(NamedTuple):
    """What a person holds, and how many files of evidence there are of each by its id."""

    certificates: Sequence[HeldCertificate]
    files: Mapping[int, int]


NOTHING_HELD = Held((), {})


def read_held(db: Session, person_id: int) -> Held:
    """Read what a person holds."""
    held = list_held_certificates(db, {person_id})
    evidence = list_evidence(db, certificate_ids={row.id for row in held})
    return Held(held, {key: len(files) for key, files in evidence.items()})


class HeldForm(AddForm):
    """The fields of a certificate: which, its number, from and until when, and units said of it."""

    def __init__(self, ask: str, add: str, parent: QWidget, *, chosen: bool) -> None:
        """Ask which certificate it is where it is to be *chosen*."""
        super().__init__(ask, add, parent)
        self.certificate = CertificateBox(tr("Certificate"), self) if chosen else None
        self.number = TextLine(tr("Number"), self)
        self.awarded = DateLine(tr("First awarded"), self)
        self.until = DateLine(tr("Valid until"), self)
        self.until.setPlaceholderText(tr("without an end"))
        self.units = UnitsLine(tr("Units"), self, tr("beside completions"))
        if self.certificate is not None:
            self.add_field(tr("Certificate"), self.certificate)
        for text, field in (
            (tr("Number"), self.number),
            (tr("First awarded"), self.awarded),
            (tr("Valid until"), self.until),
            (tr("Units"), self.units),
        ):
            self.add_field(text, field)

    def values(self) -> dict[str, Any] | None:
        """Return what stands in the fields; None, with the reason shown, when it will not do."""
        read = self.entered(self.awarded, self.until, self.units)
        if read is None:
            return None
        awarded_on, valid_until, units = read
        return {
            "number": self.number.typed(),
            "awarded_on": awarded_on,
            "valid_until": valid_until,
            "units": units,
        }

    def show_held(self, held: HeldCertificate) -> None:
        """Show what is known of a certificate."""
        self.number.show_value(held.number)
        self.awarded.show_value(held.awarded_on)
        self.until.show_value(held.valid_until)
        self.units.show_value(held.units_said)


class CertificatesPart(QWidget):
    """Lists the certificates with number, last day and units, and what can be done with each."""

    evidence_requested = Signal(object, str)
    """The files of a certificate are wanted; payload: the id of the row, and what it is called."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._person: PersonRow | None = None
        self._held: dict[int, HeldCertificate] = {}
        self._changed: int | None = None
        self.setProperty("plain", True)
        self.list = EntryList(tr("No certificate is known."), self)
        self.change_form = HeldForm("", tr("Change"), self, chosen=False)
        self.renew_button = plain_button("", self.change_form.area)
        self.evidence_button = plain_button(tr("Evidence…"), self.change_form.area)
        self.add_form = HeldForm(tr("Add a certificate"), tr("Add certificate"), self, chosen=True)
        self.change_form.add_buttons(self.renew_button, self.evidence_button)
        as_column(
            self,
            heading_label(tr("Certificates"), self),
            self.list,
            self.change_form,
            self.add_form,
            margins=(0, 0, 0, 0),
            spacing=6,
        )
        self._connect()

    def _connect(self) -> None:
        self.list.action_requested.connect(self._begin_change)
        self.list.remove_requested.connect(self._remove)
        self.add_form.opened.connect(self._begin_add)
        self.add_form.submitted.connect(self._add)
        self.change_form.submitted.connect(self._change)
        self.renew_button.clicked.connect(self._renew)
        self.evidence_button.clicked.connect(self._ask_evidence)

    # Showing

    def show_held(
        self,
        person: PersonRow,
        held: Sequence[HeldCertificate],
        files: Mapping[int, int],
        today: dt.date,
    ) -> None:
        """Show what a person holds, with how many *files* of evidence each has."""
        if self._person is None or self._person.id != person.id:
            self.add_form.close_fields()
            self.change_form.close_fields()
        self._person = person
        self._held = {row.id: row for row in held}
        if self._changed not in self._held:
            self.change_form.close_fields()
        self.list.set_entries([self._entry(row, files.get(row.id, 0), today) for row in held])

    def _entry(self, row: HeldCertificate, files: int, today: dt.date) -> Entry:
        until, expired = row.valid_until, ""
        valid = tr("never expires") if until is None else tr("valid until %1", format_date(until))
        if until is not None and until < today:
            valid, expired = "", tr("Expired on %1", format_date(until))
        parts = [
            put(tr("no. %1"), row.number) if row.number else "",
            valid,
            _units(row),
            plural(files, "1 file", "%1 files") if files else "",
        ]
        return Entry(
            row.id,
            put(tr("%1 · %2"), row.code, row.name),
            " · ".join(filter(None, parts)),
            trouble=expired,
            remove_name=tr("Take the certificate %1 off", row.code),
            action=tr("Change…"),
            is_link=True,
        )

    # Doing

    def _begin_add(self) -> None:
        assert self.add_form.certificate is not None  # there it is chosen
        self.add_form.certificate.offer(self._actions.read(list_certificates))

    def _add(self) -> None:
        box = self.add_form.certificate
        chosen = None if box is None else box.certificate()
        if self._person is None or chosen is None:
            self.add_form.refuse(tr("Choose one of the certificates."))
            return
        values = self.add_form.values()
        if values is not None:
            certificate_id, code = chosen
            label = Label.of("certificate.add", certificate=code, person=self._whose())
            person_id = self._person.id
            reason = self._actions.try_to(
                label, lambda db: add_held_certificate(db, person_id, certificate_id, **values)
            )
            self.add_form.settle(reason)

    def _begin_change(self, key: int) -> None:
        """Open the fields of a certificate below the list."""
        held = self._held[key]
        self._changed = key
        later = self._actions.read(renewed_until, key)
        self.change_form.open()
        self.change_form.show_held(held)
        self.change_form.add_button.setText(tr("Change %1", held.code))
        self.renew_button.setVisible(later is not None)
        self.renew_button.setText(tr("Renew until %1", format_date(later)))

    def _change(self) -> None:
        values, key = self.change_form.values(), self._changed
        if values is not None and key is not None:
            label = Label.of("certificate.change", certificate=self._held[key].code, person=self._whose())
            self.change_form.settle(
                self._actions.try_to(label, lambda db: change_held_certificate(db, key, **values))
            )

    def _renew(self) -> None:
        if self._changed is not None:
            code = self._held[self._changed].code
            label = Label.of("certificate.renew", certificate=code, person=self._whose())
            self.change_form.settle(self._actions.try_to(label, renew_held_certificate, self._changed))

    def _remove(self, key: int) -> None:
        label = Label.of("certificate.remove", certificate=self._held[key].code, person=self._whose())
        self._actions.do(label, remove_held_certificate, key)

    def _ask_evidence(self) -> None:
        if self._changed is not None:
            self.evidence_requested.emit(self._changed, self._held[self._changed].code)

    def _whose(self) -> People:
        assert self._person is not None  # whose certificates are listed
        return People.of([self._person.id])


def _units(row: HeldCertificate) -> str:
    """Return the units earned and missing; nothing where none are asked for."""
    if row.units_asked is None or row.units_missing is None:
        return ""
    earned, asked, missing = (
        f"{number.normalize():f}" for number in (row.units_earned, row.units_asked, row.units_missing)
    )
    if not row.units_missing:
        return tr("%1 of %2 units earned", earned, asked)
    return tr("%1 of %2 units earned, %3 missing", earned, asked, missing)
