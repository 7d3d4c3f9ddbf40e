"""What the timetable must ask of later features, which answer here when the application starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdday.programme.models import Day
from pdday.programme.registers import Register
from pdday.words import Sentence

#: What is recorded of a day that has begun: a timetable published now meets people who are in rooms already.
arrived: Register[Day, Sentence] = Register()


@dataclass(frozen=True)
class Publication:
    """A day's timetable is out; what hangs on it can be made."""

    day: Day
    at: datetime


#: Called when a timetable was published, so that whoever looks finds what hangs on it, such as their badge.
published: Register[Publication, Sentence] = Register()
