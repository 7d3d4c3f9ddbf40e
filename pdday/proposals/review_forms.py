"""What reviewers and coordinators tell us about a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from pdday.proposals import names
from pdday.proposals.forms import LONGEST_REASON, TOO_LONG
from pdday.proposals.models import Proposal
from pdday.proposals.vocabulary import Criterion
from pdday.web.filters import said
from pdday.web.forms import PageForm


class ReviewForm(PageForm):
    """A reviewer's six ratings, and a word to the authors."""

    relevance = RadioField(coerce=int, validators=[InputRequired(_l("Choose 1 to 4."))])
    practical_use = RadioField(coerce=int, validators=[InputRequired(_l("Choose 1 to 4."))])
    active_learning = RadioField(coerce=int, validators=[InputRequired(_l("Choose 1 to 4."))])
    fits_time = RadioField(coerce=int, validators=[InputRequired(_l("Choose 1 to 4."))])
    inclusive = RadioField(coerce=int, validators=[InputRequired(_l("Choose 1 to 4."))])
    clarity = RadioField(coerce=int, validators=[InputRequired(_l("Choose 1 to 4."))])
    comment = TextAreaField(_l("To the authors"), [Length(max=LONGEST_REASON, message=TOO_LONG)])

    def offer(self) -> ReviewForm:
        """With the four steps of every rating, in words."""
        for criterion, (name, _question) in names.CRITERIA.items():
            self[criterion.value].label.text = said(name)
            self[criterion.value].choices = [
                SelectChoice(1, gettext("1, not yet")),
                SelectChoice(2, gettext("2, in part")),
                SelectChoice(3, gettext("3, well")),
                SelectChoice(4, gettext("4, fully")),
            ]
        return self

    def ratings(self) -> Mapping[Criterion, int]:
        """The ratings by what they are about."""
        return {criterion: self[criterion.value].data for criterion in Criterion}


class DecisionForm(PageForm):
    """Why a coordinator decides so; the button says what, and which other proposal it becomes part of."""

    version = IntegerField(widget=HiddenInput())
    why = TextAreaField(
        _l("The reason, as its presenters will read it"),
        [
            DataRequired(_l("Give a reason. One true sentence is enough.")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )
    into_id = SelectField(_l("Or make it part of another proposal, whose text stays"), coerce=int, default=0)

    def offer(self, others: Sequence[Proposal]) -> DecisionForm:
        """With the proposals that it can become part of."""
        nothing = SelectChoice(0, gettext("Choose a proposal"))
        self.into_id.choices = [nothing, *(SelectChoice(each.id, f"{each.code} {each.title}") for each in others)]
        return self
