"""python -m pdday.solver problem.json -o plan.json: solve a day, or check a plan against it.

Exit 0: a good plan. 1: rules broken, the day impossible, or no plan found. 2: a file that cannot be
read or written (or an option that makes no sense), with one sentence. Progress goes to stderr. SIGTERM
and SIGINT end the search; the best plan so far is written, and stands in the output file all along.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from pdday.solver import BadFile, Claim, Plan, Problem, Status, check, plan_json, read_plan, read_problem
from pdday.solver.best import EngineFault, write_whole
from pdday.solver.json_parts import decoded
from pdday.solver.precheck import precheck, shortfalls
from pdday.solver.score import score

if TYPE_CHECKING:
    from pdday.solver.solve import Progress

Found = TypeVar("Found")

GOOD, NOT_GOOD, UNREADABLE = 0, 1, 2
#: How a plan is made: what `solve` takes by these names, and has its own word for where it is not given.
HOW = ("seconds", "effort", "seed", "threads", "bound")
#: The largest number that an option takes.
MOST = 1_000_000_000
#: Of the seconds asked for, the part that is left to solve in, however long it took to read the day.
AT_LEAST = 0.5
#: How long to look for the least that would make an impossible day possible.
RELAX_SECONDS = 10.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; gives the exit code."""
    begin = time.monotonic()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # whoever started this may have closed them
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        asked = _options().parse_args(arguments)
        if asked.check is not None:
            _refuse_options_of_solving(asked)
            return _check(_one_of_two(asked.problem, read_problem), _one_of_two(asked.check, read_plan))
        with _stop_signals() as stopped:  # from the first moment to the last: a stop never costs the plan
            problem = read_problem(decoded(_bytes(asked.problem)))
            _refuse_unwritable(asked.output)
            return _solve(problem, asked, stopped, begin=begin)
    except BadFile as error:
        _say(str(error))
        return UNREADABLE
    except EngineFault as fault:
        _say(f"The solver made a mistake, and its plan is thrown away: {fault}")
        return NOT_GOOD


def _options() -> argparse.ArgumentParser:
    options = _Options(prog="python -m pdday.solver", description="Plan one day: who sits where, and when.")
    options.add_argument("problem", type=Path, help="the day, a pdday-problem/1 file")
    options.add_argument("-o", "--output", type=Path, help="where the plan goes (otherwise to stdout)")
    options.add_argument("--check", type=Path, metavar="PLAN", help="re-check this plan instead of solving")
    limit = options.add_mutually_exclusive_group()
    limit.add_argument("--seconds", type=_seconds, help="how long to search (otherwise a minute)")
    limit.add_argument("--effort", type=_whole(least=1), help="how much to search, counted: the same plan every time")
    options.add_argument("--seed", type=_whole(least=0), help="where chance starts from (otherwise 1)")
    options.add_argument("--threads", type=_whole(least=1), help="how many cores to use (otherwise 2)")
    options.add_argument("--bound", choices=("quick", "strong"), help="how to prove the gap (otherwise quick)")
    return options


def _how(asked: argparse.Namespace) -> dict[str, Any]:
    """What was asked of how the plan is made."""
    return {name: given for name in HOW if (given := getattr(asked, name)) is not None}


def _refuse_options_of_solving(asked: argparse.Namespace) -> None:
    """A check makes no plan: whoever says how, or where to put it, expects something else."""
    output = {} if asked.output is None else {"output": asked.output}
    for name in output | _how(asked):
        raise BadFile(f"With --check there is nothing to solve: --{name} makes no sense.")


def _solve(problem: Problem, asked: argparse.Namespace, stopped: Callable[[], bool], *, begin: float) -> int:
    from pdday.solver.solve import SECONDS, solve  # loads PuLP, which a check does not need
    from pdday.solver.strong import is_possible

    for note in (*problem.warnings, *(each.sentence for each in shortfalls(problem))):
        _say(f"Note: {note}")
    if asked.bound == "strong" and not is_possible(problem):
        _say("Note: there is no strong bound of this day here, so the quick one is proved.")
    how = _how(asked)
    if asked.effort is None:
        how["seconds"] = _seconds_left(how.get("seconds", SECONDS), begin)
    plan = solve(
        problem,
        **how,
        progress=_tell,
        cancelled=stopped,
        best_so_far=asked.output if _is_plain_file(asked.output) else None,
    )
    _write(plan, asked.output)
    if plan.status is Status.IMPOSSIBLE:
        _explain(problem, plan, stopped)
    elif plan.score is not None:
        _say(_counts(problem, plan))
    return GOOD if plan.status in (Status.OPTIMAL, Status.FEASIBLE) else NOT_GOOD


def _seconds_left(asked: float, begin: float) -> float:
    """Of the seconds asked for: reading a large day and loading the solver are part of the time that somebody waits."""
    return max(AT_LEAST * asked, asked - (time.monotonic() - begin))


def _counts(problem: Problem, plan: Plan) -> str:
    """What bends and what went wrong for somebody, beside the score; runs by name, as no list in the file has them."""
    counted = score(problem, plan)
    parts = [
        f"{plan.status.value}: score {counted.total:,.1f}",
        f"places empty {len(counted.unplaced)}",
        f"requirements missed {len(counted.missed)}",
        f"people with none of their top three {len(counted.none_of_top_three)}",
        f"runs under their minimum {len(counted.under_minimum)}",
    ]
    return " · ".join(parts) + "".join(f", {run}" for run in counted.under_minimum)


def _explain(problem: Problem, plan: Plan, stopped: Callable[[], bool]) -> None:
    """Say what counting proves, which rules clash, and the least that would do."""
    from pdday.solver.explain import what_to_relax

    for proof in precheck(problem):
        _say(f"Counting shows: {proof.sentence}")
    for each in plan.conflict:
        _say(f"{each.rule}: {each.sentence} {each.relax}")
    relax = what_to_relax(problem, seconds=RELAX_SECONDS, stop=stopped)
    for number, each in enumerate(relax, start=1):
        _say(f"Least to relax, {number} of {len(relax)}: {each.sentence} {each.relax}")


def _check(problem: Problem, plan: Plan) -> int:
    """Say each rule that the plan breaks, on stdout."""
    broken = check(problem, plan)
    if any(each.rule is Claim.PROBLEM for each in broken):
        raise BadFile("The plan was made for another problem.")
    if broken:
        _print("".join(_one_line(f"{each.rule}: {each.sentence}") for each in broken))
        return NOT_GOOD
    if plan.status in (Status.IMPOSSIBLE, Status.NONE_FOUND):
        _print(f"The plan says: {plan.status.value}.\n")
        return NOT_GOOD
    _print(f"The plan keeps every rule and its score is {plan.score:,.2f}.\n")
    return GOOD


def _one_of_two(path: Path, read: Callable[[str], Found]) -> Found:
    """What one of the two files of a check holds; a sentence about either says which of them it means."""
    raw = _bytes(path)
    try:
        return read(decoded(raw))
    except BadFile as error:
        raise BadFile(f"{path}: {error}") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise BadFile(f"{path} cannot be read: {_reason(error)}.") from None


def _refuse_unwritable(output: Path | None) -> None:
    """Say so before an hour of searching, not after it."""
    if output is None:
        return
    try:
        exists = bool(output.stat())
    except FileNotFoundError:
        exists = False
    except OSError as error:
        raise BadFile(f"{output} cannot be written: {_reason(error)}.") from None
    if os.path.isdir(output) or not os.access(output if exists else output.parent, os.W_OK):
        raise BadFile(f"{output} cannot be written.")


def _is_plain_file(output: Path | None) -> bool:
    """Whether the output is (or will be) a file of its own: a pipe, a link or a device must stay what it is."""
    if output is None or not os.access(output.parent, os.W_OK):
        return False
    return not os.path.lexists(output) or (os.path.isfile(output) and not os.path.islink(output))


def _write(plan: Plan, output: Path | None) -> None:
    if output is None:
        _print(plan_json(plan))
        return
    try:
        if _is_plain_file(output):
            write_whole(output, plan_json(plan))
        else:
            output.write_text(plan_json(plan), encoding="utf-8")
    except OSError as error:
        raise BadFile(f"{output} cannot be written: {_reason(error)}.") from None


def _print(text: str) -> None:
    """To stdout, and out of the house: whoever read it may be gone by now."""
    try:
        if sys.stdout is None:
            raise BrokenPipeError("nobody reads it")
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = None  # or Python would try once more at its end, and complain
        raise BadFile(f"The answer cannot be written: {_reason(error)}.") from None


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


@contextmanager
def _stop_signals() -> Iterator[Callable[[], bool]]:
    """While this lasts, SIGTERM and SIGINT ask the solver to stop and hand over its best plan so far."""
    stopped: list[int] = []
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {each: signal.signal(each, lambda number, _frame: stopped.append(number)) for each in signals}
    try:
        yield lambda: bool(stopped)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _tell(progress: Progress) -> None:
    parts = [f"{progress.seconds:7.1f} s  {progress.phase}"]
    if progress.score is not None:
        parts.append(f"score {progress.score:,.1f}")
    if progress.bound is not None and math.isfinite(progress.bound):
        parts.append(f"at most {progress.bound:,.1f}")
    for name, count, people in (
        ("first choices", progress.first_choices, progress.people),
        ("top three", progress.top_threes, progress.with_three),
        ("none of top three", progress.none_of_top_three, progress.with_three),
    ):
        if count is not None and people:
            parts.append(f"{name} {count / people:.0%} of {people:,}")
    _say(" · ".join(parts))


def _say(sentence: str) -> None:
    """To stderr; that nobody listens there is no reason to lose the plan."""
    with suppress(OSError):
        if sys.stderr is not None:
            sys.stderr.write(_one_line(sentence))
            sys.stderr.flush()


def _one_line(sentence: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in sentence) + "\n"


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 0 < (seconds := float(text)) < math.inf:
            return seconds
    raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds above 0")


def _whole(*, least: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        with suppress(ValueError):
            if least <= (number := int(text)) <= MOST:
                return number
        raise argparse.ArgumentTypeError(f"“{text}” is no whole number from {least} to {MOST:,}")

    return whole


class _Options(argparse.ArgumentParser):
    """Options whose mistakes are told like those of a file: one sentence."""

    def error(self, message: str) -> NoReturn:
        raise BadFile(f"{message[:1].upper()}{message[1:]}.")


if __name__ == "__main__":
    sys.exit(main())
