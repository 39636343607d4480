"""Change one thing in a text: what rests on it changes, and nothing else does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import denge.record
from denge.brief.compose import Brief, compose
from denge.core.catalogue import catalogue_path
from denge.read import read

EXAMPLES = {
    "en": "kazakhstan.en.txt",
    "tr": "kazakhstan.tr.txt",
}


@dataclass(frozen=True)
class Told:
    """A text with its brief, as what may be compared."""

    brief: Brief

    @property
    def verdicts(self) -> dict[str, str]:
        """By rule; of facts by rule and partner."""
        return {
            f"{c['rule']} {c['partner']}" if c["group"] == "fact" else c["rule"]: c["verdict"]
            for c in self.brief.claims()
        }

    @property
    def statements(self) -> set[str]:
        return {c["says"] for c in self.brief.claims()}

    def figures(self, prefix: str) -> dict[str, float]:
        figures = self.brief.context.figures
        return {k: f.estimate.median for k, f in figures.items() if k.startswith(prefix)}


def told(text: str, state: str | None = None) -> Told:
    return Told(compose(read(text), denge.record.open(), state=state))


def example(name: str) -> str:
    return catalogue_path(f"catalogue/examples/{name}").read_text("utf-8")


@pytest.fixture(scope="module", params=["en", "tr", "seed"])
def column(request) -> tuple[str, str]:
    """Each example, and the seed column where it is beside the checkout."""
    if request.param != "seed":
        return request.param, example(EXAMPLES[request.param])
    place = Path(__file__).resolve().parents[2] / ".." / "shared" / "seed" / "column.tr.txt"
    if not place.is_file():
        pytest.skip("the seed column is not beside this checkout")
    return "seed", place.read_text("utf-8")


@pytest.fixture(scope="module")
def base(column) -> Told:
    return told(column[1])


def changed(text: str, old: str, new: str) -> str:
    assert re.search(old, text), old
    return re.sub(old, new, text)


# Headline measures rest on the record and the day alone: no mutation of a number may move them.
RECORD = ("vectors.", "tilt.", "rank.", "corridor.", "dependence.", "distance.")


def same_record(one: Told, two: Told, but: tuple[str, ...] = ()) -> None:
    for prefix in RECORD:
        if prefix not in but:
            kept = set(one.figures(prefix)) & set(two.figures(prefix))
            for name in kept:
                if name.endswith(".unreviewed"):
                    continue
                assert one.figures(prefix)[name] == two.figures(prefix)[name], name


def test_the_text_is_about_the_state_that_acts(base):
    assert base.brief.context.state == "KAZ"
    assert base.verdicts["target RUS"] == "mixed"
    assert base.verdicts["multi-vector"] == "supported"
    assert base.verdicts["strongest-after"] == "supported"


def test_another_count_of_documents_is_contradicted(column, base):
    other = told(changed(column[1], r"\b29\b", "5"))
    counts = [d.count for d in other.brief.context.reading.deals]
    assert 5 in counts
    assert 29 not in counts
    assert base.verdicts["deal-count USA"] == "not testable"  # one source, repeated
    assert other.verdicts["deal-count USA"] == "contradicted"
    differing = {k for k in base.verdicts if base.verdicts[k] != other.verdicts.get(k)}
    assert differing == {"deal-count USA"}
    same_record(base, other)


def test_another_value_is_contradicted(column, base):
    other = told(changed(column[1], r"\b17\b(?= (?:billion|milyar))", "170"))
    assert 170e9 in [d.value_usd for d in other.brief.context.reading.deals]
    assert other.verdicts["deal-value USA"] == "contradicted"
    differing = {k for k in base.verdicts if base.verdicts[k] != other.verdicts.get(k)}
    assert differing == {"deal-value USA"}
    same_record(base, other)


def test_a_lower_target_is_met(column, base):
    other = told(changed(column[1], r"\b30\b(?= (?:billion|milyar))", "20"))
    assert [t.value_usd for t in other.brief.context.reading.targets] == [20e9]
    assert other.verdicts["target RUS"] == "supported"
    name = "target.RUS.2025.any.p_hit"
    assert other.figures("target.")[name] > base.figures("target.")[name]
    same_record(base, other)


def test_a_later_deadline_is_another_nowcast(column, base):
    text = column[1]
    later = r"(?<=in )2025(?=\.\n)|2025(?=’te 30)|2025(?= yılında 30)"
    other = told(changed(text, later, "2027"))
    assert [t.by for t in other.brief.context.reading.targets] == [2027]
    found = other.figures("target.")
    assert "target.RUS.2027.any.total" in found
    assert "target.RUS.2025.any.total" not in found
    wide = other.brief.context.figures["target.RUS.2027.any.total"].estimate
    near = base.brief.context.figures["target.RUS.2025.any.total"].estimate
    assert wide.high - wide.low > near.high - near.low


def test_another_capital_is_another_partner(column, base):
    text = changed(
        column[1], "Washington|White House|Beyaz Saray", "Beijing" if column[0] == "en" else "Pekin"
    )
    text = re.sub(r"Donald Trump|Mr Trump", "Xi Jinping", text)
    text = re.sub(r"ABD Başkanı|Başkan (?=Xi)", "Çin Devlet Başkanı ", text)
    other = told(text)
    before = {k.partner for k in base.brief.context.known}
    after = {k.partner for k in other.brief.context.known}
    assert "USA" in before
    assert "CHN" in after
    assert any(k.partner == "CHN" and not k.rows for k in other.brief.context.known)
    same_record(base, other, but=("tilt.",))


def test_the_weakest_is_not_the_strongest(column, base):
    old, new = {"en": ("strongest", "weakest")}.get(column[0], ("en güçlü", "en zayıf"))
    other = told(changed(column[1], old, new))
    assert "strongest-after" not in other.verdicts
    assert other.verdicts["weakest"] == "contradicted"
    same_record(base, other)


def test_negating_a_claim_turns_its_verdict(column, base):
    old, new = {
        "en": ("It does not choose sides", "It has chosen sides"),
        "tr": ("Taraf seçmiyor", "Taraf seçiyor"),
        "seed": ("taraf seçmeme", "taraf seçme"),
    }[column[0]]
    other = told(changed(column[1], old, new))
    kept = {c["polarity"] for c in base.brief.claims() if c["rule"] == "takes-no-side"}
    turned = [c for c in other.brief.claims() if c["rule"] == "takes-no-side"]
    assert kept == {1}
    assert len(turned) != len(kept) or turned[0]["polarity"] == -1 or turned[0]["quote"] != old


def test_dates_shifted_by_a_year_find_no_rows(column, base):
    years = {"2025": "2024", "2024": "2023"}
    text = re.sub(r"\b20\d\d\b", lambda m: years.get(m[0], m[0]), column[1])
    other = told(text)
    assert other.brief.context.as_of.year == base.brief.context.as_of.year - 1
    for known in other.brief.context.known:
        if known.table == "engagements" and known.partner == "USA":
            assert not known.rows
    steps = [s for f in other.brief.context.figures.values() for s in f.trail]
    limit = other.brief.context.as_of.isoformat()
    assert all(step.known_from <= limit for step in steps if step.known_from)
    assert other.figures("vectors.") != base.figures("vectors.")


def test_swapping_two_paragraphs_changes_no_verdict(column, base):
    parts = column[1].split("\n\n")
    n = -3 if column[0] == "seed" else -1  # behind the last paragraph of the seed stands no content
    parts[n], parts[n - 1] = parts[n - 1], parts[n]
    other = told("\n\n".join(parts))
    assert other.verdicts == base.verdicts
    same_record(base, other)


def test_two_texts_have_two_findings(base):
    assert str(base.brief) != str(told(example("serbia.en.txt")).brief)


SPORT = """ date 2025-11-20 A goal in the last minute

The home side trailed for an hour before its young forward scored twice in four minutes. The captain
praised the crowd and said the team had learnt to suffer. On Saturday they travel to the coast.

The club has sold 12 thousand season tickets and expects a full stadium. Nobody spoke of the title.
"""


def test_an_unrelated_text_gets_a_short_and_honest_brief():
    brief = told(SPORT).brief
    assert brief.context.state is None
    assert brief.claims() == []
    assert brief.trails == ()
    assert str(brief) == "The text reports no act between states and makes no claim about one."
    assert [s.id for s in brief.sections] == ["happened", "method"]
    assert len(brief.html()) < 60_000


def test_a_text_about_another_state_is_about_that_state():
    brief = told(example("serbia.en.txt")).brief
    assert brief.context.state == "SRB"
    assert {k.partner for k in brief.context.known} >= {"CHN", "FRA", "EU"}
    facts = [c for c in brief.claims() if c["group"] == "fact"]
    assert {c["verdict"] for c in facts} == {"not testable"}  # the record is of another state
    assert all(c["needs"] for c in facts)
    headline = [name for name in brief.context.figures if not name.endswith(".unreviewed")]
    assert not any(name.startswith(("vectors.", "tilt.", "target.")) for name in headline)
    assert all("KAZ" not in c["says"] and "Kazakhstan" not in c["says"] for c in brief.claims())
