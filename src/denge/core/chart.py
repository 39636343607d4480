"""Figures as an interval chart for notebooks: a dot at the median, a bar over the interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denge.core.errors import EmptyTies

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

    from denge.core.trail import Figure

__all__ = ["alt_text", "as_svg", "interval_chart"]

_WIDTH = 420
_PADDING = {"left": 40, "top": 6, "right": 12, "bottom": 6}  # fonts of a browser may run wider
_SAID = 12  # figures that the description names one by one


def interval_chart(figures: Sequence[Figure], title: str = "") -> alt.VConcatChart:
    """One panel for each unit, its figures in their own order from top to bottom.

    Parameters
    ----------
    figures : sequence of Figure
        A figure without an interval stands as a dot alone.
    title : str, optional
        Above the first panel.

    Returns
    -------
    altair.VConcatChart
        With a description in words, and tooltips; `to_dict()` holds every value.

    Raises
    ------
    EmptyTies
        There is no figure to draw.

    Examples
    --------
    >>> from denge.core.estimate import Estimate
    >>> from denge.core.trail import Figure
    >>> vectors = Figure("v", "Vectors", Estimate(5.1, 4.0, 6.1, 0.9, "effective vectors"))
    >>> interval_chart([vectors]).to_dict()["description"]
    'Vectors: 5.1 [4, 6.1] effective vectors (90 %)'
    """
    import altair as alt

    if not figures:
        raise EmptyTies("there is no figure to draw")
    units: dict[str, list[Figure]] = {}
    for figure in figures:
        units.setdefault(figure.estimate.unit, []).append(figure)
    panels = [_panel(unit, group) for unit, group in units.items()]
    joined = alt.vconcat(*panels, description=alt_text(figures), padding=_PADDING)
    return joined.properties(title=title) if title else joined


def alt_text(figures: Sequence[Figure]) -> str:
    """What the chart shows, in words: each figure with its interval, the first twelve of them."""
    said = "; ".join(f"{f.label}: {f.estimate}" for f in figures[:_SAID])
    more = len(figures) - _SAID
    return f"{said}; and {more} more" if more > 0 else said


def as_svg(chart: alt.VConcatChart) -> str:
    """The chart as an SVG picture, made on this machine without a network."""
    import vl_convert

    return vl_convert.vegalite_to_svg(chart.to_dict())


def _panel(unit: str, figures: Sequence[Figure]) -> Any:
    import altair as alt

    rows = [_row(figure) for figure in figures]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
        tooltip=[alt.Tooltip(f"{name}:N", title=name) for name in ("label", "estimate", "period")],
    )
    bars = base.mark_bar(height=7, opacity=0.4).encode(
        x=alt.X("low:Q", title=unit or "value", scale=alt.Scale(zero=False)), x2="high:Q"
    )
    dots = base.mark_point(filled=True, size=55, opacity=1).encode(x="median:Q")
    return alt.layer(bars, dots).properties(width=_WIDTH)


def _row(figure: Figure) -> dict[str, Any]:
    e = figure.estimate
    return {
        "label": figure.label,
        "median": e.median,
        "low": e.median if e.low is None else e.low,
        "high": e.median if e.high is None else e.high,
        "estimate": str(e),
        "period": figure.period,
    }
