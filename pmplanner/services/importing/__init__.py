"""Files into the workspace: what each row would do is decided first, then done as one edit."""

from pmplanner.services.importing.draft import Draft, Outcome
from pmplanner.services.importing.run import IMPORTS, ImportOptions, apply_draft, decide, read_file

__all__ = ["IMPORTS", "Draft", "ImportOptions", "Outcome", "apply_draft", "decide", "read_file"]
