"""denge choose, as a person meets it."""

from __future__ import annotations

import json

import pytest

from denge.cli import main


def run(capsys, *argv: str) -> tuple[int, str, str]:
    code = main(["choose", *argv])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_text_leads_with_agreement_and_ends_with_criteria(capsys) -> None:
    code, out, _ = run(capsys, "KAZ", "--draws", "500", "--as-of", "2025-11-19")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("Kazakhstan, long horizon, 500 sampled worlds, seed 0")
    assert "Kendall's W" in lines[2]
    assert "Not identified, so assumed" in out
    assert "Mean of sampled worlds, short horizon" in out
    assert "the largest regret" in out
    assert "Align with Russia" in out


def test_json_goes_to_stdout_alone_and_the_file_is_named_on_stderr(capsys, tmp_path) -> None:
    path = tmp_path / "r.json"
    code, out, err = run(capsys, "UZB", "--draws", "300", "--format", "json", "--out", str(path))
    assert code == 0
    assert json.loads(out)["state"] == "UZB"
    assert str(path) in err
    assert json.loads(path.read_text("utf-8"))["draws"] == 300


def test_adaptive_room_and_sensitivity_are_added_when_asked(capsys) -> None:
    pytest.importorskip("SALib")
    flags = ("--adaptive", "--room", "--lessons", "--sensitivity", "--format", "json")
    code, out, _ = run(capsys, "UZB", "--draws", "200", *flags)
    data = json.loads(out)
    assert code == 0
    assert {row["strategy"] for row in data["adaptive"]} >= {"shelter", "open_up"}
    assert "detente.1" in data["room"]
    assert {row["state"] for row in data["lessons"]} == {"KAZ", "SRB", "TUR", "VNM"}
    assert {row["condition"]: row["states"] > 100 for row in data["reach"]} == {
        "openness": True,
        "two_rivals": True,
        "position": True,
        "single_route": False,
    }
    assert len(data["league"]) > 100
    assert any(row["numerically_zero"] for row in data["sensitivity"])


def test_precision_sets_the_number_of_worlds(capsys) -> None:
    code, out, err = run(capsys, "UZB", "--precision", "0.05", "--format", "json")
    assert code == 0
    assert json.loads(out)["draws"] == 4096
    assert "4,096 worlds" in err


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (("XYZ",), 2, "'XYZ' is no known state"),
        (("KAZ", "--draws", "3"), 1, "too few"),
        (("KAZ", "--draws", "0"), 1, "too few"),
        (("KAZ", "--draws", "-7"), 1, "too few"),
        (("KAZ", "--draws", "999999999999"), 1, "do not fit into memory"),
        (("KAZ", "--draws", "many"), 2, "many"),
        (("KAZ", "--precision", "0"), 1, "a precision of 0 cannot be reached"),
        (("KAZ", "--precision", "nan"), 1, "a precision of nan cannot be reached"),
        (("KAZ", "--seed", "-1"), 1, "a seed of -1 is none"),
        (("KAZ", "--strategies", "none.yaml"), 1, "none.yaml cannot be read"),
        (("KAZ", "--out", "/nowhere/x.json", "--draws", "200"), 1, "cannot be written"),
        (("KAZ", "--horizon", "medium"), 2, "medium"),
        (("RUS",), 1, "belongs to a pole"),
        (("Monaco",), 2, "nothing to compare strategies on"),
    ],
)
def test_wrong_use_is_one_sentence(capsys, argv, code, says) -> None:
    got, out, err = run(capsys, *argv)
    assert (got, out) == (code, "")
    assert says in err
    assert "Traceback" not in err
