"""The comparison as a whole: computed, self-describing, and careful with words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

import denge.record
from denge.choose.compare import compare, summary
from denge.choose.convergence import converged_draws
from denge.choose.parameters import load_parameters
from denge.choose.quantile import MEASURES
from denge.choose.result_file import write_result
from denge.choose.words import sentences
from denge.core.catalogue import catalogue_path
from denge.core.errors import BadOutput, BadScenario, UnknownName

FORBIDDEN = re.compile(
    r"probab|likelihood|\bchances?\b|\blikely\b|\bodds\b"
    r"|olasılık|olasi|ihtimal|вероятност|шанс|ықтимал|мүмкіндік",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def kaz():
    return summary(denge.record.open().view(date(2025, 11, 19)), "KAZ", draws=6000)


@pytest.fixture
def changed(tmp_path):
    """The packaged parameter file with some draws replaced."""

    def write(**draws):
        data = yaml.safe_load(catalogue_path("catalogue/choose/parameters.yaml").read_text("utf-8"))
        data["draws"] |= {name: data["draws"][name] | entry for name, entry in draws.items()}
        path = tmp_path / "parameters.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
        return load_parameters(path)

    return write


def test_the_conclusion_is_computed_from_the_parameter_file(changed) -> None:
    """Take the pressure away, then make the choice certain: the sentences turn."""
    calm = changed(
        nu={"low": 0.0, "high": 0.001, "log_low": 0.0001},
        f0={"low": -20, "high": -19},
        gamma={"low": 0.2, "high": 0.3},
    )
    harsh = changed(f0={"low": 3, "high": 4}, switch_cost={"low": 30, "high": 40})
    easy, hard = (compare("UZB", draws=2000, parameters=p) for p in (calm, harsh))
    assert easy.findings[1].key == "choose.share.most"
    assert hard.findings[1].key == "choose.share.few"
    assert sentences(easy)[1] != sentences(hard)[1]


def test_no_sentence_shows_the_name_of_a_parameter(kaz) -> None:
    for state in ("KAZ", "UZB", "SRB"):
        found = kaz if state == "KAZ" else compare(state, draws=1000)
        names = {*found.box_labels, *(row.id for row in found.strategies if "_" in row.id)}
        for text in sentences(found):
            words = set(re.findall(r"[\w.]+", text))
            assert not words & (names - {"tension", "price", "equal"}), text


def test_a_file_without_plain_words_falls_back_on_its_labels(changed) -> None:
    bare = {name: {"plain": {}} for name in ("nu", "gamma", "h1", "adjustment")}
    found = compare("KAZ", draws=1000, parameters=changed(**bare))
    text = next(t for t in sentences(found) if t.startswith("Not identified"))
    assert "Curvature of what engagement brings" in text


def test_a_share_of_none_or_all_says_that_the_model_is_certain_and_not_the_world() -> None:
    texts = sentences(compare("SRB", draws=1000))
    assert any("certainty of the model, not of the world" in text for text in texts)
    assert not any(
        "certainty of the model" in text for text in sentences(compare("UZB", draws=1000))
    )


def test_failures_are_counted_over_all_worlds_and_not_over_those_of_the_box() -> None:
    """One world in 20,000 fails for Uzbekistan, and it is not among the first 10,000."""
    found = compare("UZB", draws=20_000)
    assert found.box.base == pytest.approx(1 / 20_000)
    text = next(t for t in sentences(found) if "1 % of GDP a year" in t)
    assert "none of the sampled worlds" not in text
    assert "fewer than 0.1 % of the sampled worlds" in text


def test_every_finding_has_a_declared_key_and_an_english_sentence(kaz) -> None:
    from denge.choose.findings import FINDING_KEYS
    from denge.choose.follow import follow
    from denge.choose.words import sentence

    followed = [row.finding for row in follow(None, "KAZ", draws=100)]
    for finding in (*kaz.findings, *followed):
        assert finding.key in FINDING_KEYS
        text = sentence(kaz, finding)
        assert text[0].isupper()
        assert text.endswith(".")
        assert not FORBIDDEN.search(text)


def test_shares_are_given_under_three_measures_with_their_error(kaz) -> None:
    assert tuple(kaz.best) == MEASURES
    for share in (*kaz.best.values(), *(s for b in kaz.beats.values() for s in b.values())):
        assert 0 <= share.value <= 1
        assert 0 < share.error < 0.02


def test_beating_all_rivals_is_rarer_than_beating_each(kaz) -> None:
    for measure in MEASURES:
        each = [kaz.beats[rival][measure].value for rival in kaz.against]
        assert kaz.best[measure].value <= min(each)


def test_a_statement_is_made_only_where_all_measures_agree(kaz) -> None:
    for finding in kaz.findings:
        if finding.key.startswith("choose.share."):
            low, high = finding.values["low"], finding.values["high"]
            word = finding.key.rpartition(".")[2]
            assert {"most": low > 0.5, "few": high < 0.5, "depends": True}[word]


def test_an_answer_that_rests_on_a_stand_in_says_whether_it_turns_on_it(kaz) -> None:
    assert not any(f.key.startswith("choose.mix") for f in kaz.findings), "the mix is recorded"
    for state in ("UZB", "TUR"):
        found = compare(state, draws=2000)
        finding = next(f for f in found.findings if f.key.startswith("choose.mix"))
        v = finding.values
        assert v["stand_in"] == found.best["uniform"].value
        turns = (v["stand_in"] > 0.5) != (v["even"] > 0.5)
        assert finding.key == ("choose.mix.turns" if turns else "choose.mix.firm")
        assert any("No record says where" in text for text in sentences(found))


def test_the_surface_finding_counts_its_cells(kaz) -> None:
    finding = next(f for f in kaz.findings if f.key.startswith("choose.surface"))
    v = finding.values
    assert v["for"] + v["against"] + v["open"] == v["cells"] == kaz.surface.verdict.size
    assert v["for"] == (kaz.surface.verdict > 0).sum()
    assert (finding.key == "choose.surface.nowhere") == (v["for"] == 0)


def test_what_nobody_can_estimate_is_stamped_on_every_figure(kaz) -> None:
    assert {"nu", "f0", "f1", "gamma", "delivery.west", "delivery.russia"} <= set(
        kaz.not_identified
    )
    for figure in kaz.figures():
        assert any("Bargaining weight" in note for note in figure.notes), figure.id


def test_every_figure_has_a_method_a_trail_assumptions_and_origins(kaz) -> None:
    ids = [figure.id for figure in kaz.figures()]
    assert len(ids) == len(set(ids))
    for figure in kaz.figures():
        assert figure.method
        assert figure.trail
        assert figure.assumptions
        assert figure.origins
        assert "2023" in figure.period
    assert kaz.trail()
    assert "World Bank" in kaz.cite()
    assert "<table>" in kaz._repr_html_()


def test_each_channel_is_reported_for_both_horizons(kaz) -> None:
    for row in kaz.strategies:
        assert set(row.channels) == {"short", "long"}
        total = sum(mean for mean, _ in row.channels["long"].values())
        assert total == pytest.approx(row.mean, abs=1e-9)


def test_criteria_carry_errors_and_their_agreement_comes_first(kaz) -> None:
    assert kaz.findings[0].key.startswith("choose.criteria.")
    assert 0 <= kaz.concordance <= 1
    for criterion in kaz.criteria:
        assert len(criterion.errors) == len(kaz.strategies)
        assert np.isfinite(criterion.errors).all()
    assert kaz.evpi[0] > 0


def test_sentences_never_speak_of_how_often_a_world_comes_about(kaz) -> None:
    text = "\n".join([*sentences(kaz), json.dumps(kaz.to_dict(), ensure_ascii=False)])
    assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
    assert "sampled worlds" in text


def test_the_files_of_this_stage_never_use_those_words_either() -> None:
    root = Path(__file__).parents[2]
    files = [
        *(root / "src/denge/choose").glob("*.py"),
        *(root / "src/denge/catalogue/choose").rglob("*.yaml"),
        root / "src/denge/cli/choose.py",
        root / "docs/explanation/both-and.md",
        root / "docs/reference/choose-model.md",
    ]
    assert len(files) > 20
    for file in files:
        found = FORBIDDEN.search(file.read_text("utf-8"))
        assert found is None, f"{file.name}: {found}"


def test_the_result_file_describes_itself(kaz, tmp_path) -> None:
    data = json.loads(write_result(kaz, tmp_path / "kaz.json").read_text("utf-8"))
    assert data["format"] == "denge choose 1"
    assert data["seed"] == 0
    assert data["draws"] == 6000
    assert data["as_of"] is None or data["as_of"] == "2025-11-19"
    assert set(data["made_by"]) == {"denge", "python", "numpy"}
    assert {a["id"] for a in data["assumptions"]} >= {"choose.nu", "choose.theta", "choose.price"}
    assert all(o["title"] for o in data["origins"])
    assert data["surface"]["share"]
    assert data["parameters_origin"] == "catalogue/choose/parameters.yaml"


def test_a_place_that_cannot_be_written_is_a_sentence(kaz, tmp_path) -> None:
    with pytest.raises(BadOutput, match="cannot be written"):
        write_result(kaz, tmp_path / "no" / "where.json")


def test_the_same_call_gives_the_same_result(kaz) -> None:
    again = summary(denge.record.open().view(date(2025, 11, 19)), "KAZ", draws=6000)
    assert again.to_dict() == kaz.to_dict()


def test_wider_sanctions_that_raise_the_whole_are_explained(changed) -> None:
    """Where poles extract nearly all they can take and a choice looms, a lost market is a gain."""
    harsh = changed(
        nu={"low": 0.99}, h0={"low": 2, "high": 3}, f0={"low": 3, "high": 4}, secondary={"b": 500}
    )
    found = compare("UZB", draws=300, parameters=harsh)
    keys = {f.key: f for f in found.findings}
    assert "choose.sanctions.lost_lever" in keys
    values = keys["choose.sanctions.lost_lever"].values
    assert values["trade"] < 0 < values["coercion"]
    assert any("no lever" in text for text in sentences(found))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"kind": "range", "low": 1}, "lacks 'high'"),
        ({"kind": "range", "low": 2, "high": 1}, r"from 2\.0 down to 1\.0"),
        ({"kind": "guess"}, "kind 'guess'"),
        ({"kind": "beta", "a": 0, "b": 1}, "must be positive"),
    ],
)
def test_a_parameter_that_contradicts_itself_is_named(tmp_path, entry, message) -> None:
    data = yaml.safe_load(catalogue_path("catalogue/choose/parameters.yaml").read_text("utf-8"))
    data["draws"]["nu"] = entry
    path = tmp_path / "p.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(BadScenario, match=message):
        load_parameters(path)


def test_an_unknown_horizon_is_named() -> None:
    with pytest.raises(UnknownName, match="'medium'"):
        compare("UZB", horizon="medium", draws=200)


def test_the_stop_rule_draws_until_the_error_is_small_enough() -> None:
    few, wide = converged_draws("UZB", 0.05)
    many, narrow = converged_draws("UZB", 0.01)
    assert few < many
    assert wide <= 0.05
    assert narrow <= 0.01
    assert converged_draws("UZB", 1e-9, most=4096)[0] == 4096


def test_monte_carlo_errors_shrink_with_the_root_of_the_draws() -> None:
    small, large = (compare("UZB", draws=n).best["uniform"].error for n in (2000, 8000))
    assert small / large == pytest.approx(2, rel=0.1)


def test_the_path_of_the_brief_needs_numpy_alone() -> None:
    code = (
        "import sys, denge.choose as c; c.summary(None, 'KAZ', draws=500); "
        "print([m for m in ('scipy', 'SALib', 'pandas', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_sentences_of_the_brief_follow_the_parameter_file(changed, monkeypatch) -> None:
    """The packaged file replaced by one in which the returns to attention fall fast."""
    import denge.brief
    from denge.choose import parameters

    def options_title() -> str:
        made = denge.brief.make("KAZ", as_of=date(2025, 11, 19))
        section = next(s for s in made.sections if s.id == "options")
        return next(block.title for block in section.blocks if hasattr(block, "title"))

    before = options_title()
    falling = changed(gamma={"kind": "fixed", "value": 0.2})
    monkeypatch.setattr(parameters, "_packaged", lambda: falling)
    after = options_title()
    assert "of the sampled worlds" in before
    assert before != after
    low_before, low_after = (int(re.findall(r"(\d+)", title)[0]) for title in (before, after))
    assert low_after > low_before
