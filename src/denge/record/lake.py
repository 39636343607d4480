"""The lake: publishers' files as partitioned Parquet that a kill or a full disk cannot harm.

`LEDGER.lake/` holds `manifest/` (see `manifest.py`), and for each data set
`data/DATASET/PARTITION/NAME-HASH.parquet`. The same file loaded again adds nothing; a file whose
content changed supersedes what it held before, which stays on disk for `held_on`.
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from denge.core.errors import LedgerError, UnknownName, nearest
from denge.record.arrow import compute
from denge.record.durable import TEMPORARY, in_words, put, sha256_of
from denge.record.manifest import Commit, LakeFile, Manifest, SourceFile, now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyarrow as pa

__all__ = ["COMPACT_ROWS", "Held", "Lake", "Part"]

_ROW_GROUP = 128 * 1024
COMPACT_ROWS = 500_000
_PARTITION = re.compile(r"[A-Za-z0-9_.=-]+")


@dataclass(frozen=True, slots=True)
class Part:
    """Rows for one partition; `day` and `id` name the columns whose span the manifest keeps."""

    partition: str
    table: pa.Table
    day: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One data set of the lake, in numbers."""

    dataset: str
    rows: int
    files: int
    bytes: int
    sources: int
    first_day: str
    last_day: str
    loaded_at: str


class Lake:
    """Partitioned Parquet under one folder, as its manifest lists it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manifest = Manifest(root / "manifest")

    def holds(self, dataset: str, name: str, sha256: str) -> bool:
        """Whether this very content of a publisher's file is already loaded."""
        entry = self.manifest.state().sources.get((dataset, name))
        return entry is not None and entry.sha256 == sha256

    def add(
        self,
        dataset: str,
        name: str,
        sha256: str,
        parts: Iterable[Part],
        url: str = "",
        key: str = "",
    ) -> int:
        """Write the rows of one publisher's file and commit them at once; the rows added.

        A file of the same name with other content is superseded by this one. With `key`, so are
        rows of other files of the same partitions that have a key of this one: the last file tells.
        """
        if self.holds(dataset, name, sha256):
            return 0
        given = [part for part in parts if part.table.num_rows] if key else parts
        files = tuple(
            self._write(dataset, name, replace(part, table=_signed(part.table, name)))
            for part in given
            if part.table.num_rows
        )
        keys = {part.partition: part.table[key] for part in given} if key else {}
        rows = sum(file.rows for file in files)
        source = SourceFile(dataset, name, sha256, rows, now(), url)

        def make(state) -> Commit | None:
            known = state.sources.get((dataset, name))
            if known is not None and known.sha256 == sha256:
                return None
            gone, kept = [], []
            for file in state.files.values():
                if file.dataset != dataset or file.superseded_at:
                    continue
                rest = self._rest(file, name, key, keys)
                if rest is not None:
                    gone.append(file.path)
                    kept += [self._again(file, rest, name)] if rest.num_rows else []
            return Commit(add=(*files, *kept), sources=(source,), supersede=tuple(gone))

        return rows if self.manifest.commit(make) else 0

    def _rest(self, file: LakeFile, name: str, key: str, keys: dict) -> pa.Table | None:
        """What is left of a file when the rows that a new one tells are gone; None if untouched."""
        import pyarrow.parquet as pq

        pc = compute()
        if name in file.sources:
            return pq.read_table(self.root / file.path).filter(pc.field("source_file") != name)
        if file.partition not in keys:
            return None
        told = keys[file.partition].combine_chunks()
        held = pq.read_table(self.root / file.path, columns=[key])[key]
        again = pc.is_in(held, told)
        if not pc.any(again).as_py():
            return None
        return pq.read_table(self.root / file.path).filter(pc.invert(again))

    def _again(self, file: LakeFile, rest: pa.Table, name: str) -> LakeFile:
        """A file with fewer rows, in place of one that stays for days before today."""
        new = self._write(file.dataset, "compact", Part(file.partition, rest))
        return replace(
            file,
            path=new.path,
            rows=new.rows,
            bytes=new.bytes,
            sha256=new.sha256,
            sources=tuple(other for other in file.sources if other != name),
            held_from=now(),
        )

    def _write(self, dataset: str, name: str, part: Part) -> LakeFile:
        import pyarrow.parquet as pq

        if not _PARTITION.fullmatch(part.partition):
            raise LedgerError(f"{part.partition!r} cannot name a partition of {dataset}.")
        stem = re.sub(r"[^A-Za-z0-9_.-]+", "-", name)[:80]
        # The number of the next commit keeps names apart across loads, the partition within one.
        serial = f"{self.manifest.state().number + 1:08d}-{time.time_ns():x}"
        relative = f"data/{dataset}/{part.partition}/{stem}-{serial}.parquet"
        target = self.root / relative
        with put(target) as temporary:
            pq.write_table(part.table, temporary, compression="zstd", row_group_size=_ROW_GROUP)
        return LakeFile(
            dataset,
            relative,
            part.partition,
            part.table.num_rows,
            target.stat().st_size,
            sha256_of(target),
            (name,),
            **_span(part),
        )

    def files(
        self, dataset: str, held_on: str = "", first_day: str = "", last_day: str = ""
    ) -> tuple[LakeFile, ...]:
        """The Parquet files of a data set, optionally for a span of days.

        With `held_on`, the files as they stood on that day; take of their rows those whose
        `loaded_on` is not later.
        """
        chosen = [
            file
            for file in self.manifest.state().files.values()
            if file.dataset == dataset
            and _held(file, held_on)
            and not (first_day and file.last_day and file.last_day < first_day)
            and not (last_day and file.first_day and file.first_day > last_day)
        ]
        return tuple(sorted(chosen, key=lambda file: file.path))

    def paths(self, dataset: str, **span: str) -> list[str]:
        """The absolute paths of a data set's Parquet files.

        Raises
        ------
        UnknownName
            Nothing of this data set is loaded; the message names what is.
        """
        found = [str(self.root / file.path) for file in self.files(dataset, **span)]
        if not found and not self.files(dataset):
            known = self.datasets()
            raise UnknownName(
                f"the lake {self.root} holds no {dataset!r}; {nearest(dataset, known)}. "
                f"Load it with: denge record load {dataset} PATH"
            )
        return found or [str(self.root / self.files(dataset)[0].path)]

    def datasets(self) -> list[str]:
        return sorted({file.dataset for file in self.manifest.state().files.values()})

    def table(self, dataset: str, **span: str) -> pa.Table:
        """A data set as one Arrow table (small sets; ask an engine for large ones)."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        whole = pa.concat_tables(
            [pq.read_table(path) for path in self.paths(dataset, **span)], promote_options="default"
        )
        if not span.get("held_on"):
            return whole
        return whole.filter(compute().field("loaded_on") <= date.fromisoformat(span["held_on"]))

    def status(self) -> tuple[Held, ...]:
        """What each data set holds."""
        state = self.manifest.state()
        return tuple(
            Held(
                dataset,
                sum(file.rows for file in files),
                len(files),
                sum(file.bytes for file in files),
                sum(1 for (name, _) in state.sources if name == dataset),
                min((file.first_day for file in files if file.first_day), default=""),
                max((file.last_day for file in files if file.last_day), default=""),
                max(e.loaded_at for (name, _), e in state.sources.items() if name == dataset),
            )
            for dataset in self.datasets()
            if (files := self.files(dataset))
        )

    def compact(self, dataset: str, most_rows: int = COMPACT_ROWS) -> int:
        """Join the small files of each partition; the number of files that went.

        No joined file has more than `most_rows` rows, so a month of GDELT never stands in memory
        as a whole. The old files stay for readers that opened them; `sweep` removes them later.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        gone = 0
        for files in self._batches(dataset, most_rows):
            tables = [pq.read_table(self.root / file.path) for file in files]
            joined = pa.concat_tables(tables, promote_options="default")
            new = self._write(dataset, "compact", Part(files[0].partition, joined))
            gone += self._swap(files, new)
        return gone

    def _batches(self, dataset: str, most_rows: int) -> Iterable[list[LakeFile]]:
        """Files of one partition that fit into one, at least two at a time."""
        partitions: dict[str, list[LakeFile]] = {}
        for file in self.files(dataset):
            if not file.held_from and file.rows < most_rows:
                partitions.setdefault(file.partition, []).append(file)
        for files in partitions.values():
            batch: list[LakeFile] = []
            for file in sorted(files, key=lambda file: (file.first_id or 0, file.path)):
                if batch and sum(held.rows for held in batch) + file.rows > most_rows:
                    if len(batch) > 1:
                        yield batch
                    batch = []
                batch.append(file)
            if len(batch) > 1:
                yield batch

    def _swap(self, files: list[LakeFile], new: LakeFile) -> int:
        days = [d for f in files for d in (f.first_day, f.last_day) if d]
        ids = [i for f in files for i in (f.first_id, f.last_id) if i is not None]
        merged = replace(
            new,
            sources=tuple(sorted({name for file in files for name in file.sources})),
            first_day=min(days, default=""),
            last_day=max(days, default=""),
            first_id=min(ids, default=None),
            last_id=max(ids, default=None),
        )
        old = tuple(file.path for file in files)

        def make(state) -> Commit | None:
            live = all(path in state.files and not state.files[path].superseded_at for path in old)
            return Commit(add=(merged,), drop=old) if live else None

        return len(files) if self.manifest.commit(make) else 0

    def sweep(self, older_than_s: float = 3600) -> int:
        """Remove what no reader can see: files of killed loads, and those that were compacted."""
        state = self.manifest.state()
        data, seen, edge = self.root / "data", set(state.files), time.time() - older_than_s
        removed = 0
        halves = [*data.rglob(f"*{TEMPORARY}"), *self.manifest.folder.glob(f".*{TEMPORARY}")]
        for path in [*data.rglob("*.parquet"), *halves]:
            if str(path.relative_to(self.root)) in seen:
                continue
            with suppress(FileNotFoundError), in_words(path, "Removing"):
                if path.stat().st_mtime < edge:
                    path.unlink()
                    removed += 1
        return removed

    def verify(self) -> list[str]:
        """What is wrong with the files, missing or changed; empty when all is well."""
        wrong = []
        for file in self.manifest.state().files.values():
            path = self.root / file.path
            if not path.exists():
                wrong.append(f"{file.path} is missing")
            elif sha256_of(path) != file.sha256:
                wrong.append(f"{file.path} has another checksum than its manifest")
        return wrong


def _held(file: LakeFile, held_on: str) -> bool:
    if not held_on:
        return not file.superseded_at
    gone = file.superseded_at[:10]
    return file.held_from[:10] <= held_on and (not gone or held_on < gone)


def _signed(table: pa.Table, name: str) -> pa.Table:
    """The rows with the publisher's file they come from and the day they were loaded."""
    import pyarrow as pa

    rows, today = table.num_rows, date.fromisoformat(now()[:10])
    file = pa.DictionaryArray.from_arrays(
        pa.repeat(pa.scalar(0, pa.int8()), rows), pa.array([name])
    )
    table = table.append_column("source_file", file.cast(pa.string()))
    return table.append_column("loaded_on", pa.repeat(pa.scalar(today, pa.date32()), rows))


def _span(part: Part) -> dict:

    pc = compute()
    span: dict = {}
    if part.day:
        ends = pc.min_max(part.table[part.day]).as_py()
        span |= {f"{k}_day": str(ends[v] or "") for k, v in (("first", "min"), ("last", "max"))}
    if part.id:
        ends = pc.min_max(part.table[part.id]).as_py()
        span |= {"first_id": ends["min"], "last_id": ends["max"]}
    return span
