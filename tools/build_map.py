"""Make `src/denge/catalogue/map/world.json` from Natural Earth's 110m countries.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/build_map.py package/countries-110m.json

The input is world-atlas 2.0.2 (ISC licence), a TopoJSON form of Natural Earth (public domain). Each
state becomes one SVG path in the Equal Earth projection, in whole units of a map 2000 units wide.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

from denge.brief.projection import CENTRE, WIDTH, project
from denge.core.state import states

OUT = Path(__file__).parents[1] / "src/denge/catalogue/map/world.json"
# Natural Earth draws these without a numeric ISO code; they stay unnamed land.
LEFT_OUT = {"010"}  # Antarctica: no capital, and the map is cropped well north of it


def decode(topology: dict) -> list[list[tuple[float, float]]]:
    """Arcs in degrees, from TopoJSON's quantised deltas."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + x0, y * ky + y0))
        arcs.append(points)
    return arcs


def ring(indices: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """One closed ring from its arcs; a negative index is the arc run backwards."""
    points: list[tuple[float, float]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def path(rings: list[list[tuple[float, float]]]) -> str:
    """Relative SVG path of whole units; rings below three distinct points vanish."""
    parts = []
    for points in rings:
        whole = [tuple(round(c) for c in project(lon, lat)) for lon, lat in points]
        kept = [p for n, p in enumerate(whole) if n == 0 or p != whole[n - 1]]
        if len(set(kept)) < 3:
            continue
        steps = [f"{x - px} {y - py}" for (px, py), (x, y) in itertools.pairwise(kept)]
        parts.append(f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z".replace(" -", "-"))
    return "".join(parts)


def main(source: str) -> None:
    topology = json.loads(Path(source).read_text("utf-8"))
    arcs = decode(topology)
    by_number = {s.numeric: code for code, s in states().items()}
    named: dict[str, str] = {}
    land: list[str] = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        drawn = path([ring(r, arcs) for polygon in polygons for r in polygon])
        code = by_number.get(str(shape.get("id")))
        if shape.get("id") in LEFT_OUT or not drawn:
            continue
        if code:
            named[code] = drawn
        else:
            land.append(drawn)
    world = {
        "note": "Natural Earth 1:110m (public domain) by way of world-atlas 2.0.2 (ISC). "
        "Borders as Natural Earth draws them; no position is taken.",
        "projection": f"Equal Earth, central meridian {CENTRE:g} E",
        "width": WIDTH,
        "states": dict(sorted(named.items())),
        "other_land": "".join(land),
    }
    OUT.write_text(json.dumps(world, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{OUT.name}: {len(named)} states, {OUT.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1])
