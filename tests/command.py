"""The `pdday` command as people run it: a process with an environment, two streams and an exit code."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from pdday.config import Config

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 90


def bare(instance: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PDDAY_INSTANCE": str(instance)}


def run(environment: dict[str, str], *words: str) -> tuple[int, str, str]:
    """Run `pdday` with these words; its exit code and what it said on either stream."""
    command = [sys.executable, "-m", "pdday.cli", *words]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout, ran.stderr


def settings_of(config: Config) -> dict[str, str]:
    """The settings of the test's database as an installation would have them."""
    return bare(config.instance) | {
        "DATABASE_URL": config.database_url,
        "PDDAY_SECRET_KEY": config.secret_key,
        "PDDAY_SEAL_KEY": config.seal_key,
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])
