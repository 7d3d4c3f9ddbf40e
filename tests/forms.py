"""The forms that stand on a page, filled in as a browser would send them untouched."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

#: Fields that a browser sends only when they are ticked.
TICKS = {"checkbox", "radio"}
#: Sent only by the button that is pressed, or not by itself.
BUTTONS = {"submit", "button", "reset", "image", "file"}


@dataclass
class Form:
    """One form that posts: where to, and what its fields hold."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where it posts to, without what follows the question mark."""
        return urlsplit(self.action).path


class _Reader(HTMLParser):
    """Collects forms; fields that name their form by id are not used on our pages."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select: str | None = None
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        each = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(each.get("action", "")) if each.get("method", "").lower() == "post" else None
            if self._open:
                self.forms.append(self._open)
        elif self._open is not None:
            self._field(self._open, tag, each)

    def _field(self, form: Form, tag: str, each: dict[str, str]) -> None:
        name = each.get("name", "")
        match tag:
            case "input" if name and each.get("type") not in BUTTONS:
                if each.get("type") == "radio" and "checked" in each:
                    form.fields[name] = [each.get("value", "on")]
                elif each.get("type") not in TICKS or "checked" in each:
                    form.fields.setdefault(name, []).append(each.get("value", "on"))
                elif each.get("type") == "radio":
                    form.fields.setdefault(name, [each.get("value", "on")])  # a browser would ask for one
            case "button" if each.get("formaction"):
                self.forms.append(Form(each["formaction"], form.fields))
            case "button" if name and each.get("type", "submit") == "submit":
                form.fields.setdefault(name, [each.get("value", "")])
            case "select":
                self._select = name
            case "option" if self._select and each.get("value"):
                chosen = form.fields.setdefault(self._select, [each["value"]])
                if "selected" in each:
                    chosen[:] = [each["value"]]
            case "textarea":
                self._text = name
                form.fields.setdefault(name, [""])

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._text:
            self._open.fields[self._text][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None


def forms_on(page: str) -> list[Form]:
    """Every form of the page that posts."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
