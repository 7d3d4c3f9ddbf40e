"""A draft beside sign-up by hand, as pages show it: a chart with its finding, and figures of each plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pdday.charts import Chart, Ink, Row, stacked
from pdday.staff.names import ROLE_GROUPS
from pdday.words import Sentence, SoMany, people

WAYS = {
    "first_come": Sentence("First come, first served"),
    "rounds": Sentence("Rounds: first choices first"),
}


@dataclass(frozen=True)
class Beside:
    """A draft beside sign-up by hand: a chart, and the rest as lines of (name, figures of each plan)."""

    chart: Chart
    #: The draft first, then the ways of signing up.
    plans: list[tuple[Sentence, Mapping[str, Any]]]


def beside(measures: Mapping[str, Any]) -> Beside | None:
    """What a draft's measures say beside sign-up by hand; None where that was not counted."""
    counted = measures.get("by_hand") or {}
    if not counted or not measures["first"]["people"]:
        return None
    ways = [(WAYS[way], told) for way, told in counted.items() if way in WAYS]
    plans = [(Sentence("This draft"), measures), *ways]
    chart = Chart(
        key="by-hand",
        finding=_finding(measures, [told for _, told in ways]),
        rows=tuple(_row(name, told) for name, told in plans),
        caption=_caption(plans),
        legend=(
            (Ink.FULL, Sentence("got their first choice")),
            (Ink.HALF, Sentence("got another of their top three")),
            (Ink.EMPTY, Sentence("got none of their top three")),
        ),
    )
    return Beside(chart, plans)


def _caption(plans: Sequence[tuple[Sentence, Mapping[str, Any]]]) -> Sentence:
    """How it was counted; where the plans count over different people, why."""
    tried = max(told.get("timetables", 0) for _, told in plans)
    told = Sentence(
        "Simulated with the same lists, rooms and rules: people sign up in an order drawn by lot, in the best of "
        "{timetables} plain timetables. Who would really have come first nobody knows.",
        {"timetables": tried},
    )
    if _counts_the_same([told for _, told in plans]):
        return told
    why = Sentence(
        "Whoever leads or has a required session in every slot has no choice to get and is not counted; in another "
        "timetable those are others."
    )
    return Sentence("{rule} {told}", {"rule": told, "told": why})


def _finding(draft: Mapping[str, Any], ways: Sequence[Mapping[str, Any]]) -> Sentence:
    """Who is left without any of their top three; where that is nobody's matter, who gets their first choice.

    Of the ways of signing up the better one speaks. Where they count over different people, each count says over whom.
    """
    left = min(ways, key=lambda told: _rate(told, "none_of_top_three"))
    first = max(ways, key=lambda told: _rate(told, "first"))
    same = _counts_the_same([draft, *ways])
    if _rate(draft, "none_of_top_three") != _rate(left, "none_of_top_three"):
        return Sentence(
            "Signing up by hand would have left {by_hand} with none of their top three; this draft leaves {draft}.",
            {
                "by_hand": _of(left["none_of_top_three"], alone=same),
                "draft": _of(draft["none_of_top_three"], alone=same),
            },
        )
    return Sentence(
        "Signing up by hand would have given {by_hand} their first choice; this draft gives it to {draft}.",
        {"by_hand": _of(first["first"], alone=same), "draft": _of(draft["first"], alone=same)},
    )


def _counts_the_same(plans: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the plans count over equally many people."""
    return len({told["first"]["people"] for told in plans}) == 1


def _rate(told: Mapping[str, Any], name: str) -> float:
    rate: float = told[name]["count"] / (told[name]["people"] or 1)
    return rate


def _of(share: Mapping[str, int], *, alone: bool) -> SoMany | Sentence:
    """So many people; unless the count stands `alone`, with what it is out of."""
    if alone:
        return people(share["count"])
    return Sentence("{count} of {people}", {"count": share["count"], "people": people(share["people"])})


def _row(name: Sentence, told: Mapping[str, Any]) -> Row:
    first, top_three, everyone = told["first"]["count"], told["top_three"]["count"], told["first"]["people"] or 1
    parts = (
        (Ink.FULL, first / everyone),
        (Ink.HALF, (top_three - first) / everyone),
        (Ink.EMPTY, 1 - top_three / everyone),
    )
    value = Sentence(
        "{first:.0%} first choice, {none} none of three",
        {"first": first / everyone, "none": told["none_of_top_three"]["count"]},
    )
    return Row(name, value, stacked(parts))


def lowest(group: Mapping[str, Any] | None, *, is_role: bool) -> Sentence:
    """The group that came off worst, and how much of their lists its people got on average."""
    if group is None:
        return Sentence("no group of five or more")
    name = (
        ROLE_GROUPS.get(group["group"], Sentence("{group}", {"group": group["group"]})) if is_role else group["group"]
    )
    return Sentence("{group}: {mean:.0%}", {"group": name, "mean": group["mean"]})
