"""pdday as gunicorn loads it for a measurement: with the clock at SPEED_MOMENT when the server starts."""

from __future__ import annotations

import os
from datetime import datetime

from scripts.speed import clock

clock.begin_at(datetime.fromisoformat(os.environ["SPEED_MOMENT"]))

from pdday.wsgi import app  # noqa: E402, F401 (after the clock, which every module takes with it)
