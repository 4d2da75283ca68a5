"""Numbers typed by hand: which are found, where, and which are left alone."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.gate.numbers import TypedNumber, notebook_numbers, typed_numbers
from press.runs.notebook import Notebook

NBSP, THIN = "\u00a0", "\u202f"


def texts(markdown):
    return [number.text for number in typed_numbers(markdown)]


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("Late by 12.4 minutes.", ["12.4"]),
        ("It is 12.4.", ["12.4"]),
        ("(12.4)", ["12.4"]),
        ("a-12.4 and x,12.4", ["12.4"]),
        ("e.g.12.4", ["12.4"]),
        ("p < .05", [".05"]),
        ("from -1.5 to \N{MINUS SIGN}2.5 or +3.5", ["1.5", "2.5", "3.5"]),
        ("1.5-2.5", ["1.5", "2.5"]),
        ("12.4ms and 1.5x and \N{MULTIPLICATION SIGN}2.5", ["12.4", "1.5", "2.5"]),
        ("12,4 minutes", ["12,4"]),
        ("1.5e-3 and 1e6 and 2E+5", ["1.5e-3", "1e6", "2E+5"]),
        ("1.2 million", ["1.2"]),
        ("41 %", ["41 %"]),
        ("41%", ["41%"]),
        ("41.5%", ["41.5%"]),
        (f"41{NBSP}% and 42{THIN}%", ["41 %", "42 %"]),
        ("41&nbsp;% and 4&#50; %", ["41 %", "42 %"]),
        (
            "41 per cent, 42 percent, 43 per-cent, 44-percent",
            ["41 per cent", "42 percent", "43 per-cent", "44-percent"],
        ),
        (
            "3 percentage points, 4 pp, 5 \N{PER MILLE SIGN}",
            ["3 percentage points", "4 pp", "5 \N{PER MILLE SIGN}"],
        ),
        ("41\nper cent", ["41 per cent"]),
        ("100\N{FULLWIDTH PERCENT SIGN}", ["100\N{FULLWIDTH PERCENT SIGN}"]),
        ("336,776 flights", ["336,776"]),
        ("336 776 flights", ["336 776"]),
        (f"336{NBSP}776 or 336{THIN}776 or 336'776", ["336 776", "336 776", "336'776"]),
        ("1,336,776.5 %", ["1,336,776.5 %"]),
        ("1.336.776", ["1.336.776"]),
        ("336,776,", ["336,776"]),
        ("**41** %", ["41 %"]),
        ("*12*.4", ["12.4"]),
        ("12\\.4 and 41 \\%", ["12.4", "41 %"]),
        ("# 12.4 minutes late", ["12.4"]),
        ("## 1.2 Title with 41 %", ["41 %"]),
        ("1.2 million\n===========", ["1.2"]),
        ("1.2 Title in a paragraph", ["1.2"]),
        ("- a\n- 12.4\n  - 41 %", ["12.4", "41 %"]),
        ("1. 12.4", ["12.4"]),
        ("> quoted 12.4", ["12.4"]),
        ("| a | b |\n|---|---|\n| 1 | 12.4 |\n| `2.5` | 41 % |", ["12.4", "41 %"]),
        ("term\n: explained by 12.4", ["12.4"]),
        ("note[^n]\n\n[^n]: 12.4 in the note", ["12.4"]),
        ("[41 % of them](page.md)", ["41 %"]),
        ('[x](page.md "41 %")', ["41 %"]),
        ("![a curve at 12.4](a-1.5.png)", ["12.4"]),
        ('![a](b.png "41 %")', ["41 %"]),
        ("[words 12.4]{.late}", ["12.4"]),
        ("<b>41</b> %", ["41 %"]),
        ("12<b>.4</b>", ["12.4"]),
        ("<div>\n41 %\n</div>", ["41 %"]),
        ('<p><img src="a-1.5.png" alt="a curve at 12.4"></p>', ["12.4"]),
        ("text <img src=\"a-1.5.png\" alt='41 %'> text", ["41 %"]),
        ("{abbr}`AUC (area, 0.9)` {ref}`see 12.4 <target>`", ["0.9", "12.4"]),
        ("```{note}\n41 %\n```", ["41 %"]),
        (":::{note} About 41 %\ntext\n:::", ["41 %"]),
        (":::\n41 %\n:::", ["41 %"]),
        ("````{note}\n```{tip}\n12.4\n```\n41 %\n````", ["12.4", "41 %"]),
        (
            "- item\n\n  ```{figure} a-1.5.png\n  :alt: about 12.4\n  :width: 41.5%\n\n  Late by 41 %\n  ```",
            ["12.4", "41 %"],
        ),
        (
            "```{figure} a.png\n---\nwidth: 41.5%\nalt: |\n  a\n  at 12.4\nname: fig-1.5\n---\nNow 41 %\n```",
            ["12.4", "41 %"],
        ),
        ("```{code-block} python\n:caption: runs in 12.4 s\nx = 1.5\n```", ["12.4"]),
        ("`dep_delay` 12.4 minutes", ["12.4"]),
        ("`pandas` 41 % and `numpy` 12.4 %", ["41 %", "12.4 %"]),
        ("{result}`a` 12.4", ["12.4"]),
        ("Python 3.11", ["3.11"]),
        ("costs $5.20", ["5.20"]),
        (
            "Zahl \N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}.\N{ARABIC-INDIC DIGIT FOUR}",
            ["\u0661\u0662.\u0664"],
        ),
    ],
)
def test_a_typed_number_is_found(markdown, found):
    """Decimals, percentages and thousands are found wherever a reader reads words."""
    assert texts(markdown) == found


@pytest.mark.parametrize(
    "markdown",
    [
        "",
        "No number at all.",
        "In 2013, 19 carriers flew 105 routes; see table 3 and chapter 12.",
        "Between 2013 and 2014, or 2013-14.",
        "in 2013 336 flights",
        "336776 flights",
        "the 1st, 2nd, 3rd and 41st",
        "at 12:30, 06:05:59 or 23:59:59.999",
        "on 2013-01-31, 31.12.2013, 31/12/2013, 2013-01-31T12:30:00.5Z and 5 January 2013",
        "1/2 of 24/7, 3-4 times, 2x2 and 3x",
        "`12.4` and ``41 % ` 12.4`` and `a\n12.4`",
        "```\n12.4\n```",
        "~~~python\nx = 41.5  # 41 %\n~~~",
        "- item\n\n  ```\n  12.4\n  ```",
        "> ```\n> 12.4\n> ```",
        "    12.4 in indented code",
        "```\n12.4 never closed",
        "```{code-cell} ipython3\n:tags: [a-1.5]\nx = 12.4\n```",
        "```{code-block} python\n:lineno-start: 1\nx = 12.4\n```",
        "```{.python}\nx = 12.4\n```",
        "```{math}\n:label: eq-1.5\nx = 12.4\n```",
        "```{include} a-1.5.md\n```",
        "```{figure} a-1.5.png\n:width: 41.5%\n:name: fig-1.5\n\nCaption.\n```",
        "```{figure} a.png\n---\nwidth: 41.5%\nname: fig-1.5\n---\nCaption.\n```",
        "$x = 12.4$ and $$y = 41.5$$",
        "$$\nx = 12.4\n$$ (eq-1.5)",
        "\\begin{equation}\nx = 12.4\n\\end{equation}",
        "{math}`x = 12.4` {result}`delay_1.5` {cite}`x12.4` {ref}`sec-1.2` {sub}`1.5`",
        "{fact}`28 %|Lending Club, 2016` and {fact}`336,776|https://example.org/a|b`",
        "[text](page-1.5.md) [text](<a 41 %.md>) ![alt](a-1.5.png) <https://example.org/1.5>",
        "[text][key]\n\n[key]: https://example.org/12.4",
        "see https://example.org/v1.5/a?b=41%20c and www.example.org/12.4",
        "doi:10.1000/182.5 and 10.1038/s41586-020-2649-2 and arXiv:1412.6980",
        '![alt](a.png){width="41.5%" height="12.4"}',
        "<!-- 41 % -->",
        "text <!-- 12.4 --> text",
        "<!--\n\n12.4\n\n-->",
        "% a comment of 12.4",
        "<div style='width: 41.5%' data-x='12.4'>words</div>",
        "<pre>\n12.4\n</pre>\n",
        "<div><code>12.4</code><script>x = 12.4</script><style>a {width: 41.5%}</style></div>",
        "text <code>12.4</code> text <kbd>41 %</kbd>",
        "(sec-1.5)=\n# Title",
        '+++ {"a": 12.4}',
        "---\ntitle: 12.4\nwidth: 41 %\n---\ntext",
        "## 1.2 Title\n\n### 1.2.3 Another\n\n#### 2 Third",
        "1.2 Title\n=========",
        "`pandas` 3.1, `numpy` 2.4.6, `jupyter-book` (1.0.4), `papermill` v2.7",
        "`a`==1.5, `b` >= 1.5, `c` version 2.0",
        "version 1.0 of release 2.5, MyST 1.4.2",
        "GPL-3.0, Apache-2.0, CC BY 4.0, CC-BY-SA-4.0, CC BY-NC 4.0 and CC0 1.0",
        "v1.5, x1.5 and python3.11",
        "host 127.0.0.1",
        "note[^1.5]\n\n[^1.5]: words",
        "{eval-rst}`x`",
    ],
)
def test_what_is_no_typed_number_is_left_alone(markdown):
    """Whole numbers, dates, versions, code, mathematics, roles and addresses are no findings."""
    assert texts(markdown) == []


@pytest.mark.parametrize(
    "fact", ["{fact}`28 %`", "{fact}`28 %|`", "{fact}`28 %| `", "{fact}`|source`", "{fact}`most`"]
)
def test_a_fact_without_source_is_found(fact):
    """A number from outside needs its source."""
    assert texts(f"About {fact} of them.") == [fact]


def test_settings_stand_only_at_the_start_of_a_page():
    """Words between two rules are words, where no settings are wanted."""
    markdown = "---\n\n12.4 between rules\n\n---"
    assert typed_numbers(markdown) == []
    assert typed_numbers(markdown, front_matter=False) == [TypedNumber(3, "12.4")]


def test_lines_are_those_of_the_source():
    """Each finding points at its own line, through tables, lists, directives and code over two lines."""
    markdown = """\
---
title: x
---
# Title of 12.1

Words
and 12.2 words, {fact}`12.3`
and ![alt
12.4](a.png) and `code
code` 12.5

| a | b |
|---|---|
| 1 | 12.6 |

- item

  ````{note} Note 12.7
  :class: x

  12.8
  ```{tip}
  12.9
  ```
  ````

<div>
<p>
13.0 <img
alt="13.1"></p>
</div>
"""
    found = {number.text.strip("{fact}`"): number.line for number in typed_numbers(markdown)}
    assert found == {
        "12.1": 4,
        "12.2": 7,
        "12.3": 7,
        "12.4": 9,
        "12.5": 10,
        "12.6": 14,
        "12.7": 18,
        "12.8": 21,
        "12.9": 23,
        "13.0": 29,
        "13.1": 29,
    }


def test_findings_come_in_the_order_of_the_lines():
    """A reader goes through the page once."""
    assert typed_numbers("1.5 ![2.5](a)\n3.5") == [
        TypedNumber(1, "1.5"),
        TypedNumber(1, "2.5"),
        TypedNumber(2, "3.5"),
    ]


def test_windows_line_ends_count_once():
    """Carriage returns change no line."""
    assert typed_numbers("a\r\n\r\nb 12.4\r\n") == [TypedNumber(3, "12.4")]


def book(*cells):
    made = [{"metadata": {}, "source": "", **cell} for cell in cells]
    return Notebook("a", Path("a.ipynb"), {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_notebook_is_searched_cell_by_cell():
    """Markdown, captions and text alternatives count; code, raw cells and outputs do not."""
    style = {
        "figure": {"caption": "Late\nby 41 %", "name": "fig-1.5"},
        "image": {"alt": "at 12.4", "width": "41.5%"},
    }
    notebook = book(
        {"cell_type": "markdown", "source": ["---\n", "a: 1.5\n", "---"]},
        {"cell_type": "markdown", "source": ["# Title\n", "12.4"]},
        {"cell_type": "code", "source": "x = 12.4  # 41 %", "metadata": {"mystnb": style}, "outputs": []},
        {"cell_type": "raw", "source": "12.4"},
    )
    assert notebook_numbers(notebook) == [
        (0, 2, "1.5"),
        (1, 2, "12.4"),
        (2, 2, "41 % in mystnb.figure.caption"),
        (2, 1, "12.4 in mystnb.image.alt"),
    ]


@pytest.mark.parametrize(
    "style", [None, 7, "41 %", [], {"figure": None}, {"figure": {"caption": 12.4}}, {"image": "x"}]
)
def test_malformed_metadata_has_no_numbers(style):
    """Settings of another shape are for another check."""
    assert notebook_numbers(book({"cell_type": "code", "metadata": {"mystnb": style}})) == []


_PARTS = [
    "12.4",
    "41 %",
    "336,776",
    "1",
    " ",
    "\n",
    "\n\n",
    "`",
    "```",
    "~~~",
    "$",
    "$$",
    "{fact}",
    "{note}",
    "|",
    "<",
]
_PARTS += [
    ">",
    "<!--",
    "-->",
    "#",
    "- ",
    "    ",
    "[",
    "]",
    "(",
    ")",
    "!",
    "*",
    "_",
    "\\",
    "&#49;",
    ":::",
    "---",
    "=",
    "[^1]",
]
_PARTS += [
    "<code>",
    "</code>",
    "<div>",
    "{figure} a",
    ":alt: ",
    "words",
    "%",
    ":",
    "+++",
    "{",
    "}",
    "https://a.b/",
    "\u00a0",
]
_documents = st.text(max_size=120) | st.lists(st.sampled_from(_PARTS), max_size=30).map("".join)


@given(markdown=_documents)
@settings(max_examples=1000, deadline=None)
def test_any_text_can_be_searched(markdown):
    """No text crashes the check, and every finding lies in the text."""
    lines = len(markdown.splitlines()) + 1
    for number in typed_numbers(markdown):
        assert 1 <= number.line <= lines
        assert number.text


_code = st.lists(
    st.sampled_from(["12.4", "41 %", "336,776", "words", " ", "\n", "\n\n", "#", "{fact}", "$", "<b>"]),
    max_size=15,
)


@given(
    code=_code.map("".join),
    fence=st.sampled_from(["```", "~~~", "````", "``````"]),
    info=st.sampled_from(["", "python"]),
)
@settings(max_examples=300, deadline=None)
def test_nothing_inside_a_fence_is_found(code, fence, info):
    """Code may hold any number."""
    assert texts(f"words\n\n{fence}{info}\n{code}\n{fence}\n\nwords") == []


@given(code=_code.map("".join).map(lambda text: text.replace("\n", " ")))
@settings(max_examples=300, deadline=None)
def test_nothing_inside_inline_code_is_found(code):
    """Code between the words may hold any number."""
    assert texts(f"words `x{code}x` words") == []


@given(
    number=st.floats(0, 1e6).map(lambda value: f"{value:,.2f}"),
    form=st.sampled_from(
        [
            "{}",
            "words {} words",
            "- {}",
            "> {}",
            "# Of {}",
            "**{}**",
            "| a |\n|---|\n| {} |",
            "```{{note}}\n{}\n```",
            "![{}](a)",
        ]
    ),
)
@settings(max_examples=300, deadline=None)
def test_every_decimal_is_found_in_every_form(number, form):
    """No container of words hides a decimal."""
    assert texts(form.format(number)) == [number]


@pytest.mark.parametrize(
    "part",
    [
        "12.4 % ",
        "1,",
        "9",
        "1.",
        "1 000 ",
        "41 ",
        "<!-- ",
        "<code> ",
        "<div a='",
        "[",
        "![",
        "`",
        "{fact}`1` ",
        "a@1.5 ",
        "(1.",
        "\n> ",
        "e1",
    ],
)
def test_long_texts_take_linear_time(part):
    """A text of 40,000 characters of one kind takes a few seconds of computing at most."""
    started = time.process_time()  # not by the clock on the wall: other processes may have the machine
    typed_numbers(part * (40_000 // len(part)))
    assert time.process_time() - started < 5
