"""Every sentence there is has its words in every language that pdday speaks.

When a test here fails because of a sentence of yours: run `scripts/words` and fill in what it names.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pdday import catalogue, words
from pdday.catalogue import PACKAGE, Gathered, gather
from pdday.timetable.solver_words import recognized
from pdday.words import InARow, Sentence

OTHERS = [locale for locale in words.LANGUAGES if locale != "en"]
#: A fact with the way in which it is written.
FACT = re.compile(r"%\(\w+\)[0-9.]*[a-z]|%%|\{[^{}]*\}|</?[a-z]+>")
#: A sentence that may be said alike in English and in another language has fewer words than this.
LONG = 3


@pytest.fixture(scope="module")
def gathered() -> Gathered:
    return gather()


def told(locale: str) -> dict[catalogue.Said, tuple[str, ...]]:
    """What a catalogue says, each with all its forms."""
    return {
        each.id if isinstance(each.id, str) else tuple(each.id): tuple(catalogue.forms(each.string))
        for each in catalogue.catalogue(locale)
        if each.id
    }


def english(said: catalogue.Said) -> str:
    """A sentence as the code has it: the plural where there are two, because it holds every fact."""
    return said if isinstance(said, str) else said[1]


def test_no_sentence_is_put_together_from_pieces(gathered: Gathered):
    assert gathered.faults == []


@pytest.mark.parametrize("locale", OTHERS)
def test_each_language_has_words_for_every_sentence_and_for_no_other(locale: str, gathered: Gathered):
    assert gathered.sentences - set(told(locale)) == set()
    assert set(told(locale)) - gathered.sentences == set()
    assert catalogue.untold(catalogue.catalogue(locale)) == []


@pytest.mark.parametrize("locale", OTHERS)
def test_each_language_says_the_same_facts(locale: str):
    other = {
        said: forms
        for said, forms in told(locale).items()
        for form in forms
        if sorted(FACT.findall(form)) != sorted(FACT.findall(english(said)))
        and not (isinstance(said, tuple) and sorted(FACT.findall(form)) == sorted(FACT.findall(said[0])))
    }

    assert other == {}


@pytest.mark.parametrize("locale", OTHERS)
def test_every_plural_has_a_form_for_one_and_a_form_for_many(locale: str):
    assert {said for said, forms in told(locale).items() if len(forms) != (1 if isinstance(said, str) else 2)} == set()


@pytest.mark.parametrize("locale", OTHERS)
def test_nothing_of_some_length_is_left_in_english(locale: str):
    same = [
        said
        for said, forms in told(locale).items()
        if english(said) in forms and len(re.findall(r"[a-z]{2,}", FACT.sub("", english(said)))) >= LONG
    ]

    assert same == []


def test_spanish_opens_the_questions_and_quotations_that_it_closes():
    odd = [
        form
        for forms in told("es").values()
        for form in forms
        if form.count("?") != form.count("¿")
        or form.count("“") != form.count("”")
        or form.count("!") != form.count("¡")
    ]

    assert odd == []


def test_a_sentence_is_found_however_it_is_written_and_pieces_are_a_fault(tmp_path: Path):
    (tmp_path / "said.py").write_text(
        "class Late(Refused): ...\n"
        "class Refused:\n    def __init__(self, pattern): ...\n"
        "NAMES = {1: 'Monday', 2: 'Tuesday'}\n"
        "def say(n, who):\n"
        "    told = 'One.' if n == 1 else 'Many.'\n"
        "    rows = [(1, 'Hammer'), (2, 'Nail')]\n"
        "    things = [Refused(name) for _place, name in rows]\n"
        "    return _('Hello'), Refused(told), Late('Gone'), Refused(NAMES[n]), ngettext('a day', 'days', n)\n"
        "def glue(who):\n"
        "    return _(f'Hello {who}'), _('Hello ' + who), Refused(who)\n"
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ _('Read') }}{% trans n=1 %}Write {{ n }}{% endtrans %}")

    found = gather(tmp_path)

    assert {
        "Hello",
        "One.",
        "Many.",
        "Gone",
        "Monday",
        "Tuesday",
        "Hammer",
        "Nail",
        "Read",
        "Write %(n)s",
    } <= found.sentences
    assert ("a day", "days") in found.sentences
    assert [fault.partition(": ")[2] for fault in found.faults] == ["f'Hello {who}'", "'Hello ' + who", "who"]


def test_an_update_keeps_what_is_told_adds_what_is_new_and_drops_what_is_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "CATALOGUES", tmp_path)
    catalogue.update("es", ["Gone", "Kept"])
    path = catalogue.path_of("es")
    path.write_text(path.read_text().replace('msgid "Kept"\nmsgstr ""', 'msgid "Kept"\nmsgstr "Queda"'))

    untold = catalogue.update("es", ["New", "Kept", ("one day", "%(num)d days")])

    assert (sorted(map(str, untold)), told("es")["Kept"]) == (
        sorted(["New", "('one day', '%(num)d days')"]),
        ("Queda",),
    )
    assert set(told("es")) == {"New", "Kept", ("one day", "%(num)d days")}


def sentences_of_the_solver() -> set[str]:
    """Whole sentences in which the solver tells what a day cannot be or give, with something for each fact."""
    found = set()
    for name in ("precheck.py", "precheck_people.py", "precheck_pins.py", "elastic_words.py"):
        module = ast.parse((PACKAGE / "solver" / name).read_text())
        inside = {id(part) for node in ast.walk(module) if _is_none(node) for part in ast.iter_child_nodes(node)}
        for node in (node for node in ast.walk(module) if id(node) not in inside):
            if isinstance(node, ast.JoinedStr):
                found.add("".join(_said(part) for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return {each for each in found if re.fullmatch(r"[^\n]+ [^\n]+\.", each)}


def _is_none(node: ast.AST) -> bool:
    """Whether what stands in a node is no sentence by itself: a piece of one, or a docstring."""
    return isinstance(node, ast.JoinedStr | ast.Expr)


def _said(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    words = ast.unparse(part.value if isinstance(part, ast.FormattedValue) else part)
    if words == "where":  # or nothing
        return " in slot A"
    if "title" in words and "titles(" not in words:
        return "Fractions" if ".title" in words and "_title(" not in words else "“Fractions”"
    return "7" if re.search(r"wanted|there|runs\b|length|count|seats|len\(|needed", words) else "Ana Ruiz"


def test_every_sentence_of_the_solver_about_what_cannot_be_is_recognized():
    told = sentences_of_the_solver()

    assert len(told) > 60
    assert sorted(each for each in told if recognized(each).pattern == "{told}") == []


def test_what_the_solver_said_is_said_again_in_the_readers_language():
    sentence = recognized("“Number Talks” must run, and no room has every feature it needs.")

    assert sentence.said("en") == "“Number Talks” must run, and no room has every feature it needs."
    assert sentence.said("es") == "“Number Talks” debe ofrecerse, y ningún salón tiene todo lo que necesita."
    assert recognized("Something else.").said("es") == "Something else."


def test_titles_of_the_solver_are_told_one_after_the_other():
    sentence = recognized(
        "“A”, “B” and 3 more must run, which takes 9 times a room, and the rooms that suit them are open 8 times."
    )

    assert sentence.facts["titles"] == InARow(("“A”", "“B”", Sentence("{more} more", {"more": "3"})))
