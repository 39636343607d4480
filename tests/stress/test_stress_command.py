"""denge stress: what it prints, where, and with which exit code."""

from __future__ import annotations

import json

import pytest

from denge.cli import main

DAY = ["--as-of", "2025-11-19", "--draws", "300"]


@pytest.mark.parametrize("channel", ["oil", "corridor", "sanctions", "tension", "all"])
def test_every_channel_prints_figures_and_chances(channel, capsys):
    assert main(["stress", channel, "Kazakhstan", *DAY]) == 0
    out, err = capsys.readouterr()
    assert "(90 %)" in out
    assert out.count("about 1 in ") == 4
    assert err == ""


def test_json_holds_what_the_table_says_and_more(capsys):
    assert main(["stress", "corridor", "KAZ", "--format", "json", *DAY]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"n1", "n2", "marginal", "routes", "transit", "arcs"} <= set(said["tables"])
    assert said["seed"] == 0
    assert said["as_of"] == "2025-11-19"
    assert all(row["median"] is not None for row in said["figures"])
    assert said["sources"]


def test_a_seed_repeats_and_another_differs(capsys):
    def said(seed: str) -> str:
        assert main(["stress", "all", "KAZ", "--seed", seed, *DAY]) == 0
        return capsys.readouterr().out

    assert said("3") == said("3")
    assert said("3") != said("4")


def test_a_scenario_tells_its_story(capsys):
    assert main(["stress", "all", "KAZ", "--scenario", "cpc_halved", *DAY]) == 0
    assert "CPC loads half" in capsys.readouterr().out


def test_the_list_of_scenarios(capsys):
    assert main(["stress", "--list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 6


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (["stress", "oil"], 2, "give a channel and a state"),
        (["stress", "oil", "Kazakstan"], 2, "nearest: Kazakhstan"),
        (["stress", "all", "KAZ", "--scenario", "cpc_halvd"], 2, "nearest: cpc_halved"),
        (["stress", "oil", "KAZ", "--scenario", "cpc_halved"], 1, "nothing of oil"),
        (["stress", "corridor", "FRA"], 2, "no export corridors are described for FRA"),
        (["stress", "oil", "KAZ", "--draws", "0"], 1, "number of draws is 0"),
        (["stress", "tides", "KAZ"], 2, "tides"),
    ],
)
def test_wrong_use_is_a_sentence_on_stderr(argv, code, said, capsys):
    assert main(argv) == code
    out, err = capsys.readouterr()
    assert said in err
    assert "Traceback" not in err
    assert out == ""
