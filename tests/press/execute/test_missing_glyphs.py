"""Letters that no font has are told in one line for each cell."""

from __future__ import annotations

import warnings

from press.execute.missing_glyphs import counted_glyphs


def of_matplotlib(text: str) -> list[str]:
    """Return what matplotlib warns of as it draws a text, as standard error shows it."""
    import matplotlib.pyplot as plt

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure = plt.figure()
        figure.text(0.1, 0.5, text)
        figure.canvas.draw()
        plt.close(figure)
    return "".join(
        f"/x/events.py:101: UserWarning: {one.message}\n  func(*args, **kwargs)\n" for one in caught
    ).splitlines()


def test_missing_letters_are_counted_once_in_one_line():
    """Whichever words matplotlib uses here; what else was said stays."""
    lines = ["first", *of_matplotlib("\u6536\u5165\u6536 \u0e01"), "  last"]
    assert counted_glyphs(lines * 2) == [
        *("first", "  last", "first", "  last"),
        "3 characters stand as boxes in a figure, since no font of this machine has them:"
        " \u6536 \u5165 \u0e01",
    ]


def test_other_warnings_stay_as_they_are():
    """With the line of code below them."""
    lines = ["x.py:1: UserWarning: Mind the gap.", "  f()"]
    assert counted_glyphs(lines) == lines


def test_one_letter_is_told_as_one():
    """And a long list is cut."""
    assert counted_glyphs(of_matplotlib("\u6536"))[0].startswith("1 character stands as boxes")
    assert counted_glyphs(of_matplotlib("".join(map(chr, range(0x4E00, 0x4E0A)))))[0].endswith("\u4e07 ...")
