"""Answers travel packed, and unpacked hold what they held before."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask, Response

from pdday.web import assets, packing
from tests.factories import make_staff
from tests.reader import Reader

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


def asked(client: Reader, address: str, *, encodings: str = "gzip", **headers: str) -> Response:
    return client.get(address, headers={"Accept-Encoding": encodings, **headers})


@pytest.mark.parametrize(("encodings", "way"), [("gzip, deflate, br", "br"), ("gzip, deflate", "gzip"), ("", None)])
def test_a_page_comes_in_the_way_that_the_browser_can_unpack(client: Reader, encodings: str, way: str | None):
    answer = asked(client, "/kiosk", encodings=encodings)

    assert answer.headers.get("Content-Encoding") == way
    assert b"</html>" in UNPACK[way](answer.data)
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("way", ["br", "gzip"])
def test_a_file_is_packed_as_small_as_can_be_and_still_kept_for_a_year(app: Flask, client: Reader, way: str):
    answer = asked(client, f"{assets.static_path()}/pdday.css", encodings=way)

    plain = (assets.STATIC / "pdday.css").read_bytes()
    assert (answer.headers["Content-Encoding"], UNPACK[way](answer.data)) == (way, plain)
    assert len(answer.data) < len(plain) / 3
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("spelled", ["vendor/../pdday.css", "no-such-folder/../pdday.css", "././pdday.css"])
def test_a_file_spelled_in_another_way_is_packed_and_kept_only_once(app: Flask, client: Reader, spelled: str):
    usual = asked(client, f"{assets.static_path()}/pdday.css")
    kept = packing._packed_file.cache_info().currsize

    answer = asked(client, f"{assets.static_path()}/{spelled}")

    assert (answer.status_code, answer.data) == (200, usual.data)
    assert packing._packed_file.cache_info().currsize == kept


def test_what_is_packed_in_itself_stays_as_it_is(app: Flask, client: Reader):
    answer = asked(client, f"{assets.static_path()}/fonts/text-latin.woff2", encodings="br")

    assert "Content-Encoding" not in answer.headers
    assert answer.data == (assets.STATIC / "fonts/text-latin.woff2").read_bytes()


def test_what_another_site_began_comes_unpacked_so_that_its_length_tells_nothing_of_a_secret(client: Reader):
    begun_by = {
        site: asked(client, "/kiosk", **{"Sec-Fetch-Site": site})
        for site in ("same-origin", "none", "same-site", "cross-site")
    }

    packed = {site: "Content-Encoding" in answer.headers for site, answer in begun_by.items()}
    assert packed == {"same-origin": True, "none": True, "same-site": False, "cross-site": False}


def test_a_page_is_never_taken_for_the_packed_one_of_somebody_else(app: Flask):
    """A proxy that keeps what it may, by address alone, as a badly set one would."""
    luis, mei = (
        Reader(app, Response, use_cookies=True).sign_in(make_staff(name)) for name in ("Luis Ortega", "Mei Tanaka")
    )

    answers = [asked(reader, "/you") for reader in (luis, mei, luis)]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store"] * 3
    assert [answer.headers.get("ETag") for answer in answers] == [None] * 3
    assert [b"Luis" in gzip.decompress(answer.data) for answer in answers] == [True, False, True]
    conditional = asked(
        mei, "/you", **{"If-None-Match": '"anything"', "If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"}
    )
    assert conditional.status_code == 200
