"""README and the solver's README say what is so."""

from __future__ import annotations

import re
from pathlib import Path

from pdday.cli import pdday as command
from pdday.config import SETTINGS
from pdday.solver import Rule

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
SOLVER_README = ROOT / "pdday/solver/README.md"
SOLVER = SOLVER_README.read_text()


def table_under(heading: str) -> dict[str, str]:
    """First column to second of the table below a heading of the README."""
    part = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `([^`]+)` \| (.*) \|$", part, flags=re.MULTILINE)
    return dict(rows)


def test_every_setting_stands_in_the_readme_as_the_code_explains_it():
    assert table_under("Settings") == SETTINGS


def test_every_command_stands_in_the_readme_as_it_explains_itself():
    told = {name: each.get_short_help_str(200) for name, each in command.commands.items() if not each.hidden}

    assert table_under("Commands") == {f"pdday {name}": words for name, words in told.items()}


def test_every_rule_has_its_heading_and_sentence_in_the_solvers_readme():
    headings = re.findall(r"^#+ `?([A-Z_]+)`?$", SOLVER, flags=re.MULTILINE)

    assert [rule.value for rule in Rule] == [heading for heading in headings if heading in Rule.__members__]
    assert [rule for rule in Rule if rule.sentence not in SOLVER.replace("\n", " ")] == []


def test_every_rule_the_readme_names_exists():
    named = set(re.findall(r"`Rule\.([A-Z_]+)`", README))

    assert named <= set(Rule.__members__)
    assert "ROOM_CAPACITY" in named


def test_every_place_the_readme_points_to_is_there():
    pointed = re.findall(r"\]\(([^)#]+)\)", README)

    assert [place for place in pointed if not (ROOT / place).exists()] == []


def test_every_file_the_tour_sends_a_reader_to_is_there():
    tour = README.split("## A tour", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"\]\((pdday/\w+)\) \| (.*) \|", tour)
    missing = [
        f"{folder}/{file}" for folder, first in rows for file in re.findall(r"`(\w+\.py)`", first)
        if not (ROOT / folder / file).exists()
    ]  # fmt: skip

    assert len(rows) == 12
    assert missing == []


def test_every_name_in_the_table_of_enforcement_exists():
    table = README.split("## Where is it enforced?", 1)[1].split("\n## ", 1)[0]
    missing = []
    for module, name in re.findall(r"`((?:\w+\.)+)(\w+)`", table):
        path = ROOT / "pdday" / Path(*module.rstrip(".").split("."))
        file = path.with_suffix(".py")
        if module.startswith("Rule") or module == "scan.":
            continue
        if not file.exists() or not re.search(rf"\b(def|class) {name}\b", file.read_text()):
            missing.append(f"{module}{name}")

    assert missing == []


def test_no_page_of_words_was_left_half_merged():
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", SOLVER_README, *(ROOT / "docs").glob("*.md")]

    assert [page.name for page in pages if re.search(r"^(<<<<<<<|>>>>>>>) ", page.read_text(), re.MULTILINE)] == []
