"""Counting what is refused at the edge, where it is known from which network address somebody asked."""

from __future__ import annotations

from pdday import refusals
from pdday.clock import now
from pdday.refusals import RefusalKind
from pdday.web.pace import place_of_request


def count_refusal(what: RefusalKind) -> None:
    """Count that this request was refused. The caller commits: a refusal is kept also where nothing else is."""
    refusals.count(what, place=place_of_request(), now=now())
