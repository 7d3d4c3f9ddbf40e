"""The pictures of every page: no page is forgotten, and each is looked at by somebody who may read it."""

from __future__ import annotations

import re
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "scripts"


@pytest.fixture
def screenshots() -> ModuleType:
    return load("screenshots")


@pytest.fixture
def pictures() -> ModuleType:
    return load("pictures")


def load(name: str) -> ModuleType:
    """A script that takes pictures, as a module."""
    pytest.importorskip("playwright")
    spec = spec_from_loader(name, SourceFileLoader(name, str(SCRIPTS / name)))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_has_its_place_among_the_pictures(app: Flask, screenshots: ModuleType):
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    areas = {screenshots.area_of(endpoint) for endpoint in shown - screenshots.LEFT_OUT}

    assert areas == set(screenshots.AREAS)


def test_the_pictures_name_only_pages_that_there_are(app: Flask, screenshots: ModuleType):
    named = screenshots.LEFT_OUT | set(screenshots.WHO)
    blueprints = screenshots.DESK.union(*screenshots.AREAS.values())

    assert (named - set(app.view_functions), blueprints - set(app.blueprints)) == (set(), set())


def test_the_tour_shows_each_of_its_pictures_of_a_page_that_there_is(app: Flask, pictures: ModuleType):
    pages = [page for page, _ in pictures.FIRST] + [page for _, page, _ in pictures.TOUR]
    shown = re.findall(r"\]\(tour/([\w-]+)\.webp\)", (ROOT / "docs" / "tour.md").read_text())

    assert {page.split("#")[0] for page in pages} - set(app.view_functions) == {"reports.summary"}
    assert shown == [name for name, _, _ in pictures.TOUR]
