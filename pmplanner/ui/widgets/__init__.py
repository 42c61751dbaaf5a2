"""Small widgets shared by the pages."""

from pmplanner.ui.widgets.busy import BusyRun, Cancelled, Progress, run_aside, run_busy
from pmplanner.ui.widgets.buttons import PrimaryButton, flat_button, icon_button, link_button, plain_button
from pmplanner.ui.widgets.calendar import Calendar
from pmplanner.ui.widgets.card import Card, heading_label, muted_label, problem_label
from pmplanner.ui.widgets.chips import Chip, ChipRow
from pmplanner.ui.widgets.data_table import DataTable
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.fields import (
    FormColumn,
    days_field,
    mark_invalid,
    number_field,
)
from pmplanner.ui.widgets.flow_layout import FlowLayout
from pmplanner.ui.widgets.format import (
    format_date,
    format_day,
    format_days,
    format_money,
    format_number,
    format_period,
    format_weekday,
    user_locale,
)
from pmplanner.ui.widgets.icons import icon, swatch_icon
from pmplanner.ui.widgets.natural_sort import NaturalSortProxy, natural_key
from pmplanner.ui.widgets.navigation import NavigationList
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.search_box import SearchBox
from pmplanner.ui.widgets.segmented import SegmentedControl
from pmplanner.ui.widgets.stacked_bar import Segment, StackedBar, paint_bar
from pmplanner.ui.widgets.status_line import StatusLine
from pmplanner.ui.widgets.swatch import Swatch, paint_swatch
from pmplanner.ui.widgets.table_model import CENTER, LEFT, RIGHT, ROW_ROLE, SORT_ROLE, ColumnSpec, TableModel
from pmplanner.ui.widgets.track_card import TrackCard, TrackFigures
from pmplanner.ui.widgets.typed_fields import DateField, TimeField

__all__ = [
    "CENTER",
    "LEFT",
    "RIGHT",
    "ROW_ROLE",
    "SORT_ROLE",
    "BusyRun",
    "Calendar",
    "Cancelled",
    "Card",
    "Chip",
    "ChipRow",
    "ColumnSpec",
    "DataTable",
    "DateField",
    "ElidedLabel",
    "EmptyHint",
    "FlowLayout",
    "FormColumn",
    "NaturalSortProxy",
    "NavigationList",
    "PageHeader",
    "PrimaryButton",
    "Progress",
    "SearchBox",
    "Segment",
    "SegmentedControl",
    "StackedBar",
    "StatusLine",
    "Swatch",
    "TableModel",
    "TimeField",
    "TrackCard",
    "TrackFigures",
    "days_field",
    "flat_button",
    "format_date",
    "format_day",
    "format_days",
    "format_money",
    "format_number",
    "format_period",
    "format_weekday",
    "heading_label",
    "icon",
    "icon_button",
    "link_button",
    "mark_invalid",
    "muted_label",
    "natural_key",
    "number_field",
    "paint_bar",
    "paint_swatch",
    "plain_button",
    "problem_label",
    "run_aside",
    "run_busy",
    "swatch_icon",
    "user_locale",
]
