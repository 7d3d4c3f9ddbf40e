"""The application: extensions, every feature's pages, headers, error pages. Made anew by each `create_app`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from pdday import web
from pdday.config import Config, from_environment
from pdday.db import db
from pdday.programme import shown
from pdday.staff import access
from pdday.web import assets

#: Every feature, in the order of the day. Each has rows; those with pages are in PAGES too.
FEATURES = ("staff", "programme", "proposals", "preferences", "timetable", "checkin", "feedback", "credit")
#: Modules with a blueprint named `bp`.
PAGES: tuple[str, ...] = (
    "web.health_views",
    "web.security_views",
    "staff.views",
    "staff.kiosk_views",
    "staff.pin_views",
    "staff.terms_views",
    "staff.people_views",
    "staff.roster_views",
    "staff.privacy_views",
    "programme.views",
    "programme.goal_views",
    "programme.slot_views",
    "programme.place_views",
    "programme.closure_views",
    "proposals.views",
    "proposals.review_views",
    "preferences.views",
    "preferences.arrangements_views",
    "preferences.person_views",
    "preferences.answers_views",
    "timetable.views",
    "timetable.comparison_views",
    "timetable.run_views",
    "timetable.repair_views",
    "timetable.pin_views",
    "timetable.seat_views",
    "timetable.attendee_views",
    "timetable.exchange_views",
    "checkin.views",
    "checkin.door_views",
    "checkin.guest_views",
    "feedback.ticket_views",
    "feedback.heard_views",
    "feedback.remark_views",
    "feedback.responses_views",
    "feedback.commitment_views",
    "credit.views",
    "credit.my_record_views",
    "reports.views",
    "desk.my_day_views",
    "desk.calendar_views",
    "desk.why_views",
    "desk.days_views",
    "desk.home_views",
    "desk.views",
    "desk.accessibility_views",
    "desk.guide_views",
    "desk.styleguide",
)
#: Modules with work for the worker.
TASKS = (
    "timetable.tasks",
    "timetable.cost_tasks",
    "checkin.tasks",
    "feedback.tasks",
    "reports.tasks",
)
#: Modules that answer the registers of earlier features and of persons.py.
ANSWERS = (
    "staff.registered",
    "staff.personal",
    "staff.personal_records",
    "programme.personal",
    "proposals.personal",
    "preferences.personal",
    "timetable.personal",
    "timetable.personal_seats",
    "checkin.personal",
    "feedback.personal",
    "credit.personal",
    "programme.held",
    "programme.checklist",
    "proposals.registered",
    "preferences.withdrawn",
    "timetable.registered",
    "timetable.withdrawn",
    "checkin.registered",
)
#: Tables that belong to no feature.
GROUND = ("trail", "jobs", "outbox", "workers")
#: Rows that a feature keeps beside its models.py.
MORE_ROWS = ("timetable.seat_models",)


def create_app(config: Config | None = None) -> Flask:
    """pdday as a WSGI application. Raises Misconfigured with one sentence when a setting is wrong."""
    config = config or from_environment()
    app = Flask("pdday", instance_path=str(config.instance), static_url_path=assets.static_path())
    app.config.from_mapping(config.for_flask())
    # Everything about everybody lies there: for its owner alone.
    config.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    load_rows()
    db.init_app(app)
    Migrate(app, db, directory=str(migrations_folder()), render_as_batch=True, compare_type=True)
    if config.hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.hops, x_proto=config.hops, x_host=config.hops)  # type: ignore[method-assign]
    web.init_app(app)
    access.init_app(app)  # after web: the guard's query begins as the request's method says
    shown.init_app(app)
    CSRFProtect(app)  # after access: who is signed out hears that first
    for page in PAGES:
        app.register_blueprint(import_module(f"pdday.{page}").bp)
    for module in (*TASKS, *ANSWERS):
        import_module(f"pdday.{module}")
    return app


def load_rows() -> None:
    """Make every table known to the metadata."""
    for name in (*GROUND, *MORE_ROWS):
        import_module(f"pdday.{name}")
    for feature in FEATURES:
        import_module(f"pdday.{feature}.models")


def migrations_folder() -> Path:
    """Where the migrations are: beside the package in a checkout, inside it when installed from a wheel."""
    inside = Path(__file__).parent / "migrations"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "migrations"
