"""Words that may hurt a person. Whoever finds some is not sure: a coordinator reads them before the presenter does."""

from __future__ import annotations

import re

#: What is said of people rather than of sessions. Some are harmless ("a stupid printer"); a coordinator lets those go.
_OF_PEOPLE = (
    "idiot", "moron", "imbecile", "stupid", "dumb", "fool", "clown", "loser", "liar", "lazy", "pathetic",
    "incompetent", "clueless", "ignorant", "disgusting", "disgrace", "worthless", "useless", "arrogant", "creep",
    "creepy", "fraud", "crazy", "insane", "retarded", "ugly", "fat", "bully", "racist", "sexist", "bigot", "bitch",
    "bastard", "asshole", "jerk", "crap", "shit", "fuck", "damn", "hell", "scum", "trash", "garbage", "hate",
)  # fmt: skip
#: What is wished upon people.
_WISHES = (
    r"shut up",
    r"(should|must|ought to|needs? to) (be|get) (fired|sacked|let go|removed|ashamed)",
    r"(should|must) (quit|resign|retire|never (teach|present|be allowed))",
    r"(has|have|had) no (business|right|clue)",
    r"(can ?not|can[’']t|cannot) (teach|present|speak)",
    r"(kill|hurt|punch|slap)(s|ed|ing)?",
    r"waste of (space|skin|air)",
    r"(i|we)( wi|['’])ll (get|find) (you|him|her|them)",
)
_ENDINGS = r"(e?s|ed|er|ers|ing|y|ly|ity|head)?"
_MAY_HURT = re.compile(rf"\b(?:(?:{'|'.join(_OF_PEOPLE)}){_ENDINGS}|{'|'.join(_WISHES)})\b", re.IGNORECASE)


def may_hurt(words: str) -> bool:
    """Whether a coordinator should read these words before whoever they are for."""
    return _MAY_HURT.search(words) is not None
