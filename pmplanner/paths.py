"""Where files live on this computer; the only reader of appdirs."""

from pathlib import Path

import appdirs

_NAME = "pmplanner"


def default_workspace() -> Path:
    """Return the workspace file opened when none is named."""
    return Path(appdirs.user_data_dir(_NAME, False)) / "workspace.sqlite"


def log_folder() -> Path:
    """Return the folder of the log files."""
    return Path(appdirs.user_log_dir(_NAME, False))


def log_file() -> Path:
    """Return the log that is being written."""
    return log_folder() / "pmplanner.log"


def window_settings() -> Path:
    """Return where the window keeps the settings of this computer, on systems where that is a file."""
    return Path(appdirs.user_config_dir(_NAME, False)) / f"{_NAME}.conf"
