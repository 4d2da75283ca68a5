"""The catalogue as it stands, and the rules every card keeps."""

from __future__ import annotations

import re

import pytest

from portfolio.datasets import card, cards, catalogue, names
from portfolio.errors import UsageError

EMBEDDED = names("embedded")
PROMISED = {
    *("flights", "weather", "planes", "airports", "airlines"),
    *("fastfood", "credit_data", "lending_club", "loanapp", "cdnow", "cdnow_sample"),
    *("nace_rev2", "newsgroups", "food_reviews", "lee", "lee_similarity", "minilm"),
    *("mnist", "movielens", "elecdemand", "air_passengers"),
    *("appliances", "batteries", "online_retail", "wind_farm", "wind_reanalysis"),
    *("elpv", "efficientnet_lite0", "nuclei", "airline_tweets", "glove", "home_intents", "movielens_100k"),
    *("adult", "compas", "peptides"),
    *("knowledge_graphs", "kdd_pairs", "shuttle"),
    *("rainfall", "phishing", "outdoor_regions"),
}


def test_every_promised_dataset_has_a_card():
    """The embedded data and those that a reader brings are all there."""
    assert set(EMBEDDED) == PROMISED
    brought = {"csv", "flipkart", "home_credit", "mnist_full", "olist", "paris_trees"}
    brought |= {"seattle_energy", "turbofans"}
    assert set(names("brought")) == brought
    assert names() == sorted([*EMBEDDED, *names("brought")])


def test_an_unknown_name_is_refused_with_the_nearest():
    """A typo is an error that names the right word."""
    with pytest.raises(UsageError, match=r"no dataset 'flihgts'.*Did you mean 'flights'"):
        card("flihgts")


@pytest.mark.parametrize("name", ["../cards/flights", "", "csv/x", "fl ights"])
def test_a_path_is_no_name(name):
    """A name never leaves the folder of the cards."""
    with pytest.raises(UsageError, match="no dataset"):
        card(name)


def test_a_readers_own_file_has_a_card():
    """`csv:PATH` is the card of that file."""
    own = card("csv:some/file.csv")
    assert (own.name, own.sources[0].file, own.family) == ("csv:some/file.csv", "some/file.csv", "brought")


@pytest.mark.parametrize("one", cards(), ids=lambda one: one.name)
def test_a_card_says_what_a_reader_must_know(one):
    """Publisher, licence, origin and collection are never empty, and the origin is an address."""
    assert all((one.title, one.publisher, one.licence, one.collected, one.about))
    assert one.url.startswith("https://")
    assert all(column.meaning for table in one.tables for column in table.columns)


@pytest.mark.parametrize("name", EMBEDDED)
def test_an_embedded_card_pins_its_files_and_its_content(name):
    """Every source file and the content have a sha256, and a table its number of rows."""
    one = card(name)
    digests = [source.sha256 for source in one.sources]
    digests += [] if one.kind in ("weights", "files") else [one.content_sha256]
    assert digests
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)
    assert one.kind != "frame" or one.rows


@pytest.mark.parametrize("name", names("brought"))
def test_a_brought_card_names_the_dataset_that_runs_instead(name):
    """Without the reader's data, an embedded dataset takes over."""
    assert card(name).instead in EMBEDDED


@pytest.mark.parametrize("one", cards(), ids=lambda one: one.name)
def test_a_defect_with_a_count_says_how_it_is_counted(one):
    """No number in a card is a claim."""
    for defect in one.defects:
        ways = [defect.where, defect.duplicates, defect.orphans, defect.gaps]
        assert sum(bool(way) for way in ways) == (defect.count is not None), defect.text


def test_broken_yaml_is_told_with_its_line(tmp_path):
    """A card that is no YAML names file and line."""
    path = tmp_path / "broken.yml"
    path.write_text("name: [unclosed\nfamily: embedded\n")
    with pytest.raises(UsageError, match=r"card broken\.yml is not valid YAML.*line 2"):
        catalogue.parse_file(path)


def test_a_card_is_a_mapping(tmp_path):
    """A list is no card."""
    path = tmp_path / "list.yml"
    path.write_text("- a\n- b\n")
    with pytest.raises(UsageError, match="expected a mapping; got list"):
        catalogue.parse_file(path)
