"""What a steward's page sends: one try at a door, or why one is taken back."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from wtforms import FloatField, HiddenField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from pdday.checkin.badges import token_in
from pdday.web.forms import PageForm
from pdday.web.junk import LARGEST_ID

#: A device tells of a try at most this long after it.
LONGEST_AGO = 24 * 60 * 60


class By(StrEnum):
    """The ways of finding out who is at the door; all count the same."""

    SCAN = "scan"
    LIST = "list"
    NAME = "name"


def _tidy(typed: str | None) -> str | None:
    return " ".join(typed.split()) if typed else typed


class ScanForm(PageForm):
    """One try: a badge's code, or the colleague whom the steward knows."""

    #: Made once for each try, so that a double tap and a retry are the same scan.
    scan_id = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9a-zA-Z-]{20,64}$")])
    token = StringField(
        _l("Badge code"), [Length(max=300, message=_l("That is too long for the code of a badge."))], filters=[token_in]
    )
    staff_id = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID)])
    #: Seconds since the try, by the device's own clock: a wrong clock is no wrong time, and a lost connection none.
    seconds_ago = FloatField(validators=[Optional(), NumberRange(0, LONGEST_AGO)], default=0.0)

    def validate(self, extra_validators: object = None) -> bool:
        """Also that there is somebody to let in: a code or a colleague, not both."""
        whole: bool = super().validate(extra_validators)
        if whole and bool(self.token.data) == bool(self.staff_id.data):
            self.token.errors = [_l("Scan a badge, or type its code.")]
            return False
        return whole


class GuestForm(PageForm):
    """Somebody whom no roster has, as they say it themselves."""

    guest_key = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9a-zA-Z-]{20,64}$")])
    guest_name = StringField(
        _l("First and last name"),
        [DataRequired(_l("Ask for the name.")), Length(max=120)],
        filters=[_tidy],
    )
    comes_from = StringField(_l("From which school or office"), [Length(max=120)], filters=[_tidy])

    def said(self) -> dict[str, str]:
        """What they said, by the names that the action takes."""
        return {
            "guest_key": self.guest_key.data,
            "name": self.guest_name.data,
            "comes_from": self.comes_from.data or "",
        }


class NoColleagueForm(PageForm):
    """Who a guest was, if no colleague."""

    why = StringField(
        _l("Who was it?"),
        [DataRequired(_l("Say in a few words who it was.")), Length(max=300)],
    )


#: Why an arrival may be taken back.
REASONS = {
    "wrong_person": _l("It was somebody else"),
    "not_here": _l("They did not come in"),
    "other": _l("Something else"),
}


class UndoForm(PageForm):
    """Why an arrival is taken back."""

    reason = RadioField(
        _l("What happened?"),
        [InputRequired(_l("Choose what happened."))],
        choices=[SelectChoice(value, words) for value, words in REASONS.items()],
    )
    words = StringField(_l("In your words"), [Length(max=300)])

    def validate(self, extra_validators: object = None) -> bool:
        """Something else wants its words."""
        whole: bool = super().validate(extra_validators)
        if whole and self.reason.data == "other" and not (self.words.data or "").strip():
            self.words.errors = [_l("Say in a few words what happened.")]
            return False
        return whole
