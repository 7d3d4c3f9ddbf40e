"""Settings: what the environment may say, and the sentence for each way in which it can be wrong."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from pdday.app import create_app
from pdday.config import SETTINGS, Misconfigured, from_environment
from pdday.db import db

KEY = urlsafe_b64encode(b"only for tests: thirty-two bytes").decode()
LONG = "a secret of 32 characters or more"
POSTGRES = {
    "DATABASE_URL": "postgresql://pd:pass@db.example/pdday",
    "PDDAY_SECRET_KEY": LONG,
    "PDDAY_SEAL_KEY": KEY,
}


def settings(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"PDDAY_INSTANCE": str(tmp_path / "instance"), **more}


def test_the_embedded_default_needs_no_settings_but_a_folder(tmp_path: Path):
    config = from_environment(settings(tmp_path))

    assert config.database_url == f"sqlite:///{tmp_path / 'instance' / 'pdday.db'}"
    assert (config.embedded, config.mail, config.demo) == (True, None, False)


def test_secrets_are_made_once_and_kept_for_the_owner_only(tmp_path: Path):
    first, second = from_environment(settings(tmp_path)), from_environment(settings(tmp_path))

    kept = sorted((file.name, oct(file.stat().st_mode & 0o777)) for file in (tmp_path / "instance").iterdir())
    assert (first.secret_key, first.seal_key) == (second.secret_key, second.seal_key)
    assert kept == [("seal_key", "0o600"), ("secret_key", "0o600")]


def test_two_installations_have_different_secrets(tmp_path: Path):
    first, second = from_environment(settings(tmp_path / "a")), from_environment(settings(tmp_path / "b"))

    assert first.secret_key != second.secret_key


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_reached_with_psycopg_however_the_address_begins(tmp_path: Path, scheme: str):
    address = f"{scheme}://pd:pass@db.example/pdday"

    config = from_environment(settings(tmp_path, **POSTGRES | {"DATABASE_URL": address}))

    assert config.database_url == "postgresql+psycopg://pd:pass@db.example/pdday"


def test_cookies_travel_only_by_https_where_people_use_it(tmp_path: Path):
    config = from_environment(settings(tmp_path, PDDAY_URL="https://pd.example.org/"))

    assert (config.url, config.for_flask()["SESSION_COOKIE_SECURE"]) == ("https://pd.example.org", True)


def test_what_is_bound_to_a_statement_never_reaches_a_log(tmp_path: Path):
    config = from_environment(settings(tmp_path))
    app = create_app(config)
    with app.app_context(), pytest.raises(OperationalError) as trouble:
        db.session.execute(text("SELECT * FROM nothing WHERE name = :name"), {"name": "Ana Reyes"})

    assert "Ana Reyes" not in str(trouble.value)


#: Each setting, wrong in some way: the settings, the name that the sentence must say, and the cure it must offer.
WRONG = [
    ({"DATABASE_URL": "somewhere over there"}, "DATABASE_URL", "write postgresql://"),
    ({"DATABASE_URL": "mysql://db.example/pdday"}, "DATABASE_URL", "runs on PostgreSQL and on SQLite"),
    ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL", "would forget everything"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL", "would forget everything"),
    (POSTGRES | {"PDDAY_SECRET_KEY": ""}, "PDDAY_SECRET_KEY", "is not set"),
    (POSTGRES | {"PDDAY_SEAL_KEY": ""}, "PDDAY_SEAL_KEY", "is not set"),
    ({"PDDAY_SECRET_KEY": "short"}, "PDDAY_SECRET_KEY", "at least 32 characters"),
    ({"PDDAY_SEAL_KEY": "short"}, "PDDAY_SEAL_KEY", "at least 32 characters"),
    ({"PDDAY_SEAL_KEY": LONG}, "PDDAY_SEAL_KEY", "pdday new-key"),
    ({"PDDAY_FORMER_SECRET_KEYS": f"{LONG},short"}, "PDDAY_FORMER_SECRET_KEYS", "at least 32 characters"),
    ({"PDDAY_FORMER_SEAL_KEYS": f"{KEY},{LONG}"}, "PDDAY_FORMER_SEAL_KEYS", "pdday new-key"),
    ({"PDDAY_URL": "pd.example.org"}, "PDDAY_URL", "write the whole address"),
    ({"PDDAY_URL": "ftp://pd.example.org"}, "PDDAY_URL", "write the whole address"),
    ({"PDDAY_SECURITY_CONTACT": "the office"}, "PDDAY_SECURITY_CONTACT", "e-mail address"),
    ({"PDDAY_SECURITY_CONTACT": "http://pd.example.org"}, "PDDAY_SECURITY_CONTACT", "https://"),
    ({"PDDAY_SECURITY_CONTACT": "pd@elm.example\nContact: x"}, "PDDAY_SECURITY_CONTACT", "e-mail address"),
    ({"PDDAY_MAIL": "mail.example.org"}, "PDDAY_MAIL", "write smtp://"),
    ({"PDDAY_MAIL": "http://mail.example.org"}, "PDDAY_MAIL", "write smtp://"),
    ({"PDDAY_MAIL": "smtp://mail.example.org:submission"}, "PDDAY_MAIL", "write smtp://"),
    ({"PDDAY_DEMO": "yes"}, "PDDAY_DEMO", "write 1 for yes or 0 for no"),
    ({"PDDAY_HOPS": "many"}, "PDDAY_HOPS", "a number from 0 to 9"),
    ({"PDDAY_HOPS": "10"}, "PDDAY_HOPS", "a number from 0 to 9"),
    ({"PDDAY_LOG_VISITORS": "all"}, "PDDAY_LOG_VISITORS", "write short, full or none"),
    ({"PDDAY_HOST": "0.0.0.0"}, "PDDAY_HOST", "Known settings:"),
]


@pytest.mark.parametrize(("wrong", "name", "cure"), WRONG, ids=[str(wrong) for wrong, _, _ in WRONG])
def test_a_wrong_setting_is_named_with_its_cure(tmp_path: Path, wrong: dict[str, str], name: str, cure: str):
    with pytest.raises(Misconfigured) as refusal:
        from_environment(settings(tmp_path, **wrong))

    assert str(refusal.value).startswith(name)
    assert cure in str(refusal.value)


def test_no_sentence_about_a_wrong_setting_repeats_a_password(tmp_path: Path):
    with pytest.raises(Misconfigured) as refusal:
        from_environment(settings(tmp_path, PDDAY_MAIL="http://me:hunter2@mail.example.org"))

    assert "hunter2" not in str(refusal.value)


def test_settings_printed_into_a_log_hold_no_password_and_no_key(tmp_path: Path):
    mail = "smtp://me:hunter2@mail.example.org"
    config = from_environment(settings(tmp_path, **POSTGRES, PDDAY_MAIL=mail))
    secrets = (config.secret_key, config.seal_key, config.database_url, "hunter2")

    assert [secret for secret in secrets if secret in repr(config)] == []


def test_every_setting_that_can_be_wrong_is_tried_wrong():
    cannot_be_wrong = {"PDDAY_INSTANCE", "PDDAY_MAIL_FROM"}

    assert {name for _, name, _ in WRONG} - {"PDDAY_HOST"} == set(SETTINGS) - cannot_be_wrong


@pytest.mark.parametrize("name", ["secret_key", "seal_key"])
def test_a_file_of_keys_that_a_full_disk_left_empty_is_named(tmp_path: Path, name: str):
    (tmp_path / name).touch()

    with pytest.raises(Misconfigured, match=f"/{name} is empty"):
        from_environment({"PDDAY_INSTANCE": str(tmp_path)})
