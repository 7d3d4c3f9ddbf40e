"""What is wrong with a form that came back: for the list in front of the page, and for its title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask import g
from flask_babel import gettext as _
from wtforms import Field, FieldList, FormField, SelectFieldBase
from wtforms.widgets import HiddenInput, ListWidget


@dataclass(frozen=True)
class Amiss:
    """One field that needs another look: what the form calls it, the cure, and where it stands."""

    label: str
    cure: str
    #: The id of what takes the focus; empty for what nobody sees.
    where: str


def whats_amiss() -> list[Amiss]:
    """Every field of the form just refused that is wrong, in the order of the form; none if nothing was refused.

    Then what the page itself found amiss, `besides` the fields.
    """
    return [*_of(g.get("form") or ()), *g.get("amiss_besides", ())]


def besides(found: Iterable[Amiss]) -> None:
    """Say in the same list what is no field's fault, such as that a colleague has not agreed."""
    g.amiss_besides = tuple(found)


def _of(fields: Iterable[Field]) -> Iterator[Amiss]:
    for field in fields:
        match field:
            case FieldList():
                for number, entry in enumerate(field, 1):
                    yield from (replace(each, label=f"{number}. {each.label}") for each in _of([entry]))
            case FormField():
                yield from _of(field.form)
            case _ if field.errors and field.type != "CSRFTokenField" and isinstance(field.widget, HiddenInput):
                yield Amiss(_("What this page keeps for itself"), _("Open the page again and send it once more."), "")
            case _ if field.errors and field.type != "CSRFTokenField":
                yield Amiss(str(field.label.text), str(field.errors[0]), _where(field))


def _where(field: Field) -> str:
    """A group of choices takes no focus itself: its first choice does."""
    if isinstance(field, SelectFieldBase) and isinstance(field.widget, ListWidget):
        return next((str(each.id) for each in field), str(field.id))
    return str(field.id)
