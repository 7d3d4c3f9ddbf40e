"""The only file that imports weasyprint and pypdf: pages of ours become tagged PDFs (PDF/UA-1), and one file.

Slow and heavy, so it runs in the worker and in commands, never in a web request. It fetches nothing but our own
static files: an address anywhere else ends the work, whatever a page was made to say.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, NumberObject

from pdday.errors import Refused

#: Stands before addresses such as /static/…; nobody is asked there.
_NOWHERE = "https://paper.invalid/"
#: Tags that never stand in one of their own kind.
_ONCE = frozenset({"/P", "/H1", "/H2", "/H3", "/H4"})


def render(html: str) -> bytes:
    """The page as a PDF; its `<title>` is the document's, its `lang` the language that is read aloud.

    Needs an application, whose static files it may use. Raises as `render_each` does.
    """
    return next(render_each([html]))


def render_each(pages: Iterable[str]) -> Iterator[bytes]:
    """One PDF after the other, for `join`: of many sheets, none but the one being laid out is in memory.

    The fonts are read once for all (49 ms a small page instead of 73). Raises ValueError for a page that asks
    for anything but static files, Refused where the machine lacks Pango.
    """
    weasyprint = _weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    fetcher = _static_files_only(weasyprint)
    for html in pages:
        document = weasyprint.HTML(string=html, base_url=_NOWHERE, url_fetcher=fetcher)
        try:
            yield document.write_pdf(pdf_variant="pdf/ua-1", font_config=fonts, finisher=_mend_tags)
        except weasyprint.urls.FatalURLFetchingError as error:
            # WeasyPrint's own is no Exception: it would end the whole worker.
            raise ValueError(str(error))


def _mend_tags(_document: Any, file: Any) -> None:
    """Say of every head of a table whether it heads a column or its row (PDF/UA-1, 7.5), and every heading once.

    WeasyPrint joins cells to heads by ids instead. It lists those in no tree of ids, and in joined parts two heads
    would have the same one; the tables here are plain enough for scopes alone. And it tags the boxes inside a heading
    or a paragraph as one more of the kind.
    """
    tags = {each.reference: each for each in file.objects if hasattr(each, "get") and each.get("Type") == "/StructElem"}
    for row in [each for each in tags.values() if each["S"] == "/TR"]:
        cells = [tags[kid] for kid in row["K"] if kid in tags and tags[kid]["S"] in ("/TH", "/TD")]
        heads_columns = tags[row["P"]]["S"] == "/THead" or all(cell["S"] == "/TH" for cell in cells)
        for cell in cells:
            cell.pop("ID", None)
            cell["A"].pop("Headers", None)
            if cell["S"] == "/TH":
                cell["A"]["Scope"] = "/Column" if heads_columns else "/Row"
    for tag in tags.values():
        if tag["S"] in _ONCE and tag["P"] in tags and tags[tag["P"]]["S"] == tag["S"]:
            tag["S"] = "/NonStruct"


def join(parts: Sequence[bytes]) -> bytes:
    """The PDFs one after the other as one tagged PDF, with the title and language of the first.

    pypdf appends pages and outlines but leaves their tags behind; those are carried over here.
    """
    whole = PdfWriter(clone_from=PdfReader(io.BytesIO(parts[0])))
    for part in parts[1:]:
        reader = PdfReader(io.BytesIO(part))
        pages_before = len(whole.pages)
        whole.append(reader)
        _carry_tags(reader, whole, pages_before)
    whole.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    file = io.BytesIO()
    whole.write(file)
    return file.getvalue()


def _carry_tags(part: PdfReader, whole: PdfWriter, pages_before: int) -> None:
    """Add the tags of a part, whose pages have just been appended, to those of the whole.

    A page knows its tags by a number (StructParents) in a tree (ParentTree); WeasyPrint counts pages from 0.
    """
    tags: Any = whole.root_object["/StructTreeRoot"]
    added: Any = part.root_object["/StructTreeRoot"].clone(whole)
    for page, original in zip(whole.pages[pages_before:], part.pages, strict=True):
        page[NameObject("/StructParents")] = NumberObject(int(str(original["/StructParents"])) + pages_before)
    numbers = iter(added["/ParentTree"]["/Nums"])
    for page_number, its_tags in zip(numbers, numbers, strict=True):
        tags["/ParentTree"]["/Nums"].extend([NumberObject(page_number + pages_before), its_tags])
    document = tags["/K"][0]
    for tag in added["/K"][0]["/K"]:
        tag.get_object()[NameObject("/P")] = document
        document["/K"].append(tag)


def _weasyprint() -> Any:
    """WeasyPrint, loaded when first needed: it looks for Pango as it loads."""
    try:
        import weasyprint
    except OSError:
        raise Refused(
            "PDFs need Pango, which this machine lacks. On Debian and Ubuntu: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        )
    return weasyprint


def _static_files_only(weasyprint: Any) -> Any:
    """Something that hands WeasyPrint our static files and refuses every other address."""
    urls = weasyprint.urls
    folder, path = Path(current_app.static_folder or "").resolve(), f"{current_app.static_url_path}/"

    class StaticFiles(urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            parts = urlsplit(url)
            file = (folder / unquote(parts.path).removeprefix(path)).resolve()
            ours = url.startswith(_NOWHERE) and parts.path.startswith(path) and file.is_relative_to(folder)
            if not ours or not file.is_file():
                raise urls.FatalURLFetchingError(f"A page for paper asks for {url}, which is no static file of ours.")
            kind = guess_type(file.name)[0] or "application/octet-stream"
            return urls.URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    return StaticFiles()
