"""What people type to sign in, and what coordinators type about people, data-use terms and rosters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from pdday.staff.models import School, StaffMember
from pdday.staff.names import DUTIES, EMPLOYEE_GROUPS, ROLE_OF_ONE
from pdday.staff.roster import LONGEST_CELL
from pdday.staff.vocabulary import Duty, EmployeeGroup, StaffRole
from pdday.web.filters import said
from pdday.web.forms import PageForm
from pdday.words import LANGUAGES

#: The longest address that mail can carry.
LONGEST_ADDRESS = 254
#: Characters of the data-use terms: some eight pages.
LONGEST_TERMS = 20_000


_WORDS = ("employee_id", "first_name", "last_name", "legal_name", "email")


def _short() -> Length:
    return Length(max=LONGEST_CELL)


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in LANGUAGES.items()]


def _without_blanks(typed: str | None) -> str | None:
    return typed.replace(" ", "") if typed else typed


class EmailForm(PageForm):
    """Who wants to come in, by the address of the district's mail."""

    email = StringField(
        _l("Your school e-mail"),
        [
            InputRequired(_l("Type your e-mail address.")),
            Length(max=LONGEST_ADDRESS, message=_l("That is too long for an e-mail address.")),
            Regexp(r"^\s*[^@\s]+@[^@\s]+\s*$", message=_l("Type the whole address, such as name@school.org.")),
        ],
    )
    #: Where the person was going.
    next = HiddenField()


class CodeForm(PageForm):
    """The code from the mail."""

    email = HiddenField(validators=[InputRequired(), Length(max=LONGEST_ADDRESS)])
    code = StringField(
        _l("Code"),
        [InputRequired(_l("Type the six digits.")), Regexp(r"^[0-9]{6}$", message=_l("A code has six digits."))],
        filters=[_without_blanks],
    )
    #: What only the mail says; whoever typed the code has none.
    proof = HiddenField(validators=[Length(max=LONGEST_ADDRESS)])
    own_device = BooleanField(_l("Keep me signed in for 30 days"))
    next = HiddenField()


class KioskForm(PageForm):
    """Who wants to come in at a shared device, and the PIN that shows it."""

    who = StringField(
        _l("Your name or employee number"),
        [
            InputRequired(_l("Type your first and last name, or the number on your slip.")),
            Length(max=LONGEST_ADDRESS, message=_l("That is too long for a name.")),
        ],
    )
    pin = PasswordField(
        _l("PIN"),
        [InputRequired(_l("Type your PIN.")), Regexp(r"^[0-9]{6}$", message=_l("A PIN has six digits."))],
        filters=[_without_blanks],
    )
    next = HiddenField()


class LanguageForm(PageForm):
    """The language in which somebody wants to read, and the page they were on."""

    language = SelectField(choices=_languages())
    next = HiddenField()


class PinForm(PageForm):
    """A PIN of one's own choice, typed twice because it is not shown."""

    former = PasswordField(
        _l("Your current PIN"),
        [Optional(), Regexp(r"^[0-9]{6}$", message=_l("A PIN has six digits."))],
        filters=[_without_blanks],
    )
    pin = PasswordField(
        _l("New PIN"),
        [InputRequired(_l("Type six digits.")), Regexp(r"^[0-9]{6}$", message=_l("A PIN has six digits."))],
        filters=[_without_blanks],
    )
    again = PasswordField(
        _l("New PIN once more"),
        [EqualTo("pin", message=_l("The two are not the same."))],
        filters=[_without_blanks],
    )


class PersonForm(PageForm):
    """What is known of one colleague. Sites are handed in."""

    employee_id = StringField(_l("Employee number"), [InputRequired(_l("Type the district's number.")), _short()])
    first_name = StringField(_l("First name"), [InputRequired(_l("Type the name that colleagues use.")), _short()])
    last_name = StringField(_l("Last name"), [InputRequired(_l("Type the last name.")), _short()])
    legal_name = StringField(_l("Name on certificates, if it is another"), [Optional(), _short()])
    email = StringField(
        _l("E-mail"),
        [
            Optional(),
            Length(max=LONGEST_ADDRESS, message=_l("That is too long for an e-mail address.")),
            Regexp(r"^[^@\s]+@[^@\s]+$", message=_l("Type the whole address, such as name@school.org.")),
        ],
    )
    home_school_id = SelectField(_l("Site"), coerce=int)
    role = SelectField(_l("Role"), choices=[])
    employee_group = SelectField(_l("Employee group"), choices=[])
    language = SelectField(_l("Language"), choices=_languages())
    #: What the form was made of.
    seen = HiddenField()

    def __init__(self, sites: Sequence[School] = (), *, person: StaffMember | None = None) -> None:
        super().__init__(obj=person)
        self.home_school_id.choices = [SelectChoice(site.id, site.name) for site in sites]
        self.role.choices = [SelectChoice(role.value, said(ROLE_OF_ONE[role])) for role in StaffRole]
        self.employee_group.choices = [
            SelectChoice(group.value, said(EMPLOYEE_GROUPS[group])) for group in EmployeeGroup
        ]

    def facts(self) -> dict[str, Any]:
        """The columns of the row by name, blanks taken for nothing."""
        plain = {name: " ".join((self[name].data or "").split()) for name in _WORDS}
        return plain | {
            "legal_name": plain["legal_name"] or None,
            "email": plain["email"].lower() or None,
            "home_school_id": self.home_school_id.data,
            "role": StaffRole(self.role.data),
            "employee_group": EmployeeGroup(self.employee_group.data),
            "language": self.language.data,
        }


class DutiesForm(PageForm):
    """What a colleague may do beyond being staff, and why that changes."""

    duties = SelectMultipleField(
        _l("Duties"),
        coerce=Duty,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    why = StringField(_l("Why"), [InputRequired(_l("Say why in a few words; it stays in the trail.")), _short()])

    def __init__(self, person: StaffMember | None = None) -> None:
        super().__init__(data={"duties": [each.duty for each in person.duties]} if person else None)
        self.duties.choices = [SelectChoice(duty, said(DUTIES[duty]).capitalize()) for duty in Duty]


class LeavingForm(PageForm):
    """Why somebody is taken off the list."""

    why = StringField(
        _l("Why"), [InputRequired(_l("Say why in a few words; it stays in the trail.")), _short()], id="leaving-why"
    )


class TermsForm(PageForm):
    """The yes to the version that was read."""

    number = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    yes = BooleanField(
        _l("I have read this and accept it"), [InputRequired(_l("Check the box if you accept the terms."))]
    )
    next = HiddenField()


class NewTermsForm(PageForm):
    """A new version of the data-use terms."""

    words = TextAreaField(
        _l("The terms"),
        [
            InputRequired(_l("Write the terms.")),
            Length(max=LONGEST_TERMS, message=_l("Nobody reads that much. Make it shorter.")),
        ],
    )
    effective_on = DateField(_l("Asked for from this day on"), [InputRequired(_l("Choose a day."))])


class RosterForm(PageForm):
    """A roster file."""

    file = FileField(_l("Roster as CSV"), [FileRequired(_l("Choose a file."))])


class TitlesForm(PageForm):
    """Which role each unknown job title means. Made by `titles_form`."""

    titles: Sequence[str] = ()

    def roles(self) -> dict[str, StaffRole]:
        """The role by title; titles that were left open are left out."""
        chosen = ((title, self[f"title_{number}"].data) for number, title in enumerate(self.titles))
        return {title: StaffRole(role) for title, role in chosen if role}


def titles_form(titles: Sequence[str]) -> TitlesForm:
    """The form with one choice for each of these titles."""
    choices = [
        SelectChoice("", str(_l("not yet"))),
        *(SelectChoice(role.value, said(ROLE_OF_ONE[role])) for role in StaffRole),
    ]
    fields: dict[str, Any] = {
        f"title_{number}": SelectField(title, choices=choices) for number, title in enumerate(titles)
    }
    return type("TitlesForm", (TitlesForm,), fields | {"titles": titles})()  # type: ignore[no-any-return]


class ImportForm(PageForm):
    """The yes to a dry run, with a tick for everyone who may leave."""

    fingerprint = HiddenField(_l("What was looked at"), [InputRequired(_l("Open this page once more."))])
    others_leave = BooleanField(_l("Everyone else who is not in the file has left"))
    leaving = SelectMultipleField(
        _l("Have these people left too?"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )

    def __init__(self, held: Sequence[StaffMember] = (), *, fingerprint: str = "") -> None:
        super().__init__(data={"fingerprint": fingerprint, "leaving": []})
        self.leaving.choices = [SelectChoice(person.id, person.name) for person in held]


class PurgeForm(PageForm):
    """The yes to removing what names a person, with their name typed as proof that it is meant."""

    fingerprint = HiddenField(_l("What was looked at"), [InputRequired(_l("Open this page once more."))])
    typed_name = StringField(_l("Their first and last name"), [InputRequired(_l("Type the name exactly as above."))])
    is_on_file = BooleanField(_l("The record of hours is on file in the district"))
