"""What a page is made of, as far as one can tell without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

#: What a person fills in; hidden fields and buttons need no label.
SILENT = {"hidden", "submit", "button", "reset"}


@dataclass
class Markup(HTMLParser):
    """A page's faults and its few facts."""

    page: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    title: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._label_depth = 0
        self.inside_label: list[dict[str, str | None]] = []
        self.inline_script = False
        self.feed(self.page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        self._label_depth += tag == "label"
        if self._label_depth:
            self.inside_label.append(attributes)
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._label_depth -= tag == "label"
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, words: str) -> None:
        if self._open and self._open[-1] == "title" and "svg" not in self._open:
            self.title += words.strip()
        if self._open and self._open[-1] == "script" and words.strip():
            self.inline_script = True

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]

    def faults(self) -> list[str]:
        """Everything that no page may have, each in a line."""
        checks = {
            "no language": self.all("html") and not self.all("html")[0].get("lang"),
            "no title": not self.title.removesuffix(": pdday"),
            f"{len(self.all('h1'))} h1": len(self.all("h1")) != 1,
            "no main": len(self.all("main")) != 1,
            "inline script": self.inline_script or any("src" not in each for each in self.all("script")),
            "inline style": self.all("style") or any("style" in each for _, each in self.tags),
            "inline handler": any(name.startswith("on") for _, each in self.tags for name in each),
            "something from elsewhere": self._foreign(),
            f"no label: {self._unlabelled()}": self._unlabelled(),
            f"the same id twice: {self._twice()}": self._twice(),
            "a table without headings": self.all("table") and not self.all("th"),
            "an image without words": any("alt" not in each for each in self.all("img")),
            "a form without proof": self._unproved(),
        }
        return [fault for fault, is_there in checks.items() if is_there]

    def _unlabelled(self) -> list[str]:
        labels = {each.get("for") for each in self.all("label")}
        return [
            str(each.get("name"))
            for each in self.all("input", "select", "textarea")
            if each.get("type") not in SILENT
            and each.get("id") not in labels
            and "aria-label" not in each
            and "aria-labelledby" not in each
            and each not in self.inside_label
        ]

    def _twice(self) -> set[str | None]:
        ids = [each["id"] for _, each in self.tags if "id" in each]
        return {each for each in ids if ids.count(each) > 1}

    def _foreign(self) -> bool:
        addresses = [each.get("src") or "" for _, each in self.tags] + [
            each.get("href") or "" for each in self.all("link")
        ]
        return any(address.startswith(("http:", "https:", "//")) for address in addresses)

    def _unproved(self) -> bool:
        posts = [each for each in self.all("form") if (each.get("method") or "").lower() == "post"]
        proofs = [each for each in self.all("input") if each.get("name") == "csrf_token"]
        return len(proofs) < len(posts)
