"""The one notebook that nbval executes by itself."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace

import pytest

from portfolio.errors import EnvironmentFaultError
from press.build.build import execute
from press.execute import nbval_choice, parallel
from press.execute.nbval_choice import choose
from press.execute.progress import TextDisplay
from press.execute.runner import Outcome
from pretend_kernel import pretended
from tests_support import RECORDS, TinyBook

SECONDS = {"quick": 2.0, "slow": 60.0, "slower": 80.0, "endless": 400.0, "new": 1.0}
CHAPTERS = ("quick", "slow", "slower", "endless")
Committed = Callable[[], None]


def git(book: TinyBook, *words: str) -> None:
    """Run git in a book, as nobody."""
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    subprocess.run(["git", "-C", str(book.root), *who, *words], check=True, capture_output=True)


@pytest.fixture
def committed(book: TinyBook, monkeypatch: pytest.MonkeyPatch) -> Committed:
    """Return a function that commits and executes a book of four chapters; it was called twice."""

    def timed(*given: object, **named: object) -> Outcome:
        outcome = pretended(*given, **named)  # type: ignore[arg-type]
        return replace(outcome, record=replace(outcome.record, seconds=SECONDS[outcome.run.notebook]))

    def commit() -> None:
        git(book, "add", ".")
        git(book, "commit", "--allow-empty", "-m", "Another one")
        execute(book.project, display=TextDisplay)

    monkeypatch.setattr(parallel, "execute", timed)
    for name in CHAPTERS:
        book.notebook(name, RECORDS, f"print('{name}')")
    book.write(".gitignore", "src\n_build\n")
    git(book, "init")
    commit()
    commit()
    return commit


def test_the_cheapest_of_those_that_changed_is_chosen(book, committed):
    """Whatever the others take, and the reason is told."""
    for name in ("slow", "slower"):
        book.notebook(name, RECORDS, f"print('{name}')", "print('new')")
    committed()
    found = choose(book.project)
    assert found.notebook == "slow"
    assert found.why == "the cheapest of 2 changed: 1 code cell added"


def test_a_change_that_is_not_committed_counts(book, committed):
    """So does a new chapter."""
    book.notebook("new", RECORDS)
    execute(book.project, display=TextDisplay)
    found = choose(book.project)
    assert found.notebook == "new"
    assert found.why == f"the cheapest of 1 changed: {nbval_choice.NEW}"


def test_a_changed_module_changes_the_notebooks_that_import_it(book, committed):
    """As it changes their keys."""
    (book.root / "src").unlink()
    book.write("src/portfolio/__init__.py", "")
    book.write("src/portfolio/thing.py", "one = 1\n")
    book.write(".gitignore", "_build\n")
    book.notebook("slower", RECORDS, "print('slower')\nif False:\n    import portfolio.thing")
    committed()
    book.write("src/portfolio/thing.py", "one = 2\n")
    committed()
    found = choose(book.project)
    assert found.notebook == "slower"
    assert found.why == "the cheapest of 1 changed: module portfolio.thing changed"


def test_changed_prose_is_not_a_change(book, committed):
    """Nothing would be executed for it."""
    book.prose("endless", "Other prose.")
    committed()
    assert choose(book.project).why.startswith("chosen by ")


def test_when_nothing_changed_commits_take_turns_among_the_cheap(book, committed, monkeypatch):
    """Each is chosen by some commit, and one that takes too long by none."""
    found = set()
    for number in range(24):
        monkeypatch.setattr(nbval_choice, "commit_of", lambda _root, number=number: f"{number:010x}")
        found.add(choose(book.project).notebook)
    assert found == {"quick", "slow", "slower"}


def test_when_all_take_long_the_cheapest_is_chosen(book, committed, monkeypatch):
    """One is executed in any case."""
    monkeypatch.setattr(nbval_choice, "BOUND_SECONDS", 1)
    assert choose(book.project).notebook == "quick"


def test_outside_git_one_is_chosen_too(book, committed):
    """A downloaded archive has no commits."""
    (book.root / ".git").rename(book.root / "no.git")
    assert choose(book.project).why == "chosen by unknown"


def test_without_any_execution_there_is_nothing_to_choose_from(book):
    """What to do is told."""
    book.notebook("quick", RECORDS)
    with pytest.raises(EnvironmentFaultError, match=r"Run `portfolio execute` first\."):
        choose(book.project)
