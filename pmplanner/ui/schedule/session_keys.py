"""The keys that act on selected sessions, the same in timeline, month and list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pmplanner.ui.schedule.session_edits import SessionEdits

OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
"""The keys that open the form of a session."""
_ALT, _SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPRIGHT = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def act_on_key(event: QKeyEvent, ids: tuple[int, ...], edits: SessionEdits) -> bool:
    """Do what a key asks for sessions; False when it asks for nothing.

    Alt+Left and Right move by a working day, with Shift by a week; Alt+Shift+Up and Down make
    shorter and longer; Delete removes, Ctrl+D copies, P pins, L locks.
    """
    if not ids:
        return False
    key, keys = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if keys & _ALT and not keys & _CONTROL:
        return _move(key, bool(keys & _SHIFT), ids, edits)
    if keys == _CONTROL and key == Qt.Key.Key_D:
        edits.copy(ids)
        return True
    plain = {
        Qt.Key.Key_Delete: edits.remove,
        Qt.Key.Key_P: edits.pin,
        Qt.Key.Key_L: edits.lock,
    }
    if keys or key not in plain:
        return False
    plain[key](ids)
    return True


def _move(key: Qt.Key, shift: bool, ids: tuple[int, ...], edits: SessionEdits) -> bool:
    if key in _SIDEWAYS:
        (edits.shift_weeks if shift else edits.shift)(ids, _SIDEWAYS[key])
    elif key in _UPRIGHT and shift:
        edits.lengthen(ids, _UPRIGHT[key])
    else:
        return False
    return True
