"""The one style sheet keeps what a page can meet, and drops the rest."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.finish.css_purge import can_match, lean_sheet, parse, read_sheet, split_selectors

WORDS = {"p", "a", "note", "main"}
NAMES = st.sampled_from(["p", "a", ".note", ".tip", "#main", "#menu", "p.note", "a:not(.tip)", "p > .tip"])
RULES = st.lists(
    st.tuples(st.lists(NAMES, min_size=1, max_size=3), st.sampled_from(["color:red", "margin:0"]))
)


@pytest.mark.parametrize(
    ("given_sheet", "kept"),
    [
        ("p{color:red}div{color:red}", "p{color:red}"),
        (".note , .tip{color:red}", ".note{color:red}"),
        ("p:not(.tip){color:red}", "p:not(.tip){color:red}"),
        ("p:is(.tip, div > b):hover::after{color:red}", "p:is(.tip, div > b):hover::after{color:red}"),
        ("[data-x=tip] a{color:red}", "[data-x=tip] a{color:red}"),
        ("@media print { .tip {color:red} p {color:red;} }", "@media print{p{color:red}}"),
        ("@media print { .tip {color:red} }", ""),
        ("/* p { } */ p { margin : 0 ; }", "p{margin : 0}"),
        ('p::after{content:"} /* ; */ {"}', 'p::after{content:"} /* ; */ {"}'),
        ("p{background:url(data:image/svg+xml;a{b}c)}", "p{background:url(data:image/svg+xml;a{b}c)}"),
        ('@charset "utf-8";p{margin:0}', "p{margin:0}"),
        (r".a\:b{margin:0}", r".a\:b{margin:0}"),
    ],
)
def test_a_rule_stays_when_a_page_can_meet_it(given_sheet: str, kept: str) -> None:
    """What its selector demands is in the pages, or cannot be judged."""
    assert lean_sheet(given_sheet, WORDS) == kept + "\n"


def test_what_nothing_names_goes_with_the_rule_that_named_it() -> None:
    """Variables, also of variables, animations and fonts."""
    sheet = (
        "p{--a:var(--b);--b:1px;margin:0}.tip{color:var(--a);animation:turn 1s;font-family:Fine}"
        "@keyframes turn{to{margin:0}}@font-face{font-family:Fine;src:url(f.woff2)}"
    )
    assert lean_sheet(sheet, WORDS) == "p{margin:0}\n"
    assert lean_sheet(sheet, {*WORDS, "tip"}) == sheet + "\n"


def test_a_variable_that_a_page_sets_itself_stays() -> None:
    """A figure's height stands in its own tag."""
    assert lean_sheet("p{--height:1px}", {*WORDS, "--height"}) == "p{--height:1px}\n"


def test_the_unwanted_goes_whatever_the_pages_hold() -> None:
    """The icon font, whose classes every page bears."""
    sheet = "p,.fa-x{margin:0;--fa-y:1}.fa{margin:0}@font-face{font-family:'Font Awe'}"
    assert lean_sheet(sheet, {"p", "fa-x", "fa"}, re.compile(r"\.fa|--fa-|Font Awe")) == "p{margin:0}\n"


def test_notices_of_authors_stay() -> None:
    """Their licences ask for it."""
    assert lean_sheet("/*! By A. */ .tip{margin:0}", WORDS) == "/*! By A. */\n\n"


@given(RULES)
def test_doing_it_twice_changes_nothing(rules: list[tuple[list[str], str]]) -> None:
    """What is lean is left alone."""
    once = lean_sheet("".join(f"{','.join(names)} {{ {body}; }}" for names, body in rules), WORDS)
    assert lean_sheet(once, WORDS) == once


@given(RULES)
def test_a_sheet_with_every_name_in_use_keeps_every_rule(rules: list[tuple[list[str], str]]) -> None:
    """In its order."""
    sheet = "".join(f"{','.join(names)}{{{body}}}" for names, body in rules)
    assert lean_sheet(sheet, {*WORDS, "tip", "menu"}) == sheet + "\n"


def test_commas_in_brackets_do_not_part_selectors() -> None:
    """Nor do those in a text."""
    assert split_selectors('a[x="1,2"], b:is(c, d)') == ['a[x="1,2"]', "b:is(c, d)"]


def test_an_element_is_demanded_like_a_class() -> None:
    """And the name of a state is not."""
    assert can_match("a:hover", WORDS)
    assert not can_match("video:hover", WORDS)


def test_a_rule_in_a_rule_stays_whole() -> None:
    """It is judged by the outer selector alone."""
    assert [block.prelude for block in parse("p{margin:0;&:hover{margin:1px}}a{margin:0}")] == ["p", "a"]


def test_imports_are_put_in_place_and_addresses_follow() -> None:
    """They are seen from the merged sheet, in the folder of static files."""
    files = {
        "_static/styles/a.css": '@import "../b.css";\np{background:url(../images/x.png)}',
        "_static/b.css": "a{background:url('y.png')}b{background:url(\"data:z\")}",
    }
    assert read_sheet("_static/styles/a.css", files.__getitem__).split("\n") == [
        'a{background:url("y.png")}b{background:url("data:z")}',
        "",
        'p{background:url("images/x.png")}',
    ]
