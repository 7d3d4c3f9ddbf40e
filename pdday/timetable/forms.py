"""What a coordinator tells us about a draft."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

#: The solver's first good plan comes within seconds; longer only narrows the gap.
SECONDS = (5, 600)


class DraftForm(FlaskForm):
    """How long to look for a good plan, and where chance begins."""

    seconds = IntegerField(
        _("Seconds to look for a plan"),
        [InputRequired(_("Say how many seconds.")), NumberRange(*SECONDS, _("Enter 5 to 600 seconds."))],
        default=60,
    )
    seed = IntegerField(
        _("Seed of the draw"),
        [InputRequired(_("Give a number, so that the draw can be repeated.")), NumberRange(1, 999_999)],
        default=1,
    )
