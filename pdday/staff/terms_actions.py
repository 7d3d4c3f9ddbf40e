"""What can happen to the data-use terms: a version is published, and accepted by one person after the other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from pdday import trail
from pdday.db import db, lock
from pdday.errors import Refused, TooLate
from pdday.staff import queries, terms_queries
from pdday.staff.first_terms import FIRST_TERMS
from pdday.staff.models import StaffMember, Terms, TermsAcceptance


def begin_terms(*, now: datetime) -> Terms:
    """The version with which a district begins."""
    terms = Terms(number=1, words=FIRST_TERMS, effective_at=now, published_at=now)
    db.session.add(terms)
    db.session.flush()
    return terms


def publish_terms(words: str, *, effective_at: datetime, by: StaffMember, now: datetime) -> Terms:
    """A new version. From its moment on everyone is asked before anything else; what was accepted before stays."""
    district = queries.find_district()
    if district is not None:
        lock(district)
    words = words.replace("\r\n", "\n").strip() + "\n"
    last = terms_queries.find_last_terms()
    if last is not None and last.words == words:
        raise Refused("That is word for word version {number}. Nobody needs to read it again.", {"number": last.number})
    if last is not None and effective_at < last.effective_at:
        raise Refused(
            "Version {number} begins later than that. Choose its day or a later one.", {"number": last.number}
        )
    terms = Terms(
        number=last.number + 1 if last else 1,
        words=words,
        effective_at=effective_at,
        published_at=now,
        published_by_id=by.id,
    )
    db.session.add(terms)
    db.session.flush()
    trail.record("publish_terms", terms, by=by, at=now, facts={"number": terms.number})
    return terms


def accept_terms(number: int, *, by: StaffMember, now: datetime) -> None:
    """Note that somebody accepts the version they have read. Twice is once; the first moment stays."""
    terms = terms_queries.find_current_terms(now=now)
    if terms is None or terms.number != number:
        raise TooLate("There is a newer version than the one you read. Here it is.")
    try:
        with db.session.begin_nested():
            db.session.add(TermsAcceptance(staff_id=by.id, terms_id=terms.id, accepted_at=now))
    except IntegrityError:  # accepted in another window a moment ago
        pass
