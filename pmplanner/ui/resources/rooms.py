"""Rooms on the page of resources."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pmplanner.services.calendar.closures import known_sites
from pmplanner.services.resources import rooms
from pmplanner.services.resources.equipment import list_equipment
from pmplanner.services.resources.rooms import RoomRow
from pmplanner.services.views.resource_usage import named_use
from pmplanner.storage.labels import Label, Term
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.kinds import Kind, Labels, Words
from pmplanner.ui.resources.panel import ResourcePanel, use_sentence
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_number, format_price
from pmplanner.ui.widgets.forms.form import FieldSpec
from pmplanner.ui.widgets.inputs.check_list import CheckList
from pmplanner.ui.widgets.inputs.lines import AmountLine, CountLine, CurrencyLine
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


def room_kind() -> Kind:
    """Return what rooms are to the page."""
    words = Words(
        title=tr("Rooms"),
        new=tr("New room"),
        create=tr("Add room"),
        remove_tip=tr("Remove this room (Del)"),
        one=tr("1 room"),
        many=tr("%1 rooms"),
        some=tr("%2 of %1 rooms"),
        search=tr("Search rooms by name, site or note"),
        nothing_title=tr("There are no rooms yet"),
        nothing=tr("With their seats known, sessions that are too large or at once are noticed."),
        select=tr("Select a room to see and change it."),
        nobody=tr("No room matches"),
    )
    labels = Labels(
        add=lambda name, _id: Label.of("room.add", room=name),
        change=lambda field, row: Label.of("room.change", field=Term(f"room.{field}"), room=row.name),
        remove=lambda row: Label.of("room.remove", room=row.name),
        remove_several=lambda count: Label.of("room.remove-several", count=count),
    )
    return Kind(
        words,
        labels,
        rooms.add_room,
        rooms.change_room,
        rooms.remove_room,
        name=lambda row: row.name,
        about=_about,
        sought=lambda row: f"{row.name}\n{row.site}\n{row.note}",
        layout="rooms",
        icon="resources",
    )


def _about(row: RoomRow) -> str:
    seats = tr("%1 seats", format_number(row.seats)) if row.seats else ""
    return " · ".join(filter(None, (row.site, seats)))


def room_columns() -> list[ColumnSpec[RoomRow]]:
    """Return the columns of the list of rooms."""
    return [
        ColumnSpec(tr("Name"), lambda row: row.name, width=180, strong=lambda _row: True),
        ColumnSpec(tr("Site"), lambda row: row.site or None, width=104),
        ColumnSpec(tr("Seats"), lambda row: row.seats, align=RIGHT, width=64),
        ColumnSpec(
            tr("A day"),
            lambda row: row.day_cost,
            lambda row: format_price(row.day_cost, row.currency),
            RIGHT,
            width=76,
            hint=tr("What a day costs"),
        ),
        ColumnSpec(
            tr("Sessions"),
            lambda row: row.sessions or None,
            align=RIGHT,
            width=82,
            hint=tr("Sessions of all plans that take place in the room"),
        ),
        ColumnSpec(tr("Note"), lambda row: row.note or None),
    ]


class RoomPanel(ResourcePanel):
    """One room: fields, its own equipment, its sessions."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        specs = (
            FieldSpec("name", tr("Name"), hint=tr("Oslo, Room 1")),
            FieldSpec("site", tr("Site")),
            FieldSpec("seats", tr("Seats"), CountLine, hint=tr("not known")),
            FieldSpec("day_cost", tr("A day costs"), AmountLine, hint=tr("unknown")),
            FieldSpec("currency", tr("Currency"), CurrencyLine, hint="EUR"),
            FieldSpec("note", tr("Note")),
        )
        super().__init__(actions, room_kind(), specs, parent)
        self.equipment = CheckList(
            tr("Equipment of the room"),
            tr("Find equipment"),
            tr("There is no equipment yet. Add some under “Equipment”."),
            self,
        )
        self.equipment.changed.connect(self._equip)
        self.used = muted_label("", self)
        self.add_section(self.tr("Equipment that is always there"), self.equipment)
        self.add_section(self.tr("Used"), self.used)

    def show_more(self, row: RoomRow) -> None:
        """Show the equipment and the sessions."""
        read, plan_id = self.actions_.read, self.actions_.plan_id
        self.form.offer("site", read(known_sites))
        known = [(each.id, each.name) for each in read(list_equipment)]
        self.equipment.show_choices(known, row.equipment, arrange=self.fresh)
        self.used.setText(use_sentence(read(named_use, plan_id, "room", row.name), plan_id))

    def _equip(self, chosen: tuple[int, ...]) -> None:
        if self.row is not None:
            label = Label.of("room.equip", room=self.row.name)
            self.try_to(label, rooms.set_room_equipment, self.row.id, chosen)
