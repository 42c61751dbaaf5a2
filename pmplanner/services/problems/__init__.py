"""What cannot work as planned: one engine for the window, the terminal and the exports.

Plain rows are read (:mod:`reading`), each family of checks is a module of functions that look at
nothing but those rows, and :mod:`checking` runs them for the whole plan or for what an edit touched.
"""

from pmplanner.services.problem_kinds import KINDS, ProblemKind
from pmplanner.services.problems.accepting import accept_problem, name_problem, withdraw_acceptance
from pmplanner.services.problems.checking import check
from pmplanner.services.problems.finding import find_problems
from pmplanner.services.problems.fixes import Fix, apply_fix, list_fixes
from pmplanner.services.problems.previews import preview_days, preview_new
from pmplanner.services.problems.reading import gather_facts
from pmplanner.services.problems.rows import Booking, Facts, Part, Problem, Run
from pmplanner.services.problems.watching import Watch

__all__ = [
    "KINDS",
    "Booking",
    "Facts",
    "Fix",
    "Part",
    "Problem",
    "ProblemKind",
    "Run",
    "Watch",
    "accept_problem",
    "apply_fix",
    "check",
    "find_problems",
    "gather_facts",
    "list_fixes",
    "name_problem",
    "preview_days",
    "preview_new",
    "withdraw_acceptance",
]
