"""What is compiled is kept for the next process, and never outlives a change of any file that went into it."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pdday
from pdday.solver import compiling

SOLVER = Path(compiling.__file__).parent
WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None  # as if it were not installed
from pdday.solver.kernel.travel import is_on
import numpy as np
print(is_on(np.array([1, 3]), 0, 1, 0), is_on(np.array([1, 3]), 0, 1, 1), hasattr(is_on, "py_func"))
"""
#: Calls a function that calls another, of another file; says what it found, and whether it was kept from before.
CALLING = """
import numpy as np
from pdday.solver.kernel.offered import offers_on
offers = np.zeros((1, 7), dtype=np.int64)
found = offers_on(np.array([1]), offers, np.zeros((1, 2)), 1, offers.copy(), np.zeros((1, 2)))
print(found, "kept" if sum(offers_on.stats.cache_hits.values()) else "compiled")
"""


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    written = [tmp_path / name for name in ("days.py", "moves.py")]
    for path in written:
        path.write_text("LEAST = 1\n")
    return written


def test_the_same_text_is_kept_in_the_same_folder_whenever_it_was_written(sources: list[Path], tmp_path: Path) -> None:
    first = compiling.folder_for(sources, [tmp_path / "kept"])
    (first / "days.nbi").touch()
    for path in sources:
        path.write_text(path.read_text())

    assert compiling.folder_for(sources, [tmp_path / "kept"]) == first
    assert (first / "days.nbi").exists()


@pytest.mark.parametrize("changed", [0, 1])
def test_another_text_of_any_file_gets_a_new_folder_and_the_former_goes(
    sources: list[Path], tmp_path: Path, changed: int
) -> None:
    place = tmp_path / "kept"
    former = compiling.folder_for(sources, [place])
    (place / "of somebody else").mkdir()
    sources[changed].write_text("LEAST = 2\n")

    folder = compiling.folder_for(sources, [place])

    assert {path.name for path in place.iterdir()} == {"of somebody else", folder.name}
    assert folder != former


def test_where_a_place_cannot_be_written_the_next_is_taken(sources: list[Path], tmp_path: Path) -> None:
    no_folder = tmp_path / "a file"
    no_folder.touch()

    assert compiling.folder_for(sources, [no_folder, tmp_path / "mine"]).parent == tmp_path / "mine"
    assert compiling.folder_for(sources, [no_folder]) is None


def test_every_file_that_goes_into_machine_code_is_looked_at() -> None:
    """A function that is compiled, or a file of the solver that a file of such functions takes names from."""
    looked_at = {path.relative_to(SOLVER).with_suffix("").as_posix() for path in compiling.SOURCES}
    compiling_files, read = set(), set()
    for path in SOLVER.rglob("*.py"):
        imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        if any(alias.name == "compiled" for node in imports for alias in node.names):
            compiling_files.add(path.relative_to(SOLVER).with_suffix("").as_posix())
            modules = {node.module for node in imports if node.module and node.module.startswith("pdday.solver.")}
            read |= {module.removeprefix("pdday.solver.").replace(".", "/") for module in modules}

    assert {"kernel/annealing", "pricing", "slot_search"} <= compiling_files
    assert compiling_files | read <= looked_at


def test_without_numba_the_functions_run_as_they_are() -> None:
    ran = subprocess.run([sys.executable, "-c", WITHOUT_NUMBA], capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["True", "False", "False"]


@pytest.mark.slow
@pytest.mark.skipif(not compiling.COMPILED, reason="nothing is kept without numba")
def test_a_change_in_another_file_is_never_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes compile at once; the next finds it; once a called function changes, nobody runs the former."""
    shutil.copytree(Path(pdday.__file__).parent / "solver", tmp_path / "pdday" / "solver")
    (tmp_path / "pdday" / "__init__.py").touch()
    travel = tmp_path / "pdday" / "solver" / "kernel" / "travel.py"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))

    def processes(count: int) -> list[str]:
        calling = [sys.executable, "-c", CALLING]
        started = [subprocess.Popen(calling, cwd=tmp_path, stdout=subprocess.PIPE, text=True) for _ in range(count)]
        return [each.communicate()[0].strip() for each in started]

    at_once, afterwards = processes(2), processes(1)
    travel.write_text(travel.read_text().replace("    fits = True\n", "    fits = False\n"))
    changed = processes(1)

    assert [each.split()[0] for each in at_once] == ["1", "1"]
    assert (afterwards, changed) == (["1 kept"], ["0 compiled"])
    assert len(list((tmp_path / "kept").glob("*/compiled-*"))) == 1
