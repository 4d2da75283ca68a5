"""Broken CSV files, each with its message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.datasets.card import Column, Table
from portfolio.datasets.csv_files import Dialect, parse_csv
from portfolio.errors import DataError, EnvironmentFaultError

TABLE = Table("t", (Column("a", "text", "A"), Column("b", "text", "B"), Column("c", "text", "C")))
GOOD = b"a,b,c\n1,NA,007\n2,,9007199254740993\n"


def parse(content, table=TABLE, **dialect):
    return parse_csv(content, "file.csv", table, Dialect(**dialect))


def test_codes_zeros_and_long_numbers_stay_as_written():
    """Namibia, leading zeros and identifiers above 2^53 survive; empty is missing."""
    frame = parse(GOOD)
    assert frame["b"].tolist()[0] == "NA"
    assert frame["b"].isna().tolist() == [False, True]
    assert frame["c"].tolist() == ["007", "9007199254740993"]


def test_a_card_may_declare_what_missing_looks_like():
    """Then, and only then, NA is missing."""
    assert parse(GOOD, missing=("", "NA"))["b"].isna().all()


@pytest.mark.parametrize("content", [b"", b"\n\n  \n"])
def test_an_empty_file_has_zero_rows(content):
    """Nothing, or blank lines only."""
    with pytest.raises(DataError, match=r"file.csv is empty: 0 rows"):
        parse(content)


def test_a_header_alone_has_zero_rows():
    """Not a frame of no rows that goes on."""
    with pytest.raises(DataError, match="header only: 0 rows"):
        parse(b"a,b,c\n")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "HTML"),
        (b"\n <HTML>\n", "HTML"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n", "git-lfs pointer"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>", "HTML"),
        (b"<!-- gone -->\n<body>", "HTML"),
        (b'<?xml version="1.0"?><Error/>', "HTML"),
        (b'{"error": "forbidden"}', "JSON"),
        (b'[\n {"id": 1}]', "JSON"),
        (b"PK\x03\x04\x14\x00rest", "a zip archive or a spreadsheet"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_a_web_page_or_pointer_is_no_csv(content, kind):
    """What a failed download leaves behind is recognised."""
    with pytest.raises(EnvironmentFaultError, match=f"not a CSV file: it looks like .*{kind}"):
        parse(content)


def test_another_encoding_is_told_with_byte_and_line():
    """Latin-1 is never replaced or guessed in silence."""
    with pytest.raises(DataError, match=r"not utf-8: byte 11 is 0xe9, on line 2.*cp1252"):
        parse(b"a,b,c\n1,2,\xc3\xa9\xe9\n".replace(b"\xc3\xa9", b"x"))


def test_a_declared_encoding_is_used():
    """The card may say Latin-1."""
    assert parse(b"a,b,c\n1,2,\xe9\n", encoding="latin-1")["c"][0] == "é"


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    """UTF-8 with mark is accepted."""
    assert list(parse(b"\xef\xbb\xbf" + GOOD).columns) == ["a", "b", "c"]


def test_utf16_is_refused():
    """It is named, not read as noise."""
    with pytest.raises(DataError, match="is UTF-16"):
        parse("a,b,c\n1,2,3\n".encode("utf-16"))


def test_another_delimiter_is_told():
    """One wide column is no table, and the message says what separates it."""
    with pytest.raises(DataError, match=r"1 column found; expected 3 separated by ','.*separated by ';'"):
        parse(b"a;b;c\n1;2;3\n")


def test_too_many_values_in_every_row_do_not_shift_the_columns():
    """pandas takes the first as row labels without a word."""
    with pytest.raises(DataError, match=r"2 of 2 rows .*expected 3 values; got line 2 has 4, line 3 has 4"):
        parse(b"a,b,c\n1,2,3,4\n1,2,3,4\n")


@pytest.mark.parametrize(("row", "found"), [(b"1,2,3,4", 4), (b"1,2", 2)])
def test_one_row_of_another_length_is_told_with_its_line(row, found):
    """Too long or too short."""
    with pytest.raises(DataError, match=f"1 of 3 rows.*line 3 has {found}"):
        parse(b"a,b,c\n1,2,3\n" + row + b"\n4,5,6\n")


def test_lines_are_counted_in_the_file():
    """A value with a line end inside, and a blank line, are counted."""
    with pytest.raises(DataError, match="line 5 has 2"):
        parse(b'a,b,c\n1,"x\ny",3\n\n1,2\n')


def test_a_short_last_line_may_be_a_cut():
    """The hint says so."""
    with pytest.raises(DataError, match=r"line 3 has 2.*may be truncated"):
        parse(b"a,b,c\n1,2,3\n4,5")


def test_an_open_quote_is_told_with_the_line_it_starts_on():
    """The rest of the file is not swallowed as one value."""
    with pytest.raises(DataError, match="row that starts on line 3 cannot be read"):
        parse(b'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n')


def test_a_nul_byte_is_told_with_its_place():
    """Offset and line."""
    with pytest.raises(DataError, match="NUL byte at offset 8, line 2"):
        parse(b"a,b,c\n1,\x002,3\n")


def test_a_giant_cell_is_an_error_with_its_line():
    """A value beyond the reader's limit is refused."""
    with pytest.raises(DataError, match=r"starts on line 2.*field larger"):
        parse(b"a,b,c\n1,2," + b"x" * 200_000 + b"\n")


def test_differences_of_columns_are_all_listed():
    """The whole list, before any row is read."""
    with pytest.raises(DataError, match=r"missing 'b'.*extra 'x'.*'c' appears 2 times"):
        parse(b"a,x,c,c\n1,2,3,4\n")


@given(
    st.lists(st.tuples(st.text('ab,;"\n é', min_size=1), st.text("01.", min_size=1)), min_size=1, max_size=5)
)
def test_any_well_written_file_reads_back(rows):
    """What a CSV writer writes is what is read."""
    import csv
    import io

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b"), *rows])
    table = Table("t", TABLE.columns[:2])
    frame = parse(buffer.getvalue().encode(), table)
    assert list(frame.itertuples(index=False, name=None)) == rows


def test_a_formula_is_text_and_shown_as_text():
    """Nothing computes it, and a page shows it escaped."""
    frame = parse(b"a,b,c\n=1+1,\"=cmd|' /C calc'!A0\",<script>x</script>\n")
    assert frame.iloc[0].tolist() == ["=1+1", "=cmd|' /C calc'!A0", "<script>x</script>"]
    assert "<script>" not in frame.to_html()
