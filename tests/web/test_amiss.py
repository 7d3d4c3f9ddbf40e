"""What is wrong with a form, field by field, groups of choices and lists of small forms included."""

from __future__ import annotations

import pytest
from flask import Flask, g
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from pdday.web.amiss import Amiss, whats_amiss

#: No database is asked, so one kind is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class StepForm(Form):
    minutes = IntegerField("Minutes", [InputRequired("Enter whole minutes.")])


_LENGTHS = [SelectChoice(50, "50"), SelectChoice(90, "90")]


class DayForm(FlaskForm):
    seen = HiddenField("Seen", [InputRequired("Load the page again.")])
    length = RadioField("How long", [InputRequired("Choose one.")], choices=_LENGTHS, coerce=int)
    steps = FieldList(FormField(StepForm), min_entries=2)


def test_each_wrong_field_has_its_name_its_cure_and_the_place_that_takes_the_focus(app: Flask):
    with app.test_request_context(method="POST"):
        g.form = DayForm(MultiDict({"steps-0-minutes": "10", "steps-1-minutes": ""}))
        g.form.validate()

        assert whats_amiss() == [
            Amiss("What this page keeps for itself", "Open the page again and send it once more.", ""),
            Amiss("How long", "Choose one.", "length-0"),
            Amiss("2. Minutes", "Enter whole minutes.", "steps-1-minutes"),
        ]


def test_nothing_is_amiss_where_no_form_was_refused(app: Flask):
    with app.test_request_context():
        assert whats_amiss() == []
