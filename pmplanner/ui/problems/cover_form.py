"""The fields of a rule of cover: how many of whom must be at work, and on which days."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from pmplanner.models.statuses import CoverKind, SkillLevel
from pmplanner.services.needs.cover_rules import CoverChoices, CoverRow, CoverValues
from pmplanner.ui.translation import mark, tr
from pmplanner.ui.widgets.forms.add_form import AddForm
from pmplanner.ui.widgets.inputs.choices import ChoiceField, TypedBox
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.inputs.lines import CountLine, TextLine

_KINDS: Mapping[str, str] = {
    CoverKind.SKILL: mark("Skill"),
    CoverKind.TRACK: mark("Track"),
    CoverKind.TITLE: mark("Job title"),
    CoverKind.CERTIFICATE: mark("Certificate"),
}
_LEVELS: Mapping[str, str] = {
    "": mark("at any level"),
    SkillLevel.AWARENESS: mark("awareness or more"),
    SkillLevel.WORKING: mark("working or more"),
    SkillLevel.EXPERT: mark("expert"),
}


class CoverForm(AddForm):
    """Asks what a rule says; `offer` it the names to choose from."""

    def __init__(self, ask: str, add: str, parent: QWidget | None = None) -> None:
        super().__init__(ask, add, parent)
        self._choices: CoverChoices | None = None
        self.minimum = CountLine(tr("At least"), self, tr("people"))
        self.team = TextLine(tr("Team"), self, tr("everybody"))
        self.kind = ChoiceField(tr("Who has"), {key: tr(text) for key, text in _KINDS.items()}, self)
        self.what = TypedBox(tr("Which"), self, tr("Type to find"))
        self.level = ChoiceField(tr("Level"), {key: tr(text) for key, text in _LEVELS.items()}, self)
        self.first = DateLine(tr("From"), self)
        self.last = DateLine(tr("Until"), self)
        self.name = TextLine(tr("Name of the rule"), self, tr("made of team and what they have"))
        self.last.setPlaceholderText(tr("without an end"))
        for text, field in (
            (tr("At least"), self.minimum),
            (tr("Of the team"), self.team),
            (tr("Who have the"), self.kind),
            (tr("Which"), self.what),
            (tr("Level"), self.level),
            (tr("From"), self.first),
            (tr("Until"), self.last),
            (tr("Name"), self.name),
        ):
            self.add_field(text, field)
        self.kind.currentIndexChanged.connect(self._follow_kind)

    def offer(self, choices: CoverChoices) -> None:
        """Offer these skills, tracks, certificates, job titles and teams."""
        self._choices = choices
        self.team.offer(choices.teams)
        self._follow_kind()

    def values(self) -> CoverValues | None:
        """Return what stands in the fields; None, with the reason shown, when it will not do."""
        read = self.entered(self.minimum, self.first, self.last)
        if read is None:
            return None
        minimum, first, last = read
        kind = self.kind.entered()
        place = self.what.typed_place()
        is_title = kind == CoverKind.TITLE
        if minimum is None:
            self.refuse(tr("Say how many must be at work."))
            return None
        if place < 0 and not (is_title and self.what.currentText().strip()):
            self.refuse(tr("Choose one of the list under “Which”."))
            return None
        if not is_title:
            self.what.setCurrentIndex(place)  # what was found by a part of it stands there in full
        return CoverValues(
            minimum,
            kind,
            None if is_title else self.what.itemData(place),
            self.what.currentText() if is_title else "",
            self.level.entered() if kind == CoverKind.SKILL else "",
            self.team.typed(),
            self.name.typed(),
            first,
            last,
        )

    def show_rule(self, row: CoverRow) -> None:
        """Show what a rule says; a name that is made of the rest is made anew."""
        values = row.values
        self.minimum.show_value(values.minimum)
        self.team.show_value(values.team)
        self.kind.show_value(values.kind)
        self._follow_kind()
        if values.kind == CoverKind.TITLE:
            self.what.setEditText(values.text)
        else:
            self.what.show_key(values.ref_id)
        self.level.show_value(values.level)
        self.first.show_value(values.first_day)
        self.last.show_value(values.last_day)
        self.name.show_value(values.name if row.is_named else "")

    def _follow_kind(self) -> None:
        """Offer what there is of a kind; only skills have levels."""
        kind = self.kind.entered()
        self.what.clear()
        for key, name in () if self._choices is None else self._choices.of_kind(kind):
            self.what.addItem(name, key)
        self.what.reset()
        self.fields.setRowVisible(self.level, kind == CoverKind.SKILL)
