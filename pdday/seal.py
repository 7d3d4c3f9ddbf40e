"""Locked with the installation's own key (PDDAY_SEAL_KEY): what is kept a while and must not be read in the tables."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

from pdday.errors import NotReady


def lock_up(words: bytes) -> bytes:
    """`words` as nobody can read them without the key. Says how long they are, and nothing else, not even when."""
    return _key().encrypt_at_time(words, current_time=0)


def open_up(sealed: bytes) -> bytes:
    """What was locked up. Raises NotReady where the key has been changed since."""
    try:
        return _key().decrypt(sealed)
    except InvalidToken:
        raise NotReady("This was locked with another PDDAY_SEAL_KEY. Put the former key back, and nothing is lost.")


def _key() -> Fernet:
    return Fernet(current_app.config["PDDAY"].seal_key)
