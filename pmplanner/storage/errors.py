"""What can keep a workspace from being opened, read or changed; each is raised with its own sentence."""


class WorkspaceError(Exception):
    """A workspace that cannot be opened or changed, with the reason in a sentence."""


class WorkspaceLockedError(WorkspaceError):
    """A workspace that another pmplanner has open for changes."""


class WorkspaceMovedError(WorkspaceError):
    """A workspace whose file was replaced, moved or deleted while it was open."""


class WorkspaceDamagedError(WorkspaceError):
    """A workspace, or a copy of one, whose file is damaged or never was a workspace."""
