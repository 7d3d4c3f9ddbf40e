"""The words by which somebody looks for a colleague's name on a page."""

from __future__ import annotations

from flask import request

#: Letters of a name that are worth searching for.
LONGEST_NAME = 80


def name_sought() -> str:
    """What stands in the page's search field, no longer than a name; "" when nothing was asked for."""
    return request.values.get("name", "")[:LONGEST_NAME]
