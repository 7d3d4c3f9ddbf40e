"""One line in the log for each thing that happened: key=value, the moment first, and nobody's name.

A log is read by whoever looks after the machine, kept for weeks and sent along with questions. So it says what was
asked by the address's pattern, never by the address; names, e-mail addresses, codes and tokens have no place in it.
What may carry one all the same, such as the words of an exception, stays out or is struck on its way.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from errno import errorcode
from ipaddress import ip_address, ip_network
from traceback import format_tb
from typing import TextIO

from flask import g, has_request_context

from pdday.words import Sentence

log = logging.getLogger(__name__)

#: Libraries that say at INFO what nobody needs; WeasyPrint names what stands on the page.
CHATTY = ("huey", "alembic", "weasyprint", "fontTools", "urllib3")
#: Struck wherever they turn up: addresses of people, and whatever is long and random enough to open something.
_ADDRESS = re.compile(r"[^\s<>\"'=(]+@[^\s<>\"'),]+")
_TOKEN = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{16,}(?![\w-])")
#: gunicorn names the whole address, with what was typed, when something goes wrong below it.
_ASKED = re.compile(r"\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+")
#: … and of a request that it cannot read the visitor's whole address, and what could not be read.
_UNREADABLE = re.compile(r"^(Invalid request from) .*", flags=re.DOTALL)
#: What tells one failure of a database or a mail server from another, by whoever made the exception.
_NUMBERS = ("sqlstate", "sqlite_errorname", "smtp_code")
#: How much of a visitor's address still tells a district's network from the rest of the world.
_NETWORK_BITS = {4: 24, 6: 48}


class Line(logging.Formatter):
    """Writes a record as one line; an exception follows, set in: its kind and where it came from, never its words."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts: Mapping[str, object] = getattr(record, "facts", {})
        told = {"time": moment, "level": record.levelname.lower(), "log": record.name, **_of_the_request(), **facts}
        said = record.getMessage()
        if record.name.startswith("gunicorn"):
            said = _UNREADABLE.sub(r"\1 …", _ASKED.sub(r"\1 …", said))
        told["says"] = strike(said)
        line = " ".join(f"{name}={_quoted(str(value))}" for name, value in told.items())
        if record.exc_info and record.exc_info[1] is not None:
            line = "\n    ".join([line, *trace(record.exc_info[1])])
        return line


def trace(error: BaseException) -> Iterator[str]:
    """Where an exception came from and of which kind it is, after what led to it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from trace(before)
        yield "which led to:"
    for frame in format_tb(error.__traceback__):  # lines of source code, ours and of libraries
        yield from frame.rstrip().splitlines()
    yield kind(error)
    for each in getattr(error, "exceptions", ()):  # of a group
        yield from trace(each)


def kind(error: BaseException) -> str:
    """An exception by its type and its number, such as `sqlite3.IntegrityError (SQLITE_CONSTRAINT_UNIQUE)`.

    The words of a library's exception may hold whatever somebody typed, a bare name among it, and nothing tells a
    name from another word. So they stay out; of ours, a refusal's sentence stands here without what it speaks of.
    """
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    sentence = getattr(error, "sentence", None)
    if isinstance(sentence, Sentence):
        return f"{name}: {sentence.pattern}"
    number = next((str(found) for at in _NUMBERS if (found := getattr(error, at, None)) is not None), None)
    if isinstance(error, OSError) and error.errno is not None:
        number = errorcode.get(error.errno, str(error.errno))
    return f"{name} ({strike(number)})" if number else name


def set_up(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Let everything that this process logs come out as such lines; on its error stream unless told otherwise."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Line())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if not handler.stream.isatty():  # a person in front of a terminal asked for it, and may read what went wrong
        sys.excepthook = lambda _type, error, _where: log.critical("This ended by a mistake.", exc_info=error)
        threading.excepthook = lambda ended: log.critical("A thread ended by a mistake.", exc_info=ended.exc_value)
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
