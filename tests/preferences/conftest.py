"""A day for which people choose, and somebody who does."""

from __future__ import annotations

import pytest

from tests.factories import make_staff
from tests.preferences.factories import make_choosing_day


@pytest.fixture
def day(app):
    return make_choosing_day()


@pytest.fixture
def luis(day, client):
    """The colleague who sits at `client`."""
    luis = make_staff("Luis Ortega")
    client.sign_in(luis)
    return luis
