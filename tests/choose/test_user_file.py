"""Files of the user's own: packaged files pass, mistakes are named with their place."""

from __future__ import annotations

import pytest
import yaml

from denge.choose.parameters import load_parameters
from denge.choose.state_file import described_states, exposure
from denge.choose.strategies import load_playbook
from denge.choose.user_file import ParameterFile, StateFile, StrategyFile, read_user_file
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
        ("just words", "the top"),
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


def test_a_state_file_with_a_negative_openness_is_refused(tmp_path) -> None:
    data = yaml.safe_load(catalogue_path("catalogue/choose/states/UZB.yaml").read_text("utf-8"))
    data["trade"]["exports_pct_gdp"] = -4
    path = tmp_path / "s.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(BadScenario, match=r"trade\.exports_pct_gdp"):
        exposure("UZB", file=path)
