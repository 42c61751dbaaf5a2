"""The keys of the parts that all pages are made of: tables, fields, choices, dialogs."""

from pmplanner.ui.translation import mark
from pmplanner.ui.widgets.key_lines import KeyLine

_TABLES, _SEARCH, _FIELDS = mark("Lists and tables"), mark("Search fields"), mark("Fields and forms")
_SWITCHES, _DIALOGS = mark("Switches and cards"), mark("Dialogs")
_PICTURES = mark("Charts and other pictures")

KEYS = (
    KeyLine(("Up", "Down", "PgUp", "PgDown", "Home", "End"), mark("Go through the rows"), _TABLES),
    KeyLine(("Shift+Up", "Shift+Down", "Ctrl+A"), mark("Select several rows"), _TABLES),
    KeyLine(("Return", "Enter", "F2"), mark("Open"), _TABLES),
    KeyLine(("Ctrl+C",), mark("Copy the rows selected"), _TABLES),
    KeyLine(("Del",), mark("Remove what is selected"), _TABLES),
    KeyLine(("Menu", "Shift+F10"), mark("What can be done with it"), _TABLES),
    KeyLine(("Down", "Return", "Enter"), mark("Go to what was found"), _SEARCH),
    KeyLine(("Esc",), mark("Empty the field"), _SEARCH),
    KeyLine(("Tab", "Shift+Tab"), mark("Go on, go back"), _FIELDS),
    KeyLine(("Return", "Enter"), mark("Take what was typed, add"), _FIELDS),
    KeyLine(("Esc",), mark("Bring back what was there, close what was opened"), _FIELDS),
    KeyLine(("Up", "Down"), mark("A day, a number or a choice more or less"), _FIELDS),
    KeyLine(("Alt+Down",), mark("Choose a day in a calendar"), _FIELDS),
    KeyLine(("Left", "Right", "Up", "Down"), mark("Choose another part of a switch"), _SWITCHES),
    KeyLine(("Return", "Enter", "Space"), mark("Press it"), _SWITCHES),
    KeyLine(("Ctrl+Shift+C",), mark("Copy the picture"), _PICTURES),
    KeyLine(("Ctrl+Shift+S",), mark("Save the picture"), _PICTURES),
    KeyLine(("Ctrl+Shift+T",), mark("Copy it as a table"), _PICTURES),
    KeyLine(("Return", "Enter"), mark("Go on with the main button"), _DIALOGS),
    KeyLine(("Ctrl+Return", "Ctrl+Enter"), mark("Go on with it from a list, too"), _DIALOGS),
    KeyLine(("Esc",), mark("Cancel"), _DIALOGS),
    KeyLine(("Ctrl+V",), mark("Paste a table that is to be imported"), _DIALOGS),
    KeyLine(("Del", "Backspace"), mark("Take a rule out of the list"), _DIALOGS),
)
