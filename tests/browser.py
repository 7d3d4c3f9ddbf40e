"""A real Chromium in front of a real server, both on this machine only.

`site` serves the application under test; `chromium` is one browser for the whole run; `open_page(…)` gives a
page in it. The server sends pdday's own headers, so an inline script or style fails here as it would in life.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from pdday.clock import now
from pdday.db import db
from pdday.staff import actions
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import Device

CHROMIUM = os.environ.get("PDDAY_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
REQUIRE_ALL = os.environ.get("PDDAY_TEST_REQUIRE_ALL") == "1"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
#: What is lost in a reader's own colours.
FORCED = (Path(__file__).parent / "forced.js").read_text()
#: What axe is asked: WCAG 2.0 to 2.2 at A and AA, and its authors' advice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = (390, 844), (1280, 860)


@dataclass
class Site:
    """A running pdday."""

    app: Flask
    address: str

    def token_for(self, person: StaffMember) -> str:
        """A browser's token for this person, as signing in gives it."""
        token = actions.begin_sign_in(person, device=Device.WORK, now=now())
        db.session.commit()
        return token


@dataclass
class Reading:
    """A page being read, and whatever the browser complained about."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open an address of the site and wait until it looks as it will."""
        self.page.goto(self.site.address + path)
        self.page.evaluate("document.fonts.ready")
        return self.page

    def axe(self) -> list[str]:
        """What axe finds wrong, one line each; [] is what one wants."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        return [
            f"{fault['id']}: {fault['nodes'][0]['html'][:160]} ({fault['nodes'][0]['failureSummary'][:200]})"
            for fault in found["violations"]
        ]

    def lost_in_forced_colours(self) -> list[str]:
        """What a reader who forces colours upon pages cannot see; [] is what one wants."""
        self.page.emulate_media(forced_colors="active")
        lost: list[str] = self.page.evaluate(FORCED)
        self.page.emulate_media(forced_colors="none")
        return lost

    def scrolls_sideways(self) -> bool:
        """Whether the page itself (not a table inside it) is wider than the window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """pdday, served on this machine to real browsers."""
    db.session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium. PDDAY_TEST_CHROMIUM names another one."""
    if CHROMIUM is None:
        if REQUIRE_ALL:
            pytest.fail("PDDAY_TEST_REQUIRE_ALL is set, but there is no Chromium.")
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(site: Site, chromium: Browser) -> Iterator[Callable[..., Reading]]:
    """Opens pages: `open_page(size=PHONE, scheme="dark", person=dana)`."""
    contexts = []

    def reading(
        *, size: tuple[int, int] = DESK, scheme: str = "light", person: StaffMember | None = None, script: bool = True
    ) -> Reading:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([{"name": "pdday", "value": cookie_of(site, person), "url": site.address}])
        read = Reading(context.new_page(), site)
        read.page.on("console", lambda said: read.complaints.append(said.text) if said.type == "error" else None)
        read.page.on("pageerror", lambda error: read.complaints.append(str(error)))
        return read

    yield reading
    for context in contexts:
        context.close()


def cookie_of(site: Site, person: StaffMember) -> str:
    """The cookie of a browser in which `person` has signed in."""
    serializer = site.app.session_interface.get_signing_serializer(site.app)  # type: ignore[attr-defined]
    return str(serializer.dumps({"_user_id": site.token_for(person), "_fresh": True}))
