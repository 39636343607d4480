"""Files of the user's own: packaged files pass, mistakes are named with their place."""

from __future__ import annotations

import pytest
import yaml

from denge.choose.parameter_file import ParameterFile
from denge.choose.parameters import load_parameters
from denge.choose.state_file import described_states, exposure
from denge.choose.strategies import load_playbook
from denge.choose.user_file import StateFile, StrategyFile, read_user_file
from denge.core.catalogue import catalogue_path
from denge.core.errors import BadScenario, UnreadableText

FILES = [
    ("parameters.yaml", ParameterFile),
    ("strategies.yaml", StrategyFile),
    *((f"states/{code}.yaml", StateFile) for code in ("KAZ", "SRB", "TUR", "UZB", "VNM")),
]


@pytest.mark.parametrize(("name", "layout"), FILES)
def test_packaged_files_follow_the_layout_asked_of_users(name: str, layout) -> None:
    assert read_user_file(str(catalogue_path(f"catalogue/choose/{name}")), layout)


def test_the_packaged_states_are_all_checked() -> None:
    assert {n.removeprefix("states/").removesuffix(".yaml") for n, _ in FILES[2:]} == set(
        described_states()
    )


def test_a_missing_file_is_a_sentence(tmp_path) -> None:
    with pytest.raises(UnreadableText, match="cannot be read"):
        load_playbook(exposure("UZB"), tmp_path / "none.yaml")


def test_a_binary_file_is_a_sentence(tmp_path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(UnreadableText, match="no UTF-8 text"):
        load_parameters(path)


def test_text_that_is_no_yaml_is_named_with_its_line(tmp_path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("strategies: {a: [}\n", "utf-8")
    with pytest.raises(BadScenario, match=r"line 1 is no YAML"):
        load_playbook(exposure("UZB"), path)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("strategies: {mine: {mixx: present}}", r"strategies\.mine\.mixx"),
        ("strategies: {mine: {mix: present, corridors: 3}}", r"strategies\.mine\.corridors"),
        ("adaptive: {mine: {start: both_and, rules: []}}", r"adaptive\.mine\.rules"),
        ("just words", "holds no names with values; it begins with a name such as `strategies:`"),
        ("", "holds nothing"),
        ("strategies: {mine: {mix: {west: .nan, russia: 0.5}}}", r"mix\.west: a finite number"),
        ("strategies: {mine: {mix: {west: .inf, russia: 0.5}}}", r"mix\.west: a finite number"),
        ("strategies: {mine: {mix: {west: -0.5, russia: 1.5}}}", "less than nothing"),
        ("strategies: {mine: {mix: {wset: 0.5, russia: 0.5}}}", "'wset'; nearest: west"),
        ("strategies: {mine: {mix: {west: 0.5, russia: 0.7}}}", r"spends 1\.2 of a budget of 1;"),
        ("strategies: {mine: {mix: present, budget: -1}}", r"strategies\.mine\.budget"),
        ("strategies:\n  a: {mix: present}\n  a: {mix: equal}", "line 3 gives 'a' twice"),
        ("question: {of: both_and, against: [both_and]}", "not the strategy itself"),
        (
            "adaptive: {a: {start: both_and, rules: [{when: tension, from: both_and, to: equal}]}}",
            "never fires",
        ),
    ],
)
def test_a_departure_from_the_layout_is_named_with_its_place(tmp_path, text, place) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadScenario, match=place):
        load_playbook(exposure("UZB"), path)


def test_a_parameter_file_without_a_draw_names_it(tmp_path) -> None:
    data = yaml.safe_load(catalogue_path("catalogue/choose/parameters.yaml").read_text("utf-8"))
    del data["draws"]["gamma"]
    path = tmp_path / "p.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(BadScenario, match="lacks the draw 'gamma'"):
        load_parameters(path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("mean: 4.0", "mean: .nan", r"draws\.theta\.mean: a finite number"),
        ("mean: 4.0", "mean: four", r"draws\.theta\.mean: a number"),
        ("mean: 4.0", "mean: -4.0", r"theta must be above 0; found -6\.8 to -1\.2"),
        ("low: 0.2\n    high: 1.0", "low: 0\n    high: 1.0", "gamma must be above 0"),
        ("log_low: 0.01", "log_low: 2", "log_low must lie below high, 1"),
        ("persistence: 0.534", "persistence: 1.5", r"tension\.persistence: .* less than 1"),
        ("persistence: 0.534", "persistance: 0.534", "no entry of this name"),
        ("scope: {a: 4, b: 6}", "scope: {a: -4, b: 6}", r"poles\.russia\.scope\.a"),
        ("  west: {label", "  wast: {label", "'wast' is unknown|'west' is missing"),
        ("sender: west", "sender: mars", "'mars' is no pole"),
        ("tail: {value: 0.05", "tail: {value: 0", "tail must be above 0 and at most 1; found 0"),
        ("years: [1, 2], label", "years: [], label", r"horizons\.short\.years"),
        ("years: [1, 2], label", "years: [0, -2], label", r"horizons\.short\.years\.0"),
        ("  short: {years", "  brief: {years", "the horizon 'short' is missing"),
        ("steps: 16", "steps: 0", r"surface\.hazard\.steps"),
        ("gamma: [0.2, 0.4", "gamma: [0.4, 0.2", "the values must rise"),
        ("kind: normal", "kind: gauss", "kind 'gauss'; use one of range"),
    ],
)
def test_an_assumption_that_the_payoff_cannot_take_is_named(tmp_path, old, new, says) -> None:
    text = catalogue_path("catalogue/choose/parameters.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "p.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadScenario, match=says):
        load_parameters(path)


def test_a_state_file_with_a_negative_openness_is_refused(tmp_path) -> None:
    data = yaml.safe_load(catalogue_path("catalogue/choose/states/UZB.yaml").read_text("utf-8"))
    data["trade"]["exports_pct_gdp"] = -4
    path = tmp_path / "s.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(BadScenario, match=r"trade\.exports_pct_gdp"):
        exposure("UZB", file=path)
