"""How quick and how large a brief is: cold, warm, and its size.

python benchmarks/brief.py [--quick]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ASKED = {"cold": 5.0, "warm": 2.0, "bytes": 1_000_000}


def run(folder: Path, env: dict[str, str] | None = None) -> tuple[float, float, int]:
    """Wall seconds, processor seconds and bytes of one brief made by a new process."""
    out = folder / "brief.html"
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "denge", "brief", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **(env or {})})
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system
    return wall, used - before.children_user - before.children_system, out.stat().st_size


def main(quick: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Cold: every module is compiled anew, as in the first process after an installation.
        wall, used, size = run(folder, {"PYTHONPYCACHEPREFIX": str(folder / "cold")})
        print(f"cold: {wall:.2f} s ({used:.2f} s of processor; asked {ASKED['cold']:g})")
        runs = [run(folder) for _ in range(3 if quick else 9)]
        wall, used = (statistics.median(r[k] for r in runs) for k in (0, 1))
        print(f"warm: {wall:.2f} s ({used:.2f} s of processor; asked {ASKED['warm']:g})")
        print(f"size: {size / 1000:.0f} kB (asked {ASKED['bytes'] / 1000:.0f})")


if __name__ == "__main__":
    main("--quick" in sys.argv)
