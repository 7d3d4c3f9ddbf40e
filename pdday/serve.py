"""`pdday serve`: the pages and one worker as children of one process, for one machine."""

from __future__ import annotations

import logging
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from pdday.errors import Refused

log = logging.getLogger(__name__)

#: How long the pages and the worker may take to stop in good order.
STOP_SECONDS = 20.0
#: Threads that answer requests; more would only queue for the same two cores.
THREADS = 8

#: A browser that stops in the middle of what it sends is given up after so long, or eight of them would stop the day.
STALL_SECONDS = 5


#: gunicorn reads this by its name: what it says itself comes out in the same lines as what pdday says.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "pdday.logs.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["console"], "propagate": False}},
}


def serve(host: str, port: int, *, with_worker: bool = True, say: Callable[[str], object]) -> int:
    """Run pages and, if wanted, a worker until SIGINT or SIGTERM, or until the pages end by themselves; the exit code.

    A worker that dies is started again: its job is found by the new one.
    """
    _refuse_a_taken_port(host, port)
    environment = {"PDDAY_URL": address_at(host, port)} | os.environ
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _signal, _frame: stopping.set())
    pages = _start(["-m", "gunicorn", *_gunicorn(host, port), "pdday.wsgi:app"], environment)
    worker = _start(["-m", "pdday.cli", "worker"], environment) if with_worker else None
    say(f"pdday is at {environment['PDDAY_URL']}. Ctrl-C stops it.")
    while not stopping.wait(1.0) and pages.poll() is None:
        if worker is not None and worker.poll() is not None:
            log.warning("The worker has ended with code %s; starting another.", worker.returncode)
            worker = _start(["-m", "pdday.cli", "worker"], environment)
    ended_by_itself = pages.poll() is not None
    for child in (pages, worker):
        if child is not None:
            _stop(child)
    return 1 if ended_by_itself else 0


def address_at(host: str, port: int) -> str:
    """Where a browser on this machine finds what is served there."""
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"


def _gunicorn(host: str, port: int) -> list[str]:
    """One process with threads: rates are limited and SQLite is written in one place."""
    shape = ["--workers", "1", "--worker-class", "gthread", "--threads", str(THREADS)]
    return [
        "--config",
        "python:pdday.serve",
        "--bind",
        f"{host}:{port}",
        *shape,
        "--graceful-timeout",
        "10",
        "--log-level",
        "warning",
    ]


def when_ready(server: Any) -> None:
    """Give up connections that stall. gunicorn calls this with itself (a name of its own); they inherit the listener's.

    It bounds each wait, not the whole: against somebody who drips on purpose stands the proxy in front.
    """
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", STALL_SECONDS, 0))


def post_worker_init(worker: Any) -> None:
    """Let a connection that was given up fill no log. Called by gunicorn, as `when_ready` is."""
    worker.log.error_log.addFilter(lambda record: not isinstance((record.exc_info or (None,) * 2)[1], BlockingIOError))


def _refuse_a_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as trouble:
            facts = {"host": host, "port": port, "trouble": trouble.strerror}
            raise Refused("pdday cannot listen on {host}, port {port}: {trouble}. Try another with --port.", facts)


def _start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A child in a group of its own: Ctrl-C reaches this process alone, which then stops the children in order."""
    return subprocess.Popen([sys.executable, *arguments], env=environment, start_new_session=True)


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
