"""Whether somebody guesses: codes, PINs, badges, or pages that are not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pdday import refusals
from pdday.clock import now
from pdday.doctor.finding import Examination, Finding, look, well
from pdday.refusals import RefusalKind

#: How far back is looked: longer ago is in the trail.
LATELY = timedelta(days=2)
#: So many from one place within an hour are no slips of the finger. (A school of 300 behind one address comes near it
#: on the morning of the day.)
MANY = 30
#: What was refused, in words.
WORDS = {
    RefusalKind.CODE: "wrong codes",
    RefusalKind.PIN: "wrong PINs",
    RefusalKind.BADGE: "badges that are none of ours",
    RefusalKind.PAGE: "pages that are for others",
}


def guesses() -> Iterator[Finding]:
    about, many = "guessing", [each for each in refusals.since(now() - LATELY) if each.most >= MANY]
    for each in many:
        yield look(
            about,
            f"{each.times} {WORDS[each.what]} were refused in the last two days, {each.most} of them to one place "
            "within an hour.",
            "On the morning of the day that may be a whole school. Else somebody guesses, and gets nowhere for years: "
            "journalctl -u pdday | grep refusals gives the request numbers, whose lines name the network.",
        )
    if not many:
        yield well(about, "Nobody guesses codes, PINs or badges.")


GUESSING: tuple[Examination, ...] = (guesses,)
