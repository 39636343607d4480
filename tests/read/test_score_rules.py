"""The scorer: what matches what, the ladder, intervals, and other coders' records."""

from __future__ import annotations

import json
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denge.cli import main
from denge.core.errors import BadRow, UnreadableText
from denge.core.reading import Deal, Event, Reading
from denge.read.gold import gold_kind, load_gold, score_peers, score_probes
from denge.read.reader import read
from denge.read.reliability import above, reliability
from denge.read.score import Card, Tally, assign, bootstrap, match_events, score_news

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Kazakhstan met Uzbekistan in Tashkent. Later France criticised Peru sharply."
MET = "Kazakhstan met Uzbekistan in Tashkent"
BLAMED = "France criticised Peru"


def coded(**change: Any) -> dict[str, Any]:
    event = {
        "type": "meeting", "plover": "CONSULT", "source": "KAZ", "target": "UZB", "start": None,
        "end": None, "place": None, "format": None, "status": "done", "quote": MET,
    }  # fmt: skip
    return event | change


def found(**change: Any) -> Event:
    plain = coded(**change)
    start = TEXT.index(plain["quote"])
    span = (start, start + len(plain["quote"]))
    return Event(**plain, quote_span=span, rule="r", confidence=0.9)


def blamed(**change: Any) -> dict[str, Any]:
    base = {
        "type": "criticise",
        "plover": "ACCUSE",
        "source": "FRA",
        "target": "PER",
        "quote": BLAMED,
    }
    return base | change


def card(gold: list[dict], read: list[Event], **fields: Any) -> Card:
    document = {"id": "d", "lang": "en", "text": TEXT, "events": gold} | fields
    reading = Reading(id="x", lang="en", date=None, text=TEXT, events=tuple(read))
    return score_news([document], lambda _: reading)


def hits(gold: dict, event: Event, rung: str = "status") -> int:
    return card([gold], [event]).rung(rung).hits


def test_a_symmetric_dyad_matches_either_way_round() -> None:
    assert hits(coded(), found(source="UZB", target="KAZ")) == 1


def test_a_directed_dyad_matches_one_way_only() -> None:
    gold = coded(**blamed())
    turned = found(**blamed(source="PER", target="FRA"))
    assert hits(gold, found(**blamed())) == 1
    assert hits(gold, turned) == 0
    assert hits(gold, turned, "dyad") == 1


@pytest.mark.parametrize(
    "change",
    [{"plover": "AGREE"}, {"status": "planned"}, {"source": "TKM"}, {"quote": "Later France"}],
)
def test_type_status_dyad_and_place_must_agree(change: dict) -> None:
    assert hits(coded(), found(**change)) == 0


def test_a_missing_target_is_scored_without_it() -> None:
    gold = coded(**blamed(target=None))
    assert hits(gold, found(**blamed())) == 1
    assert hits(gold, found(**blamed(source="USA"))) == 0


def test_each_coded_event_is_matched_once() -> None:
    tally = card([coded()], [found(), found(type="visit")]).rung()
    assert (tally.hits, tally.false, tally.missed) == (1, 1, 0)


def test_the_matching_takes_the_pairs_that_agree_in_more_fields() -> None:
    gold = [coded(type="visit"), coded(type="meeting")]
    read = [coded(type="meeting"), coded(type="visit")]
    for event in read:
        event["quote_span"] = (0, len(MET))
    assert sorted(match_events(TEXT, gold, read, "status")) == [(0, 1), (1, 0)]


def test_the_ladder_only_falls() -> None:
    gold = [coded(start="2024-05-03", end="2024-05-03"), coded(**blamed())]
    read = [
        found(start="2024-05-04", end="2024-05-04"),
        found(**blamed(source="PER", target="FRA")),
    ]
    scored = card(gold, read)
    falls = [scored.rung(r).hits for r in ("trigger", "dyad", "directed", "status", "date", "kind")]
    assert falls == [2, 2, 1, 1, 0, 0]


def test_attributes_are_counted_on_matches_where_gold_states_them() -> None:
    gold = coded(start="2024-05-03", end="2024-05-05", place="UZB:Tashkent")
    read = found(start="2024-05-05", end="2024-05-05", place="UZB:Tashkent", format="state")
    attributes = card([gold], [read]).attributes
    assert attributes == {"date equal": [0, 1], "date overlaps": [1, 1], "place": [1, 1]}


def test_hard_negatives_are_counted_apart() -> None:
    scored = card([], [found()], hard_negative="nothing happens")
    assert (scored.hard_documents, scored.hard_events, scored.hard_sentences) == (1, 1, 2)


def test_deals_match_by_parties_and_place_and_amounts_within_a_hundredth() -> None:
    gold = {"parties": ["UZB", "KAZ"], "count": 3, "value_usd": 2e9, "sectors": [], "quote": MET}
    for value, right in ((2.01e9, 1), (2.1e9, 0)):
        deal = Deal(MET, (0, len(MET)), "r", 0.9, ("KAZ", "UZB"), count=3, value_usd=value)
        reading = Reading(id="x", lang="en", date=None, text=TEXT, deals=(deal,))
        document = {"id": "d", "lang": "en", "text": TEXT, "events": [], "deals": [gold]}
        scored = score_news([document], lambda _, r=reading: r)  # type: ignore[misc]
        assert scored.pooled() == Tally(1, 0, 0)
        assert scored.attributes["deals.value_usd"] == [right, 1]


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=3))
def test_the_assignment_is_the_best_of_all(worth: list[list[int]]) -> None:
    """Against every one-to-one matching: most pairs first, then most agreeing fields."""

    def value(pairs: list[tuple[int, int]]) -> tuple[int, float]:
        return len(pairs), sum(worth[r][c] for r, c in pairs)

    every = [
        [(r, c) for r, c in enumerate(columns) if worth[r][c] > 0]
        for columns in permutations(range(3), len(worth))
    ]
    best = assign([[float(v) for v in row] for row in worth])
    assert value(best) == max(value(pairs) for pairs in every)


def test_the_interval_holds_the_estimate_and_shrinks_with_documents() -> None:
    few = [Tally(3, 1, 1), Tally(0, 1, 2), Tally(2, 0, 0)]
    low, high = bootstrap(few)
    whole = sum(few, Tally()).f1
    assert low <= whole <= high
    wide, narrow = high - low, bootstrap(few * 20)[1] - bootstrap(few * 20)[0]
    assert narrow < wide / 2
    assert bootstrap(few) == (low, high)


def peer(expected: list[dict]) -> dict[str, Any]:
    return {"id": "p", "lang": "en", "suite": "plover-gsr", "text": TEXT, "expected": expected}


def test_records_of_other_coders_are_scored_by_undirected_dyad_and_type() -> None:
    record = peer(
        [
            {"source": "PERGOV", "target": "FRA", "code": "11"},
            {"source": "---", "target": "USA", "code": "03"},
            {"source": "SDNREB", "target": "SDNGOV", "code": "19"},
        ]
    )
    reading = Reading(id="x", lang="en", date=None, text=TEXT, events=(found(**blamed()),))
    every = score_peers([record], lambda _: reading)
    assert (every.both, every.dyad) == (Tally(1, 0, 1), Tally(1, 0, 1))
    between = score_peers([record], lambda _: reading, interstate=True)
    assert between.both == Tally(1, 0, 0)


def test_blocs_are_intergovernmental_bodies_to_other_coders() -> None:
    record = peer([{"source": "IGOUNO", "target": "PER", "code": "10", "plover": "REQUEST"}])
    event = found(type="demand", plover="REQUEST", source="UN", target="PER", quote=BLAMED)
    reading = Reading(id="x", lang="en", date=None, text=TEXT, events=(event,))
    assert score_peers([record], lambda _: reading).both == Tally(1, 0, 0)


def test_probes_name_what_failed() -> None:
    probe = {"id": "x", "task": "date", "lang": "en", "doc_date": "2024-06-12",
             "text": "They met yesterday.", "expected": "2024-06-11"}  # fmt: skip
    counts, failed = score_probes([probe, probe | {"expected": "2024-06-10"}])
    assert counts == {("date", "en"): [1, 2]}
    assert failed[0]["read"] == ["2024-06-11"]


def test_a_gold_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    with pytest.raises(UnreadableText):
        load_gold(path)
    path.write_text('{"id": 1}\n{oops\n', "utf-8")
    with pytest.raises(BadRow, match="line 2"):
        load_gold(path)
    with pytest.raises(BadRow, match="events"):
        gold_kind([{"id": 1}])


def test_the_command_scores_and_leaves_out_what_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold, ids = tmp_path / "gold.jsonl", tmp_path / "ids.txt"
    record = {"lang": "en", "text": TEXT, "events": [coded()], "hard_negative": None}
    lines = [json.dumps(record | {"id": name}) for name in ("a", "b")]
    gold.write_text("\n".join(lines), "utf-8")
    ids.write_text("b\n", "utf-8")
    assert main(["score", str(gold), "--format", "json"]) == 0
    both = json.loads(capsys.readouterr().out)
    assert main(["score", str(gold), "--without", str(ids), "--format", "json"]) == 0
    one = json.loads(capsys.readouterr().out)
    assert (both["documents"], one["documents"]) == (2, 1)
    assert main(["score", str(gold), "--only", str(ids), "--by", "lang", "--misses"]) == 0
    table = capsys.readouterr().out
    assert "ladder" in table
    assert "by language" in table
    assert "by kind" not in table


def test_the_probes_reach_what_was_asked(shared: Path) -> None:
    counts, failed = score_probes(load_gold(shared / "gold/probes.jsonl"))
    for task in ("date", "money"):
        shares = [v[0] / v[1] for (t, _), v in counts.items() if t == task]
        right = sum(v[0] for (t, _), v in counts.items() if t == task)
        whole = sum(v[1] for (t, _), v in counts.items() if t == task)
        assert right / whole >= 0.95, failed
        assert min(shares) >= 0.90, failed
    others = [f["id"] for f in failed if f["task"] in ("lang", "sentences")]
    assert others == []


def test_the_card_keeps_each_confidence_beside_its_verdict() -> None:
    judged = [(0.9, True)] * 8 + [(0.9, False)] * 2 + [(0.55, True), (0.55, False)]
    unsure, sure = reliability(judged)
    assert (unsure.n, unsure.right, sure.n, sure.right) == (2, 1, 10, 8)
    assert sure.low < 0.8 < sure.high
    assert above(judged, 12, 0.0).recall == 9 / 12
    assert above(judged, 12, 0.6).precision == 0.8


def test_what_is_read_beside_the_gold_counts_as_wrong() -> None:
    text = "Peru condemned Chile. Chile signed an agreement with Peru."
    gold = {
        "id": "one", "lang": "en", "text": text, "hard_negative": None,
        "events": [
            {
                "type": "criticise", "plover": "ACCUSE", "source": "PER", "target": "CHL",
                "start": None, "end": None, "place": None, "format": None, "status": "done",
                "quote": "Peru condemned Chile",
            }
        ],
    }  # fmt: skip
    card = score_news([gold], lambda d: read(d["text"], lang="en"))
    assert sorted(right for _, right in card.judged) == [False, True]
