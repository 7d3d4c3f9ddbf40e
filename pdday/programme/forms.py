"""What a coordinator types to frame a day. Choices are handed in; rules judge, fields say what they found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from pdday.clock import on_the_wall
from pdday.programme import rules
from pdday.programme.models import Day, Gathering, Goal, Room, Slot, Strand
from pdday.programme.names import PHASES, SLOT_KINDS
from pdday.programme.rules import PlannedDay, PlannedGoal, PlannedSlot
from pdday.programme.vocabulary import PhaseKind, SlotKind
from pdday.staff.models import School
from pdday.web.filters import said
from pdday.web.forms import PageForm
from pdday.words import Sentence

#: Days further away than this are typing mistakes.
YEARS = (2000, 2100)
#: No part of a school day is longer.
MOST_MINUTES = 600


def text(label: str, missing: str, longest: int = 80) -> StringField:
    """A line of text that must be there; blanks around it are nobody's wish."""
    return StringField(
        label,
        [
            DataRequired(missing),
            Length(max=longest),
        ],
        filters=[stripped],
    )


def stripped(typed: str | None) -> str | None:
    return " ".join(typed.split()) if typed else typed


def number(label: str, least: int, most: int, *more: Any) -> IntegerField:
    bounds = NumberRange(least, most, _l("Enter %(least)s to %(most)s.", least=least, most=most))
    return IntegerField(label, [*more, bounds])


def chosen(names: Mapping[Any, Sentence]) -> list[SelectChoice]:
    return [SelectChoice(word.value, said(sentence)) for word, sentence in names.items()]


def with_fields(base: type[PageForm], fields: Mapping[str, Field]) -> type[Any]:
    """`base` with further fields, one for each slot, site or phase there is."""
    return type(base.__name__, (base,), dict(fields))


def _date_in_reach(_form: PageForm, field: Field) -> None:
    if field.data is not None and not YEARS[0] <= field.data.year <= YEARS[1]:
        raise ValidationError(_l("Look at the year: it must be from 2000 to 2100."))


class DayForm(PageForm):
    """When and where."""

    name = text(_l("Name of the day"), _l("Give the day a name."))
    date = DateField(_l("Date"), [InputRequired(_l("Choose the date.")), _date_in_reach])
    time_zone = text(_l("Time zone"), _l("Name the time zone, such as America/Chicago."))
    host_school_id = SelectField(_l("Where people arrive"), coerce=int)

    def __init__(self, schools: Sequence[School], day: Day | None = None, *, time_zone: str = "") -> None:
        self.schools = {school.id: school for school in schools}
        super().__init__(
            data={"time_zone": time_zone}
            if day is None
            else {
                "name": day.name,
                "date": day.date,
                "time_zone": day.time_zone,
                "host_school_id": day.host_school_id,
            }
        )
        self.host_school_id.choices = [SelectChoice(school.id, school.name) for school in schools]

    def validate_time_zone(self, field: Field) -> None:
        if not rules.is_time_zone(field.data):
            raise ValidationError(_l("Write the zone by a city, such as America/Chicago or America/Los_Angeles."))

    def planned(self) -> PlannedDay:
        return PlannedDay(self.name.data, self.date.data, self.time_zone.data, self.schools[self.host_school_id.data])


class PhasesForm(PageForm):
    """The dates of every phase, both included. Made by `phases_form`."""

    def planned(self) -> dict[PhaseKind, tuple[date | None, date | None]]:
        return {kind: (self[f"{kind.value}_begins"].data, self[f"{kind.value}_ends"].data) for kind in PhaseKind}

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and _all_well(self, rules.why_not_phases(self.planned()))


def phases_form(day: Day) -> PhasesForm:
    """The form for this day's phases, with two fields each."""
    fields, typed = {}, {}
    dated = {phase.kind: phase for phase in day.phases}
    for kind in PhaseKind:
        for end, words in (("begins", _l("first day")), ("ends", _l("last day"))):
            name = f"{kind.value}_{end}"
            label = f"{said(PHASES[kind])}, {words}"
            fields[name] = DateField(label, [Optional(), _date_in_reach])
            typed[name] = getattr(dated[kind], f"{end}_on") if kind in dated else None
    return with_fields(PhasesForm, fields)(data=typed)  # type: ignore[no-any-return]


class SlotForm(PageForm):
    """One time in the day."""

    label = text(_l("Name on signs"), _l("Give it a letter (A, B …) or a short name."), longest=20)
    kind = SelectField(_l("Kind"), choices=lambda: chosen(SLOT_KINDS))
    begins = TimeField(_l("Begins"), [InputRequired(_l("Say when it begins, such as 09:15."))])
    ends = TimeField(_l("Ends"), [InputRequired(_l("Say when it ends, such as 10:15."))])
    credit_minutes = number(_l("Credit minutes"), 0, MOST_MINUTES, InputRequired(_l("Enter 0 if it earns none.")))
    feedback_minutes = number(_l("Of these for the exit ticket"), 0, 60, InputRequired(_l("Enter 0 for none.")))
    block = StringField(_l("Block"), [Length(max=20)], filters=[stripped])

    def __init__(self, day: Day, slot: Slot | None = None) -> None:
        self.day, self.slot = day, slot
        super().__init__(data={"credit_minutes": 0, "feedback_minutes": 0} if slot is None else _as_typed(slot, day))

    def planned(self) -> PlannedSlot:
        return PlannedSlot(
            label=self.label.data,
            kind=SlotKind(self.kind.data),
            begins=self.begins.data,
            ends=self.ends.data,
            credit_minutes=self.credit_minutes.data,
            feedback_minutes=self.feedback_minutes.data,
            block=self.block.data or None,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and _all_well(
            self, rules.why_not_slot(self.day, self.planned(), instead_of=self.slot)
        )


def _as_typed(slot: Slot, day: Day) -> dict[str, Any]:
    return {
        "label": slot.label,
        "kind": slot.kind.value,
        "begins": on_the_wall(slot.begins_at, day.time_zone).time(),
        "ends": on_the_wall(slot.ends_at, day.time_zone).time(),
        "credit_minutes": slot.credit_minutes,
        "feedback_minutes": slot.feedback_minutes,
        "block": slot.block,
    }


def _all_well(form: PageForm, wrong: Mapping[str, Sentence]) -> bool:
    """Put what the rules found to its fields; True when they found nothing."""
    for name, sentence in wrong.items():
        form[name].errors = [*form[name].errors, said(sentence)]
    return not wrong


class StrandForm(PageForm):
    """The name of a strand."""

    name = text(_l("Name of the strand"), _l("Name the strand."), longest=60)

    def __init__(self, strand: Strand | None = None) -> None:
        super().__init__(data={"name": strand.name} if strand else None)


class GoalForm(PageForm):
    """What should be different for students, and the strands that work towards it."""

    words = text(_l("Goal"), _l("Say in one sentence what should be different."), longest=200)
    outcome = TextAreaField(_l("How one would see it"), [Length(max=500)])
    strand_ids = SelectMultipleField(
        _l("Strands that work towards it"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(self, strands: Sequence[Strand], goal: Goal | None = None) -> None:
        linked = [strand.id for strand in strands if goal is not None and strand.goal_id == goal.id]
        plain = {"words": goal.words, "outcome": goal.outcome} if goal else {}
        super().__init__(data={**plain, "strand_ids": linked})
        self.strand_ids.choices = [SelectChoice(strand.id, strand.name) for strand in strands]

    def planned(self) -> PlannedGoal:
        return PlannedGoal(self.words.data, (self.outcome.data or "").strip(), tuple(self.strand_ids.data or ()))


class GatheringForm(PageForm):
    """Who meets where in a slot that is for everyone."""

    title = text(_l("What people read on the sign"), _l("Give it a title, such as Welcome and keynote."))
    slot_id = SelectField(_l("Slot"), coerce=int)
    room_id = SelectField(_l("Room"), coerce=int)
    school_ids = SelectMultipleField(
        _l("Schools that meet here"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(
        self,
        slots: Sequence[Slot],
        rooms: Sequence[Room],
        schools: Sequence[School],
        gathering: Gathering | None = None,
    ) -> None:
        super().__init__(
            data={"school_ids": []}
            if gathering is None
            else {
                "title": gathering.title,
                "slot_id": gathering.slot_id,
                "room_id": gathering.room_id,
                "school_ids": [each.school_id for each in gathering.schools],
            }
        )
        self.slot_id.choices = [SelectChoice(slot.id, slot.label) for slot in slots]
        self.room_id.choices = [
            SelectChoice(room.id, f"{room.name}, {room.school.short_name} ({room.capacity})") for room in rooms
        ]
        self.school_ids.choices = [SelectChoice(school.id, school.name) for school in schools]


class LunchForm(PageForm):
    """When each school lunches. Made by `lunch_form`."""

    def slot_id_by_school(self) -> dict[int, int]:
        return {number: field.data for number, field in numbered(self, "lunch_of_") if field.data}


def lunch_form(schools: Sequence[School], slots: Sequence[Slot], chosen: Mapping[int, int]) -> LunchForm:
    """The form with one choice for each school."""
    choices = [
        SelectChoice(0, str(_l("no lunch of its own"))),
        *(SelectChoice(slot.id, slot.label) for slot in slots),
    ]
    fields = {f"lunch_of_{school.id}": SelectField(school.name, coerce=int, choices=choices) for school in schools}
    typed = {f"lunch_of_{school_id}": slot_id for school_id, slot_id in chosen.items()}
    return with_fields(LunchForm, fields)(data=typed)  # type: ignore[no-any-return]


def numbered(form: PageForm, prefix: str) -> Iterable[tuple[int, Field]]:
    return [(int(field.name.removeprefix(prefix)), field) for field in form if field.name.startswith(prefix)]
