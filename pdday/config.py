"""Settings: the environment becomes one frozen Config, or a clear sentence that names the wrong setting.

The embedded default needs no settings: an SQLite database and freshly made secrets live under `instance/`.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
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
    "PDDAY_FORMER_SECRET_KEYS": "Keys that signed before, newest first, with commas between: still accepted.",
    "PDDAY_FORMER_SEAL_KEYS": "Keys that encrypted before, newest first, with commas between: still open what waits.",
    "PDDAY_URL": "The address people use, such as `https://pd.example.org`; goes into messages and QR codes.",
    "PDDAY_MAIL": "`smtp://name:password@host:587` or `smtps://…:465`. Without it messages stay in the outbox.",
    "PDDAY_MAIL_FROM": "Sender of messages.",
    "PDDAY_SECURITY_CONTACT": "E-mail or https address for whoever found a weakness; goes into `security.txt`.",
    "PDDAY_DEMO": "`1` offers the demo district's people on the sign-in page; does nothing in any other district.",
    "PDDAY_HOPS": "Number of proxies in front, for the visitor's address and https. Default: 0.",
    "PDDAY_LOG_VISITORS": "What the log keeps of a visitor's address: `short` (the network; default), `full`, `none`.",
}


#: How much of a visitor's address the log may keep.
VISITORS = ("short", "full", "none")


class Misconfigured(Exception):
    """A setting is missing or wrong; the sentence names it and the cure."""


@dataclass(frozen=True)
class Config:
    """Everything that differs between installations. What holds a password or key is left out where it is printed."""

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    seal_key: str = field(repr=False)
    #: Keys of before, newest first: what they signed or locked is still good, and nothing new is done with them.
    former_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    former_seal_keys: tuple[str, ...] = field(default=(), repr=False)
    url: str = "http://127.0.0.1:8000"
    mail: str | None = field(default=None, repr=False)
    mail_from: str = "pdday@localhost"
    #: An address as `security.txt` wants it: mailto: or https:.
    security_contact: str | None = None
    demo: bool = False
    hops: int = 0
    log_visitors: str = "short"
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
            "SECRET_KEY_FALLBACKS": list(self.former_secret_keys),
            # A form's proof is signed with the last one; any of them may have signed it before.
            "WTF_CSRF_SECRET_KEY": [*reversed(self.former_secret_keys), self.secret_key],
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": {
                "pool_pre_ping": not self.embedded,
                "pool_use_lifo": not self.embedded,  # the connection used last has planned the most (postgres.py)
                # What is bound to a statement may be a person's name or wish: it has no place in a log.
                "hide_parameters": not self.testing,
            },
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            # With that prefix browsers take the cookie from this host by https alone, never from a neighbour of it.
            "SESSION_COOKIE_NAME": "__Host-pdday" if self.secure else "pdday",
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
    secret_key, *former_secret_keys = _keys(environment, "PDDAY_SECRET_KEY", instance, embedded)
    seal_key, *former_seal_keys = _keys(environment, "PDDAY_SEAL_KEY", instance, embedded)
    for setting, key in [("PDDAY_SEAL_KEY", seal_key), *(("PDDAY_FORMER_SEAL_KEYS", key) for key in former_seal_keys)]:
        _refuse_unless_fernet(setting, key)
    return Config(
        instance=instance,
        database_url=database_url,
        secret_key=secret_key,
        seal_key=seal_key,
        former_secret_keys=tuple(former_secret_keys),
        former_seal_keys=tuple(former_seal_keys),
        url=_address(environment.get("PDDAY_URL") or _remembered_address(instance) or "http://127.0.0.1:8000"),
        mail=_mail(environment.get("PDDAY_MAIL")),
        mail_from=environment.get("PDDAY_MAIL_FROM", "pdday@localhost"),
        security_contact=_contact(environment.get("PDDAY_SECURITY_CONTACT")),
        demo=_yes_or_no("PDDAY_DEMO", environment.get("PDDAY_DEMO", "0")),
        hops=_small_number("PDDAY_HOPS", environment.get("PDDAY_HOPS", "0")),
        log_visitors=_one_of("PDDAY_LOG_VISITORS", environment.get("PDDAY_LOG_VISITORS", "short"), VISITORS),
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


def renew_kept_keys(config: Config) -> None:
    """Put a new key before each of those that the installation made for itself; the former ones stay good.

    Raises Misconfigured where a key comes from the environment, where it has to be changed instead.
    """
    for name, kept in _kept_by(config).items():
        _rewrite(kept, [_MAKE[name](), *kept.read_text().split()])


def forget_former_keys(config: Config) -> None:
    """Keep only the newest of the keys that the installation made for itself. Raises Misconfigured as above."""
    for kept in _kept_by(config).values():
        _rewrite(kept, kept.read_text().split()[:1])


def _keys(environment: Mapping[str, str], name: str, instance: Path, embedded: bool) -> list[str]:
    """The key that is used, then those of before; the embedded default makes its own, for its owner alone to read."""
    former_name = name.replace("PDDAY_", "PDDAY_FORMER_") + "S"
    former = [key.strip() for key in environment.get(former_name, "").split(",") if key.strip()]
    value = environment.get(name)
    for key, setting in [(value, name), *((each, former_name) for each in former)]:
        if key and len(key) < 32:
            raise Misconfigured(f"{setting} is too short: each key needs at least 32 characters.")
    if value:
        return [value, *former]
    if not embedded:
        raise Misconfigured(f"{name} is not set. With PostgreSQL every worker needs the same one; {SETTINGS[name]}")
    kept = _kept_keys(_kept(name, instance), _MAKE[name])
    if not kept:
        raise Misconfigured(f"{_kept(name, instance)} is empty. Put its key back from a backup of the instance folder.")
    return [*kept, *former]


def _kept(name: str, instance: Path) -> Path:
    return instance / name.removeprefix("PDDAY_").lower()


def _kept_keys(kept: Path, make: Callable[[], str]) -> list[str]:
    """The keys in the file, one a line, newest first; a first one is made where there is no file."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().split()
    with os.fdopen(handle, "w") as file:
        file.write(make())
    return kept.read_text().split()


def _kept_by(config: Config) -> dict[str, Path]:
    """The files of the keys in use, by setting. Raises Misconfigured where a key is not in its file."""
    files = {name: _kept(name, config.instance) for name in _MAKE}
    for name, key in (("PDDAY_SECRET_KEY", config.secret_key), ("PDDAY_SEAL_KEY", config.seal_key)):
        if not files[name].is_file() or files[name].read_text().split()[:1] != [key]:
            raise Misconfigured(f"{name} comes from the environment. Change it there, as docs/security.md says.")
    return files


def _rewrite(kept: Path, keys: Sequence[str]) -> None:
    """Change a file of keys, never leaving half of one under its name."""
    half = kept.with_name(f"{kept.name}.part")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    half.write_text("\n".join(keys))
    half.replace(kept)


def _refuse_unless_fernet(setting: str, value: str) -> None:
    try:
        Fernet(value)
    except ValueError:
        raise Misconfigured(
            f"{setting} holds what is not a Fernet key: 32 bytes in URL-safe base64, 44 characters. "
            "Make one with: pdday new-key"
        )


#: How a key is made that an installation keeps for itself.
_MAKE: dict[str, Callable[[], str]] = {
    "PDDAY_SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "PDDAY_SEAL_KEY": lambda: Fernet.generate_key().decode(),
}


def remember_address(instance: Path, address: str) -> None:
    """Keep where pdday was last served, so that commands name that place where PDDAY_URL names none."""
    (instance / "address").write_text(address)


def is_address_known(instance: Path, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether anybody has said where pdday is, or it was served from this instance before."""
    return bool(environment.get("PDDAY_URL") or _remembered_address(instance))


def _remembered_address(instance: Path) -> str | None:
    kept = instance / "address"
    return kept.read_text() if kept.is_file() else None


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise Misconfigured(f"PDDAY_URL is “{value}”; write the whole address, such as https://pd.example.org.")
    return value.rstrip("/")


def _contact(value: str | None) -> str | None:
    if not value:
        return None
    wanted = value if ":" in value else f"mailto:{value}"
    if not re.fullmatch(r"mailto:[^\s@:/]+@[^\s@:/]+|https://[^\s/]+(/\S*)?", wanted):
        raise Misconfigured(
            f"PDDAY_SECURITY_CONTACT is “{value}”; write an e-mail address, or a page's that begins with https://."
        )
    return wanted


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


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Misconfigured(f"{name} is “{value}”; write {', '.join(known[:-1])} or {known[-1]}.")
    return value


def _small_number(name: str, value: str) -> int:
    if not value.isdecimal() or int(value) > 9:
        raise Misconfigured(f"{name} is “{value}”; write a number from 0 to 9.")
    return int(value)
