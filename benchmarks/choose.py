"""How fast strategies are compared, and what it takes, beside what was asked.

    python benchmarks/choose.py [--quick]

One line a figure, with the load of the machine, as wall time on a busy one says little. EMA
Workbench, of the development lock, runs the same toy payoff beside denge; where each spends its
time is measured: denge by timing its parts, EMA Workbench by a profile of a second, shorter run.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import resource
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import log
from typing import TypeVar

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


T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
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
    found = summary(view, "KAZ")
    walls, cores = [], []
    for _ in range(5):
        before = time.process_time()
        took, found = timed(lambda: summary(view, "KAZ"))
        walls.append(took)
        cores.append(time.process_time() - before)
    line("summary for the brief, 20,000 worlds, best of five", f"{min(walls):.2f} s", "<= 0.5 s")
    line("  of it processor time, best of five", f"{min(cores):.2f} s", "<= 0.5 s")
    errors = [share.error for share in found.best.values()]
    line("  largest Monte Carlo error of a headline share", f"{max(errors):.4f}", "shown")


def toy_levels(draws: int) -> np.ndarray:
    return np.random.default_rng(0).random((draws, 4))


TOY = {"w": (0.05, 0.2), "nu": (0.0, 1.0), "h": (0.0, 0.3), "f": (0.0, 0.2)}


def toy_losses(w):
    """Losses of balancing from either of two equal poles, and of leaning on one (models of V10)."""
    one, both = autarky_loss(w, 4.0), autarky_loss(2 * w, 4.0)
    return np.stack([one, one], axis=-1), np.stack([both, 0 * both], axis=-1)


def toy_lead(losses, nu, h, f):
    """Lead of balancing over aligning, gain 0.5."""
    pair, alone = losses
    hazard = np.stack([h, h], axis=-1)
    balanced = coercion_cost(nu, hazard, pair) + forced_choice_cost(f, pair, 1.5)
    return 0.5 - balanced + coercion_cost(nu, hazard, alone)


def toy_scalar(w: float, nu: float, h: float, f: float) -> float:
    """The same lead for one world, in plain arithmetic, as a model for EMA Workbench is written."""
    one, both = -25 * log(1 - w), -25 * log(1 - 2 * w)
    return 0.5 - nu * h * 2 * one - f * (one + 1.5) + nu * h * both


def toy(draws: int) -> None:
    """Worlds a second of denge: drawing them, the losses, and the two costs, each timed."""
    drawing, u = timed(lambda: toy_levels(draws))
    w, nu, h, f = (low + (high - low) * u[:, n] for n, (low, high) in enumerate(TOY.values()))
    losing, losses = timed(lambda: toy_losses(w))
    costing, lead = timed(lambda: toy_lead(losses, nu, h, f))
    one, first = toy_scalar(*(float(v[0]) for v in (w, nu, h, f))), float(np.asarray(lead)[0])
    if abs(one - first) > 1e-12:
        raise SystemExit(f"the two forms of the toy payoff differ: {one} and {first}")
    took = drawing + losing + costing
    line(f"toy payoff, denge, {draws:,} worlds", f"{draws / took:,.0f} worlds/s", "-")
    shares = {"drawing worlds": drawing, "losses": losing, "costs": costing}
    print(f"  denge spends {shared(shares)}; all in whole-array arithmetic")


def shared(parts: dict[str, float]) -> str:
    """Parts of a whole as percentages, the largest first."""
    whole = sum(parts.values()) or 1.0
    ordered = sorted(parts.items(), key=lambda item: -item[1])
    return ", ".join(f"{100 * value / whole:.0f} % on {name}" for name, value in ordered)


def toy_with_ema(draws: int) -> None:
    """Worlds a second of EMA Workbench on the same payoff, and a profile of where they go."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells which optional packages are not there
        from ema_workbench import Model, RealParameter, ScalarOutcome, perform_experiments

        plan = Model("toy", function=_toy_outcome)
        plan.uncertainties = [RealParameter(name, *ends) for name, ends in TOY.items()]
        plan.outcomes = [ScalarOutcome("lead")]
        with open(os.devnull, "w") as nowhere:  # and draws a progress bar on stderr
            shown, sys.stderr = sys.stderr, nowhere
            try:
                took, _ = timed(lambda: perform_experiments(plan, scenarios=draws))
                profile = cProfile.Profile()
                profile.runcall(perform_experiments, plan, scenarios=draws // 4)
            finally:
                sys.stderr = shown
    line(f"toy payoff, EMA Workbench, {draws:,} worlds", f"{draws / took:,.0f} worlds/s", "-")
    print(f"  EMA Workbench spends {shared(_by_part(profile))} (one Python call for each world)")


def _toy_outcome(w=0.1, nu=0.5, h=0.1, f=0.1):
    return {"lead": toy_scalar(w, nu, h, f)}


def _by_part(profile: cProfile.Profile) -> dict[str, float]:
    """Own time of every function by what it is for; that of a library goes to its callers."""
    parts: dict[str, float] = {}
    for at, (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if _part(at) or not callers:
            name = _part(at) or "Python beneath it"
            parts[name] = parts.get(name, 0.0) + own
            continue
        for caller, (_, _, inside, _) in callers.items():
            name = _part(caller) or "Python beneath it"
            parts[name] = parts.get(name, 0.0) + inside
    return parts


def _part(at: tuple[str, int, str]) -> str:
    """What a function of EMA Workbench, or of the payoff, is for; "" for one of another library."""
    file, _, name = at
    if name in ("toy_scalar", "_toy_outcome"):
        return "the payoff itself"
    if "callbacks" in file or "outcomes" in file:
        return "storing inputs and outcomes"
    if "samplers" in file or "points" in file or "parameters" in file:
        return "drawing worlds"
    return "setting up and calling each run" if "ema_workbench" in file else ""


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
