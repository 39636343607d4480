"""How fast strategies are compared, and what it takes, beside what was asked.

    python benchmarks/choose.py [--quick]

One line a figure, with the load of the machine, as wall time on a busy one says little. With
`ema_workbench` installed, the same toy payoff is run by it as well; it is no dependency of denge.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import log

import numpy as np

from denge.choose.adaptive import paths
from denge.choose.compare import summary
from denge.choose.ensemble import ensemble
from denge.choose.parameters import load_parameters
from denge.choose.state_file import exposure
from denge.choose.strategies import load_playbook
from denge.choose.terms import autarky_loss, coercion_cost, forced_choice_cost
from denge.core.catalogue import read_yaml

_GIB = 2**20  # ru_maxrss is in KiB


def line(what: str, found: str, asked: str) -> None:
    print(f"{what:<62} {found:>22}   asked {asked}", flush=True)


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _GIB:.2f} GiB"


def static(draws: int, workers: int) -> None:
    parameters, stakes = load_parameters(), exposure("KAZ")
    five = load_playbook(stakes).only(read_yaml("catalogue/choose/strategies.yaml")["benchmark"])
    years = parameters.years("long")
    with ThreadPoolExecutor(workers) as pool:
        took, _ = timed(
            lambda: ensemble(parameters, stakes, five, years, draws, 0, "uniform", pool)
        )
    asked = "<= 10 s at 1,000,000"
    line(f"{draws:,} worlds x 5 strategies, {workers} thread(s)", f"{took:.2f} s", asked)
    line("  worlds a second", f"{draws / took:,.0f}", "-")
    line("  most memory so far", memory(), "< 4 GB")


def adaptive(draws: int, workers: int) -> None:
    parameters, stakes = load_parameters(), exposure("KAZ")
    book = load_playbook(stakes)
    five = book.only(read_yaml("catalogue/choose/strategies.yaml")["benchmark"])
    plans = tuple(
        replace(p, rules=tuple(replace(r, to="equal") if r.to == "corridors_first" else r
                               for r in p.rules))
        for p in book.adaptive
    )  # fmt: skip
    eight = replace(five, adaptive=plans)
    years = parameters.years("long")
    with ThreadPoolExecutor(workers) as pool:
        took, _ = timed(lambda: paths(parameters, stakes, eight, years, draws, 0, "uniform", pool))
    what = f"{draws:,} worlds x 8 strategies (3 adaptive) x 10 years, {workers} thread(s)"
    line(what, f"{took:.2f} s", "<= 60 s at 100,000")
    line("  most memory so far", memory(), "< 4 GB")


def brief() -> None:
    import denge.record

    view = denge.record.open().view()
    summary(view, "KAZ")
    walls, cores = [], []
    for _ in range(5):
        before = time.process_time()
        took, found = timed(lambda: summary(view, "KAZ"))
        walls.append(took)
        cores.append(time.process_time() - before)
    line("summary for the brief, 20,000 worlds, best of five", f"{min(walls):.2f} s", "<= 0.5 s")
    line("  of it processor time, best of five", f"{min(cores):.2f} s", "<= 0.5 s")
    errors = [share.error for share in found.best.values()]  # type: ignore[attr-defined]
    line("  largest Monte Carlo error of a headline share", f"{max(errors):.4f}", "shown")


def toy_levels(draws: int) -> np.ndarray:
    return np.random.default_rng(0).random((draws, 4))


def toy_payoff(w, nu, h, f):
    """Lead of balancing over aligning between two equal poles (models of V10), gain 0.5."""
    one, both = autarky_loss(w, 4.0), autarky_loss(2 * w, 4.0)
    pair = np.stack([one, one], axis=-1)
    hazard = np.stack([h, h], axis=-1)
    alone = np.stack([both, 0 * both], axis=-1)
    balanced = coercion_cost(nu, hazard, pair) + forced_choice_cost(f, pair, 1.5)
    return 0.5 - balanced + coercion_cost(nu, hazard, alone)


def toy_scalar(w: float, nu: float, h: float, f: float) -> float:
    """The same lead for one world, in plain arithmetic, as a model for EMA Workbench is written."""
    one, both = -25 * log(1 - w), -25 * log(1 - 2 * w)
    return 0.5 - nu * h * 2 * one - f * (one + 1.5) + nu * h * both


def toy(draws: int) -> None:
    u = toy_levels(draws)
    took, _ = timed(
        lambda: toy_payoff(0.05 + 0.15 * u[:, 0], u[:, 1], 0.3 * u[:, 2], 0.2 * u[:, 3])
    )
    line(f"toy payoff, denge, {draws:,} worlds", f"{draws / took:,.0f} worlds/s", "-")
    print("  denge spends its time in whole-array arithmetic: one call for all worlds")


def toy_with_ema(draws: int) -> None:
    try:
        from ema_workbench import Model, RealParameter, ScalarOutcome, perform_experiments  # pyright: ignore[reportMissingImports]
    except ImportError:
        print("EMA Workbench is not installed here, so it is not measured in this run; with")
        print("  pip install ema-workbench its worlds per second are printed here")
        return

    def model(w=0.1, nu=0.5, h=0.1, f=0.1):
        return {"lead": toy_scalar(w, nu, h, f)}

    plan = Model("toy", function=model)
    plan.uncertainties = [
        RealParameter("w", 0.05, 0.2),
        RealParameter("nu", 0, 1),
        RealParameter("h", 0, 0.3),
        RealParameter("f", 0, 0.2),
    ]
    plan.outcomes = [ScalarOutcome("lead")]
    took, _ = timed(lambda: perform_experiments(plan, scenarios=draws))
    line(f"toy payoff, EMA Workbench, {draws:,} worlds", f"{draws / took:,.0f} worlds/s", "-")
    print(
        "  EMA Workbench spends its time in one Python call, with its bookkeeping, for each world"
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--quick", action="store_true", help="at most 45 seconds on two cores")
    quick = ask.parse_args().quick
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}")
    print(f"{os.cpu_count()} processors, load over 1, 5 and 15 minutes: {load}")
    brief()
    toy(1_000_000)
    toy_with_ema(2_000 if quick else 20_000)
    for workers in (1, 2):
        static(200_000 if quick else 1_000_000, workers)
    for workers in (2,) if quick else (1, 2):
        adaptive(20_000 if quick else 100_000, workers)


if __name__ == "__main__":
    main()
