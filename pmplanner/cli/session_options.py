"""What can be asked for of sessions on the command line."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.options import WHOM, actions, command, people_options, plan_option
from pmplanner.sentences import marked, resaid, said

if TYPE_CHECKING:
    from pmplanner.cli.options import Commands

_SIMPLE = {
    "confirm": marked("Say that a session takes place"),
    "cancel": marked("Cancel a session; its picks are open again"),
    "revive": marked("Make a cancelled session a draft again, without people"),
    "pin": marked("Keep a session on its days"),
    "unpin": marked("Let a session move again"),
    "lock": marked("Keep the days and the people of a session as they are"),
    "unlock": marked("Let days and people of a session change again"),
}


def add_sessions(commands: "Commands") -> None:
    """Add the command `session`."""
    of_session = actions(commands, "session", said("Add, list and change sessions and the people in them"))
    _add_making(of_session)
    plan_option(command(of_session, "list", said("List the sessions of a plan")))
    move = _one(of_session, "move", said("Move a session to begin on another day"))
    move.add_argument(
        "start", type=values.a_date, metavar="DATE", help=said("on a closed day, the next open one")
    )
    for name, about in _SIMPLE.items():
        _one(of_session, name, resaid(about))
    _add_dividing(of_session)
    _add_seating(of_session)
    _add_swapping(of_session)
    _add_attendance(of_session)


def _one(of_session: "Commands", name: str, about: str) -> ArgumentParser:
    parser = command(of_session, name, about)
    parser.add_argument("code", metavar="CODE", help=said("of the session"))
    plan_option(parser)
    return parser


def _add_making(of_session: "Commands") -> None:
    add = command(of_session, "add", said("Put a session of a course on dates"))
    add.add_argument("course", metavar="COURSE")
    add.add_argument(
        "--start",
        type=values.a_date,
        required=True,
        metavar="DATE",
        help=said("the course's days are laid over working days from there"),
    )
    add.add_argument("--seats", type=values.count, metavar="N", help=said("the most people"))
    add.add_argument("--min-seats", type=values.count, metavar="N", help=said("the fewest people"))
    add.add_argument("--room", default="", metavar="ROOM")
    add.add_argument("--trainer", default="", metavar="NAME")
    add.add_argument("--code", default="", metavar="CODE")
    add.add_argument(
        "--seat-open", action="store_true", help=said("seat everybody with an open pick of the course")
    )
    plan_option(add)


def _add_dividing(of_session: "Commands") -> None:
    split = _one(of_session, "split", said("Split a session in two and share its people out"))
    split.add_argument(
        "--same-days", action="store_true", help=said("beside the first, not on the next working days")
    )
    merge = _one(of_session, "merge", said("Put the people of other sessions of the course into a session"))
    merge.add_argument("others", nargs="+", metavar="OTHER", help=said("codes of the sessions that go"))
    repeat = _one(of_session, "repeat", said("Make a series of a session"))
    repeat.add_argument(
        "--every", type=values.count, required=True, metavar="DAYS", help=said("14: every 2 weeks")
    )
    repeat.add_argument(
        "--times",
        type=values.count,
        required=True,
        metavar="N",
        help=said("how many sessions, with this one"),
    )


def _add_seating(of_session: "Commands") -> None:
    seat = _one(of_session, "seat", said("Seat people who picked the course; those beyond the seats wait"))
    people_options(seat, *WHOM)
    seat.add_argument(
        "--open", dest="all_open", action="store_true", help=said("everybody with an open pick")
    )
    seat.add_argument(
        "--waiting", action="store_true", help=said("everybody who waits for a seat in any session")
    )
    people_options(_one(of_session, "unseat", said("Take people out of a session")), *WHOM)


def _add_swapping(of_session: "Commands") -> None:
    swap = _one(of_session, "swap", said("Let two people change places between two sessions"))
    swap.add_argument("person", metavar="ID", help=said("who is in the session"))
    swap.add_argument("other", metavar="OTHER", help=said("code of the other session"))
    swap.add_argument("other_person", metavar="OTHER-ID", help=said("who is in that one"))


def _add_attendance(of_session: "Commands") -> None:
    attend = _one(of_session, "attend", said("Record who attended a session: everybody but those named"))
    attend.add_argument("--absent", action="append", default=[], metavar="ID", help=said("was not there"))
    attend.add_argument(
        "--partly",
        type=values.part,
        action="append",
        default=[],
        metavar="ID=DAYS",
        help=said("was there for so many days"),
    )
