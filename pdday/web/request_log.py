"""Every request leaves one line in the log: its number, the address's pattern, the answer, how long it took.

The number also stands on the page of an error and in a header, so that whoever asks for help can name it.
"""

from __future__ import annotations

import logging
import secrets
from time import monotonic

from flask import Flask, Response, g, request

from pdday import logs
from pdday.config import Config

log = logging.getLogger("pdday.requests")

#: A page that takes longer is worth a look at the machine or the database.
SLOW_SECONDS = 2.0
#: Asked all the time by browsers and by whoever watches over us; in the log only when something is wrong.
QUIET = frozenset({"static", "health.live", "health.ready", "health.worker"})


def init_app(app: Flask) -> None:
    """Number and time every request of `app`. Before everything else, so that nothing is left out of the time."""
    config: Config = app.config["PDDAY"]

    @app.before_request
    def begin() -> None:
        g.request_number = secrets.token_hex(4)
        g.request_began = monotonic()

    @app.after_request
    def write_down(response: Response) -> Response:
        number = g.get("request_number")
        if number is None:  # refused before the request was even read
            return response
        response.headers["X-Request-Id"] = number
        seconds = monotonic() - g.request_began
        level = _level(response.status_code, seconds)
        if level > logging.INFO or request.endpoint not in QUIET:
            facts = {
                "method": request.method,
                "at": asked(),
                "status": response.status_code,
                "ms": round(1000 * seconds),
                "visitor": logs.visitor(request.remote_addr, how=config.log_visitors),
            }
            log.log(level, "slow" if seconds > SLOW_SECONDS else "answered", extra={"facts": facts})
        return response


def asked() -> str:
    """The pattern of the address that was asked for: the address itself may hold a badge or a calendar's secret."""
    return request.url_rule.rule if request.url_rule is not None else "an address that is not ours"


def _level(status: int, seconds: float) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if seconds > SLOW_SECONDS else logging.INFO
