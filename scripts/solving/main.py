"""What `scripts/benchmark-solver` does: solve days, print one table, and write it down."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.solving.beside_plans import Beside
from scripts.solving.cases import PUBLIC, SHAPES, USUAL, Case, by_chance, public
from scripts.solving.document import DATE, KEPT, header, line, others, table_of_others, write
from scripts.solving.measured import compared
from scripts.solving.table import Row, Table

ROOT = KEPT.parent.parent
#: In place of a size: the folder's days, without any by chance.
ALONE = "public"
#: Seeds of the days by chance: two of each of the smaller sizes, one of those that take minutes.
SEEDS = {"school": (11, 12), "small": (11, 12)}
ONE_SEED = (11,)
#: Told in place of where OR-Tools is.
OTHERS = "python-with-or-tools"


def main() -> None:
    """Measure the days that are asked for, or write those by chance into a folder."""
    asked = _arguments()
    if asked.write_days:
        asked.write_days.mkdir(parents=True, exist_ok=True)
        for case in _by_chance(asked, asked.write_days):
            print(case.path)
        return
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        table, further = Table(asked.keep), Beside()
        for case in _cases(asked, folder):
            further.measure(case, repairs_too=asked.repairs, explain_too=asked.explain, seed=asked.seed)
            if asked.no_plans:
                continue
            if not table.rows or asked.repairs or asked.explain:
                print(*header(), sep="\n", flush=True)
            if not table.take_up(case.name):
                table.add(case.name, _row(case, asked, folder))
            print(table.rows[case.name].line, flush=True)
    print(*table_of_others(table), sep="\n")
    if asked.save:
        write(table, further, command=_command(asked))
        print(f"Written: {KEPT.relative_to(ROOT)}")


def _row(case: Case, asked: argparse.Namespace, folder: Path) -> Row:
    """One day, measured."""
    measured = compared(
        case,
        seconds=asked.seconds,
        strong_seconds=asked.strong_seconds,
        seed=asked.seed,
        thorough=not asked.quick,
        others=asked.others,
        folder=folder,
    )
    return Row(line(measured), others(measured), f"on {time.strftime(DATE)} with `{_options(asked)}`")


def _options(asked: argparse.Namespace) -> str:
    """What a row's figures depend on."""
    told = [f"--seed {asked.seed}"]
    told += [] if asked.seconds is None else [f"--seconds {asked.seconds:g}"]
    told += [] if asked.strong_seconds is None or asked.quick else [f"--strong-seconds {asked.strong_seconds:g}"]
    told += ["--quick"] if asked.quick else []
    told += [f"--others {OTHERS}"] if asked.others else []
    return " ".join(told)


def _arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description="Solve days of many sizes, and compare with sign-up by hand.")
    options.add_argument("sizes", nargs="*", help=f"of {', '.join((ALONE, *SHAPES))}; all but metro unless told")
    options.add_argument("--folder", type=Path, default=PUBLIC, help="a folder of days to solve as well")
    options.add_argument("--only", default="", help="only days with this in their name")
    options.add_argument("--seconds", type=float, help="for every day (otherwise what its bar gives it)")
    options.add_argument("--strong-seconds", type=float, help="for the strong bound of every day (otherwise likewise)")
    options.add_argument("--seed", type=int, default=1, help="where the solver's chance starts from")
    options.add_argument("--quick", action="store_true", help="without the strong bound and each aim alone")
    options.add_argument("--repairs", action="store_true", help="change a small day and a district in five ways")
    options.add_argument("--explain", action="store_true", help="make them impossible in ten ways")
    options.add_argument("--no-plans", action="store_true", help="leave out the first table")
    options.add_argument("--others", type=Path, metavar="PYTHON", help="a Python with OR-Tools, to compare with")
    options.add_argument("--write-days", type=Path, metavar="FOLDER", help="only write the days by chance there")
    options.add_argument("--keep", type=Path, metavar="FILE", help="rows that are in it are not measured again")
    options.add_argument("--save", action="store_true", help=f"write {KEPT.relative_to(ROOT)}")
    asked = options.parse_args()
    if unknown := set(asked.sizes) - {ALONE, *SHAPES}:
        options.error(f"{', '.join(sorted(unknown))} is none of {', '.join((ALONE, *SHAPES))}")
    return asked


def _command(asked: argparse.Namespace) -> str:
    """How this was called, without where this machine keeps its files."""
    places = {str(place): told for place, told in ((asked.others, OTHERS), (asked.keep, "FILE")) if place}
    return " ".join(["scripts/benchmark-solver", *(places.get(word, word) for word in sys.argv[1:])])


def _cases(asked: argparse.Namespace, folder: Path) -> Iterator[Case]:
    """The days that were asked for, each made when its turn comes."""
    if not asked.sizes or ALONE in asked.sizes:
        yield from (case for case in public(asked.folder) if asked.only in case.name)
    yield from _by_chance(asked, folder)


def _by_chance(asked: argparse.Namespace, folder: Path) -> Iterator[Case]:
    for size in (each for each in asked.sizes or USUAL if each != ALONE):
        for seed in SEEDS.get(size, ONE_SEED):
            if asked.only in f"{size}-seed-{seed}":
                yield by_chance(size, seed=seed, folder=folder)
