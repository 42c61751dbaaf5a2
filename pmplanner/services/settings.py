"""What a workspace is set to, beside its plans: how dates are written, its currency, hours, mails, defaults.

Each setting is a text under its name, so that window, terminal and history treat them alike. What is a fact
of its own already, the working week and the hours and zone of the site that stands for all others, is kept
where it was and only read and written here. How many backups are kept is a setting, too, but of the file
(`pmplanner/storage/backups.py`): no undo may bring old backups back.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.weeks import WEEKDAYS, parse_week, week_text
from pmplanner.models import Rate, Site, WorkspaceSetting
from pmplanner.sentences import marked, resaid, said
from pmplanner.services.calendar.closures import add_site, change_site
from pmplanner.services.calendar.open_days import read_working_week, set_working_week
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, plain_rows
from pmplanner.services.quantities import currency_code
from pmplanner.services.stored_files import picture_named
from pmplanner.storage.backups import UID
from pmplanner.storage.kept import kept

_KEPT_AS = "setting "
YES, NO = "yes", "no"
LOGO = "paper-logo"
"""The setting that is given as a file and kept as the hash of it."""
USUAL_SECONDS, MOST_SECONDS, MOST_SEATS = 30, 3600, 9999
"""Of an automatic schedule: how long it tries at most, unless one says otherwise, and the bounds."""
_MOST_DIGITS = 9
"""Of a number that is read at all; none has to be larger."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set: its name, what it does in a sentence, and what makes a value good."""

    name: str
    about: str
    """Marked."""
    tidied: Callable[[str], str]
    """Returns a text as it is kept; raises PlanError when it will not do. "" is as usual."""
    usual: str = ""
    """What holds while nobody has set it."""


def _locale(text: str) -> str:
    """Return the code of a language and country as it is kept: "de_CH"."""
    from babel import Locale, UnknownLocaleError  # slow to load, and only needed to set one

    try:
        return str(Locale.parse(text.strip().replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        raise PlanError(
            said("There is no language and country “{text}”; write them like en_GB or de_CH.", text=text)
        ) from None


def _weekday(text: str) -> str:
    found = [day for day in WEEKDAYS if len(text.strip()) >= 2 and day.startswith(fold(text.strip()))]
    if not found:
        raise PlanError(said("“{text}” is no day of the week; write it like monday.", text=text))
    return found[0]


def _week(text: str) -> str:
    try:
        return week_text(parse_week(text))
    except ValueError:
        raise PlanError(
            said("“{text}” names no day of the week; write them like monday friday.", text=text)
        ) from None


def _time(text: str) -> str:
    for pattern in ("%H:%M", "%H"):
        try:
            return f"{dt.datetime.strptime(text.strip(), pattern):%H:%M}"  # noqa: DTZ007 - a time of any day
        except ValueError:
            continue
    raise PlanError(said("“{text}” is not a time; write it like 09:00.", text=text))


def _number(least: int, most: int) -> Callable[[str], str]:
    def tidied(text: str) -> str:
        digits = text.strip()
        # Python reads no number of thousands of digits.
        if not digits.isdecimal() or len(digits) > _MOST_DIGITS or not least <= int(digits) <= most:
            raise PlanError(
                said(
                    "A number from {least} to {most:,} is needed; not “{text}”.",
                    least=least,
                    most=most,
                    text=text,
                )
            )
        return str(int(digits))

    return tidied


def _zone(text: str) -> str:
    wanted = fold(text.replace(" ", "_"))
    found = next((name for name in available_timezones() if name.lower() == wanted), None)
    if found is None:
        raise PlanError(said("There is no time zone “{timezone}”; write it as Europe/Oslo.", timezone=text))
    return found


def _yes_or_no(text: str) -> str:
    if fold(text.strip()) not in (YES, NO):
        raise PlanError(said("Write yes or no; not “{text}”.", text=text))
    return fold(text.strip())


def _names(text: str) -> str:
    names = [" ".join(name.split()) for name in text.split(";")]
    return "; ".join(dict.fromkeys(filter(None, names)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _several_lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


SETTINGS: Mapping[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting(
            "formats",
            marked("The language and country by which dates, times and numbers are written in the window."),
            _locale,
        ),
        Setting(
            "week-start",
            marked(
                "The day with which weeks begin in months, the timeline and calendars; usually that of the "
                "formats."
            ),
            _weekday,
        ),
        Setting(
            "week-numbers",
            marked(
                "Whether weeks show their numbers in months, the timeline and the load; usually where they "
                "begin on Monday."
            ),
            _yes_or_no,
        ),
        Setting(
            "currency",
            marked("The currency of plans that name none of their own, and of rates; a code such as EUR."),
            currency_code,
        ),
        Setting(
            "working-week",
            marked("The days on which the company works, unless a person or trainer has other ones."),
            _week,
        ),
        Setting(
            "day-begins", marked("When the working day begins at sites that do not say it themselves."), _time
        ),
        Setting(
            "day-ends",
            marked(
                "When the working day ends at sites that do not say it themselves. Sessions outside are a "
                "problem."
            ),
            _time,
        ),
        Setting(
            "own-providers",
            marked(
                "The providers of courses that are the company itself, with ; between them. What they give "
                "is internal training, as is what somebody of the staff leads."
            ),
            _names,
            "internal; in-house",
        ),
        Setting(
            "timezone",
            marked(
                "The time zone of sessions and sites of which no other is known, and of calendars that are "
                "read or written; a name such as Europe/Oslo. Without one, times are those of the clocks "
                "wherever one is."
            ),
            _zone,
        ),
        Setting(
            "mail-opening",
            marked("How mails of change packs begin; {name} stands for the name."),
            _several_lines,
        ),
        Setting(
            "mail-closing",
            marked("What stands at the end of mails of change packs, such as whom to ask."),
            _several_lines,
        ),
        Setting(
            "paper-footer",
            marked("What stands at the foot of each page of a paper, such as the name of the company."),
            _one_line,
        ),
        Setting(
            LOGO,
            marked("The picture at the top of papers: a PNG or JPEG file, which is kept in the workspace."),
            str.strip,
        ),
        Setting(
            "schedule-seconds",
            marked("How many seconds an automatic schedule tries, unless one says otherwise."),
            _number(1, MOST_SECONDS),
            str(USUAL_SECONDS),
        ),
        Setting(
            "schedule-seats",
            marked("The most people in a new session of an automatic schedule; usually as each course says."),
            _number(1, MOST_SEATS),
        ),
        Setting(
            "schedule-together",
            marked("Whether an automatic schedule keeps weekends and closed days out of sessions."),
            _yes_or_no,
            NO,
        ),
    )
}
"""By name, in the order in which they are shown."""


def setting_named(name: str) -> Setting:
    """Return the setting of that name; raise PlanError when there is none."""
    found = SETTINGS.get(name.strip().lower())
    if found is None:
        raise PlanError(
            said("There is no setting “{name}”. There are: {names}.", name=name, names=", ".join(SETTINGS))
        )
    return found


def read_settings(db: Session) -> dict[str, str]:
    """Return what each setting is, by name; "" where it is as usual and there is no usual text."""
    rows = db.execute(select(WorkspaceSetting.name, WorkspaceSetting.value))
    kept = {name.removeprefix(_KEPT_AS): value for name, value in rows if name.startswith(_KEPT_AS)}
    found = {name: kept.get(name) or setting.usual for name, setting in SETTINGS.items()}
    return found | _week_and_hours(db)


def read_setting(db: Session, name: str) -> str:
    """Return what a setting is; raise PlanError when there is none of that name."""
    setting = setting_named(name)
    if name in _KEPT_ELSEWHERE:
        return _week_and_hours(db)[name]
    return _read_value(db, _KEPT_AS + setting.name) or setting.usual


@kept("workspace_setting")
def _read_value(db: Session, name: str) -> str:
    found = plain_rows(db, select(WorkspaceSetting.value).where(WorkspaceSetting.name == name))
    return found[0][0] if found else ""


def change_setting(db: Session, name: str, value: str) -> None:
    """Set something, or with "" let it be as usual again; raise PlanError when the value will not do."""
    setting = setting_named(name)
    text = setting.tidied(value) if value.strip() else ""
    if (
        setting.name == "currency"
        and text != read_setting(db, "currency")
        and db.scalar(select(Rate.id).limit(1))
    ):
        raise PlanError(said("Rates are kept in the currency of the workspace. Remove them first."))
    if setting.name in _KEPT_ELSEWHERE:
        _KEPT_ELSEWHERE[setting.name](db, text)
        return
    if setting.name == LOGO and text:
        text = picture_named(db, text)
    row = db.scalar(select(WorkspaceSetting).where(WorkspaceSetting.name == _KEPT_AS + setting.name))
    if row is not None and text:
        row.value = text
    elif row is not None:
        db.delete(row)
    elif text:
        db.add(WorkspaceSetting(name=_KEPT_AS + setting.name, value=text))
    db.flush()


def about_setting(setting: Setting) -> str:
    """Return what a setting does, in a sentence."""
    return resaid(setting.about, name="{name}")


def bits_of_week(text: str) -> int | None:
    """Return working days, as they are written in settings, as bits; None for "", the workspace's own week.

    Raises PlanError for what is no day.
    """
    return parse_week(_week(text)) if text.strip() else None


def _week_and_hours(db: Session) -> dict[str, str]:
    site = _usual_site(db)
    begins, ends = (site.day_begins, site.day_ends) if site is not None else (None, None)
    return {
        "working-week": week_text(read_working_week(db)),
        "day-begins": f"{begins:%H:%M}" if begins else "",
        "day-ends": f"{ends:%H:%M}" if ends else "",
        "timezone": site.timezone if site is not None else "",
    }


def _usual_site(db: Session) -> Site | None:
    """Return the site that stands for all others."""
    return db.scalar(select(Site).where(Site.name == ""))


def _keep_week(db: Session, text: str) -> None:
    days = text.split() or WEEKDAYS[:5]
    set_working_week(db, sum(1 << WEEKDAYS.index(day) for day in days))


def _keep_hour(field: str) -> Callable[[Session, str], None]:
    def keep(db: Session, text: str) -> None:
        at = dt.time.fromisoformat(text) if text else None
        site = _usual_site(db)
        if site is not None:
            change_site(db, site.id, **{field: at})
        elif at is not None:
            change_site(db, add_site(db, ""), **{field: at})

    return keep


def _keep_zone(db: Session, text: str) -> None:
    site = _usual_site(db)
    if site is not None:
        change_site(db, site.id, timezone=text)
    elif text:
        change_site(db, add_site(db, ""), timezone=text)


_KEPT_ELSEWHERE: Mapping[str, Callable[[Session, str], None]] = {
    "working-week": _keep_week,
    "day-begins": _keep_hour("day_begins"),
    "day-ends": _keep_hour("day_ends"),
    "timezone": _keep_zone,
}
"""Facts that have a place of their own, and how they are written there."""


def workspace_mark(db: Session) -> str:
    """Return what tells the workspace from others, which it keeps wherever its file is moved."""
    return db.scalar(select(WorkspaceSetting.value).where(WorkspaceSetting.name == UID)) or ""
