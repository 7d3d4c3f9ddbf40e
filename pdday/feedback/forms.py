"""What the exit ticket, a commitment and its follow-ups ask. Every item of the instrument may be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length

from pdday.feedback.names import AGREEMENT, CONFIDENCE, EXTENT, LIKELIHOOD, NEEDS
from pdday.feedback.rules import LONGEST_WORDS, ExitTicket
from pdday.preferences.forms import CheckboxesField
from pdday.web.filters import said
from pdday.words import Sentence

#: A proposal has so many objectives at most.
MOST_OBJECTIVES = 3


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
    too_long = _l("That is longer than %(max)d letters: say it in fewer words.")
    return TextAreaField(label, [Length(max=LONGEST_WORDS, message=too_long)], filters=[_plain])


class TicketForm(FlaskForm):
    """What somebody takes along from a session (E1 to E10, and a question)."""

    good_use = _scale(_l("This session was a good use of my time"), AGREEMENT)
    fits_my_work = _scale(_l("It fits the students or adults I work with"), AGREEMENT)
    practised = _scale(_l("We did the thinking and practising, not only listening"), AGREEMENT)
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
