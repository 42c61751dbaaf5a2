"""What a check of a workspace finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["file", "reference", "value", "row", "history", "index"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, in a sentence."""

    kind: Kind
    """What is unsound: the place that holds it, a row that refers to nothing, a value that is none, a row
    that is not as the journal left it, an entry of the journal, the search index."""
    sentence: str
    table: str = ""
    row_id: int = 0
    edit_id: int = 0


def can_mend(findings: Iterable[Finding]) -> bool:
    """Say whether all that was found can be mended from the rest of the file."""
    return all(finding.kind in ("row", "history", "index") for finding in findings)
