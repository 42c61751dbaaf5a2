"""Training days as a paper: years side by side, month by month, internal and external, by track and team."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pmplanner.papers.model import (
    Align,
    Bar,
    Bars,
    Block,
    Heading,
    Key,
    Paper,
    Part,
    Pillar,
    Pillars,
    Row,
    Section,
    Tone,
    head_row,
    text_cell,
)
from pmplanner.sentences import counted, listed, said
from pmplanner.services.reports import words
from pmplanner.services.reports.tables import Head, Told, below, figures, listing, note
from pmplanner.services.reports.training_days import DaysOfGroup, DaySum, TrainingDays

_MONTHS = range(1, 13)


def training_days_paper(found: TrainingDays) -> Paper:
    """Return the paper of the training days of some years."""
    title = said("Training days {first}–{last}", first=str(found.years[0]), last=str(found.years[-1]))
    whom = found.heading.whom or said("All people of the workspace")
    section = Section(title, below(whom), tuple(_blocks(found)))
    return Paper(title, (section,), landscape=True)


def _blocks(found: TrainingDays) -> Iterator[Block]:
    yield Heading(said("Days by year"))
    yield Bars(
        tuple(_bar(year, found.sums[year]) for year in found.years),
        (
            Key(Tone.INTERNAL, said("Internal")),
            Key(Tone.EXTERNAL, said("External")),
            Key(Tone.GAP, said("Not known which")),
            Key(Tone.CLOSED, said("Scheduled")),
        ),
    )
    yield from _chart(found)
    yield from _months(found)
    yield from _years(found)
    if found.tracks:
        yield from _groups(found, found.tracks, said("Track"), said("By track, as people have it today"))
    if found.teams:
        yield from _groups(found, found.teams, said("Team"), said("By team, as people are in it today"))
    yield from _notes(found)


def _bar(year: int, found: DaySum) -> Bar:
    parts = (
        Part(Tone.INTERNAL, found.internal),
        Part(Tone.EXTERNAL, found.external),
        Part(Tone.GAP, found.unknown),
        Part(Tone.CLOSED, found.scheduled),
    )
    text = said("{days} done", days=words.number(found.done))
    if found.scheduled:
        days, coming = words.number(found.done), words.number(found.scheduled)
        text = said("{days} done, {coming} scheduled", days=days, coming=coming)
    return Bar(str(year), parts, text)


def _chart(found: TrainingDays) -> Iterator[Block]:
    """Yield the months with a column for each year, where there are no more years than tones."""
    if len(found.years) > len(_TONES):
        return
    tones = dict(zip(found.years, _TONES[-len(found.years) :], strict=True))
    pillars = []
    for number in _MONTHS:
        name = words.short_month_alone(number)
        for year, tone in tones.items():
            part = Part(tone, found.months[year, number].done)
            pillars.append(Pillar(name, (part,), label_span=len(tones)))
            name = ""
        pillars.append(Pillar("", ()))
    yield Heading(said("Days done by month"))
    yield Pillars(tuple(pillars[:-1]), tuple(Key(tone, str(year)) for year, tone in tones.items()), height=64)


_TONES = (Tone.HEAD, Tone.GAP, Tone.OPEN, Tone.SCHEDULED)
"""Of years in the chart, the last year's last."""

_Figure = tuple[Callable[[], str], Callable[[DaySum], str]]


def _years(found: TrainingDays) -> tuple[Block, ...]:
    lines: tuple[_Figure, ...] = (
        (lambda: said("Days done"), lambda each: words.days(each.done)),
        (lambda: said("of these internal"), lambda each: words.days(each.internal)),
        (lambda: said("of these external"), lambda each: words.days(each.external)),
        (lambda: said("of these not known which"), lambda each: words.days(each.unknown)),
        (lambda: said("People with training"), lambda each: words.count(len(each.people))),
        (lambda: said("Days per person with training"), _each),
        (lambda: said("Days scheduled"), lambda each: words.days(each.scheduled)),
        (lambda: said("Trainings of unknown length"), lambda each: words.count(each.without_days)),
    )
    sums = [found.sums[year] for year in found.years]
    return listing(
        said("Years side by side"),
        (Head("", 4), *(figures(str(year), 1.5) for year in found.years)),
        (
            Told((title(), *map(figure, sums)), strong=place == 0)
            for place, (title, figure) in enumerate(lines)
        ),
    )


def _each(found: DaySum) -> str:
    # Half to even, as days per person of a plan are.
    return words.days(round(found.done / len(found.people), 2)) if found.people else words.NOTHING


def _months(found: TrainingDays) -> tuple[Block, ...]:
    """Each month with what is done in each year, and of that internal and external."""
    heads = [Head("", 2)]
    for _ in found.years:
        heads += [figures(said("done")), figures(said("internal"), 1.1), figures(said("external"), 1.1)]
    above = Row(
        (
            text_cell(said("Month"), bold=True, tone=Tone.HEAD),
            *(
                replace(text_cell(str(year), bold=True, tone=Tone.HEAD), span=3, align=Align.RIGHT)
                for year in found.years
            ),
        )
    )
    rows = [
        Told((words.month_alone(number), *_cells(found.months[year, number] for year in found.years)))
        for number in _MONTHS
    ]
    rows.append(Told((said("Year"), *_cells(found.sums[year] for year in found.years)), strong=True))
    head = (above, head_row([each.title for each in heads]))
    return listing(said("Days done, month by month"), heads, rows, head)


def _cells(sums: Iterable[DaySum]) -> Iterator[str]:
    for each in sums:
        yield from (words.days(each.done), words.days(each.internal), words.days(each.external))


def _groups(
    found: TrainingDays, groups: Sequence[DaysOfGroup], title: str, heading: str
) -> tuple[Block, ...]:
    last = str(found.years[-1])
    heads = (
        Head(title, 4),
        *(figures(str(year)) for year in found.years),
        figures(said("internal {year}", year=last), 1.6),
        figures(said("external {year}", year=last), 1.6),
        figures(said("scheduled {year}", year=last), 1.6),
    )
    whole = DaysOfGroup(said("All"), [found.sums[year] for year in found.years])
    return listing(heading, heads, (*map(_group, groups), Told(_group(whole).cells, strong=True)))


def _group(group: DaysOfGroup) -> Told:
    last = group.years[-1]
    return Told(
        (
            group.name,
            *(words.days(each.done) for each in group.years),
            words.days(last.internal),
            words.days(last.external),
            words.days(last.scheduled),
        )
    )


def _notes(found: TrainingDays) -> Iterator[Block]:
    own = listed(f"“{name}”" for name in found.own_providers) if found.own_providers else ""
    yield note(
        said("Internal is what somebody of the staff led, and what these providers gave: {own}.", own=own)
        if own
        else said("Internal is what somebody of the staff led.")
    )
    yield note(said("External is what any other provider gave. What is not known is in neither column."))
    unknown = sum(each.without_days for each in found.sums.values())
    if unknown:
        yield note(
            counted(
                "Of {n:,} training nobody has said how long it was. It is in no sum.",
                "Of {n:,} trainings nobody has said how long they were. They are in no sum.",
                unknown,
            )
        )
