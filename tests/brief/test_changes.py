"""What has changed since an earlier brief, told as stories; a wrong file is one sentence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from denge.brief import make
from denge.brief.blocks import Details, Table, plain
from denge.brief.previous import previous
from denge.cli import main
from denge.core.errors import InputError, UnreadableText


@pytest.fixture(scope="module")
def earlier(tmp_path_factory) -> Path:
    """The page of the example as of a month before its day."""
    path = tmp_path_factory.mktemp("earlier") / "old.html"
    make(as_of=date(2025, 11, 19)).save(str(path))
    return path


@pytest.fixture(scope="module")
def later(earlier):
    return make(since=earlier)


def section(brief):
    return next((s for s in brief.sections if s.id == "changes"), None)


def tables(brief) -> dict[str, Table]:
    found = {}
    for block in section(brief).blocks:
        for one in block.blocks if isinstance(block, Details) else (block,):
            if isinstance(one, Table):
                found[one.id] = one
    return found


def test_without_an_earlier_brief_there_is_no_such_section():
    assert section(make("SRB")) is None


def test_it_stands_first_and_names_the_day(later):
    assert later.sections[0].id == "changes"
    assert "19 November 2025" in plain(section(later).blocks[0].line)


def test_a_verdict_that_moved_shows_both_words(later):
    """The trip to Tokyo in December was not known in November."""
    rows = [[plain(cell) for cell in row] for row in tables(later)["table-verdicts-moved"].rows]
    (tokyo,) = [row for row in rows if "Japan met" in row[0]]
    assert tokyo[1:] == ["not testable", "supported"]


def test_a_figure_that_moved_shows_old_and_new_and_its_new_rows(later, earlier):
    rows = {
        plain(row[0]): [plain(cell) for cell in row[1:]]
        for table in tables(later).values()
        if table.id.startswith("table-moved")
        for row in table.rows
    }
    was, now, behind = rows["Effective number of vectors (D2)"]
    old = previous(earlier).figures["vectors.diplomatic.d2"]
    assert f"{old.estimate.median:.1f} effective vectors" in was
    assert now != was
    assert "new rows: eng-" in behind
    assert all(was != now for was, now, _ in rows.values())


def test_beyond_means_outside_of_the_interval_that_it_had(later, earlier):
    old = previous(earlier).figures
    by_label = {later.context.label(f): f for f in later.context.figures.values()}
    far = tables(later).get("table-moved-far")
    for row in far.rows if far else ():
        figure = by_label[plain(row[0])]
        before = old[figure.id].estimate
        if before.low is not None:
            assert not before.low <= figure.estimate.median <= before.high


def test_the_same_brief_again_has_nothing_to_tell(tmp_path):
    make().save(str(tmp_path / "same.html"))
    again = make(since=tmp_path / "same.html")
    assert tables(again) == {}
    said = plain(section(again).blocks[-1].line)
    assert said == f"{len(again.context.figures)} figures stand as they did."


def test_data_and_page_of_one_brief_are_read_alike(earlier, tmp_path):
    brief = make(as_of=date(2025, 11, 19), lang="tr")
    (tmp_path / "old.json").write_text(json.dumps(brief.to_dict()), "utf-8")
    brief.save(str(tmp_path / "old.html"))
    one, two = previous(tmp_path / "old.json"), previous(tmp_path / "old.html")
    assert one.claims == two.claims
    assert set(one.figures) == set(two.figures)
    for name, stood in one.figures.items():
        assert stood.rows == two.figures[name].rows
        assert stood.estimate.median == pytest.approx(two.figures[name].estimate.median, rel=1e-7)


def test_an_earlier_text_in_another_language_gives_and_takes_claims(tmp_path):
    text = "Kazakhstan and Uzbekistan signed 12 agreements in Tashkent on 14 November 2025."
    (tmp_path / "a.txt").write_text(text, "utf-8")
    old = make(tmp_path / "a.txt", state="KAZ", lang="tr", date=date(2025, 11, 20))
    assert old.claims()
    old.save(str(tmp_path / "old.html"))
    new = make(since=tmp_path / "old.html")
    heads = [plain(b.line) for b in section(new).blocks if getattr(b, "role", "") == "head"]
    assert heads == ["Claims that are new", "Claims no longer made"]
    assert f'<span lang="tr">{old.claims()[0]["says"]}</span>' in new.html()


def test_a_later_row_enters_no_figure_by_way_of_the_comparison(later, earlier):
    plain_brief = make()
    for name, figure in plain_brief.context.figures.items():
        assert later.context.figures[name].estimate == figure.estimate


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gone.html", None, "cannot be read"),
        ("page.html", "<html><body>A page of others</body></html>", "holds no figures of denge"),
        ("list.json", "[1, 2]", "holds no figures of denge"),
        ("other.json", '{"made_by": "others 1.0", "claims": [], "figures": {}}', "no figures"),
        ("brief.md", "<!-- denge 0.1.0 -->\n# A brief", "Markdown keeps no figures"),
        ("bytes.html", b"\xff\xfe\x00", "not text in UTF-8"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_writes_nothing(
    tmp_path, monkeypatch, capsys, name, content, says
):
    monkeypatch.chdir(tmp_path)
    if isinstance(content, str):
        Path(name).write_text(content, "utf-8")
    elif content is not None:
        Path(name).write_bytes(content)
    assert main(["brief", "SRB", "--since", name]) == 1
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
    assert not Path("brief.html").exists()


def test_a_brief_of_another_state_is_refused(earlier):
    with pytest.raises(InputError, match=r"about KAZ, this one about SRB"):
        make("SRB", since=earlier)


def test_a_brief_that_was_tampered_with_runs_nothing(earlier, tmp_path):
    data = json.loads(json.dumps(make("SRB").to_dict()))
    bad = "</script><script>alert(1)</script>"
    data["claims"] = [
        {"rule": bad, "partner": bad, "polarity": 1, "says": bad, "verdict": bad, "figure": None}
    ]
    (tmp_path / "bad.json").write_text(json.dumps(data), "utf-8")
    page = make("SRB", since=tmp_path / "bad.json").html()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_missing_numbers_are_no_figures(tmp_path):
    data = make("SRB").to_dict()
    next(iter(data["figures"].values()))["median"] = None
    (tmp_path / "a.json").write_text(json.dumps(data), "utf-8")
    with pytest.raises(UnreadableText, match="no figures of denge"):
        previous(tmp_path / "a.json")
