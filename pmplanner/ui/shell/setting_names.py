"""What can be set, by its names: for the window of the settings, and for the search at the top."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from pmplanner.ui.core.commands import Command
from pmplanner.ui.translation import mark, tr


@dataclass(frozen=True, slots=True)
class SectionName:
    """Things that are set together; all texts here are marked."""

    key: str
    title: str
    also: str
    """Other words by which it is found."""
    of_laptop: bool = False


@dataclass(frozen=True, slots=True)
class SettingName:
    """One thing that can be set."""

    key: str
    section: str
    title: str
    also: str


SECTIONS = (
    SectionName("look", mark("Appearance"), mark("look theme design"), of_laptop=True),
    SectionName("language", mark("Language"), mark("translation locale"), of_laptop=True),
    SectionName("formats", mark("Dates and numbers"), mark("locale region format")),
    SectionName("work", mark("Money and working time"), mark("calendar office hours")),
    SectionName("schedule", mark("Automatic schedule"), mark("optimise solver")),
    SectionName("papers", mark("Papers"), mark("print pdf paper letterhead")),
    SectionName("mails", mark("Mails"), mark("e-mail letters change packs")),
    SectionName("backups", mark("Backups"), mark("copies restore safety")),
)

SETTINGS = (
    SettingName("mode", "look", mark("Colours"), mark("theme dark light night mode colors")),
    SettingName("contrast", "look", mark("Contrast"), mark("accessibility black white high")),
    SettingName("text", "look", mark("Text size"), mark("font zoom larger smaller scale accessibility")),
    SettingName("language", "language", mark("Language of the window"), mark("translation english")),
    SettingName("formats", "formats", mark("Dates and numbers"), mark("decimal comma locale country")),
    SettingName("week-start", "formats", mark("First day of the week"), mark("monday sunday calendar")),
    SettingName("week-numbers", "formats", mark("Numbers of weeks"), mark("week number calendar iso kw")),
    SettingName("currency", "work", mark("Currency"), mark("money euro dollar prices")),
    SettingName("working-week", "work", mark("The company works on"), mark("working week days weekend")),
    SettingName("day-begins", "work", mark("The working day begins"), mark("hours start time morning")),
    SettingName("day-ends", "work", mark("The working day ends"), mark("hours end time evening")),
    SettingName("own-providers", "work", mark("Own providers"), mark("internal external training in-house")),
    SettingName("timezone", "work", mark("Time zone"), mark("clock utc calendar region")),
    SettingName("schedule-seconds", "schedule", mark("Seconds to try"), mark("time limit duration")),
    SettingName("schedule-seats", "schedule", mark("Most seats in a new session"), mark("maximum size")),
    SettingName("schedule-together", "schedule", mark("Days together"), mark("weekend split gap")),
    SettingName("paper-footer", "papers", mark("Foot of papers"), mark("footer company name address")),
    SettingName("paper-logo", "papers", mark("Logo"), mark("picture image letterhead brand company")),
    SettingName("mail-opening", "mails", mark("How mails begin"), mark("greeting hello salutation")),
    SettingName("mail-closing", "mails", mark("How mails end"), mark("signature regards footer")),
    SettingName("backup-latest", "backups", mark("Latest backups"), mark("keep number")),
    SettingName("backup-days", "backups", mark("Days"), mark("keep daily")),
    SettingName("backup-weeks", "backups", mark("Weeks"), mark("keep weekly")),
    SettingName("backup-months", "backups", mark("Months"), mark("keep monthly")),
    SettingName("backup-limit_mb", "backups", mark("Megabytes at most"), mark("disk space size limit")),
)


def title_of(key: str) -> str:
    """Return what a setting is called."""
    name = next(each for each in SETTINGS if each.key == key)
    return tr(name.title)


def list_setting_commands(show: Callable[[str, str], object]) -> Iterator[Command]:
    """Yield a command for each section and each setting; *show* opens the settings at section and setting."""
    titles = {section.key: tr(section.title) for section in SECTIONS}
    about = tr("Settings")
    for section in SECTIONS:
        run = partial(show, section.key, "")
        name = tr("%1: %2", about, titles[section.key])
        yield Command(name, run, also=tr(section.also), about=about, listed=False)
    for each in SETTINGS:
        name = tr("%1: %2", titles[each.section], tr(each.title))
        run = partial(show, each.section, each.key)
        yield Command(name, run, also=tr(each.also), about=about, listed=False)
