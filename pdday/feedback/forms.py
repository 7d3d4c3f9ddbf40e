"""What the exit ticket, a commitment and its follow-ups ask. Every item of the instrument may be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from pdday.feedback.commitment_actions import Intention
from pdday.feedback.models import Commitment, Sharing
from pdday.feedback.names import (
    AGREEMENT,
    CONFIDENCE,
    EVIDENCE,
    EXTENT,
    LIKELIHOOD,
    NEEDS,
    OBSTACLES,
    SHARING,
    SUPPORT,
    USES,
)
from pdday.feedback.rules import LONGEST_WORDS, ExitTicket
from pdday.preferences.forms import CheckboxesField
from pdday.web.filters import said
from pdday.web.forms import PageForm
from pdday.words import Sentence

#: A proposal has so many objectives at most.
MOST_OBJECTIVES = 3
#: Letters of one line.
LONGEST_LINE = 120


#: "Doesn't apply to me": on the page another answer than none, in the ticket the same.
NOT_MINE = -1


def _point(word: str | int | None) -> int | None:
    """A point of a scale; none where nothing was sent."""
    return None if word in (None, "") else int(word)


def _plain(words: str | None) -> str | None:
    """Words without the blanks around them; none is nothing. A line's end is one letter, as the page counts it."""
    return (words or "").replace("\r\n", "\n").strip() or None


def _scale(label: str, words: Sequence[Sentence | int], first: int = 1) -> RadioField:
    """A row of points, and "doesn't apply to me"."""
    points = range(first, first + len(words))
    labels = [_Said(word) if isinstance(word, Sentence) else word for word in words]
    return RadioField(
        label,
        [AnyOf((None, NOT_MINE, *points), message=_l("Choose one of these, or none."))],
        choices=[
            *(SelectChoice(point, label) for point, label in zip(points, labels, strict=True)),
            SelectChoice(NOT_MINE, _l("Doesn't apply to me")),
        ],
        coerce=_point,
        validate_choice=False,
    )


class _Said:
    """A sentence as a form's label: said when the page is."""

    def __init__(self, sentence: Sentence) -> None:
        self._sentence = sentence

    def __str__(self) -> str:
        return said(self._sentence)


def ticks(label: str, words: Mapping[str, Sentence]) -> CheckboxesField:
    """Any number of boxes."""
    return CheckboxesField(label, choices=[SelectChoice(value, _Said(sentence)) for value, sentence in words.items()])


def _words(label: str) -> TextAreaField:
    return TextAreaField(label, [Length(max=LONGEST_WORDS)], filters=[_plain])


class ButtonForm(PageForm):
    """A button; it holds nothing but its proof."""


class Decision(StrEnum):
    """What becomes of words that were held."""

    LET_THROUGH = "let_through"
    SHORTEN = "shorten"
    WITHHOLD = "withhold"


DECISIONS = {
    Decision.LET_THROUGH: _l("Let them through"),
    Decision.SHORTEN: _l("Leave something out"),
    Decision.WITHHOLD: _l("Withhold them"),
}


class RemarkForm(PageForm):
    """What becomes of held words, and why."""

    decision = RadioField(
        _l("What becomes of these words?"),
        [InputRequired(_l("Choose one of the three."))],
        choices=[SelectChoice(value, words) for value, words in DECISIONS.items()],
    )
    shortened_to = _words(_l("What is left of them"))
    why = StringField(
        _l("Reason"), [InputRequired(_l("Say why, in a few words: it stays on record.")), Length(max=200)]
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Also that something is left out, and something left, where they are to be shortened."""
        whole: bool = super().validate(extra_validators)
        if whole and self.decision.data == Decision.SHORTEN and not self.shortened_to.data:
            self.shortened_to.errors = [_l("Nothing is left. Withhold them instead.")]
            return False
        return whole


class TicketForm(PageForm):
    """What somebody takes along from a session (E1 to E10, and a question)."""

    good_use = _scale(_l("This session was a good use of my time"), AGREEMENT)
    fits_my_work = _scale(_l("It fits the students or adults I work with"), AGREEMENT)
    practised = _scale(_l("We did the thinking and practicing, not only listening"), AGREEMENT)
    roles_heard = _scale(_l("People in different roles were invited to speak and were heard"), AGREEMENT)
    objectives_met = _scale(_l("The stated objectives were met"), EXTENT)
    before_1 = _scale(_l("Before"), CONFIDENCE)
    now_1 = _scale(_l("Now"), CONFIDENCE)
    before_2 = _scale(_l("Before"), CONFIDENCE)
    now_2 = _scale(_l("Now"), CONFIDENCE)
    before_3 = _scale(_l("Before"), CONFIDENCE)
    now_3 = _scale(_l("Now"), CONFIDENCE)
    will_try = _scale(_l("How likely am I to try something from this within 30 days?"), LIKELIHOOD)
    would_need = ticks(_l("To do so I would need …"), NEEDS)
    would_suggest = _scale(_l("Would you suggest it to a colleague in a job like yours?"), range(11), first=0)
    keep = _words(_l("Keep: what should stay as it is?"))
    change = _words(_l("Change: what would you do differently?"))
    question = _words(_l("A question I still have"))
    signed = BooleanField(_l("Put my name to the question"))
    #: Stands on the page that asks whether an empty ticket is meant.
    empty_on_purpose = BooleanField(_l("Hand it in empty"), widget=HiddenInput())

    @property
    def is_empty_by_mistake(self) -> bool:
        """Whether nothing was answered, not even that something doesn't apply, and nobody has said that it is meant."""
        questions = (each.data for each in self if each.name not in ("csrf_token", "signed", "empty_on_purpose"))
        return not self.empty_on_purpose.data and all(answer in (None, []) for answer in questions)

    def pairs(self, objectives: Sequence[str]) -> list[tuple[str, Field, Field]]:
        """Each objective with its two scales."""
        numbered = enumerate(objectives[:MOST_OBJECTIVES], 1)
        return [(objective, self[f"before_{number}"], self[f"now_{number}"]) for number, objective in numbered]

    def ticket(self) -> ExitTicket:
        """What was answered, by nobody."""
        others = [[self._answer(f"before_{number}"), self._answer(f"now_{number}")] for number in (2, 3)]
        plain = ("good_use", "fits_my_work", "practised", "roles_heard", "objectives_met", "will_try", "would_suggest")
        return ExitTicket(
            **{name: self._answer(name) for name in plain},
            confidence_before=self._answer("before_1"),
            confidence_now=self._answer("now_1"),
            more_confidence=others if any(point is not None for pair in others for point in pair) else None,
            would_need=self.would_need.data or None,
            keep=self.keep.data,
            change=self.change.data,
            question=None if self.signed.data else self.question.data,
        )

    def _answer(self, name: str) -> int | None:
        point: int | None = self[name].data
        return None if point == NOT_MINE else point

    @property
    def signed_question(self) -> str | None:
        """The question that goes with a name."""
        return self.question.data if self.signed.data else None


class CommitmentForm(PageForm):
    """What somebody means to try, in their own words."""

    what = TextAreaField(
        _l("I will …"),
        [
            DataRequired(_l("Say what you mean to try. One small thing is enough.")),
            Length(max=LONGEST_WORDS),
        ],
        filters=[_plain],
    )
    first_step_by = DateField(_l("First step by"), [Optional()])
    with_whom = StringField(_l("With whom"), [Length(max=LONGEST_LINE)], filters=[_plain])
    how_i_will_know = StringField(_l("I will know that it works when …"), [Length(max=LONGEST_LINE)], filters=[_plain])
    sharing = RadioField(
        _l("Who may see it"),
        choices=[SelectChoice(each.value, _Said(SHARING[each])) for each in (Sharing.PRIVATE, Sharing.PUBLIC)],
        default=Sharing.PRIVATE.value,
    )

    @classmethod
    def of(cls, commitment: Commitment | None) -> CommitmentForm:
        """The form as it was last kept."""
        if commitment is None:
            return cls()
        plain = ("what", "first_step_by", "with_whom", "how_i_will_know")
        sharing = Sharing.PUBLIC if commitment.sharing is Sharing.PUBLIC else Sharing.PRIVATE
        return cls(data={name: getattr(commitment, name) for name in plain} | {"sharing": sharing.value})

    def intention(self) -> Intention:
        """What was typed."""
        return Intention(
            what=self.what.data,
            first_step_by=self.first_step_by.data,
            with_whom=self.with_whom.data,
            how_i_will_know=self.how_i_will_know.data,
        )


class FollowUpForm(PageForm):
    """How a commitment is going (F1 to F4); the first is what makes it an answer."""

    use = RadioField(
        _l("My commitment is …"),
        [InputRequired(_l("Choose the one that comes nearest."))],
        choices=[SelectChoice(use.value, _Said(name)) for use, name in USES.items()],
    )
    evidence = ticks(_l("I can point to …"), EVIDENCE)
    support = ticks(_l("I had support by …"), SUPPORT)
    obstacles = ticks(_l("What got in the way?"), OBSTACLES)
