"""How the rules of cover stand in a plan: on which days training, or leave alone, leaves too few at work."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pmplanner.day_words import number, span
from pmplanner.models.statuses import PolicyAction
from pmplanner.sentences import counted, listed, said
from pmplanner.services.needs.cover import Cover
from pmplanner.services.problems.checks.cover import counting_people, cover_days, runs_of_days
from pmplanner.services.problems.reading.rows import Facts

_MOST_RUNS = 4

Run = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class CoverState:
    """How a rule stands in a plan, by runs of days."""

    rule: Cover
    people: int
    """Who counts for it on some day."""
    by_training: tuple[Run, ...]
    """When it is training that leaves too few: the problems of the plan."""
    by_leave: tuple[Run, ...]
    """When leave alone does, which is no fault of training."""
    out_of_reach: tuple[Run, ...]
    """When fewer than asked for would work if all were there."""
    is_ignored: bool
    """Whether the policy says that nothing is done about it."""

    @property
    def trouble(self) -> str:
        """What is wrong, in a sentence; empty where nothing is."""
        if not self.by_training or self.is_ignored:
            return ""
        return said("Training leaves too few at work: {days}.", days=_in_words(self.by_training))

    @property
    def sentence(self) -> str:
        """How it stands beside that, in sentences."""
        if self.is_ignored:
            return said("Ignored by the policy.")
        if not self.people:
            return said("Nobody counts for it.")
        found = []
        if self.out_of_reach:
            found.append(
                said(
                    "Fewer than that work at all: {days}. No training is kept away then.",
                    days=_in_words(self.out_of_reach),
                )
            )
        if self.by_leave:
            found.append(
                said(
                    "Leave alone leaves too few: {days}. That is no fault of training.",
                    days=_in_words(self.by_leave),
                )
            )
        if not found and not self.by_training:
            found.append(said("Kept on every day of the plan."))
        people = counted("{n} person counts.", "{n} people count.", self.people, n=number(self.people))
        return " ".join((people, *found))


def list_cover_states(facts: Facts) -> list[CoverState]:
    """Return how each rule stands on the days of a plan, in the order of names."""
    return [_state(facts, rule) for rule in facts.cover]


def _state(facts: Facts, rule: Cover) -> CoverState:
    days = cover_days(facts, rule, facts.first_day, facts.last_day)
    return CoverState(
        rule,
        len(counting_people(facts, rule)),
        _runs(
            facts,
            [
                each.day
                for each in days
                if each.is_broken_by_training(rule)
                and any(not session.plan for there in each.trained.values() for session in there)
            ],
        ),
        _runs(facts, [each.day for each in days if each.is_broken_by_leave(rule)]),
        _runs(facts, [each.day for each in days if each.is_out_of_reach(rule)]),
        facts.policies.rule("cover", rule.team_key).action == PolicyAction.IGNORE,
    )


def _runs(facts: Facts, days: Sequence[dt.date]) -> tuple[Run, ...]:
    return tuple((run[0], run[-1]) for run in runs_of_days(facts, days))


def _in_words(runs: Sequence[Run]) -> str:
    words = [span(first, last) for first, last in runs[:_MOST_RUNS]]
    if len(runs) > _MOST_RUNS:
        words.append(said("{n} more", n=number(len(runs) - _MOST_RUNS)))
    return listed(words)
