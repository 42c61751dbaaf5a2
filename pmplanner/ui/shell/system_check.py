"""Says which system libraries Qt lacks, before Qt dies of it with a plug-in error."""

import ctypes
import os
import sys

_NEEDED = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
_NEEDED_FOR_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""Library file to Debian package."""


def missing_libraries(needed: dict[str, str]) -> list[str]:
    """Return those of the library files that the system does not have."""
    return [name for name in needed if not _loads(name)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def what_is_missing() -> str:
    """Return what this computer lacks to open a window, in sentences; nothing when it lacks nothing."""
    if not sys.platform.startswith("linux"):
        return ""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    needed = dict(_NEEDED)
    if platform in ("", "xcb") and not os.environ.get("WAYLAND_DISPLAY"):
        needed |= _NEEDED_FOR_X11
    missing = missing_libraries(needed)
    if missing:
        packages = " ".join(needed[name] for name in missing)
        return (
            f"The window needs system libraries that are not here: {', '.join(missing)}.\n"
            f"On Debian or Ubuntu: sudo apt-get install {packages}"
        )
    if not platform and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "There is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set)."
    return ""
