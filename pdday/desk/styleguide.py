"""The style guide: every part that pages are made of, in every state and both schemes, with made-up words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from pdday.programme.shown import find_shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.web.forms import PageForm

bp = Blueprint("styleguide", __name__)

#: Each part of the page and its heading; `templates/desk/styleguide/` has one file for each.
SECTIONS = {
    "pressing": _l("What one presses"),
    "forms": _l("Forms"),
    "signs": _l("Signs"),
    "sessions": _l("Sessions"),
    "news": _l("News"),
    "figures": _l("Figures"),
}


@bp.get("/styleguide")
def show() -> str:
    require(may_coordinate(current_staff()))
    return render_template(
        "desk/styleguide.html", day=find_shown_day(), sections=SECTIONS, strands=STRANDS, filled_in=filled_in
    )


@dataclass(frozen=True)
class Specimen:
    """A strand as the signs need it."""

    number: int
    name: str


STRANDS = tuple(
    Specimen(number, name)
    for number, name in enumerate(
        (
            "Belonging and Climate",
            "Math and Numeracy",
            "Multilingual Learners",
            "Literacy and Language",
            "Inclusive Practice and MTSS",
            "Teacher Leadership and PLCs",
            "Student Services and Health",
            "Science, Arts, Social Studies and CTE",
            "Technology and AI",
            "Family and Community",
            "Support Staff Practice",
            "Assessment and Evidence Cycles",
        ),
        start=1,
    )
)


PROTOCOLS = [SelectChoice("notice", _l("Notice and wonder")), SelectChoice("jigsaw", _l("Jigsaw"))]
WAYS_TO_TELL = [SelectChoice("mail", _l("Mail")), SelectChoice("paper", _l("Paper"))]


class SpecimenForm(PageForm):
    """One field of each kind. It goes nowhere, so it needs no proof of where it stood."""

    class Meta:
        csrf = False

    title = StringField(_l("Title"), [InputRequired(_l("Give your session a title."))])
    seats = IntegerField(_l("Seats"), [NumberRange(max=24, message=_l("Room 207 has 24 seats. Enter 24 or fewer."))])
    protocol = SelectField(_l("Protocol"), choices=PROTOCOLS)
    abstract = TextAreaField(_l("What happens"))
    told = RadioField(_l("How do you want to be told?"), choices=WAYS_TO_TELL)
    mentor = BooleanField(_l("I would like a mentor"))


def filled_in(prefix: str) -> SpecimenForm:
    """The form as somebody has filled it in: one field right, two to look at again."""
    typed = MultiDict({"title": "", "seats": "31", "protocol": "notice", "told": "mail", "mentor": "y"})
    form = SpecimenForm(formdata=MultiDict({f"{prefix}-{name}": value for name, value in typed.items()}), prefix=prefix)
    form.validate()
    return form
