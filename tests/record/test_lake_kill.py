"""A loader killed at any moment leaves all consistent, and a second run completes the work."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from denge.record.audit import audit
from denge.record.ledger import open_ledger

if TYPE_CHECKING:
    from denge.core.reading import Reading

KILLS = 50
FILES = 4


def raw_rows(first: int, rows: int) -> bytes:
    """Invented rows in the layout of GDELT 2.0."""
    fields = [""] * 61
    fields[1:5] = ["20200103", "202001", "2020", "2020.01"]
    fields[7], fields[17], fields[26], fields[29], fields[33] = "KAZ", "RUS", "042", "1", "2"
    fields[59], fields[60] = "20200103120000", "https://example.org/a"
    lines = ["\t".join([str(first + n), *fields[1:]]) for n in range(rows)]
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder, made = tmp_path_factory.mktemp("raw"), []
    for number in range(FILES):
        path = folder / f"2020010{number}.export.CSV.gz"
        path.write_bytes(gzip.compress(raw_rows(1000 * number, 300), 1))
        made.append(path)
    return made


def work(place: str, home: str, raw: list[Path], readings: list[Reading]) -> None:
    os.environ["XDG_DATA_HOME"] = home
    book = open_ledger(place)
    for path, reading in zip(raw, readings, strict=True):
        book.load("gdelt", path)
        book.add(reading)
    book.lake.compact("gdelt")


def readings_of(told) -> list[Reading]:
    return [told(f"City{number}") for number in range(FILES)]


@pytest.mark.slow
def test_killed_at_fifty_random_points_it_stays_consistent_and_completes(
    tmp_path: Path, own_data_folder: Path, raw: list[Path], told
) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["denge.record.ledger", "denge.record.load", "pyarrow.parquet"])
    readings, home = readings_of(told), str(own_data_folder)

    def run(place: Path, kill_after: float | None) -> float:
        child = context.Process(target=work, args=(str(place), home, raw, readings))
        begun = time.monotonic()
        child.start()
        child.join(kill_after)
        child.kill()  # SIGKILL; one that has just ended by itself is left alone
        child.join()
        return time.monotonic() - begun

    run(tmp_path / "warm.db", None)
    whole = run(tmp_path / "whole.db", None)
    chance, stopped_early = random.Random(4), 0
    for number in range(KILLS):
        place = tmp_path / f"{number}.db"
        run(place, chance.uniform(0.02, whole))
        stopped_early += _consistent(place)
        work(str(place), home, raw, readings)
        _complete(place)
    assert stopped_early > KILLS // 4


def _consistent(place: Path) -> bool:
    """What is there is whole: every file loaded has all its rows, every reading all its items."""
    book = open_ledger(place)
    assert book.store.writable
    assert audit(place) == []
    assert book.lake.verify() == []
    loaded = book.lake.manifest.state().sources
    rows = book.lake.table("gdelt") if loaded else None
    assert (rows.num_rows if rows else 0) == 300 * len(loaded)
    per_text: dict[str | None, int] = {}
    for statement in book.statements():
        per_text[statement.document_id] = per_text.get(statement.document_id, 0) + 1
    assert set(per_text.values()) <= {2}
    return len(loaded) < FILES or len(per_text) < FILES


def _complete(place: Path) -> None:
    book = open_ledger(place)
    ids = book.lake.table("gdelt")["GLOBALEVENTID"].to_pylist()
    assert len(ids) == len(set(ids)) == 300 * FILES
    assert len(book.statements()) == 2 * FILES
    assert book.lake.verify() == []


def test_the_kill_test_would_see_a_half_file(tmp_path: Path, raw: list[Path], told) -> None:
    work(str(tmp_path / "a.db"), os.environ["XDG_DATA_HOME"], raw, readings_of(told))
    book = open_ledger(tmp_path / "a.db")
    (file,) = book.lake.files("gdelt")
    path = book.lake.root / file.path
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(AssertionError):
        _consistent(tmp_path / "a.db")


# A kill leaves what the system holds in memory, so only the order of calls can show whether a power
# cut would leave a name without its content.


def test_content_is_on_disk_before_its_name_and_data_before_the_manifest(
    tmp_path: Path, raw: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_ledger(tmp_path / "a.db")
    calls: list[tuple[str, str]] = []
    real = {name: getattr(os, name) for name in ("fsync", "replace", "link")}

    def fsync(handle: int) -> None:
        real["fsync"](handle)
        calls.append(("fsync", os.readlink(f"/proc/self/fd/{handle}")))

    def moved(name: str):
        def run(source: Path, target: Path) -> None:
            real[name](source, target)
            calls.append(("from", str(source)))
            calls.append(("name", str(target)))

        return run

    monkeypatch.setattr("os.fsync", fsync)
    monkeypatch.setattr("os.replace", moved("replace"))
    monkeypatch.setattr("os.link", moved("link"))
    book.load("gdelt", raw[0])
    named = [path for call, path in calls if call == "name"]
    assert [Path(path).suffix for path in named] == [".parquet", ".json"]
    for path, (source, at) in zip(named, _sources(calls), strict=True):
        assert ("fsync", source) in calls[:at]
        assert ("fsync", str(Path(path).parent)) in calls[at + 2 :]
    first, second = (at for _, at in _sources(calls))
    assert ("fsync", str(Path(named[0]).parent)) in calls[first:second]


def _sources(calls: list[tuple[str, str]]) -> list[tuple[str, int]]:
    return [(path, at) for at, (call, path) in enumerate(calls) if call == "from"]
