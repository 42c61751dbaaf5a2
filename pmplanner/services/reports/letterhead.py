"""What stands on all papers of a workspace: its logo and the line at the foot."""

from dataclasses import replace

from sqlalchemy.orm import Session

from pmplanner.papers.model import Letterhead, Paper
from pmplanner.services.settings import LOGO, read_setting
from pmplanner.services.stored_files import stored_content


def read_letterhead(db: Session) -> Letterhead:
    """Return what the workspace is set to."""
    return Letterhead(stored_content(db, read_setting(db, LOGO)), read_setting(db, "paper-footer"))


def under_letterhead(db: Session, paper: Paper) -> Paper:
    """Return a paper with the logo and the foot of the workspace."""
    return replace(paper, letterhead=read_letterhead(db))
