"""What a PDF has to be so that it can be read aloud, looked at with another library than the one that made it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

_SHOWS_TEXT = {"Tj", "TJ", "'", '"'}


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def tags(element: Any) -> Iterator[Any]:
    """Every tag below `element`, in reading order."""
    kids = element.get("/K", [])
    for child in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags(child)


def faults(content: bytes, *, language: str = "en") -> list[str]:
    """What keeps these pages from being read aloud, a line each; [] is what one wants."""
    document = opened(content)
    root = document.Root
    found = {
        "not tagged": "/StructTreeRoot" not in root or not root.MarkInfo.Marked,
        "language": str(root.get("/Lang", "")) != language,
        "no title": not str(document.docinfo.get("/Title", "")),
        "a title that is not shown": not root.ViewerPreferences.DisplayDocTitle,
        "does not say that it is PDF/UA": b"pdfuaid:part" not in bytes(root.Metadata.read_bytes()),
    }
    every = list(tags(root.StructTreeRoot))
    return [*(fault for fault, is_so in found.items() if is_so), *_of_tags(every), *_of_pages(document)]


def _of_tags(every: list[Any]) -> Iterator[str]:
    level = 0
    for tag in every:
        kind = str(tag.S)
        if kind[:2] in ("/H", "/P") and str(tag.P.get("/S", "")) == kind:
            yield f"{kind} within {kind}"
        if kind == "/Figure" and not str(tag.get("/Alt", "")):
            yield "a picture without words"
        if kind == "/TH" and "/Scope" not in tag.get("/A", {}):
            yield "a head of a table that does not say of what"
        if kind == "/Link" and not list(tags(tag)) and "/K" not in tag:
            yield "an empty link"
        if kind[:2] == "/H" and kind[2:].isdigit():
            if int(kind[2:]) > level + 1:
                yield f"after a heading of level {level} comes one of level {kind[2:]}"
            level = int(kind[2:])
    ids = [str(tag.ID) for tag in every if "/ID" in tag]
    if len(ids) != len(set(ids)):
        yield "two tags of one id"


def _of_pages(document: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(document.pages, 1):
        if "/StructParents" not in page:
            yield f"page {number} knows no tags"
        depth = 0
        for _operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += name in {"BMC", "BDC"}
            depth -= name == "EMC"
            if name in _SHOWS_TEXT and not depth:
                yield f"words on page {number} that nothing reads aloud"
                break
