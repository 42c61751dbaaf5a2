"""All below the window is written as the window writes: in the user's language, as its locale has it."""

from pmplanner.day_words import full_span, number, write_like
from pmplanner.sentences import speak
from pmplanner.storage.labels import translate_with
from pmplanner.ui.languages import speaking
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import window_writer


def write_as_the_window() -> None:
    """Write what is said below the window, and labels of edits, as it does, from now on in this process."""
    write_like(window_writer())
    speak(speaking(), number, lambda day: full_span(day, day))
    translate_with(tr)
