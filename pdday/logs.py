"""One line in the log for each thing that happened: key=value, the moment first, and nobody's name.

A log is read by whoever looks after the machine, kept for weeks and sent along with questions. So it says what was
asked by the address's pattern, never by the address; names, e-mail addresses, codes and tokens have no place in it.
What may carry one all the same, such as the words of an exception, is struck on its way.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import TextIO

from flask import g, has_request_context

#: Libraries that say at INFO what nobody needs; WeasyPrint names what stands on the page.
CHATTY = ("huey", "alembic", "weasyprint", "fontTools", "urllib3")
#: Struck wherever they turn up: addresses of people, and whatever is long and random enough to open something.
_ADDRESS = re.compile(r"[^\s<>\"'=(]+@[^\s<>\"'),]+")
_TOKEN = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{16,}(?![\w-])")
#: In the words of an exception every value may be somebody's: PostgreSQL says “Key (email)=(dana@elm.example)”.
_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|=\([^)]*\)")
#: gunicorn names the whole address, with what was typed, when something goes wrong below it.
_ASKED = re.compile(r"\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+")
#: How much of a visitor's address still tells a district's network from the rest of the world.
_NETWORK_BITS = {4: 24, 6: 48}


class Line(logging.Formatter):
    """Writes a record as one line; an exception follows, set in, without the values in its words."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts: Mapping[str, object] = getattr(record, "facts", {})
        told = {"time": moment, "level": record.levelname.lower(), "log": record.name, **_of_the_request(), **facts}
        said = record.getMessage()
        told["says"] = strike(_ASKED.sub(r"\1 …", said) if record.name.startswith("gunicorn") else said)
        line = " ".join(f"{name}={_quoted(str(value))}" for name, value in told.items())
        if record.exc_info and record.exc_info[0] is not None:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return line

    def formatException(self, ei: object) -> str:  # noqa: N802 # logging's own name
        lines = super().formatException(ei).splitlines()  # type: ignore[arg-type]
        # Lines that are set in are our own source; the others end in the exception's words.
        return "\n".join(f"    {each if each.startswith(' ') else strike(_VALUE.sub('…', each))}" for each in lines)


def set_up(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Let everything that this process logs come out as such lines; on its error stream unless told otherwise."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Line())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.ERROR)


def strike(words: str) -> str:
    """`words` without e-mail addresses and without what looks like a token, on one line."""
    return _TOKEN.sub("…", _ADDRESS.sub("…", " ".join(words.split())))


def visitor(address: str | None, *, how: str) -> str:
    """A visitor's address as the log keeps it: the `full` one, the network it is in (`short`), or `none` of it."""
    if how == "none" or not address:
        return "-"
    try:
        known = ip_address(address)
    except ValueError:
        return "-"
    if how == "full":
        return str(known)
    return str(ip_network(f"{known}/{_NETWORK_BITS[known.version]}", strict=False).network_address)


def _of_the_request() -> dict[str, str]:
    return {"request": g.request_number} if has_request_context() and "request_number" in g else {}


def _quoted(value: str) -> str:
    return value if value and not re.search(r"[\s\"=\\]", value) else json.dumps(value, ensure_ascii=False)
