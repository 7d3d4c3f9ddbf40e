"""The solver's README says what the code does: every rule by its name and sentence, every option, every file."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest

import pdday.solver
from pdday.solver import kernel
from pdday.solver.__main__ import main
from pdday.solver.problem import POINTS, Weights
from pdday.solver.rules import Bendable, Rule

FOLDER = Path(pdday.solver.__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", list(Rule))
def test_each_rule_has_its_heading_and_its_sentence(rule: Rule) -> None:
    assert f"\n### {rule}\n{rule.sentence}\n" in README


@pytest.mark.parametrize("bendable", list(Bendable))
def test_each_thing_that_may_bend_is_told(bendable: Bendable) -> None:
    assert f"{bendable}: {bendable.sentence}" in " ".join(README.split())


def test_every_rule_is_told_in_the_order_of_the_code() -> None:
    assert re.findall(r"^### (\w+)$", README, re.MULTILINE) == [rule.value for rule in Rule]


def test_the_weights_in_the_table_are_the_defaults() -> None:
    table = [int(weight) for weight in re.findall(r"^\| [^|]+ \| (\d+) \|", README, re.MULTILINE)]

    assert table == list(asdict(Weights()).values())


def test_the_points_are_the_code_s() -> None:
    assert ", ".join(f"{points:g}" for points in POINTS) in README


def test_every_option_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    options = set(re.findall(r"--\w+", capsys.readouterr().out)) - {"--help", "--output"}
    assert {option for option in options if option in README} == options


def told_in_table(text: str) -> list[str]:
    cells = re.findall(r"^\| (`[a-z_*` ]+) \|", text, re.MULTILINE)
    return sorted(re.findall(r"`([a-z_*]+)`", " ".join(cells)))


def files_in(folder: Path) -> set[str]:
    """The files of Python, and the folders that hold some."""
    paths = [*folder.glob("*.py"), *(init.parent for init in folder.glob("*/__init__.py"))]
    return {path.stem for path in paths} - {"__init__", "__main__"}


def test_the_table_has_every_file_once_and_none_that_is_gone() -> None:
    names = files_in(FOLDER)

    elastic = {name for name in names if name.startswith("elastic")}
    assert told_in_table(README) == sorted({*names - elastic, "elastic*"})


def test_so_has_the_table_of_what_is_compiled_of_the_search() -> None:
    assert told_in_table(str(kernel.__doc__)) == sorted(files_in(FOLDER / "kernel"))
