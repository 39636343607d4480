"""The same seeds give the same figures to 1e-9 on machines with other kernels and thread counts.

The golden file was written on one machine; wherever this runs, the figures of that machine are
held against it. What one machine can vary is varied: kernels and threads of the linear algebra, and
the vector instructions of NumPy's loops.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools/golden_choose.py"
GOLDEN = ROOT / "tests/choose/golden/figures.json"
X86 = platform.machine().lower() in ("x86_64", "amd64")


def vector_sets() -> str:
    """The sets of vector instructions that NumPy would choose here and can do without."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return " ".join(name for name in __cpu_dispatch__ if __cpu_features__[name])


def computed(**changes: str) -> dict:
    """Figures and kernels of a new process under changed settings."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(TOOL), "--print"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | changes,
    )
    return json.loads(done.stdout)


def differences(found: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Figures that are off the golden ones by more than 1e-9, absolute below one, else relative."""
    golden = json.loads(GOLDEN.read_text("utf-8"))
    assert set(found) == set(golden)
    return {
        name: (found[name], value)
        for name, value in golden.items()
        if not abs(found[name] - value) <= 1e-9 * max(1.0, abs(value))
    }


@pytest.fixture(scope="module")
def here() -> dict:
    return computed()


def test_the_figures_of_this_machine_are_the_golden_ones(here) -> None:
    """Renew with `python tools/golden_choose.py` when the model or its packaged data change."""
    assert len(here["figures"]) > 250
    assert differences(here["figures"]) == {}


@pytest.mark.parametrize("threads", ["1", "2"])
def test_the_number_of_threads_changes_no_figure(threads: str) -> None:
    found = computed(OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads)
    if found["made_with"]["threads"] is not None:
        assert found["made_with"]["threads"] <= int(threads)
    assert differences(found["figures"]) == {}


@pytest.mark.skipif(not X86, reason="the kernels named are of x86 processors")
@pytest.mark.parametrize("kernel", ["Nehalem", "Haswell"])
def test_the_kernels_of_linear_algebra_change_no_figure(kernel: str) -> None:
    found = computed(OPENBLAS_CORETYPE=kernel)
    if found["made_with"]["blas"] is not None:
        assert found["made_with"]["blas"].casefold() == kernel.casefold()
    assert differences(found["figures"]) == {}


def test_vector_instructions_change_no_figure(here) -> None:
    if not vector_sets():
        pytest.skip("NumPy has no vector instructions to do without here")
    found = computed(NPY_DISABLE_CPU_FEATURES=vector_sets())
    assert set(found["made_with"]["features"]) < set(here["made_with"]["features"])
    assert differences(found["figures"]) == {}


def test_a_figure_that_moves_is_seen(here) -> None:
    moved = here["figures"] | {"KAZ.room": here["figures"]["KAZ.room"] + 2e-9}
    assert set(differences(moved)) == {"KAZ.room"}
