"""Whole numbers of people, rooms and sessions in the proportions of a district of 480."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Key = TypeVar("Key")

#: The district that DOMAIN section 13 describes, in invited staff; other sizes keep its proportions.
DESCRIBED = 480
#: Below this a district has half the sites and eight rooms, and below `SMALLEST` no day.
SMALL = 120
SMALLEST = 60


def largest_remainders(shares: Mapping[Key, float], total: int) -> dict[Key, int]:
    """`total` split in the proportions of `shares`, whole and exact; of equal remainders the earlier key gets more.

    Raises ValueError where no share is above zero but something is to be split.
    """
    whole = sum(shares.values())
    if whole <= 0:
        if total:
            raise ValueError(f"{total} cannot be split over nothing")
        return dict.fromkeys(shares, 0)
    exact = {key: share * total / whole for key, share in shares.items()}
    split = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: split[key] - exact[key])
    for key in by_remainder[: total - sum(split.values())]:
        split[key] += 1
    return split


def scaled(described: float, staff: int) -> int:
    """What `described` at 480 staff comes to at `staff`, rounded half up."""
    return int(described * staff / DESCRIBED + 0.5)


def chance(seed: int, topic: str) -> Random:
    """A random stream of its own for each topic, so that a change to one leaves the others as they were."""
    return Random(f"{seed}/{topic}")


def some(pool: Sequence[Key], number: int, random: Random) -> list[Key]:
    """`number` of `pool`, or all of it where there are fewer, in the order of the pool."""
    chosen = set(random.sample(range(len(pool)), min(number, len(pool))))
    return [each for at, each in enumerate(pool) if at in chosen]
