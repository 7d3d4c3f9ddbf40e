"""Requests to a real server: gunicorn with two workers, asked by a process of its own."""

from __future__ import annotations

import asyncio
import gzip
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from scripts.speed.district import FOLDER, Filled

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS, THREADS = 2, 4
#: Connections that ask at the same time in the measurement of pages a second.
CONNECTIONS = 16
PATIENCE = 30.0
#: What the server said, of the last measurement.
LOG = FOLDER / "server.log"


@dataclass
class Asked:
    """How requests went: how long each took, and what was wrong with some."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def share(self, part: float) -> float:
        """The time, in seconds, within which this part of the requests was answered; 0 for none."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def unpacked(self) -> bytes:
        """The page itself; only who reads on in it needs that, so that asking costs little."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body


class Browser:
    """One connection of one person's browser; it is kept open, and opened anew when the server closed it."""

    def __init__(self, address: str, cookie: str) -> None:
        parts = urlsplit(address)
        self.host, self.port, self.cookie = parts.hostname or "", parts.port or 80, cookie
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, form: str | None = None) -> Answer:
        """Ask for a page, or send a form (already in its urlencoded shape)."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._ask(path, form)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.close()  # the server had closed it between two requests
            async with asyncio.timeout(PATIENCE):
                return await self._ask(path, form)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, path: str, form: str | None) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        writer.write(self._request(path, form))
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].split(";")[0]
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(head[0].split()[1]), headers, body)

    def _request(self, path: str, form: str | None) -> bytes:
        lines = [
            f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", f"Host: {self.host}:{self.port}",
            f"Cookie: {self.cookie}", "Accept: text/html", "Accept-Encoding: gzip",
        ]  # fmt: skip
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + (form or "")).encode()


@dataclass(frozen=True)
class Served:
    """A running server."""

    address: str
    pid: int

    def cpu_seconds(self) -> Spent:
        """What its workers have spent so far: on a machine with other work the only time that means anything."""
        workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return Spent(_cpu_seconds(workers), _cpu_seconds(_database_processes()))


@dataclass(frozen=True)
class Spent:
    """Processor seconds of the pages, and of the processes of PostgreSQL that answer them (SQLite has none)."""

    pages: float
    database: float

    def since(self, before: Spent) -> Spent:
        return Spent(self.pages - before.pages, self.database - before.database)


def _cpu_seconds(pids: Iterable[str]) -> float:
    spent = (Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[11:13] for pid in pids)
    return sum(int(ticks) for each in spent for ticks in each) / os.sysconf("SC_CLK_TCK")


def _database_processes() -> list[str]:
    """The processes of a PostgreSQL on this machine that have our database open."""
    named = ((path.parent.name, path.read_bytes()) for path in Path("/proc").glob("[0-9]*/cmdline"))
    return [pid for pid, name in named if name.startswith(b"postgres: ") and b" pdday pdday_speed " in name]


@contextmanager
def served(filled: Filled, moment: datetime) -> Iterator[Served]:
    """A real server of this district, with two workers, until the block ends."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    shape = ["--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "30"]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *shape, "--log-level", "error"]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with LOG.open("wb") as log:  # a line for each request, which nobody wants between the tables
        server = subprocess.Popen(
            [*command, "scripts.speed.served:app"], cwd=ROOT, env=os.environ | filled.environment(moment), stderr=log
        )
    try:
        _wait_for(port, server)
        yield Served(f"http://127.0.0.1:{port}", server.pid)
    finally:
        server.terminate()
        server.wait(30)


def pages_a_second(server: Served, path: str, cookies: Sequence[str], *, seconds: float) -> tuple[float, Spent, Asked]:
    """How many times a second a page is answered to so many people, the CPU seconds of all of them, and the waits."""
    address, asked, cpu = server.address, Asked(), Spent(0, 0)

    async def ask_on(cookie: str, until: float) -> None:
        browser = Browser(address, cookie)
        while time.perf_counter() < until:
            await timed(asked, lambda: browser.ask(path))
        browser.close()

    async def everybody() -> float:
        for cookie in cookies[:4]:
            await Browser(address, cookie).ask(path)  # both workers have compiled the templates
        nonlocal cpu
        began, cpu = time.perf_counter(), server.cpu_seconds()
        chosen = [cookies[place % len(cookies)] for place in range(CONNECTIONS)]
        await asyncio.gather(*(ask_on(cookie, began + seconds) for cookie in chosen))
        cpu = server.cpu_seconds().since(cpu)
        return time.perf_counter() - began

    took = asyncio.run(everybody())
    return len(asked.seconds) / took, cpu, asked


async def timed(asked: Asked, ask: Callable[[], Awaitable[Answer]]) -> Answer | None:
    """Ask once and note how it went; None where there was no answer."""
    began = time.perf_counter()
    try:
        answer = await ask()
    except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as trouble:
        asked.errors.append(f"{type(trouble).__name__}: {trouble}")
        return None
    asked.seconds.append(time.perf_counter() - began)
    if answer.status >= 400:
        asked.errors.append(f"status {answer.status}")
    return answer


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start; {LOG} says why.")
