"""A coordinator at `client`, and her day."""

from __future__ import annotations

import pytest

from tests.factories import make_coordinator, make_day, make_district


@pytest.fixture
def dana(app, client):
    """The coordinator who sits at `client`."""
    make_district()
    dana = make_coordinator("Dana Whitfield")
    client.sign_in(dana)
    return dana


@pytest.fixture
def day(dana):
    return make_day(dana.home_school)
