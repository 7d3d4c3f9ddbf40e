"""What the answers to one session come to, for those who led it. Pure: points in, shares out.

A share of fewer than five is not told; of fewer than twenty nobody learns that it was all of them, or none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pdday.feedback.models import Answer
from pdday.feedback.names import NEEDS
from pdday.feedback.rules import SMALLEST_BATCH
from pdday.words import Sentence

#: Below so many, "all" and "none" would tell each one's answer.
_ENOUGH_FOR_ALL = 20
_NEARLY_ALL, _HARDLY_ANY = 0.95, 0.05


@dataclass(frozen=True)
class Share:
    """How many of those who answered an item chose one of its upper two points."""

    name: Sentence
    #: In words, such as "agree".
    of_what: Sentence
    answered: int
    #: From 0 to 1; None where too few answered.
    share: float | None

    @property
    def is_at_its_end(self) -> bool:
        """Whether the share stands for "at least" or "at most"."""
        return self.answered < _ENOUGH_FOR_ALL and self.share in (_NEARLY_ALL, _HARDLY_ANY)


@dataclass(frozen=True)
class Confidence:
    """One objective: who was confident before, as they remember it, and who is now."""

    objective: str
    before: Share
    now: Share


@dataclass(frozen=True)
class Figures:
    """Everything that points come to."""

    answers: int
    #: Strengths first.
    shares: tuple[Share, ...]
    confidence: tuple[Confidence, ...]
    #: What people would need, the most named first, with how many named it.
    needs: tuple[tuple[Sentence, int], ...]
    #: How many gave each number from 0 to 10; none where too few did.
    would_suggest: tuple[int, ...]


_AGREE = Sentence("agree")
_ITEMS: tuple[tuple[str, Sentence, Sentence, int], ...] = (
    ("good_use", Sentence("A good use of my time"), _AGREE, 4),
    ("fits_my_work", Sentence("Fits the people I work with"), _AGREE, 4),
    ("practised", Sentence("Thinking and practicing, not only listening"), _AGREE, 4),
    ("roles_heard", Sentence("People in different roles were heard"), _AGREE, 4),
    ("objectives_met", Sentence("The objectives were met"), Sentence("mostly or fully"), 3),
    ("will_try", Sentence("Will try something within 30 days"), Sentence("likely"), 4),
)
_CONFIDENT = Sentence("quite or very confident")


def figures(answers: Sequence[Answer], objectives: Sequence[str]) -> Figures:
    """What these answers come to."""
    shares = [_share(name, of_what, _points(answers, item), least) for item, name, of_what, least in _ITEMS]
    return Figures(
        answers=len(answers),
        shares=tuple(sorted(shares, key=lambda each: -1.0 if each.share is None else each.share, reverse=True)),
        confidence=tuple(_confidence(answers, place, words) for place, words in enumerate(objectives)),
        needs=_needs(answers),
        would_suggest=_numbers(answers),
    )


def _share(name: Sentence, of_what: Sentence, points: Sequence[int], least: int) -> Share:
    if len(points) < SMALLEST_BATCH:
        return Share(name, of_what, len(points), None)
    share = sum(point >= least for point in points) / len(points)
    if len(points) < _ENOUGH_FOR_ALL:
        share = min(_NEARLY_ALL, max(_HARDLY_ANY, share))
    return Share(name, of_what, len(points), share)


def _points(answers: Iterable[Answer], item: str) -> list[int]:
    return [point for answer in answers if (point := getattr(answer, item)) is not None]


def _confidence(answers: Sequence[Answer], place: int, objective: str) -> Confidence:
    """Over those who said both: before and now must be of the same people."""
    pairs = [pair for answer in answers if (pair := _pair(answer, place)) and None not in pair]

    def share(when: Sentence, which: Callable[[tuple[int, int]], int]) -> Share:
        return _share(when, _CONFIDENT, [which(pair) for pair in pairs], 4)  # type: ignore[arg-type]

    return Confidence(
        objective, share(Sentence("Before"), lambda pair: pair[0]), share(Sentence("Now"), lambda pair: pair[1])
    )


def _pair(answer: Answer, place: int) -> tuple[int | None, int | None] | None:
    if place == 0:
        return answer.confidence_before, answer.confidence_now
    others = answer.more_confidence or []
    return (others[place - 1][0], others[place - 1][1]) if len(others) >= place else None


def _needs(answers: Sequence[Answer]) -> tuple[tuple[Sentence, int], ...]:
    """Only where at least five named something."""
    named = [answer.would_need for answer in answers if answer.would_need]
    if len(named) < SMALLEST_BATCH:
        return ()
    times = Counter(need for needs in named for need in needs if need in NEEDS)
    order = list(NEEDS)
    most_first = sorted(times, key=lambda need: (-times[need], order.index(need)))
    return tuple((NEEDS[need], times[need]) for need in most_first)


def _numbers(answers: Sequence[Answer]) -> tuple[int, ...]:
    given = Counter(_points(answers, "would_suggest"))
    return tuple(given[number] for number in range(11)) if given.total() >= SMALLEST_BATCH else ()
