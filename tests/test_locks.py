"""The hashed locks: they hold what pyproject.toml asks for, and say nothing of where it comes from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = {name: (ROOT / "scripts" / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")}


def pinned(lock: str) -> set[tuple[str, str]]:
    """Each package and version; one package may have several, for different Pythons or platforms."""
    return set(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", LOCKS[lock], re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9-]", requirement)[0].lower() for requirement in requirements}


def test_every_dependency_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runs = project["project"]["dependencies"]
    tests = project["dependency-groups"]["dev"]

    assert names(runs) - {name for name, _ in pinned("requirements.lock")} == set()
    assert names(tests) - {name for name, _ in pinned("requirements-dev.lock")} == set()


def test_the_tests_run_on_the_versions_that_people_get():
    assert pinned("requirements.lock") - pinned("requirements-dev.lock") == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_checks_every_file_and_names_no_registry(lock):
    entries = re.split(r"\n(?=[a-z])", LOCKS[lock].strip())

    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert [line for line in LOCKS[lock].splitlines() if "://" in line or "index" in line.split("=")[0]] == []
