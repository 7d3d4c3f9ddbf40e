"""What a seat would take, in sentences: for coordinators with the people it would move, for the person with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pdday import words
from pdday.desk.rules import people
from pdday.jobs import Job, JobState
from pdday.solver import Rule
from pdday.solver.rules import PRIVATE
from pdday.timetable.names import RULES
from pdday.words import InARow, Sentence

#: What the seat would do to others, the gravest first, by the solver's word for it.
LOSSES = {
    "place": "{people} would be left without a place.",
    "required": "{people} would miss what is required of them.",
    "first": "{people} would lose their first choice.",
    "top three": "{people} would have one less of their top three.",
    "lower": "{people} would have less of what they asked for.",
    "nothing": "{people} would move and lose nothing that they asked for.",
    "gain": "{people} would come off better.",
}
_LESS = frozenset({"place", "required", "first", "top three", "lower"})


@dataclass(frozen=True)
class WhoMoves:
    """One person who would move, and from what to what."""

    name: str
    #: Nothing where they would have no place instead.
    leaves: InARow
    comes_to: InARow

    @property
    def keeps_sessions(self) -> bool:
        """Whether they would attend the same sessions, only in other runs."""
        return bool(self.leaves.things) and sorted(self.leaves.things, key=str) == sorted(self.comes_to.things, key=str)


@dataclass(frozen=True)
class Answer:
    """What was asked about one seat, as a coordinator reads it."""

    is_under_way: bool
    at: datetime | None
    says: tuple[Sentence, ...] = ()
    who: tuple[WhoMoves, ...] = ()


def answer(job: Job, names: Mapping[int, str], titles: Mapping[int, str]) -> Answer:
    """What came of one asking; `names` and `titles` are those of the people and sessions in it."""
    match job.state:
        case JobState.DONE:
            return Answer(False, job.ended_at, tuple(told(job.result)), tuple(who_moves(job.result, names, titles)))
        case JobState.FAILED if job.reason:
            return Answer(False, job.ended_at, (job.reason,))
        case _:
            return Answer(not job.is_over, job.ended_at)


def told(cost: Mapping[str, Any]) -> Iterator[Sentence]:
    """What a coordinator reads of it."""
    if cost["forbidden"]:
        yield _forbidden(Rule[cost["forbidden"]])
        return
    counts = Counter(move["loss"] for move in cost["moves"])
    if not counts:
        yield Sentence("Nobody else would have to move.")
    for loss in LOSSES:
        if counts[loss]:
            yield Sentence(LOSSES[loss], {"people": words.people(counts[loss])})
    yield _score(round(cost["score_change"]))


def _forbidden(rule: Rule) -> Sentence:
    if rule in PRIVATE:
        return Sentence("A private rule forbids it, whoever else moves.")
    return Sentence("It is forbidden, whoever else moves: {rule}", {"rule": RULES[rule.value]})


def _score(change: int) -> Sentence:
    facts = {"points": f"{abs(change):,}"}
    if change < 0:
        return Sentence("The day's score would fall by {points}; one perfect day is worth 100.", facts)
    if change > 0:
        return Sentence("The day's score would rise by {points}; one perfect day is worth 100.", facts)
    return Sentence("The day's score would stay as it is.")


def who_moves(cost: Mapping[str, Any], names: Mapping[int, str], titles: Mapping[int, str]) -> list[WhoMoves]:
    """Who else would move, by name; whose row is gone by now is left out."""
    return [
        WhoMoves(names[move["staff_id"]], _titles(move["leaves"], titles), _titles(move["comes_to"], titles))
        for move in cost.get("moves", ())
        if move["staff_id"] in names
    ]


def _titles(session_ids: list[int], titles: Mapping[int, str]) -> InARow:
    return InARow(tuple(f"“{titles[each]}”" for each in session_ids if each in titles))


def told_to_the_person(cost: Mapping[str, Any], letters: str) -> Sentence:
    """What the person reads of it: counts, never who, and nothing of anybody's needs."""
    if cost["forbidden"]:
        return Sentence("A coordinator looked into {slot}: a rule of the day keeps you out.", {"slot": letters})
    if not cost["moves"]:
        return Sentence("A coordinator looked into {slot}: nobody else would have to move.", {"slot": letters})
    less = sum(move["loss"] in _LESS for move in cost["moves"])
    facts = {"slot": letters, "moved": people(len(cost["moves"])), "less": people(less)}
    if not less:
        return Sentence(
            "A coordinator looked into {slot}: others would have to move ({moved}), and none of them would lose "
            "anything that they asked for.",
            facts,
        )
    return Sentence(
        "A coordinator looked into {slot}: others would have to move ({moved}), and some of them ({less}) would get "
        "less of what they asked for.",
        facts,
    )
