"""Readers on tiny files."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import zipfile
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pytest

from portfolio.datasets import card, load
from portfolio.datasets.readers import (
    read_intents,
    read_orange_tab,
    read_packaged_csv,
    read_word_vectors,
)
from portfolio.errors import DataError, EnvironmentFaultError

from .test_images import idx


def csv_of(table, **values):
    """Return a CSV file of two rows that fits a table; `values` replace those of a column."""
    plain = {
        "integer": ["1", "2"],
        "float": ["1.5", "2.5"],
        "text": ["x", "y"],
        "time": ["2017-01-01", "2017-01-02"],
    }
    columns = {
        column.name: list(map(str, column.allowed[:2])) or plain[column.type] for column in table.columns
    }
    return pd.DataFrame({**columns, **values}).to_csv(index=False).encode()


def bring_olist(bring, **replaced):
    for table, source in zip(card("olist").tables, card("olist").sources, strict=True):
        bring(source.file + ".xz", lzma.compress(replaced.get(table.name, csv_of(table))))


def test_flipkart_is_read_and_checked(bring):
    """Numbers are numbers, flags and ratings stay text."""
    bring("flipkart_com-ecommerce_sample_1050.csv.gz", gzip.compress(csv_of(card("flipkart").tables[0])))
    frame = load("flipkart")
    assert frame["retail_price"].tolist() == [1.5, 2.5]
    assert frame["is_FK_Advantage_product"].tolist() == ["True", "False"]


def test_a_renamed_column_of_brought_data_is_told(bring):
    """With the name it had before."""
    content = csv_of(card("flipkart").tables[0]).replace(b"brand", b"Brand_Name", 1)
    bring("flipkart_com-ecommerce_sample_1050.csv", content)
    with pytest.raises(DataError, match=r"missing 'brand' \(renamed to 'Brand_Name'\?\)"):
        load("flipkart")


def test_olist_is_one_frame_per_table(bring):
    """Postcodes keep their zeros, times are times."""
    customers = card("olist").tables[0]
    bring_olist(bring, customers=csv_of(customers, customer_zip_code_prefix=["01003", "99990"]))
    frames = load("olist")
    assert list(frames) == [table.name for table in card("olist").tables]
    assert frames["customers"]["customer_zip_code_prefix"].tolist() == ["01003", "99990"]
    assert str(frames["orders"]["order_purchase_timestamp"].dtype) == "datetime64[us]"


@pytest.mark.parametrize("packed", [False, True])
def test_olist_may_come_in_one_archive(packed, bring):
    """In any order, packed inside or not; it is the same data."""
    chosen = card("olist")
    pairs = list(zip(chosen.tables, chosen.sources, strict=True))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for table, source in reversed(pairs):
            content = csv_of(table)
            name = source.file + (".gz" if packed else "")
            archive.writestr(f"archive/{name}", gzip.compress(content) if packed else content)
    bring("olist.zip", buffer.getvalue())
    frames = load("olist")
    assert list(frames) == [table.name for table in chosen.tables]
    assert len(frames["orders"]) == 2


def test_an_archive_that_leads_out_writes_nothing(bring, tmp_path):
    """It is refused as a whole, before anything is read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("application_train.csv", csv_of(card("home_credit").tables[0]))
        archive.writestr("../../evil.csv", b"x")
    bring("home_credit.zip", buffer.getvalue())
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(EnvironmentFaultError, match=r"home_credit\.zip is refused.*evil.*leads out"):
        load("home_credit")
    assert sorted(tmp_path.rglob("*")) == before


def test_data_too_large_for_the_memory_are_refused_before_they_are_read(bring, monkeypatch):
    """The message says how much would fit."""
    bring("application_train.csv", csv_of(card("home_credit").tables[0]))
    free = type("Memory", (), {"available": 1000})
    monkeypatch.setattr("psutil.virtual_memory", lambda: free)
    with pytest.raises(EnvironmentFaultError, match="home_credit is too large for this machine"):
        load("home_credit")


def test_a_repeated_key_of_olist_is_told(bring):
    """Two orders of one number are an error that names both rows."""
    orders = card("olist").tables[1]
    bring_olist(bring, orders=csv_of(orders, order_id=["a", "a"]))
    with pytest.raises(
        DataError, match=r"orders breaks its schema: the table: expected unique order_id.*\(0, 1\)"
    ):
        load("olist")


def test_paris_trees_are_separated_by_semicolons(bring):
    """A comma file under that name is told apart."""
    content = csv_of(card("paris_trees").tables[0])
    bring("les-arbres.csv", content)
    with pytest.raises(DataError, match=r"1 column found|columns differ"):
        load("paris_trees")
    bring("les-arbres.csv", content.replace(b",", b";"))
    assert len(load("paris_trees")) == 2


def test_home_credit_accepts_more_columns(bring):
    """The columns of the card are checked, the others typed by content."""
    table = card("home_credit").tables[0]
    days = {
        "DAYS_BIRTH": ["-9000", "-12000"],
        "EXT_SOURCE_1": ["0.5", ""],
        "EXT_SOURCE_2": ["0.1", "1"],
        "EXT_SOURCE_3": ["0", "0.2"],
    }
    bring("application_train.csv", csv_of(table, **days, FLAG=["1", "0"]))
    frame = load("home_credit")
    assert frame["FLAG"].tolist() == [1, 0]
    assert frame["EXT_SOURCE_1"].isna().sum() == 1


def test_mnist_comes_in_four_files(bring):
    """Training part first, then the test part."""
    images = np.zeros((3, 28, 28), dtype=np.uint8)
    images[2] = 255
    names = [source.file for source in card("mnist_full").sources]
    parts = [images[:2], np.array([1, 2], dtype=np.uint8), images[2:], np.array([9], dtype=np.uint8)]
    for name, part in zip(names, parts, strict=True):
        bring(f"{name}.gz", gzip.compress(idx(part)))
    digits = load("mnist_full")
    assert digits.images.shape == (3, 28, 28)
    assert digits.labels.tolist() == [1, 2, 9]
    assert digits.train == 2
    assert digits.images[2].min() == 255


def test_a_web_page_instead_of_data_is_told(bring):
    """What a failed download leaves is not parsed."""
    bring("application_train.csv", b"<!doctype html><title>Sign in</title>")
    with pytest.raises(EnvironmentFaultError, match=r"home_credit, application_train\.csv is not a CSV file"):
        load("home_credit")


def test_own_files_are_typed_by_content(tmp_path, monkeypatch):
    """Numbers are numbers, the rest is text; the delimiter is recognised."""
    monkeypatch.setenv("PORTFOLIO_DATA", str(tmp_path))
    path = tmp_path / "own.csv"
    path.write_text("land;value\nNA;1.5\nFR;\n")
    frame = load(f"csv:{path}")
    assert frame["land"].tolist() == ["NA", "FR"]
    assert frame["value"].isna().tolist() == [False, True]


def test_stacked_reviews_say_their_part():
    """Two files of the collection are one table."""
    assert load("food_reviews")["part"].value_counts().to_dict() == {"train": 4000, "test": 1000}


def test_demand_has_regular_times():
    """The loader adds the half hours that the collection left out."""
    times = load("elecdemand")["time"]
    assert times.iloc[-1] == pd.Timestamp("2014-12-31 23:30")
    assert times.diff().dropna().unique().tolist() == [pd.Timedelta("30min")]


def test_lee_is_read_as_latin_1():
    """The one pound sign of the corpus is whole."""
    texts = load("lee").query("collection == 'rated'")["text"]
    assert texts.str.contains("£").sum() == 1


def test_every_pair_of_lee_is_rated_once():
    """50 texts make 1,225 pairs, the first number below the second."""
    pairs = load("lee_similarity")
    assert (pairs["first"] < pairs["second"]).all()
    assert len(pairs) == 50 * 49 // 2


def test_customers_keep_their_leading_zeros():
    """Identifiers are texts."""
    assert load("cdnow")["customer_id"].iloc[0] == "00001"
    assert load("cdnow_sample")["sample_id"].iloc[0] == "0001"


def test_tables_of_orange_are_stacked_with_their_part():
    """Three lines stand above the rows, an empty one may follow; the part is named by the card."""
    whole = card("newsgroups")
    small = replace(whole, tables=(replace(whole.tables[0], rows=None),))
    head = b"Category\tText\nd\tstring\nclass\t\n\n"
    frame = read_orange_tab(small, [head + b"sci.med\tre pain hello\n", head + b"rec.autos\tmy car\n"])
    assert frame.to_dict("list") == {
        "part": ["train", "test"],
        "category": ["sci.med", "rec.autos"],
        "text": ["re pain hello", "my car"],
    }


def packaged(**changes):
    """Return a card like that of the house, for a file with the columns date and Appliances only."""
    house = card("appliances")
    table = replace(house.tables[0], columns=house.columns[:2], rows=None)
    return replace(house, tables=(table,), **changes)


ROWS = b'"date","Appliances","more"\r\n"2016-01-11 17:00:00","  60","x"\r\n'


def test_a_packaged_table_has_the_columns_of_its_card_only():
    """Blanks before a number are not part of it, and what the card does not name is not read."""
    frame = read_packaged_csv(packaged(), [lzma.compress(ROWS)])
    assert frame["Appliances"].tolist() == [60]
    assert list(frame) == ["date", "Appliances"]


def test_a_packaged_table_may_lie_in_an_archive():
    """The option `member` names the file in a zip."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("folder/house.csv", ROWS)
    loader = replace(card("appliances").loader, options='{"member": "house.csv"}')
    frame = read_packaged_csv(packaged(loader=loader), [archive.getvalue()])
    assert frame["Appliances"].tolist() == [60]


def test_a_time_is_read_in_the_format_of_its_card():
    """Month before day, where the card says so."""
    shop = card("online_retail")
    column = next(column for column in shop.columns if column.type == "time")
    table = replace(shop.tables[0], columns=(column,), rows=None)
    frame = read_packaged_csv(replace(shop, tables=(table,)), [b"InvoiceDate\n12/1/2009 7:45\n"])
    assert frame["InvoiceDate"].tolist() == [pd.Timestamp("2009-12-01 07:45")]


def test_a_packaged_table_may_be_a_part_of_its_file():
    """The option `blocks` names rows, `encoding` the letters of the file."""
    tweets = card("airline_tweets")
    table = replace(tweets.tables[0], rows=2)
    loader = replace(tweets.loader, options='{"blocks": [[0, 1], [2, 3]], "encoding": "mac_roman"}')
    content = "sentiment,confidence,text\nnegative,1.0,a\nneutral,1.0,b\npositive,1.0,é\n".encode("mac_roman")
    frame = read_packaged_csv(replace(tweets, tables=(table,), loader=loader), [content])
    assert frame["text"].tolist() == ["a", "é"]


def test_word_vectors_are_an_array_with_its_words(tmp_path):
    """As many of the first words as the card has rows; a word that stands twice is refused."""
    glove = card("glove")
    array, path = io.BytesIO(), tmp_path / "index.parquet"
    np.save(array, np.arange(6, dtype=np.float32).reshape(3, 2))
    for words in (["the", "of", "to"], ["the", "the", "to"]):
        duckdb.from_df(pd.DataFrame({"index": words})).write_parquet(str(path))
        contents = [array.getvalue(), path.read_bytes()]
        small = replace(glove, tables=(replace(glove.tables[0], rows=2),))
        if words[0] == words[1]:
            with pytest.raises(DataError, match="unique word"):
                read_word_vectors(small, contents)
        else:
            frame = read_word_vectors(small, contents)
            assert frame.to_numpy().tolist() == [["the", 0.0, 1.0], ["of", 2.0, 3.0]]


def test_grammars_of_sentences_are_one_row_for_each_text():
    """Sentences with their block, rules, and each kind of list; the language comes with the file."""
    document = {
        "intents": {"B": {"data": [{"sentences": ["b"]}]},
                    "A": {"data": [{"sentences": ["a", "aa"]}, {"sentences": ["aaa"]}]}},
        "expansion_rules": {"the": "[the|my]"},
        "lists": {"colour": {"values": [{"in": "red"}, {"in": "blue"}]},
                  "percent": {"range": {"from": 0, "to": 100, "step": 10}},
                  "hour": {"range": {"from": 1, "to": 24}},
                  "anything": {"wildcard": True}},
    }  # fmt: skip
    empty = json.dumps({"intents": {}, "expansion_rules": {"le": "[le]"}, "lists": {}}).encode()
    of_card = card("home_intents")
    small = replace(of_card, tables=(replace(of_card.tables[0], rows=None),))
    read = read_intents(small, [json.dumps(document).encode(), empty])
    rows = [tuple(row) for row in read.itertuples(index=False)]
    assert rows == [
        ("English", "sentence", "A", 0, "a"), ("English", "sentence", "A", 0, "aa"),
        ("English", "sentence", "A", 1, "aaa"), ("English", "sentence", "B", 0, "b"),
        ("English", "rule", "the", 0, "[the|my]"),
        ("English", "value", "colour", 0, "red"), ("English", "value", "colour", 0, "blue"),
        ("English", "range", "percent", 0, "0 100 10"), ("English", "range", "hour", 0, "1 24 1"),
        ("English", "wildcard", "anything", 0, "*"), ("French", "rule", "le", 0, "[le]"),
    ]  # fmt: skip
