"""Static files: their address carries a hash of what they hold, so browsers may keep them for a year."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask

STATIC = Path(__file__).parent.parent / "static"


@cache
def stamp() -> str:
    """A hash of every static file's name and bytes: one changed letter gives every file a new address.

    One hash for the whole folder, not one a file, so that the addresses inside the stylesheet hold too.
    """
    digest = sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def static_path() -> str:
    """Where static files are served, such as /static/3f9ac0d2e114."""
    return f"/static/{stamp()}"


def static_url(name: str) -> str:
    """The address of a static file, such as `static_url("pdday.css")`; asked for by every icon, so nothing is built."""
    return f"{static_path()}/{name}"


def init_app(app: Flask) -> None:
    """Give templates `static_url`."""
    app.jinja_env.globals["static_url"] = static_url
