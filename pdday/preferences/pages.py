"""What the page “My choices” shows, made ready line by line, so that its template only says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pdday.preferences import order, queries
from pdday.preferences.order import MOST_WISHES
from pdday.programme.models import Day
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.words import Sentence


@dataclass(frozen=True)
class Line:
    """One session on somebody's list."""

    session: Session
    #: Place from the top, from 1; where the arrows lead from.
    number: int
    rank: int
    #: As good as the one above.
    is_equal: bool


@dataclass(frozen=True)
class MyChoices:
    """Everything somebody chose."""

    lines: Sequence[Line] = ()
    stars: Sequence[Session] = ()
    not_for_me: Sequence[Session] = ()
    saved_at: datetime | None = None
    version: int = 0
    #: The session that was moved last, if one was, wherever it stands now.
    moved: Session | None = None

    @property
    def is_full(self) -> bool:
        """Whether the eight places are taken."""
        return len(self.lines) >= MOST_WISHES

    def said_of_moved(self) -> Sentence | None:
        """Where the session that was just moved stands now; None where none was."""
        if self.moved is None:
            return None
        for line in self.lines:
            if line.session == self.moved:
                return self._said_of(line)
        if self.moved in self.stars:
            return Sentence("“{title}” waits among your stars.", {"title": self.moved.title})
        return Sentence("“{title}” is off your list.", {"title": self.moved.title})

    def _said_of(self, line: Line) -> Sentence:
        facts = {"title": line.session.title, "rank": line.rank, "of": len(self.lines)}
        if line.is_equal:
            above = self.lines[line.number - 2].session.title
            return Sentence("“{title}” is now number {rank}, as good as “{above}”.", facts | {"above": above})
        return Sentence("“{title}” is now number {rank} of {of}.", facts)


def my_choices(day: Day, person: StaffMember, *, moved_id: int | None = None) -> MyChoices:
    """What this person chose for the day; `moved_id` is the session that they have just moved, if one was."""
    row = queries.find_list(day, person)
    if row is None:
        return MyChoices()
    chosen = queries.choices_in(row)
    ids = [wish.session_id for wish in chosen.wishes]
    asked = () if moved_id is None else (moved_id,)
    sessions = queries.sessions_by_id({*ids, *chosen.stars, *chosen.not_for_me, *asked})
    moved = sessions.get(moved_id) if moved_id is not None else None
    return MyChoices(
        lines=[
            Line(sessions[wish.session_id], number=number, rank=rank, is_equal=wish.is_equal)
            for number, (wish, rank) in enumerate(zip(chosen.wishes, order.ranks(chosen.wishes), strict=True), 1)
        ],
        stars=[sessions[session_id] for session_id in chosen.stars],
        not_for_me=sorted((sessions[each] for each in chosen.not_for_me), key=lambda session: session.title),
        saved_at=row.saved_at,
        version=row.version,
        moved=moved if moved is not None and moved.proposal.day_id == day.id else None,
    )
