"""The district's next day, in the middle of choosing: sessions of the lived day offered again, and new proposals.

It is there to be tried out: whoever opens the demo can rank, decide about proposals, draft and publish at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from pdday.demo import frame, gatherings, wishes
from pdday.demo.arrangements import Arrangements
from pdday.demo.district import DistrictPlan
from pdday.demo.frame import REFLECTION, Calendar, PlannedSlot
from pdday.demo.people import Person
from pdday.demo.sessions import PlannedSession
from pdday.demo.shares import chance, some
from pdday.demo.wishes import PlannedList
from pdday.programme.vocabulary import PhaseKind, SlotKind
from pdday.proposals.vocabulary import ProposalState

#: Three rounds of sessions this time, and home earlier.
_WITHOUT = ("D", REFLECTION)
_MINUTES = 60
SLOTS = (
    *(slot for slot in frame.SLOTS if slot.label not in _WITHOUT),
    PlannedSlot(REFLECTION, SlotKind.REFLECTION, time(14, 5), time(14, 30), credit_minutes=20),
)
#: Of the sessions that would fit again, one in so many comes too late to be accepted and waits for a decision.
_ONE_IN = 11
#: Shorter sessions that their presenters make longer: some sent in, some still being written.
_LONGER = (ProposalState.SUBMITTED, ProposalState.DRAFT) * 3
#: Share of the staff who have answered so far; the people in the guide have not.
_HAVE_ANSWERED = 0.5
_ON_LEAVE_ALREADY = 3
#: Days until the day at the least; days that choosing lasts from a Monday to a Friday, and ends before it at the least.
_AHEAD, _CHOOSING, _BEFORE = 28, 25, 14
#: Nobody is in school around the turn of the year.
_BREAK_BEGINS, _BREAK_ENDS = (12, 18), (1, 4)


def calendar(today: date) -> Calendar:
    """A Friday at least four weeks ahead; choosing began in the week before and goes on for at least two more."""
    on = today + timedelta(days=_AHEAD)
    while on.weekday() != frame.DAY.weekday() or _is_in_the_break(on):
        on += timedelta(days=1)
    begun = _monday_before(today - timedelta(days=2))
    ends = min(begun + timedelta(days=_CHOOSING), on - timedelta(days=_BEFORE))
    phases = {
        PhaseKind.ASKING: (begun - timedelta(days=49), begun - timedelta(days=36)),
        PhaseKind.PROPOSING: (begun - timedelta(days=35), begun - timedelta(days=15)),
        PhaseKind.REVIEWING: (begun - timedelta(days=14), begun - timedelta(days=1)),
        PhaseKind.CHOOSING: (begun, ends),
        PhaseKind.DRAFTING: (ends + timedelta(days=1), on - timedelta(days=8)),
        PhaseKind.PUBLISHED: (on - timedelta(days=7), on - timedelta(days=1)),
        PhaseKind.UNDER_WAY: (on, on),
        PhaseKind.CLOSED: (on + timedelta(days=1), on + timedelta(days=95)),
    }
    return Calendar(f"{_season(on)} Learning Day", on, phases, SLOTS)


def plan_next_day(lived: DistrictPlan, *, today: date) -> DistrictPlan:
    """The next day of the same people, as it stands today."""
    next_calendar = calendar(today)
    sessions = tuple(_offered(lived.sessions))
    arranged = _arrangements(lived.arrangements, today)
    answering = _lists(lived, sessions, next_calendar, today)
    return replace(
        lived,
        calendar=next_calendar,
        sessions=sessions,
        arrangements=arranged,
        gatherings=tuple(gatherings.gatherings(lived.people, lived.rooms, arranged)),
        lists=answering,
    )


def _is_in_the_break(on: date) -> bool:
    return (on.month, on.day) >= _BREAK_BEGINS or (on.month, on.day) < _BREAK_ENDS


def _monday_before(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _season(on: date) -> str:
    return ("Winter", "Spring", "Summer", "Fall")[on.month % 12 // 3]


def _offered(lived: Sequence[PlannedSession]) -> Iterator[PlannedSession]:
    """What ran for an hour is offered again; what ran shorter is on its way to become an hour."""
    hours = [session for session in lived if session.accepted and session.minutes == _MINUTES]
    shorter = [session for session in lived if session.accepted and session.minutes < _MINUTES]
    for place, session in enumerate(hours, 1):
        late = place % _ONE_IN == 0 and session.required_for is None
        yield replace(session, state=ProposalState.SUBMITTED) if late else session
    for session, state in zip(_different_strands(shorter), _LONGER, strict=False):
        yield replace(session, minutes=_MINUTES, state=state, required_for=None)


def _different_strands(sessions: Iterable[PlannedSession]) -> list[PlannedSession]:
    """The first of each strand."""
    return list({session.strand: session for session in reversed(list(sessions))}.values())[::-1]


def _arrangements(lived: Arrangements, today: date) -> Arrangements:
    """Needs and companies last; few know by now that they will be on leave."""
    known = sorted(lived.on_leave)[:: max(1, len(lived.on_leave) // _ON_LEAVE_ALREADY)][:_ON_LEAVE_ALREADY]
    return replace(lived, on_leave={number: today - timedelta(days=place) for place, number in enumerate(known, 1)})


def _lists(
    lived: DistrictPlan, sessions: Sequence[PlannedSession], of_day: Calendar, today: date
) -> tuple[PlannedList, ...]:
    begun, _ = of_day.phases[PhaseKind.CHOOSING]
    until_now = (begun, today - timedelta(days=1))
    silent = lived.arrangements.interpreters
    drawn = wishes.lists(lived.people, sessions, lived.presenters, silent, until_now, seed=lived.seed + 1)
    ours = [answer for answer in drawn if not _is_in_the_guide(lived.people[answer.person])]
    chosen = some(ours, round(_HAVE_ANSWERED * len(lived.people)), chance(lived.seed, "answered so far"))
    return tuple(sorted(chosen, key=lambda answer: answer.person))


def _is_in_the_guide(person: Person) -> bool:
    return person.persona is not None
