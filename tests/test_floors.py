"""The floors of the house that import-linter cannot see: single files for single things, who commits, who tries.

The order of the features and what each may import are contracts in pyproject.toml; `lint-imports` holds them.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PDDAY = Path(__file__).parent.parent / "pdday"
SOURCES = sorted(PDDAY.rglob("*.py"))

#: What stands in one place only: the module or name, and the files that may use it.
ONE_PLACE = {
    "highspy": ["solver/backend.py"],
    "qrcode": ["checkin/badges.py"],
    "weasyprint": ["pdf.py"],
    "smtplib": ["sending.py"],
    "huey": ["lanes.py"],
    "flask.session": ["staff/access.py"],
}
#: Ways to read the wall clock. Monotonic clocks only measure, so they are no clocks here.
WALL_CLOCK = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time"}
#: Inside a feature, from the ground up. A file stands on the floor that the last word of its name says: seat_actions.
FLOORS = ("vocabulary", "models", "rules", "queries", "actions", "forms", "views")
#: Below the forms nothing knows the web.
WEB = ("flask", "flask_wtf", "flask_login", "flask_babel", "wtforms", "pdday.web", "pdday.staff.access")


def short(path: Path) -> str:
    return path.relative_to(PDDAY).as_posix()


def floor_of(name: str) -> str | None:
    last = name.rsplit("_", 1)[-1]
    return last if last in FLOORS else None


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a file; the files are asked many things here and read once."""
    return tuple(ast.walk(ast.parse(path.read_text())))


@cache
def imported(path: Path) -> set[str]:
    """Every module and every name in a module that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@cache
def called(path: Path) -> set[str]:
    """Every function a file calls, as it is written there."""
    return {ast.unparse(node.func) for node in nodes(path) if isinstance(node, ast.Call)}


def test_pages_ask_for_the_day_that_their_address_names():
    asking = {short(path) for path in SOURCES if any(each.endswith("find_current_day") for each in called(path))}

    # Elsewhere it is shown.find_shown_day: a page must stay with its day where there are several.
    assert asking == {"cli/day.py", "programme/shown.py"}


@pytest.mark.parametrize("name", ONE_PLACE)
def test_what_stands_in_one_place_is_named_nowhere_else(name: str):
    users = [short(path) for path in SOURCES if any(f"{each}.".startswith(f"{name}.") for each in imported(path))]

    assert users == ONE_PLACE[name]


def test_only_the_solver_knows_pulp():
    users = {short(path).split("/")[0] for path in SOURCES if "pulp" in imported(path)}

    assert users == {"solver"}


def test_only_the_clock_reads_the_wall_clock():
    readers = [
        short(path)
        for path in SOURCES
        if any(
            call.removeprefix("datetime.").removeprefix("dt.") in WALL_CLOCK or call in WALL_CLOCK
            for call in called(path)
        )
    ]

    assert readers == ["clock.py"]


def test_the_browser_session_has_another_name_than_the_fields_word():
    (access,) = [path for path in SOURCES if short(path) == "staff/access.py"]
    names = [
        alias.asname
        for node in nodes(access)
        if isinstance(node, ast.ImportFrom) and node.module == "flask"
        for alias in node.names
        if alias.name == "session"
    ]

    assert names == ["browser_session"]


def test_nothing_below_the_edge_commits():
    committers = [
        short(path)
        for path in SOURCES
        if floor_of(path.stem) in FLOORS[:-1] and any(call.endswith("session.commit") for call in called(path))
    ]

    assert committers == []


def test_inside_a_feature_nothing_imports_from_a_floor_above():
    upwards = [
        f"{short(path)}: {name}"
        for path in SOURCES
        for name in imported(path)
        if name.startswith(f"pdday.{path.parent.name}.")
        and (mine := floor_of(path.stem))
        and (theirs := floor_of(name.split(".")[2]))
        and FLOORS.index(theirs) > FLOORS.index(mine)
    ]

    assert upwards == []


def test_below_the_forms_nothing_knows_the_web():
    knowing = [
        f"{short(path)}: {name}"
        for path in SOURCES
        if floor_of(path.stem) in FLOORS[:-2]
        for name in imported(path)
        if any(f"{name}.".startswith(f"{web}.") for web in WEB)
    ]

    assert knowing == []


def test_no_view_catches_a_refusal_itself():
    tryers = [
        short(path)
        for path in SOURCES
        if path.name.endswith("views.py") and any(isinstance(node, ast.Try) for node in nodes(path))
    ]

    assert tryers == []


def test_the_solver_loads_neither_the_web_nor_the_database():
    script = "import sys, pdday.solver; print(sorted({'flask', 'sqlalchemy', 'babel'} & set(sys.modules)))"

    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=PDDAY.parent, capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "[]"


def test_a_web_process_loads_neither_solver_nor_printer(tmp_path: Path):
    heavy = {"pulp", "numba", "highspy", "numpy", "weasyprint"}
    script = f"import sys; from pdday.app import create_app; create_app(); print(sorted({heavy} & set(sys.modules)))"
    settings = {"PDDAY_INSTANCE": str(tmp_path), "PATH": os.environ["PATH"]}

    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=PDDAY.parent, env=settings, capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "[]"


def test_the_package_itself_holds_only_a_docstring():
    tree = ast.parse((PDDAY / "__init__.py").read_text())

    assert [type(node) for node in tree.body] == [ast.Expr]


def test_what_a_person_typed_stands_in_no_sentence_that_waits():
    """A lazy sentence is markup to a template: with a name in it, the name would be markup too. Numbers do no harm."""
    waiting = {"_l", "lazy_gettext", "lazy_ngettext"}
    holding = {
        (short(path), word.arg)
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in waiting
        for word in node.keywords
    }

    assert {name for _, name in holding} <= {"least", "most", "longest"}


def test_no_module_takes_the_name_of_something_that_its_package_uses():
    """Once imported, pdday/web/spoken.py would be what `spoken` means in pdday/web/__init__.py."""
    taken = []
    for package in PDDAY.rglob("__init__.py"):
        itself = ".".join(package.parent.relative_to(PDDAY.parent).parts)
        names = {
            alias.name
            for node in nodes(package)
            if isinstance(node, ast.ImportFrom) and node.module != itself
            for alias in node.names
            if node.module != f"{itself}.{alias.name}"  # its own module, read before its name is
        }
        taken += [short(path) for path in package.parent.glob("*.py") if path.stem in names]

    assert taken == []
