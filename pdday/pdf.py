"""The only file that imports weasyprint: a page of ours becomes a tagged PDF (PDF/UA-1).

Slow and heavy, so it runs in the worker and in commands, never in a web request. It fetches nothing but our own
static files: an address anywhere else ends the work, whatever a page was made to say.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from pdday.errors import Refused

#: Stands before addresses such as /static/…; nobody is asked there.
_NOWHERE = "https://paper.invalid/"


def render(html: str) -> bytes:
    """The page as a PDF; its `<title>` is the document's, its `lang` the language that is read aloud.

    Needs an application, whose static files it may use. Raises Refused where the machine lacks Pango.
    """
    weasyprint = _weasyprint()
    document = weasyprint.HTML(string=html, base_url=_NOWHERE, url_fetcher=_static_files_only(weasyprint))
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


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
            return urls.URLFetcherResponse(url, file.read_bytes())

    return StaticFiles()
