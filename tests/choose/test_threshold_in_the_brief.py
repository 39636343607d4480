"""The threshold surface and the lessons as the brief shows them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import numpy as np
import pytest

import denge.brief
from denge.brief.blocks import Badge, Chart, Details, Paragraph, Table, plain
from denge.brief.choice import flip_said
from denge.brief.draw.surface import Axes, Maps, agreed, classes, draw_surface
from denge.brief.words import words
from denge.choose.threshold import Flip

DAY = date(2025, 11, 19)
LANGUAGES = ("en", "tr", "ru", "kk")
AXES = Axes(
    "curvature",
    ("0.3", "0.9"),
    "hazard",
    "weight",
    ((0.01, "1 %"), (0.1, "10 %")),
    ((0.0, "0 %"), (1.0, "100 %")),
    ("a", "b", "c", "d", "e"),
    ("less", "more"),
    "open",
    "usual",
)
ONE = replace(AXES, columns=("0.5",))


@pytest.fixture(scope="module")
def briefs():
    return {lang: denge.brief.make("KAZ", lang=lang, as_of=DAY) for lang in LANGUAGES}


def section(brief, name: str):
    return next(s for s in brief.sections if s.id == name)


def block(brief, name: str, kind, id_: str):
    return next(b for b in section(brief, name).blocks if isinstance(b, kind) and b.id == id_)


def areas(body: str) -> dict[str, float]:
    """Area of all rectangles of each fill in the paths of a drawing."""
    found: dict[str, float] = {}
    for d, fill in re.findall(r'<path d="(M[^"]+z)" (class="f-[^/]+|fill="url[^/]+)/>', body):
        for x, y, right, bottom in re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H", d):
            area = (float(right) - float(x)) * (float(bottom) - float(y))
            found[fill] = found.get(fill, 0.0) + area
    return found


@pytest.mark.parametrize("width", [760, 358])
def test_every_cell_of_a_map_is_drawn_once_in_the_colour_of_its_class(width: int) -> None:
    rng = np.random.default_rng(0)
    share = rng.random((8, 5, 2))
    hazard, nu = np.geomspace(0.01, 0.1, 8), np.linspace(0, 1, 5)
    drawn = draw_surface([Maps("row", classes(share))], hazard, nu, AXES, width)
    painted = areas(drawn.body)
    frames = re.findall(r'width="([\d.]+)" height="([\d.]+)" class="cell"', drawn.body)[:2]
    whole = sum(float(w) * float(h) for w, h in frames)
    assert sum(painted.values()) == pytest.approx(whole, rel=0.01)
    counts = np.bincount(classes(share).ravel(), minlength=5) / share.size
    assert sorted(v / whole for v in painted.values()) == pytest.approx(sorted(counts), abs=0.01)


def test_cells_without_worlds_stay_blank() -> None:
    share = np.full((4, 3, 1), np.nan)
    grids = (np.geomspace(0.01, 0.1, 4), np.linspace(0, 1, 3))
    drawn = draw_surface([Maps("row", classes(share))], *grids, ONE, 760)
    assert areas(drawn.body) == {}


def test_a_line_parts_the_cells_above_one_half_from_the_others() -> None:
    share = np.array([[0.6, 0.6, 0.2], [0.6, 0.2, 0.2]])[:, :, None]
    grids = (np.array([0.01, 0.1]), np.array([0.0, 0.5, 1.0]))
    body = draw_surface([Maps("row", classes(share))], *grids, ONE, 760).body
    line = re.search(r'<path d="([^"]+)" class="ring"/>', body)
    assert line is not None
    assert line[1].count("M") == 3
    even = draw_surface([Maps("row", classes(0 * share))], *grids, ONE, 760).body
    assert 'class="ring"/>' not in re.sub(r"<rect[^>]*>", "", even)


def test_the_last_row_is_coloured_by_agreement_alone() -> None:
    assert agreed(np.array([1, -1, 0])).tolist() == [6, 5, 7]


def test_the_range_of_the_sampled_worlds_is_marked() -> None:
    share = np.full((4, 3, 1), 0.2)
    grids = (np.geomspace(0.001, 1.0, 4), np.linspace(0, 1, 3))
    with_box = Maps("row", classes(share), (0.01, 0.1, 0.2, 0.8))
    assert draw_surface([with_box], *grids, ONE, 760).body.count("stroke-dasharray") == 2
    bare = draw_surface([Maps("row", classes(share))], *grids, ONE, 760)
    assert bare.body.count("stroke-dasharray") == 1, "the key alone"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_surface_stands_in_the_brief_of_each_language(briefs, lang: str) -> None:
    chart = block(briefs[lang], "options", Chart, "surface")
    assert "%" in chart.title
    assert chart.description
    assert (chart.wide.width, chart.narrow.width) == (760, 358)
    assert chart.table is not None
    assert len(chart.table.rows) == 16
    page = briefs[lang].html()
    figure = page[page.index('<figure id="surface"') :]
    figure = figure[: figure.index("</figure>")]
    assert len(figure.encode()) < 40_000
    assert "hatch-760" in figure
    assert "hatch-358" in figure


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_label_of_the_maps_leaves_the_frame(briefs, lang: str) -> None:
    from denge.brief.draw.svg import text_width

    chart = block(briefs[lang], "options", Chart, "surface")
    for drawing in (chart.wide, chart.narrow):
        for x, y, cls, anchor, said in re.findall(
            r'<text x="([\d.]+)" y="([\d.]+)" class="([^"]+)"(?: text-anchor="(\w+)")?>([^<]+)<',
            drawing.body,
        ):
            wide = text_width(unescape(said), 11.0 if "small" in cls else 12.5)
            left = float(x) - {"end": wide, "middle": wide / 2}.get(anchor, 0.0)
            assert left > -4, said
            assert left + wide < drawing.width + 4, said
            assert 0 < float(y) < drawing.height, said


def test_the_title_counts_what_all_three_measures_agree_on(briefs) -> None:
    brief = briefs["en"]
    result = brief.context.evidence.result("choose", draws=20_000)
    against = (result.surface.verdict < 0).mean()
    title = block(brief, "options", Chart, "surface").title
    assert f"less than half of the sampled worlds on {100 * against:.0f}% of this map" in title


def test_flip_points_are_given_with_their_range_and_trail(briefs) -> None:
    brief = briefs["en"]
    table = block(brief, "options", Table, "flips")
    rows = {plain(row[0]): row for row in table.rows}
    assert plain(rows["every alignment at once"][1]) == "at no value"
    weight = rows["aligning with the West"][2]
    assert re.fullmatch(r"from \d+% to \d+% on", plain(weight))
    assert weight[0].figure_id in {t.figure_id for t in brief.trails}


def test_what_nobody_can_estimate_is_stamped(briefs) -> None:
    for brief in briefs.values():
        stamped = [
            b.line
            for b in section(brief, "options").blocks
            if isinstance(b, Paragraph) and isinstance(b.line[0], Badge)
        ]
        assert len(stamped) == 1
        assert stamped[0][2].count(";") >= 7


def test_agreement_between_the_rules_is_said_first(briefs) -> None:
    first = section(briefs["en"], "options").blocks[0]
    assert "Kendall's W" in plain(first.line)


def flip(at: float | None, side: str) -> Flip:
    return Flip("uniform", at, 0.0, side)


@pytest.mark.parametrize(
    ("flips", "says"),
    [
        ((flip(0.1, "falls"), flip(0.3, "falls")), "up to 10% to 30%"),
        ((flip(0.1, "rises"), flip(0.1, "rises")), "from 10% on"),
        ((flip(None, "below"),) * 3, "at no value"),
        ((flip(None, "above"),) * 3, "at every value"),
        ((flip(0.1, "falls"), flip(None, "below")), "no statement: it turns on how"),
        ((flip(None, "wavers"),) * 3, "no statement: it turns on how"),
    ],
)
def test_a_flip_is_said_only_where_all_ways_agree(flips, says: str) -> None:
    assert flip_said(words("en"), flips).startswith(says)


def test_the_lessons_name_three_states_at_either_end_with_their_share(briefs) -> None:
    brief = briefs["en"]
    result = brief.context.evidence.result("carry")
    chart = block(brief, "lessons", Chart, "lessons-chart")
    assert chart.table is not None
    assert len(chart.table.rows) == 6
    names = [plain(row[0]) for row in chart.table.rows]
    assert names == [words("en").state(s.state) for s in (*result.league[:3], *result.league[-3:])]
    assert all("interval" in plain(row[3]) for row in chart.table.rows)
    assert result.league[0].share > result.league[-1].share


def test_each_condition_says_how_far_the_flip_point_moves(briefs) -> None:
    brief = briefs["en"]
    rows = block(brief, "lessons", Table, "lessons-turn").rows
    assert [plain(row[0]) for row in rows][:2] == [
        "as it stands",
        "Size: trade with all poles over GDP",
    ]
    assert all(plain(cell) for row in rows for cell in row)
    assert any(re.search(r"\d+% to \d+%", plain(row[2])) for row in rows[1:])
    inside = next(b for b in section(brief, "lessons").blocks if isinstance(b, Details))
    assert [t.id for t in inside.blocks] == ["lessons-weights", "lessons-flips"]


def test_no_data_is_no_lesson_and_stability_is_not_testable(briefs) -> None:
    said = [plain(b.line) for b in section(briefs["en"], "lessons").blocks if hasattr(b, "line")]
    assert any(s.startswith("No data, no lesson: Share of crude exports") for s in said)
    assert any("not testable here: it would need yearly outcomes" in s for s in said)
    told = " ".join(said)
    assert "Vietnam" in told


@pytest.mark.parametrize("lang", ["tr", "ru", "kk"])
def test_nothing_of_the_two_sections_is_left_in_english(briefs, lang: str) -> None:
    english = re.compile(r"\b(?:the|of|with|worlds|share|hazard|trade)\b")
    for name in ("options", "lessons"):
        assert english.findall(_texts(section(briefs[lang], name))) == []


def _texts(part) -> str:
    """All words of a section that a person sees, drawings included."""
    found: list[str] = []

    def walk(value) -> None:
        if isinstance(value, str):
            found.extend(re.findall(r">([^<]+)<", value) if "<" in value else [value])
        elif isinstance(value, tuple):
            for item in value:
                walk(item)
        elif hasattr(value, "__dataclass_fields__"):
            for field in value.__dataclass_fields__:
                if field not in ("id", "figure_id", "role", "tone"):
                    walk(getattr(value, field))

    walk(part.blocks)
    return " ".join(found)


def test_a_text_that_says_nothing_of_balance_gets_neither_section(tmp_path) -> None:
    text = tmp_path / "visit.txt"
    text.write_text("On 3 March 2025 the president of Serbia visited Berlin.", "utf-8")
    made = denge.brief.make(str(text))
    assert {"options", "lessons"}.isdisjoint({s.id for s in made.sections})
