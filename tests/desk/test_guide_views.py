"""pdday in one page: everybody may read it, in their language, and it goes onto one sheet."""

from __future__ import annotations

import pytest

from tests.factories import make_coordinator, make_district, make_staff
from tests.reader import Reader

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_stranger_reads_the_address_and_no_names(client: Reader):
    make_district()
    make_coordinator("Dana Whitfield")

    page = client.get("/guide").text

    assert ("http://127.0.0.1:8000, for everyone at" in page, "Dana Whitfield" in page) == (True, False)


def test_a_colleague_reads_whom_to_ask(client: Reader):
    make_coordinator("Dana Whitfield")

    page = client.sign_in(make_staff("Ana Reyes")).get("/guide").text

    assert "Questions to Dana Whitfield." in page


def test_every_page_leads_to_it(client: Reader):
    pages = [client.get(address).text for address in ("/", "/sign-in", "/accessibility")]

    assert ['href="/guide"' in page for page in pages] == [True, True, True]


def test_it_speaks_the_readers_language(client: Reader):
    client.send("/language", language="es")

    assert "<h1>pdday en una página</h1>" in client.get("/guide").text
