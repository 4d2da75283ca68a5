"""What a page says about itself."""

from __future__ import annotations

import pytest

from press.finish.descriptions import LONGEST, SHORTEST, described, descriptions, lead_of, shortened, title_of

LONG = "A sentence that is long enough to describe a page to whoever looks for it. "


def page(body: str, title: str = "Delays") -> str:
    """Return a page of the book."""
    return (
        f"<html><head>\n<title>{title} &#8212; Book</title>\n</head><body><article>"
        f'<h1>{title}<a class="headerlink" href="#x">#</a></h1>{body}</article><p>Footer text.</p>'
        "</body></html>"
    )


@pytest.mark.parametrize(
    ("body", "lead"),
    [
        (f"<p>{LONG}</p><p>Second.</p>", LONG.strip()),
        (f'<p>A <data value="1">42</data> &amp;\n<code>x</code>, {LONG}</p>', f"A 42 & x, {LONG.strip()}"),
        (f'<div class="run-banner docutils"><p>{LONG}</p></div><p>Own.</p>', "Own."),
        (f'<p>Built <span class="volatile">today</span>. {LONG}</p><p>Own.</p>', "Own."),
        (f"<p>Short.</p><p>{LONG}</p>", f"Short. {LONG.strip()}"),
        (f"<p>To the page</p><p>{LONG}</p>", LONG.strip()),
        (f"<p><strong>Question.</strong> {LONG}</p>", LONG.strip()),
        (f"<table><tr><td><p>{LONG}</p></td></tr></table><p>Own.</p>", "Own."),
        (f"<div class='x'><img src='a'><br><p>{LONG}</p></div>", LONG.strip()),
        ("", ""),
    ],
)
def test_the_lead_is_the_first_prose(body: str, lead: str) -> None:
    """As plain text, without boxes, dates, tables and lone links."""
    assert lead_of(page(body)) == lead


def test_descriptions_are_of_the_right_length_and_all_different() -> None:
    """Also where pages begin alike, or say nothing."""
    pages = {
        "a.html": page(f"<p>{LONG}</p>", "One"),
        "b.html": page(f"<p>{LONG}</p>", "Two"),
        "c.html": page("<p>Short.</p>", "Three"),
        "d.html": page("", "Four"),
        "e.html": page("", "Four"),
        "f.html": page(f"<p>{'word ' * 80}.</p>", "Five"),
        "g.html": page(f"<p>{LONG * 4}</p>", "Six"),
    }
    told = descriptions(pages)
    assert len(set(told.values())) == len(pages)
    assert all(SHORTEST <= len(text) <= LONGEST for text in told.values()), told
    assert told["a.html"].startswith("One: A sentence")


def test_a_long_text_is_cut_after_a_sentence_or_a_word() -> None:
    """Never in the middle of one."""
    assert shortened(LONG * 4) == (LONG * 2).strip()
    cut = shortened("word " * 80)
    assert cut.endswith("word\N{HORIZONTAL ELLIPSIS}")
    assert len(cut) <= LONGEST


def test_a_page_is_described_once_and_has_one_viewport() -> None:
    """The theme writes three."""
    view = '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
    given = page("").replace("<title>", f"{view}{view}\n{view}<title>")
    made = described(given, 'It says "no" & <yes>.')
    assert made.count('name="viewport"') == 1
    assert 'name="description" content="It says &quot;no&quot; &amp; &lt;yes&gt;."' in made
    assert described(made, "Another.") == made


def test_the_address_of_a_page_is_told_to_who_shares_it() -> None:
    """When the book has one."""
    link = '<link rel="canonical" href="https://example.org/a.html" />'
    made = described(page("").replace("<title>", f"{link}<title>"), "Text.")
    assert '<meta property="og:url" content="https://example.org/a.html">' in made
    assert "og:url" not in described(page(""), "Text.")


def test_the_title_is_the_heading() -> None:
    """Without the mark of its link."""
    assert title_of(page("")) == "Delays"
