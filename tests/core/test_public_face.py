"""The public face: what `import denge` offers is what it says, and the packages can be called."""

from __future__ import annotations

import denge


def test_everything_named_in_all_is_there_and_the_list_is_sorted() -> None:
    assert list(denge.__all__) == sorted(denge.__all__)
    assert all(hasattr(denge, name) for name in denge.__all__)


def test_a_text_is_read_and_briefed_by_calling_the_packages(tmp_path) -> None:
    text = (
        " date 2025-11-20 On 18 November 2025 Kazakhstan and Japan signed an agreement in Astana."
    )
    column = tmp_path / "column.txt"
    column.write_text(text, encoding="utf-8")
    assert [event.type for event in denge.read(text).events] == ["sign"]
    page = tmp_path / "page.html"
    denge.brief(column).save(page)
    assert "Japan" in page.read_text("utf-8")


def test_what_is_not_offered_is_no_attribute() -> None:
    assert not hasattr(denge, "oracle")
