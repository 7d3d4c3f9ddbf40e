"""A reader of pages: Flask's own test client, with what a browser would do by itself."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pdday.clock import now
from pdday.db import db
from pdday.staff import actions
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import Device

_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class Reader(FlaskClient):
    """One browser. Each request has an application context of its own, as in life, and sees what the test made."""

    def open(self, *args: Any, **more: Any) -> TestResponse:
        db.session.commit()
        with self.application.app_context():
            return super().open(*args, **more)

    def sign_in(self, person: StaffMember) -> Reader:
        """Be this person from now on."""
        token = actions.begin_sign_in(person, device=Device.WORK, now=now())
        db.session.commit()
        with self.session_transaction() as browser_session:
            browser_session.clear()
            browser_session["_user_id"] = token
            browser_session["_fresh"] = True
        return self

    def send(self, address: str, /, **fields: Any) -> TestResponse:
        """Post a form as its own page would, with the proof that it stood there."""
        return self.post(address, data={"csrf_token": self.proof(), **fields})

    def proof(self) -> str:
        """The proof from a page that this browser may see: its own page, else the one to sign in."""
        for address in ("/you", "/sign-in"):
            page = self.get(address)
            if page.status_code == 200 and (proof := _TOKEN.search(page.text)):
                return proof.group(1)
        raise AssertionError("no page with a form")
