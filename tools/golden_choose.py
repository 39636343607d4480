"""Write the golden figures of `denge choose` anew, after a change of the model that is meant.

    python tools/golden_choose.py           # write tests/choose/golden/figures.json
    python tools/golden_choose.py --print   # the figures of this process, with what computed them

They rest on packaged files alone, without a ledger, so that only the model moves them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from denge.choose.adaptive import paths
from denge.choose.compare import compare
from denge.choose.lessons import as_rows, lessons
from denge.choose.parameters import load_parameters
from denge.choose.room import room
from denge.choose.state_file import exposure
from denge.choose.strategies import load_playbook

GOLDEN = Path(__file__).parents[1] / "tests/choose/golden/figures.json"
CASES = (("KAZ", "long"), ("KAZ", "short"), ("UZB", "long"))


def figures() -> dict[str, float]:
    """Every kind of figure that the stage gives, by name."""
    found: dict[str, float] = {}
    for state, horizon in CASES:
        result = compare(state, horizon=horizon, draws=4_000, resamples=2)
        for row in result.table():
            stem = f"{state}.{row['id']}"
            found |= {f"{stem}.{end}": row[end] for end in ("median", "low", "high")}
        for c in result.criteria:
            names = (row.id for row in result.strategies)
            found |= {
                f"{state}.{horizon}.{c.rule}.{name}": score
                for name, score in zip(names, c.scores, strict=True)
            }
        found[f"{state}.{horizon}.concordance"] = result.concordance
    return found | _followed() | _elsewhere()


def _followed() -> dict[str, float]:
    """Rules along paths, and the room for manoeuvre, of Kazakhstan."""
    parameters, stakes = load_parameters(), exposure("KAZ")
    book = load_playbook(stakes)
    along = paths(parameters, stakes, book, parameters.years("long"), 300, 0)
    means = zip(along.strategies, along.total().mean(axis=1), strict=True)
    found = {f"KAZ.paths.{name}": float(mean) for name, mean in means}
    return found | {"KAZ.room": room(parameters, stakes, 5, 100).size}


def _elsewhere() -> dict[str, float]:
    rows = as_rows(lessons(exposure("KAZ"), load_parameters(), ("UZB", "VNM"), draws=300))
    return {
        f"KAZ.lessons.{row['state']}.{row['condition']}": row["moved_share"]
        for row in rows
        if row["moved_share"] is not None
    }


def made_with() -> dict[str, Any]:
    """The kernels of this process: of linear algebra and of NumPy's loops."""
    from numpy._core._multiarray_umath import __cpu_features__
    from threadpoolctl import threadpool_info

    blas = next((i for i in threadpool_info() if i["user_api"] == "blas"), {})
    return {
        "blas": blas.get("architecture"),
        "threads": blas.get("num_threads"),
        "features": sorted(name for name, there in __cpu_features__.items() if there),
    }


def main(shown: bool) -> None:
    if shown:
        print(json.dumps({"made_with": made_with(), "figures": figures()}))
        return
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(figures(), indent=0, sort_keys=True) + "\n", "utf-8")
    print(f"{GOLDEN}: {len(json.loads(GOLDEN.read_text('utf-8')))} figures")


if __name__ == "__main__":
    main("--print" in sys.argv)
