"""`denge measure`, `compare` and `why` on the packaged data: output, exit codes, no zeros."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from denge.cli import main

DAY = ("--as-of", "2025-11-19")


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main([*argv])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("state", ["UZB", "TUR", "SRB", "VNM", "IND"])
def test_any_state_gets_votes_stance_distance_and_rank(capsys, state):
    code, out, _ = run(capsys, "measure", state, "--format", "json", *DAY)
    found = json.loads(out)
    assert code == 0
    for prefix in ("votes.", "stance.", "distance.", "rank."):
        rows = [row for row in found["figures"] if row["id"].startswith(prefix)]
        assert any(row["low"] is not None for row in rows), prefix
    missing = {row["measure"]: row["why"] for row in found["missing"]}
    for name in ("vectors", "tilt", "squeeze", "brokerage"):
        assert missing[name].startswith("no data")
    for name in missing.keys() - {"target", "itinerary"}:
        assert re.search(r"denge (record (add|load)|measure \w+ \w+ --casebook) ", missing[name])
    assert all(row["median"] != 0 for row in found["figures"] if not row["id"].startswith("rank."))


def test_a_casebook_of_your_own_takes_the_place_of_the_packaged_one(capsys, tmp_path):
    """The packaged tables, said to be about Uzbekistan, as that command would read them."""
    from denge.record.casebook import casebook

    folder = tmp_path / "uzb"
    shutil.copytree(casebook().folder, folder)
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    (folder / "datapackage.json").write_text(json.dumps(descriptor | {"denge:state": "UZB"}))
    _, out, _ = run(capsys, "measure", "UZB", "ladder", *DAY)
    assert "denge measure UZB ladder --casebook FOLDER" in out
    _, out, _ = run(capsys, "measure", "UZB", "institutions", "--casebook", str(folder), *DAY)
    assert "institutions.KGZ" in out
    _, out, _ = run(capsys, "why", "UZB", "institutions.KGZ", "--casebook", str(folder), *DAY)
    assert "row     member of" in out
    code, _, err = run(capsys, "measure", "UZB", "--casebook", str(tmp_path))
    assert code == 1
    assert "no datapackage.json" in err


def test_the_casebook_state_gets_its_vectors_in_every_format(capsys):
    code, table, _ = run(capsys, "measure", "Kazakhstan", "vectors", *DAY)
    assert code == 0
    assert "vectors.diplomatic.d2" in table
    _, text, _ = run(capsys, "measure", "KAZ", "vectors", "--format", "csv", *DAY)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["id"] == "vectors.diplomatic.d2"
    assert float(rows[0]["low"]) < float(rows[0]["median"]) < float(rows[0]["high"])


def test_visits_that_are_too_few_are_not_tested(capsys):
    _, out, _ = run(capsys, "measure", "KAZ", "coincidence", *DAY)
    assert "not testable: n = " in out


def test_a_target_is_asked_for_by_partner_value_and_year(capsys):
    options = ("--partner", "RUS", "--target-usd", "30e9", "--year", "2025")
    _, out, _ = run(capsys, "measure", "KAZ", "target", *options, "--format", "json", *DAY)
    chances = [r["median"] for r in json.loads(out)["figures"] if r["id"].endswith(".p_hit")]
    assert len(chances) >= 2
    assert all(0 <= p <= 1 for p in chances)


def test_an_itinerary_takes_its_hosts(capsys):
    _, out, _ = run(capsys, "measure", "KAZ", "itinerary", "--hosts", "USA", "RUS", *DAY)
    assert "itinerary.travelled" in out


def test_weights_of_the_user_reach_the_combined_number(capsys):
    _, even, _ = run(capsys, "measure", "KAZ", "dimensions", "--format", "json", *DAY)
    options = ("--weights", "imports=1", "--format", "json")
    _, own, _ = run(capsys, "measure", "KAZ", "dimensions", *options, *DAY)

    def value(text, name):
        return next(r["median"] for r in json.loads(text)["figures"] if r["id"] == name)

    assert value(own, "dimensions.combined.d2") == value(own, "dimensions.imports.d2")
    assert value(own, "dimensions.combined.d2") != value(even, "dimensions.combined.d2")


def test_why_shows_rows_assumptions_and_sources(capsys):
    code, out, _ = run(capsys, "why", "KAZ", "tilt.usa_russia", *DAY)
    assert code == 0
    assert "assumes Length of the window" in out
    assert "https://" in out
    assert out.count("  row     ") > 10
    _, text, _ = run(capsys, "why", "KAZ", "tilt.usa_russia", "--format", "json", *DAY)
    assert json.loads(text)["trail"][0]["row_id"]


@pytest.mark.parametrize(
    "figure", ["distance.RUS.gap", "votes.CHN", "rank.turkic.place", "dimensions.transit.d2"]
)
def test_why_opens_figures_of_every_kind(capsys, figure):
    code, out, err = run(capsys, "why", "KAZ", figure, *DAY)
    assert (code, err) == (0, "")
    assert "  source  " in out


def test_compare_ranks_named_states_and_all(capsys):
    _, out, _ = run(capsys, "compare", "KAZ", "UZB", "SRB", "--format", "json", *DAY)
    assert {row["state"] for row in json.loads(out)} == {"KAZ", "UZB", "SRB"}
    code, out, err = run(capsys, "compare", "--all", "--format", "csv", *DAY)
    assert code == 0
    assert len(out.splitlines()) > 151
    assert "not ranked: USA" in err


def test_the_list_names_every_measure(capsys):
    from denge.measure.registry import measures

    _, out, _ = run(capsys, "measure", "--list")
    assert [line.split()[0] for line in out.splitlines()[1:]] == list(measures())


@pytest.mark.parametrize(
    ("argv", "code", "sentence"),
    [
        (("measure", "XYZ"), 2, "no known state"),
        (("measure", "KAZ", "vektors"), 2, "nearest: vectors"),
        (("measure",), 1, "name a state"),
        (("measure", "KAZ", "tilt", "--axis", "usa_rusia"), 2, "nearest: usa_russia"),
        (("why", "KAZ", "tilt.usa"), 2, "nearest: tilt.usa_russia"),
        (("why", "KAZ", "target.RUS.2025.any.p_hit"), 1, "--target-usd"),
        (("compare",), 1, "--all"),
        (("measure", "KAZ", "dimensions", "--weights", "trips"), 1, "trips=2"),
        (("measure", "KAZ", "dimensions", "--weights", "energy=1", *DAY), 1, "weights must be"),
        (("measure", "KAZ", "--as-of", "soon"), 1, "is no date"),
        (("measure", "KAZ", "--from", "2025", "--to", "2024"), 1, "before it begins"),
        (("measure", "KAZ", "dimensions", "--weights", "trips=nan"), 1, "that of trips is nan"),
        (("measure", "KAZ", "rank", "--weights", "gdp_usd=-1"), 1, "0 or more"),
        (("measure", "KAZ", "tilt", "--axis", "usa:usa"), 1, "two different poles"),
        (("measure", "KAZ", "tilt", "--seed", "-1"), 1, "a seed is"),
        (("measure", "KAZ", "squeeze", "--powers", "KAZ", "RUS"), 1, "two other states"),
        (("measure", "KAZ", "--engine", "spark://x:1"), 1, "--ledger"),
        (("measure", "KAZ", "--ledger", "none/such.db"), 1, "there is no ledger at"),
        (
            (
                "measure",
                "KAZ",
                "target",
                "--partner",
                "RUS",
                "--target-usd",
                "nan",
                "--year",
                "2025",
            ),
            1,
            "a positive number of USD",
        ),
        (("compare", "KAZ", "--year", "1800"), 1, "first met in 1946"),
        (("compare", "USA"), 1, "an end of the axis"),
    ],
)
def test_a_wrong_request_is_one_sentence_and_an_exit_code(capsys, argv, code, sentence):
    found, out, err = run(capsys, *argv)
    assert found == code
    assert sentence in err
    assert out == ""
    assert err.startswith("denge: ")


def test_a_day_before_any_data_gives_reasons_and_no_figure(capsys):
    code, out, _ = run(capsys, "measure", "KAZ", "--as-of", "1900-01-01", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert {row["measure"] for row in found["missing"]} >= {"vectors", "distance", "votes"}
    assert not any(row["id"].startswith(("votes", "vectors")) for row in found["figures"])


def test_votes_of_a_ledger_may_be_compared_with_any_state(capsys, shared, tmp_path):
    ledger, folder = str(tmp_path / "a.db"), shared / "data" / "un_votes"
    files = {"un_votes_matrix": "unga_votes_matrix", "un_rollcalls": "unga_rollcalls"}
    for source, name in files.items():
        path = str(folder / f"{name}_1946_2018.csv.gz")
        assert main(["record", "load", source, path, "--ledger", ledger]) == 0
    capsys.readouterr()

    def share(power, *options):
        ask = ("measure", "KAZ", "votes", "--powers", power, "--format", "json", *options)
        _, out, _ = run(capsys, *ask, *(() if "--as-of" in options else DAY))
        return [row["median"] for row in json.loads(out)["figures"]]

    assert share("USA", "--ledger", ledger) == pytest.approx(share("USA"), abs=1e-3)
    assert 0.4 < share("ITA", "--ledger", ledger)[0] < 0.8
    assert share("ITA") == []
    early = ("--ledger", ledger, "--as-of", "2012-06-01")
    dropped, kept = (share("USA", *early, "--paragraphs", p)[0] for p in ("drop", "keep"))
    assert kept > dropped + 0.1


def test_events_of_a_ledger_bring_brokerage_and_a_table_by_year(capsys, shared, tmp_path):
    ledger = str(tmp_path / "a.db")
    events = shared / "data" / "events" / "icews_raw_2018-06-01_02.tab.gz"
    assert main(["record", "load", "icews", str(events), "--ledger", ledger]) == 0
    capsys.readouterr()
    code, out, _ = run(capsys, "measure", "IRN", "brokerage", "verbal", "--ledger", ledger)
    assert code == 0
    assert "brokerage.USA_RUS.p" in out
    assert "verbal.USA.share" in out
    _, out, err = run(capsys, "compare", "RUS", "KAZ", "--ledger", ledger)
    assert "RUS    2018  " in out
    assert "not ranked on events: KAZ" in err
    code, out, _ = run(capsys, "why", "IRN", "engagement.d2", "--ledger", ledger)
    assert code == 0
    assert "row     2018: " in out
    assert "Boschee" in out


@pytest.mark.parametrize(
    ("load", "files", "source", "says"),
    [
        ("icews", ("icews_raw_2018-06-01_02.tab.gz",), "icews", "which changes it most"),
        ("icews_facts", ("icews14_facts.csv.gz",), "icews", "name no publisher"),
        ("gdelt", ("gdelt/20191024143000.export.CSV.gz", "gdelt/20201115.subset.export.CSV.gz"),
         "gdelt", "which changes it most"),
    ],
)  # fmt: skip
def test_every_lake_gives_engagement_by_type_and_its_publishers_or_a_sentence(
    capsys, shared, tmp_path, load, files, source, says
):
    ledger = str(tmp_path / "a.db")
    paths = [str(shared / "data" / "events" / name) for name in files]
    assert main(["record", "load", load, *paths, "--ledger", ledger]) == 0
    capsys.readouterr()
    options = ("--ledger", ledger, "--source", source, "--engine", "duckdb")
    code, out, _ = run(capsys, "measure", "RUS", "engagement", "coverage", *options)
    assert code == 0
    assert "engagement.consult.rate" in out
    assert says in out
    assert ("coverage.without_one" in out) == (load != "icews_facts")


def test_an_engine_that_is_none_is_named(capsys, tmp_path):
    ledger = str(tmp_path / "a.db")
    (tmp_path / "a.db").touch()
    for command in ("measure", "compare"):
        code, _, err = run(capsys, command, "KAZ", "--ledger", ledger, "--engine", "mysql")
        assert code == 2
        assert "spark://HOST:PORT" in err


def test_pacts_of_a_ledger_stand_beside(capsys, shared, tmp_path):
    ledger = str(tmp_path / "a.db")
    file = shared / "data" / "diplomacy" / "atop_alliance_dyad_year.parquet"
    assert main(["record", "load", "atop", str(file), "--ledger", ledger]) == 0
    capsys.readouterr()
    _, out, _ = run(capsys, "measure", "KAZ", "dimensions", "--ledger", ledger, *DAY)
    assert "dimensions.alliances.share.russia" in out
    assert "alliances 1" not in out


def test_measures_say_how_many_rows_rest_on_unreviewed_readings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, ledger = tmp_path / "a.txt", str(tmp_path / "a.db")
    text.write_text(
        "On 3 February 2025 Kazakhstan's President Kassym-Jomart Tokayev visited Lisbon, where "
        "he met Portugal's President Marcelo Rebelo de Sousa.\n",
        encoding="utf-8",
    )
    assert main(["record", "add", str(text), "--ledger", ledger]) == 0
    capsys.readouterr()
    assert main(["measure", "KAZ", "vectors", "--ledger", ledger]) == 0
    assert "rest on unreviewed readings; they are left out" in capsys.readouterr().out
    words = ["--ledger", ledger, "--include-unreviewed", "--format", "json"]
    assert main(["measure", "KAZ", "vectors", *words]) == 0
    assert "rest on unreviewed readings; they are counted" in capsys.readouterr().err
