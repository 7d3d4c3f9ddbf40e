"""Pieces of a page that ask for themselves again every two seconds, until there is nothing more to come."""

from __future__ import annotations

from flask import Response, make_response

#: Tells static/fresh.js that there is nothing more to ask for.
NOTHING_MORE = 286


def piece(html: str, *, is_last: bool) -> Response:
    """A piece of a page; the last one ends the asking."""
    return make_response(html, NOTHING_MORE if is_last else 200)
