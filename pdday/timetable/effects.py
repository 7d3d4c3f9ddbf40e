"""What a change by hand comes to, in words: rules it breaks, wishes it bends, and what is worth knowing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pdday.solver import Problem
from pdday.solver.score import Score
from pdday.timetable.broken import in_our_words
from pdday.timetable.changes import Effect
from pdday.words import InARow, Sentence

#: So many people are named; of more the rest are counted.
NAMED = 8


@dataclass(frozen=True)
class Told:
    """The three kinds of warning: the first refuses a change, the others only say what it costs."""

    breaks: Sequence[Sentence] = ()
    bends: Sequence[Sentence] = ()
    knows: Sequence[Sentence] = ()


def in_words(effect: Effect, problem: Problem, names: Mapping[str, str | Sentence]) -> Told:
    """The effect as a coordinator reads it."""
    breaks = [in_our_words(broken, problem, effect.plan, names) for broken in effect.breaks]
    return Told(breaks, list(_bent(effect, problem, names)), [_score(effect)])


def _bent(effect: Effect, problem: Problem, names: Mapping[str, str | Sentence]) -> Iterator[Sentence]:
    before, after = effect.before, effect.after
    for slot in problem.slots:
        lost, found = _new_and_gone(_unplaced_in(before, slot.id), _unplaced_in(after, slot.id))
        yield from _people(Sentence("Without a place in slot {slot}: {people}.", {"slot": slot.id}), lost, names)
        yield from _people(Sentence("Has a place in slot {slot} now: {people}.", {"slot": slot.id}), found, names)
    for told, was, now in (
        (_MISSES, _who_misses(before), _who_misses(after)),
        (_NO_TOP_THREE, before.none_of_top_three, after.none_of_top_three),
        (_ALONE, before.alone, after.alone),
        (_UNSUITED, [who for who, _run in before.unsuited], [who for who, _run in after.unsuited]),
    ):
        yield from _people(told, _new_and_gone(was, now)[0], names)
    few = [run for run in after.under_minimum if run not in before.under_minimum]
    yield from _people(_FEW, few, names)


_MISSES = Sentence("Misses a session that is required of them: {people}.")
_NO_TOP_THREE = Sentence("Has none of their top three any more: {people}.")
_ALONE = Sentence("Meant to be with colleagues, and meets none of them: {people}.")
_UNSUITED = Sentence("Sits in something that neither was asked for nor suits their work: {people}.")
_FEW = Sentence("Fewer people than the session asks for: {people}.")


def _people(told: Sentence, ids: Iterable[str], names: Mapping[str, str | Sentence]) -> Iterator[Sentence]:
    """`told` with its people or runs by name; nothing where there are none."""
    each = [names.get(one, one) for one in ids]
    if not each:
        return
    if len(each) > NAMED:
        each[NAMED:] = [Sentence("{more} more", {"more": len(each) - NAMED})]
    yield Sentence(told.pattern, {**told.facts, "people": InARow(tuple(each))})


def _new_and_gone(before: Iterable[str], after: Iterable[str]) -> tuple[list[str], list[str]]:
    was, now = list(before), list(after)
    return [each for each in now if each not in was], [each for each in was if each not in now]


def _unplaced_in(score: Score, slot: str) -> list[str]:
    return [each.attendee for each in score.unplaced if each.slot == slot]


def _who_misses(score: Score) -> list[str]:
    return [each.attendee for each in score.missed]


def _score(effect: Effect) -> Sentence:
    facts = {
        "before": f"{effect.before.total:,.0f}",
        "after": f"{effect.after.total:,.0f}",
        "gain": f"{effect.gain:+,d}",
    }
    if effect.gain == 0:
        return Sentence("The score stays at {before}.", facts)
    return Sentence("The score goes from {before} to {after} ({gain}).", facts)
