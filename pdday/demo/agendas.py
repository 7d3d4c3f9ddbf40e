"""The agendas of the demo: what people do in a session of each kind, step by step, and where it was used before."""

from __future__ import annotations

from collections.abc import Iterator

from pdday.demo.sessions import PlannedSession
from pdday.proposals.models import ProposalStep
from pdday.proposals.vocabulary import Format, Protocol

#: Steps as shares of the time; the longest is the one in which the session's main protocol is used.
_Step = tuple[float, str]
_TRY: tuple[_Step, ...] = (
    (0.15, "Say in pairs what brings you here"),
    (0.25, "See it once, from start to finish"),
    (0.45, "Try it with your own lesson, two and two"),
    (0.15, "Say what you take along, and what is still open"),
)
_TALK: tuple[_Step, ...] = (
    (0.2, "Go around once: what it looks like where you work"),
    (0.5, "Take one case and work on it together"),
    (0.3, "Write down what to try, and who asks whom in a month"),
)
_MAKE: tuple[_Step, ...] = (
    (0.2, "Look at three finished ones and say what you notice"),
    (0.6, "Make your own"),
    (0.2, "Swap it with a neighbor and hear one suggestion"),
)
_SHAPES = {
    **dict.fromkeys((Format.MAKE_AND_TAKE, Format.LESSON_STUDY_LAUNCH), _MAKE),
    **dict.fromkeys(
        (
            *(Format.ROUNDTABLE, Format.PANEL, Format.JOB_ALIKE, Format.OPEN_SPACE, Format.PLC_KICKOFF),
            *(Format.PROBLEM_OF_PRACTICE_CLINIC, Format.LEARNING_WALK_DEBRIEF, Format.BOOK_STUDY_LAUNCH),
        ),
        _TALK,
    ),
}
_USED_IN = (
    "With my own groups since last fall; the quiet ones gained most.",
    "At our school all of last year. The second month was better than the first.",
    "With two teams this spring; both still do it.",
    "In one unit so far. Half of it worked at once, and I say which half.",
)


def agenda(planned: PlannedSession) -> Iterator[ProposalStep]:
    """Steps that add up to its minutes."""
    shape = _SHAPES.get(planned.format, _TRY)
    longest, left = max(share for share, _ in shape), planned.minutes
    for position, (share, activity) in enumerate(shape, 1):
        minutes = left if position == len(shape) else 5 * round(share * planned.minutes / 5)
        protocol = planned.protocol if share == longest else Protocol.NONE
        yield ProposalStep(position=position, minutes=minutes, activity=activity, protocol=protocol)
        left -= minutes


def used_in(place: int) -> str:
    """Where its presenters say that they have used it, for the proposal at this place in the list."""
    return _USED_IN[place % len(_USED_IN)]
