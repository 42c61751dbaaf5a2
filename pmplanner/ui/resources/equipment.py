"""Equipment on the page of resources."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.services.resources import equipment
from pmplanner.services.resources.equipment import EquipmentRow
from pmplanner.services.views.resource_usage import equipment_places, equipment_use
from pmplanner.storage.labels import Label, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.kinds import Kind, Labels, Words
from pmplanner.ui.resources.panel import ResourcePanel, use_sentence
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.forms.form import FieldSpec
from pmplanner.ui.widgets.inputs.lines import CountLine
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


def equipment_kind() -> Kind:
    """Return what equipment is to the page."""
    words = Words(
        title=tr("Equipment"),
        new=tr("New equipment"),
        create=tr("Add equipment"),
        remove_tip=tr("Remove this equipment (Del)"),
        one=tr("1 kind of equipment"),
        many=tr("%1 kinds of equipment"),
        some=tr("%2 of %1 kinds of equipment"),
        search=tr("Search equipment by name or note"),
        nothing_title=tr("There is no equipment yet"),
        nothing=tr("Say what rooms have and what can be carried, and which courses need it."),
        select=tr("Select equipment to see where it is and who needs it."),
        nobody=tr("No equipment matches"),
    )
    labels = Labels(
        add=lambda name, _id: Label.of("equipment.add", equipment=name),
        change=lambda field, row: Label.of(
            "equipment.change", field=Term(f"equipment.{field}"), equipment=row.name
        ),
        remove=lambda row: Label.of("equipment.remove", equipment=row.name),
        remove_several=lambda count: Label.of("equipment.remove-several", count=count),
    )
    return Kind(
        words,
        labels,
        equipment.add_equipment,
        _change,
        equipment.remove_equipment,
        name=lambda row: row.name,
        about=_about,
        sought=lambda row: f"{row.name}\n{row.note}",
        icon="resources",
        complete=_counted,
    )


def _counted(values: dict[str, object]) -> dict[str, object]:
    """Take an empty number as none to carry."""
    return {name: (value or 0) if name == "count" else value for name, value in values.items()}


def _change(db: Session, equipment_id: int, /, **values: object) -> None:
    equipment.change_equipment(db, equipment_id, **_counted(values))


def _about(row: EquipmentRow) -> str:
    if row.count:
        return tr("%1 to carry into rooms that lack it", format_number(row.count))
    return tr("None to carry; only in rooms that have it")


def equipment_columns() -> list[ColumnSpec[EquipmentRow]]:
    """Return the columns of the list of equipment."""

    def number(title: str, name: str, hint: str, width: int = 82) -> ColumnSpec[EquipmentRow]:
        return ColumnSpec(title, lambda row: getattr(row, name) or None, align=RIGHT, width=width, hint=hint)

    return [
        ColumnSpec(tr("Name"), lambda row: row.name, width=170, strong=lambda _row: True),
        number(tr("To carry"), "count", tr("How many can be carried into rooms that lack it")),
        number(tr("Rooms"), "rooms", tr("Rooms that have it"), 70),
        number(tr("Courses"), "courses", tr("Courses that need it"), 76),
        number(tr("Sessions"), "sessions", tr("Sessions of all plans that ask for it")),
        ColumnSpec(tr("Note"), lambda row: row.note or None),
    ]


class EquipmentPanel(ResourcePanel):
    """One kind of equipment: fields, where it is, which courses and sessions need it."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        specs = (
            FieldSpec("name", tr("Name"), hint=tr("Projector")),
            FieldSpec("count", tr("To carry"), CountLine, hint="0"),
            FieldSpec("note", tr("Note")),
        )
        super().__init__(actions, equipment_kind(), specs, parent)
        self.rooms = muted_label("", self)
        self.courses = muted_label("", self)
        self.used = muted_label("", self)
        for label in (self.rooms, self.courses):
            label.setWordWrap(True)
        self.add_section(self.tr("Rooms that have it"), self.rooms)
        self.add_section(self.tr("Courses that need it"), self.courses)
        self.add_section(self.tr("Used"), self.used)

    def show_more(self, row: EquipmentRow) -> None:
        """Show rooms, courses and sessions."""
        read, plan_id = self.actions_.read, self.actions_.plan_id
        places = read(equipment_places, row.id)
        rooms = [name for _, name in places.rooms]
        courses = [title if n == 1 else f"{title} × {n}" for _, title, n in places.courses]
        self.rooms.setText("\n".join(rooms) or self.tr("None; set it in the form of a room."))
        self.courses.setText("\n".join(courses) or self.tr("None; set it in the catalogue."))
        self.used.setText(use_sentence(read(equipment_use, plan_id, row.id), plan_id))
