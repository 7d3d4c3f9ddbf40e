"""Another morning for a process of ours: only before pdday's other modules are loaded, for they take `now` along."""

from __future__ import annotations

from datetime import UTC, datetime

from pdday import clock


def begin_at(moment: datetime) -> None:
    """Let pdday's clock show `moment` now, and go on from there."""
    ahead = moment - datetime.now(UTC)
    clock.now = lambda: datetime.now(UTC) + ahead
