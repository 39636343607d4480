"""How quick and how large a brief is: cold, warm, its size, and the answer of its sliders.

python benchmarks/brief.py [--quick]
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ASKED = {"cold": 5.0, "warm": 2.0, "bytes": 1_000_000, "script": 40_000, "packed": 400_000}
ASKED |= {"move": 100.0}
LANGUAGES = ("en", "tr", "ru", "kk")
# Every stop of every slider, each move timed from the event to the end of the drawing.
MOVES = """async rounds => {
  const took = [], frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  for (let round = 0; round < rounds; round++)
    for (const input of document.querySelectorAll('input[type=range]'))
      for (let stop = 0; stop <= Number(input.max); stop++) {
        const start = performance.now();
        input.value = stop;
        input.dispatchEvent(new Event('input', {bubbles: true}));
        document.body.getBoundingClientRect();
        const computed = performance.now() - start;
        await frame();
        took.push([computed, performance.now() - start]);
      }
  return took;
}"""


def run(
    folder: Path, env: dict[str, str] | None = None, lang: str = "en"
) -> tuple[float, float, int]:
    """Wall seconds, processor seconds and bytes of one brief made by a new process."""
    out = folder / "brief.html"
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "denge", "brief", "--out", str(out), "--lang", lang]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **(env or {})})
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system
    return wall, used - before.children_user - before.children_system, out.stat().st_size


def parts(page: str) -> tuple[int, int]:
    """Bytes of the script that runs and of the draws that it reads."""
    found = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    script = sum(len(text) for kind, text in found if "json" not in kind)
    packed = sum(len(data) for _, text in found for data in re.findall(r'"data": "([^"]*)"', text))
    return script, packed


def moves(path: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each move in Chromium: until laid out, and until shown."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(path.as_uri())
        took = page.evaluate(MOVES, rounds)
        browser.close()
    return [t[0] for t in took], [t[1] for t in took]


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def sliders(path: Path, quick: bool) -> None:
    if shutil.which("chromium") is None:
        print("sliders: no chromium here, so no move was timed")
        return
    computed, shown = moves(path, 1 if quick else 5)
    print(
        f"sliders: {len(computed)} moves, p95 {p95(computed):.1f} ms computed, {p95(shown):.1f} ms "
        f"with the next frame, longest {max(shown):.1f} ms (asked {ASKED['move']:g})"
    )


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
        for lang in LANGUAGES[2:] if quick else LANGUAGES[1:]:
            size = run(folder, lang=lang)[2]
            print(f"size in {lang}: {size / 1000:.0f} kB (asked {ASKED['bytes'] / 1000:.0f})")
        run(folder)
        script, packed = parts((folder / "brief.html").read_text("utf-8"))
        print(f"script: {script / 1000:.1f} kB (asked {ASKED['script'] / 1000:.0f})")
        print(f"packed draws: {packed / 1000:.0f} kB (asked {ASKED['packed'] / 1000:.0f})")
        sliders(folder / "brief.html", quick)


if __name__ == "__main__":
    main("--quick" in sys.argv)
