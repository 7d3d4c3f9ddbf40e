"""What a roster file says, and what is wrong with it by line and column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdday.staff import roster
from pdday.staff.models import School
from pdday.staff.roster import Entry, Roster
from pdday.staff.vocabulary import EmployeeGroup, SchoolLevel, StaffRole
from tests.counts import cases

SCHOOLS = [School(id=1, name="Lowry Middle School", short_name="Lowry", level=SchoolLevel.MIDDLE)]
HEADER = "employee_id,first,last,preferred,email,site,role,grades,subjects,group,fte"
LUIS = "E1,Luis,Ortega,,L.Ortega@harlow.example,Lowry,classroom_teacher,04,math,certificated,1"


def read(*lines: str, header: str = HEADER) -> Roster:
    return roster.read("\n".join((header, *lines)).encode(), schools=SCHOOLS, titles={"rn": StaffRole.NURSE})


def told(found: Roster) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in found.faults]


def test_a_line_of_the_simple_template_is_read_in_our_words():
    assert read(LUIS).entries == [
        Entry(
            line=2,
            employee_id="E1",
            facts={
                "first_name": "Luis",
                "last_name": "Ortega",
                "email": "l.ortega@harlow.example",
                "home_school_id": 1,
                "role": StaffRole.CLASSROOM_TEACHER,
                "grade_bands": ("3-5",),
                "subjects": ("math",),
                "employee_group": EmployeeGroup.CERTIFICATED,
                "fte": 1.0,
            },
        )
    ]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("parted_by", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_file_may_come_from_any_spreadsheet(mark: str, parted_by: str, line_end: str):
    text = mark + line_end.join((HEADER, LUIS, "")).replace(",", parted_by)

    assert roster.read(text.encode(), schools=SCHOOLS, titles={}) == read(LUIS)


def test_columns_may_be_named_as_the_district_names_them_and_others_are_not_read():
    header = "Employee ID,First Name,LAST,School,Title,group,Password"

    found = read("E1,Luis,Ortega,lowry,RN,certificated,geheim", header=header)

    assert (found.entries[0].facts["role"], found.ignored, found.faults) == (StaffRole.NURSE, ("password",), [])


@pytest.mark.parametrize("name", ["email", "E-mail", "Email Address", "E-Mail Address", "Work e-mail"])
def test_the_address_is_read_under_each_of_its_names(name: str):
    found = read(
        "E1,Luis,Ortega,lowry,RN,certificated,luis@x.example", header=f"employee_id,first,last,site,role,group,{name}"
    )

    assert (found.entries[0].facts["email"], found.ignored) == ("luis@x.example", ())


def test_the_name_people_go_by_is_shown_and_the_other_stands_on_certificates():
    facts = read(LUIS.replace("Ortega,,", "Ortega,Lucho,")).entries[0].facts

    assert (facts["first_name"], facts["legal_name"]) == ("Lucho", "Luis Ortega")


@pytest.mark.parametrize(
    ("was", "becomes", "column"),
    [
        ("E1", "", "employee_id"),
        ("Lowry", "Nowhere", "site"),
        ("L.Ortega@harlow.example", "luis", "email"),
        ("04", "14", "grades"),
        ("math", "alchemy", "subjects"),
        ("certificated", "pirate", "group"),
        ("certificated,1", "certificated,1.5", "fte"),
        ("certificated,1", "certificated,nan", "fte"),
        ("Luis", "L" * 121, "first"),
        ("Luis", "L\x00uis", "first"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_column(was: str, becomes: str, column: str):
    assert told(read(LUIS.replace(was, becomes))) == [(2, column)]


def test_a_line_that_ends_early_says_what_it_lacks():
    assert told(read("E1,Luis,Ortega")) == [(2, "group"), (2, "role"), (2, "site")]


def test_a_number_or_an_address_that_stands_twice_is_told_with_both_lines():
    found = read(LUIS, LUIS.replace("Luis", "Ana"))

    assert [str(fault.sentence) for fault in found.faults] == [
        "“l.ortega@harlow.example” is in lines 2 and 3. Each may be there once.",
        "“E1” is in lines 2 and 3. Each may be there once.",
    ]


def test_what_looks_like_a_formula_is_a_name_like_any_other():
    assert read(LUIS.replace("Luis", "=1+1")).entries[0].facts["first_name"] == "=1+1"


def test_a_title_without_a_role_waits_to_be_matched():
    assert read(LUIS.replace("classroom_teacher", "Teacher II")).entries[0].unknown_title == "Teacher II"


def test_a_file_without_the_columns_or_in_another_encoding_is_refused_in_a_sentence():
    assert "must name these columns too: employee_id" in str(read(header="name,age").faults[0].sentence)
    assert "This is not UTF-8." in str(roster.read("ñ".encode("latin-1"), schools=[], titles={}).faults[0].sentence)
    assert read(header="").faults[0].line == 1


@pytest.mark.parametrize("raw", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_a_file_with_nothing_in_it_is_called_empty(raw: bytes):
    faults = roster.read(raw, schools=[], titles={}).faults

    assert [str(each.sentence) for each in faults] == [
        "The file is empty. Choose the one with a line for each colleague."
    ]


def test_a_roster_of_more_than_twenty_thousand_lines_is_refused():
    lines = [LUIS.replace("E1", f"E{number}").replace("L.O", f"{number}.O") for number in range(20_001)]

    assert [str(fault.sentence) for fault in read(*lines).faults] == [
        "A roster has at most 20000 lines. Import it in parts."
    ]


def with_a_header(rows: list[list[str]]) -> bytes:
    return "\n".join((HEADER, *(",".join(cells) for cells in rows))).encode("utf-8", "replace")


tables = st.lists(st.lists(st.text(max_size=12), max_size=13), max_size=5)


@given(st.binary(max_size=400) | tables.map(with_a_header))
@settings(max_examples=cases(300), deadline=None)
def test_no_file_breaks_the_reader(raw: bytes):
    found = roster.read(raw, schools=SCHOOLS, titles={})

    assert all(entry.employee_id and entry.facts["last_name"] for entry in found.entries)
    assert found.faults == sorted(found.faults)
