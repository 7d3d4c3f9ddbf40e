"""When a request cannot be done: one place that says so, in the look, and gives back what was typed.

A page with a form and the action it posts to are two views. `@again(page)` on the action names the page that
is shown again when it refuses:

    @bp.get("/proposals/new")
    def new(form: ProposalForm | None = None) -> str:
        return render_template("proposals/new.html", form=form or ProposalForm())

    @bp.post("/proposals")
    @again(new)
    def submit() -> Response:
        form = complete(ProposalForm())
        ...

The page is called with those of the action's arguments from the address that it takes too, and with `form`,
which holds what was typed. `base.html` puts the sentence of `g.refusal` in front.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException, InternalServerError

from pdday.db import db
from pdday.errors import NotReady, Refused
from pdday.refusals import RefusalKind
from pdday.web.filters import said
from pdday.web.refused import count_refusal
from pdday.web.request_log import asked

Thing = TypeVar("Thing")
Form = TypeVar("Form", bound=FlaskForm)
View = TypeVar("View", bound=Callable[..., Any])
Page = Callable[..., Any]

#: An attribute of an action's view: the page that is shown again when the action refuses.
_PAGE = "page_shown_again"


class NotComplete(Refused):
    """The form lacks something or holds something wrong; each field says what, in the form shown again."""


def found(thing: Thing | None) -> Thing:
    """`thing`, or the page that says there is nothing at this address."""
    if thing is None:
        abort(404)
    return thing


def again(page: Page) -> Callable[[View], View]:
    """Mark an action so that `page` is shown again, with what was typed, when the action refuses."""

    def mark(view: View) -> View:
        setattr(view, _PAGE, page)
        return view

    return mark


def complete(form: Form, *, lacking: NotComplete | None = None) -> Form:
    """`form` if it is filled in as it must be. Raises NotComplete, which shows its page again.

    `lacking` says what did not happen where that is not “saved”, such as signing in.
    """
    g.form = form
    if not form.validate_on_submit():
        raise lacking or NotComplete("Nothing was saved yet. Look at what is marked below.")
    return form


def init_app(app: Flask) -> None:
    """Answer every refusal and every failure of `app` with a page."""
    app.log_exception = log_failure  # type: ignore[method-assign]
    app.register_error_handler(Refused, refuse)
    app.register_error_handler(CSRFError, refuse_stale)
    app.register_error_handler(DataError, refuse_unreadable)
    app.register_error_handler(OverflowError, refuse_unreadable)
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(InternalServerError, admit)


def log_failure(exc_info: Any) -> None:
    """Write a failure down by the address's pattern: the address itself may hold a badge or a calendar's secret."""
    current_app.logger.error("A request failed: %s %s", request.method, asked(), exc_info=exc_info)


def refuse(refusal: Refused) -> Response:
    """409 (422 for an incomplete form): the form again, its text kept; where there is none, a page that says why."""
    db.session.rollback()
    status = 422 if isinstance(refusal, NotComplete) else 409
    return _once_more(refusal, status)


def refuse_stale(error: CSRFError) -> Response:
    """400: the form was made for another signing in, or for none; the same form with a fresh token cures it."""
    db.session.rollback()
    return _once_more(
        Refused(
            "Nothing was saved: this page had been open since before you signed in or out, or your browser "
            "keeps no cookies. What you typed is still here. Look it over and send it again."
        ),
        400,
    )


def refuse_unreadable(error: Exception) -> Response:
    """400: the database cannot hold what was sent, such as a number with thirty digits."""
    db.session.rollback()
    current_app.logger.warning("unreadable request to %s", asked(), exc_info=error)
    return _page(400, _("We cannot read that"), _words(400))


def explain(error: HTTPException) -> Response:
    """The page for an error with a number of its own: nothing there, not yours, too large."""
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    if status == 403:  # somebody who is signed in, so nobody outside can make us write without end
        db.session.rollback()
        count_refusal(RefusalKind.PAGE)
        db.session.commit()
    response = _page(status, _titles().get(status, _("That did not work")), _words(status))
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def admit(error: InternalServerError) -> Response:
    """500: our mistake. The log has the details; the page has none, and asks the database nothing."""
    db.session.rollback()
    return _page(500, _titles()[500], _words(500))


def _once_more(refusal: Refused, status: int) -> Response:
    page = getattr(current_app.view_functions.get(request.endpoint or ""), _PAGE, None)
    if page is None or _wants_json():
        return _only_the_reason(refusal, status)
    g.refusal = refusal
    known = {"form": g.get("form"), **(request.view_args or {})}
    wanted = signature(page).parameters
    try:
        answer = make_response(page(**{name: value for name, value in known.items() if name in wanted}))
    except (HTTPException, Refused):  # this person may not see that page, or there is nothing to show on it any more
        return _only_the_reason(refusal, status)
    except (DataError, OverflowError) as error:  # the address names something that no number is
        return refuse_unreadable(error)
    if not answer.location:  # the page may lead on instead, such as whoever has signed in meanwhile
        answer.status_code = status
    return answer


def _only_the_reason(refusal: Refused, status: int) -> Response:
    reasons = refusal.reasons if isinstance(refusal, NotReady) else ()
    return _page(status, _("That cannot be done now"), [said(each) for each in (refusal.sentence, *reasons)])


def _page(status: int, title: str, sentences: list[str]) -> Response:
    number = g.get("request_number", "")
    if _wants_json():
        return make_response(jsonify(title=title, sentences=sentences, request=number), status)
    return make_response(
        render_template("errors/error.html", status=status, heading=title, sentences=sentences, number=number), status
    )


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _titles() -> dict[int, str]:
    return {
        400: _("We cannot read that"),
        401: _("You are signed out"),
        403: _("This page is not yours"),
        404: _("There is nothing here"),
        405: _("That is not how this page works"),
        413: _("That is too large"),
        428: _("First the data-use terms"),
        500: _("Something broke on our side"),
    }


def _words(status: int) -> list[str]:
    match status:
        case 400:
            return [_("Your browser sent something that no page of pdday asks for. Nothing was changed.")]
        case 401:
            return [
                _("Nothing was saved. What you typed is still in the page you came from."),
                _("Sign in in a second tab, then go back to that page and send it again."),
            ]
        case 403:
            return [_("You are signed in, but this is for other duties than yours. Ask the coordinator of the day.")]
        case 404:
            return [_("The address may have a typing mistake, or what was here is gone.")]
        case 405:
            return [_("Go back to the page you came from and use its buttons.")]
        case 413:
            return [_("Send less at once: a file of at most 8 megabytes, or a shorter text. Nothing was changed.")]
        case 428:
            return [
                _("Nothing was saved, because a new version of the data-use terms holds."),
                _("What you typed is still in the page you came from."),
                _("Read the terms in a second tab, then go back to that page and send it again."),
            ]
        case 500:
            return [_("Nothing of what you sent was kept. We have written down what happened; try once more.")]
        case _:
            return [_("Nothing was changed. Go back and try once more.")]
