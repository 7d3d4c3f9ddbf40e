"""The two commands: what they refuse, what they find and name, and what they leave behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parent.parent


def bash(script: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """What `script` prints and how it ends, with the functions of scripts/*.sh at hand."""
    sources = "".join(f". '{ROOT}/scripts/{name}.sh'\n" for name in ("lib", "private-postgres", "checks"))
    bare = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TMPDIR": str(folder)}
    command = [shutil.which("bash") or "bash", "-uc", sources + script]
    return subprocess.run(
        command,
        cwd=folder,
        env=bare | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def program(folder: Path, name: str, script: str) -> None:
    """A program called `name` in `folder`, for a search path that holds nothing else."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


# --- Finding and installing


def test_an_old_python_is_passed_over_for_a_newer_one_beside_it(tmp_path):
    program(tmp_path, "python3", "exit 1")
    (tmp_path / "python3.12").symlink_to(sys.executable)

    found = bash("find_python", tmp_path, PATH=f"{tmp_path}:/nowhere").stdout

    assert found == "python3.12\n"


def test_packages_are_named_where_they_may_not_be_installed(tmp_path):
    program(tmp_path, "id", "echo 1000")
    program(tmp_path, "sudo", "echo sudo: a password is required >&2; exit 1")
    program(tmp_path, "apt-get", "touch installed")

    said = bash(
        "install_packages 'PDF pages' 'libpango-1.0-0 libharfbuzz-subset0' pango; echo $?",
        tmp_path,
        PATH=f"{tmp_path}:/usr/bin:/bin",
    )

    assert said.stdout.splitlines()[1:] == [
        "Could not install them. As root: apt-get install libpango-1.0-0 libharfbuzz-subset0",
        "1",
    ]
    assert not (tmp_path / "installed").exists()


def test_package_lists_are_fetched_where_the_first_installation_fails(tmp_path):
    program(tmp_path, "id", "echo 0")
    program(tmp_path, "apt-get", 'case "$*" in *update*) : > lists ;; *) [ -f lists ] && : > installed ;; esac')

    said = bash(
        "install_packages 'PDF pages' libpango-1.0-0 pango; echo $?", tmp_path, PATH=f"{tmp_path}:/usr/bin:/bin"
    )

    assert said.stdout.splitlines()[-1] == "0"
    assert (tmp_path / "installed").exists()


def test_an_environment_copied_from_elsewhere_is_not_taken_for_ours(tmp_path):
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "pip").write_text(f"#!{tmp_path}/.venv/bin/python\n")

    ours = bash("has_environment; echo $?", tmp_path)
    (programs / "pip").write_text("#!/home/somebody/pdday/.venv/bin/python\n")
    copied = bash("has_environment; echo $?", tmp_path)

    assert (ours.stdout, copied.stdout) == ("0\n", "1\n")


def test_an_unchanged_lock_is_not_installed_again(tmp_path):
    for folder in ("scripts", ".venv"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "requirements.lock").write_text("flask==3.1.3\n")

    said = bash("PYTHON=/nowhere/python; install_locked requirements.lock; echo $?", tmp_path)

    assert (said.stdout, said.stderr) == ("0\n", "")


def test_a_lock_that_could_not_be_installed_is_tried_again_the_next_time(tmp_path):
    for folder in ("scripts", ".venv"):
        (tmp_path / folder).mkdir()
    (tmp_path / "scripts" / "requirements.lock").write_text("flask==3.1.3\n")

    said = bash("PYTHON=false; install_locked requirements.lock", tmp_path)

    assert said.returncode == 1
    assert "could not be installed" in said.stderr
    assert not (tmp_path / ".venv" / "requirements.lock").exists()


# --- scripts/run


@pytest.mark.parametrize("wish", ["--staff 7", "--port", "--port eighty", "--host", "--frehs", "quick"])
def test_run_refuses_what_it_does_not_know(wish):
    said = bash(f"scripts/run {wish}")

    assert said.returncode == 1
    assert said.stderr == f"scripts/run does not know: {wish}. What it knows: scripts/run --help\n"


def test_run_keeps_away_from_a_database_that_is_named():
    said = bash("scripts/run --fresh", DATABASE_URL="postgresql://127.0.0.1/the_real_district")

    assert said.returncode == 1
    assert "it will not put it into the database that DATABASE_URL" in said.stderr


def descendants(ancestor: int) -> set[int]:
    """Every process that `ancestor` started, directly or not."""
    listing = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(pid): int(parent) for pid, parent in (line.split() for line in listing.splitlines())}
    found = {ancestor}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {ancestor}


def page_at(address: str) -> str:
    """The page at `address`, whose server may just be starting. Raises URLError after half a minute of refusals."""
    for _try in range(60):
        try:
            with urllib.request.urlopen(address, timeout=30) as page:
                return page.read().decode()
        except urllib.error.URLError as refusal:
            trouble = refusal
            time.sleep(0.5)
    raise trouble


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def running(tmp_path):
    """scripts/run with a small district, up to its address, and what it has said until then."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        ["scripts/run", "--staff", "60", "--port", str(port)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PDDAY_INSTANCE": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said = []
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith("pdday is at"):
            break
    yield process, f"http://127.0.0.1:{port}", said
    process.terminate()
    process.wait(60)


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_run_says_where_the_district_is_and_ctrl_c_ends_everything_it_started(running):
    process, address, said = running
    choices = page_at(f"{address}/sign-in/demo")
    started = descendants(process.pid)

    os.killpg(process.pid, signal.SIGINT)
    process.wait(60)

    assert said[-1] == f"pdday is at {address}. Ctrl-C stops it."
    assert "as Dana Whitfield, who coordinates," in said[-3]
    assert "Coordinator: Dana Whitfield" in choices
    assert len(started) >= 2  # the pages and the worker
    assert [pid for pid in started if is_running(pid)] == []
    assert (process.returncode, process.stdout.read()) == (0, "")


# --- scripts/test


def test_a_failing_check_does_not_hide_the_next():
    said = bash("check first false; check second echo seen; in_short '1 passed in 0.1s'")

    assert said.returncode == 1
    assert said.stdout.splitlines() == [
        "== first",
        "== second",
        "seen",
        "== in short",
        "     0 s  FAILED  first",
        "     0 s  passed  second",
        "1 passed in 0.1s",
    ]


def test_what_is_missing_leaves_out_the_tests_that_need_it():
    said = bash("omitted=long; without Chromium browser; expression")

    assert said.stdout.splitlines() == [
        "Chromium is missing: tests marked browser are left out.",
        "not long and not browser",
    ]


def test_nothing_may_be_missing_in_ci():
    said = bash("without Chromium browser; echo on we go", PDDAY_TEST_REQUIRE_ALL="1")

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "Chromium is missing, and nothing may be left out here.\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("require_all", "outcome"), [("0", "1 passed, 2 skipped"), ("1", "1 failed, 1 passed, 1 error")]
)
def test_a_skipped_test_fails_where_nothing_may_be_skipped(tmp_path, require_all, outcome):
    (tmp_path / "test_three.py").write_text(
        "import pytest\n"
        "def test_runs(): pass\n"
        "def test_gives_up(): pytest.skip('no camera here')\n"
        "@pytest.mark.skip\n"
        "def test_is_left_out(): pass\n"
    )

    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.nothing_skipped", str(tmp_path), "--rootdir", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"PDDAY_TEST_REQUIRE_ALL": require_all},
        capture_output=True,
        text=True,
    )

    assert outcome in said.stdout.splitlines()[-1]


@pytest.mark.postgres
@pytest.mark.slow
def test_the_private_server_asks_for_its_password_and_ctrl_c_leaves_nothing_of_it():
    connect = "import os, psycopg; print(psycopg.connect(os.environ['PDDAY_TEST_POSTGRES']"

    said = bash(
        "trap stop_postgres EXIT; exit_when_told\n"
        'start_postgres; echo "$PDDAY_TEST_POSTGRES"; ls -d "$CLUSTER"\n'
        f'"$PYTHON" -c "{connect}).info.user)"\n'
        f'"$PYTHON" -c "{connect}, password=\'guessed\').info.user)"\n'
        "kill -INT $$; echo still here"
    )

    address, folder, account = said.stdout.splitlines()
    assert account == "pdday"
    assert "password authentication failed" in said.stderr
    assert said.returncode == 130
    assert not Path(folder).exists()
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(address)
