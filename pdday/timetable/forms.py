"""What a coordinator tells us about a draft, and about changes to one by hand."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from pdday.programme.models import Room, Slot
from pdday.proposals.models import Session
from pdday.solver.problem import POINTS, Weights
from pdday.staff.models import StaffMember
from pdday.timetable.aims import PRESETS, Aims, Preset, find_preset, why_not
from pdday.timetable.aims_words import NAMES, OWN, OWN_NAME, WEIGHED
from pdday.timetable.models import PinKind
from pdday.web.filters import number, said
from pdday.web.forms import PageForm

#: The solver's first good plan comes within seconds; longer only narrows the gap.
SECONDS = (5, 600)
SEEDS = (1, 999_999)
WEIGHTS = (0, 1000)
#: Points are told for no more ranks than these; of lower ones each is worth what the last of these is.
MOST_RANKS, MOST_WORTH = 20, 100.0
LONGEST_WHY = 200

_NO_WEIGHT = _("Enter a whole number, 0 to 1,000.")
_NO_POINTS = _(
    "Enter 1 to 20 numbers from 0 to 100 with a space between them, the first more than 0 and none more than the one "
    "before."
)


class WholeNumberField(IntegerField):
    """A whole number; of anything else its range says what is wanted, in one sentence."""

    def process_formdata(self, valuelist: list[str]) -> None:
        with suppress(ValueError):
            super().process_formdata(valuelist)


def _weight() -> WholeNumberField:
    return WholeNumberField("", [NumberRange(*WEIGHTS, _NO_WEIGHT)])


def points_typed(typed: str) -> tuple[float, ...] | None:
    """What a first choice is worth, a second and so on; None where that is no such row of numbers."""
    try:
        points = tuple(round(float(each.rstrip(",;").replace(",", ".")), 3) for each in typed.split())
    except ValueError:
        return None
    falls = all(0 <= lower <= higher <= MOST_WORTH for higher, lower in pairwise((MOST_WORTH, *points)))
    return points if points and len(points) <= MOST_RANKS and falls and points[0] > 0 else None


def _a_row_of_points(_form: object, field: StringField) -> None:
    if points_typed(field.data or "") is None:
        raise ValidationError(_NO_POINTS)


class DraftForm(PageForm):
    """What matters most, how long to look for a good plan, and where chance begins."""

    aims = RadioField(_("What matters most"))
    missed, unplaced, satisfaction = _weight(), _weight(), _weight()
    low_day, none_of_top_three, under_minimum = _weight(), _weight(), _weight()
    together, split, unsuited, change = _weight(), _weight(), _weight(), _weight()
    points = StringField(
        _("A first choice, a second, a third …"),
        [_a_row_of_points],
        filters=[lambda typed: " ".join(typed.split()) if typed else ""],
    )

    seconds = WholeNumberField(
        _("Seconds to look for a good plan"),
        [
            InputRequired(_("Say how many seconds.")),
            NumberRange(*SECONDS, _("Enter a whole number of seconds, 5 to 600.")),
        ],
        default=60,
    )
    seed = WholeNumberField(
        _("Draw number"),
        [
            InputRequired(_("Give a number, so that the draw can be repeated.")),
            NumberRange(*SEEDS, _("Enter a whole number, 1 to 999,999.")),
        ],
        default=1,
    )

    def begin_with(self, aims: Aims) -> Self:
        """Let these aims, the ones used last, stand in the form unless something else was typed."""
        preset = find_preset(aims)
        self.aims.choices = [
            *(SelectChoice(each.value, said(NAMES[each])) for each in Preset),
            SelectChoice(OWN, said(OWN_NAME)),
        ]
        shown: dict[str, Any] = {each.name: round(getattr(aims.weights, each.name)) for each in WEIGHED}
        shown |= {"aims": OWN if preset is None else preset.value, "points": " ".join(map(number, aims.points))}
        self._last = shown
        for name, value in shown.items():
            if not self[name].raw_data:
                self[name].data = value
        for each in WEIGHED:
            self[each.name].label.text = said(each.label)
        return self

    def wanted(self) -> Aims:
        """The aims that were chosen."""
        if self.aims.data != OWN:
            return PRESETS[Preset(self.aims.data)]
        weights = {each.name: self[each.name].data for each in WEIGHED}
        return Aims(replace(Weights(), **weights), points_typed(self.points.data or "") or POINTS)

    def validate(self, extra_validators: object = None) -> bool:
        """Also whether own weights make sense, and are not typed in vain."""
        whole: bool = super().validate(extra_validators)
        if not whole:
            return False
        if self.aims.data != OWN:
            typed = {name for name, value in self._last.items() if name != "aims" and self[name].data != value}
            self.aims.errors = (
                [_("You changed a weight below. Choose “Weights of your own” to use it.")] if typed else []
            )
            return not typed
        amiss = list(why_not(self.wanted()))
        for name, told in amiss:
            self[name].errors = [said(told)]
        return not amiss


class BringBackForm(PageForm):
    """Why an earlier timetable is published again."""

    why = StringField(
        _("Why"),
        [
            DataRequired(_("Say why, so that a colleague can follow it later.")),
            Length(max=LONGEST_WHY),
        ],
        filters=[lambda typed: " ".join(typed.split()) if typed else ""],
    )


class RepairForm(PageForm):
    """Who may move in a repair, how long to look for it, and why it is needed."""

    who = RadioField(
        _("Who may move"),
        choices=[
            SelectChoice("lost", _("Only people who lost a place")),
            SelectChoice("others", _("Others too, where it helps more than a change disturbs")),
        ],
        default="lost",
    )
    seconds = WholeNumberField(
        _("Seconds to look for it"),
        [
            InputRequired(_("Say how many seconds.")),
            NumberRange(*SECONDS, _("Enter a whole number of seconds, 5 to 600.")),
        ],
        default=30,
    )
    why = StringField(
        _("Why"),
        [
            DataRequired(_("Say why, so that a colleague can follow it later.")),
            Length(max=LONGEST_WHY),
        ],
        filters=[lambda typed: " ".join(typed.split()) if typed else ""],
    )

    @property
    def others_may_move(self) -> bool:
        """Whether people may move who still have all their places."""
        return bool(self.who.data == "others")


class ChangeForm(PageForm):
    """What every change by hand is asked for: why, and which draft it will be in."""

    why = StringField(
        _("Why"),
        [Length(max=LONGEST_WHY)],
        filters=[lambda typed: " ".join(typed.split()) if typed else ""],
    )
    #: The number of the new draft that a change to a published timetable makes, as the page said it.
    makes = HiddenField()

    @property
    def number_made(self) -> int | None:
        """The number that the page promised for the new draft, if it promised one."""
        return int(self.makes.data) if (self.makes.data or "").isdecimal() else None


class MoveRunForm(ChangeForm):
    """Where a run goes. Choices are handed in."""

    slot = SelectField(_("Slot"), coerce=int)
    room = SelectField(_("Room"), coerce=int)

    def offer(self, slots: Iterable[Slot], rooms: Iterable[Room]) -> Self:
        """Let these be chosen."""
        self.slot.choices = [SelectChoice(each.id, each.label) for each in slots]
        self.room.choices = [SelectChoice(each.id, _room_name(each)) for each in rooms]
        return self


class AddRunForm(MoveRunForm):
    """Which session runs once more, and where."""

    session = SelectField(_("Session"), coerce=int)

    def offer_sessions(self, sessions: Iterable[Session]) -> Self:
        """Let these be chosen, by title."""
        named = sorted((each.title, each.id) for each in sessions)
        self.session.choices = [SelectChoice(session_id, title) for title, session_id in named]
        return self


class DropRunForm(ChangeForm):
    """That a run is not held."""


class MovePersonForm(ChangeForm):
    """Into which run a person goes; 0 takes them out of what they have then."""

    into = SelectField(_("Goes to"), coerce=int)

    def offer(self, runs: Iterable[tuple[int, str]]) -> Self:
        """Let these runs be chosen, or nothing."""
        self.into.choices = [SelectChoice(number, label) for number, label in ((0, _("nothing")), *runs)]
        return self


def _room_name(room: Room) -> str:
    return str(
        _("%(room)s, %(seats)s seats, %(site)s", room=room.name, seats=room.capacity, site=room.school.short_name)
    )


class PinForm(PageForm):
    """What is fixed before the next draft, and why. Choices are handed in; 0 is “any”."""

    kind = RadioField(
        _("What it says"),
        choices=[
            SelectChoice(PinKind.HERE.value, _("It is there")),
            SelectChoice(PinKind.NEVER.value, _("It is never in this slot")),
        ],
        default=PinKind.HERE.value,
    )
    session = SelectField(_("Session"), coerce=int)
    slot = SelectField(_("Slot"), coerce=int)
    room = SelectField(_("Room"), coerce=int)
    person = SelectField(_("Person"), coerce=int)
    reason = StringField(
        _("Why"),
        [
            DataRequired(_("Say why, so that a colleague can judge it later.")),
            Length(max=LONGEST_WHY),
        ],
        filters=[lambda typed: " ".join(typed.split()) if typed else ""],
    )

    def offer(
        self,
        sessions: Iterable[Session],
        slots: Iterable[Slot],
        rooms: Iterable[Room],
        people: Iterable[StaffMember],
    ) -> Self:
        """Let these be chosen."""
        named = sorted((each.title, each.id) for each in sessions)
        self.session.choices = [SelectChoice(session_id, title) for title, session_id in named]
        self.slot.choices = [SelectChoice(0, _("any slot")), *(SelectChoice(each.id, each.label) for each in slots)]
        self.room.choices = [
            SelectChoice(0, _("any room")),
            *(SelectChoice(each.id, _room_name(each)) for each in rooms),
        ]
        by_name = sorted((each.last_name, each.first_name, each.id) for each in people)
        names = [SelectChoice(number, f"{first} {last}") for last, first, number in by_name]
        self.person.choices = [SelectChoice(0, _("nobody in particular")), *names]
        return self
