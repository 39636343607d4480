"""The app under load: 48 readers of cached pages, 2 clients that recompute exactly, one writer.

Run: python benchmarks/web.py [--quick]
Prints one line a figure beside the figure asked. The load generator runs in processes of its own;
its share of the machine's processor time is reported, since it takes that from the server.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

PAGES = ("/", "/state/KAZ?as_of=2025-11-19", "/measure/vectors", "/measure/rank", "/compare",
         "/stress/oil", "/choose", "/state/KAZ?lang=tr", "/api/states/KAZ")  # fmt: skip
EXACT = (
    "/api/stress/oil?draws=20000&price={price}&seed={seed}",
    "/api/measures/vectors?seed={seed}",
    "/api/choose?draws=2000&seed={seed}",
)
_PAINT = """new Promise(done => new PerformanceObserver(list => list.getEntries().forEach(
    e => e.name === "first-contentful-paint" && done(e.startTime)
)).observe({type: "paint", buffered: true}))"""
READERS, THINK = 48, 0.5  # readers, and seconds that each looks at a page


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="at most 45 seconds")
    seconds = 12 if parser.parse_args().quick else 60
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (base, server):
        first_paint(base)
        warm(base)
        cost_of_a_page(base, server)
        report(load(base, seconds, Path(folder)))


@contextlib.contextmanager
def serving(folder: Path):
    """The server with a ledger of its own, as a person starts it."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = os.environ | {"XDG_DATA_HOME": str(folder / "data")}
    command = [sys.executable, "-m", "denge", "serve", "--port", str(port)]
    command += ["--ledger", str(folder / "denge.db")]
    started = time.perf_counter()
    running = subprocess.Popen(command, env=environment, cwd=folder)
    try:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(f"{base}/api/measures", timeout=2)
                break
            time.sleep(0.05)
        print(f"server answers after start: {time.perf_counter() - started:.2f} s")
        yield base, running.pid
    finally:
        running.terminate()
        running.wait(10)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def first_paint(base: str) -> None:
    """When Chromium first shows content of a page that the server has not made before."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("first paint: chromium is not installed, so it is not measured")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--disable-gpu"])
        for path in ("/?lang=kk", "/?lang=kk", "/measure/tilt", "/stress/all"):
            page = browser.new_page()
            page.goto(base + path, wait_until="load")
            seconds = page.evaluate(_PAINT) / 1000
            print(f"first contentful paint of {path}: {seconds:.2f} s (asked: <= 1 s)")
            page.close()
        browser.close()


def warm(base: str) -> None:
    for path in PAGES:
        started = time.perf_counter()
        answer = httpx.get(base + path, timeout=60)
        assert answer.status_code == 200, path
        print(f"made anew: {path}: {time.perf_counter() - started:.2f} s")


def cost_of_a_page(base: str, server: int) -> None:
    """Processor time of the server for one cached page: no other work on the machine moves it."""
    before, count = _spent(server), 100
    with httpx.Client(base_url=base, timeout=60) as client:
        for n in range(count):
            client.get(PAGES[n % len(PAGES)])
    each = (_spent(server) - before) / count
    print(f"server: {each * 1000:.1f} ms of processor time a cached page")


def _spent(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(base: str, seconds: float, folder: Path) -> dict[str, object]:
    """Readers and exact clients in two processes, the writer in a third."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        readers = pool.apply_async(run_readers, (base, seconds))
        exact = pool.apply_async(run_exact, (base, seconds))
        writer = pool.apply_async(run_writer, (str(folder), seconds))
        found = {"cached": readers.get(), "exact": exact.get(), "writer": writer.get()}
    return found | {"seconds": seconds}


def run_readers(base: str, seconds: float) -> tuple[list[float], int, float]:
    return asyncio.run(_clients(base, seconds, READERS, _page, THINK)), *_cost()  # type: ignore


def run_exact(base: str, seconds: float) -> tuple[list[float], int, float]:
    return asyncio.run(_clients(base, seconds, 2, _exact, 0.0)), *_cost()  # type: ignore


_errors = [0]


def _cost() -> tuple[int, float]:
    return _errors[0], time.process_time()


def _page(rng: random.Random) -> str:
    return rng.choice(PAGES)


def _exact(rng: random.Random) -> str:
    made = rng.choice(EXACT)
    return made.format(seed=rng.randrange(2**30), price=rng.randrange(-80, 100))


async def _clients(base: str, seconds: float, count: int, choose, think: float) -> list[float]:
    until = time.perf_counter() + seconds
    limits = httpx.Limits(max_connections=count, max_keepalive_connections=count)
    async with httpx.AsyncClient(base_url=base, timeout=60, limits=limits) as client:
        found = await asyncio.gather(*(_one(client, until, n, choose, think) for n in range(count)))
    return [t for times in found for t in times]


async def _one(
    client: httpx.AsyncClient, until: float, n: int, choose, think: float
) -> list[float]:
    rng, times = random.Random(n), []
    await asyncio.sleep(rng.random() * think)
    while time.perf_counter() < until:
        started = time.perf_counter()
        answer = await client.get(choose(rng))
        times.append(time.perf_counter() - started)
        _errors[0] += answer.status_code != 200
        if think:
            await asyncio.sleep(rng.expovariate(1 / think))
    return times


def run_writer(folder: str, seconds: float) -> tuple[int, float]:
    """Adds a reading about twice a second through a connection of its own."""
    os.environ["XDG_DATA_HOME"] = f"{folder}/data"
    from denge.read import read
    from denge.record.ledger import open_ledger

    ledger, added = open_ledger(f"{folder}/denge.db"), 0
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        text = (
            f"Tirana Herald, 4 June 2025. Kazakhstan and Uzbekistan signed {added + 2} agreements."
        )
        ledger.add(read(text))
        added += 1
        time.sleep(0.5)
    ledger.store.close()
    return added, time.process_time()


def report(found: dict[str, object]) -> None:
    seconds = float(found["seconds"])  # type: ignore[arg-type]
    spent = 0.0
    for name, asked in (("cached", 0.3), ("exact", 1.0)):
        times, errors, cost = found[name]  # type: ignore[misc]
        spent += cost
        times = sorted(times)
        p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(
            f"{name}: {len(times)} requests ({len(times) / seconds:.0f} a second), "
            f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms (asked: <= {asked * 1000:.0f} ms), "
            f"largest {times[-1] * 1000:.0f} ms, {errors} errors (asked: 0)"
        )
    added, cost = found["writer"]  # type: ignore[misc]
    spent += cost
    cores = os.cpu_count() or 1
    print(f"writer: {added} readings added meanwhile")
    print(f"load generator: {spent / seconds / cores:.0%} of the {cores} cores")


if __name__ == "__main__":
    main()
