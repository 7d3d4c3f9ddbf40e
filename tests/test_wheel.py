"""What is packed for whoever installs pdday without its repository: everything it runs on, and no more."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: What pdday reads when it runs, beside its code: pages, what browsers fetch, languages, migrations.
READ = ("pdday/templates", "pdday/static", "pdday/translations", "migrations")


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked into a folder of its own as an installer does it."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pdday", "migrations"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(made), str(source)]
    subprocess.run(build, check=True, capture_output=True, timeout=240)  # pip fetches hatchling, as an installer would
    (wheel,) = made.glob("*.whl")
    folder = made / "unpacked"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("folder", READ)
def test_all_that_pdday_reads_is_packed(unpacked: Path, folder: str):
    packed = unpacked / "pdday" / folder.removeprefix("pdday/")

    assert len(files_below(packed)) > 0
    assert files_below(ROOT / folder) - files_below(packed) == set()


@pytest.mark.slow
def test_nothing_but_pdday_is_packed(unpacked: Path):
    assert sorted(path.name.split("-")[0] for path in unpacked.iterdir()) == ["pdday", "pdday"]


@pytest.mark.slow
def test_from_the_wheel_alone_a_database_is_made_and_spanish_spoken(unpacked: Path, tmp_path: Path):
    asked = (
        "from pdday.cli import pdday; pdday(['migrate'], standalone_mode=False); "
        "from pdday.app import create_app; "
        "page = create_app().test_client().get('/sign-in', headers={'Accept-Language': 'es'}); "
        "from pdday.words import Sentence; import pdday.app; "
        "print(pdday.app.__file__, page.status_code, Sentence('Your code for pdday').said('es'))"
    )
    environment = {"PYTHONPATH": str(unpacked), "PDDAY_INSTANCE": str(tmp_path), "PATH": "/usr/bin:/bin"}

    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )

    assert told.stdout.splitlines()[-1:] == [f"{unpacked}/pdday/app.py 200 Su código para pdday"], told.stderr
