"""Every form with wrong answers: what is wrong is said in front, linked, at its field, and in the page's title."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.forms import Form
from tests.markup import Markup
from tests.test_every_page import make_district_to_read
from tests.test_junk_everywhere import Sender, forms_by_path

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

#: Writes far too much into every field, or leaves it empty.
WRONG = ("x" * 5_000, "")
#: Too much, and what is no date, time, number or choice.
WRONG_OF_A_KIND = ("x" * 5_000, "-1", "2027-02-30")
#: How WTForms speaks of wrong answers: of types and validity, with no way out.
NOT_OURS = re.compile(r"[Nn]ot a valid|[Ii]nvalid|coerce|Field (cannot|must)|is required")
#: Its buttons hold all there is to choose; nobody can press a wrong one.
CANNOT_BE_WRONG = "/language"
#: Fields that carry something for the form itself; nobody types into them.
KEPT = {
    "version",
    "seen",
    "next",
    "scan_id",
    "guest_key",
    "then",
    "makes",
    "fingerprint",
    "number",
    "name",
    "email",
    "so",
}


def test_whatever_is_wrong_is_said_in_front_at_its_field_and_in_the_title(app: Flask):
    district = make_district_to_read()
    sender = Sender(app, district.coordinator)
    forms = forms_by_path(app, district, district.coordinator)

    refused = {
        f"{path} with {words[:3]!r}": faults(answer.text)
        for path, form in forms.items()
        for words in WRONG
        if path != CANNOT_BE_WRONG and (answer := _sent(sender, form, words)).status_code == 422
    }

    assert len(refused) > 30
    assert {form: each for form, each in refused.items() if each} == {}


def _sent(sender: Sender, form: Form, words: str) -> TestResponse:
    fields = {name: values if name in KEPT else [words] for name, values in form.fields.items()}
    return sender.send("POST", form.action, data=fields)  # type: ignore[return-value]


def faults(text: str) -> list[str]:
    """What is not as it should be on the page of a form that was refused."""
    page = Markup(text)
    front = re.search(r'<div class="front" role="group".*?</ul>', text, re.DOTALL)
    links = re.findall(r'<li><a href="#([^"]+)">', front.group()) if front else []
    by_id = {each["id"]: each for _, each in page.tags if each.get("id")}
    described = {name for _, each in page.tags for name in (each.get("aria-describedby") or "").split()}
    errors = [
        each.get("id") for tag, each in page.tags if tag == "p" and "error" in (each.get("class") or "").split()
        and each.get("id") != "said"
    ]  # fmt: skip
    found = [] if front and links else ["nothing in front"]
    found += [] if re.match(r"(One field|\d+ fields) to fix: ", page.title) else [f"title {page.title}"]
    found += [f"leads nowhere: {name}" for name in links if name not in by_id]
    found += [f"said at no field: {name}" for name in errors if name not in described]
    found += [f"an error for nobody: {name}" for name in described - set(by_id)]
    return found + [
        f"not marked: {name}" for name in links if name in by_id and not _marked(name, by_id[name], described)
    ]


def _marked(name: str, field: dict[str, str | None], described: set[str]) -> bool:
    group = name.rpartition("-")[0]
    return field.get("aria-invalid") == "true" or f"{group}-error" in described


def test_every_wrong_answer_is_told_with_what_to_type_instead(app: Flask):
    district = make_district_to_read()
    sender = Sender(app, district.coordinator)
    forms = forms_by_path(app, district, district.coordinator).values()

    refused = [_sent(sender, form, words).text for form in forms for words in WRONG_OF_A_KIND]

    said = {each for text in refused for each in re.findall(r'<p class="error"[^>]*>(.*?)</p>', text, re.DOTALL)}
    assert len(said) > 30
    assert [each for each in said if NOT_OURS.search(each)] == []
