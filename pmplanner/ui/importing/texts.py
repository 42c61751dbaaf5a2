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
    "sites": mark("Sites"),
    "blackouts": mark("Blackout periods"),
    "equipment": mark("Equipment"),
    "course-equipment": mark("Equipment of courses"),
    "skills": mark("Skills"),
    "course-skills": mark("Skills of courses"),
    "track-skills": mark("Skills of tracks"),
    "certificate-kinds": mark("Kinds of certificates"),
    "course-certificates": mark("Certificates of courses"),
    "public-dates": mark("Public dates"),
    "policies": mark("Policies"),
    "plan-policies": mark("Policies of the plan"),
    "settings": mark("Settings"),
    "seats": mark("Seats and attendance"),
    "session-days": mark("Days of sessions"),
    "session-equipment": mark("Equipment of sessions"),
    "reservations": mark("Kept seats"),
    "targets": mark("Targets"),
    "import-profiles": mark("Profiles of files"),
}

_COUNTED = {
    "people": mark_plural("%1 person", "%1 people"),
    "courses": mark_plural("%1 course", "%1 courses"),
    "own-facts": mark_plural("%1 course with own facts", "%1 courses with own facts"),
    "picks": mark_plural("%1 pick", "%1 picks"),
    "sessions": mark_plural("%1 session", "%1 sessions"),
    "matrix": mark_plural("%1 cell of a matrix", "%1 cells of a matrix"),
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
    "sites": mark_plural("%1 site", "%1 sites"),
    "blackouts": mark_plural("%1 blackout period", "%1 blackout periods"),
    "equipment": mark_plural("%1 kind of equipment", "%1 kinds of equipment"),
    "course-equipment": mark_plural("%1 need of equipment", "%1 needs of equipment"),
    "skills": mark_plural("%1 skill", "%1 skills"),
    "course-skills": mark_plural("%1 skill of a course", "%1 skills of courses"),
    "track-skills": mark_plural("%1 skill of a track", "%1 skills of tracks"),
    "certificate-kinds": mark_plural("%1 kind of certificate", "%1 kinds of certificates"),
    "course-certificates": mark_plural("%1 certificate of a course", "%1 certificates of courses"),
    "public-dates": mark_plural("%1 public date", "%1 public dates"),
    "policies": mark_plural("%1 policy", "%1 policies"),
    "plan-policies": mark_plural("%1 policy of the plan", "%1 policies of the plan"),
    "seats": mark_plural("%1 seat", "%1 seats"),
    "session-days": mark_plural("%1 day of a session", "%1 days of sessions"),
    "session-equipment": mark_plural("%1 need of a session", "%1 needs of sessions"),
    "reservations": mark_plural("%1 team with kept seats", "%1 teams with kept seats"),
    "targets": mark_plural("%1 target", "%1 targets"),
    "settings": mark_plural("%1 setting", "%1 settings"),
    "import-profiles": mark_plural("%1 profile of files", "%1 profiles of files"),
}

_IMPORTED = {
    "people": mark("Your staff: names, job titles, teams, managers, tracks, first and last days."),
    "employment": mark("When people were here before: they came back, or have another time."),
    "absences": mark("When people and trainers are away; also from a calendar (.ics)."),
    "picks": mark("Who takes which course in the plan, with seats in sessions where they are named."),
    "sessions": mark("When courses are held in the plan, in which rooms and with which trainers."),
    "matrix": mark("People down, courses across, with days, crosses or words in the cells."),
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
    "sites": mark("Places of work: country and region for public holidays, time zone, working hours."),
    "blackouts": mark("Days on which a team is not trained."),
    "equipment": mark("What can be carried into rooms, and how many of it there are."),
    "course-equipment": mark("Which equipment courses need, and how many of it."),
    "skills": mark("The skills that there are."),
    "course-skills": mark("Which skills your own courses teach, and at which level."),
    "track-skills": mark("Which skills tracks want, and at which level."),
    "certificate-kinds": mark("The certificates that there are, and how they are renewed."),
    "course-certificates": mark("To which certificates courses lead, and which they renew."),
    "public-dates": mark("When providers run courses for everybody."),
    "policies": mark("What is done about each kind of problem, also by team, and its limits."),
    "plan-policies": mark("What is done about each kind of problem in this plan alone."),
    "seats": mark("Who sits or waits in which session, in which order, and who was there for how long."),
    "session-days": mark(
        "On which days sessions are held, from when to when; those of a session as a whole."
    ),
    "session-equipment": mark("Which equipment sessions ask for, and how many of it."),
    "reservations": mark("How many seats of sessions are kept for which team."),
    "targets": mark("At how many days for each person the plan aims, by track and team."),
    "settings": mark("What the workspace is set to: formats, currency, working week."),
    "import-profiles": mark("What another workspace remembers of files: their columns and words."),
}

_ACTIONS = {
    "created": mark("Created"),
    "updated": mark("Updated"),
    "unchanged": mark("Unchanged"),
    "skipped": mark("Left out"),
    "doubted": mark("Doubted"),
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
