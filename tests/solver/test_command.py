"""python -m pdday.solver: what it writes, says and answers."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pdday.solver import read_plan, read_problem, solve, strong
from pdday.solver.__main__ import _seconds_left, main
from pdday.solver.canonical import canonical_json
from pdday.solver.check import check
from pdday.solver.draft import Draft
from pdday.solver.plan import Run, Status, plan_json
from pdday.solver.precheck import precheck
from pdday.solver.problem import Problem
from tests.solver.ending import SOON
from tests.solver.factories import make_attendee, make_plan, make_problem, make_room, make_session, make_slots
from tests.solver.strategies import in_another_order
from tests.solver.whole_days import make_district_day

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


def a_day(*, sessions: int = 4, people: int = 8) -> Problem:
    names = [f"S{number}" for number in range(sessions)]
    return make_problem(
        slots=make_slots("AB"),
        rooms=[make_room(f"R{number}", seats=people // 2) for number in range(sessions)],
        sessions=[make_session(name) for name in names],
        attendees=[
            make_attendee(f"P{number}", wishes=[names[(number + step) % sessions] for step in range(3)])
            for number in range(people)
        ],
    )


@pytest.fixture
def day_file(tmp_path: Path) -> Path:
    return written(tmp_path / "problem.json", canonical_json(a_day()))


@pytest.fixture
def long_day_file(tmp_path: Path) -> Path:
    return written(tmp_path / "long.json", canonical_json(a_day(sessions=12, people=120)))


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def work_of(pid: int) -> float:
    """Processor seconds of a process that goes on."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def work_of_children() -> float:
    """Processor seconds of all that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def started(day_file: Path, *more: str, **streams: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pdday.solver", str(day_file), *more]
    return subprocess.Popen(command, text=True, **{"env": os.environ, **streams})  # type: ignore[call-overload, no-any-return]


def test_a_day_is_solved_into_a_plan_that_checks(day_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"

    code = main([str(day_file), "-o", str(output), "--seconds", "5"])

    problem, plan = read_problem(day_file.read_text()), read_plan(output.read_text())
    assert code == 0
    assert check(problem, plan) == []
    assert main([str(day_file), "--check", str(output)]) == 0


def test_without_an_output_the_plan_goes_to_stdout_and_progress_to_stderr(
    day_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(day_file), "--effort", "1"])

    out, err = capsys.readouterr()
    assert read_plan(out).problem == a_day().fingerprint
    *progress, counts = err.splitlines()
    assert progress[-1].endswith(
        "at most 800.0 · first choices 100% of 8 · top three 100% of 8 · none of top three 0% of 8"
    )
    assert counts == (
        "optimal: score 800.0 · places empty 0 · requirements missed 0 · people with none of their top three 0"
        " · runs under their minimum 0"
    )


def test_runs_under_their_minimum_are_named_beside_the_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sessions = [make_session("S1", attendance=(3, None)), make_session("S2", attendance=(2, None))]
    problem = make_problem(sessions=sessions, attendees=[make_attendee(name, wishes=["S1"]) for name in ("P1", "P2")])

    main([str(written(tmp_path / "problem.json", canonical_json(problem))), "--effort", "1"])

    out, err = capsys.readouterr()
    (run,) = (run.id for run in read_plan(out).runs if run.session == "S1")
    assert err.splitlines()[-1].endswith(f" · runs under their minimum 1, {run}")


def test_where_there_is_no_strong_bound_it_says_so(
    day_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(strong, "PAIRS_AT_MOST", 0)

    code = main([str(day_file), "--effort", "1", "--bound", "strong", "--threads", "1"])

    note = "Note: there is no strong bound of this day here, so the quick one is proved."
    assert (code, capsys.readouterr().err.splitlines()[0]) == (0, note)


def test_the_same_effort_and_seed_give_the_same_plan_whatever_the_order_of_the_file(
    day_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turned = in_another_order(json.loads(day_file.read_text()), random.Random(1))
    other_file = written(tmp_path / "turned.json", json.dumps(turned))

    plans = []
    for path in (day_file, other_file, day_file):
        main([str(path), "--effort", "1", "--seed", "7"])
        plan = json.loads(capsys.readouterr().out)
        del plan["seconds"]
        plans.append(plan)

    assert plans[0] == plans[1] == plans[2]


def test_the_same_effort_and_seed_give_the_same_plan_in_another_process(tmp_path: Path) -> None:
    day_file = written(
        tmp_path / "day.json", canonical_json(make_district_day(staff=102, sessions=10, rooms=5, seed=4))
    )
    plans = []

    for seed in "12":  # in each process sets of texts are gone through in another order
        plan_file, environment = tmp_path / f"plan{seed}.json", os.environ | {"PYTHONHASHSEED": seed}
        with started(day_file, "-o", str(plan_file), "--effort", "1", env=environment, stderr=subprocess.DEVNULL):
            pass
        plans.append(replace(read_plan(plan_file.read_text()), seconds=None))

    assert plans[0] == plans[1]
    assert plans[0].status in (Status.OPTIMAL, Status.FEASIBLE)


def test_each_broken_rule_is_printed(day_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = a_day()
    everyone = [attendee.id for attendee in problem.attendees]
    plan = make_plan(problem, {"S0@A/R0": everyone, "S1@A/R1": [], "S2@B/R2": [], "S3@B/R3": []})
    plan_file = written(tmp_path / "plan.json", plan_json(plan))

    code = main([str(day_file), "--check", str(plan_file)])

    assert code == 1
    assert capsys.readouterr().out == "ROOM_CAPACITY: “Session S0” (S0@A) seats 4, and its attendees are 8.\n"


def test_another_day_s_plan_is_refused(day_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = make_problem(sessions=[make_session("S0")])
    plan_file = written(tmp_path / "plan.json", plan_json(make_plan(other, {"S0@A/R1": []})))

    code = main([str(day_file), "--check", str(plan_file)])

    assert code == 2
    assert capsys.readouterr().err == "The plan was made for another problem.\n"


def test_what_every_plan_leaves_undone_is_told_before_the_search(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1", seats=1)],
        sessions=[make_session("S1")],
        attendees=[make_attendee("Ann"), make_attendee("Ben")],
    )
    day_file = written(tmp_path / "problem.json", canonical_json(problem))

    code = main([str(day_file), "--effort", "1"])

    told = "In slot A the open rooms seat 1 of the 2 who need a place, which leaves at least 1 without one."
    assert (code, capsys.readouterr().err.splitlines()[0]) == (0, f"Note: {told}")


def test_an_impossible_day_ends_with_1_and_says_what_clashes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = make_problem(sessions=[make_session(name) for name in ("S1", "S2", "S3")])
    day_file = written(tmp_path / "problem.json", canonical_json(problem))

    code = main([str(day_file), "--seconds", "5"])

    out, err = capsys.readouterr()
    plan = read_plan(out)
    assert code == 1
    assert plan.status is Status.IMPOSSIBLE
    assert [conflict.rule for conflict in plan.conflict] == ["ROOM_ONCE", "RUNS", "RUNS", "RUNS"]
    assert [line for line in err.splitlines() if not line.startswith(" ")] == [
        *(f"Counting shows: {proof.sentence}" for proof in precheck(problem)),
        *(f"{each.rule}: {each.sentence} {each.relax}" for each in plan.conflict),
        "Least to relax, 1 of 1: Each room holds one run at a time: R1. Find another room like R1.",
    ]
    assert main([str(day_file), "--check", str(written(tmp_path / "plan.json", out))]) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is not JSON: line 1, column 1: Expecting value."),
        (b"\xff\xfe", "The file is not UTF-8 text: byte 1 cannot be read."),
        (b"{}", "format is missing."),
        (b"[" * 200_000, "The file is nested too deeply."),
    ],
)
def test_an_unreadable_file_ends_with_2_and_one_sentence(
    content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day_file = tmp_path / "problem.json"
    day_file.write_bytes(content)

    code = main([str(day_file)])

    assert (code, capsys.readouterr().err) == (2, sentence + "\n")


@pytest.mark.parametrize(
    ("spoilt", "sentence"), [(0, "format is missing."), (1, "The file is not JSON: line 1, column")]
)
def test_a_check_says_which_of_its_two_files_it_cannot_read(
    spoilt: int, sentence: str, day_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan_file = written(tmp_path / "plan.json", plan_json(make_plan(a_day(), {})))
    files = (day_file, plan_file)
    written(files[spoilt], ("{}", "runs")[spoilt])

    code = main([str(day_file), "--check", str(plan_file)])

    assert code == 2
    assert capsys.readouterr().err.startswith(f"{files[spoilt]}: {sentence}")


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "problem.json"

    code = main([str(missing)])

    assert (code, capsys.readouterr().err) == (2, f"{missing} cannot be read: No such file or directory.\n")


def test_a_place_that_cannot_be_written_is_told_before_solving(
    day_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([str(day_file), "-o", str(tmp_path), "--seconds", "600"])

    assert (code, capsys.readouterr().err) == (2, f"{tmp_path} cannot be written.\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--seconds 0", "Argument --seconds: “0” is no number of seconds above 0."),
        ("--seconds nan", "Argument --seconds: “nan” is no number of seconds above 0."),
        ("--seconds soon", "Argument --seconds: “soon” is no number of seconds above 0."),
        ("--effort 0", "Argument --effort: “0” is no whole number from 1 to 1,000,000,000."),
        ("--seed -1", "Argument --seed: “-1” is no whole number from 0 to 1,000,000,000."),
        ("--threads none", "Argument --threads: “none” is no whole number from 1 to 1,000,000,000."),
        ("--bound weak", "Argument --bound: invalid choice: 'weak'"),
        ("--seconds 5 --effort 1", "Argument --effort: not allowed with argument --seconds."),
        ("--colour red", "Unrecognized arguments: --colour red."),
        ("--check plan.json -o out.json", "With --check there is nothing to solve: --output makes no sense."),
        ("--check plan.json --seed 1", "With --check there is nothing to solve: --seed makes no sense."),
    ],
)
def test_an_option_that_makes_no_sense_ends_with_2_and_one_sentence(
    options: str, sentence: str, day_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([str(day_file), *options.split()])

    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(sentence)


def test_a_wish_that_is_dropped_is_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = json.loads(canonical_json(make_problem(sessions=[make_session("S1")], attendees=[make_attendee("P1")])))
    file["sessions"][0]["presenters"] = ["P1"]
    file["attendees"][0]["wishes"] = [{"session": "S1", "rank": 1}]
    day_file = written(tmp_path / "problem.json", json.dumps(file))

    code = main([str(day_file), "--effort", "1"])

    (warning,) = read_problem(day_file.read_text()).warnings
    assert (code, capsys.readouterr().err.splitlines()[0]) == (0, f"Note: {warning}")


def test_where_no_plan_is_found_it_ends_with_1_and_the_file_says_so(
    day_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solve, "work", lambda *_, **__: False)  # an engine that finds nothing
    output = tmp_path / "plan.json"

    code = main([str(day_file), "-o", str(output), "--effort", "1"])

    assert (code, read_plan(output.read_text()).status) == (1, Status.NONE_FOUND)
    assert main([str(day_file), "--check", str(output)]) == 1


def test_a_mistake_of_the_engine_ends_with_1_and_a_sentence_and_no_plan(
    day_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody_presents = Draft((Run("S0@A", "S0", "A", "R0"), Run("S1@A", "S1", "A", "R0")), ())
    monkeypatch.setattr(solve, "work", lambda problem, budget, best: best.offer(nobody_presents))
    output = tmp_path / "plan.json"

    code = main([str(day_file), "-o", str(output), "--effort", "1"])

    said = capsys.readouterr().err.splitlines()[-1]
    assert (code, output.exists()) == (1, False)
    assert said.startswith("The solver made a mistake, and its plan is thrown away: RUNS: ")


def test_a_full_disk_at_the_end_is_told_in_one_sentence(day_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([str(day_file), "-o", "/dev/full", "--effort", "1"])

    said = capsys.readouterr().err.splitlines()[-1]
    assert (code, said) == (2, "/dev/full cannot be written: No space left on device.")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_writes_the_best_plan_so_far(stop: signal.Signals, tmp_path: Path) -> None:
    # nobody proves the best plan of this day
    problem = read_problem(canonical_json(make_district_day(staff=150, seed=11)))
    day_file = written(tmp_path / "problem.json", canonical_json(problem))
    output = tmp_path / "plan.json"
    others = work_of_children()

    with started(day_file, "-o", str(output), "--seconds", "600", stderr=subprocess.PIPE) as solving:
        assert solving.stderr is not None
        for line in solving.stderr:
            if "score" in line:
                break
        time.sleep(0.5)
        before = work_of(solving.pid)
        solving.send_signal(stop)
        solving.communicate(timeout=60)

    plan = read_plan(output.read_text())
    assert solving.returncode == 0
    assert work_of_children() - others - before < SOON
    assert check(problem, plan) == []


def test_the_solver_loads_nothing_of_the_web_nor_a_solver_before_it_solves() -> None:
    say_modules = "import sys, pdday.solver; print(*sys.modules)"

    heard = subprocess.run([sys.executable, "-c", say_modules], capture_output=True, text=True, check=True)

    assert {"flask", "sqlalchemy", "pulp", "numba"}.isdisjoint(heard.stdout.split())
    assert "pdday.solver.check" in heard.stdout.split()


def test_a_stop_in_the_first_moment_still_ends_with_a_file_that_can_be_read(
    long_day_file: Path, tmp_path: Path
) -> None:
    output = tmp_path / "plan.json"

    with started(long_day_file, "-o", str(output), "--seconds", "600", stderr=subprocess.PIPE) as solving:
        err = solving.stderr.readline()  # it has begun
        solving.send_signal(signal.SIGTERM)
        solving.send_signal(signal.SIGINT)
        err += solving.stderr.read()

    assert "Traceback" not in err
    assert solving.returncode in (0, 1)
    assert check(read_problem(long_day_file.read_text()), read_plan(output.read_text())) == []


def test_the_best_plan_so_far_is_on_disk_even_if_the_solver_is_killed(long_day_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"

    with started(long_day_file, "-o", str(output), "--seconds", "600", stderr=subprocess.DEVNULL) as solving:
        until = time.monotonic() + 60
        while not output.exists() and time.monotonic() < until:
            time.sleep(0.1)
        solving.kill()

    assert main([str(long_day_file), "--check", str(output)]) == 0


def test_whoever_reads_may_leave_and_the_plan_is_written_all_the_same(day_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"
    nobody, somebody = os.pipe()
    os.close(nobody)

    with started(day_file, "-o", str(output), "--effort", "1", stderr=somebody) as solving:
        os.close(somebody)
        solving.wait(timeout=60)

    assert solving.returncode == 0
    assert main([str(day_file), "--check", str(output)]) == 0


def test_a_plan_that_nobody_takes_is_told_in_one_sentence(day_file: Path) -> None:
    nobody, somebody = os.pipe()
    os.close(nobody)

    with started(day_file, "--effort", "1", stdout=somebody, stderr=subprocess.PIPE) as solving:
        os.close(somebody)
        _, err = solving.communicate(timeout=60)

    assert solving.returncode == 2
    assert err.splitlines()[-1] == "The answer cannot be written: Broken pipe."


def test_two_solvers_of_one_day_do_not_disturb_each_other(day_file: Path, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"

    both = [started(day_file, "-o", str(output), "--effort", "1", stderr=subprocess.DEVNULL) for _ in range(2)]

    assert [solving.wait(timeout=60) for solving in both] == [0, 0]
    assert main([str(day_file), "--check", str(output)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "problem.json"]


def test_a_link_stays_a_link_and_a_device_a_device(day_file: Path, tmp_path: Path) -> None:
    link, target = tmp_path / "link.json", tmp_path / "target.json"
    link.symlink_to(target)

    codes = [main([str(day_file), "-o", output, "--effort", "1"]) for output in (str(link), "/dev/null")]

    assert codes == [0, 0]
    assert link.is_symlink()
    assert Path("/dev/null").is_char_device()
    assert main([str(day_file), "--check", str(target)]) == 0


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("not/there/plan.json", ""),
        ("problem.json/plan.json", ": Not a directory"),
        ("x" * 300, ": File name too long"),
    ],
)
def test_an_output_that_cannot_be_is_told_before_solving(
    name: str, why: str, day_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = day_file.parent / name

    code = main([str(day_file), "-o", str(output), "--seconds", "600"])

    assert (code, capsys.readouterr().err) == (2, f"{output} cannot be written{why}.\n")


def test_reading_a_day_is_part_of_its_seconds_but_of_no_more_than_half() -> None:
    ten_seconds_ago = time.monotonic() - 10

    assert _seconds_left(60, ten_seconds_ago) == pytest.approx(50, abs=1)
    assert _seconds_left(4, ten_seconds_ago) == 2
