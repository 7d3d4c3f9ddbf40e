"""Signing in and out, and the page about oneself."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pdday.clock import now
from pdday.config import Config
from pdday.db import db
from pdday.lanes import hurry_messages
from pdday.refusals import RefusalKind
from pdday.staff import actions, queries, rules, terms_queries, typical
from pdday.staff.access import (
    chosen_language,
    close_browser,
    current_sign_in,
    current_staff,
    find_current_staff,
    is_shared_device,
    open_browser,
    remember_language,
    require,
    safe_way_on,
)
from pdday.staff.forms import CodeForm, EmailForm, LanguageForm
from pdday.staff.vocabulary import Device
from pdday.web.errors import NotComplete, again, complete, found
from pdday.web.pace import even_pace
from pdday.web.refused import count_refusal

bp = Blueprint("staff", __name__)


@bp.get("/sign-in")
def sign_in(form: EmailForm | None = None) -> str | Response:
    if find_current_staff():
        return redirect(safe_way_on(request.args.get("next")))
    form = form or EmailForm(next=request.args.get("next", ""))
    return render_template("staff/sign_in.html", form=form, demo=_is_demo())


@bp.post("/sign-in")
@again(sign_in)
def ask_for_code() -> Response:
    form = complete(EmailForm(), lacking=NotComplete("No code was sent yet. Look at what is marked below."))
    with even_pace():
        actions.ask_for_code(form.email.data, sign_in_page=_code_page(), key=_key(), now=now())
        db.session.commit()
        hurry_messages()
    return redirect(url_for("staff.enter_code", email=form.email.data.strip(), next=form.next.data or None))


@bp.get("/sign-in/code")
def enter_code(form: CodeForm | None = None) -> str | Response:
    """The address in the mail leads here with the code filled in; opening it signs nobody in."""
    asked = request.args
    if _is_signed_in_as(request.values.get("email", "")):
        return redirect(safe_way_on(request.values.get("next")))
    form = form or CodeForm(
        email=asked.get("email"), code=asked.get("code"), proof=asked.get("proof"), next=asked.get("next")
    )
    return render_template("staff/enter_code.html", form=form)


@bp.post("/sign-in/code")
@again(enter_code)
def try_code() -> Response:
    form = complete(CodeForm(), lacking=NotComplete("You are not signed in yet. Look at what is marked below."))
    device = _device(is_own=form.own_device.data)
    with even_pace():
        tried = actions.try_code(
            form.email.data,
            form.code.data,
            device=device,
            key=_key(),
            former_keys=_config().former_secret_keys,
            proof=form.proof.data or "",
            now=now(),
            language=chosen_language(),
        )
        if tried.token is None:
            count_refusal(RefusalKind.CODE)
        db.session.commit()
    open_browser(tried.key_to_the_door())
    return redirect(safe_way_on(form.next.data))


@bp.get("/sign-in/demo")
def demo_people() -> str:
    """The demo district's people, for whoever tries pdday out; nowhere else."""
    found(_is_demo() or None)
    named = request.args.get("name", "")
    return render_template(
        "staff/demo_people.html",
        typical=typical.people(),
        named=named,
        people=queries.staff_named(named),
        without_mail=typical.first_without_mail(),
    )


@bp.post("/sign-in/as/<int:staff_id>")
def sign_in_as(staff_id: int) -> Response:
    found(_is_demo() or None)
    person = found(queries.find_staff(staff_id))
    require(rules.may_sign_in(person))
    token = actions.begin_sign_in(person, device=_device(is_own=False), now=now())
    db.session.commit()
    open_browser(token)
    return redirect(url_for("desk.landing"))


@bp.post("/sign-out")
def sign_out() -> Response:
    actions.end_sign_in(current_sign_in(), now=now())
    db.session.commit()
    close_browser()
    flash(_("You are signed out on this device."))
    return redirect(url_for("kiosk.show" if is_shared_device() else "staff.sign_in"))


@bp.post("/sign-out/everywhere")
def sign_out_everywhere() -> Response:
    actions.end_all_sign_ins(current_staff(), now=now())
    db.session.commit()
    close_browser()
    flash(_("You are signed out on every device."))
    return redirect(url_for("staff.sign_in"))


@bp.post("/language")
def choose_language() -> Response:
    """Answer in another language: for good whoever is signed in, anybody else as long as the browser remembers."""
    form, person = complete(LanguageForm()), find_current_staff()
    if person is not None:
        actions.choose_language(person, form.language.data)
        db.session.commit()
    remember_language(form.language.data if person is None else None)
    return redirect(safe_way_on(form.next.data))


@bp.get("/you")
def you() -> str:
    sign_ins = queries.live_sign_ins(current_staff(), now=now())
    return render_template(
        "staff/you.html",
        person=current_staff(),
        sign_ins=sign_ins,
        this=current_sign_in(),
        accepted=terms_queries.terms_accepted_by(current_staff()),
        zone=_zone(),
    )


def _is_signed_in_as(address: str) -> bool:
    """Whether this browser is already signed in by the colleague with this address; another may still come in."""
    person = find_current_staff()
    return person is not None and person.email == address.strip().lower()


def _device(*, is_own: bool) -> Device:
    """Whose device this is: as the person says, else as the browser remembers."""
    if is_own:
        return Device.OWN
    return Device.SHARED if is_shared_device() else Device.WORK


def _config() -> Config:
    return cast(Config, current_app.config["PDDAY"])


def _is_demo() -> bool:
    return _config().demo and rules.is_made_up(queries.find_district())


def _key() -> str:
    return _config().secret_key


def _code_page() -> str:
    """Where the mail's address leads: never built from what a request says its host is."""
    return _config().url + url_for("staff.enter_code")


def _zone() -> str:
    district = queries.find_district()
    return district.time_zone if district else "UTC"
