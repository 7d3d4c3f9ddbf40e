"""The way to a day as a colleague walks it: four steps with their dates. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pdday.programme.models import Day, Phase
from pdday.programme.vocabulary import PhaseKind
from pdday.words import CalendarDay, Sentence


@dataclass(frozen=True)
class Milestone:
    """One step on the way to the day."""

    name: Sentence
    when: Sentence
    is_done: bool
    is_now: bool


def milestones(day: Day, *, today: date) -> list[Milestone]:
    """What comes before the day and when, as far as the dates are set; the day itself is the last."""
    phases = {phase.kind: phase for phase in day.phases}
    return [*_with_dates(phases, today), _the_day(day, today)]


def _with_dates(phases: dict[PhaseKind, Phase], today: date) -> Iterator[Milestone]:
    for kind, name in _STEPS.items():
        if phase := phases.get(kind):
            is_now = phase.begins_on <= today <= phase.ends_on
            yield Milestone(name, _when(phase, today), is_done=today > phase.ends_on, is_now=is_now)


def _when(phase: Phase, today: date) -> Sentence:
    if phase.kind is PhaseKind.PUBLISHED:
        return Sentence("planned for {date}", {"date": CalendarDay(phase.begins_on)})
    if today < phase.begins_on:
        return Sentence("from {date} on", {"date": CalendarDay(phase.begins_on)})
    return Sentence("until {date}", {"date": CalendarDay(phase.ends_on)})


def _the_day(day: Day, today: date) -> Milestone:
    on = Sentence("{date}", {"date": CalendarDay(day.date)})
    return Milestone(Sentence("The day"), on, is_done=today > day.date, is_now=today == day.date)


_STEPS = {
    PhaseKind.PROPOSING: Sentence("Colleagues propose"),
    PhaseKind.CHOOSING: Sentence("Everyone chooses"),
    PhaseKind.PUBLISHED: Sentence("The timetable comes out"),
}
