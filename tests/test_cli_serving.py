"""`pdday serve` and `pdday worker` as processes: what they start, say and leave when they stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from pdday.config import Config
from tests.command import PATIENCE_SECONDS, ROOT, bare, free_port, run, settings_of

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


@pytest.fixture
def environment(config: Config) -> dict[str, str]:
    return settings_of(config)


@contextmanager
def serving(
    environment: dict[str, str], port: int, *words: str, log: Path | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`pdday serve`, once its pages answer."""
    command = [sys.executable, "-m", "pdday.cli", "serve", "--port", str(port), *words]
    with (
        open(log or os.devnull, "w") as written,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=written, text=True
        ) as process,
    ):
        try:
            until(lambda: answers(port))
            yield process
        finally:
            process.kill()


def until(come_true) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not come_true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def children_of(process: subprocess.Popen[str]) -> dict[str, int]:
    """The pages and the worker of `pdday serve`: their process numbers by what they are."""
    told = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True)
    lines = [line.split(maxsplit=1) for line in told.stdout.splitlines()]
    return {("pages" if "gunicorn" in arguments else "worker"): int(pid) for pid, arguments in lines}


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.slow
def test_a_worker_stops_in_good_order(app: Flask, environment: dict[str, str]):
    command = [sys.executable, "-m", "pdday.cli", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as worker:
        assert worker.stderr is not None
        until(lambda: "The worker is ready." in worker.stderr.readline())

        worker.send_signal(signal.SIGINT)

        assert "The worker has stopped." in worker.stderr.read()
    assert worker.returncode == 0


@pytest.mark.slow
def test_ctrl_c_stops_everything_that_serve_started(app: Flask, environment: dict[str, str]):
    port = free_port()
    with serving(environment, port) as process:
        children = children_of(process)

        process.send_signal(signal.SIGINT)
        code = process.wait(PATIENCE_SECONDS)
        said = process.stdout.read() if process.stdout else ""

    assert (code, set(children), [runs(pid) for pid in children.values()]) == (0, {"pages", "worker"}, [False, False])
    assert said == f"pdday is at http://127.0.0.1:{port}. Ctrl-C stops it.\n"


@pytest.mark.slow
def test_what_is_served_leaves_lines_in_the_log_and_its_address_for_commands(tmp_path: Path):
    run(bare(tmp_path), "migrate")
    port = free_port()
    with serving(bare(tmp_path), port, log=tmp_path / "log") as process:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5).close()
        process.terminate()
        process.wait(PATIENCE_SECONDS)
    make_one = ("--state", "IL", "--time-zone", "America/Chicago", "--school", "Elm High", "--first-name", "Dana")
    begun = run(bare(tmp_path), "district", "Elm", *make_one, "--last-name", "W", "--coordinator", "dana@elm.example")

    lines = (tmp_path / "log").read_text().splitlines()
    assert [line for line in lines if "at=/sign-in status=200" in line] != []
    assert [line for line in lines if not line.startswith("time=")] == []
    assert f"Open http://127.0.0.1:{port}/sign-in" in begun[1]


@pytest.mark.slow
def test_pages_can_be_served_without_a_worker(tmp_path: Path):
    run(bare(tmp_path), "migrate")
    with serving(bare(tmp_path), free_port(), "--pages-only") as process:
        assert set(children_of(process)) == {"pages"}


@pytest.mark.slow
def test_a_killed_worker_is_started_again(tmp_path: Path):
    run(bare(tmp_path), "migrate")
    with serving(bare(tmp_path), free_port()) as process:
        until(lambda: "worker" in children_of(process))
        first = children_of(process)["worker"]

        os.kill(first, signal.SIGKILL)
        until(lambda: children_of(process).get("worker", first) != first)

        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path):
    run(bare(tmp_path), "migrate")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code, out, said = run(bare(tmp_path), "serve", "--port", str(port))

    assert (code, out) == (1, "")
    assert (
        said
        == f"pdday: pdday cannot listen on 127.0.0.1, port {port}: Address already in use. Try another with --port.\n"
    )
