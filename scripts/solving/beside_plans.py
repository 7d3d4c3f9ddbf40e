"""The further tables of `scripts/benchmark-solver`: what a change costs, and how an impossible day is explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pdday.solver import read_problem
from scripts.solving.bars import Bars, bars_of, with_bar
from scripts.solving.cases import Case
from scripts.solving.impossible import Answered, Explained, explained
from scripts.solving.repairs import EFFORT_BEFORE, MOST_SECONDS, Moment, Repaired, repairs, solved_before
from scripts.solving.rows import NOTHING, head, row

#: The sizes of days that are changed and made impossible: a school's, and one with bars to reach.
MEASURED = ("small", "district")
REPAIRS = (
    "day", "what changes", "first plan s", "all seats s", "with rooms s", "processor: first / seats / rooms s",
    "people changed", "of them forced", "score", "afresh: score", "afresh: people changed",
)  # fmt: skip
EXPLAINED = (
    "day", "why it is impossible", "counting s", "proofs", "what to relax s", "processor s", "named",
    "conflict s", "processor s", "named",
)  # fmt: skip

ABOUT_REPAIRS = (
    f"A plan made with `--effort {EFFORT_BEFORE}`, then one change where it hurts most: the fullest session that",
    "nobody must attend is cancelled, the room with most people in it is lost, whoever presents most is ill, people",
    "who present nothing come late or stay away. *First plan*: whoever lost a place has another. *All seats*:",
    "everybody's seat has been chosen anew for the runs that stand. *With rooms*: the sessions concerned may run",
    "elsewhere, too. *Processor*: seconds of its work, which a busy machine stretches less. *People changed*: those",
    "whose day is another; *forced*: those of them for whom every plan there is changes something. *Afresh*: the same",
    "day solved for as long without knowing the plan, its score with what its changes cost.",
)
ABOUT_EXPLAINED = (
    "The day made impossible in ten ways (`scripts/solving/impossible.py`). *Counting*: before any model, with the",
    "proofs that it found. *What to relax*: the cheapest set of rules, proved to be cheapest; *conflict*: rules that",
    f"clash, none without need. Each has {MOST_SECONDS:g} seconds; *not in time*: no answer, or an unproved one.",
)


@dataclass
class Beside:
    """What was measured beside the plans: each row with its day's name and size."""

    repaired: list[tuple[str, str, Repaired]] = field(default_factory=list)
    explained: list[tuple[str, str, Explained]] = field(default_factory=list)
    sizes: set[str] = field(default_factory=set)

    def measure(self, case: Case, *, repairs_too: bool, explain_too: bool, seed: int) -> None:
        """Take up a day, if it is the first of a size that is measured so, and print each row as it comes."""
        if case.size not in MEASURED or case.size in self.sizes:
            return
        self.sizes.add(case.size)
        problem = read_problem(case.path.read_text(encoding="utf-8"))
        bars = bars_of(case.size)
        if repairs_too:
            print(*head(REPAIRS, words=2), sep="\n", flush=True)
            for repaired in repairs(problem, solved_before(problem, seed=seed), seed=seed):
                print(repair_line(case.name, bars, repaired), flush=True)
                self.repaired.append((case.name, case.size, repaired))
        if explain_too:
            print(*head(EXPLAINED, words=2), sep="\n", flush=True)
            for each in explained(problem):
                print(explained_line(case.name, bars, each), flush=True)
                self.explained.append((case.name, case.size, each))

    def document(self) -> Iterator[str]:
        """The sections of the document; none of what was not measured."""
        if self.repaired:
            yield from ("## After something changed", "", *ABOUT_REPAIRS, "", *head(REPAIRS, words=2))
            yield from (repair_line(name, bars_of(size), each) for name, size, each in self.repaired)
            yield ""
        if self.explained:
            yield from ("## Days that cannot be", "", *ABOUT_EXPLAINED, "", *head(EXPLAINED, words=2))
            yield from (explained_line(name, bars_of(size), each) for name, size, each in self.explained)
            yield ""


def repair_line(name: str, bars: Bars, each: Repaired) -> str:
    """One change's row."""
    score, people = each.afresh or (None, None)
    moments = (each.first, each.seats, each.rooms)
    return row(
        [
            name,
            each.change,
            _seconds(each.first, None),
            _seconds(each.seats, bars.repair_seats),
            _seconds(each.rooms, bars.repair_rooms),
            " / ".join(NOTHING if when is None else f"{when.processor:.1f}" for when in moments),
            str(each.changed),
            str(each.forced),
            f"{each.score:,.1f}",
            NOTHING if score is None else f"{score:,.1f}",
            NOTHING if people is None else str(people),
        ]
    )


def explained_line(name: str, bars: Bars, each: Explained) -> str:
    """One impossible day's row."""
    counted = f"{each.counted.seconds:.1f}", str(each.counted.named)
    return row(
        [name, each.kind, *counted, *_answered(each.relax, bars.relax), *_answered(each.conflict, bars.conflict)]
    )


def _seconds(when: Moment | None, bar: float | None) -> str:
    if when is None:
        return NOTHING
    return with_bar(f"{when.seconds:.1f}", when.seconds, bar)


def _answered(each: Answered, bar: float | None) -> list[str]:
    told = with_bar(f"{each.seconds:.1f}", each.seconds, bar)
    return [told, f"{each.processor:.1f}", "not in time" if each.late else str(each.named)]
