"""A process that reads every page once for each line it is sent, with the code of one folder: before or after.

python -m scripts.speed.reader CODE  <  {"instance": …, "database": …, "moment": …, "tokens": {…}}
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])  # before any of pdday is loaded: which pdday that is, is the question here
    from scripts.speed import clock

    told: dict[str, Any] = json.loads(sys.stdin.readline())
    clock.begin_at(datetime.fromisoformat(told["moment"]))

    logging.getLogger("pdday").setLevel(logging.CRITICAL)  # pages that nobody may read are tried too
    from scripts.speed import pages
    from scripts.speed.district import Filled, app_of, from_environment

    filled = Filled(from_environment(told["environment"]), {int(key): each for key, each in told["tokens"].items()})
    app = app_of(filled)
    known = pages.pages(app, filled, only=told["only"])
    for page in known:
        pages.read(app, filled, page)  # templates are compiled once
    print("ready", file=sys.stdout, flush=True)
    for _line in sys.stdin:
        found = {page.rule: asdict(pages.read(app, filled, page)) for page in known}
        print(json.dumps(found), flush=True)
