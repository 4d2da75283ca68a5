"""Room for parts of a chapter that are not laid out yet."""

from __future__ import annotations

from press.finish.part_heights import with_part_heights

OUTPUT = b'<div class="cell_output docutils container">1</div>'


def test_each_part_says_how_many_outputs_it_holds() -> None:
    """Those of its own parts count for it; a part without any says nothing."""
    page = (
        b'<section id="t"><h1>T</h1><section id="a">\n<span id="x"></span><h2>A</h2>'
        + OUTPUT
        + b'<section id="b"><h3>B</h3>'
        + OUTPUT
        + b'</section></section><section id="c"><h2>C</h2></section></section>'
    )
    made = with_part_heights(page)
    assert b'<section id="a" style="--outputs:2">' in made
    assert made.count(b"style=") == 1
    assert made.replace(b' style="--outputs:2"', b"") == page


def test_a_page_without_outputs_stays_as_it_is() -> None:
    """Prose is short enough for the guess; nor does a page without parts have any to make room for."""
    assert with_part_heights(OUTPUT) == OUTPUT
    assert with_part_heights(b"<section><h2>A</h2></section>") == b"<section><h2>A</h2></section>"
