"""What a phone has to fetch: little the first time, and almost nothing after that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser import PHONE, Reading
from tests.factories import make_session
from tests.test_every_page import make_district_to_read

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

#: Bytes as they travel, packed.
FIRST_LOAD, LATER_LOADS = 150_000, 30_000
SESSIONS = 150
PAGES = (
    "/", "/sign-in", "/my-day", "/sessions", "/sessions/1",
    "/my-choices", "/my-badge", "/proposals", "/doors", "/what-people-said",
)  # fmt: skip


def fetched(reading: Reading, address: str) -> int:
    """Bytes that travelled until the page was whole; what the browser has kept travels no more."""
    devtools, sizes = reading.page.context.new_cdp_session(reading.page), []
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    reading.go(address)
    devtools.detach()
    return int(sum(sizes))


def test_ten_pages_load_little_at_first_and_almost_nothing_later(app: Flask, open_page: Callable[..., Reading]):
    district = make_district_to_read()
    for number in range(SESSIONS):
        words = f"What {number} colleagues tried, and what came of it in the week after."
        make_session(district.made.day, f"Session {number}", abstract=words * 4)

    first, later = {}, {}
    for address in PAGES:
        fresh = open_page(size=PHONE, person=None if address in {"/", "/sign-in"} else district.coordinator)
        first[address] = fetched(fresh, address)
        later[address] = fetched(fresh, address)

    assert {address: size for address, size in first.items() if not 20_000 < size <= FIRST_LOAD} == {}
    assert {address: size for address, size in later.items() if not 0 < size <= LATER_LOADS} == {}
