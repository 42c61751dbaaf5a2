"""The buttons of each decision, and what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.board.doing import Guested, call_off, seat_guests
from pmplanner.services.board.rows import Decision, DecisionKind, FreeSeat, GoNoGo, Pending
from pmplanner.services.decisions.saving import WHOLE, Scope
from pmplanner.services.plans.renewals import pick_renewals
from pmplanner.services.problems.fixes.fixes import apply_fix
from pmplanner.services.sessions.attendance import record_booked
from pmplanner.services.sessions.changes import confirm_session
from pmplanner.storage.labels import Counted, Days, Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.decisions.board_reader import BoardReader
from pmplanner.ui.decisions.card import Offer
from pmplanner.ui.decisions.guests_dialog import GuestsDialog
from pmplanner.ui.translation import plural, tr

_Offers = Iterator[Offer]


class Offers(QObject):
    """Makes the buttons; each does what it says as one edit, or opens where it is done."""

    done = Signal(str)
    """What a button says was done; payload: the key of the decision."""
    open_requested = Signal(str, object)
    """Show something on its own page; payload: such as "session", and its id."""
    view_requested = Signal(str, str)
    """Show a page and one of its views; payload: their keys."""
    assign_tracks_requested = Signal()
    """Tracks are to be assigned; no payload."""
    cut_requested = Signal(object)
    """The user asks which picks go so that it costs less; payload: the Scope."""
    ask_managers_requested = Signal(object)
    """Managers are to be asked about picks; payload: the people whose picks they are, None for all."""
    merge_answers_requested = Signal()
    """Answers of managers are to be merged; no payload."""
    tell_requested = Signal(object, object)
    """Mails are wanted; payload: ids of sessions, and of the people to be told."""
    invitations_requested = Signal(int, object, object)
    """Mails are wanted that ask who would come; payload: the session, the people, the day to answer by."""

    def __init__(self, actions: Actions, reader: BoardReader, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions, self._reader, self._window = actions, reader, parent
        self._makers: Mapping[DecisionKind, Callable[[Decision], _Offers]] = {
            "go or no-go": self._go_or_no_go,
            "attendance": self._attendance,
            "free seat": self._free_seat,
            "over budget": self._over_budget,
            "cover": self._cover,
            "requests": self._requests,
            "renewals": self._renewals,
            "without a price": self._without_a_price,
            "without a track": self._without_a_track,
        }

    def of(self, decision: Decision) -> list[Offer]:
        """Return the buttons of a decision, the one that does it first."""
        maker = self._makers.get(decision.kind)
        return [] if maker is None else list(maker(decision))

    # Go or no-go

    def _go_or_no_go(self, decision: Decision) -> _Offers:
        about = decision.about
        assert isinstance(about, GoNoGo)
        yield Offer(tr("Run it"), lambda: self._run_it(decision, about), tip=tr("Confirm %1", about.code))
        what = about.call_off
        if what is not None:
            moved = len(what.moves)
            text = plural(moved, "Call it off and move %1", "Call it off and move %1")
            yield Offer(text if moved else tr("Call it off"), lambda: self._call_off(decision, about))
        if about.guests:
            lacking = max(1, about.lacking)
            text = plural(lacking, "Ask %1 more: who could come…", "Ask %1 more: who could come…")
            yield Offer(text, lambda: self.ask_who_comes(about), changes=False)
        yield Offer(tr("Open it"), lambda: self.open_requested.emit("session", about.session_id), False)

    def _run_it(self, decision: Decision, about: GoNoGo) -> None:
        label = Label.of("session.confirm", sessions=Counted("sessions", 1, about.code))
        self._do(decision, label, lambda db: confirm_session(db, about.session_id))

    def _call_off(self, decision: Decision, about: GoNoGo) -> None:
        what = about.call_off
        assert what is not None
        label = Label.of("session.call-off", session=about.code)
        if what.moves:
            people = People.of(move.person_id for move in what.moves)
            label = Label.of("session.call-off-and-move", session=about.code, people=people)
        self._do(decision, label, lambda db: call_off(db, about.session_id, what.moves))

    def ask_who_comes(self, about: GoNoGo) -> None:
        """List who could come to a draft, and write to those who are chosen."""
        title = tr("Who could come to %1", about.code)
        dialog = GuestsDialog(self._actions, self._reader, about.session_id, title, self._window)
        dialog.wanted = about.lacking
        if dialog.exec():
            self.invitations_requested.emit(about.session_id, dialog.chosen(), about.decide_by)
        dialog.deleteLater()

    # Attendance

    def _attendance(self, decision: Decision) -> _Offers:
        about = decision.about
        assert isinstance(about, Pending)
        (session_id,), (code,) = about.ids, about.codes
        label = Label.of("session.attend", session=code)
        yield Offer(
            tr("All of them came"),
            lambda: self._do(decision, label, lambda db: record_booked(db, session_id)),
        )
        yield Offer(
            tr("Enter who came"), lambda: self.open_requested.emit("session", session_id), changes=False
        )

    # Free seats

    def _free_seat(self, decision: Decision) -> _Offers:
        about = decision.about
        assert isinstance(about, FreeSeat)
        first = about.guests[0]
        yield Offer(tr("Seat %1 and tell them", first.name), lambda: self._seat_first(decision, about))
        yield Offer(tr("All who could…"), lambda: self.list_guests(decision, about), changes=False)
        yield Offer(tr("Open it"), lambda: self.open_requested.emit("session", about.session_id), False)

    def _seat_first(self, decision: Decision, about: FreeSeat) -> None:
        first = about.guests[0].person_id
        days = Days(about.first_day, about.last_day)
        label = Label.of("seat.put", person=People.of([first]), session=about.code, days=days)
        self._seat(decision, about, label, [first])

    def _seat(self, decision: Decision, about: FreeSeat, label: Label, people: list[int]) -> None:
        guests = [Guested(person_id, about.course_id) for person_id in people]
        if self._do(decision, label, lambda db: seat_guests(db, about.session_id, guests)):
            self.tell_requested.emit([about.session_id], people)

    def list_guests(self, decision: Decision, about: FreeSeat) -> None:
        """List all who can take a seat, and seat those who are chosen."""
        title = tr("Who could take a seat in %1", about.code)
        dialog = GuestsDialog(self._actions, self._reader, about.session_id, title, self._window)
        dialog.seat_in(about.free)
        if dialog.exec():
            people = list(dialog.chosen())
            label = Label.of("seat.fill", session=about.code, people=People.of(people))
            self._seat(decision, about, label, people)
        dialog.deleteLater()

    # Cover and requests

    def _cover(self, decision: Decision) -> _Offers:
        about = decision.about
        assert isinstance(about, Pending)
        fix = about.fix
        if fix is not None:
            yield Offer(about.fix_words, lambda: self._do(decision, fix.label, lambda db: apply_fix(db, fix)))
        yield Offer(tr("Open the problem"), lambda: self.view_requested.emit("problems", ""), changes=False)

    def _requests(self, _decision: Decision) -> _Offers:
        yield Offer(tr("Write the files…"), lambda: self.ask_managers_requested.emit(None), changes=False)
        yield Offer(tr("Merge answers…"), self.merge_answers_requested.emit, changes=False)

    # The rest

    def _over_budget(self, decision: Decision) -> _Offers:
        about = decision.about
        assert isinstance(about, Pending)
        (ref_id,), (kind, name) = about.ids, about.codes
        scopes = {"track": Scope("track", ref_id), "team": Scope("team", team=name)}
        scope = scopes.get(kind, WHOLE)
        yield Offer(tr("Which picks go?"), lambda: self.cut_requested.emit(scope), changes=False)
        yield Offer(tr("Show the costs"), lambda: self.view_requested.emit("totals", "cost"), changes=False)

    def _renewals(self, decision: Decision) -> _Offers:
        about = decision.about
        assert isinstance(about, Pending)
        if about.pairs:
            text = plural(len(about.pairs), "Pick 1 renewal", "Pick %1 renewals")
            yield Offer(text, lambda: self._pick_renewals(decision, about))
        yield Offer(tr("Show the runway"), lambda: self.view_requested.emit("needs", "runway"), changes=False)

    def _pick_renewals(self, decision: Decision, about: Pending) -> None:
        plan_id = self._actions.plan_id
        if plan_id is None:
            return
        label = Label.of("pick.renewals", people=People.of(person for person, _ in about.pairs))
        self._do(decision, label, lambda db: pick_renewals(db, plan_id, about.pairs))

    def _without_a_price(self, decision: Decision) -> _Offers:
        about = decision.about
        assert isinstance(about, Pending)
        yield Offer(
            tr("Enter prices"), lambda: self.open_requested.emit("course", about.ids[0]), changes=False
        )

    def _without_a_track(self, decision: Decision) -> _Offers:
        about = decision.about
        assert isinstance(about, Pending)
        yield Offer(tr("Assign tracks…"), self.assign_tracks_requested.emit, changes=False)
        yield Offer(
            tr("Show the first"), lambda: self.open_requested.emit("person", about.ids[0]), changes=False
        )

    def _do(self, decision: Decision, label: Label, action: Callable[..., object]) -> bool:
        """Do it as one edit, and say whether it was done."""
        before = self._actions.workspace.undo_label()
        self._actions.do(label, action)
        is_done = self._actions.workspace.undo_label() != before
        if is_done:
            self.done.emit(decision.key)
        return is_done
