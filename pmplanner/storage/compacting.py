"""Making the file of a workspace as small as what is in it."""

from dataclasses import dataclass

from pmplanner.sentences import said
from pmplanner.storage.errors import WorkspaceError
from pmplanner.storage.sqlite.compacting import compact_file
from pmplanner.storage.sqlite.faults import failures
from pmplanner.storage.sqlite.sound_copy import Progress, in_silence
from pmplanner.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Compacted:
    """What compacting has done: bytes before and after, and the stored files that went."""

    before: int
    after: int
    files: int


def compact(workspace: Workspace, progress: Progress = in_silence) -> Compacted:
    """Take out stored files that nothing names any more, and give unused room back to the disk.

    Rows and history stay as they are. Needs free room of twice the size of the file while it works.
    Raises WorkspaceError when it cannot be done, and what *progress* raises; then nothing has changed.
    """
    if workspace.read_only:
        raise WorkspaceError(
            said("{name} is open in another pmplanner; compact it there.", name=workspace.path.name)
        )
    path = workspace.path
    with failures(path, said("It was not compacted."), source=path):
        return Compacted(*compact_file(path, progress))
