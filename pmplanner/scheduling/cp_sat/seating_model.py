"""People seated afresh in a calendar that stays: booleans pick × session."""

from collections import defaultdict

from ortools.sat.python import cp_model

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.session import Session
from pmplanner.scheduling.state.state import State, may_join


class SeatingModel:
    """Who sits where, for the picks of some people, while all sessions and all other people stay.

    The picks must have been lifted, and be all that their people have in sessions that can move.
    """

    def __init__(self, state: State, picks: list[int]) -> None:
        self.state = state
        self.picks = frozenset(picks)
        self.model = cp_model.CpModel()
        self.seats: dict[int, dict[int, cp_model.IntVar]] = {}
        """Per pick, a boolean for each session by its number."""
        self.takers: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        self.closed: dict[int, cp_model.IntVar] = {}
        """Per session that nobody else sits in, whether it is closed."""
        for pick in picks:
            self._add_pick(pick)
        self._limit_sessions()
        self._by_person_and_day()
        self._order_picks()
        self._limit_teams()

    def objective(self, goals: tuple[str, ...], former: dict[int, int]) -> cp_model.LinearExpr:
        """Join the goals that seating can change, in order."""
        from pmplanner.scheduling.cp_sat.model_goals import in_order

        picks = self.state.tables.picks
        seated = [
            (literal, pick, number) for pick, row in self.seats.items() for number, literal in row.items()
        ]
        makers: dict[str, list[cp_model.LinearExprT]] = {
            "seats": [literal * -picks[pick].importance for literal, pick, _ in seated],
            "sessions": [literal * -1 for literal in self.closed.values()],
            "change": [
                literal * -1
                for literal, pick, number in seated
                if former.get(pick) == self.state.sessions[number].days
            ],
            "fairness": self._crowded() if "fairness" in goals else [],
        }
        # How far each can go; the others count booleans, of which there are as many as terms.
        sizes = {"seats": sum(picks[pick].importance for pick in self.picks), "fairness": 7 * len(self.picks)}
        return in_order(
            [
                (cp_model.LinearExpr.sum(makers[goal]), sizes.get(goal, len(makers[goal])))
                for goal in goals
                if goal in makers
            ]
        )

    def _add_pick(self, pick: int) -> None:
        state = self.state
        self.seats[pick] = {}
        for session in state.of_course[state.tables.picks[pick].course].values():
            if len(session.picks) < state.seats_in(session) and self._can_sit(pick, session):
                literal = self.model.new_bool_var("")
                self.seats[pick][session.number] = literal
                self.takers[session.number].append(literal)
        self.model.add_at_most_one(self.seats[pick].values())

    def _can_sit(self, pick: int, session: Session) -> bool:
        facts, place = self.state.tables.picks[pick], self.state.place
        if self.state.blocked(facts.person) & session.days:
            return False
        if session.first < facts.earliest or session.last > facts.latest:
            return False
        if session.is_pinned and not may_join(session, facts.person):
            return False
        for first in facts.before:
            there = place[first]
            if there is None and first not in self.picks:
                return False
            if there is not None and self.state.tables.after(there.last) > session.first:
                return False
        until = self.state.tables.after(session.last)
        return all(there is None or there.first >= until for there in map(place.__getitem__, facts.behind))

    def _limit_sessions(self) -> None:
        for number, takers in self.takers.items():
            session = self.state.sessions[number]
            count = cp_model.LinearExpr.sum(takers)
            free = self.state.seats_in(session) - len(session.picks)
            if len(takers) > free:
                self.model.add(count <= free)
            minimum = max(1, self.state.tables.minimum_of(session.course, session.own))
            if session.is_pinned:
                continue
            if session.picks:
                self.model.add(count >= minimum - len(session.picks))
                continue
            # Nobody else sits there, so that it may be closed; with others in it, it stays whatever happens.
            closed = self.closed[number] = self.model.new_bool_var("")
            self.model.add(count == 0).only_enforce_if(closed)
            self.model.add(count >= minimum).only_enforce_if(~closed)

    def _by_person_and_day(self) -> None:
        tables = self.state.tables
        self.on_day: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for pick, row in self.seats.items():
            for number, literal in row.items():
                for day in bits.each_day(self.state.sessions[number].days):
                    self.on_day[tables.picks[pick].person, day].append(literal)
        for literals in self.on_day.values():
            if len(literals) > 1:
                self.model.add_at_most_one(literals)
        self._limit_loads()

    def _limit_loads(self) -> None:
        """Keep to the days a week and a month of each person."""
        state, tables = self.state, self.state.tables
        loads: dict[tuple[int, int], list[cp_model.LinearExprT]] = defaultdict(list)
        for pick, row in self.seats.items() if tables.has_limits else ():
            person = tables.picks[pick].person
            for at, (among, _) in enumerate(tables.limits[person]):
                for number, literal in row.items():
                    session = state.sessions[number]
                    load = tables.load(person, session.course, session.days, among)
                    if load:
                        loads[person, at].append(literal * load)
        for (person, at), terms in loads.items():
            self.model.add(cp_model.LinearExpr.sum(terms) <= max(0, state.limits_left[person][at]))

    def _weeks(self) -> list[tuple[int, int, list[cp_model.IntVar]]]:
        """Give person, days already taken and one boolean a day and seat."""
        found = []
        people = sorted({person for person, _ in self.on_day})
        for person in people:
            for week in self.state.tables.weeks:
                days = [
                    literal for day in bits.each_day(week) for literal in self.on_day.get((person, day), [])
                ]
                if days:
                    found.append((person, (self.state.training[person] & week).bit_count(), days))
        return found

    def _crowded(self) -> list[cp_model.LinearExprT]:
        terms: list[cp_model.LinearExprT] = []
        fair = self.state.tables.problem.fair_week_days
        for _, used, days in self._weeks():
            if used + len(days) > fair:
                excess = self.model.new_int_var(0, 7, "")
                self.model.add(cp_model.LinearExpr.sum(days) + (used - fair) <= excess)
                terms.append(excess)
        return terms

    def _order_picks(self) -> None:
        for pick, row in self.seats.items():
            for first in self.state.tables.picks[pick].before:
                for number, literal in row.items() if first in self.picks else ():
                    earlier = [
                        other
                        for before, other in self.seats[first].items()
                        if self.state.tables.after(self.state.sessions[before].last)
                        <= self.state.sessions[number].first
                    ]
                    # Whoever sits here has the prerequisite in a session that is over before.
                    self.model.add_bool_or([~literal, *earlier])

    def _limit_teams(self) -> None:
        parts = self.state.tables.problem.day_parts
        for team, left in enumerate(self.state.team_left):
            by_date: dict[int, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
            for (person, day), literals in self.on_day.items():
                dates = self.state.tables.dates(self.state.training[person])
                if team in self.state.tables.person_teams[person] and not dates >> day & 1:
                    by_date[day - day % parts][person] += literals
            for day, by_person in by_date.items():
                away = [self._any_of(literals) for literals in by_person.values()]
                if len(away) > left[day]:
                    self.model.add(cp_model.LinearExpr.sum(away) <= max(0, left[day]))

    def _any_of(self, literals: list[cp_model.IntVar]) -> cp_model.IntVar:
        """Give a boolean that holds where one of some literals does."""
        if len(literals) == 1 or self.state.tables.problem.day_parts == 1:
            # At most one of them on a day.
            return literals[0] if len(literals) == 1 else self._sum_of(literals)
        found = self.model.new_bool_var("")
        for literal in literals:
            self.model.add_implication(literal, found)
        return found

    def _sum_of(self, literals: list[cp_model.IntVar]) -> cp_model.IntVar:
        found = self.model.new_bool_var("")
        self.model.add(cp_model.LinearExpr.sum(literals) == found)
        return found
