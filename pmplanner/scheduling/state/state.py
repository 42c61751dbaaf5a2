"""A schedule that is being changed: who sits where, and what is taken on which days."""

from collections import defaultdict

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.problem import PlannedSession, Proposal
from pmplanner.scheduling.model.session import Change, Frozen, Own, Session
from pmplanner.scheduling.model.tables import Tables


class State:
    """The sessions and everything they take, kept in step."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.epoch = 0
        """Another number whenever the trail does not reach back to where it did before."""
        self.horizon = tables.all_days
        """The days on which sessions may be opened; fewer where a search tries to end earlier."""
        self.clear()

    def clear(self) -> None:
        """Take everything off."""
        tables = self.tables
        self.sessions: dict[int, Session] = {}
        self.of_course: list[dict[int, Session]] = [{} for _ in tables.courses]
        self.place: list[Session | None] = [None] * len(tables.picks)
        self.unseated: set[int] = set(range(len(tables.picks)))
        self.waiting: list[set[int]] = [set(course.picks) for course in tables.courses]
        """The unseated of each course."""
        self.busy = list(tables.person_blocked)
        self.training = list(tables.training)
        self.limits_left = [[left for _, left in row] for row in tables.limits]
        """Per person, for each limit, the quarters of a day that are left of it."""
        self.trainer_busy = list(tables.trainer_blocked)
        self.room_busy = list(tables.room_blocked)
        self._with_trainer: list[dict[int, Session]] = [{} for _ in tables.problem.trainers]
        """Per trainer the session of each day: all would have to be looked through instead."""
        self._in_room: list[dict[int, Session]] = [{} for _ in tables.problem.rooms]
        self.equipment_left = [list(row) for row in tables.equipment_left]
        self.team_left = [list(row) for row in tables.team_left]
        self.team_full = [
            bits.day_set(day for day, left in enumerate(row) if left <= 0) for row in self.team_left
        ]
        self.touched: set[int] = set(range(len(tables.person_picks)))
        """The people whose seats may have changed since somebody who counts them took them out."""
        self.trail: list[Change] = []
        """What was done since the trail was last cleared, so that it can be taken back."""
        self._numbers = 0
        # Asked for at every step and changed seldom: kept by trainer and length until the trainer's days
        # change.
        self._trainer_starts: list[dict[int, int]] = [{} for _ in tables.problem.trainers]
        self._room_starts: list[dict[int, int]] = [{} for _ in tables.problem.rooms]
        for course, joins in enumerate(tables.joins):
            for join in joins:
                days = bits.day_set(join.row.days)
                self.open_session(
                    course,
                    days,
                    None,
                    None,
                    capacity=join.seats,
                    key=join.row.key,
                    is_pinned=True,
                    own=join.own,
                )
        self.forget()

    def forget(self) -> None:
        """Let what was done stand: it cannot be taken back any more."""
        self.trail.clear()
        self.epoch += 1

    # Sessions

    def opened(self, course: int) -> int:
        """Count the sessions of a course, but for those that stand."""
        return sum(not session.is_pinned for session in self.of_course[course].values())

    def open_session(
        self,
        course: int,
        days: int,
        trainer: int | None,
        room: int | None,
        *,
        capacity: int | None = None,
        key: int | None = None,
        is_pinned: bool = False,
        own: Own | None = None,
    ) -> Session:
        """Put an empty session on its days; the caller has seen that they are free."""
        self._numbers += 1
        seats = self.tables.courses[course].capacity if capacity is None else capacity
        session = Session(self._numbers, course, days, 0, 0, None, None, seats, key, is_pinned, own)
        self.sessions[session.number] = session
        self.of_course[course][session.number] = session
        self._take(session, days, trainer, room)
        # Every change leaves what takes it back: to copy the schedule for each try would be far dearer.
        self.trail.append(("open", session, (), (None, None)))
        return session

    def close_session(self, session: Session) -> None:
        """Take a session off, with all who sit in it."""
        for pick in list(session.picks):
            self.unseat(pick)
        self._remove(session)
        self.trail.append(("close", session, (session.days,), (session.trainer, session.room)))

    def move_session(self, session: Session, days: int, trainer: int | None, room: int | None) -> None:
        """Move a session with its people; the caller has seen that all of them can."""
        self.trail.append(("move", session, (session.days,), (session.trainer, session.room)))
        self._shift(session, days, trainer, room)

    def roll_back(self, mark: int = 0) -> None:
        """Take back everything since the trail was *mark* long."""
        while len(self.trail) > mark:
            what, session, before, resources = self.trail.pop()
            if what == "seat":
                self._take_seat(before[0], session)
            elif what == "lift":
                self._give_seat(before[0], session)
            elif what == "open":
                self._remove(session)
            elif what == "close":
                self.sessions[session.number] = session
                self.of_course[session.course][session.number] = session
                self._take(session, before[0], *resources)
            else:
                self._shift(session, before[0], *resources)

    def _remove(self, session: Session) -> None:
        self._release(session)
        del self.sessions[session.number]
        del self.of_course[session.course][session.number]

    def _shift(self, session: Session, days: int, trainer: int | None, room: int | None) -> None:
        tables = self.tables
        people = [tables.picks[pick].person for pick in session.picks]
        for person in people:
            self._free_person(person, session.course, session.days)
        self._release(session)
        self._take(session, days, trainer, room)
        for person in people:
            self._take_person(person, session.course, days)

    def seats_in(self, session: Session) -> int:
        """Count the seats: the course's or the room's, whichever are fewer."""
        if session.room is None:
            return session.capacity
        return min(session.capacity, self.tables.seats_with(session.room, session.own))

    def _take(self, session: Session, days: int, trainer: int | None, room: int | None) -> None:
        session.days, session.trainer, session.room = days, trainer, room
        session.first, session.last = bits.first_day(days), bits.last_day(days)
        for each in engaged_trainers(session):
            for one in self.tables.same_trainers[each]:
                self.trainer_busy[one] |= days
                self._trainer_starts[one].clear()
                self._with_trainer[one].update(dict.fromkeys(bits.each_day(days), session))
            person = self.tables.person_of_trainer[each]
            if person is not None:
                self.busy[person] |= days
        for each in engaged_rooms(session):
            self.room_busy[each] |= days
            self._room_starts[each].clear()
            self._in_room[each].update(dict.fromkeys(bits.each_day(days), session))
        self._count_equipment(session, -1)

    def _release(self, session: Session) -> None:
        for each in engaged_trainers(session):
            for one in self.tables.same_trainers[each]:
                self._free_trainer(one, session.days)
                for day in bits.each_day(session.days):
                    del self._with_trainer[one][day]
            person = self.tables.person_of_trainer[each]
            if person is not None:
                self._free(person, session.days)
        for each in engaged_rooms(session):
            self.room_busy[each] &= ~session.days
            self._room_starts[each].clear()
            for day in bits.each_day(session.days):
                del self._in_room[each][day]
        self._count_equipment(session, 1)

    def _count_equipment(self, session: Session, sign: int) -> None:
        if session.is_pinned:
            return
        for at, count in self.tables.needs(session.course, session.own, session.room):
            left = self.equipment_left[at]
            for day in bits.each_day(session.days):
                left[day] += sign * count

    # People

    def seat(self, pick: int, session: Session) -> None:
        """Give a pick a seat; the caller has seen that it fits."""
        self.trail.append(("seat", session, (pick,), (None, None)))
        self._give_seat(pick, session)

    def unseat(self, pick: int) -> None:
        """Take a pick's seat away, and those of the picks that may only come after it."""
        if self.place[pick] is None:
            return
        # Without its prerequisite a later seat would be worth nothing.
        for later in self.tables.picks[pick].behind:
            self.unseat(later)
        self.lift(pick)

    def lift(self, pick: int) -> Session:
        """Take a pick's seat away for a moment, without those that come after it."""
        session = self.place[pick]
        assert session is not None
        self.trail.append(("lift", session, (pick,), (None, None)))
        self._take_seat(pick, session)
        return session

    def _give_seat(self, pick: int, session: Session) -> None:
        session.picks.add(pick)
        self.place[pick] = session
        self.unseated.discard(pick)
        self.waiting[session.course].discard(pick)
        self._take_person(self.tables.picks[pick].person, session.course, session.days)

    def _take_seat(self, pick: int, session: Session) -> None:
        session.picks.discard(pick)
        self.place[pick] = None
        self.unseated.add(pick)
        self.waiting[session.course].add(pick)
        self._free_person(self.tables.picks[pick].person, session.course, session.days)

    def _take_person(self, person: int, course: int, days: int) -> None:
        tables = self.tables
        self.touched.add(person)
        self.busy[person] |= days
        new = tables.dates(days) & ~tables.dates(self.training[person]) if tables.person_teams[person] else 0
        self.training[person] |= days
        for team in tables.person_teams[person]:
            self._count_team(team, new, -1)
        self._count_limits(person, course, days, -1)
        for trainer in tables.trainers_of[person]:
            self.trainer_busy[trainer] |= days
            self._trainer_starts[trainer].clear()

    def _free_person(self, person: int, course: int, days: int) -> None:
        tables = self.tables
        self.touched.add(person)
        self._free(person, days)
        self.training[person] &= ~days
        gone = tables.dates(days) & ~tables.dates(self.training[person]) if tables.person_teams[person] else 0
        for team in tables.person_teams[person]:
            self._count_team(team, gone, 1)
        self._count_limits(person, course, days, 1)
        for trainer in tables.trainers_of[person]:
            self._free_trainer(trainer, days)

    def _free_trainer(self, trainer: int, days: int) -> None:
        # Days on which the trainer cannot, whatever the schedule does, stay taken.
        blocked = self.tables.trainer_blocked[trainer] & days
        self.trainer_busy[trainer] = self.trainer_busy[trainer] & ~days | blocked
        self._trainer_starts[trainer].clear()

    def _free(self, person: int, days: int) -> None:
        """Let somebody do other things; who teaches may do so on days that are not for training."""
        self.busy[person] = self.busy[person] & ~days | (self.tables.person_blocked[person] & days)

    def _count_limits(self, person: int, course: int, days: int, sign: int) -> None:
        for at, (among, _) in enumerate(self.tables.limits[person]):
            if among & days:
                self.limits_left[person][at] += sign * self.tables.load(person, course, days, among)

    def _count_team(self, team: int, days: int, sign: int) -> None:
        left = self.team_left[team]
        for day in bits.each_day(days):
            left[day] += sign
            if left[day] <= 0:
                self.team_full[team] |= 1 << day
            else:
                self.team_full[team] &= ~(1 << day)

    # What fits

    def blocked(self, person: int) -> int:
        """Give the days on which a person cannot start anything more."""
        full = 0
        for team in self.tables.person_teams[person]:
            full |= self.team_full[team]
        if full:
            # Who is trained on a part of a date counts already.
            full &= ~self.tables.dates(self.training[person])
        return self.busy[person] | full

    def order_limits(self, pick: int) -> tuple[int, int] | None:
        """Give the first and last day between which other picks of the person leave this one."""
        facts = self.tables.picks[pick]
        earliest, latest = facts.earliest, facts.latest
        for first in facts.before:
            session = self.place[first]
            if session is None:
                return None
            earliest = max(earliest, self.tables.after(session.last))
        for later in facts.behind:
            session = self.place[later]
            if session is not None:
                latest = min(latest, self.tables.before(session.first))
        return earliest, latest

    def fits(self, pick: int, session: Session) -> bool:
        """Tell whether a pick without a seat could sit in a session, seats left aside."""
        person = self.tables.picks[pick].person
        # The first is one *and*, and mostly answers; blocked() goes through the teams.
        if self.busy[person] & session.days or self.blocked(person) & session.days:
            return False
        if session.is_pinned and not may_join(session, person):
            return False
        limits = self.order_limits(pick)
        if limits is None or session.first < limits[0] or session.last > limits[1]:
            return False
        return self.limits_allow(person, session.course, session.days)

    def limits_allow(self, person: int, course: int, days: int, without: Session | None = None) -> bool:
        """Tell whether a person may be trained on *days* too, by days a week and a month.

        *without* is a session that the person would leave.
        """
        tables = self.tables
        for at, (among, _) in enumerate(tables.limits[person]):
            if not among & days:
                continue
            left = self.limits_left[person][at]
            if without is not None:
                left += tables.load(person, without.course, without.days, among)
            if tables.load(person, course, days, among) > left:
                return False
        return True

    def pick_starts(self, pick: int) -> int:
        """Give the days from which a pick without a seat could be placed, resources left aside."""
        facts = self.tables.picks[pick]
        limits = self.order_limits(pick)
        if limits is None:
            return 0
        length = self.tables.courses[facts.course].length
        last_start = limits[1] - length + 1
        if last_start < limits[0]:
            return 0
        starts = facts.window & bits.run_starts(~self.blocked(facts.person), length)
        starts &= ((1 << (last_start + 1)) - 1) & -(1 << max(0, limits[0]))
        if self.tables.limits[facts.person]:
            starts = bits.day_set(
                day
                for day in bits.each_day(starts)
                if self.limits_allow(facts.person, facts.course, bits.run(day, length))
            )
        return starts

    def group_starts(self, picks: set[int] | list[int], starts: int) -> int:
        """Narrow *starts* to the days from which all the picks can be placed."""
        for pick in picks:
            starts &= self.pick_starts(pick)
            if not starts:
                break
        return starts

    # Trainers, rooms and equipment

    def course_starts(self, course: int) -> int:
        """Give the days on which sessions of a course may begin, within the horizon."""
        facts = self.tables.courses[course]
        return facts.starts & bits.run_starts(self.horizon, facts.length)

    def trainer_starts(self, trainer: int, length: int) -> int:
        """Give the days from which a trainer is free for *length* days."""
        known = self._trainer_starts[trainer]
        if length not in known:
            known[length] = bits.run_starts(self.tables.all_days & ~self.trainer_busy[trainer], length)
        return known[length]

    def room_starts(self, room: int, length: int) -> int:
        """Give the days from which a room is free for *length* days."""
        known = self._room_starts[room]
        if length not in known:
            known[length] = bits.run_starts(self.tables.all_days & ~self.room_busy[room], length)
        return known[length]

    def resource_starts(self, course: int, seats: int, own: Own | None = None) -> int:
        """Give the days from which trainer, room of *seats* and equipment are all to be had."""
        tables = self.tables
        length = tables.courses[course].length
        trainers, rooms = tables.trainers_for(course, own), tables.rooms_for(course, own)
        starts = self.course_starts(course)
        if own is not None and (own.further_trainers or own.further_rooms):
            starts &= bits.run_starts(self.further_days(own), length)
        if trainers:
            free = 0
            for trainer in trainers:
                free |= self.trainer_starts(trainer, length)
            starts &= free
        needed = tables.needs(course, own, None)
        if rooms is not None and starts:
            free = 0
            for room in rooms:
                if tables.seats_with(room, own) >= seats:
                    there = self.room_starts(room, length) & starts
                    if needed and there:
                        there &= bits.run_starts(self.equipped_days(course, own, room), length)
                    free |= there
                    # A room on each of the days is known: the others can add none.
                    if free == starts:
                        break
            starts &= free
        elif needed and starts:
            starts &= bits.run_starts(self.equipped_days(course, own, None), length)
        return starts

    def engaging_trainer(self, trainer: int, days: int) -> list[Session]:
        """List the sessions that a trainer cannot leave on some days: taught by them, or sat in."""
        found = _each_once(self._with_trainer[trainer], days)
        person = self.tables.person_of_trainer[trainer]
        for pick in () if person is None else self.tables.person_picks[person]:
            place = self.place[pick]
            if place is not None and place.days & days and place not in found:
                found.append(place)
        return found

    def engaging_room(self, room: int, days: int) -> list[Session]:
        """List the sessions that are in a room on some days."""
        return _each_once(self._in_room[room], days)

    def further_days(self, own: Own | None) -> int:
        """Give the days on which the further trainers and rooms of a session are all free."""
        days = self.tables.all_days
        for trainer in own.further_trainers if own is not None else ():
            days &= ~self.trainer_busy[trainer]
        for room in own.further_rooms if own is not None else ():
            days &= ~self.room_busy[room]
        return days

    def equipped_days(self, course: int, own: Own | None, room: int | None) -> int:
        """Give the days on which the equipment of a session in a room is to be had."""
        days = self.tables.all_days
        for at, count in self.tables.needs(course, own, room):
            left = self.equipment_left[at]
            days &= bits.day_set(day for day, number in enumerate(left) if number >= count)
        return days

    def choose_trainer(self, course: int, days: int, own: Own | None = None) -> int | None:
        """Choose the free trainer who leaves the fewest gaps; None when none is free."""
        best, best_rank = None, (9, 0)
        around = (days << 1) | (days >> 1)
        for trainer in self.tables.trainers_for(course, own):
            busy = self.trainer_busy[trainer]
            if not busy & days:
                # Beside another session first: single days between two are of no use to longer courses.
                rank = (0 if busy & around else 1, -busy.bit_count())
                if rank < best_rank:
                    best, best_rank = trainer, rank
        return best

    def choose_room(self, course: int, days: int, seats: int, own: Own | None = None) -> int | None:
        """Choose the smallest free room with *seats* that leaves the fewest gaps; None when none is free.

        Of rooms as small, one that has the equipment is taken, so that what can be carried is left.
        """
        best, best_rank = None, (1 << 60, 9, 9)
        around = (days << 1) | (days >> 1)
        needed = self.tables.needs(course, own, None)
        for room in self.tables.rooms_for(course, own) or ():
            busy, size = self.room_busy[room], self.tables.room_seats[room]
            # The smallest come first: what follows is larger, and this one cannot be better.
            if size > best_rank[0] or best_rank[1:] == (0, 0):
                break
            if self.tables.seats_with(room, own) >= seats and not busy & days:
                carried = self.tables.needs(course, own, room) if needed else ()
                if carried and days & ~self.equipped_days(course, own, room):
                    continue
                rank = (size, len(carried), 0 if busy & around else 1)
                if rank < best_rank:
                    best, best_rank = room, rank
        return best

    def choose(
        self, course: int, days: int, seats: int, own: Own | None = None
    ) -> tuple[int | None, int | None] | None:
        """Choose trainer and room for *days*; None when one that is needed is not to be had."""
        tables = self.tables
        if days & ~self.further_days(own):
            return None
        trainers, rooms = tables.trainers_for(course, own), tables.rooms_for(course, own)
        trainer = self.choose_trainer(course, days, own) if trainers else None
        if trainers and trainer is None:
            return None
        room = self.choose_room(course, days, seats, own) if rooms is not None else None
        if rooms is not None and room is None:
            return None
        if (
            rooms is None
            and tables.needs(course, own, None)
            and days & ~self.equipped_days(course, own, None)
        ):
            return None
        return trainer, room

    # Keeping and giving

    def freeze(self) -> Frozen:
        """Keep the schedule as it stands."""
        return tuple(
            (
                s.course,
                s.days,
                s.trainer,
                s.room,
                s.capacity,
                s.key,
                s.is_pinned,
                s.own,
                tuple(sorted(s.picks)),
            )
            for s in sorted(self.sessions.values(), key=lambda s: s.number)
        )

    def restore(self, frozen: Frozen) -> None:
        """Go back to a schedule that was kept."""
        self.clear()
        # Sessions that stand are made by clear(): their objects stay, and are found again by what they are.
        standing = {
            (session.course, session.key, session.own and session.own.only): session
            for session in self.sessions.values()
        }
        for course, days, trainer, room, capacity, key, is_pinned, own, picks in frozen:
            if is_pinned:
                session = standing[course, key, own and own.only]
            else:
                session = self.open_session(course, days, trainer, room, capacity=capacity, key=key, own=own)
            for pick in picks:
                self.seat(pick, session)

    def copy(self) -> "State":
        """Give an independent copy."""
        other = State(self.tables)
        other.restore(self.freeze())
        return other

    def proposal(self) -> Proposal:
        """Give the schedule in the caller's keys, locked sessions included."""
        return proposal_of(self.tables, self.freeze())


def proposal_of(tables: Tables, frozen: Frozen) -> Proposal:
    """Give a schedule that was kept in the caller's keys, locked sessions included."""
    problem, keys = tables.problem, tables.pick_keys
    joined: dict[int | None, list[int]] = defaultdict(list)
    unseated = set(keys)
    moving = []
    for session in frozen:
        course, days, trainer, room, _, key, is_pinned, _, picks = session
        seated = sorted([keys[pick] for pick in picks])
        unseated.difference_update(seated)
        if is_pinned:
            joined[key] += seated
            continue
        row = PlannedSession(
            key,
            problem.courses[course].key,
            tuple(bits.each_day(days)),
            None if trainer is None else problem.trainers[trainer].key,
            None if room is None else problem.rooms[room].key,
            tuple(seated),
        )
        moving.append((row.days[0], course, row))
    rows = [
        PlannedSession(
            row.key,
            row.course,
            row.days,
            row.trainer,
            row.room,
            (*row.seated, *sorted(joined.get(row.key, ()))),
        )
        for row in tables.locked
    ]
    # Among sessions of a course that begin together, the order in which they were opened stays.
    moving.sort(key=lambda each: each[:2])
    return Proposal((*rows, *(row for _, _, row in moving)), tuple(sorted(unseated)))


def _each_once(by_day: dict[int, Session], days: int) -> list[Session]:
    return list(dict.fromkeys(by_day[day] for day in bits.each_day(days) if day in by_day))


def engaged_trainers(session: Session) -> tuple[int, ...]:
    """Give the trainers that a session has on its days; none while it is lifted off them."""
    if session.trainer is None and session.room is None:
        return ()
    further = () if session.own is None else session.own.further_trainers
    return further if session.trainer is None else (session.trainer, *further)


def engaged_rooms(session: Session) -> tuple[int, ...]:
    """Give the rooms that a session has on its days; none while it is lifted off them."""
    if session.trainer is None and session.room is None:
        return ()
    further = () if session.own is None else session.own.further_rooms
    return further if session.room is None else (session.room, *further)


def may_join(session: Session, person: int) -> bool:
    """Tell whether the seats left in a session that stands are for somebody."""
    return session.own is None or session.own.only is None or person in session.own.only
