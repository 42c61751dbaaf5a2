"""The words for each layout of files, and for what an import does to its rows."""

from pmplanner.ui.translation import mark, mark_plural, plural, tr

_TITLES = {
    "people": mark("People"),
    "courses": mark("Courses"),
    "own-facts": mark("Own facts of courses"),
    "picks": mark("Picks"),
    "completions": mark("Completions"),
    "certificates": mark("Certificates"),
    "absences": mark("Absences"),
    "employment": mark("Earlier employment"),
    "rooms": mark("Rooms"),
    "trainers": mark("Trainers"),
    "closures": mark("Closures"),
    "rates": mark("Rates of currencies"),
    "travel": mark("Costs of travel"),
    "cost-items": mark("Cost items"),
    "budgets": mark("Budgets"),
    "exemptions": mark("Exemptions"),
    "tracks": mark("Tracks"),
    "paths": mark("Paths"),
    "cover-rules": mark("Rules of cover"),
    "schedule": mark("Schedule"),
    "sessions": mark("Sessions"),
    "matrix": mark("Matrix"),
    "needs": mark("Needs"),
    "gaps": mark("Gaps"),
    "renewals": mark("Renewals"),
    "totals": mark("Totals"),
}

_COUNTED = {
    "people": mark_plural("%1 person", "%1 people"),
    "courses": mark_plural("%1 course", "%1 courses"),
    "own-facts": mark_plural("%1 course with own facts", "%1 courses with own facts"),
    "picks": mark_plural("%1 pick", "%1 picks"),
    "sessions": mark_plural("%1 session", "%1 sessions"),
    "completions": mark_plural("%1 completion", "%1 completions"),
    "certificates": mark_plural("%1 certificate", "%1 certificates"),
    "absences": mark_plural("%1 absence", "%1 absences"),
    "employment": mark_plural("%1 time of employment", "%1 times of employment"),
    "rooms": mark_plural("%1 room", "%1 rooms"),
    "trainers": mark_plural("%1 trainer", "%1 trainers"),
    "closures": mark_plural("%1 closure", "%1 closures"),
    "rates": mark_plural("%1 rate", "%1 rates"),
    "travel": mark_plural("%1 cost of travel", "%1 costs of travel"),
    "cost-items": mark_plural("%1 cost item", "%1 cost items"),
    "budgets": mark_plural("%1 budget", "%1 budgets"),
    "exemptions": mark_plural("%1 exemption", "%1 exemptions"),
    "tracks": mark_plural("%1 track", "%1 tracks"),
    "paths": mark_plural("%1 course in a path", "%1 courses in paths"),
    "cover-rules": mark_plural("%1 rule of cover", "%1 rules of cover"),
}

_IMPORTED = {
    "people": mark("Your staff: names, job titles, teams, managers, tracks, first and last days."),
    "employment": mark("When people were here before: they came back, or have another time."),
    "absences": mark("When people and trainers are away; also from a calendar (.ics)."),
    "picks": mark("Who takes which course in the plan, with seats in sessions where they are named."),
    "sessions": mark("When courses are held in the plan, in which rooms and with which trainers."),
    "completions": mark("What people have done, with results and how long it is valid."),
    "certificates": mark("Which certificates people hold, with numbers, last days and units."),
    "exemptions": mark("Which courses people need not take."),
    "courses": mark("Courses of your own: title, days, provider, price, seats, skills."),
    "own-facts": mark("Prices, seats, validity and notes to lay over courses of the catalogue."),
    "tracks": mark("The role tracks."),
    "paths": mark("Which courses a track requires, in order, with electives and groups."),
    "rooms": mark("Rooms with their site, seats and equipment."),
    "trainers": mark("Trainers and the courses that they can teach."),
    "closures": mark("Holidays and days on which nobody is trained; also from a calendar (.ics)."),
    "rates": mark("What other currencies are worth in that of the workspace, from which day on."),
    "travel": mark("What the way from one site to another costs."),
    "cost-items": mark("What courses, sessions and the plan cost beside prices."),
    "budgets": mark("What the plan may cost, as a whole, by track and by team."),
    "cover-rules": mark("How many of whom must be at work each day."),
}

_ACTIONS = {
    "created": mark("Created"),
    "updated": mark("Updated"),
    "unchanged": mark("Unchanged"),
    "skipped": mark("Left out"),
    "rejected": mark("Rejected"),
}

ACTIONS = tuple(_ACTIONS)
"""What can become of a row, in the order in which the window counts them."""


def layout_title(layout: str) -> str:
    """The name of a layout as a title."""
    return tr(_TITLES[layout])


def import_sentence(layout: str) -> str:
    """What rows of a layout bring in, in a sentence."""
    return tr(_IMPORTED[layout])


def layout_count(layout: str, number: int) -> str:
    """So many of what the rows of a layout are about, such as "3,000 people"."""
    return plural(number, *_COUNTED[layout])


def action_title(action: str) -> str:
    """What became of a row."""
    return tr(_ACTIONS[action])
