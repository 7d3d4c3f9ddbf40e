"""Answers that take equally long, so that a stranger cannot tell by the clock what happened behind them."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from time import monotonic, sleep

from flask import current_app, request

#: Longer than the work behind it takes on a slow machine, short enough not to be noticed by a person.
EVEN_SECONDS = 0.25


@contextmanager
def even_pace(seconds: float = EVEN_SECONDS) -> Iterator[None]:
    """Whatever happens inside, leave `seconds` after coming in. Commit inside: no transaction may wait here."""
    begun = monotonic()
    try:
        yield
    finally:
        sleep(max(0.0, begun + seconds - monotonic()))


def place_of_request() -> str | None:
    """Where the request comes from: tells one network address from another, and cannot be turned back into it.

    Behind a proxy every visitor has the proxy's address unless PDDAY_HOPS says how many there are.
    """
    if not request.remote_addr:
        return None
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"place:{request.remote_addr}".encode(), sha256).hexdigest()[:16]
