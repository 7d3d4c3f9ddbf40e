"""Settings: the environment becomes one frozen Config, or a clear sentence that names the wrong setting.

The embedded default needs no settings: an SQLite database and freshly made secrets live under `instance/`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cryptography.fernet import Fernet
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

#: Every setting and what it means; README's table is held to this one.
SETTINGS = {
    "PDDAY_INSTANCE": "Folder of the embedded database, secrets and made files. Default: `instance` beside the code.",
    "DATABASE_URL": "`postgresql://name:password@host/database`. Default: an SQLite file in the instance folder.",
    "PDDAY_SECRET_KEY": "Signs browser sessions, 32 characters or more. The embedded default makes its own.",
    "PDDAY_SEAL_KEY": "Encrypts one-time codes until they are sent (a Fernet key). The embedded default makes its own.",
    "PDDAY_URL": "The address people use, such as `https://pd.example.org`; goes into messages and QR codes.",
    "PDDAY_MAIL": "`smtp://name:password@host:587` or `smtps://…:465`. Without it messages stay in the outbox.",
    "PDDAY_MAIL_FROM": "Sender of messages.",
    "PDDAY_DEMO": "`1` offers the demo district's people on the sign-in page; does nothing in any other district.",
    "PDDAY_HOPS": "Number of proxies in front, for the visitor's address and https. Default: 0.",
}


class Misconfigured(Exception):
    """A setting is missing or wrong; the sentence names it and the cure."""


@dataclass(frozen=True)
class Config:
    """Everything that differs between installations. What holds a password or key is left out where it is printed."""

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    seal_key: str = field(repr=False)
    url: str = "http://127.0.0.1:8000"
    mail: str | None = field(default=None, repr=False)
    mail_from: str = "pdday@localhost"
    demo: bool = False
    hops: int = 0
    testing: bool = False

    @property
    def embedded(self) -> bool:
        """Whether the database is the SQLite file of the instance folder."""
        return self.database_url.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether people reach pdday by https, so cookies must not travel otherwise."""
        return self.url.startswith("https:")

    def for_flask(self) -> dict[str, Any]:
        """The same in Flask's names."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # What is bound to a statement may be a person's name or wish: it has no place in a log.
            "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": not self.embedded, "hide_parameters": not self.testing},
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_NAME": "pdday",
            "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
            "TESTING": self.testing,
            "BABEL_DEFAULT_LOCALE": "en",
            "WTF_CSRF_TIME_LIMIT": None,
            "PDDAY": self,
        }


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """The Config that the environment describes. Raises Misconfigured with one sentence."""
    for name in environment:
        if name.startswith("PDDAY_") and name not in SETTINGS and not name.startswith("PDDAY_TEST_"):
            raise Misconfigured(f"{name} is not a setting of pdday. Known settings: {', '.join(sorted(SETTINGS))}.")
    instance = Path(environment.get("PDDAY_INSTANCE") or Path(__file__).parent.parent / "instance").resolve()
    database_url = _database(environment.get("DATABASE_URL"), instance)
    embedded = database_url.startswith("sqlite")
    return Config(
        instance=instance,
        database_url=database_url,
        secret_key=_secret(environment, "PDDAY_SECRET_KEY", instance, embedded, lambda: secrets.token_urlsafe(48)),
        seal_key=_seal_key(
            _secret(environment, "PDDAY_SEAL_KEY", instance, embedded, lambda: Fernet.generate_key().decode())
        ),
        url=_address(environment.get("PDDAY_URL", "http://127.0.0.1:8000")),
        mail=_mail(environment.get("PDDAY_MAIL")),
        mail_from=environment.get("PDDAY_MAIL_FROM", "pdday@localhost"),
        demo=_yes_or_no("PDDAY_DEMO", environment.get("PDDAY_DEMO", "0")),
        hops=_small_number("PDDAY_HOPS", environment.get("PDDAY_HOPS", "0")),
    )


def _database(address: str | None, instance: Path) -> str:
    if not address:
        return f"sqlite:///{instance / 'pdday.db'}"
    try:
        url = make_url(address)
    except ArgumentError:
        raise Misconfigured("DATABASE_URL is not a database address; write postgresql://name:password@host/database.")
    match url.get_backend_name():
        case "postgresql":
            return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        case "postgres":
            return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        case "sqlite" if url.database and url.database != ":memory:":
            return address
        case "sqlite":
            raise Misconfigured("DATABASE_URL names no file; SQLite in memory would forget everything.")
        case other:
            raise Misconfigured(f"DATABASE_URL names {other}; pdday runs on PostgreSQL and on SQLite.")


def _secret(environment: Mapping[str, str], name: str, instance: Path, embedded: bool, make: Any) -> str:
    """The secret from the environment; for the embedded default, made once and kept readable only by its owner."""
    value = environment.get(name)
    if value:
        if len(value) < 32:
            raise Misconfigured(f"{name} is too short: it needs at least 32 characters.")
        return value
    if not embedded:
        raise Misconfigured(f"{name} is not set. With PostgreSQL every worker needs the same one; {SETTINGS[name]}")
    kept = instance / name.removeprefix("PDDAY_").lower()
    instance.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(str(make()))
    return kept.read_text().strip()


def _seal_key(value: str) -> str:
    try:
        Fernet(value)
    except ValueError:
        raise Misconfigured(
            "PDDAY_SEAL_KEY is not a Fernet key: 32 bytes in URL-safe base64, 44 characters. "
            "Make one with: pdday new-key"
        )
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise Misconfigured(f"PDDAY_URL is “{value}”; write the whole address, such as https://pd.example.org.")
    return value.rstrip("/")


def _mail(value: str | None) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not _has_a_port_or_none(parts):
        raise Misconfigured("PDDAY_MAIL is not a mail server; write smtp://name:password@host:587 or smtps://…:465.")
    return value


def _has_a_port_or_none(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def _yes_or_no(name: str, value: str) -> bool:
    if value not in {"0", "1"}:
        raise Misconfigured(f"{name} is “{value}”; write 1 for yes or 0 for no.")
    return value == "1"


def _small_number(name: str, value: str) -> int:
    if not value.isdecimal() or int(value) > 9:
        raise Misconfigured(f"{name} is “{value}”; write a number from 0 to 9.")
    return int(value)
