"""What a form says of a wrong answer: what to type, in the reader's language."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import Length

from pdday.web.forms import PageForm

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Answers(PageForm):
    """One field of each kind that can be wrong."""

    on = DateField("On")
    seats = IntegerField("Seats")
    room = SelectField("Room", coerce=int, choices=[SelectChoice(1, "101")])
    title = StringField("Title", [Length(max=5)])


WRONG = MultiDict({"on": "2027-02-30", "seats": "many", "room": "attic", "title": "far too long"})


def told(app: Flask, language: str) -> dict[str, list[str]]:
    with app.test_request_context(), force_locale(language):
        form = Answers(WRONG, meta={"csrf": False})
        form.validate()
        return {name: [str(each) for each in errors[:1]] for name, errors in form.errors.items()}


def test_a_wrong_answer_is_told_with_what_to_type_instead(app: Flask) -> None:
    assert told(app, "en") == {
        "on": ["Give the date with its year, such as 2027-03-12."],
        "seats": ["Enter a whole number, such as 12."],
        "room": ["Choose one of what is offered here."],
        "title": ["Make it shorter: at most 5 characters."],
    }


def test_it_is_told_in_the_readers_language(app: Flask) -> None:
    assert told(app, "es") == {
        "on": ["Escriba la fecha con su año, por ejemplo 2027-03-12."],
        "seats": ["Escriba un número entero, por ejemplo 12."],
        "room": ["Elija una de las opciones que se ofrecen aquí."],
        "title": ["Acórtelo: como máximo 5 caracteres."],
    }
