"""The pictures of every page: no page is forgotten, and each is looked at by somebody who may read it."""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

SCRIPT = Path(__file__).parent.parent / "scripts" / "screenshots"


@pytest.fixture
def screenshots() -> ModuleType:
    pytest.importorskip("playwright")
    spec = spec_from_loader("screenshots", SourceFileLoader("screenshots", str(SCRIPT)))
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
