"""Who is asking: the only file that touches the browser session.

Every address is for people who are signed in, unless its view is in PUBLIC. What a signed-in person may do
there is asked in the view with `require`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, redirect, request, url_for
from flask import session as browser_session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import URLSafeTimedSerializer

from pdday.clock import now
from pdday.staff import actions, queries, rules, terms_queries
from pdday.staff.models import SignIn, StaffMember
from pdday.staff.vocabulary import Device

#: The views that anyone may see, signed in or not: the one list.
PUBLIC = frozenset(
    {
        "static",
        "desk.landing",
        "accessibility.show",
        "guide.show",
        "calendar.feed",
        "checkin.point_at_badge",
        "staff.sign_in",
        "staff.ask_for_code",
        "staff.enter_code",
        "staff.try_code",
        "staff.demo_people",
        "staff.sign_in_as",
        "staff.choose_language",
        "kiosk.show",
        "kiosk.try_pin",
        "health.live",
        "health.ready",
        "health.worker",
        "security.contact",
    }
)
#: What one may do before the data-use terms are accepted: read and accept them, and leave. Doors too: at eight in the
#: morning 25 people wait in front of one, and reading a badge gives nothing of the steward's own away.
BEFORE_TERMS = PUBLIC | {
    "terms.show",
    "terms.accept",
    "staff.sign_out",
    "staff.sign_out_everywhere",
    "kiosk.stay",
    "door.show_all",
    "door.show",
    "door.scan",
    "door.show_arrival",
    "door.undo",
}
#: What the browser session of a shared device holds: that it is one, and when somebody was last in front of it.
#: The mark outlives each person's sign-in there, and dies with the window.
_SHARED, _SEEN_AT = "shared_device", "seen_at"
#: The language that somebody chose before signing in.
_LANGUAGE = "language"


@dataclass(frozen=True)
class Browser(UserMixin):
    """A signed-in browser, as Flask-Login wants to see it: known by its token."""

    token: str
    sign_in: SignIn

    def get_id(self) -> str:
        return self.token


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookies, with what signs them made once for each key instead of twice a request."""

    _made: tuple[tuple[object, ...], URLSafeTimedSerializer | None] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads the cookies of `app`."""
        keys = (app.secret_key, *(app.config.get("SECRET_KEY_FALLBACKS") or ()))
        if self._made is None or self._made[0] != keys:
            self._made = keys, super().get_signing_serializer(app)  # both at once: another thread may be reading them
        return self._made[1]


def init_app(app: Flask) -> None:
    """Guard every address of `app`."""
    app.session_interface = Cookies()
    keeper = LoginManager(app)
    keeper.session_protection = None  # phones change networks all day
    keeper.user_loader(_find_browser)
    app.before_request(guard)
    app.jinja_env.globals.update(
        find_current_staff=find_current_staff,
        find_shared_sign_in=find_shared_sign_in,
        is_shared_device=is_shared_device,
        may_coordinate=rules.may_coordinate,
        place_of_duty=place_of_duty,
        shared_idle=rules.SHARED_IDLE,
        shared_warning=rules.SHARED_WARNING,
    )


def guard() -> Response | None:
    """Let the request pass if its view is public or somebody is signed in; else lead to the sign-in page."""
    person = find_current_staff()
    g.language = chosen_language() or (person.language if person else None)
    if find_shared_sign_in() and _was_asked_by_a_person():
        browser_session[_SEEN_AT] = int(_moment().timestamp())
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    if person is not None:
        return _ask_for_terms(person)
    if request.method not in {"GET", "HEAD"}:
        abort(401)
    if is_shared_device():  # without a way back: the next person is another
        return redirect(url_for("kiosk.show"))  # type: ignore[return-value]
    return redirect(url_for("staff.sign_in", next=request.full_path.rstrip("?")))  # type: ignore[return-value]


def _ask_for_terms(person: StaffMember) -> Response | None:
    """Lead to the data-use terms whoever has not accepted the version that holds now."""
    if request.endpoint in BEFORE_TERMS or terms_queries.has_accepted_terms(person, now=_moment()):
        return None
    if request.method not in {"GET", "HEAD"}:
        abort(428)  # its page says where to read them, and that what was typed is still in the page before
    return redirect(url_for("terms.show", next=request.full_path.rstrip("?")))  # type: ignore[return-value]


def find_current_staff() -> StaffMember | None:
    """The person who is signed in, if anyone is."""
    return current_user.sign_in.staff if current_user.is_authenticated else None


def current_staff() -> StaffMember:
    """The person who is signed in. Stops with 401 where nobody is, which the guard lets happen on public views only."""
    return find_current_staff() or abort(401)


def current_sign_in() -> SignIn:
    """The signed-in browser that asks."""
    return cast(SignIn, current_user.sign_in) if current_user.is_authenticated else abort(401)


def is_shared_device() -> bool:
    """Whether many people use this browser one after the other: a kiosk, whoever is or is not signed in."""
    return bool(browser_session.get(_SHARED))


def share_device() -> None:
    """Remember, until this browser's window closes, that many people use it."""
    browser_session[_SHARED] = True


def chosen_language() -> str | None:
    """The language that was chosen in this browser while nobody was signed in, if one was."""
    return browser_session.get(_LANGUAGE)


def remember_language(language: str | None) -> None:
    """Answer this browser in this language from now on; None: in that of whoever is signed in."""
    if language is None:
        browser_session.pop(_LANGUAGE, None)
    else:
        browser_session[_LANGUAGE] = language


def place_of_duty(person: StaffMember) -> str:
    """The view that this person's duty leads to: the fifth place in everyone's bar (components/places.html)."""
    if rules.may_coordinate(person):
        return "home.show"
    if rules.may_steward(person):
        return "door.show_all"
    return "reports.my_school" if rules.may_read_own_school(person) else "checkin.my_badge"


def find_shared_sign_in() -> SignIn | None:
    """The sign-in on a shared device that asks, if it is one."""
    sign_in = current_user.sign_in if current_user.is_authenticated else None
    return sign_in if sign_in is not None and sign_in.device is Device.SHARED else None


def require(allowed: bool) -> None:
    """Stop with 403 unless a rule allows it: `require(rules.may_decide(current_staff(), proposal))`."""
    if not allowed:
        abort(403)


def open_browser(token: str) -> None:
    """Sign this browser in with a fresh session, so that one planted before means nothing.

    On the person's own device the cookie outlives the window; on a shared one it must be seen to be used, and a
    language chosen before signing in holds until the person is done.
    """
    chosen = chosen_language()
    sign_in = queries.find_live_sign_in(actions.token_hash(token), now=now())
    if sign_in is None:
        raise ValueError("this token was never given out, or has ended")
    browser_session.clear()
    browser_session.permanent = sign_in.device is Device.OWN
    if sign_in.device is Device.SHARED:
        share_device()
        remember_language(chosen)
        browser_session[_SEEN_AT] = int(_moment().timestamp())
    login_user(Browser(token, sign_in))


def close_browser() -> None:
    """Forget everything this browser was told, but not that it is a shared one, or else which language is read here."""
    was_shared = is_shared_device()
    logout_user()
    browser_session.clear()
    if was_shared:
        share_device()
    else:
        remember_language(g.language)


def safe_way_on(wanted: str | None) -> str:
    """Where to go after signing in: the address that was wanted if it is one of ours, else the front door."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return url_for("desk.landing")
    parts = urlsplit(wanted)
    ours = not parts.scheme and not parts.netloc and wanted.isprintable() and "\\" not in wanted
    return wanted if ours else url_for("desk.landing")


def _find_browser(token: str) -> Browser | None:
    sign_in = queries.find_live_sign_in(actions.token_hash(token), now=_moment())
    if sign_in is None or (sign_in.device is Device.SHARED and not rules.is_still_there(_seen_at(), now=_moment())):
        return None
    return Browser(token, sign_in)


def _seen_at() -> datetime | None:
    seconds = browser_session.get(_SEEN_AT)
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None


def _was_asked_by_a_person() -> bool:
    """Whether somebody is in front of the screen: a page that asks for a piece of itself proves nothing."""
    return request.method == "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _moment() -> datetime:
    """One moment for the whole request."""
    if "now" not in g:
        g.now = now()
    return g.now  # type: ignore[no-any-return]
