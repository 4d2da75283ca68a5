"""The swap of a finished site for the published one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from portfolio.errors import EnvironmentFaultError
from press.releases import swap as swap_module
from press.releases.swap import lay_out, recover, swap, tree_digests


def write(folder: Path, **files: str) -> Path:
    """Write files, named with `__` for a slash and `_` before the suffix."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def content(folder: Path) -> dict[str, str]:
    """Return the files of a folder with their text."""
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def sites(tmp_path):
    """Return the folders of the printed pages, the published site and the next one."""
    pages = write(tmp_path / "pages", index_html="new", a__b_html="same")
    published = write(tmp_path / "html", index_html="old", a__b_html="same", gone_html="gone")
    return pages, published, tmp_path / "html.next"


def test_the_next_site_is_the_printed_pages_and_nothing_else(sites):
    """A removed page disappears; the mark for GitHub's pages is there."""
    lay_out(*sites)
    assert content(sites[2]) == {"index.html": "new", "a/b.html": "same", ".nojekyll": ""}


def test_an_unchanged_file_keeps_its_time_and_a_changed_one_is_a_copy(sites):
    """Sphinx writes in place: a published file must not be the printed one."""
    pages, published, following = sites
    os.utime(published / "a/b.html", (1, 1))
    lay_out(pages, published, following)
    assert (following / "a/b.html").stat().st_mtime == 1
    (pages / "index.html").write_text("newer")
    (pages / "a/b.html").write_text("newer")
    assert content(following)["index.html"] == "new"
    assert content(following)["a/b.html"] == "same"


@pytest.mark.parametrize("name", sorted(swap_module.LEFT_OUT - {".nojekyll"}))
def test_what_sphinx_keeps_for_itself_is_not_published(name, sites):
    """At any depth."""
    pages, _, following = sites
    for path in (pages / name / "x", pages / "a" / name / "x"):
        path.parent.mkdir(parents=True)
        path.write_text("x")
    lay_out(*sites)
    assert not [path for path in content(following) if name in path]


def test_a_leftover_of_a_killed_build_is_removed_first(sites):
    """It is no part of the next site."""
    write(sites[2], stale_html="x")
    lay_out(*sites)
    assert "stale.html" not in content(sites[2])


@pytest.mark.parametrize("exchange", [True, False])
def test_the_next_site_takes_the_place_of_the_published_one(exchange, sites, monkeypatch):
    """With and without the kernel's help; nothing is left beside it."""
    pages, published, following = sites
    if not exchange:
        monkeypatch.setattr(swap_module, "_exchanged", lambda *_: False)
    lay_out(pages, published, following)
    swap(following, published)
    assert content(published)["index.html"] == "new"
    assert {path.name for path in published.parent.iterdir()} == {"pages", "html"}


def test_the_first_site_is_simply_moved(sites):
    """There is nothing to exchange it with."""
    pages, published, _ = sites
    swap(pages, published.with_name("first"))
    assert content(published.with_name("first"))["index.html"] == "new"
    assert not pages.exists()


def test_a_kill_between_two_renames_is_mended(sites):
    """The old site comes back."""
    _, published, _ = sites
    before = content(published)
    published.rename(published.with_name("html.old"))
    recover(published)
    assert content(published) == before
    recover(published)
    assert content(published) == before


def test_a_kill_after_two_renames_leaves_the_new_site(sites):
    """The one set aside is not brought back."""
    _, published, _ = sites
    write(published.with_name("html.old"), index_html="older")
    recover(published)
    assert content(published)["index.html"] == "old"


def test_a_file_system_that_refuses_is_a_fault_of_the_machine(sites, monkeypatch):
    """The published site is untouched."""
    pages, published, _ = sites

    def refuse(*_: object) -> bool:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(swap_module, "_exchanged", refuse)
    with pytest.raises(EnvironmentFaultError, match="cannot publish to html: Permission denied"):
        swap(pages, published)
    assert content(published)["index.html"] == "old"


SECRET = "/home/ann/my böok & <more>"


def test_two_sites_are_the_same_when_all_files_are(sites):
    """Names and contents."""
    pages, published, _ = sites
    assert tree_digests(pages).keys() == {"index.html", "a/b.html"}
    assert tree_digests(pages)["a/b.html"] == tree_digests(published)["a/b.html"]
    assert tree_digests(pages)["index.html"] != tree_digests(published)["index.html"]


def test_declared_differences_are_left_out_on_request(tmp_path):
    """Only in pages, only inside the declared element."""
    one = write(
        tmp_path / "1",
        a_html='<p><span class="volatile">1 s</span> x',
        b_js='<span class="volatile">1</span>',
    )
    two = write(
        tmp_path / "2",
        a_html='<p><span class="volatile">22 s</span> x',
        b_js='<span class="volatile">2</span>',
    )
    three = write(tmp_path / "3", a_html='<p><span class="volatile">1 s</span> y')
    digests = [tree_digests(folder, normalised=True) for folder in (one, two, three)]
    assert digests[0]["a.html"] == digests[1]["a.html"] != digests[2]["a.html"]
    assert digests[0]["b.js"] != digests[1]["b.js"]
    assert tree_digests(one)["a.html"] != tree_digests(two)["a.html"]
