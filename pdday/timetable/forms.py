"""What a coordinator tells us about a draft."""

from __future__ import annotations

from contextlib import suppress

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

#: The solver's first good plan comes within seconds; longer only narrows the gap.
SECONDS = (5, 600)
SEEDS = (1, 999_999)


class WholeNumberField(IntegerField):
    """A whole number; of anything else its range says what is wanted, in one sentence."""

    def process_formdata(self, valuelist: list[str]) -> None:
        with suppress(ValueError):
            super().process_formdata(valuelist)


class DraftForm(FlaskForm):
    """How long to look for a good plan, and where chance begins."""

    seconds = WholeNumberField(
        _("Seconds to look for a plan"),
        [
            InputRequired(_("Say how many seconds.")),
            NumberRange(*SECONDS, _("Enter a whole number of seconds, 5 to 600.")),
        ],
        default=60,
    )
    seed = WholeNumberField(
        _("Seed of the draw"),
        [
            InputRequired(_("Give a number, so that the draw can be repeated.")),
            NumberRange(*SEEDS, _("Enter a whole number, 1 to 999,999.")),
        ],
        default=1,
    )
