"""Somebody who uses a page with the keys alone: no pointer, and every stop has to be seen."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect

#: What the focus is on: its name as a reader hears it, whether it shows a ring, and whether anything lies over it.
STOP = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const shown = at.closest(".chip, .choice, .point") ?? at;
    const named = (at.getAttribute("aria-labelledby") ?? "").split(" ")
        .map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
    const words = at.getAttribute("aria-label") ?? (named || (at.labels?.[0] ?? at).textContent);
    const box = shown.getClientRects()[0] ?? shown.getBoundingClientRect(); // a link may go over two lines
    const over = document.elementFromPoint(box.x + Math.min(box.width / 2, 40), box.y + Math.min(box.height / 2, 16));
    const ring = (each) => getComputedStyle(each).outlineStyle !== "none";
    return { words: words.replace(/\\s+/g, " ").trim(), ring: ring(at) || ring(shown) || at.matches("main, .front"),
             seen: !!over && (shown.contains(over) || over.contains(shown)), tag: at.tagName };
}"""


@dataclass
class Keyboard:
    """The keys under somebody's hands, on one page."""

    page: Page

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """Press Tab until the focus is on the control of this name; every stop on the way is seen and moves on."""
        passed: list[str] = []
        for _ in range(200):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            stop = self.page.evaluate(STOP)
            if stop is None:
                continue
            assert stop["ring"], f"no ring on {stop}"
            assert stop["seen"], f"something lies over {stop}"
            passed.append(stop["words"])
            if stop["words"] == name:
                return
        raise AssertionError(f"Tab never came to “{name}”, but to {passed}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, name: str, *, key: str = "Enter") -> None:
        """Tab to a link or a button and press it."""
        self.tab_to(name)
        self.press(key)

    def write(self, words: str) -> None:
        """Write over what stands in the field that has the focus."""
        self.press("Control+a")
        self.page.keyboard.type(words)

    def sees(self, heading: str) -> None:
        """The page of this heading has come."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    def hears_first(self, words: str) -> None:
        """The page opened with the focus on this news."""
        news = self.page.locator(".front")
        expect(news).to_contain_text(words)
        expect(news).to_be_focused()
