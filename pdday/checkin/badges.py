"""Badges as pictures and paper: the only file that imports qrcode.

A badge's QR code holds the address of its token, so that a phone's own camera finds a page of ours and a
door's scanner finds the token at its end.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass

import qrcode
from flask import current_app, render_template
from flask_babel import force_locale
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage

from pdday import pdf
from pdday.checkin.badge_queries import BadgeFace, BadgePack
from pdday.config import Config
from pdday.web.each_in_own import Spoken, spoken_to

#: Two columns of four on US Letter; A4 holds them too.
BADGES_ON_A_SHEET = 8
#: Badges laid out at a time: more need more memory, fewer more time.
BADGES_IN_A_PART = 8 * BADGES_ON_A_SHEET
#: White modules around the code, which readers need to find it.
QUIET_ZONE = 4


def badge_address(token: str) -> str:
    """The address that a badge's QR code holds."""
    config: Config = current_app.config["PDDAY"]
    return f"{config.url}/b/{token}"


def token_in(read: str | None) -> str | None:
    """The token in what a scanner read: the end of a badge's address, or the token by itself."""
    return read.strip().rpartition("/b/")[2].rstrip("/") if read else None


def qr_picture(text: str) -> str:
    """`text` as a QR code: the address (data:) of a picture with one pixel per module, to be shown pixelated.

    Level M survives a crease or a coffee drop (15 %). One pixel per module is 0.6 kB, and the quickest in a PDF.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=1, border=QUIET_ZONE, image_factory=PilImage)
    code.add_data(text)
    file = io.BytesIO()
    code.make_image().save(file, format="PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


@dataclass(frozen=True)
class Drawing:
    """A QR code for the screen: its width in modules, quiet zone included, and the dark ones as an SVG path."""

    modules: int
    dark: str


def qr_drawing(text: str) -> Drawing:
    """`text` as a QR code that stays sharp at any size on a screen."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    runs = [
        f"M{column} {row}h1v1h-1z" for row, modules in enumerate(rows) for column, dark in enumerate(modules) if dark
    ]
    return Drawing(modules=len(rows), dark="".join(runs))


def badge_parts(pack: BadgePack, *, locale: str) -> Iterator[bytes]:
    """The badges as tagged PDFs of a few sheets each, for `pdf.join`, in the order in which they are handed out.

    Touches no database, so no transaction is open while sheets are laid out. Raises Refused where the machine
    lacks Pango.
    """
    return pdf.render_each(pages(pack, locale))


def pages(pack: BadgePack, locale: str) -> Iterator[str]:
    """The sheets as HTML, a part at a time; in a request of its own, which a worker does not have."""
    config: Config = current_app.config["PDDAY"]
    for first in range(0, len(pack.faces), BADGES_IN_A_PART):
        shown = pack.faces[first : first + BADGES_IN_A_PART]
        sheets = [shown[place : place + BADGES_ON_A_SHEET] for place in range(0, len(shown), BADGES_ON_A_SHEET)]
        with current_app.test_request_context(base_url=config.url), force_locale(locale):
            yield render_template(
                "checkin/badge_sheets.html",
                pack=pack,
                sheets=[[_spoken(pack, face) for face in sheet] for sheet in sheets],
            )


def _spoken(pack: BadgePack, face: BadgeFace) -> Spoken:
    return spoken_to(face.language, "checkin/_badge.html", "badge", pack, face, _qr_of(face))


def _qr_of(face: BadgeFace) -> str:
    return qr_picture(badge_address(face.token))
