"""What is compiled before the clock starts is all that a search and a proof run."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pdday.solver import kernel

AFTERWARDS = """
import sys
from dataclasses import replace

from pdday.solver.ready import make_proof_ready, make_ready
from pdday.solver.solve import solve
from tests.solver.whole_days import make_district_day

def compiled():
    return {
        (module, name): each.signatures
        for module in [module for module in sys.modules if module.startswith("pdday.solver.")]
        for name, each in vars(sys.modules[module]).items()
        if hasattr(each, "signatures")
    }

make_ready()
make_proof_ready()
before = compiled()
with_sites = make_district_day(staff=104, sessions=16, seed=9)
for day in (with_sites, replace(with_sites, travel={})):
    solve(day, effort=1, bound="strong")
print(sum(map(len, before.values())) > 4, compiled() == before)
"""


@pytest.mark.slow
def test_a_search_and_a_proof_compile_nothing_more() -> None:
    ran = subprocess.run([sys.executable, "-c", AFTERWARDS], capture_output=True, text=True, check=True)

    assert ran.stdout == f"{kernel.COMPILED} True\n"  # without numba nothing is compiled at all
