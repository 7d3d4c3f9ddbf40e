"""Whatever stands in a file, the command ends with an answer or with one sentence; never with a traceback."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdday.solver.__main__ import main
from pdday.solver.canonical import canonical_json
from pdday.solver.check import check
from pdday.solver.json_parts import BadFile
from pdday.solver.plan import Plan, plan_json
from pdday.solver.problem import Problem
from pdday.solver.reading import read_problem
from pdday.solver.solve import solve
from tests.counts import cases
from tests.solver.factories import make_problem, make_session, make_slots
from tests.solver.strategies import planned_days

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

#: What nobody expects at the place of something else.
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 0.5, -0.0, 1e-320, 1e308, 10**30, 10**400, 2**63, float("nan"), float("inf")),
    *("", " ", "\x00", "\ud800", "😀", "A", "S0", "P0", "R0", "\u202eabc\n", "x" * 100_000),
    *([], {}, [[]], [[[["S0"]]]], ["S0", "S0"], ["\udfff"], {"": 1}, {"id": "A"}, [None, None], [1, 0]),
)

#: Bytes that no editor would write.
ODD_BYTES = (
    *(b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"NaN", b"-Infinity", b"1e999", b'{"id":1,'),
    *(b"[" * 5_000, b"9" * 5_000),
)


@settings(max_examples=cases(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(planned_days(), st.data())
def test_a_spoilt_problem_is_refused_in_one_sentence(planned: tuple[Problem, Plan], data: st.DataObject) -> None:
    problem, plan = planned

    told = command(data.draw(spoilt(json.loads(canonical_json(problem)))), plan_json(plan).encode())

    assert told.is_an_answer_or_one_sentence()


@settings(max_examples=cases(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(planned_days(), st.data())
def test_a_spoilt_plan_is_refused_in_one_sentence(planned: tuple[Problem, Plan], data: st.DataObject) -> None:
    problem, plan = planned

    told = command(canonical_json(problem).encode(), data.draw(spoilt(json.loads(plan_json(plan)))))

    assert told.is_an_answer_or_one_sentence()


@settings(max_examples=cases(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(planned_days(), st.data())
def test_what_can_still_be_read_can_be_solved(planned: tuple[Problem, Plan], data: st.DataObject) -> None:
    with contextlib.suppress(BadFile, UnicodeDecodeError):
        problem = read_problem(data.draw(spoilt(json.loads(canonical_json(planned[0])))).decode())

        assert check(problem, solve(problem, effort=1, threads=1)) == []


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    told = run_main([str(tmp_path)])

    assert (told.code, told.err) == (2, f"{tmp_path} cannot be read: Is a directory.\n")


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    problem = make_problem(sessions=[make_session()])

    told = command(b"\xef\xbb\xbf" + canonical_json(problem).encode(), plan_json(solve(problem, effort=1)).encode())

    assert told.code == 0


def test_a_key_that_stands_twice_is_found_quickly_among_many() -> None:
    many = ",".join(f'"key {number}": 1' for number in range(100_000))

    told = command(f'{{{many}, "key 99999": 2}}'.encode(), b"{}")

    assert told.err == "problem.json: The key key 99999 stands twice in one object.\n"


def test_a_day_of_more_slots_than_can_be_planned_is_refused() -> None:
    day = json.loads(canonical_json(make_problem(slots=make_slots("".join(chr(200 + each) for each in range(61))))))

    told = command(json.dumps(day).encode(), b"{}")

    assert told.err == "problem.json: slots must not have more than 60 entries.\n"


def test_a_long_name_that_is_not_english_can_be_read_in_the_sentence() -> None:
    day = json.loads(canonical_json(make_problem()))
    day["together"] = [["é" * 61, "é\n"]]

    told = command(json.dumps(day).encode(), b"{}")

    assert told.err == "problem.json: together: é\\n is not an attendee.\n"

    day["together"] = [["é" * 61, "é" * 62]]

    told = command(json.dumps(day).encode(), b"{}")

    assert told.err == f"problem.json: together: {'é' * 60}… is not an attendee.\n"


def test_a_mistake_in_the_previous_plan_names_the_previous_plan() -> None:
    day = json.loads(canonical_json(make_problem()))
    day["previous"] = {
        "format": "pdday-plan/1",
        "runs": [],
        "seats": [{"attendee": "P1", "run": "S1@A", "why": "fill"}],
    }

    told = command(json.dumps(day).encode(), b"{}")

    assert told.err == "problem.json: previous: attendee P1: run S1@A is not in the plan.\n"


class Told:
    """How the command ended, and what it said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def is_an_answer_or_one_sentence(self) -> bool:
        if self.code == 2:
            sentence = self.err.removesuffix("\n")
            return self.out == "" and sentence.isprintable() and sentence.endswith(".") and len(sentence) < 500
        return self.code in (0, 1) and self.out.endswith("\n") and self.err == ""


def command(problem: bytes, plan: bytes) -> Told:
    """Check this plan's file against this problem's."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "problem.json"), Path(folder, "plan.json")
        for path, content in zip(paths, (problem, plan), strict=True):
            path.write_bytes(content)
        told = run_main([str(paths[0]), "--check", str(paths[1])])
        return Told(told.code, told.out, told.err.replace(f"{folder}/", ""))


def run_main(arguments: list[str]) -> Told:
    with caught() as (out, err):
        code = main(arguments)
        return Told(code, *(stream.buffer.getvalue().decode() for stream in flushed(out, err)))  # type: ignore[attr-defined]


@contextlib.contextmanager
def caught() -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    """What is written to stdout and stderr meanwhile."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = streams = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
    try:
        yield streams
    finally:
        sys.stdout, sys.stderr = before


def flushed(*streams: io.TextIOWrapper) -> Iterator[io.TextIOWrapper]:
    for stream in streams:
        stream.flush()
        yield stream


@st.composite
def spoilt(draw: st.DrawFn, file: dict[str, Any]) -> bytes:
    """The file with one or two of its parts changed for something odd, or its bytes."""
    for _ in range(draw(st.integers(1, 2))):
        _spoil(draw, file)
    content = json.dumps(file, ensure_ascii=draw(st.booleans())).encode(errors="surrogatepass")
    match draw(st.sampled_from(["whole", "whole", "whole", "cut", "bytes", "key twice", "empty"])):
        case "cut":
            return content[: draw(st.integers(0, len(content)))]
        case "bytes":
            at = draw(st.integers(0, len(content)))
            return content[:at] + draw(st.sampled_from(ODD_BYTES)) + content[at + draw(st.integers(0, 4)) :]
        case "key twice":
            return content.replace(b'{"', b'{"id": "A", "', draw(st.integers(1, 3)))
        case "empty":
            return b""
    return content


def _spoil(draw: st.DrawFn, file: dict[str, Any]) -> None:
    holder, key = draw(st.sampled_from(list(_places(file)) or [(file, "format")]))
    match draw(st.sampled_from(["replace", "replace", "remove", "double", "rename", "swap"])):
        case "replace":
            holder[key] = copy.deepcopy(draw(st.sampled_from(ODD_VALUES)))
        case "remove":
            del holder[key]
        case "double" if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        case "rename" if isinstance(holder, dict):
            holder[draw(st.sampled_from(["", "colour", "\ud800", "ID", "x" * 1_000]))] = holder.pop(key)
        case _:
            other, place = draw(st.sampled_from(list(_places(file))))
            holder[key] = copy.deepcopy(other[place])


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (holder, key or index) in a file."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])
