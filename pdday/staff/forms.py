"""What people type to sign in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Regexp

#: The longest address that mail can carry.
LONGEST_ADDRESS = 254


class EmailForm(FlaskForm):
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


class CodeForm(FlaskForm):
    """The code from the mail."""

    email = HiddenField(validators=[InputRequired(), Length(max=LONGEST_ADDRESS)])
    code = StringField(
        _l("Code"),
        [InputRequired(_l("Type the six digits.")), Regexp(r"^[0-9]{6}$", message=_l("A code has six digits."))],
        filters=[lambda typed: typed.replace(" ", "") if typed else typed],
    )
    own_device = BooleanField(_l("Keep me signed in for 30 days"))
    next = HiddenField()
