"""Files that a page offers: CSV and XLSX from rows of cells, and files that a job has made."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from flask import Response, abort, send_file

from pdday.web.headers import NEVER_KEPT

#: A cell that begins with one of these may be run as a formula by a spreadsheet; an apostrophe makes it text.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
CSV_TYPE = "text/csv"
ZIP_TYPE = "application/zip"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, the head of each column, rows of cells, and which columns hold shares."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    #: Rows whose numbers are shares of 1, to be shown as per cent, by place.
    share_rows: frozenset[int] = frozenset()
    #: Columns that hold such numbers in those rows.
    share_columns: frozenset[int] = frozenset()


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file in UTF-8 with a byte order mark, without which Excel takes “é” for two letters.

    Words that a spreadsheet could run are made safe; numbers stay numbers, also negative ones.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([safe(head) for head in heads])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def safe(cell: Cell) -> Cell:
    """The cell, with an apostrophe before words that a spreadsheet would take for a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell


def xlsx_bytes(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """A workbook with one sheet after the other; numbers are numbers, and nothing is a formula or a link."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title})
        for sheet in sheets:
            _write(book, sheet)
    return file.getvalue()


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """An archive of these files, by name."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def attached(content: bytes, *, name: str, type: str) -> Response:
    """An answer that the browser saves under this name."""
    response = send_file(io.BytesIO(content), mimetype=type, as_attachment=True, download_name=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = NEVER_KEPT
    return response


def keep_made_file(path: Path, content: bytes) -> None:
    """Write a file that only the installation's owner can read, and never half of it under its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(path.suffix + ".part")
    half.write_bytes(content)
    half.chmod(0o600)
    half.replace(path)


def made_file(path: Path, *, name: str) -> Response:
    """A file that a job has put into the instance folder, saved by the browser under this name; 404 once it is gone."""
    if not path.is_file():
        abort(404)
    response = send_file(path, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = NEVER_KEPT
    return response


def _write(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    share = book.add_format({"num_format": "0.0%"})
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.write_row(0, 0, sheet.heads, head)
    for place, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            is_share = place in sheet.share_rows and column in sheet.share_columns
            if cell is not None:
                page.write(place + 1, column, cell, share if is_share else None)
    page.autofit(320)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)
