"""The page that tells what changed, and its place in a normalised digest."""

from __future__ import annotations

from finished_runs import finished_run, value
from press.pages.changes_page import changes_block, changes_markdown
from press.releases.changes import Change, Changes
from press.releases.releases import keep_release
from press.releases.results_lock import Difference
from press.releases.swap import tree_digests
from press.runs.notebook import Notebook

CHANGES = Changes(
    since="commit abc, published 2026-01-02T03:04:05Z",
    values=(Difference("one/default", "auc", "changed", 0.7, 0.8),),
    weights=(Change("a.html", "1 KiB", "2 KiB"),),
    compared={"values": 3, "figures": 0, "runs": 1, "pages": 0},
)


def test_the_block_tells_all_but_the_weight():
    """The page cannot know its own weight before it is printed."""
    text = changes_block(CHANGES)
    assert text.startswith(":::{div} volatile-block\n")
    assert text.endswith("\n:::\n")
    assert "**Results: 1 of 3 values differ**" in text
    assert "one/default.auc: 0.7" in text
    assert "KiB" not in text


def test_the_page_compares_this_build_with_the_published_release(book):
    """By what both recorded."""
    notebook = Notebook("one", book.root / "notebooks/one.ipynb", {"cells": []})
    book.project.site.mkdir(parents=True)
    (book.project.site / "index.html").write_text("x")
    run = finished_run("one/default", value("auc", 0.7))
    first = changes_markdown(book.project, [run], {"one": notebook})
    assert "first release" in first
    receipt = {"notebook": "one", "scenario": "default", "seconds": 1.25, "values": [value("auc", 0.6)]}
    told = {"commit": "abc", "published_at": "2026-01-02", "runs": {"one/default": receipt}}
    keep_release(book.project.build, book.project.site, tree_digests(book.project.site), told)
    then = changes_markdown(book.project, [run], {"one": notebook})
    assert "The release before was made from commit abc, published 2026-01-02." in then
    assert "one/default.auc: 0.6" in then


BLOCK = '<p>a</p><div class="volatile-block docutils"><p>{0}</p><div><div>{0}</div></div>{0}</div><p>{1}</p>'


def normalised(folder, text):
    """Return the normalised digest of a page."""
    (folder / "page.html").write_text(text)
    return tree_digests(folder, normalised=True)["page.html"]


def test_a_normalised_digest_leaves_the_block_out_and_nothing_else(tmp_path):
    """With the blocks inside it; what follows counts."""
    base = normalised(tmp_path, BLOCK.format("x", "y"))
    assert normalised(tmp_path, BLOCK.format("longer", "y")) == base
    assert normalised(tmp_path, BLOCK.format("x", "other")) != base
    assert normalised(tmp_path, BLOCK.format("x", "y") * 2) == normalised(
        tmp_path, BLOCK.format("z", "y") * 2
    )
    assert normalised(tmp_path, BLOCK.replace("volatile-block ", "").format("x", "y")) != base


def test_a_block_without_its_end_hides_only_itself(tmp_path):
    """The page is cut; two such pages differ by what stands before."""
    assert normalised(tmp_path, '1<div class="volatile-block">x') == normalised(
        tmp_path, '1<div class="volatile-block">y'
    )
    assert normalised(tmp_path, '1<div class="volatile-block">x') != normalised(
        tmp_path, '2<div class="volatile-block">x'
    )
