"""Ten main pages before Google's Lighthouse, as a phone on a slow network: performance, accessibility and the rest."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.speed.district import Filled, app_of
from scripts.speed.load import Served
from scripts.speed.pages import Page, cookie_of, pages

#: What is judged, by the pattern of its address.
MAIN = (
    "/", "/sign-in", "/my-day", "/sessions", "/sessions/<int:session_id>",
    "/my-choices", "/my-badge", "/proposals", "/doors", "/report",
)  # fmt: skip
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def scores(filled: Filled, server: Served, command: str) -> dict[str, list[int]]:
    """What each main page gets in each category, of 100."""
    app = app_of(filled)
    known = {page.rule: page for page in pages(app, filled)}
    found = {}
    with TemporaryDirectory() as folder:
        for rule in MAIN:
            page = known[rule]
            cookie = None if page.staff_id is None else cookie_of(app, filled, page.staff_id)
            found[rule] = _judge(page, server, command, cookie, Path(folder))
    return found


def _judge(page: Page, server: Served, command: str, cookie: str | None, folder: Path) -> list[int]:
    answer, headers = folder / "answer.json", folder / "headers.json"
    arguments = [
        *command.split(), server.address + page.address, "--quiet", "--output=json", f"--output-path={answer}",
        f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    if cookie is not None:
        headers.write_text(json.dumps({"Cookie": cookie}))
        arguments.append(f"--extra-headers={headers}")
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("google-chrome") or ""
    subprocess.run(arguments, check=True, env=os.environ | {"CHROME_PATH": chromium})
    judged = json.loads(answer.read_text())["categories"]
    return [round(100 * (judged[each]["score"] or 0)) for each in CATEGORIES]
