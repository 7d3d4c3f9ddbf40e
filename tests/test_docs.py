"""The READMEs and the guides under docs/ say what is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pdday.cli import pdday as command
from pdday.config import SETTINGS
from pdday.solver import Rule

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
#: Pages for people that this test reads for names of files, beside the README.
GUIDES = sorted(ROOT.glob("docs/*.md"))
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
    pointed = re.findall(r"\]\(([^)#:]+)\)", README)

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


def test_the_architecture_is_drawn_as_the_code_is():
    drawn = subprocess.run(
        [sys.executable, ROOT / "scripts/draw-architecture", "--check"], capture_output=True, text=True
    )

    assert (drawn.stdout, drawn.returncode) == ("", 0)


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_file_and_place_a_guide_names_is_there(page: Path):
    words = without_recipes(page.read_text())
    files = {name for name in re.findall(r"[\w./-]+\.(?:py|html|toml|txt|po|svg|css)\b", words) if "/" in name}
    linked = set(re.findall(r"\]\(([^)#:]+)\)", words))

    roots = (ROOT, ROOT / "pdday", ROOT / "pdday/templates")
    assert {name for name in files if not any((root / name).exists() for root in (*roots, page.parent))} == set()
    assert {place for place in linked if not (page.parent / place).exists()} == set()


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_function_a_drawing_names_is_in_its_file(page: Path):
    named = re.findall(r"([\w/]+\.py) · (\w+)", page.read_text())

    assert [(file, name) for file, name in named if not is_in(ROOT / "pdday" / file, name)] == []


def without_recipes(words: str) -> str:
    """A guide less its examples, which tell of files that somebody is about to make."""
    return re.sub(r"```(?!mermaid).*?```", "", words, flags=re.DOTALL)


def is_in(file: Path, name: str) -> bool:
    return re.search(rf"^\s*(def|class) {name}\b", file.read_text(), re.MULTILINE) is not None
