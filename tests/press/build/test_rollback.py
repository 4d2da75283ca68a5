"""Going back to an earlier release."""

from __future__ import annotations

import os

import pytest

from portfolio.errors import EnvironmentFaultError, LockHeldError, UsageError
from press.build.folder_lock import locked
from press.build.rollback import rollback as roll_back
from press.releases.releases import releases

from .conftest import content


@pytest.fixture
def three(build, one):
    """Return the book after three publications, and the content of each."""
    sites = []
    for text in ("first", "second", "third"):
        one.write("book/index.md", f"# Home\n\n{text}\n")
        build()
        sites.append(content(one.project.site))
    return one, sites


def test_a_rollback_restores_the_site_before_byte_for_byte(three):
    """Without a number it is the one before the published one; twice goes back twice."""
    book, sites = three
    assert roll_back(book.project).sequence == 2
    assert content(book.project.site) == sites[1]
    assert roll_back(book.project).sequence == 1
    assert content(book.project.site) == sites[0]
    with pytest.raises(UsageError, match="no earlier release"):
        roll_back(book.project)


def test_any_kept_release_can_be_chosen(three):
    """Forwards as well."""
    book, sites = three
    roll_back(book.project, 1)
    assert roll_back(book.project, 3).sequence == 3
    assert content(book.project.site) == sites[2]
    assert not (book.project.build / "html.next").exists()


def test_the_next_build_publishes_todays_book_again(three, build):
    """A rollback buys time; it changes no source."""
    book, sites = three
    roll_back(book.project)
    assert build().site["published"] is True
    assert content(book.project.site) == sites[2]


def test_an_unknown_release_names_the_known(three):
    """And the site stays."""
    book, sites = three
    with pytest.raises(UsageError, match=r"no release 9 is kept.*Known: 1, 2, 3"):
        roll_back(book.project, 9)
    assert content(book.project.site) == sites[2]


def test_only_the_last_three_are_kept_by_number(three, build):
    """Dates play no part: the oldest number goes, though its files look newest."""
    book, _ = three
    for path in (book.project.build / "releases/000001").rglob("*"):
        os.utime(path, (4e9, 4e9))
    book.write("book/index.md", "# Home\n\nfourth\n")
    build()
    assert [one.sequence for one in releases(book.project.build)] == [2, 3, 4]
    assert {path.name for path in (book.project.build / "releases").iterdir()} == {
        "000002",
        "000003",
        "000004",
    }


def test_an_edit_of_the_published_site_does_not_reach_a_release(three):
    """They share no file, even when a program writes in place."""
    book, sites = three
    for path in book.project.site.rglob("*.html"):
        with path.open("r+") as file:
            file.write("hacked")
    assert roll_back(book.project, 3).sequence == 3
    assert content(book.project.site) == sites[2]


def test_a_damaged_release_is_refused_and_the_site_stays(three):
    """A changed byte in a kept file."""
    book, sites = three
    (book.project.build / "releases/000001/site/index.html").write_text("other")
    with pytest.raises(EnvironmentFaultError, match=r"release 1 is damaged: index\.html"):
        roll_back(book.project, 1)
    assert content(book.project.site) == sites[2]


def test_a_rollback_waits_for_no_build(three):
    """It is refused while one works."""
    book, _ = three
    with locked(book.project), pytest.raises(LockHeldError, match="another build"):
        roll_back(book.project)
