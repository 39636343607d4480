"""GDELT over a range of days: which files its publisher lists, and how they come into the lake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from denge.core.errors import InputError, SourceError
from denge.record.load import Loaded, load_file
from denge.record.source import source_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from denge.record.fetch import Fetcher
    from denge.record.lake import Lake

__all__ = ["Listed", "listed", "load_range"]

_COMPACT_EVERY = 256
_V2 = re.compile(r"^(\d+)\s+([0-9a-f]{32})\s+(\S+/(\d{8})\d{6}\.export\.CSV\.zip)\s*$")
_V1 = re.compile(
    r"^([0-9a-f]{32})\s+(\S*?((?:\d{8})|(?:\d{6})|(?:\d{4}))(?:\.export\.CSV)?\.zip)\s*$"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One file on the publisher's list: address, checksum, size where given, and first day."""

    url: str
    md5: str
    bytes: int | None
    stamp: str

    def within(self, first: date, last: date) -> bool:
        """Whether the file's day, month or year touches the range."""
        return (
            f"{first:%Y%m%d}"[: len(self.stamp)]
            <= self.stamp
            <= f"{last:%Y%m%d}"[: len(self.stamp)]
        )


def listed(text: str, index_url: str) -> Iterator[Listed]:
    """The event files of a master list (GDELT 2.0) or of `md5sums` (GDELT 1.0).

    Lines of other products (mentions, graph) are passed over; a line of neither shape is refused.

    Raises
    ------
    SourceError
        A line cannot be read; it is named by number.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if match := _V2.match(line):
            yield Listed(match[3], match[2], int(match[1]), match[4])
        elif match := _V1.match(line):
            yield Listed(urljoin(index_url, match[2]), match[1], None, match[3])
        elif line.strip() and not _other_product(line):
            raise SourceError(
                f"{index_url}, line {number}: {line[:80]!r} is no line of a file list."
            )


def _other_product(line: str) -> bool:
    return bool(re.search(r"(mentions\.CSV|gkg\.csv|GDELT\.\w+).*\.zip\s*$", line, re.IGNORECASE))


def load_range(
    lake: Lake,
    fetcher: Fetcher,
    first: date,
    last: date,
    *,
    index: str = "",
    version: str = "v2",
    bad_rows: str = "stop",
    recheck: bool = False,
    tell: Callable[[int, int, Loaded], None] = lambda done, of, loaded: None,
) -> list[Loaded]:
    """Fetch and load every event file of a range of days; what is loaded already is left.

    With `recheck` the publisher is asked again for files loaded before, and one whose content
    changed supersedes what it held.

    Stopped at any point, it goes on where it was: each file is one commit, and files in the cache
    are not fetched again.

    Raises
    ------
    InputError
        The range is turned round.
    SourceError
        The publisher's list names no file for the range, or a file cannot be had.
    """
    if last < first:
        raise InputError(f"a range that ends on {last} cannot start on {first}")
    spec = source_spec("gdelt")
    address = index or spec.download[version]["index"]
    names = fetcher.get(address).path.read_text("utf-8", "replace")
    files = [file for file in listed(names, address) if file.within(first, last)]
    if not files:
        raise SourceError(f"{address} lists no event file from {first} to {last}.")
    done: list[Loaded] = []
    held = {name for (dataset, name) in lake.manifest.state().sources if dataset == spec.dataset}
    for number, file in enumerate(files, 1):
        name = Path(file.url).name
        if name in held and not recheck:
            loaded = Loaded(spec.id, name, 0, 0, ("loaded before, nothing added",))
        else:
            got = fetcher.get(file.url, bytes=file.bytes, md5=file.md5)
            loaded = load_file(lake, spec.id, got.path, bad_rows=bad_rows, url=file.url)
        done.append(loaded)
        tell(number, len(files), loaded)
        if number % _COMPACT_EVERY == 0:
            lake.compact(spec.dataset)
    lake.compact(spec.dataset)
    return done
