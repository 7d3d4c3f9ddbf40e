"""What is a colleague's stays theirs: another, without any duty, sends each of their forms and reads each address."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import or_, select

from pdday.db import Base, db
from pdday.feedback.models import Commitment
from pdday.proposals.models import Proposal
from pdday.staff.models import StaffMember
from tests.factories import make_staff
from tests.forms import Form, forms_on
from tests.reader import Reader
from tests.test_every_page import District, make_district_to_read, rules
from tests.test_junk_everywhere import forms_by_path
from tests.test_sent_twice import make_day_to_choose_for

#: Left out of the daily checks for its time alone. On both databases: whose a row is, is asked of them.
pytestmark = pytest.mark.slow

#: Words that only their author may read.
SECRETS = {"commitment": "What only I mean to try", "draft": "A draft that nobody saw yet"}


@pytest.fixture
def district(app: Flask) -> District:
    """A colleague has a private commitment and a draft; nobody else has seen either."""
    district = make_district_to_read()
    for commitment in db.session.scalars(select(Commitment).where(Commitment.staff_id == district.colleague.id)):
        commitment.what = SECRETS["commitment"]
    db.session.get_one(Proposal, district.draft.id).title = SECRETS["draft"]
    db.session.commit()
    return district


def rows_of(person: StaffMember) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that names the person as its own, by table; what a job or a message does meanwhile is left out."""
    found = {}
    for table in Base.metadata.sorted_tables:
        owners = [column for column in table.columns if column.name == "staff_id"]
        if owners and table.name not in {"message", "sign_in", "badge"}:
            mine = select(table).where(or_(*(column == person.id for column in owners)))
            found[table.name] = sorted(map(tuple, db.session.execute(mine)), key=repr)
    return found


def forms_of_choosing(app: Flask, person: StaffMember) -> dict[str, Form]:
    """Forms of a list that can still change: they stand only on a day whose timetable is not out."""
    day = make_day_to_choose_for(person)
    db.session.commit()
    reader = Reader(app, Response, use_cookies=True).sign_in(person)
    pages = [reader.get(f"{page}?day={day.id}").text for page in ("/sessions", "/my-choices", "/my-choices/needs")]
    return {form.path: form for page in pages for form in forms_on(page)}


def test_a_colleagues_own_forms_sent_by_another_change_nothing_of_theirs(app: Flask, district: District):
    other = make_staff("Mallory Finch")
    forms = forms_by_path(app, district, district.colleague) | forms_of_choosing(app, district.colleague)
    db.session.commit()
    before = rows_of(district.colleague)
    proposal = tuple(db.session.execute(select(Proposal.__table__).where(Proposal.id == district.draft.id)).one())
    reader, sent = Reader(app, Response, use_cookies=True), 0

    for path, form in sorted(forms.items()):
        reader.sign_in(other)
        answer = reader.post(path, data=form.fields | {"csrf_token": reader.proof()})
        assert answer.status_code < 500, path
        sent += 1

    db.session.expire_all()
    assert sent > 15
    assert rows_of(district.colleague) == before
    kept = db.session.execute(select(Proposal.__table__).where(Proposal.id == district.draft.id)).one()
    assert tuple(kept) == proposal


def test_no_address_tells_another_what_only_its_author_may_read(app: Flask, district: District):
    author, other = (
        Reader(app, Response, use_cookies=True).sign_in(person)
        for person in (district.colleague, make_staff("Mallory Finch"))
    )
    told: dict[str, set[str]] = {"author": set(), "other": set()}

    for rule in rules(app, "GET"):
        for who, reader in (("author", author), ("other", other)):
            answer = reader.get(district.address(rule))
            told[who] |= {name for name, words in SECRETS.items() if words.encode() in answer.data}

    assert told == {"author": set(SECRETS), "other": set()}
