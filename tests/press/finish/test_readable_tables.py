"""Outputs that read well on a phone."""

from __future__ import annotations

import pytest

from press.finish.readable_tables import is_words, readable_outputs


def shown(inside: str) -> str:
    """Return an output of a page as it is published."""
    made = readable_outputs(f'<div class="cell_output docutils container">{inside}</div>'.encode()).decode()
    return made.removeprefix('<div class="cell_output docutils container">').removesuffix("</div>")


def frame(head: str, *rows: str) -> str:
    """Return a data frame as pandas prints it."""
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table border="1" class="dataframe"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def printed(text: str, kind: str = "stream") -> str:
    """Return printed text as MyST-NB shows it."""
    return (
        f'<div class="output {kind} highlight-myst-ansi notranslate"><div class="highlight">'
        f"<pre><span></span>{text}\n</pre></div></div>"
    )


def test_a_column_is_of_words_where_most_of_its_cells_are() -> None:
    """A code without two letters in a row stands with its neighbours, and so does the head."""
    table = frame(
        "<th></th><th>to</th>", "<th>0</th><td>UA</td>", "<th>1</th><td>EV</td>", "<th>2</th><td>9E</td>"
    )
    made = shown(table)
    assert made.count('<td class="words">') == 3
    assert '<th></th><th class="words">to</th>' in made


def test_a_column_of_numbers_stays_one_in_spite_of_a_word() -> None:
    """Missing values are no words."""
    rows = [
        "<th>0</th><td>1.5</td>",
        "<th>1</th><td>none</td>",
        "<th>2</th><td>2</td>",
        "<th>3</th><td>NaN</td>",
    ]
    assert shown(frame("<th></th><th>late</th>", *rows)) == frame("<th></th><th>late</th>", *rows)


def test_whole_numbers_are_written_as_such_and_names_in_words() -> None:
    """A column with one fraction keeps its decimals, so that they stand below each other."""
    rows = ["<th>a</th><td>4,452.0</td><td>1.0</td>", "<th>b</th><td>NaN</td><td>1.5</td>"]
    made = shown(frame("<th></th><th>bad_payers</th><th>cost</th>", *rows))
    assert "<td>4,452</td><td>1.0</td>" in made
    assert "<td>NaN</td><td>1.5</td>" in made
    assert "<th>bad payers</th>" in made


def test_a_label_of_words_may_break_and_a_date_may_not() -> None:
    """In the column of labels each is judged by itself."""
    made = shown(
        frame("<th></th><th>n</th>", "<th>plain codes</th><td>1</td>", "<th>1998-04-14</th><td>2</td>")
    )
    assert '<th class="words">plain codes</th>' in made
    assert "<th>1998-04-14</th>" in made


def test_heads_over_several_columns_are_left() -> None:
    """Which name belongs to which column cannot be told from their number."""
    head = '<th></th><th colspan="2">cost</th>'
    made = shown(frame(head, "<th>a</th><td>low</td><td>high</td>"))
    assert head in made
    assert made.count('<td class="words">') == 2


def test_rows_whose_first_label_spans_them_are_read_by_their_cells() -> None:
    """Labels that are said once for many rows shift no column."""
    rows = [
        '<th rowspan="2">counts</th><th>PCA</th><td>1</td><td>far</td>',
        "<th>raw</th><td>2</td><td>near</td>",
    ]
    made = shown(frame("<th></th><th></th><th>n</th><th>how</th>", *rows))
    assert made.count('<td class="words">') == 2
    assert '<th>n</th><th class="words">how</th>' in made


@pytest.mark.parametrize("cell", [b"12.5", b"-", b"4.3e-16", b"NaN", b"None", b"12 %", b"1997-01-01", b""])
def test_numbers_and_dates_are_no_words(cell: bytes) -> None:
    """They stand to the right and never break."""
    assert not is_words(cell)


@pytest.mark.parametrize("cell", [b"JFK late", b"R66", b"0.2 to 0.4", b"True"])
def test_what_begins_with_a_letter_or_holds_a_word_is(cell: bytes) -> None:
    """It reads from the left."""
    assert is_words(cell)


@pytest.mark.parametrize("kind", ["stream", "text_plain"])
def test_printed_lines_may_break(kind: str) -> None:
    """A sentence or a list is no table."""
    assert '<pre class="may-break"><span></span>' in shown(printed("a long line\nand {'another': 1}", kind))


@pytest.mark.parametrize("text", ["rows  columns\n   3        2", "      late\nJFK   0.2", "a <i>b</i>   c"])
def test_lines_in_columns_stay_in_columns(text: str) -> None:
    """Broken, they could not be read."""
    assert shown(printed(text)) == printed(text)


def test_a_page_without_outputs_is_left_as_it_is() -> None:
    """Tables of the book's own pages are no data frames."""
    page = b'<table class="dataframe"><tbody><tr><td>words</td></tr></tbody></table>'
    assert readable_outputs(page) == page
