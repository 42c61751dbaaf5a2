"""The tree that screen readers see, walked from another process, by the system's Python, which has pyatspi.

Each thing is a line of JSON: depth, role, name, description, states, actions. With --press NAME the first
line of a list whose name begins so is pressed.
"""

import json
import sys
import time
from importlib import import_module
from typing import Any

# Of the system, and in no environment of the project: nothing to be declared.
pyatspi: Any = import_module("pyatspi")

_STATES = ("showing", "selected", "selectable", "focused", "checked", "checkable")
_WAIT = 15


def main() -> int:
    """Wait for the window and print what is in it."""
    window = _window()
    if window is None:
        return 1
    _print(window, 0)
    if "--press" in sys.argv:
        _press(window, sys.argv[sys.argv.index("--press") + 1])
    return 0


def _window() -> Any:  # noqa: ANN401 - of a library without types
    end = time.monotonic() + _WAIT
    while time.monotonic() < end:
        for app in pyatspi.Registry.getDesktop(0):
            for window in app or ():
                if window is not None and window.childCount:
                    return window
        time.sleep(0.1)
    return None


def _print(thing: Any, depth: int) -> None:  # noqa: ANN401
    states = {pyatspi.stateToString(each) for each in thing.getState().getStates()}
    try:
        action = thing.queryAction()
        actions = [action.getName(place) for place in range(action.nActions)]
    except NotImplementedError:
        actions = []
    line: dict[str, Any] = {
        "depth": depth,
        "role": thing.getRoleName(),
        "name": thing.name,
        "description": thing.description,
        "states": [each for each in _STATES if each in states],
        "actions": actions,
    }
    sys.stdout.write(f"{json.dumps(line)}\n")
    # What is not shown is only named, and cells of tables are Qt's own.
    if "showing" in line["states"] and line["role"] != "table":
        for child in thing:
            if child is not None:
                _print(child, depth + 1)


def _press(thing: Any, name: str) -> bool:  # noqa: ANN401
    if thing.getRoleName() == "list item" and thing.name.startswith(name):
        thing.queryAction().doAction(0)
        return True
    if not thing.getState().contains(pyatspi.STATE_SHOWING):
        return False
    return any(child is not None and _press(child, name) for child in thing)


if __name__ == "__main__":
    sys.exit(main())
