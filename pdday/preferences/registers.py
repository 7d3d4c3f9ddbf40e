"""What choosing must ask of later features, which answer here when the application starts."""

from __future__ import annotations

from pdday.programme.models import Day
from pdday.programme.registers import Register
from pdday.words import Sentence

#: Why lists of this day count for nothing any more, whatever the dates for choosing say.
settled: Register[Day, Sentence] = Register()
