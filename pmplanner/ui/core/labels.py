"""All below the window is written as the window writes: in the user's language, as its locale has it."""

from pmplanner.day_words import write_like
from pmplanner.storage.labels import translate_with
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import window_writer


def write_as_the_window() -> None:
    """Write sentences of services and labels of edits as the window does, from now on in this process."""
    write_like(window_writer())
    translate_with(tr)
