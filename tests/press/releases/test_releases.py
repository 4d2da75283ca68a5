"""The kept sites: what is written, read and refused."""

from __future__ import annotations

import os

import pytest

from portfolio.errors import EnvironmentFaultError
from press.releases import releases as module
from press.releases.releases import keep_release, live_release, releases, restore, site_digest
from press.releases.swap import tree_digests

TOLD = {"commit": "abc", "published_at": "2026-01-02T03:04:05Z"}


@pytest.fixture
def keep(tmp_path):
    """Return a function that makes these files the site and keeps it."""
    site = tmp_path / "html"

    def kept(**files):
        for path in sorted(site.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        for name, text in files.items():
            path = site / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return keep_release(tmp_path, site, tree_digests(site), TOLD)

    return kept


def test_a_release_is_a_copy_with_a_manifest(keep, tmp_path):
    """It is read back as it was made."""
    made = keep(index_html="one", a__b_html="two")
    assert releases(tmp_path) == [made]
    assert (made.sequence, made.pages, made.commit, made.told) == (1, 2, "abc", TOLD)
    assert tree_digests(made.folder / "site") == tree_digests(tmp_path / "html")
    assert not (made.folder / "site/index.html").samefile(tmp_path / "html/index.html")


def test_files_that_two_releases_share_are_stored_once(keep):
    """And a damaged one is not handed on."""
    first = keep(index_html="one", a_html="same", b_html="same too")
    (first.folder / "site/b.html").write_text("damaged")
    second = keep(index_html="two", a_html="same", b_html="same too")
    assert (second.folder / "site/a.html").samefile(first.folder / "site/a.html")
    assert not (second.folder / "site/index.html").samefile(first.folder / "site/index.html")
    assert (second.folder / "site/b.html").read_text() == "same too"


def test_a_file_system_without_links_gets_copies(keep, monkeypatch):
    """As some network drives are."""

    def refused(*_):
        raise OSError(1, "not permitted")

    monkeypatch.setattr(module.os, "link", refused)
    keep(index_html="one")
    assert (keep(index_html="one", a_html="x").folder / "site/index.html").read_text() == "one"


def test_the_live_release_is_found_by_its_content(keep, tmp_path):
    """The newest stands for a site that was edited by hand."""
    site = tmp_path / "html"
    assert live_release(tmp_path, site) is None
    first, second = keep(index_html="one"), keep(index_html="two")
    assert live_release(tmp_path, site) == second
    restore(first, tmp_path / "copy")
    assert live_release(tmp_path, tmp_path / "copy") == first
    (site / "index.html").write_text("edited")
    assert live_release(tmp_path, site) == second


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:40],
        lambda text: "[]",
        lambda text: text.replace('"format": 1', '"format": 2'),
        lambda text: text.replace("index.html", "other.html"),
    ],
    ids=["cut", "another shape", "another format", "another file list"],
)
def test_a_damaged_manifest_makes_no_release(damage, keep, tmp_path):
    """Its number is not given again, and the next publication clears it away."""
    made = keep(index_html="one")
    path = made.folder / "manifest.json"
    path.write_text(damage(path.read_text()))
    assert releases(tmp_path) == []
    assert keep(index_html="one").sequence == 2
    assert not made.folder.exists()


def test_a_kill_while_a_release_is_written_leaves_no_half_one(keep, tmp_path, monkeypatch):
    """The next publication keeps it whole."""

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module.shutil, "copy2", killed)
        with pytest.raises(KeyboardInterrupt):
            keep(index_html="one")
    assert releases(tmp_path) == []
    assert keep(index_html="one").sequence == 1
    assert [path.name for path in (tmp_path / "releases").iterdir()] == ["000001"]


def test_a_full_disk_is_told(keep, monkeypatch):
    """The site itself is published by then, and the message says so."""

    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(module.shutil, "copy2", full)
    with pytest.raises(EnvironmentFaultError, match=r"published, but not kept as release 1: No space left"):
        keep(index_html="one")


def test_a_missing_file_is_a_damage(keep, tmp_path):
    """Nothing is left of the copy."""
    made = keep(index_html="one", a_html="two")
    (made.folder / "site/a.html").unlink()
    with pytest.raises(EnvironmentFaultError, match=r"damaged: a\.html"):
        restore(made, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_what_a_release_told_may_be_lost(keep):
    """The site can still be restored."""
    made = keep(index_html="one")
    (made.folder / "published.json").write_text("garbage")
    assert releases(made.folder.parent.parent)[0].told == {}


def test_the_digest_of_a_site_knows_names_and_contents():
    """A renamed file is another site; the order of the files is not."""
    assert site_digest({"a": "1", "b": "2"}) == site_digest({"b": "2", "a": "1"})
    assert site_digest({"a": "1"}) != site_digest({"b": "1"})
