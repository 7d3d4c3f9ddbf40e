"""Locked with the installation's own key (PDDAY_SEAL_KEY): what is kept a while and must not be read in the tables."""

from __future__ import annotations

from typing import cast

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import current_app

from pdday.config import Config
from pdday.errors import NotReady


def lock_up(words: bytes) -> bytes:
    """`words` as nobody can read them without the key. Says how long they are, and nothing else, not even when."""
    return _keys().encrypt_at_time(words, current_time=0)


def open_up(sealed: bytes) -> bytes:
    """What was locked up, with the key of now or a former one. Raises NotReady where neither opens it."""
    try:
        return _keys().decrypt(sealed)
    except InvalidToken:
        raise NotReady("This was locked with another PDDAY_SEAL_KEY. Put the former key back, and nothing is lost.")


def is_locked_with_a_former_key(sealed: bytes) -> bool:
    """Whether the key of now alone does not open it."""
    try:
        Fernet(_config().seal_key).decrypt(sealed)
    except InvalidToken:
        return True
    return False


def lock_anew(sealed: bytes) -> bytes:
    """The same words locked with the key of now, telling no more of when than before. Raises NotReady as `open_up`."""
    return lock_up(open_up(sealed))


def _keys() -> MultiFernet:
    """Locks with the key of now, opens with the former ones too."""
    config = _config()
    return MultiFernet([Fernet(key) for key in (config.seal_key, *config.former_seal_keys)])


def _config() -> Config:
    return cast(Config, current_app.config["PDDAY"])
