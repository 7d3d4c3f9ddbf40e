"""Cards of the catalogue as HTML, each drawn once for as long as nothing on it changes.

A card is kept under everything that it shows, so a changed title is another card and nothing has to be thrown
away. What differs from answer to answer (the proof of the form, the way back) is put in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from secrets import token_hex

from flask import get_template_attribute, request
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from pdday.preferences.catalogue import Card
from pdday.preferences.names import grades
from pdday.preferences.order import Choices
from pdday.proposals.names import FORMATS
from pdday.staff.models import StaffMember

#: A district's cards in each state and language; the ones shown longest ago are drawn again.
MOST_KEPT = 8_000
#: Stand for the proof and the way back in a drawn card; nobody can guess them, so no title can hold them.
_PROOF, _WAY_BACK = f"proof-{token_hex(16)}", f"way-back-{token_hex(16)}"


class Standing(StrEnum):
    """What a card is to its reader; says what stands in its foot."""

    LEADS = "leads"
    NOT_FOR_ME = "not_for_me"
    CAN_BE_STARRED = "can_be_starred"
    STARRED = "starred"
    ON_MY_LIST = "on_my_list"
    CLOSED = "closed"


def drawn_cards(cards: Iterable[Card], chosen: Choices, *, reader: StaffMember, is_closed: bool) -> Markup:
    """The cards in a row, each as it stands to the reader."""
    starred = {*chosen.stars, *(wish.session_id for wish in chosen.wishes)}
    language, day = str(get_locale()), request.args.get("day", "")
    html = "".join(
        [_drawn(card, _standing(card, starred, chosen, reader.id, is_closed), language, day) for card in cards]
    )
    return Markup(html.replace(_PROOF, generate_csrf()).replace(_WAY_BACK, str(escape(request.full_path))))


def _standing(card: Card, starred: set[int], chosen: Choices, reader_id: int, is_closed: bool) -> Standing:
    if reader_id in [each.staff_id for each in card.presenters]:
        return Standing.LEADS
    if card.id in chosen.not_for_me:
        return Standing.NOT_FOR_ME
    if is_closed:
        return Standing.ON_MY_LIST if card.id in starred else Standing.CLOSED
    return Standing.STARRED if card.id in starred else Standing.CAN_BE_STARRED


@lru_cache(maxsize=MOST_KEPT)
def _drawn(card: Card, standing: Standing, language: str, day: str) -> str:
    """One card; `language` and `day` are the request's own, named here because what is drawn depends on them."""
    macro = get_template_attribute("preferences/_card.html", "card_of")
    return str(macro(card, standing, FORMATS, grades, _WAY_BACK)).replace(generate_csrf(), _PROOF)
