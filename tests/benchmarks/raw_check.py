"""What is wrong in a workspace's file, by SQL and dates alone: shares no code with the product."""

import datetime as dt
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

EARLY = "too early"
"""Whoever comes before what should come first, where that only warns."""
NOT_THERE = ("waiting", "absent")
Fault = tuple[object, ...]


class Raw:
    """A workspace's file as rows; *plan* is the one that is looked at."""

    def __init__(self, path: Path, plan: str = "P") -> None:
        self.db = sqlite3.connect(path)
        self.db.row_factory = sqlite3.Row
        (self.plan,) = self.db.execute("SELECT * FROM plan WHERE name = ?", (plan,))
        self.sessions = {
            row["id"]: row
            for row in self.rows(
                "SELECT s.*, c.min_seats FROM session s JOIN course c ON c.id = s.course_id JOIN plan p "
                "ON p.id = s.plan_id WHERE s.status <> 'cancelled' AND p.variant_of_id IS NULL"
            )
        }
        self.days: dict[int, list[tuple[dt.date, dt.time, dt.time, int]]] = defaultdict(list)
        for row in self.rows("SELECT * FROM session_day ORDER BY day, start_time"):
            self.days[row["session_id"]].append(
                (_day(row["day"]), _time(row["start_time"]), _time(row["end_time"]), row["portion"])
            )
        self.seats: dict[int, dict[int, int]] = defaultdict(dict)
        """By session the person of each pick that is there."""
        for row in self.rows(
            "SELECT se.session_id, se.pick_id, se.status, p.person_id "
            "FROM seat se JOIN pick p ON p.id = se.pick_id"
        ):
            if row["session_id"] in self.sessions and row["status"] not in NOT_THERE:
                self.seats[row["session_id"]][row["pick_id"]] = row["person_id"]
        self.people = {row["id"]: row for row in self.rows("SELECT * FROM person")}
        self.rooms = {row["name"].casefold(): row for row in self.rows("SELECT * FROM room")}
        self.trainers = {row["name"].casefold(): row for row in self.rows("SELECT * FROM trainer")}
        self.zones = {row["name"].casefold(): row["timezone"] for row in self.rows("SELECT * FROM site")}
        self.policies = {
            (row["kind"], row["team"].casefold()): row for row in self.rows("SELECT * FROM policy")
        }
        self.kept: Counter[int] = Counter()
        self.reservations: list[tuple[int, str, int]] = []
        """By session and team the seats that are kept."""
        for row in self.rows("SELECT session_id, team, seats FROM reservation"):
            self.kept[row["session_id"]] += row["seats"]
            if row["session_id"] in self.ours():
                self.reservations.append((row["session_id"], row["team"], row["seats"]))

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        return self.db.execute(query, values).fetchall()

    def ours(self) -> list[int]:
        """The sessions of the plan."""
        return [key for key, row in self.sessions.items() if row["plan_id"] == self.plan["id"]]

    def seated(self) -> dict[int, int]:
        """In which session of the plan each pick has a seat."""
        return {pick: run for run in self.ours() for pick in self.seats[run]}

    def on_closed_days(self) -> set[int]:
        """The sessions on a day on which everybody's site is closed: these cannot stay where they are."""
        closed = [
            (_day(row["first_day"]), _day(row["last_day"]))
            for row in self.rows("SELECT * FROM closure WHERE site = ''")
        ]
        return {
            run
            for run in self.ours()
            if any(first <= day <= last for day, *_ in self.days[run] for first, last in closed)
        }

    def may_be_scheduled(self) -> set[int]:
        """The picks of the plan that are not put aside and, where it asks for that, approved."""
        decided = {row["pick_id"]: row["decision"] for row in self.rows("SELECT * FROM pick_decision")}
        asks = self.plan["approval_rule"] == "approved"
        return {
            row["id"]
            for row in self.rows("SELECT id FROM pick WHERE plan_id = ?", self.plan["id"])
            if decided.get(row["id"]) not in ("later", "declined")
            and (not asks or decided.get(row["id"]) == "approved")
        }

    def zone(self, run: int) -> str:
        row = self.sessions[run]
        if row["timezone"]:
            return str(row["timezone"])
        if not any(self.zones.values()):
            return ""
        room = self.rooms.get(row["room"].casefold())
        site = "" if room is None else room["site"].casefold()
        return self.zones.get(site) or self.zones.get("") or ""

    def clash(self, one: int, other: int) -> bool:
        """Whether two sessions are at the same time."""
        zones = self.zone(one), self.zone(other)
        for day, start, end, _ in self.days[one]:
            for day2, start2, end2, _ in self.days[other]:
                if all(zones) and zones[0] != zones[1]:
                    a, b = (dt.datetime.combine(day, t, ZoneInfo(zones[0])) for t in (start, end))
                    c, d = (dt.datetime.combine(day2, t, ZoneInfo(zones[1])) for t in (start2, end2))
                    if a < d and c < b:
                        return True
                elif day == day2 and start < end2 and start2 < end:
                    return True
        return False

    def faults(self) -> set[Fault]:
        """All that cannot work, named so that the same is the same before and after."""
        return {
            *self._people(),
            *self._clashes(),
            *self._places(),
            *self._seats(),
            *self._order(),
            *self._limits(),
            *self._ceilings(),
            *self._cover(),
        }

    def _people(self) -> Iterator[Fault]:  # noqa: C901 - rule after rule
        absences = defaultdict(list)
        for row in self.rows("SELECT * FROM absence"):
            absences[row["person_id"]].append((_day(row["first_day"]), _day(row["last_day"])))
        blackouts = [
            (row["team"].casefold(), _day(row["first_day"]), _day(row["last_day"]))
            for row in self.rows("SELECT * FROM blackout")
        ]
        for run in self.ours():
            for pick, person_id in self.seats[run].items():
                person = self.people[person_id]
                for day, *_ in self.days[run]:
                    if any(first <= day <= last for first, last in absences[person_id]):
                        yield "leave", pick, day
                    if person["start_date"] and day < _day(person["start_date"]):
                        yield "not yet", pick, day
                    if person["end_date"] and day > _day(person["end_date"]):
                        yield "left", pick, day
                    working = person["working_days"]
                    if working is not None and day.weekday() < 5 and not working >> day.weekday() & 1:
                        yield "day off", pick, day
                    for team, first, last in blackouts:
                        if team == person["team"].casefold() and first <= day <= last:
                            yield "blackout", pick, day

    def _clashes(self) -> Iterator[Fault]:
        ours = set(self.ours())
        every = list(self.sessions)
        staff = {row["email"].casefold(): key for key, row in self.people.items() if row["email"]}
        for at, one in enumerate(every):
            for other in every[at + 1 :]:
                if not ours & {one, other} or not self.clash(one, other):
                    continue
                a, b = self.sessions[one], self.sessions[other]
                for person in set(self.seats[one].values()) & set(self.seats[other].values()):
                    yield "double booking", person, one, other
                sites = [row["room"].casefold() for row in (a, b) if row["mode"] != "online"]
                if len(sites) == 2 and sites[0] and sites[0] == sites[1]:
                    yield "room twice", one, other
                if a["trainer"] and a["trainer"].casefold() == b["trainer"].casefold():
                    yield "trainer twice", one, other
                for x, y in ((one, other), (other, one)):
                    trainer = self.trainers.get(self.sessions[x]["trainer"].casefold())
                    seated = staff.get(trainer["email"].casefold()) if trainer and trainer["email"] else None
                    if seated is not None and seated in self.seats[y].values():
                        yield "teaches and sits", seated, x, y

    def _places(self) -> Iterator[Fault]:  # noqa: C901 - rule after rule
        away = defaultdict(list)
        for row in self.rows("SELECT * FROM trainer_absence"):
            away[row["trainer_id"]].append((_day(row["first_day"]), _day(row["last_day"])))
        closed = [
            (row["site"].casefold(), _day(row["first_day"]), _day(row["last_day"]))
            for row in self.rows("SELECT * FROM closure")
        ]
        teaches = defaultdict(set)
        for row in self.rows("SELECT * FROM trainer_course"):
            teaches[row["trainer_id"]].add(row["course_id"])
        for run in self.ours():
            row = self.sessions[run]
            trainer = self.trainers.get(row["trainer"].casefold())
            for day, *_ in self.days[run]:
                if not self.plan["first_day"] <= str(day) <= self.plan["last_day"]:
                    yield "outside the plan", run, day
                room = self.rooms.get(row["room"].casefold()) if row["mode"] != "online" else None
                site = room["site"].casefold() if room is not None else None
                for where, first, last in closed:
                    if first <= day <= last and (where == "" or where == site):
                        yield "closed", run, day
                if trainer is not None:
                    if any(first <= day <= last for first, last in away[trainer["id"]]):
                        yield "trainer away", run, day
                    if trainer["last_day"] and day > _day(trainer["last_day"]):
                        yield "trainer gone", run, day
                    bits = trainer["working_days"]
                    if bits is not None and not bits >> day.weekday() & 1:
                        yield "trainer off", run, day
            if (
                trainer is not None
                and teaches[trainer["id"]]
                and row["course_id"] not in teaches[trainer["id"]]
            ):
                yield "not qualified", run
        yield from self._equipment()

    def _equipment(self) -> Iterator[Fault]:
        fitted = {(row["room_id"], row["equipment_id"]) for row in self.rows("SELECT * FROM room_equipment")}
        asks = defaultdict(list)
        for row in self.rows("SELECT * FROM session_equipment"):
            session = self.sessions.get(row["session_id"])
            if session is None:
                continue
            room = self.rooms.get(session["room"].casefold()) if session["mode"] != "online" else None
            if room is None or (room["id"], row["equipment_id"]) not in fitted:
                asks[row["equipment_id"]].append((row["session_id"], row["count"]))
        for thing in self.rows("SELECT * FROM equipment"):
            for run, _ in asks[thing["id"]]:
                there = [
                    (other, count)
                    for other, count in asks[thing["id"]]
                    if other == run or self.clash(run, other)
                ]
                # Those that are at the same time as one need not be at the same time as each other.
                if len(there) <= 2 and sum(count for _, count in there) > thing["count"]:
                    yield "equipment", thing["id"], *sorted(other for other, _ in there)

    def _seats(self) -> Iterator[Fault]:
        extra = self.policies.get(("over capacity", ""))
        more = 0 if extra is None or extra["limit"] is None else extra["limit"] // 4
        for run in self.ours():
            row, count = self.sessions[run], len(self.seats[run])
            if row["seats_max"] is not None and count + self.kept[run] > row["seats_max"] + more:
                yield "too many", run
            room = self.rooms.get(row["room"].casefold()) if row["mode"] != "online" else None
            if room is not None and room["seats"] is not None and count + self.kept[run] > room["seats"]:
                yield "room too small", run
            if (
                self._blocks("below minimum")
                and row["seats_min"]
                and count + self.kept[run] < row["seats_min"]
            ):
                yield "too few", run

    def _blocks(self, kind: str, team: str = "") -> bool:
        row = self.policies.get((kind, team)) or self.policies.get((kind, ""))
        return row is not None and row["action"] == "block"

    def _order(self) -> Iterator[Fault]:  # noqa: C901 - history, then seats
        served = defaultdict(set)
        for row in self.rows("SELECT id FROM course"):
            served[row["id"]].add(row["id"])
        pairs = [(row["course_id"], row["counts_as_id"]) for row in self.rows("SELECT * FROM equivalent")]
        for _ in pairs:
            for course, other in pairs:
                served[other] |= served[course]
        done = defaultdict(list)
        for row in self.rows("SELECT * FROM completion"):
            if row["result"] in ("passed", "completed"):
                expires = row["expires_on"]
                if expires is None:
                    months = self.rows("SELECT valid_months FROM course WHERE id = ?", row["course_id"])[0][0]
                    expires = None if months is None else str(_day(row["completed_on"]).replace(year=2027))
                done[row["person_id"]].append((row["course_id"], row["completed_on"], expires or "9999"))
        for row in self.rows("SELECT * FROM exemption"):
            done[row["person_id"]].append((row["course_id"], "0", "9999"))
        needs = defaultdict(list)
        for row in self.rows("SELECT * FROM prerequisite"):
            needs[row["course_id"]].append(row["required_course_id"])
        rule = self.policies.get(("prerequisite", ""))
        warns = rule is None or rule["action"] != "block"
        ours = set(self.ours())
        every = defaultdict(list)
        for run in self.sessions:
            for person in self.seats[run].values():
                every[person].append(run)
        for person, runs in every.items():
            for run in ours.intersection(runs):
                first = str(self.days[run][0][0]) if self.days[run] else "0"
                for required in needs[self.sessions[run]["course_id"]]:
                    before = any(
                        self.sessions[other]["course_id"] in served[required]
                        and str(self.days[other][-1][0]) < first
                        for other in runs
                        if self.days[other]
                    )
                    history = any(
                        course in served[required] and day < first <= until
                        for course, day, until in done[person]
                    )
                    if not before and not history:
                        yield EARLY if warns else "order", person, self.sessions[run]["course_id"], required

    def _limits(self) -> Iterator[Fault]:
        for kind, length in (("days a week", None), ("days a month", 7)):
            row = self.policies.get((kind, ""))
            if row is None or row["action"] != "block" or row["limit"] is None:
                continue
            loads: Counter[tuple[int, object]] = Counter()
            for run in self.ours():
                for person in self.seats[run].values():
                    for day, _, _, portion in self.days[run]:
                        period: object = day.isocalendar()[:2] if length is None else str(day)[:length]
                        loads[person, period] += portion
            for (person, period), load in loads.items():
                if load > row["limit"]:
                    yield kind, person, period

    def _ceilings(self) -> Iterator[Fault]:
        absences = self.rows("SELECT * FROM absence")
        for team in {row["team"] for row in self.people.values() if row["team"]}:
            row = self.policies.get(("absence ceiling", team.casefold())) or self.policies.get(
                ("absence ceiling", "")
            )
            if row is None or row["action"] != "block" or row["limit"] is None:
                continue
            members = {key for key, person in self.people.items() if person["team"] == team}
            trained: dict[dt.date, set[int]] = defaultdict(set)
            for run in self.ours():
                for day, *_ in self.days[run]:
                    trained[day] |= members & set(self.seats[run].values())
            for day, there in trained.items():
                away = set(there)
                for absence in absences:
                    person = self.people[absence["person_id"]]
                    works = person["working_days"] is None or person["working_days"] >> day.weekday() & 1
                    if (
                        absence["person_id"] in members
                        and works
                        and absence["first_day"] <= str(day) <= absence["last_day"]
                    ):
                        away.add(absence["person_id"])
                away = {key for key in away if self._employed(key, day)}
                if there & away and len(away) * 4 > row["limit"]:
                    yield "ceiling", team, day

    def _cover(self) -> Iterator[Fault]:
        for rule in self.rows("SELECT * FROM cover_rule"):
            policy = self.policies.get(("cover", ""))
            if policy is not None and policy["action"] == "ignore":
                continue
            for day in {day for run in self.ours() for day, *_ in self.days[run]}:
                if not (rule["first_day"] or str(day)) <= str(day) <= (rule["last_day"] or str(day)):
                    continue
                would = {key for key in self.people if self._would_work(key, day)}
                would = {key for key in would if self._has(rule, key, day)}
                trained = {
                    run: would & set(self.seats[run].values())
                    for run in self.sessions
                    if any(each == day for each, *_ in self.days[run])
                }
                there = would - set[int]().union(*trained.values())
                is_ours = any(trained.get(run) for run in self.ours())
                if len(there) < rule["minimum"] <= len(would) and is_ours:
                    yield "cover", rule["name"], day

    def _has(self, rule: sqlite3.Row, key: int, day: dt.date) -> bool:
        person = self.people[key]
        if rule["team"] and rule["team"].casefold() != person["team"].casefold():
            return False
        if rule["kind"] == "title":
            return bool(person["job_title"].casefold() == rule["text"].casefold())
        held = "SELECT * FROM person_certificate WHERE person_id = ? AND certificate_id = ?"
        return any(
            (row["awarded_on"] or str(day)) <= str(day) <= (row["valid_until"] or str(day))
            for row in self.rows(held, key, rule["certificate_id"])
        )

    def _would_work(self, key: int, day: dt.date) -> bool:
        person = self.people[key]
        week = 0b11111 if person["working_days"] is None else person["working_days"]
        works = week >> day.weekday() & 1
        away = "SELECT 1 FROM absence WHERE person_id = ? AND ? BETWEEN first_day AND last_day"
        shut = "SELECT 1 FROM closure WHERE site IN ('', ?) AND ? BETWEEN first_day AND last_day"
        return bool(
            works
            and self._employed(key, day)
            and not self.rows(away, key, str(day))
            and not self.rows(shut, person["location"], str(day))
        )

    def _employed(self, key: int, day: dt.date) -> bool:
        person = self.people[key]
        return (not person["start_date"] or person["start_date"] <= str(day)) and (
            not person["end_date"] or str(day) <= person["end_date"]
        )

    def standing(self) -> dict[int, tuple[object, ...]]:
        """What must stay of sessions that are confirmed, pinned, locked or held."""
        names = (
            "course_id",
            "mode",
            "room",
            "trainer",
            "timezone",
            "status",
            "pinned",
            "locked",
            "seats_max",
        )
        return {
            run: (*(self.sessions[run][name] for name in names), tuple(self.days[run]))
            for run in self.ours()
            if self.sessions[run]["status"] in ("confirmed", "held")
            or self.sessions[run]["pinned"]
            or self.sessions[run]["locked"]
        }


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _time(text: str) -> dt.time:
    return dt.time.fromisoformat(text)
