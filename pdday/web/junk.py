"""What no person types: refused at the door with a plain 400 or 404, before any page reads it."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, current_app, request
from werkzeug.routing import IntegerConverter

#: Ids are 32-bit in PostgreSQL; a larger number in an address names nothing.
LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """A number in an address that can be an id; any other gives 404."""

    def __init__(self, map: Any, fixed_digits: int = 0, min: int | None = None, max: int | None = None) -> None:
        super().__init__(map, fixed_digits, min, LARGEST_ID if max is None else max)


def init_app(app: Flask) -> None:
    """Let `app` refuse what cannot be stored."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(refuse_too_long)
    app.before_request(refuse_unstorable)


def refuse_too_long() -> None:
    """413 for text beyond what any form holds. Werkzeug itself limits only forms that carry files."""
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def refuse_unstorable() -> None:
    """400 for null bytes and for halves of characters, which a database cannot keep, and for JSON.

    No page sends JSON, but forms would read it by themselves and stumble over whatever is not text in it.
    """
    words = [request.path, *_words(request.args), *_words(request.form)]
    if request.is_json or not all(_storable(word) for word in words):
        abort(400)


def _words(fields: Any) -> list[str]:
    return [word for name, value in fields.items(multi=True) for word in (name, value)]


def _storable(word: str) -> bool:
    return "\0" not in word and not any("\ud800" <= letter <= "\udfff" for letter in word)
