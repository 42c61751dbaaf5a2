"""What can be written for Moodle; apart from how, so that the terminal starts without loading that."""

from collections.abc import Mapping

from pmplanner.sentences import marked

MOODLE_NAMES: Mapping[str, str] = {
    "moodle-users": marked("users for Moodle"),
    "moodle-booking": marked("sessions for the booking activity of Moodle"),
    "moodle-booked": marked("who is booked, for the booking activity of Moodle"),
    "moodle-sessions": marked("sessions for the face-to-face activity of Moodle"),
    "moodle-seats": marked("who sits where, for the face-to-face activity of Moodle"),
}
"""By the name that the terminal has for it."""
