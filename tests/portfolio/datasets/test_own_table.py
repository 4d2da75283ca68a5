"""A reader's table is read whatever its habits, and each of them is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from portfolio.datasets.own_table import read_own_table
from portfolio.datasets.treatments import treatments_of
from portfolio.errors import DataError, EnvironmentFaultError
from reader_tables import ANYTHING, TABLES, Made, check_is_read, check_never_crashes


def read(text: str | bytes):
    """Return the frame of a file."""
    return read_own_table(text.encode() if isinstance(text, str) else text, "own.csv")


def account(text: str | bytes) -> list[tuple[str, str, int]]:
    """Return what was done to a file: words, column, count."""
    return [(one.what, one.column, one.count) for one in treatments_of(read(text))]


def lines(header: str, *rows: str, repeat: int = 1) -> str:
    """Return a file of a header and rows."""
    return "\n".join([header, *rows * repeat]) + "\n"


@settings(max_examples=200, deadline=None)
@given(TABLES)
def test_no_number_is_lost_in_silence(made: Made):
    """Any mixture of habits is read as meant, or told, or refused with a message."""
    check_is_read(made)


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_any_bytes_are_a_table_or_refused(content: bytes):
    """With a message, never with another exception."""
    check_never_crashes(content)


def test_a_clean_table_has_nothing_treated():
    """Numbers, texts and identifiers as a program writes them."""
    text = "a,b,c\n1,0.5,007\n2,,x\n"
    assert account(text) == []
    assert read(text).dtypes.astype(str).tolist() == ["int64", "float64", "str"]


def test_a_blank_among_numbers_is_a_missing_number_and_counted():
    """Not six hundred amounts as names of a category."""
    rows = [f"{n}.5,x" for n in range(40)]
    rows[7] = " ,y"
    assert account(lines("total,kind", *rows)) == [("no value: ' '", "total", 1)]
    assert treatments_of(read(lines("total,kind", *rows)))[0].rows == (7,)


@pytest.mark.parametrize(
    "word",
    [
        *("NA", "?", "-", "n/a", "NULL", "#N/A", "\u2014", "\\N", "???", "undefined", "\u672a\u77e5"),
        *("n. d.", "N / A", "k. A.", "keine Angabe"),
    ],
)
def test_words_for_nothing_are_missing_among_numbers(word):
    """And only there."""
    frame = read(lines("n,kind", "1.5,x", f"{word},{word}", "2.5,x", repeat=5))
    assert frame["n"].isna().sum() == 5
    assert frame["kind"].notna().all()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2626,36", 2626.36),
        ("1.204,50", 1204.5),
        ('"1,204.50"', 1204.5),
        ("1 204.50", 1204.5),
        ("1\u202f204,50", 1204.5),
        ("1'204.50", 1204.5),
        ("1\u2019204.50", 1204.5),
        ("\u22122.5", -2.5),
        ('"(1,204.50)"', -1204.5),
        ('"$(1,204.50)"', -1204.5),
        ("12.5-", -12.5),
        ('"$1,204.50"', 1204.5),
        ("-$5.00", -5.0),
        ("5,00 \u20ac", 5.0),
        ("CHF 5.00", 5.0),
        ("Rs. 500", 500.0),
        (" 13.56%", 13.56),
        (" 36 months", 36.0),
        ('"12,34,567.5"', 1234567.5),
        ("\uff11\uff12.\uff15", 12.5),
        ("1.5e3", 1500.0),
        ("CHF 1'200.-", 1200.0),
        ("5,- kr", 5.0),
        ("~12.5", 12.5),
        ("12.5*", 12.5),
        ("12.5 [1]", 12.5),
        ("'12.5", 12.5),
        ('"=""12.5"""', 12.5),
        ("4.5k", 4500.0),
        ("$1.2M", 1.2e6),
        ("1,2 Mio. \u20ac", 1.2e6),
        ("12\u4e07", 120000.0),
        ("5 MB", 5.0),
        ("300 K", 300.0),
        ("\u0661\u0662\u066b\u0665", 12.5),
        ("(0,4) %", -0.4),
        ("12\u20ac50", 12.5),
        ("1,500\u5186", 1500.0),
        ("\u20a91,500", 1500.0),
    ],
)
def test_numbers_as_people_write_them(written, meant):
    """With the marks, currencies and signs of several countries."""
    delimiter = "," if '"' in written and "=" not in written else ";"
    frame = read(lines(f"n{delimiter}kind", f"{written}{delimiter}x", repeat=3))
    assert frame["n"].tolist() == [meant] * 3


@pytest.mark.parametrize(
    "text", ["2021-05", "2021-05-03", "12.05.2020", "0 0", "1-5", "10.0.0.1", "C536379", "+-5"]
)
def test_what_only_looks_like_a_number_stays_text(text):
    """Dates, codes and addresses."""
    assert read(lines("n;kind", f"{text};x", repeat=3))["n"].tolist() == [text] * 3


def test_what_could_not_be_read_is_told_with_its_rows():
    """The number column stays one."""
    rows = [f"{n}.5,x" for n in range(40)]
    rows[9] = "call us,x"
    (told,) = treatments_of(read(lines("n,kind", *rows)))
    assert (told.what, told.count, told.rows) == ("not a number, made missing: 'call us'", 1, (9,))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["0", "1", "2", "3+"], "levels"),
        (["007", "100", "200", "300"], "leading zeros"),
        (["5 kg", "11 lb", "7 kg", "12 lb"], "different units"),
        (["1,50", "2.50", "3,25", "4.75"], "points and numbers with commas"),
        (["9007199254740993", "9007199254740995", "1", "2"], "too long"),
    ],
)
def test_numbers_that_stay_text_are_told(values, reason):
    """Levels, codes and identifiers lose nothing, and nobody wonders."""
    text = lines("n,kind", *(f'"{value}",x' for value in values), repeat=5)
    assert read(text)["n"].tolist() == values * 5
    assert reason in account(text)[0][0]


def test_a_text_with_many_numbers_is_told():
    """No more than half are numbers: a text, with a line that says what the others are."""
    rows = [f"{n}.5,x" if n % 2 else f"see {n},x" for n in range(60)]
    (told,) = treatments_of(read(lines("n,kind", *rows)))
    assert told.what.startswith(
        "kept as text, only some of the values are numbers, and these are others: 'see 0'"
    )
    assert told.count == 30


def test_marks_that_could_be_either_follow_the_rest_of_the_file():
    """1.204 is twelve hundred where other columns have decimal commas, and a little over one elsewhere."""
    rows = [f"1.{200 + n};{n},5" for n in range(9)]
    assert read(lines("a;b", *rows))["a"][4] == 1204
    assert read(lines("a;b", *(row.replace(",", ".") for row in rows)))["a"][4] == 1.204


def test_numbers_of_two_currencies_are_refused():
    """A sum of dollars and euros means nothing."""
    with pytest.raises(
        DataError, match=r"'price' are of different units.*'\$' in 3 rows, '\u20ac' in 3 rows"
    ):
        read(lines("price;b", "$5.00;x", "\u20ac4.00;x", repeat=3))


def test_an_infinite_number_is_refused():
    """With its row."""
    with pytest.raises(DataError, match=r"column 'a' holds 1 infinite values; got rows 1"):
        read("a,b\n1,2\ninf,3\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised(delimiter):
    """By what makes every row as long as the header."""
    content = delimiter.join("abc") + "\n" + delimiter.join("123") + "\n"
    assert read(content).shape == (1, 3)


@pytest.mark.parametrize(
    "text",
    [
        '"income, EUR, net";"tenure, months, all";b\n1;2;3\n',
        "sep=;\r\na;b;c\r\n1;2;3\r\n",
        '"sep=\t"\na\tb\tc\n1\t2\t3\n',
        "a;b;c\n1,5;2,5;3,5\n",
        "a^b, c^d\n1^2^3\n4^5, and 6^7\n",
        "a\x01b\x01c\n1\x012\x013\n",
        "a,b,c\none\\, two,2,3\n",
        "income, EUR;tenure, months;bad\n2626,36;63,5;0\n",
        'a, "b", "c, d"\n1, "2", "3"\n',
        "'a, x';'b, y';'c'\n'1';'2';'3'\n",
        "SEP = ;\na, x;b;c\n1;2;3\n",
    ],
)
def test_the_delimiter_is_found_whatever_the_quoting(text):
    """Commas in quoted names, a line that tells it, decimal commas, blanks behind it, quotes, rare signs."""
    assert read(text).shape[1] == 3


def test_backslashes_before_quotes_are_read():
    """As MySQL writes them."""
    frame = read('"text","kind"\n"9\\" wide, steel","a"\n"plain","b"\n')
    assert frame["text"].tolist() == ['9" wide, steel', "plain"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_usual_encodings_are_read(encoding):
    """With and without a mark."""
    frame = read(lines("caf\u00e9,b", "\u00e9t\u00e9 \u20ac,1", repeat=4).encode(encoding))
    assert frame["caf\u00e9"].tolist() == ["\u00e9t\u00e9 \u20ac"] * 4


def test_another_encoding_is_told_or_refused():
    """Windows-1252 is counted; a broken UTF-8 file and the code pages of others are not guessed."""
    assert account(lines("a,b", "\u00e9,1").encode("cp1252"))[0][2] == 1
    for content in (
        "a,b\n\u00e9t\u00e9,1\n".encode() + b"\xe9,2\n",
        "a,b\n\u043f\u0440\u0438\u0432\u0435\u0442,1\n".encode("cp1251"),
        "d\u00e9faut,b\n1,2\n".encode("mac_roman"),
        "\u53ce\u5165,b\n1,2\n".encode("shift_jis"),
    ):
        with pytest.raises(DataError, match=r"own.csv is not utf-8: byte \d+"):
            read(content)


def test_a_trailing_delimiter_is_told():
    """In header and rows, or in one of them only."""
    for header, row in (("a;b;", "1;x;"), ("a;b", "1;x;"), ("a;b;", "1;x"), ("a;b;;", "1;x;;")):
        text = lines(header, row, repeat=3)
        assert list(read(text).columns) == ["a", "b"]
        assert account(text) == [
            ("empty column without a name left out, as behind a trailing delimiter", "(all)", 3)
        ]


def test_returns_inside_a_text_are_blanks_and_told():
    """As pandas writes them; rows that end so, or fit neither way, stay as they are."""
    frame = pd.DataFrame({"id": [1, 2, 3, 4], "text": ["a", "b\rc", "d", "e\rf\rg"], "kind": list("xyxy")})
    written = frame.to_csv(index=False)
    assert read(written)["text"].tolist() == ["a", "b c", "d", "e f g"]
    told = ("carriage returns inside a text without quotes, made blanks", "(all)", 3)
    assert account(written) == [told]
    assert len(read("a,b\r1,2\r3,4\n")) == 2
    with pytest.raises(DataError, match="another number of values"):
        read("a,b\n1,2\n3,4,5\r6\n7,8\n9,9\n")


def test_a_saved_index_is_left_out_and_told():
    """With no name, or the one that pandas gives it; twice where a table was saved twice."""
    for name in ("", "Unnamed: 0", "Unnamed: 0.1,Unnamed: 0"):
        numbers = name.count(",") + 1
        text = lines(f"{name},a", *(f"{f'{row},' * numbers}{row * row}.5" for row in range(5)))
        assert list(read(text).columns) == ["a"]
        assert [what for what, _, _ in account(text)] == ["row numbers of a saved index left out"] * numbers


def test_another_column_without_a_name_is_refused_with_advice():
    """What to do stands in the message."""
    with pytest.raises(DataError, match=r"column 1 has no name.*index=False"):
        read(",a\n5,1\n9,2\n7,3\n")
    with pytest.raises(DataError, match="'a' appears 2 times; column 3 has no name"):
        read("a,a,\n1,2,3\n")


def test_rows_of_delimiters_alone_are_left_out():
    """Spreadsheets leave them at the end."""
    text = "a,b\n1,2\n3,4\n,\n,\n"
    assert len(read(text)) == 2
    assert account(text) == [("rows without any value left out", "(all)", 2)]


def test_accents_have_one_form():
    """A name or category saved by a Mac is the one that is typed."""
    frame = read("de\u0301faut,b\ne\u0301t\u00e9,1\n\u00e9t\u00e9,2\n")
    assert list(frame.columns) == ["d\u00e9faut", "b"]
    assert frame["d\u00e9faut"].nunique() == 1


def test_blank_texts_are_missing():
    """A category of blanks says nothing."""
    text = "a,b\n  ,1\nx ,2\n"
    assert read(text)["a"].tolist()[1] == "x"
    assert [count for _, _, count in account(text)] == [1, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n1\n", "1 column found; expected at least 2"),
        ("a,b\n", "header only: 0 rows"),
        (",\n,\n", "no column has a name or a value"),
        ("a,b\n1,2\n1,2,3\n", r"1 of 2 rows.*line 3 has 3"),
        ("a,b\n1\n1,2\n", r"1 of 2 rows.*line 2 has 1"),
        ('a,b\n1,2\n4,"5\n', "row that starts on line 3 cannot be read"),
        ("a,b\n1,\x002\n", "NUL byte"),
        ("a,b\n1,2,3\n4,5,6\n", r"2 of 2 rows.*begins with a label, as R's write.table"),
        ("Sales of 2024\n\na,b,c\n1,2,3\n", "1 column found.*Line 3 looks like the header"),
        ("Sales of 2024,,\n,,\na,b,c\n1,2,3\n", "column 3 has no name.*A title may stand above"),
        ("a:b:c\n1:2:3\n", "a first line sep=: tells another sign"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(text, message):
    """No shifted columns, no swallowed rows."""
    with pytest.raises(DataError, match=message):
        read(text)


def test_a_web_page_in_utf_16_is_no_table():
    """Its kind is looked at after decoding."""
    with pytest.raises(EnvironmentFaultError, match="HTML"):
        read("<!doctype html><html></html>".encode("utf-16"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"INSERT INTO t VALUES (1, 2);\n", "SQL"),
        (b"@relation r\n@data\n1,2\n", "ARFF"),
        (b"<table><tr><td>1</td></tr></table>", "HTML"),
        (b"{\\rtf1 a}", "a text document"),
    ],
)
def test_other_kinds_of_file_are_named(content, kind):
    """As they are saved under the name of a table."""
    with pytest.raises(EnvironmentFaultError, match=f"looks like {kind}"):
        read(content)


def test_a_byte_order_mark_in_the_middle_is_nothing():
    """As where files were put together."""
    assert read("\ufeff\ufeffa,b\n1,\ufeff2\n").to_dict("list") == {"a": [1], "b": [2]}


def test_treatments_stay_with_what_is_made_of_the_frame():
    """A sample of the rows still knows."""
    frame = read(lines("n;b", "1,5;x", repeat=5))
    assert len(treatments_of(frame.iloc[:2].copy())) == 1
    assert np.isclose(frame["n"].iloc[0], 1.5)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("\u20b95", "Rs. 5"),
        ("5 \u20ac", "EUR 5"),
        ("\u00a55", "\uffe55"),
        ("$5", "USD 5"),
        ("5 %", "5 percent"),
    ],
)
def test_two_spellings_of_one_unit_are_one(first, second):
    """And no mixture that has to be converted."""
    assert read(lines("n;kind", f"{first};x", f"{second};y", repeat=3))["n"].tolist() == [5] * 6


def test_texts_that_look_the_same_are_one_category():
    """Whatever blank a program put between the words, and whatever sign nobody sees."""
    text = lines("town,n", "New York,1", "New\u00a0York,2", "New York\u200b,3", "new york,4")
    assert read(text)["town"].tolist() == ["New York"] * 3 + ["new york"]
    assert account(text) == [
        ("texts that differ in unseen signs or kinds of blanks only, made one", "town", 2)
    ]


def test_a_header_in_the_middle_is_left_out_and_counted():
    """As files have it that were joined by hand; a row with one such word is data."""
    text = lines("a,b", "1,x", "2,y", "a,b", "3,z", "A ,b", "4,b")
    assert account(text) == [("rows that repeat the header left out, as joined files have them", "(all)", 2)]
    assert read(text)["a"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "last", ["Total,60,6", "Summe :,60,", ",60,6", "Grand total,60,1", "\u5408\u8ba1,,", "TOTAL,60.0,6"]
)
def test_a_last_row_of_totals_is_left_out_and_told(last):
    """By its name, or by its sums beside a gap that no other row has."""
    text = lines("item,n,m", "x,10,1", "y,20,2", "z,30,3", last)
    assert account(text) == [("last row left out: it holds the totals of the others", "(all)", 1)]
    assert read(text)["n"].tolist() == [10, 20, 30]


@pytest.mark.parametrize("last", ["Total,50,6.5", "q,60,6", ",60,5", "Totals of all,60,6", "q,60,"])
def test_a_last_row_that_only_looks_like_totals_is_data(last):
    """A brand may be called Total, and a number may be a sum by chance."""
    assert len(read(lines("item,n,m", "x,10,1", "y,20,2", "z,30,3", last))) == 4


def test_the_end_sign_of_old_programs_is_no_row():
    """It stands behind the last line break."""
    assert read(lines("a,b", "1,2") + "\x1a").shape == (1, 2)
