from __future__ import annotations

import builtins
from typing import Any

import pytest
from flask import Flask

from pdday import pdf
from pdday.errors import Refused
from tests.paper import faults, opened, tags

DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAC"
    "hwGA60e6kgAAAABJRU5ErkJggg=="
)
#: No database is asked, so one kind is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def page(name: str, more: str = "") -> str:
    return (
        f'<!doctype html><html lang="es"><head><title>Badges</title></head>'
        f'<body><h1>{name}</h1><p>Room 118</p><img alt="A dot" src="{DOT}">{more}'
        f'<h1 style="break-before: page">{name}, again</h1></body></html>'
    )


def test_a_page_becomes_a_pdf_that_can_be_read_aloud(app: Flask) -> None:
    document = opened(pdf.render(page("Luis Ortega")))

    assert document.Root.Lang == "es"
    assert document.docinfo["/Title"] == "Badges"
    assert document.Root.MarkInfo.Marked
    assert b"pdfuaid:part" in bytes(document.Root.Metadata.read_bytes())
    assert [str(tag.S) for tag in tags(document.Root.StructTreeRoot) if tag.S in ("/H1", "/Figure")] == [
        "/H1",
        "/Figure",
        "/H1",
    ]


A_TABLE = (
    "<table><thead><tr><th scope=col>Room</th><th scope=col>Seats</th></tr></thead>"
    "<tbody><tr><th scope=row>118</th><td>24</td></tr><tr><th scope=row>207</th><td>30</td></tr></tbody></table>"
)


def test_every_head_of_a_table_says_what_it_heads(app: Flask) -> None:
    paper = pdf.render(page("Rooms", A_TABLE))

    document = opened(paper)
    heads = [tag for tag in tags(document.Root.StructTreeRoot) if tag.S == "/TH"]
    assert [str(head.A.Scope) for head in heads] == ["/Column", "/Column", "/Row", "/Row"]
    assert faults(paper, language="es") == []


def test_what_cannot_be_read_aloud_is_found(app: Flask) -> None:
    paper = pdf.render("<!doctype html><html lang='en'><body><h1>Rooms</h1><h3>118</h3><img src='" + DOT + "'>")

    assert faults(paper, language="es") == [
        "language",
        "no title",
        "after a heading of level 1 comes one of level 3",
        "a picture without words",
    ]


def test_joined_parts_of_tables_stay_readable(app: Flask) -> None:
    assert faults(pdf.join(list(pdf.render_each([page("Rooms", A_TABLE)] * 3))), language="es") == []


def test_joined_parts_are_one_document_whose_tags_lead_to_the_right_pages(app: Flask) -> None:
    parts = list(pdf.render_each([page("Luis Ortega"), page("Mei Tanaka"), page("Amira Haddad")]))

    document = opened(pdf.join(parts))

    root = document.Root.StructTreeRoot
    assert [str(tag.S) for tag in root.K] == ["/Document"]
    headings = [tag for tag in tags(root) if tag.S == "/H1"]
    assert [tag.Pg.objgen for tag in headings] == [sheet.objgen for sheet in document.pages]
    assert [int(sheet.StructParents) for sheet in document.pages] == [0, 1, 2, 3, 4, 5]
    numbers = [int(number) for number in list(root.ParentTree.Nums)[::2]]
    leads_to = [owners[0].Pg.objgen for owners in list(root.ParentTree.Nums)[1::2]]
    assert (numbers, leads_to) == ([0, 1, 2, 3, 4, 5], [sheet.objgen for sheet in document.pages])
    assert all(tag.P.S in ("/Document", "/NonStruct", "/P", "/H1") for tag in tags(root) if tag.S != "/Document")


def test_joined_parts_keep_title_language_and_bookmarks(app: Flask) -> None:
    document = opened(pdf.join(list(pdf.render_each([page("Luis Ortega"), page("Mei Tanaka")]))))

    assert (document.Root.Lang, document.docinfo["/Title"]) == ("es", "Badges")
    with document.open_outline() as outline:
        assert [each.title for each in outline.root] == [
            "Luis Ortega",
            "Luis Ortega, again",
            "Mei Tanaka",
            "Mei Tanaka, again",
        ]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:9/secret.png",
        "https://paper.invalid/static/../../pyproject.toml",
        "/elsewhere/pdday.css",
    ],
)
def test_nothing_but_static_files_is_fetched(app: Flask, address: str) -> None:
    with pytest.raises(ValueError, match="no static file of ours"):
        pdf.render(page("Luis Ortega", f'<img alt="" src="{address}">'))


def test_where_pango_is_missing_one_sentence_says_how_to_get_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    import_as_usual = builtins.__import__

    def without_pango(name: str, *rest: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libgobject-2.0-0'")
        return import_as_usual(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_pango)

    with pytest.raises(Refused, match="apt-get install libpango"):
        pdf.render(page("Luis Ortega"))
