"""The whole examination, in the order in which one would put things right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pdday.db import db
from pdday.doctor.database import DATABASE, why_not_reached
from pdday.doctor.finding import Examination, Finding
from pdday.doctor.guessing import GUESSING
from pdday.doctor.keeping import KEEPING
from pdday.doctor.machine import MACHINE
from pdday.doctor.settings import SETTINGS, demonstration
from pdday.doctor.work import WORK, mail_server


def examine(*, with_mail: bool) -> Iterator[Finding]:
    """Every finding; what rests on the database is left out when it cannot be asked. `with_mail` tries the server."""
    yield from _all((*SETTINGS, *MACHINE))
    if with_mail:
        yield from mail_server()
    if unreached := why_not_reached():
        yield unreached
        return
    yield from _all((*DATABASE, *WORK, *KEEPING, *GUESSING, demonstration))


def _all(examinations: Iterable[Examination]) -> Iterator[Finding]:
    for each in examinations:
        yield from each()
        db.session.rollback()
