"""Markdown as HTML that needs neither Sphinx nor a script."""

from __future__ import annotations

import pytest

from press.pages.plain_markdown import html_of, text_of

SHOWN = {
    "a computed number": ("[0.85](result:auc#full)", '<p><span class="result">0.85</span></p>'),
    "a fact with its source": (
        '[253 mph](fact:gust "WMO, 1996")',
        '<p><span class="fact" title="WMO, 1996">253 mph</span></p>',
    ),
    "a page of the book": ("[next](diffusion.ipynb)", "<p><span>next</span></p>"),
    "a page of the web": (
        "[a](https://example.org) [b](x.md)",
        '<p><a href="https://example.org">a</a> <span>b</span></p>',
    ),
    "a role": ("{numref}`fig-x` {cite:t}`m2013`", "<p><span>fig-x</span> <span>m2013</span></p>"),
    "a role with a text of its own": ("{ref}`the figure <fig-x>`", "<p><span>the figure</span></p>"),
    "a picture of the book": ("![A map](map.png)", "<p><em>A map</em></p>"),
    "a comment": ("% for authors\n\ntext", "<p>text</p>"),
    "code": ("```python\na < 1\n```", "<pre><code>a &lt; 1\n</code></pre>"),
    "a box": (
        ":::{admonition} Exercise 1\n:class: tip\n\nTry [1](result:a).\n:::",
        '<aside class="box"><p class="box-title">Exercise 1</p>\n'
        '<p>Try <span class="result">1</span>.</p>\n</aside>',
    ),
    "a box that opens": (
        "```{admonition} Hint\n:class: dropdown\nLook.\n```",
        "<details><summary>Hint</summary>\n<p>Look.</p>\n</details>",
    ),
    "a box without a title": (
        ":::{note}\nSo.\n:::",
        '<aside class="box"><p class="box-title">Note</p>\n<p>So.</p>\n</aside>',
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_the_book_adds_to_markdown_is_shown_plainly(name):
    """No markup of the press is left."""
    markdown, shown = SHOWN[name]
    assert html_of(markdown).strip() == shown


@pytest.mark.parametrize("text", ["$a^2$", "$$\na^2\n$$", "$$\na^2\n$$ (eq-a)", "```{math}\na^2\n```"])
def test_formulas_are_mathml(text):
    """No script draws them."""
    assert "<msup><mi>a</mi><mn>2</mn></msup>" in html_of(text)
    assert "$" not in html_of(text)


def test_a_formula_that_cannot_be_read_stays_as_it_was_written():
    """The page is written all the same."""
    assert r"<code>\left( a &lt; b</code>" in html_of(r"$\left( a < b$")


def test_an_alternative_is_plain_text():
    """Of several lines one, of a link its text."""
    assert text_of("About [0.85](result:auc)\nof *all*.") == "About 0.85 of all."
