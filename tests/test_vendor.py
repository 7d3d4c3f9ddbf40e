"""Scripts that others wrote lie in the repository as they were published, each with its licence."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "pdday" / "static" / "vendor"
PACKAGES = json.loads((VENDOR / "VENDOR.json").read_text())


def test_every_vendored_file_is_the_one_that_was_looked_at():
    recorded = {each["file"]: each["sha256"] for package in PACKAGES for each in package["files"]}

    assert {name: sha256((VENDOR / name).read_bytes()).hexdigest() for name in recorded} == recorded


def test_nothing_is_vendored_without_a_record_and_a_licence():
    recorded = {each["file"] for package in PACKAGES for each in package["files"]}
    licences = {name for package in PACKAGES for name in package["licence_texts"]}
    there = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}

    assert there == recorded | licences | {"VENDOR.json"}
    assert [name for name in licences if len((VENDOR / name).read_text()) < 500] == []
