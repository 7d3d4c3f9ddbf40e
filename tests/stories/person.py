"""Somebody at a browser, in the verbs of the day. Everything goes through pages, as it does for people."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser import AXE, DESK, FORCED, PHONE, RULES
from tests.stories.installation import Installation

#: Where pictures of every page go that a story looks at; none are taken without it.
PICTURES = os.environ.get("PDDAY_TEST_PICTURES")
#: Opens everything that folds, and folds again what it opened.
UNFOLD = """open => { const folded = open ? "details:not([open])" : "details[data-unfolded]";
    for (const each of document.querySelectorAll(folded)) {
        each.open = open; each.toggleAttribute("data-unfolded", open); } }"""


@dataclass
class Looks:
    """What axe and the pictures have seen: each kind of page once, at two sizes, light and dark."""

    #: Whether pages are looked at: on one database is enough.
    closely: bool
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@dataclass
class Person:
    """One colleague at one browser."""

    name: str
    email: str | None
    page: Page
    installation: Installation
    looks: Looks
    complaints: list[str]

    # --- getting about ---

    def go(self, path: str) -> Page:
        """Open an address."""
        self.page.goto(self.installation.address + path)
        return self.page

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press the button, or follow the link, of this name; what is sent has an answer afterwards."""
        button = self.page.get_by_role("button", name=name, exact=exact)
        link = self.page.get_by_role("link", name=name, exact=exact)
        button.or_(link).locator("visible=true").first.click()
        expect(self.page.locator("form[data-sent]")).to_have_count(0, timeout=30_000)

    def fill(self, label: str, words: str) -> None:
        """Type into a field, or choose from a list."""
        control = self.page.get_by_label(label, exact=True).first
        if control.evaluate("each => each.tagName") == "SELECT":
            control.select_option(label=words)
        else:
            control.fill(words)

    def tick(self, label: str, *, within: str = "main") -> None:
        """Tick a box or choose one of several."""
        box = self.page.locator(within).get_by_label(label).first
        if not box.is_checked():
            box.evaluate_handle("each => each.labels[0]").as_element().click()
        expect(box).to_be_checked()

    def reads(self, words: str | re.Pattern[str]) -> None:
        """See these words on the page, now or in a moment."""
        expect(self.page.get_by_text(words).locator("visible=true").first).to_be_visible(timeout=20_000)

    def does_not_read(self, words: str) -> None:
        """These words are nowhere on the page."""
        expect(self.page.get_by_text(words)).to_have_count(0)

    # --- coming in ---

    def sign_in(self) -> None:
        """With the code that comes by mail."""
        assert self.email is not None
        already = len(self.installation.letters_to(self.email))
        self.go("/sign-in")
        self.fill("Your school e-mail", self.email)
        self.press("Send me a code")
        self.fill("Code", self.installation.code_for(self.email, after=already))
        self.press("Sign in", exact=True)
        expect(self.page).not_to_have_url(re.compile("/sign-in"))
        if self.page.url.split("?")[0].endswith("/terms"):
            self.accept_the_terms()

    def accept_the_terms(self) -> None:
        """Read what happens with one's data, and say yes."""
        self.reads("What happens with your data")
        self.look()
        self.tick("I have read this and accept it")
        self.press("Go on", exact=True)
        expect(self.page).not_to_have_url(re.compile("/terms"))

    # --- looking closely ---

    def look(self, moment: str = "") -> None:
        """Judge the page with axe as it stands, at both sizes, light and dark; once for each kind and moment of it.

        On the desk everything that folds is open, and colours are forced upon the page once.
        """
        kind = re.sub(r"\d+", "N", urlsplit(self.page.url).path) + (f" {moment}" if moment else "")
        if not self.looks.closely or kind in self.looks.seen:
            return
        self.looks.seen.add(kind)
        size = self.page.viewport_size
        scripted = self.page.evaluate("1") == 1
        for window in (PHONE, DESK):
            self.page.set_viewport_size({"width": window[0], "height": window[1]})
            if scripted and window == DESK:
                self.page.evaluate(UNFOLD, True)
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                self._picture(kind, window, scheme)
                if scripted:
                    self._judge(kind, window, scheme)
        self.page.emulate_media(color_scheme="light")
        if scripted:
            self._force_colours(kind)
            self.page.evaluate(UNFOLD, False)
        if size:
            self.page.set_viewport_size(size)

    def _judge(self, kind: str, window: tuple[int, int], scheme: str) -> None:
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(AXE.read_text())
        asked = RULES if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}  # only colours differ
        found = self.page.evaluate("asked => axe.run({runOnly: asked})", asked)
        self.looks.faults += [
            f"{kind} at {window[0]}, {scheme}: {fault['id']}: {fault['nodes'][0]['html'][:160]}"
            for fault in found["violations"]
        ]
        if self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.looks.faults.append(f"{kind} at {window[0]}: scrolls sideways")

    def _force_colours(self, kind: str) -> None:
        self.page.emulate_media(forced_colors="active")
        self.looks.faults += [f"{kind} in forced colours: {fault}" for fault in self.page.evaluate(FORCED)]
        self.page.emulate_media(forced_colors="none")

    def _picture(self, kind: str, window: tuple[int, int], scheme: str) -> None:
        if PICTURES:
            name = f"{kind.strip('/').replace('/', '-') or 'home'}-{window[0]}-{scheme}.png"
            self.page.screenshot(path=Path(PICTURES) / name, full_page=True)


def open_browser(
    browser: Browser, *, size: tuple[int, int] = DESK, script: bool = True
) -> tuple[BrowserContext, Page, list[str]]:
    """A fresh browser window, and the list of what it will complain about."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=script,
        reduced_motion="reduce",
        accept_downloads=True,
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(f"{said.text} {said.location}") if _is_complaint(said) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return context, page, complaints


def _is_complaint(said: ConsoleMessage) -> bool:
    """An error in the console, but for what the browser says aloud about a page that refuses (409, 422)."""
    return said.type == "error" and re.search(r"responded with a status of 4(09|22)", said.text) is None


def iso(day: date) -> str:
    """A date as a date field takes it."""
    return day.isoformat()
