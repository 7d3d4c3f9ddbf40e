"""How feedback's scales and lists are called: the wording of the instrument, once for form, page and demo."""

from __future__ import annotations

from pdday.feedback.models import RemarkItem, Sharing, UseInPractice
from pdday.words import Sentence

AGREEMENT = (
    Sentence("Strongly disagree"),
    Sentence("Disagree"),
    Sentence("In between"),
    Sentence("Agree"),
    Sentence("Strongly agree"),
)
EXTENT = (Sentence("Not"), Sentence("Partly"), Sentence("Mostly"), Sentence("Fully"))
CONFIDENCE = (
    Sentence("Not at all"),
    Sentence("A little"),
    Sentence("In part"),
    Sentence("Quite"),
    Sentence("Very"),
)
LIKELIHOOD = (
    Sentence("Very unlikely"),
    Sentence("Unlikely"),
    Sentence("Perhaps"),
    Sentence("Likely"),
    Sentence("Very likely"),
)

#: E8: what somebody would need; the words that are kept, and how they read.
NEEDS = {
    "time": Sentence("Time"),
    "materials": Sentence("Materials"),
    "planning partner": Sentence("Someone to plan with"),
    "coaching": Sentence("Coaching"),
    "see it in a classroom": Sentence("To see it in a classroom"),
    "leader's go-ahead": Sentence("A leader's go-ahead"),
    "technology": Sentence("Technology"),
    "nothing more": Sentence("Nothing more"),
}

REMARK_ITEMS = {
    RemarkItem.KEEP: Sentence("Keep"),
    RemarkItem.CHANGE: Sentence("Change"),
    RemarkItem.QUESTION: Sentence("A question"),
}

SHARING = {
    Sharing.PRIVATE: Sentence("Only me"),
    Sharing.PARTNER: Sentence("Only me"),
    Sharing.CIRCLE: Sentence("Only me"),
    Sharing.PUBLIC: Sentence("All colleagues"),
}

#: F1.
USES = {
    UseInPractice.NOT_STARTED: Sentence("Not started"),
    UseInPractice.PLANNED: Sentence("Planned"),
    UseInPractice.TRIED_ONCE: Sentence("Tried once"),
    UseInPractice.SOMETIMES: Sentence("Used sometimes"),
    UseInPractice.ROUTINE: Sentence("Part of my routine"),
    UseInPractice.CHANGED: Sentence("Changed into something else"),
    UseInPractice.DROPPED: Sentence("Dropped"),
}
#: F2.
EVIDENCE = {
    "plan": Sentence("A lesson or a plan"),
    "student work": Sentence("Student work"),
    "peer visit": Sentence("A colleague's visit"),
    "notes": Sentence("Notes or data"),
}
#: F3.
SUPPORT = {
    "time": Sentence("Time"),
    "coaching": Sentence("Coaching"),
    "leader interest": Sentence("A leader's interest"),
    "materials": Sentence("Materials"),
    "team talk": Sentence("Talk in my team"),
}
#: F4.
OBSTACLES = {
    "time": Sentence("No time"),
    "materials": Sentence("No materials"),
    "alone": Sentence("Nobody to do it with"),
    "priorities": Sentence("Other things came first"),
    "does not fit": Sentence("It did not fit my students or work"),
    "unsure": Sentence("I was not sure how"),
}
