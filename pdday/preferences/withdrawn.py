"""What colleagues' choices answer when presenters take an accepted session back."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from pdday.db import db
from pdday.preferences.models import Preference
from pdday.proposals import registers
from pdday.proposals.models import Session
from pdday.proposals.registers import Touch
from pdday.words import Sentence


@registers.touched.answer
def who_chose_it(session: Session) -> Iterator[Touch]:
    """How many lists it stands on. Presenters are not told: nobody's session is a contest."""
    count = db.session.scalar(select(func.count()).where(Preference.session_id == session.id)) or 0
    if count:
        told = "Lists of choices that have it: {count}. The next choice counts instead."
        yield Touch(Sentence(told, {"count": count}), for_coordinators=True)
