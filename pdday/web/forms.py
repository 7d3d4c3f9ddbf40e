"""A form's own words for a wrong answer, wherever WTForms would use its: what to type, not what is invalid."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

_ONE_OF_THESE = _l("Choose one of what is offered here.")
_ONLY_THESE = _l("Choose only what is offered here.")
_SHORTER = _l("Make it shorter: at most %(max)d characters.")
_NUMBER = _l("Enter a number, such as 0.5.")
#: Our sentences by those of WTForms, which names the field's type and no cure.
OURS: dict[str, LazyString] = {
    "Not a valid date value.": _l("Give the date with its year, such as 2027-03-12."),
    "Not a valid time value.": _l("Give the time in hours and minutes, such as 09:15."),
    "Not a valid integer value.": _l("Enter a whole number, such as 12."),
    "Not a valid decimal value.": _NUMBER,
    "Not a valid float value.": _NUMBER,
    "Not a valid choice.": _ONE_OF_THESE,
    "Invalid Choice: could not coerce.": _ONE_OF_THESE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _ONLY_THESE,
    "'%(value)s' is not a valid choice for this field.": _ONLY_THESE,
    "Field cannot be longer than %(max)d character.": _SHORTER,
    "This field is required.": _l("Fill this in."),
}


class OurWords:
    """What WTForms asks for a sentence, in place of its own catalogues."""

    def gettext(self, sentence: str) -> str:
        return str(OURS.get(sentence, sentence))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(OURS.get(one, one if count == 1 else many))


class InOurWords:
    """The `Meta` of a form, or of a form within a form, that answers in our words."""

    def get_translations(self, _form: object) -> OurWords:
        return OurWords()


class PageForm(FlaskForm):
    """A form that stands on a page: protected, and in our words."""

    Meta = InOurWords
