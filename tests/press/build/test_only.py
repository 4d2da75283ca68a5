"""A book of some chapters beside the whole one. Nothing is executed or printed for real."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portfolio.errors import UsageError
from press.build.build import build as build_book
from press.build.plan import only as limited
from press.execute.progress import TextDisplay
from press.releases.releases import releases
from tests_support import RECORDS

from .conftest import content


@pytest.fixture
def two(one, quick):
    """Return a book with two notebooks."""
    one.notebook("two", RECORDS, "print(city)")
    return one


def made(project, only=""):
    """Build a book, whole or limited."""
    return build_book(limited(project, only), display=TextDisplay, workers=1)


def test_only_the_chapters_wanted_are_executed_and_have_pages(two):
    """The whole book is another site, and there is none yet."""
    built = made(two.project, "two")
    assert [item.run.name for item in built.finished] == ["two/default"]
    assert (two.root / "_build/only/two/html/notebooks/two.html").exists()
    assert not (two.root / "_build/only/two/html/notebooks/one.html").exists()
    assert not two.project.site.exists()


def test_the_whole_book_stays_and_is_no_reason_to_refuse(two):
    """Site, releases and reports; most pages are missing from the other one on purpose."""
    made(two.project)
    before = content(two.root / "_build/html") | content(two.root / "_build/releases")
    report = (two.root / "_build/report.json").read_text()
    assert made(two.project, "one").site["published"]
    assert made(two.project, "two").site["published"]
    assert content(two.root / "_build/html") | content(two.root / "_build/releases") == before
    assert (two.root / "_build/report.json").read_text() == report
    assert releases(two.root / "_build/only/one") == []


def test_what_one_book_executed_the_other_reuses(two):
    """They share the cache."""
    made(two.project, "one")
    assert [item.status for item in made(two.project).finished] == ["reused", "executed"]


def test_another_lock_makes_a_book_of_some_chapters_anew(two):
    """It quotes the values of the others, and the whole book does not."""
    made(two.project, "one")
    assert not made(two.project, "one").site["published"]
    two.lock({"two/default": {"answer": {"value": 1}}})
    built = made(two.project, "one")
    assert built.site["published"]
    assert [one.kind for one in built.drift.values if one.run != "one/default"] == []


@pytest.mark.parametrize("names", ["one,two", " two , one,", "notebooks/one.ipynb,two"])
def test_chapters_are_parted_by_commas(two, names):
    """Spaces, folder and suffix do no harm, and their order is that of the book: it is one book."""
    assert limited(two.project, names).only == ("one", "two")


def test_an_unknown_chapter_is_named_with_the_nearest(two):
    """Before anything is executed."""
    with pytest.raises(UsageError, match=r"no chapter 'tow'.*Did you mean 'two'"):
        limited(two.project, "one,tow")


def test_without_a_name_the_book_is_whole(two):
    """As make passes nothing."""
    assert limited(two.project, "") == replace(two.project, only=())
