"""What presenters tell us about a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from pdday.programme.models import Day
from pdday.programme.names import FEATURES, SETUPS
from pdday.programme.vocabulary import Feature, RoomSetup, SlotKind
from pdday.proposals import names, texts
from pdday.proposals.models import Proposal
from pdday.proposals.texts import LONGEST_ABSTRACT, LONGEST_LINE, LONGEST_TITLE, MOST_STEPS, Missing, Step, Wording
from pdday.proposals.vocabulary import FollowUpOffer, Format, Level, Modality, Protocol
from pdday.staff.names import ROLES
from pdday.staff.vocabulary import GradeBand, StaffRole
from pdday.web.filters import said
from pdday.web.forms import InOurWords, PageForm
from pdday.words import Sentence

Word = TypeVar("Word", bound=StrEnum)
#: The largest hall holds fewer; a number with many digits is a typing mistake.
MOST_PEOPLE = 2000
LONGEST_REASON = 2000
LONGEST_LANGUAGE = 40
#: Shown elsewhere, or between its presenters and the coordinators only.
_NOT_FOR_READERS = {"version", "csrf_token", "title", "steps", "mentor_requested", "attestations"}
TOO_LONG = _l("Make it shorter: at most %(max)d characters.")


class ChipsField(SelectMultipleField):
    """Any number of words from a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BeginForm(PageForm):
    """What it takes to begin a draft; all else can come later."""

    title = StringField(
        _l("Working title"),
        [DataRequired(_l("Give it a title; you can change it later.")), Length(max=LONGEST_TITLE, message=TOO_LONG)],
        filters=[lambda typed: " ".join(typed.split()) if typed else typed],
    )
    strand_id = SelectField(_l("Strand"), coerce=int)

    def for_day(self, day: Day) -> BeginForm:
        """With the day's strands to choose from."""
        self.strand_id.choices = [SelectChoice(strand.id, strand.name) for strand in day.strands]
        return self

    def wanted_title(self) -> str:
        """The title on one line, as it is kept with every later text."""
        return _line(self.title.data)


class StepForm(Form):
    """One step of the agenda."""

    Meta = InOurWords

    minutes = IntegerField(
        _l("Minutes"), [Optional(), NumberRange(1, 480, _l("Enter whole minutes, such as 10."))], render_kw={"size": 3}
    )
    activity = StringField(_l("What people do"), [Length(max=LONGEST_LINE, message=TOO_LONG)])
    protocol = SelectField(_l("Protocol"), default=Protocol.NONE.value)


class WordingForm(PageForm):
    """What a presenter tells us about a session. A draft may be saved with parts missing, but not with wrong ones."""

    version = IntegerField(widget=HiddenInput())
    title = StringField(_l("Title"), [Length(max=LONGEST_TITLE, message=TOO_LONG)])
    strand_id = SelectField(_l("Strand"), coerce=int)
    abstract = TextAreaField(_l("What happens in it"), [Length(max=LONGEST_ABSTRACT, message=TOO_LONG)])
    objective_1 = StringField(_l("Afterwards, people will be able to …"), [Length(max=LONGEST_LINE, message=TOO_LONG)])
    objective_2 = StringField(_l("… and, if you like, …"), [Length(max=LONGEST_LINE, message=TOO_LONG)])
    objective_3 = StringField(_l("… and one thing more"), [Length(max=LONGEST_LINE, message=TOO_LONG)])
    used_in = StringField(_l("Where have you used it?"), [Length(max=LONGEST_LINE, message=TOO_LONG)])
    minutes = RadioField(_l("How long"), coerce=int)
    barred_slot_ids = ChipsField(_l("Slots in which you cannot"), coerce=int)
    runs_offered = IntegerField(_l("How often would you run it?"), [NumberRange(1, 9, _l("Enter 1 to 9."))], default=1)
    format = SelectField(_l("Kind of session"))
    protocol = SelectField(_l("Main protocol"))
    level = RadioField(_l("For people who are"))
    grade_bands = ChipsField(_l("Grades"))
    audience_roles = ChipsField(_l("Meant for"))
    modality = SelectField(_l("Where"))
    most_people = IntegerField(
        _l("At most, people"), [NumberRange(1, MOST_PEOPLE, _l("Enter how many people can take part, from 1."))]
    )
    fewest_people = IntegerField(
        _l("At least, people"), [NumberRange(0, MOST_PEOPLE, _l("Enter 0 if you would do it for anyone."))]
    )
    room_needs = ChipsField(_l("What the room must have"))
    follow_up = SelectField(_l("What you offer afterwards"))
    prerequisites = StringField(_l("What people should know or bring"), [Length(max=LONGEST_LINE, message=TOO_LONG)])
    language = StringField(_l("Held in another language"), [Length(max=LONGEST_LANGUAGE, message=TOO_LONG)])
    setup = SelectField(_l("How the room should be furnished"))
    accessibility_plan = StringField(_l("How everyone can take part"), [Length(max=LONGEST_LINE, message=TOO_LONG)])
    materials_cost = StringField(_l("What materials cost"), [Length(max=LONGEST_LINE, message=TOO_LONG)])
    mentor_requested = BooleanField(_l("I would like a mentor"))
    attestations = ChipsField(_l("True of this session"))
    steps = FieldList(FormField(StepForm), max_entries=MOST_STEPS)

    def validate_fewest_people(self, field: IntegerField) -> None:
        """Fewer than the most."""
        if None not in (field.data, self.most_people.data) and field.data > self.most_people.data:
            raise StopValidation(gettext("That is more than the most people you take. Enter a smaller number."))

    def offer(self, day: Day) -> WordingForm:
        """With what this day and the vocabularies offer to choose from."""
        self.strand_id.choices = [SelectChoice(strand.id, strand.name) for strand in day.strands]
        self.minutes.choices = [
            SelectChoice(length.minutes, minutes_said(length.minutes)) for length in texts.lengths(day.slots)
        ]
        breakouts = [slot for slot in day.slots if slot.kind is SlotKind.BREAKOUT]
        self.barred_slot_ids.choices = [SelectChoice(slot.id, slot.label) for slot in breakouts]
        self.format.choices = _choices(Format, names.FORMATS)
        self.protocol.choices = _choices(Protocol, names.PROTOCOLS)
        self.level.choices = _choices(Level, names.LEVELS)
        self.grade_bands.choices = _choices(GradeBand, names.GRADES)
        self.audience_roles.choices = _choices(StaffRole, ROLES)
        self.modality.choices = _choices(Modality, names.MODALITIES)
        self.room_needs.choices = _choices(Feature, FEATURES)
        self.follow_up.choices = _choices(FollowUpOffer, names.FOLLOW_UPS)
        self.setup.choices = [SelectChoice("", gettext("Any way will do")), *_choices(RoomSetup, SETUPS)]
        self.attestations.choices = [
            SelectChoice(word.value, said(words)) for word, (_name, words) in names.ATTESTATIONS.items()
        ]
        for step in self.steps:
            step.form.protocol.choices = self.protocol.choices
        return self

    def show(self, proposal: Proposal, wording: Wording | None = None) -> WordingForm:
        """Filled in with what is kept of a proposal, or with another wording of it."""
        wording = wording or texts.wording_of(proposal)
        same = set(Wording.__dataclass_fields__) - {"objectives", "steps", "barred_slot_ids", "setup"}
        for name in same:
            self[name].process_data(getattr(wording, name))
        self.setup.process_data(wording.setup or "")
        self.barred_slot_ids.process_data(list(wording.barred_slot_ids))
        for number, objective in enumerate(wording.objectives, 1):
            self[f"objective_{number}"].process_data(objective)
        for step in wording.steps:
            entry = self.steps.append_entry({"minutes": step.minutes, "activity": step.activity})
            entry.form.protocol.process_data(step.protocol)
        self.at_version(proposal.typed_version)
        return self.offer(proposal.day)

    def at_version(self, version: int) -> None:
        """Say from now on that the text was written over this version."""
        self.version.process_data(version)
        self.version.raw_data = None

    def mark(self, missing: Sequence[Missing]) -> None:
        """Say at each field what it lacks."""
        for part in missing:
            if part.field in self and part.field != self.steps.name:
                self[part.field].errors = [said(part.sentence)]

    def wording(self) -> Wording:
        """What was typed, as plain values."""
        objectives = (self.objective_1.data, self.objective_2.data, self.objective_3.data)
        return Wording(
            title=_line(self.title.data),
            abstract=(self.abstract.data or "").replace("\r\n", "\n"),
            objectives=tuple(line for line in map(_line, objectives) if line),
            used_in=_line(self.used_in.data),
            strand_id=self.strand_id.data,
            format=Format(self.format.data),
            protocol=Protocol(self.protocol.data),
            level=Level(self.level.data),
            modality=Modality(self.modality.data),
            follow_up=FollowUpOffer(self.follow_up.data),
            minutes=self.minutes.data,
            runs_offered=self.runs_offered.data,
            fewest_people=self.fewest_people.data,
            most_people=self.most_people.data,
            grade_bands=tuple(sorted(self.grade_bands.data)),
            audience_roles=tuple(sorted(self.audience_roles.data)),
            room_needs=tuple(sorted(self.room_needs.data)),
            setup=RoomSetup(self.setup.data) if self.setup.data else None,
            language=_line(self.language.data),
            prerequisites=_line(self.prerequisites.data),
            accessibility_plan=_line(self.accessibility_plan.data),
            materials_cost=_line(self.materials_cost.data),
            mentor_requested=self.mentor_requested.data,
            attestations=tuple(sorted(self.attestations.data)),
            barred_slot_ids=tuple(sorted(self.barred_slot_ids.data)),
            steps=tuple(
                Step(each.form.minutes.data, _line(each.form.activity.data), Protocol(each.form.protocol.data))
                for each in self.steps
            ),
        )


class WithdrawalForm(PageForm):
    """Why it is taken back, for those who care to say."""

    why = StringField(_l("Why, if you like to say"), [Length(max=LONGEST_LINE, message=TOO_LONG)])


def minutes_said(minutes: int) -> str:
    """“60 minutes”."""
    return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))


def facts_of(proposal: Proposal) -> list[tuple[str, str]]:
    """Everything a proposal says but its title and agenda, as labels and words, for those who read it."""
    filled_in = WordingForm(formdata=None).show(proposal)
    return [
        (str(field.label.text), words)
        for field in filled_in
        if field.name not in _NOT_FOR_READERS and (words := _words_in(field))
    ]


def beside(typed: WordingForm, proposal: Proposal) -> list[tuple[str, str]]:
    """Labels and kept words of what was kept of the proposal last and stands differently in what was typed."""
    kept = WordingForm(formdata=None).show(proposal, texts.typed_wording(proposal))
    return [
        (str(field.label.text), _words_in(field))
        for field in kept
        if field.name not in {"version", "csrf_token"} and _words_in(field) != _words_in(typed[field.name])
    ]


def _words_in(field: Field) -> str:
    """What a field holds, in words."""
    if isinstance(field, FieldList):
        steps = [(each.form.minutes.data, _line(each.form.activity.data)) for each in field]
        return "; ".join(f"{minutes or '?'} min: {activity}" for minutes, activity in steps)
    if isinstance(field, SelectField | SelectMultipleField):
        chosen = set(field.data or ()) if isinstance(field, SelectMultipleField) else {field.data}
        return ", ".join(str(each.label) for each in field.choices or () if each.value in chosen)
    if isinstance(field, BooleanField):
        return gettext("yes") if field.data else ""
    return "" if field.data is None else str(field.data).replace("\r\n", "\n").strip()


def _choices(vocabulary: type[Word], called: Mapping[Word, Sentence]) -> Sequence[SelectChoice]:
    return [SelectChoice(word.value, said(called[word])) for word in vocabulary]


def _line(typed: str | None) -> str:
    return " ".join((typed or "").split())
