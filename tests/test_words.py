"""Sentences: a pattern and its facts until the reader's language is known."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from pdday import words
from pdday.errors import Full, NotReady, Refused
from pdday.words import CalendarDay, InARow, Ordinal, Sentence, WallTime, from_json, in_json, minutes, spoken


@pytest.fixture
def spanish(tmp_path, monkeypatch):
    """A catalogue that knows one sentence in Spanish."""
    catalogue = Catalog(locale="es")
    catalogue.add("“{title}” is full.", "«{title}» está completa.")
    catalogue.add("lunch", "el almuerzo")
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.po").open("wb") as file:
        write_po(file, catalogue)
    monkeypatch.setattr(words, "CATALOGUES", tmp_path)
    words.translations.cache_clear()
    yield
    words.translations.cache_clear()


def test_a_sentence_says_its_facts():
    assert str(Sentence("“{title}” is full.", {"title": "Number Talks"})) == "“Number Talks” is full."


def test_a_sentence_is_said_in_the_readers_language(spanish):
    sentence = Sentence("“{title}” is full.", {"title": "Number Talks"})

    assert sentence.said("es") == "«Number Talks» está completa."


def test_a_sentence_within_a_sentence_is_translated_too(spanish):
    sentence = Sentence("“{title}” is full.", {"title": Sentence("lunch")})

    assert sentence.said("es") == "«el almuerzo» está completa."


def test_without_a_translation_the_sentence_is_english(spanish):
    assert Sentence("Slot {slot} is over.", {"slot": "B"}).said("es") == "Slot B is over."


def test_nothing_is_said_in_no_words_in_any_language(spanish):
    assert (Sentence("").said("es"), Sentence("").said("en")) == ("", "")


def test_a_language_that_pdday_does_not_speak_is_answered_in_english(spanish):
    assert Sentence("“{title}” is full.", {"title": "Number Talks"}).said("fr") == "“Number Talks” is full."
    assert (spoken("fr"), spoken(None), spoken("es")) == ("en", "en", "es")


def test_days_and_times_are_written_as_spanish_is_in_a_us_school():
    assert CalendarDay(date(2027, 1, 15)).said("es") == "viernes, 15 de enero"
    assert WallTime(time(13, 55)).said("es") == "1:55"
    assert InARow(("Ana", "Luis", "Inés")).said("es") == "Ana, Luis e Inés"
    assert InARow(("Inés", "Ana")).said("es") == "Inés y Ana"


def test_a_fact_with_braces_in_it_is_only_a_fact():
    assert Sentence("“{title}” is full.", {"title": "{secret}"}).said() == "“{secret}” is full."


def test_a_sentence_that_lacks_a_fact_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        Sentence("“{title}” is full.").said()


def test_a_refusal_carries_its_sentence_to_whoever_is_stopped(spanish):
    refusal = Full("“{title}” is full.", {"title": "Number Talks"})

    assert isinstance(refusal, Refused)
    assert (str(refusal), refusal.sentence.said("es")) == ("“Number Talks” is full.", "«Number Talks» está completa.")


def test_not_ready_lists_each_thing_that_is_missing():
    reasons = (Sentence("No rooms."), Sentence("No sessions."))

    assert NotReady("The day is not ready.", reasons=reasons).reasons == reasons


def test_so_many_of_something_takes_the_form_of_its_number_in_each_language():
    told = Sentence("{first}: {people} for {seats} in {second}.", {"first": "Art", "second": "Gym"})
    facts = {**told.facts, "people": words.people(1_200), "seats": words.seats(1)}

    crowd = Sentence(told.pattern, facts)

    assert (crowd.said("en"), crowd.said("es")) == (
        "Art: 1,200 people for 1 seat in Gym.",
        "Art: 1,200 personas para 1 lugar en Gym.",
    )


def test_a_sentence_with_facts_of_every_kind_is_the_same_after_it_was_kept():
    facts = {
        "how_many": minutes(1),
        "choice": Ordinal(2),
        "day": CalendarDay(date(2027, 3, 12)),
        "time": WallTime(time(9, 15)),
        "titles": InARow(("Fractions", Sentence("“{title}”", {"title": "Poetry"}))),
        "why": Sentence("It is {hours} hours away.", {"hours": 2.5}),
        "number": 7,
        "name": None,
    }
    sentence = Sentence("{how_many} {choice} {day} {time} {titles} {why} {number} {name}", facts)

    assert from_json(json.loads(json.dumps(in_json(sentence)))) == sentence


def test_a_name_from_right_to_left_leaves_the_words_beside_it_in_their_order():
    row = InARow(("محمد", "Ana Reyes"))
    told = Sentence("{who} comes to {title}.", {"who": row, "title": "מה נשאר?"})

    assert str(told) == "\u2068محمد\u2069 and Ana Reyes comes to \u2068מה נשאר?\u2069."
    assert words.apart("Inés Núñez") == "Inés Núñez"
