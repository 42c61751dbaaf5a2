"""The certificates that a course leads to or renews: listed, added, taken off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from pmplanner.models.statuses import CertificateLink
from pmplanner.services.catalog.certificate_links import (
    LinkedCertificate,
    certificate_links,
    set_certificate_links,
)
from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.people.certificates import list_certificates
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.inputs.choices import CertificateBox
from pmplanner.ui.widgets.layouts import as_column


class CertificateList(QWidget):
    """A heading, the certificates, and a box to add one."""

    def __init__(
        self,
        actions: Actions,
        kind: CertificateLink,
        texts: tuple[str, str],
        parent: QWidget | None = None,
    ) -> None:
        """*texts* are the heading, and what stands there while there are none."""
        super().__init__(parent)
        self._actions, self._kind = actions, kind
        self._course: CourseRow | None = None
        self._linked: Sequence[LinkedCertificate] = ()
        title, empty = texts
        self.list = EntryList(empty, self)
        self.box = CertificateBox(tr("Add to: %1", title), self)
        self.list.remove_requested.connect(self._remove)
        self.box.activated.connect(self._add)
        as_column(self, heading_label(title, self), self.list, self.box, margins=(0, 8, 0, 0), spacing=4)

    def show_course(self, course: CourseRow) -> None:
        """Show the certificates of a course; the box offers all others."""
        self._course = course
        self._linked = self._actions.read(certificate_links, course.id, self._kind)
        linked = {each.id for each in self._linked}
        self.list.set_entries(
            [
                Entry(each.id, each.name, each.code, remove_name=tr("Remove %1", each.code))
                for each in self._linked
            ]
        )
        self.box.offer([each for each in self._actions.read(list_certificates) if each[0] not in linked])

    def _add(self) -> None:
        chosen = self.box.certificate()
        if chosen is not None:
            self._set([*(each.id for each in self._linked), chosen[0]])

    def _remove(self, key: int) -> None:
        self._set([each.id for each in self._linked if each.id != key])

    def _set(self, ids: Sequence[int]) -> None:
        if self._course is not None:
            label = Label.of("course.change", course=self._course.title)
            self._actions.do(label, set_certificate_links, self._course.id, self._kind, ids)
