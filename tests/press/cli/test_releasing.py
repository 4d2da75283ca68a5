"""`portfolio releases`, `portfolio rollback` and `portfolio replay` on a tiny book."""

from __future__ import annotations

import json

import pytest

from press.build import build as build_module
from press.build import publish as publish_module
from press.build import replay as replay_module
from press.build.publish import publish
from pretend_kernel import pretended
from tests_support import RECORDS


def printed(project, _planned, finished, *_):
    """Write one page."""
    values = [dict(value) for item in finished for value in item.record.values]
    path = project.build / "pages/index.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values))
    return {"press": "p", "navigation": "n"}


@pytest.fixture
def published(portfolio, book, monkeypatch):
    """Return the command after two publications without Sphinx."""
    monkeypatch.setattr(build_module, "publish", publish)
    monkeypatch.setattr(publish_module, "_print", printed)
    monkeypatch.setattr(publish_module, "admit", lambda *_: {})
    monkeypatch.setattr(replay_module, "execute", pretended)
    assert portfolio("build").code == 0
    book.notebook("one", RECORDS.replace("42.5", "50"))
    assert portfolio("build").code == 0
    return portfolio


def test_releases_are_listed_newest_first_with_a_star(published):
    """For people and for machines."""
    lines = published("releases").out.splitlines()
    assert [line[:6] for line in lines] == ["*    2", "     1"]
    assert "1 pages" in lines[0]
    rows = json.loads(published("releases", "--json").out)["releases"]
    assert [(row["sequence"], row["published"]) for row in rows] == [(2, True), (1, False)]
    assert set(rows[0]) == {"sequence", "published", "published_at", "commit", "pages", "digest"}


def test_a_rollback_says_what_is_published_now(published, book):
    """And the list agrees."""
    answer = published("rollback")
    assert answer.code == 0
    assert answer.verdict.startswith("portfolio: release 1 is published again: 1 pages of commit unknown")
    assert published("releases").out.splitlines()[1].startswith("*    1")
    assert "42.5" in (book.project.site / "index.html").read_text()
    assert published("rollback", "7").code == 2


def test_an_edited_site_is_none_of_the_releases(published, book):
    """The list says so."""
    (book.project.site / "index.html").write_text("edited")
    assert published("releases").verdict == "portfolio: the published site is not one of these releases"


def test_a_book_that_was_never_published_has_no_releases(portfolio):
    """The list says how one is made."""
    answer = portfolio("releases")
    assert (answer.code, answer.out) == (0, "")
    assert answer.verdict == "portfolio: no release is kept yet; a build that publishes makes one"


def test_a_replay_that_holds_ends_with_0(published):
    """Each number is told."""
    answer = published("replay", "notebooks/one.html")
    assert answer.code == 0
    assert answer.out == "holds    answer: 50 again\n"
    assert answer.verdict.startswith("portfolio: notebooks/one (release 2, executed 20")
    assert "all 1 numbers hold" in answer.verdict


def test_a_replay_that_differs_ends_with_4(published, book):
    """The notice names what changed."""
    book.notebook("one", RECORDS.replace("42.5", "51"))
    answer = published("replay", "one")
    assert answer.code == 4
    assert answer.out == "DIFFERS  answer: 50 → 51\n"
    assert "notice: code cell 2 changed since the page was made" in answer.err
    assert answer.verdict.endswith("1 of 1 numbers differ")


def test_a_replay_tells_machines_in_one_document(published, book):
    """With and without a failure."""
    told = json.loads(published("replay", "one-oslo", "--json").out)
    assert (told["holds"], told["exit_code"], told["run"]) == (True, 0, "one/oslo")
    assert told["numbers"][0]["published"] == 50
    book.notebook("one", "1 / 0")
    answer = published("replay", "one", "--json")
    assert (answer.code, json.loads(answer.out)["failure"]["kind"]) == (4, "cell")
    assert "cannot be replayed: ZeroDivisionError" in answer.verdict


def test_a_replay_of_an_unknown_page_names_the_nearest(published):
    """As every command does."""
    answer = published("replay", "one-osl")
    assert answer.code == 2
    assert "Did you mean 'one-oslo'?" in answer.verdict
