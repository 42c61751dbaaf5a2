"""What can keep a workspace from being opened, read or changed, each with its own sentence."""

from pathlib import Path


class WorkspaceError(Exception):
    """A workspace that cannot be opened or changed, with the reason in a sentence."""


class WorkspaceLockedError(WorkspaceError):
    """A workspace that another pmplanner has open for changes."""


class WorkspaceMovedError(WorkspaceError):
    """A workspace whose file was replaced, moved or deleted while it was open."""


class WorkspaceDamagedError(WorkspaceError):
    """A workspace whose file is damaged; *findings* says what was found, a sentence each."""

    def __init__(self, sentence: str, path: Path, findings: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.path = path
        self.findings = findings
