"""GDELT files of 57, 58 and 61 columns; rows that do not fit are refused by number."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denge.core.errors import BadRow, SourceError
from denge.record import archive
from denge.record.lake import Lake
from denge.record.load import load_file
from denge.record.sources import gdelt
from denge.record.sources.gdelt import columns

if TYPE_CHECKING:
    from pathlib import Path


def row(number: int, width: int = 61, **changes: str) -> str:
    """An invented row: Kazakhstan visits Russia on 3 January 2020."""
    values = dict.fromkeys(columns(width), "")
    values |= {"GLOBALEVENTID": str(number), "SQLDATE": "20200103", "MonthYear": "202001"}
    values |= {"Year": "2020", "FractionDate": "2020.0082", "Actor1Code": "KAZGOV"}
    values |= {"Actor1CountryCode": "KAZ", "Actor1Type1Code": "GOV", "Actor2CountryCode": "RUS"}
    values |= {"EventCode": "042", "EventRootCode": "04", "QuadClass": "1", "GoldsteinScale": "1.9"}
    values |= {"NumMentions": "4", "NumSources": "1", "NumArticles": "2", "AvgTone": "0.5"}
    values |= {"ActionGeo_FullName": "Moscow", "ActionGeo_CountryCode": "RS"}
    values["DATEADDED"] = "20200103120000" if width == 61 else "20200103"
    if width > 57:
        values["SOURCEURL"] = f"https://example.org/{number}"
    return "\t".join((values | changes).values())


def write(path: Path, *rows: str, ending: str = "\n") -> Path:
    path.write_bytes((ending.join(rows) + ending).encode("utf-8", "surrogateescape"))
    return path


def loaded(lake: Lake, path: Path, **options: str):
    return load_file(lake, "gdelt", path, **options)


@pytest.mark.parametrize("width", [57, 58, 61])
def test_each_layout_keeps_its_labels_and_types(tmp_path: Path, width: int) -> None:
    lake = Lake(tmp_path / "lake")
    report = loaded(lake, write(tmp_path / "a.csv", row(1, width), row(2, width)))
    assert (report.rows, report.added, report.notes) == (2, 2, ())
    first = lake.table("gdelt").to_pylist()[0]
    assert set(columns(61)) <= set(first)
    assert first["SQLDATE"] == date(2020, 1, 3)
    assert first["DATEADDED"].date() == date(2020, 1, 3)
    assert first["GoldsteinScale"] == 1.9
    assert first["Actor2Code"] is None
    assert (first["SOURCEURL"] is None) == (width == 57)
    assert first["source_file"] == "a.csv"


def test_a_file_that_mixes_layouts_is_loaded_and_says_so(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    mixed = write(tmp_path / "a.csv", row(1, 57), row(2, 58), row(3, 57), row(4, 61))
    report = loaded(lake, mixed)
    assert report.rows == report.added == 4
    assert report.notes == ("columns are mixed: 2 rows of 57, 1 rows of 58, 1 rows of 61",)
    assert sorted(lake.table("gdelt")["GLOBALEVENTID"].to_pylist()) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("1\t2\t3", "3 fields"),
        (row(9) + "\textra", "62 fields"),
        (row(9, SQLDATE="20209999"), "SQLDATE is '20209999'"),
        (row(9, GoldsteinScale="calm"), "GoldsteinScale is 'calm'"),
        (row(9, NumArticles="2.5"), "NumArticles is '2.5'"),
        (row(9, GLOBALEVENTID=""), "GLOBALEVENTID is empty"),
        (row(9, DATEADDED=""), "DATEADDED is empty"),
        ("", "GLOBALEVENTID is empty"),
        (row(9, SQLDATE="x", AvgTone="y"), "SQLDATE is 'x', AvgTone is 'y'"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_number(tmp_path: Path, bad: str, why: str) -> None:
    lake = Lake(tmp_path / "lake")
    path = write(tmp_path / "a.csv", row(1), row(2), bad, row(4))
    with pytest.raises(BadRow, match=rf"a\.csv: row 3: {why}.*Nothing of this file was loaded"):
        loaded(lake, path)
    assert lake.datasets() == []
    report = loaded(lake, path, bad_rows="skip")
    assert report.added == 3
    assert any(note.startswith(f"row 3 left out: {why}") for note in report.notes)


def test_rows_keep_their_numbers_in_a_mixed_file(tmp_path: Path) -> None:
    rows = [row(1), row(2, 57), "1\t2", row(4, 57, AvgTone="x"), row(5, SQLDATE="y"), row(6, 58)]
    path = write(tmp_path / "a.csv", *rows)
    with pytest.raises(
        BadRow, match=r"row 3: 2 fields, .*; row 4: AvgTone is 'x'; row 5: SQLDATE is 'y'"
    ):
        loaded(Lake(tmp_path / "lake"), path)
    report = loaded(Lake(tmp_path / "lake"), path, bad_rows="skip")
    assert report.added == 3


def test_rows_are_numbered_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gdelt, "BLOCK_BYTES", 700)
    rows = [row(n) for n in range(20)]
    rows[13] = "broken"
    with pytest.raises(BadRow, match="row 14: 1 fields"):
        loaded(Lake(tmp_path / "lake"), write(tmp_path / "a.csv", *rows))


@settings(max_examples=20, deadline=None)
@given(cut=st.integers(1, 2000))
def test_the_size_of_blocks_changes_nothing(cut: int, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("blocks")
    lake, before = Lake(folder / "lake"), gdelt.BLOCK_BYTES
    gdelt.BLOCK_BYTES = cut
    try:
        path = write(folder / "a.csv", *(row(n, (57, 58, 61)[n % 3]) for n in range(7)))
        assert loaded(lake, path).added == 7
    finally:
        gdelt.BLOCK_BYTES = before
    assert sorted(lake.table("gdelt")["GLOBALEVENTID"].to_pylist()) == list(range(7))


def test_an_event_is_recorded_once_whichever_file_tells_of_it(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    loaded(lake, write(tmp_path / "a.csv", row(1), row(2), row(2)))
    report = loaded(lake, write(tmp_path / "b.csv", row(2), row(3)))
    assert report.added == 1
    assert any("1 rows left out: their event is already recorded" in n for n in report.notes)
    assert sorted(lake.table("gdelt")["GLOBALEVENTID"].to_pylist()) == [1, 2, 3]


def test_quotes_and_bytes_that_are_not_utf8_do_not_lose_rows(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    path = tmp_path / "a.csv"
    odd = row(2, Actor1Name='"THE KING').encode() + b"\n"
    path.write_bytes(row(1, Actor1Name="SAO PAULO").encode() + b"\n" + odd)
    path.write_bytes(path.read_bytes().replace(b"SAO", b"S\xc3O"))
    report = loaded(lake, path)
    assert report.added == 2
    assert any("not UTF-8" in note for note in report.notes)
    names = {r["GLOBALEVENTID"]: r["Actor1Name"] for r in lake.table("gdelt").to_pylist()}
    assert names == {1: "S\ufffdO PAULO", 2: '"THE KING'}


def test_codes_never_met_are_named_and_counted(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    report = loaded(lake, write(tmp_path / "a.csv", row(1, Actor1CountryCode="QQQ"), row(2)))
    assert report.notes == (
        "Actor1CountryCode 'QQQ' has not been met before (1 rows); it stands for no state yet",
    )


def zipped(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return path


def test_gz_and_zip_are_opened(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    (tmp_path / "a.CSV.gz").write_bytes(gzip.compress(row(1).encode() + b"\n"))
    path = zipped(tmp_path / "b.CSV.zip", "b.CSV", row(2).encode() + b"\n")
    assert loaded(lake, tmp_path / "a.CSV.gz").added == loaded(lake, path).added == 1


@pytest.mark.parametrize("name", ["../out.csv", "/etc/passwd", "..\\out.csv", "c:out.csv"])
def test_an_archive_that_names_a_path_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "a.zip", name, row(1).encode())
    with pytest.raises(SourceError, match="outside itself"):
        loaded(Lake(tmp_path / "lake"), path)


def test_an_archive_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive.Limits, "BYTES", 10_000)
    path = zipped(tmp_path / "a.zip", "a.csv", (row(1) + "\n").encode() * 1000)
    with pytest.raises(SourceError, match="unpacks to more than 10,000 bytes"):
        loaded(Lake(tmp_path / "lake"), path)
    monkeypatch.undo()
    packed = zipped(tmp_path / "b.zip", "b.csv", b"\0" * (300 << 20))
    with pytest.raises(SourceError, match="unpacks to more than"):
        loaded(Lake(tmp_path / "lake"), packed)


def test_an_archive_of_two_files_or_half_an_archive_is_refused(tmp_path: Path) -> None:
    lake, path = Lake(tmp_path / "lake"), zipped(tmp_path / "a.zip", "a.csv", row(1).encode())
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("b.csv", row(2))
    with pytest.raises(SourceError, match="holds 2 files"):
        loaded(lake, path)
    half = tmp_path / "half.gz"
    half.write_bytes(gzip.compress((row(1) + "\n").encode() * 500)[:-40])
    with pytest.raises(SourceError, match="breaks off"):
        loaded(lake, half)
    (tmp_path / "not.zip").write_bytes(b"no archive")
    with pytest.raises(SourceError, match="no whole zip"):
        loaded(lake, tmp_path / "not.zip")
    assert lake.datasets() == []


def test_the_true_mixed_file_is_loaded_in_full(shared: Path, tmp_path: Path) -> None:
    path = shared / "data/events/gdelt/gdelt1_sample_mixed.tsv.gz"
    report = loaded(Lake(tmp_path / "lake"), path)
    assert report.rows == report.added == 710
    assert report.notes == ("columns are mixed: 201 rows of 57, 509 rows of 58",)
