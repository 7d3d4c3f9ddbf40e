"""Names for the people of the demo district: first and last names from files, combined, each pair once.

The files mix what one reads in the staff directory of a Midwestern town; any likeness to a person is accidental.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

_FOLDER = Path(__file__).parent
FIRST_NAMES = tuple((_FOLDER / "first_names.txt").read_text(encoding="utf-8").split())
LAST_NAMES = tuple((_FOLDER / "last_names.txt").read_text(encoding="utf-8").split())
#: Of those who are called so, some read Spanish with more ease than English.
SPANISH = frozenset((_FOLDER / "spanish_first_names.txt").read_text(encoding="utf-8").split())


def names(number: int, random: Random, *, taken: frozenset[tuple[str, str]] = frozenset()) -> list[tuple[str, str]]:
    """`number` different pairs of first and last name, none of them `taken`; all pairs are equally likely."""
    pairs: list[tuple[str, str]] = []
    seen = set(taken)
    while len(pairs) < number:
        pair = (random.choice(FIRST_NAMES), random.choice(LAST_NAMES))
        if pair not in seen:
            seen.add(pair)
            pairs.append(pair)
    return pairs
