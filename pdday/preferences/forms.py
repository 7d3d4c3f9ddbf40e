"""What people tell us while they choose. Most forms are one button; what it means stands in a hidden field."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from pdday.preferences.catalogue import Filter
from pdday.preferences.models import CompanyKind
from pdday.preferences.names import BANDS
from pdday.preferences.order import MOST_WISHES
from pdday.web.forms import PageForm

#: Letters of a search that are worth reading.
LONGEST_SEARCH = 80
#: More numbers in one filter than any page has boxes are nobody's wish.
MOST_BOXES = 100


class SwitchForm(PageForm):
    """Something that is so or is not: starred, not for me, as good as the one above, on the list."""

    so = StringField(
        _l("What this page keeps for itself"),
        [AnyOf(("yes", "no"), message=_l("Open the page again and send it once more."))],
    )
    version = IntegerField(validators=[Optional()], widget=HiddenInput())
    #: Where the person was.
    next = HiddenField()

    @property
    def is_so(self) -> bool:
        """Whether it is to be so."""
        return bool(self.so.data == "yes")


class PlaceForm(PageForm):
    """Where a session goes on the list, counted from the top."""

    number = IntegerField(validators=[InputRequired(), NumberRange(1, MOST_WISHES)], widget=HiddenInput())
    version = IntegerField(validators=[Optional()], widget=HiddenInput())


class CheckboxesField(SelectMultipleField):
    """Any number of boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AwayForm(PageForm):
    """The slots in which one is not there; choices are handed in."""

    away = CheckboxesField(_l("I am away in"), coerce=int)


class ArrangementsForm(PageForm):
    """What kinds of arrangement one needs; choices are handed in."""

    arrangements = CheckboxesField(_l("I need"))


class PersonAwayForm(PageForm):
    """The slots in which somebody is not there; choices are handed in."""

    away = CheckboxesField(_l("Away in"), coerce=int)


class PairForm(PageForm):
    """Two people who are never, or always, in one room. Whom to choose from is handed in."""

    kind = RadioField(
        _l("Instruction"),
        [InputRequired(_l("Choose one of the two."))],
        choices=lambda: [
            SelectChoice(CompanyKind.APART.value, _l("Never in one room")),
            SelectChoice(CompanyKind.JOINED.value, _l("Always in the same room")),
        ],
    )
    other = SelectField(_l("With whom"), [NumberRange(min=1, message=_l("Choose the other person."))], coerce=int)


class ReminderForm(PageForm):
    """The button that reminds; it holds nothing but its proof."""


def filter_from(arguments: MultiDict[str, str]) -> Filter:
    """What an address looks for; whatever makes no sense in it is left out."""
    bands = {band.value: band for band in BANDS}
    return Filter(
        words=arguments.get("words", "")[:LONGEST_SEARCH].strip(),
        suits_me=arguments.get("suits") == "me",
        strand_ids=_numbers(arguments.getlist("strand")),
        grades=frozenset(bands[word] for word in arguments.getlist("grades") if word in bands),
        minutes=_numbers(arguments.getlist("minutes")),
    )


def _numbers(words: list[str]) -> frozenset[int]:
    return frozenset(int(word) for word in words[:MOST_BOXES] if word.isascii() and word.isdigit() and len(word) < 10)
