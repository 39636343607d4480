"""The lake: what is committed is there whole, what is not does not exist."""

from __future__ import annotations

import errno
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from denge.core.errors import LedgerError, UnknownName
from denge.record import durable, lake, manifest
from denge.record.lake import Lake, Part


def part(*numbers: int, month: str = "2020-01") -> Part:
    days = [date(2020, 1, 1 + n % 28) for n in numbers]
    table = pa.table({"number": pa.array(numbers, pa.int64()), "day": days})
    return Part(month, table, day="day", id="number")


def numbers(held: Lake, **span: str) -> list[int]:
    return sorted(held.table("made", **span)["number"].to_pylist())


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    assert held.add("made", "a.csv", "sha-1", [part(1, 2)]) == 2
    before = sorted(tmp_path.rglob("*"))
    assert held.add("made", "a.csv", "sha-1", [part(1, 2)]) == 0
    assert Lake(tmp_path).add("made", "a.csv", "sha-1", [part(1, 2)]) == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_whose_content_changed_supersedes_what_it_held(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    held.add("made", "a.csv", "sha-1", [part(1, 2)])
    held.add("made", "b.csv", "sha-9", [part(7)])
    held.add("made", "a.csv", "sha-2", [part(2, 3)])
    assert numbers(held) == [2, 3, 7]
    assert numbers(Lake(tmp_path)) == [2, 3, 7]
    old = [f for f in held.manifest.state().files.values() if f.superseded_at]
    assert [f.rows for f in old] == [2]
    assert (tmp_path / old[0].path).exists()


def test_a_changed_file_leaves_the_others_it_was_compacted_with(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    held.add("made", "a.csv", "sha-1", [part(1, 2)])
    held.add("made", "b.csv", "sha-9", [part(7)])
    held.compact("made")
    held.add("made", "a.csv", "sha-2", [part(3)])
    assert numbers(held) == [3, 7]


def test_compaction_keeps_every_row_and_the_sources(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    for n in range(6):
        held.add("made", f"{n}.csv", f"sha-{n}", [part(n, month=f"2020-0{1 + n % 2}")])
    assert held.compact("made") == 6
    assert numbers(held) == [0, 1, 2, 3, 4, 5]
    assert [len(f.sources) for f in held.files("made")] == [3, 3]
    assert held.add("made", "3.csv", "sha-3", [part(3)]) == 0
    assert held.verify() == []


def test_no_compacted_file_grows_beyond_the_limit(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    for n in range(7):
        held.add("made", f"{n}.csv", f"sha-{n}", [part(10 * n, 10 * n + 1, 10 * n + 2)])
    held.compact("made", most_rows=7)
    assert sorted(file.rows for file in held.files("made")) == [3, 6, 6, 6]
    assert len(numbers(held)) == 21
    assert held.compact("made", most_rows=6) == 0


def test_sweep_removes_only_what_no_reader_can_see(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    for n in range(3):
        held.add("made", f"{n}.csv", f"sha-{n}", [part(n)])
    held.compact("made")
    orphan = tmp_path / "data" / "made" / "2020-01" / ".x.123.part"
    orphan.write_bytes(b"half")
    assert held.sweep(older_than_s=3600) == 0
    assert held.sweep(older_than_s=-1) == 4
    assert numbers(held) == [0, 1, 2]
    assert held.verify() == []


def test_a_day_past_shows_what_was_held_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Lake(tmp_path)
    for day, sha, rows in (("2026-01-01", "1", (1, 2)), ("2026-02-01", "2", (2, 3))):
        monkeypatch.setattr(manifest, "now", lambda day=day: f"{day}T00:00:00+00:00")
        monkeypatch.setattr(lake, "now", manifest.now)
        held.add("made", "a.csv", sha, [part(*rows)])
    assert numbers(held, held_on="2026-01-15") == [1, 2]
    assert numbers(held, held_on="2026-02-01") == [2, 3]


def test_files_outside_the_days_asked_for_are_not_opened(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    held.add("made", "a.csv", "1", [part(1)])
    held.add("made", "b.csv", "2", [part(20)])
    assert numbers(held, first_day="2020-01-10") == [20]
    assert numbers(held, last_day="2020-01-10") == [1]


def test_two_writers_cannot_take_one_commit(tmp_path: Path) -> None:
    one, two = Lake(tmp_path), Lake(tmp_path)
    one.manifest.state(), two.manifest.state()
    one.add("made", "a.csv", "1", [part(1)])
    two.add("made", "b.csv", "2", [part(2)])
    assert numbers(one) == numbers(two) == numbers(Lake(tmp_path)) == [1, 2]


def test_four_loaders_and_a_reader_lose_nothing_and_fail_nothing(tmp_path: Path) -> None:
    def load(loader: int) -> None:
        own = Lake(tmp_path)
        for n in range(8):
            number = 100 * loader + n
            own.add("made", f"{number}.csv", str(number), [part(number)])
        own.compact("made")

    seen = [0]
    with ThreadPoolExecutor(4) as team:
        jobs = [team.submit(load, loader) for loader in range(4)]
        while not all(job.done() for job in jobs):
            reader = Lake(tmp_path)
            seen.append(len(numbers(reader)) if reader.datasets() else 0)
    assert all(job.result() is None for job in jobs)
    assert seen == sorted(seen)
    held = Lake(tmp_path)
    assert numbers(held) == [100 * loader + n for loader in range(4) for n in range(8)]
    assert held.verify() == []


def test_many_commits_are_read_from_a_checkpoint(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    for n in range(70):
        held.add("made", f"{n}.csv", f"{n}", [part(n)])
    assert list((tmp_path / "manifest").glob("checkpoint-*.json"))
    for old in sorted((tmp_path / "manifest").glob("0*.json"))[:60]:
        old.unlink()
    assert numbers(Lake(tmp_path)) == list(range(70))


def test_a_full_disk_is_a_sentence_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Lake(tmp_path)
    held.add("made", "a.csv", "1", [part(1)])

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(LedgerError, match="the disk is full"):
        held.add("made", "b.csv", "2", [part(2)])
    monkeypatch.undo()
    assert numbers(Lake(tmp_path)) == [1]
    assert not list(tmp_path.rglob("*.part"))
    assert held.add("made", "b.csv", "2", [part(2)]) == 1


def test_a_read_only_folder_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(LedgerError, match=r"read-only.*--ledger"):
        Lake(tmp_path / "x").add("made", "a.csv", "1", [part(1)])


def test_verify_names_missing_and_changed_files(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    held.add("made", "a.csv", "1", [part(1)])
    held.add("made", "b.csv", "2", [part(2)])
    first, second = (tmp_path / file.path for file in held.files("made"))
    first.unlink()
    second.write_bytes(second.read_bytes() + b"x")
    wrong = held.verify()
    assert len(wrong) == 2
    assert "missing" in wrong[0]
    assert "another checksum" in wrong[1]


def test_a_lake_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    held = Lake(tmp_path)
    held.add("made", "a.csv", "1", [part(1)])
    commit = next((tmp_path / "manifest").glob("*.json"))
    commit.write_text(json.dumps(json.loads(commit.read_text()) | {"format": 99}))
    with pytest.raises(LedgerError, match=r"format 99.*Update denge"):
        Lake(tmp_path).datasets()


def test_a_data_set_that_is_not_loaded_is_named_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="denge record load"):
        Lake(tmp_path).paths("gdelt")


@pytest.mark.parametrize("partition", ["../out", "a/b", ""])
def test_a_partition_cannot_leave_the_lake(tmp_path: Path, partition: str) -> None:
    with pytest.raises(LedgerError, match="cannot name a partition"):
        Lake(tmp_path).add("made", "a.csv", "1", [part(1, month=partition)])


def test_a_file_name_cannot_leave_the_lake(tmp_path: Path) -> None:
    held = Lake(tmp_path / "lake")
    held.add("made", "../../../evil.csv", "1", [part(1)])
    assert all((tmp_path / "lake") in path.parents for path in tmp_path.rglob("*.parquet"))
