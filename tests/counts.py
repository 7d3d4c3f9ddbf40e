"""How many random cases a test tries: a sample daily and in CI, twenty times as many in `scripts/test long`."""

from __future__ import annotations

import os

#: Set by `scripts/test long`.
TIMES = 20 if os.environ.get("PDDAY_TEST_LONG") == "1" else 1


def cases(sample: int) -> int:
    """The number of cases to try, where `sample` are tried daily."""
    return sample * TIMES
