"""The report as files: a PDF that a reader can hear, and a page that needs no other file."""

from __future__ import annotations

import os
import re
import stat
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest

from pdday import jobs, pdf
from pdday.db import db
from pdday.jobs import JobKind
from pdday.reports.tasks import make_report, write_report
from pdday.staff.queries import language_of
from pdday.work import Tools
from tests.factories import make_day
from tests.paper import faults, opened, tags
from tests.reports.factories import make_finished_day

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

LATER = datetime(2027, 6, 15, 15, 0, tzinfo=UTC)


@pytest.fixture
def files(app, tmp_path):
    """The four files of a finished day, by ending."""
    made = make_finished_day()
    return {path.suffix: path for path in write_report(made.day, tmp_path / "demo", now=LATER)}


def test_the_demo_gets_four_files_that_only_their_owner_reads(files):
    assert sorted(files) == [".csv", ".html", ".pdf", ".xlsx"]
    assert {stat.S_IMODE(os.stat(path).st_mode) for path in files.values()} == {0o600}


def test_the_pdf_is_tagged_named_and_says_its_language(files):
    with pikepdf.open(files[".pdf"]) as paper:
        root = paper.Root

        assert bool(root.MarkInfo.Marked) is True
        assert str(root.Lang) == "en"
        assert bool(root.ViewerPreferences.DisplayDocTitle) is True
        assert str(paper.open_metadata()["pdfuaid:part"]) == "1"
        assert str(paper.open_metadata()["dc:title"]) == "Participation and impact: PD Day"


def test_the_pdfs_tables_have_heads_and_its_pictures_have_words(files):
    paper = files[".pdf"].read_bytes()

    assert faults(paper) == []
    document = opened(paper)
    kinds = {str(tag.S) for tag in tags(document.Root.StructTreeRoot)}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure"} <= kinds


def test_the_page_to_be_opened_by_itself_asks_for_no_other_file(files):
    page = files[".html"].read_text()

    assert not re.search(r'(?:src|href)="(?!#)', page)
    addresses = re.findall(r'url\("?([^")]+)', page)
    assert {address.split(",")[0] for address in addresses if address[0] != "#"} == {"data:font/woff2;base64"}
    assert "@layer" in page


def test_a_day_with_nothing_can_be_written_too(app, tmp_path):
    day = make_day()

    paths = write_report(day, tmp_path, now=LATER)

    assert all(path.stat().st_size > 500 for path in paths)


@pytest.mark.parametrize(
    "address",
    ["https://example.org/x.css", "file:///etc/passwd", "/static/x/../../../config.py", "https://paper.invalid/report"],
)
def test_paper_fetches_nothing_but_static_files(app, address):
    with pytest.raises(Exception, match="no static file of ours"):
        pdf.render(f'<html lang="en"><title>T</title><link rel="stylesheet" href="{address}"><p>Words</p></html>')


def test_whoever_asks_for_the_pdf_gets_it_in_english_where_pdday_does_not_speak_theirs(app):
    made = make_finished_day()
    reader = made.people[0]
    reader.language = "xx"
    db.session.commit()

    assert language_of(reader.id) == "xx"
    job = jobs.ask(JobKind.REPORT, day=made.day, wants={}, by=reader, now=LATER)
    db.session.commit()
    with pikepdf.open(app.instance_path + "/" + make_report(job.id, Tools())["file"]) as paper:
        assert str(paper.Root.Lang) == "en"


def test_the_details_stand_in_an_appendix_after_the_ten_pages(files):
    pages = [page.extract_text() for page in pypdf.PdfReader(files[".pdf"]).pages]

    (begins,) = [place for place, words in enumerate(pages) if "Appendix: the figures in full" in words]
    assert begins <= 10
    assert not any("By site" in words for words in pages[:begins])
