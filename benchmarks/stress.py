"""How fast stresses are solved, and where peers stand, in one run.

    python benchmarks/stress.py [--quick] [--data FOLDER]

One line a figure, beside the figure asked. Peers that are not installed are named and left out:
gegravity and PyPSA are no dependencies (`pip install gegravity pypsa`). `--data` is a folder with
`gegravity_sample_2006.csv.gz`, the sample data of gegravity, for the comparison of answers.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # two processes must not share cores fourfold

import numpy as np

from denge.record.casebook import casebook
from denge.record.view import View
from denge.stress.corridor_base import CorridorBase, corridor_base
from denge.stress.critical_regions import optimal_flows, train_regions
from denge.stress.ensemble import run_blocks
from denge.stress.hat_algebra import solve_equilibrium
from denge.stress.joint import joint_block, joint_inputs
from denge.stress.outages import capacity_draws
from denge.stress.overview import summary
from denge.stress.own_links import own_links
from denge.stress.scenario import load_scenario
from denge.stress.surface import loss_surface
from denge.stress.trade_matrix import TradeMatrix, trade_matrix

DAY = date(2025, 11, 19)
_GIB = 2**20  # ru_maxrss is in KiB


def line(what: str, found: str, asked: str) -> None:
    print(f"{what:<66} {found:>30}   asked {asked}", flush=True)


def least(work: Callable[[], object], times: int = 5) -> float:
    """Least seconds of several runs."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def world(n: int) -> tuple[TradeMatrix, np.ndarray]:
    """A random world and a shock between one region and four others."""
    rng = np.random.default_rng(0)
    flows = rng.lognormal(0, 1.5, (n, n))
    flows[np.diag_indices(n)] *= 2 * n
    shock = np.ones((n, n))
    shock[0, 1:5] = shock[1:5, 0] = np.exp(-2)
    return trade_matrix([f"R{i}" for i in range(n)], flows), shock


def equilibrium() -> None:
    for n, asked in ((44, "<= 2 ms"), (200, "<= 50 ms")):
        trade, shock = world(n)
        seconds = least(lambda t=trade, s=shock: solve_equilibrium(t, s), 20)
        line(f"general equilibrium by Newton, {n} regions", f"{1e3 * seconds:.2f} ms", asked)


def gegravity(folder: Path | None) -> None:
    """gegravity on its own sample, its answer and its time beside ours."""
    try:
        import gegravity as peer
        import pandas as pd
    except ImportError:
        line("gegravity", "not installed", "ratio as measured")
        return
    if folder is None:
        line("gegravity", "no --data folder", "ratio as measured")
        return
    with gzip.open(folder / "gegravity_sample_2006.csv.gz", "rt") as file:
        data = pd.DataFrame(list(csv.DictReader(file)))
    numbers = [c for c in data.columns if c not in ("exporter", "importer", "year")]
    data[numbers] = data[numbers].apply(pd.to_numeric)
    costs = {"lndist": -0.3, "contiguity": 0.9, "pta": 0.4}
    names = sorted(set(data["exporter"]))
    shocked = data.copy()
    pair = {("CAN", "JPN"), ("JPN", "CAN")}
    hit = [p in pair for p in zip(data["exporter"], data["importer"], strict=True)]
    shocked.loc[hit, "pta"] = 1
    baseline = peer.BaselineData(
        data, trade_var_name="trade", expend_var_name="E", output_var_name="Y"
    )
    coefficients = peer.CostCoeffs(
        pd.DataFrame({"name": list(costs), "value": list(costs.values())}), "name", "value"
    )
    start = time.perf_counter()
    model = peer.OneSectorGE(
        baseline,
        year="2006",
        reference_importer="DEU",
        sigma=5,
        cost_variables=list(costs),
        cost_coeff_values=coefficients,
        quiet=True,
    )
    model.build_baseline(omr_rescale=10)
    model.define_experiment(shocked)
    model.simulate()
    theirs = time.perf_counter() - start
    pivot = data.pivot(index="exporter", columns="importer", values="trade").loc[names, names]
    ours_world = trade_matrix(names, pivot.to_numpy())
    shock = np.ones((len(names), len(names)))
    change = np.exp(costs["pta"] * (1 - float(data.loc[hit, "pta"].max())))
    for a, b in pair:
        shock[names.index(a), names.index(b)] = change
    seconds = least(lambda: solve_equilibrium(ours_world, shock))
    line(
        "gegravity on its 30-country sample",
        f"{theirs:.2f} s, {theirs / seconds:,.0f} x ours",
        "as measured",
    )
    ours = solve_equilibrium(ours_world, shock)
    table = model.country_results
    can, jpn = names.index("CAN"), names.index("JPN")
    for column in table.columns:
        if "welfare" in column.lower() or "terms of trade" in column.lower():
            print(f"  its {column}: CAN {table.loc['CAN', column]}, JPN {table.loc['JPN', column]}")
    print(
        f"  our welfare, markets cleared to {ours.residual:.1g}: "
        f"CAN {100 * (ours.welfare[can] - 1):.4f} %, JPN {100 * (ours.welfare[jpn] - 1):.4f} %"
    )


def corridors(solved: CorridorBase, n: int) -> None:
    """Binary and partial outages on the casebook's crude network."""
    net = solved.corridors.network
    rng = np.random.default_rng(1)
    chance = solved.record.beta[:, 0] / np.maximum(solved.record.beta.sum(axis=1), 1)
    binary = net.capacity * (rng.random((n, len(net.arcs))) >= chance)
    partial_ = capacity_draws(solved.corridors, solved.record, n, rng)
    cold = train_regions(net, solved.regions.value)
    size = f"{len(net.nodes)} nodes, {len(net.arcs)} arcs"
    for what, u, asked in (("binary", binary, "<= 1 s"), ("partial", partial_, "<= 4 s")):
        seconds = least(lambda u=u: optimal_flows(cold, u), 2)
        line(f"{n:,} corridor scenarios, {what} outages ({size})", f"{seconds:.2f} s", asked)
        compare(solved, u, seconds)


def compare(solved: CorridorBase, u: np.ndarray, seconds: float) -> None:
    """networkx maximum flow, HiGHS cold and warm on a few scenarios, scaled up."""
    net, few = solved.corridors.network, u[:150]
    ours = optimal_flows(solved.regions, few)
    start = time.perf_counter()
    delivered = [_networkx(net, row) for row in few]
    theirs = (time.perf_counter() - start) / len(few) * len(u)
    if delivered and delivered[0] is not None:
        gap = np.abs(np.array(delivered, float) - ours.delivered).max()
        found = f"{theirs:.0f} s, {theirs / seconds:.0f} x ours"
        line("  networkx maximum flow, scaled from 150", found, ">= 50 x")
        print(f"  largest difference of delivered flow: {gap:.1e}")
    start = time.perf_counter()
    values = [_linprog(solved, row) for row in few]
    theirs = (time.perf_counter() - start) / len(few) * len(u)
    mine = ours.transport_cost - solved.regions.value * ours.delivered
    gap = np.abs(np.array(values) - mine).max() / np.abs(mine).max()
    line("  scipy/HiGHS, scaled from 150", f"{theirs:.0f} s, {theirs / seconds:.0f} x ours", "-")
    print(f"  largest relative difference of value: {gap:.1e}")
    _pypsa(solved, u, seconds)


def _networkx(net, row: np.ndarray) -> float | None:
    try:
        import networkx as nx
    except ImportError:
        return None
    graph = nx.DiGraph()
    for arc, capacity in zip(net.arcs, row, strict=True):
        graph.add_edge(arc.tail or "S", f"{arc.id}|in", capacity=capacity)
        graph.add_edge(f"{arc.id}|in", arc.head or "T", capacity=capacity)
    return float(nx.maximum_flow_value(graph, "S", "T"))


def _linprog(solved: CorridorBase, row: np.ndarray) -> float:
    from scipy.optimize import linprog

    net = solved.corridors.network
    worth = net.cost - solved.regions.value * net.mask("market")
    bounds = np.column_stack([np.zeros_like(row), row])
    balance = np.zeros(len(net.nodes))
    return float(
        linprog(worth, A_eq=net.incidence, b_eq=balance, bounds=bounds, method="highs").fun
    )


def _pypsa(solved: CorridorBase, u: np.ndarray, seconds: float, few: int = 200) -> None:
    """PyPSA with one snapshot a scenario; the largest supplies become loads that may be shed."""
    try:
        import pypsa
    except ImportError:
        line("  PyPSA", "not installed", "-")
        return
    net = solved.corridors.network
    grid = pypsa.Network()
    grid.set_snapshots(range(few))
    for node in net.nodes:
        grid.add("Bus", node)
    for arc, column in zip(net.arcs, u[:few].T, strict=True):
        size = float(max(column.max(), 1e-9))
        if arc.kind == "supply":
            grid.add("Generator", arc.id, bus=arc.head, p_nom=size, p_max_pu=column / size)
        elif arc.kind == "market":
            grid.add("Generator", arc.id, bus=arc.tail, p_nom=size, p_min_pu=-1, p_max_pu=0,
                     marginal_cost=solved.regions.value)  # fmt: skip
        else:
            grid.add("Link", arc.id, bus0=arc.tail, bus1=arc.head, p_nom=size,
                     p_max_pu=column / size, marginal_cost=arc.cost)  # fmt: skip
    start = time.perf_counter()
    grid.optimize(solver_name="highs", output_flag=False)
    theirs = (time.perf_counter() - start) / few * len(u)
    line(
        f"  PyPSA, scaled from {few} snapshots",
        f"{theirs:.0f} s, {theirs / seconds:.0f} x ours",
        "-",
    )


def own(n: int) -> None:
    rng = np.random.default_rng(0)
    cut = np.exp(-rng.uniform(0, 4, (n, 3)))
    theta = rng.normal(4, 0.7, n).clip(1.5)
    shares = ([0.12, 0.10, 0.08], 0.7, [0.06, 0.09, 0.05], 0.8)
    seconds = least(lambda: own_links(*shares, cut, theta), 2)
    line(f"{n:,} own-link solves", f"{seconds:.2f} s", "<= 1 s for 1,000,000")


def joint(view: View, n: int) -> None:
    """Price x outages x own-link sanctions x tension, on one process and on two."""
    inputs = joint_inputs(view, "KAZ", load_scenario("washington_moscow_break"))
    work = partial(joint_block, inputs)
    start, busy = time.perf_counter(), time.process_time()
    alone = run_blocks(work, n, 0)
    one, busy = time.perf_counter() - start, time.process_time() - busy
    with ProcessPoolExecutor(2) as pool:
        run_blocks(work, 100, 0, pool)
        start = time.perf_counter()
        shared = run_blocks(work, n, 0, pool)
        two = time.perf_counter() - start
    found = f"{one:.2f} s ({busy:.2f} s of CPU)"
    line(f"{n:,} joint draws, one process", found, "<= 6 s for 1,000,000")
    line(f"{n:,} joint draws, two processes", f"{two:.2f} s", "<= 6 s for 1,000,000")
    line("  same bits on one and two processes", str(bool((alone == shared).all())), "True")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _GIB
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _GIB
    line("  peak memory, process + largest worker", f"{peak:.2f} + {worker:.2f} GiB", "< 4 GB")


def sliders(view: View) -> None:
    """The draws behind the sliders of a page: made once, and one answer from them."""
    start, busy = time.perf_counter(), time.process_time()
    surface = loss_surface(view, "KAZ")
    wall, busy = time.perf_counter() - start, time.process_time() - busy
    at = {name: float(slider.stops[-1]) for name, slider in surface.sliders.items()}
    seconds = least(lambda: surface.draws(**at), 50)
    line("draws of all slider stops", f"{wall:.2f} s ({busy:.2f} s of CPU)", "<= 0.3 s")
    line("one answer of the sliders", f"{1e3 * seconds:.3f} ms", "<= 100 ms")


def brief(view: View) -> None:
    """The stresses of a brief, wall clock and processor time of the quickest of five runs."""
    summary(view, "KAZ")
    runs = []
    for _ in range(5):
        start, busy = time.perf_counter(), time.process_time()
        summary(view, "KAZ")
        runs.append((time.perf_counter() - start, time.process_time() - busy))
    wall, busy = min(runs)
    found = f"{wall:.2f} s ({busy:.2f} s of CPU)"
    line("the four stresses of a brief, 20,000 draws", found, "<= 0.4 s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    part = 10 if options.quick else 1
    view = View(casebook("kaz"), DAY)
    equilibrium()
    gegravity(options.data)
    own(1_000_000 // part)
    corridors(corridor_base(view, "KAZ"), 100_000 // part)
    joint(view, 1_000_000 // part)
    sliders(view)
    brief(view)
    if hasattr(os, "getloadavg"):
        line("load average over the last minute", f"{os.getloadavg()[0]:.1f}", "below 1 to compare")


if __name__ == "__main__":
    main()
