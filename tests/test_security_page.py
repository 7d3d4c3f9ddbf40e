"""docs/security.md says what is so: every file and test it names is there, every number stands once."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/security.md").read_text()
#: The standard's numbers: chapter, section, requirement.
ROW = re.compile(r"^\| (V[\dV., to]+?)(?: \(level 3\))? \|(.+)\|(.+)\|(.+)\|$", flags=re.MULTILINE)


def test_every_file_that_the_page_names_is_there():
    named = re.findall(r"`((?:pdday|tests|scripts|docs)/[\w./-]+?\.?\w+)(?:::\w+)?`", PAGE)

    assert len(named) > 100
    assert [name for name in sorted(set(named)) if not (ROOT / name).exists()] == []


def test_every_test_that_the_page_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"^\s*(def|class) {name}\b", (ROOT / file).read_text(), flags=re.MULTILINE)
    ]

    assert len(named) > 80
    assert missing == []


def test_every_line_says_where_and_has_a_test_or_says_that_it_has_none():
    rows = ROW.findall(PAGE)
    silent = [number for number, _, where, test in rows if not where.strip() or not test.strip()]
    untested = [number for number, _, _, test in rows if "tests/" not in test and test.strip() != "not tested here"]

    assert (silent, untested) == ([], [])
    assert {number.split(".")[0] for number, *_ in rows} == {f"V{each}" for each in range(1, 17)} - {"V10"}


def test_no_requirement_stands_twice():
    numbers = [each for row in ROW.findall(PAGE) for each in re.findall(r"V\d+\.\d+(?:\.\d+)?", row[0])]

    assert [each for each in sorted(set(numbers)) if numbers.count(each) > 1] == []
