"""A whole pdday as a district runs it: the `pdday` commands, pages and worker as processes, and a mail server."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message as Mail
from pathlib import Path

from tests.mail_server import Mailbox, a_mail_server

#: How long a process, a page or a letter may take on a busy machine.
PATIENCE = 60.0
SEAL_KEY = "dGVzdHMgb25seTogdGhpcyBpcyBub3QgYSBzZWNyZXQ="


@dataclass
class Installation:
    """pdday in processes of its own. Tests know it as its people do: by its pages, its mail and its commands."""

    address: str
    environment: dict[str, str]
    mailbox: Mailbox

    def command(self, *words: str) -> str:
        """What `pdday words…` prints. Raises CalledProcessError if it fails."""
        call = [sys.executable, "-m", "pdday.cli", *words]
        return subprocess.run(call, env=self.environment, capture_output=True, text=True, check=True).stdout

    def letters_to(self, address: str) -> list[Mail]:
        """Everything that somebody got by mail, the oldest first."""
        return [mail for mail in list(self.mailbox.got) if mail["To"] == address]

    def letter_to(self, address: str, about: str, *, after: int = 0) -> str:
        """The text of a letter whose subject says `about`; waited for. The first `after` letters do not count."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for mail in self.letters_to(address)[after:]:
                if about in subject_of(mail):
                    return bytes(mail.get_payload(decode=True)).decode()
            time.sleep(0.05)
        subjects = [subject_of(mail) for mail in self.letters_to(address)]
        raise AssertionError(f"no letter about “{about}” came to {address}; there came {json.dumps(subjects)}")

    def code_for(self, address: str, *, after: int) -> str:
        """The six digits that came by mail."""
        found = re.search(r"\b\d{6}\b", self.letter_to(address, "", after=after))
        assert found is not None
        return found.group()


def subject_of(mail: Mail) -> str:
    """The subject as a mailbox shows it."""
    return " ".join(str(make_header(decode_header(str(mail["Subject"])))).split())


@contextmanager
def an_installation(folder: Path, database_url: str | None) -> Iterator[Installation]:
    """A new one on an empty database, served until the end. Without `database_url` it keeps an SQLite file."""
    with ExitStack() as stack:
        mailbox = stack.enter_context(a_mail_server())
        port = _free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PDDAY_")}
        environment |= {
            "PDDAY_INSTANCE": str(folder),
            "PDDAY_URL": f"http://127.0.0.1:{port}",
            "PDDAY_MAIL": mailbox.address,
            "PDDAY_MAIL_FROM": "pdday@ridge.example",
            "PDDAY_SECRET_KEY": "a secret of the stories, 32 characters and more",
            "PDDAY_SEAL_KEY": SEAL_KEY,
        }
        if database_url:
            environment["DATABASE_URL"] = database_url
        installation = Installation(f"http://127.0.0.1:{port}", environment, mailbox)
        installation.command("migrate")
        stack.enter_context(_served(installation, port))
        yield installation


@contextmanager
def _served(installation: Installation, port: int) -> Iterator[None]:
    log = Path(installation.environment["PDDAY_INSTANCE"]) / "serve.log"
    with log.open("wb") as written:
        serving = subprocess.Popen(
            [sys.executable, "-m", "pdday.cli", "serve", "--port", str(port)],
            env=installation.environment,
            stdout=written,
            stderr=written,
        )
        try:
            _wait_until_it_answers(installation.address, serving, log)
            yield
        finally:
            serving.terminate()
            serving.wait(PATIENCE)


def _wait_until_it_answers(address: str, serving: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and serving.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"pdday does not answer:\n{log.read_text()}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
