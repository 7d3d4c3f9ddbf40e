"""Days on which people choose."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pdday.db import db
from pdday.preferences import queries
from pdday.preferences.actions import star
from pdday.preferences.order import Choices, ranks
from pdday.programme.models import Day, Phase
from pdday.programme.vocabulary import PhaseKind
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from tests.factories import make_day, make_session

#: A moment at which `make_choosing_day` is open, by the clock of this school: 9:41.
NOW = datetime(2027, 2, 3, 15, 41, tzinfo=UTC)
OPEN = (date(2020, 1, 1), date(2099, 12, 31))
OVER = (date(2020, 1, 1), date(2020, 1, 31))
NOT_YET = (date(2099, 1, 1), date(2099, 12, 31))


def make_choosing_day(dates: tuple[date, date] = OPEN) -> Day:
    """A day on which people choose whenever the test runs, or at other dates."""
    day = make_day()
    day.phases.append(Phase(kind=PhaseKind.CHOOSING, begins_on=dates[0], ends_on=dates[1]))
    db.session.flush()
    return day


def make_sessions(day: Day, *titles: str) -> list[Session]:
    return [make_session(day, title) for title in titles]


def chosen(person: StaffMember, day: Day) -> Choices:
    """What is in the database for this person now."""
    db.session.expire_all()
    return queries.choices_in(queries.find_list(day, person))


def told(person: StaffMember, day: Day) -> list[tuple[int, str]]:
    """Ranks and titles of the person's list, as its page shows them."""
    wishes = chosen(person, day).wishes
    titles = {each.session_id: each.session.title for each in queries.find_list(day, person).preferences}
    return [(rank, titles[wish.session_id]) for rank, wish in zip(ranks(wishes), wishes, strict=True)]


def ranked(person, day, *titles):
    sessions = make_sessions(day, *titles)
    for session in sessions:
        star(session, by=person, now=NOW)
    return sessions
