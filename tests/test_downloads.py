"""Files that a spreadsheet opens: nothing in them runs, numbers are numbers, letters are right."""

from __future__ import annotations

import io

import openpyxl
import pytest

from pdday.web.downloads import CSV_TYPE, Sheet, attached, csv_bytes, safe, xlsx_bytes

DANGEROUS = ["=1+1", "+49", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(“x”)"]


@pytest.mark.parametrize("words", DANGEROUS)
def test_words_that_a_spreadsheet_could_run_are_made_text(words):
    assert safe(words) == f"'{words}"


@pytest.mark.parametrize("cell", ["Teachers", "–", "3-5", "", None, -1, 0.5])
def test_other_cells_stay_as_they_are(cell):
    assert safe(cell) == cell


def test_csv_says_which_letters_it_has_and_ends_lines_as_the_standard_says():
    content = csv_bytes(["Name"], [["José"], ["=1+1"], [-3]])

    assert content == "\ufeffName\r\nJosé\r\n'=1+1\r\n-3\r\n".encode()


@pytest.mark.parametrize("words", DANGEROUS[:4])
def test_a_workbook_keeps_such_words_as_words(words):
    sheet = Sheet("One", ["Name"], [[words]])

    cell = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([sheet], title="T")))["One"]["A2"]

    assert (cell.value, cell.data_type) == (words, "s")


def test_an_address_in_a_workbook_is_no_link():
    sheet = Sheet("One", ["Address"], [["https://pd.example.org"]])

    cell = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([sheet], title="T")))["One"]["A2"]

    assert cell.hyperlink is None


def test_shares_in_a_workbook_are_numbers_shown_as_per_cent():
    sheet = Sheet("One", ["Group", "Value"], [["A", 0.85], ["B", 12]], frozenset({0}), frozenset({1}))

    page = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([sheet], title="T")))["One"]

    assert [(page["B2"].value, page["B2"].number_format), (page["B3"].value, page["B3"].number_format)] == [
        (0.85, "0.0%"),
        (12, "General"),
    ]


def test_a_long_name_of_a_sheet_is_cut_where_excel_would_refuse_it():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([Sheet("x" * 40, ["A"], [])], title="T")))

    assert book.sheetnames == ["x" * 31]


@pytest.mark.usefixtures("app")
def test_a_file_is_saved_under_its_name_and_never_guessed_at(app):
    with app.test_request_context():
        response = attached(b"a,b", name="report.csv", type=CSV_TYPE)

    assert response.headers["Content-Disposition"] == "attachment; filename=report.csv"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
