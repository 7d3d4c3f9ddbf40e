"""What the timetable must ask of later features, which answer here when the application starts."""

from __future__ import annotations

from pdday.programme.models import Day
from pdday.programme.registers import Register
from pdday.words import Sentence

#: What is recorded of a day that has begun: a timetable published now meets people who are in rooms already.
arrived: Register[Day, Sentence] = Register()
