"""Replaying a published page from its receipt."""

from __future__ import annotations

import pytest

from portfolio import datasets
from portfolio.errors import EnvironmentFaultError, LockHeldError, UsageError
from press.build import replay as replay_module
from press.build.folder_lock import locked
from press.build.replay import page_name, replay
from press.execute.progress import TextDisplay
from press.project import Limits
from press.releases.swap import tree_digests
from tests_support import RECORDS

OSLO = "scenarios:\n  oslo: {title: Oslo, parameters: {city: Oslo}}\n"
CITY = "from portfolio import results\nresults.record('letters', len(city), tolerance=1)"


@pytest.fixture
def again(one, build):
    """Publish a book whose second page is of another city; return a function that replays a page."""
    one.notebook("one", CITY)
    one.write("notebooks/one.yml", OSLO)
    build()
    return lambda page: replay(one.project, page, limits=Limits(), display=TextDisplay(1))


@pytest.mark.parametrize(
    "text",
    [
        "one-oslo",
        "notebooks/one-oslo",
        "notebooks/one-oslo.html",
        "notebooks/one-oslo.ipynb",
        "/book/notebooks/one-oslo.html#cost",
        "https://example.org/book/notebooks/one-oslo.html?x=1#cost",
        "https://example.org/book/notebooks/one-oslo/",
    ],
)
def test_a_page_may_be_given_in_many_forms(text):
    """As a person finds it."""
    assert page_name(text) == "one-oslo"


def test_the_numbers_of_an_unchanged_page_hold(again, one):
    """With the parameters of its scenario; nothing is published, nothing is left."""
    before = tree_digests(one.project.site)
    found = again("notebooks/one-oslo.html")
    assert (found.run, found.holds, found.exit_code, found.notices) == ("one/oslo", True, 0, ())
    assert [(number.name, number.published, number.replayed) for number in found.numbers] == [
        ("letters", 4, 4)
    ]
    assert tree_digests(one.project.site) == before
    assert not (one.project.build / "replay").exists()


def test_a_number_that_differs_ends_with_4_and_names_what_changed(again, one):
    """The receipt keeps the published value, the notebook gives another."""
    one.notebook("one", CITY.replace("len(city)", "len(city) + 2"))
    found = again("one")
    (number,) = found.numbers
    assert (number.published, number.replayed, number.holds) == (4, 6, False)
    assert found.exit_code == 4
    assert found.notices == ("code cell 2 changed since the page was made",)


def test_a_number_within_its_tolerance_holds(again, one):
    """The tolerance is the published one."""
    one.notebook("one", CITY.replace("len(city)", "len(city) + 1").replace("tolerance=1", "tolerance=0"))
    found = again("one")
    assert found.holds
    assert found.numbers[0].replayed == 5


def test_a_value_that_came_or_went_differs(again, one):
    """Each is named with what there is of it."""
    one.notebook("one", RECORDS)
    found = again("one")
    assert [(n.name, n.published, n.replayed, n.holds) for n in found.numbers] == [
        ("letters", 4, None, False),
        ("answer", None, 42.5, False),
    ]


def test_changed_and_absent_data_are_named(one, build, monkeypatch):
    """The replay goes on with what is there."""
    monkeypatch.setattr(datasets, "fingerprint", lambda name: "f" * 64)
    build()
    release = one.project.build / "releases/000001/published.json"
    told = release.read_text().replace('"datasets": {}', '"datasets": {"flights": "0", "olist": "1"}')
    release.write_text(told)

    def fingerprint(name):
        if name == "olist":
            raise UsageError("its file is not there")
        return "f" * 64

    monkeypatch.setattr(datasets, "fingerprint", fingerprint)
    found = replay(one.project, "one", limits=Limits(), display=TextDisplay(1))
    assert found.notices == (
        "dataset flights changed since the page was made",
        "dataset olist is not there: its file is not there",
    )
    assert found.holds


def test_a_notebook_that_fails_now_is_told_with_its_own_code(again, one):
    """No number is compared."""
    one.notebook("one", "1 / 0")
    found = again("one")
    assert (found.holds, found.exit_code, found.numbers) == (False, 4, ())
    assert "ZeroDivisionError" in found.failure.message


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        ("/etc/passwd", UsageError, "'city' lies outside the folders"),
        ("lost.csv", EnvironmentFaultError, "'city' names no file"),
    ],
)
def test_a_file_is_asked_for_before_a_kernel_starts(path, error, message, one, build, monkeypatch):
    """The one rule: what is published lies in the project or the reader's data."""
    one.notebook("one", CITY, parameters='city: str = "csv:own.csv"  # a file')
    one.write("own.csv", "a,b\n1,2\n")
    build()
    receipt = one.project.build / "releases/000001/published.json"
    receipt.write_text(receipt.read_text().replace("csv:own.csv", f"csv:{path}"))
    monkeypatch.setattr(replay_module, "execute", lambda *_, **__: pytest.fail("a kernel was started"))
    with pytest.raises(error, match=message):
        replay(one.project, "one", limits=Limits(), display=TextDisplay(1))


@pytest.mark.parametrize(
    ("page", "near"), [("one-osl", "'one-oslo'"), ("notebooks/one-osl.html", "'notebooks/one-oslo'")]
)
def test_an_unknown_page_names_the_nearest(page, near, again):
    """In the form that was given."""
    with pytest.raises(UsageError, match=f"Did you mean {near}"):
        again(page)


def test_a_page_of_prose_is_no_page_of_a_notebook(again):
    """Nothing on it was executed."""
    with pytest.raises(UsageError, match="no published page 'index' is made by a notebook"):
        again("index")


def test_a_notebook_that_is_gone_is_named_with_its_commit(again, one):
    """So that it can be found."""
    one.write("notebooks/two.ipynb", (one.root / "notebooks/one.ipynb").read_text())
    (one.root / "notebooks/one.ipynb").unlink()
    with pytest.raises(UsageError, match="the notebook of notebooks/one is gone"):
        again("one")


def test_nothing_published_nothing_to_replay(one):
    """The message says what to do."""
    with pytest.raises(UsageError, match="no release is kept here"):
        replay(one.project, "one", limits=Limits(), display=TextDisplay(1))


def test_a_replay_takes_its_turn(again, one):
    """Two runs would fight for the cores and the folder."""
    with locked(one.project), pytest.raises(LockHeldError):
        again("one")
