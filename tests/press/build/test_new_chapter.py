"""A new chapter from the template."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from portfolio.errors import UsageError
from press.build.new_chapter import make_chapter, with_chapter
from tests_support import ROOT, TinyBook

TOC = """format: jb-book  # of Jupyter Book 1
root: book/index
parts:
  - caption: Chapters
    chapters:
      # the first ones
      - file: notebooks/one
        title: First  # a short one
        sections:
          - file: book/deep

      - file: notebooks/two  # still young

  # what proves it
  - caption: Proof
    chapters:
      - file: book/skills
"""


def test_the_line_stands_behind_the_last_chapter_and_nothing_else_changes():
    """Comments, blank lines and titles stay."""
    before = TOC.splitlines()
    after = with_chapter(TOC, "three").splitlines()
    (number,) = [number for number, line in enumerate(after) if line not in before]
    assert after[number - 1 : number + 1] == [
        "      - file: notebooks/two  # still young",
        "      - file: notebooks/three",
    ]
    assert [*after[:number], *after[number + 1 :]] == before


@pytest.mark.parametrize(
    ("toc", "after"),
    [
        ("chapters:\n- file: notebooks/a\n  sections:\n  - file: notebooks/b\n", -1),
        ("chapters:\n- file: notebooks/a\nlater: 1\n", 1),
        ("parts:\n  - chapters:\n      - file: book/x\n", 1),
        ("root: book/index", 0),
    ],
)
def test_the_line_finds_its_place_in_every_plain_list(toc, after):
    """Behind what is nested in the last chapter; first, where there is none yet."""
    if "chapters" not in toc:
        with pytest.raises(UsageError, match="no list of chapters"):
            with_chapter(toc, "c")
        return
    lines = with_chapter(toc, "c").splitlines()
    assert lines[after if after < 0 else after + 1].strip() == "- file: notebooks/c"


@pytest.mark.parametrize(
    "toc",
    ["chapters: [{file: notebooks/a}]\n", "chapters:\n- {file: book/x}\n- title: y\n  file: notebooks/a\n"],
)
def test_a_list_that_has_no_such_lines_is_left_alone(toc):
    """A person adds the line where it belongs."""
    with pytest.raises(UsageError, match=r"no list of chapters with one `- file:` on a line.*notebooks/c"):
        with_chapter(toc, "c")


@pytest.fixture
def own(book: TinyBook) -> TinyBook:
    """Return a book with a library of its own and one notebook."""
    book.notebook("one")
    (book.root / "src").unlink()
    for family in ("scoring", "plotting"):
        book.write(f"src/portfolio/{family}/__init__.py", '"""What is there."""\n')
    return book


def written(book: TinyBook) -> dict[str, bytes]:
    """Return every file of the book."""
    files = (path for path in book.root.rglob("*") if path.is_file())
    return {path.relative_to(book.root).as_posix(): path.read_bytes() for path in files}


def test_a_chapter_has_its_places_and_a_line(own):
    """Named after it; hyphens are none in Python."""
    assert make_chapter(own.project, "air-quality", title='Who "breathes"?') == [
        "notebooks/air-quality.ipynb",
        "notebooks/air-quality.yml",
        "src/portfolio/air_quality/__init__.py",
        "src/portfolio/air_quality/air_quality.py",
        "tests/portfolio/air_quality/test_air_quality.py",
        "_toc.yml",
    ]
    made = written(own)
    assert not [name for name, content in made.items() if b"@" in content]
    assert b"short: Air quality\n" in made["notebooks/air-quality.yml"]
    assert rb"# Who \"breathes\"?" in made["notebooks/air-quality.ipynb"]
    assert b"- file: notebooks/air-quality\n" in made["_toc.yml"]


def test_a_family_that_is_there_gains_a_module(own):
    """What its package exports is its authors' affair."""
    before = written(own)
    make_chapter(own.project, "rates", family="scoring")
    made = written(own)
    assert {name: made[name] for name in before if name != "_toc.yml"} == {
        name: content for name, content in before.items() if name != "_toc.yml"
    }
    assert "src/portfolio/scoring/rates.py" in made
    assert b"from portfolio.scoring.rates import" in made["notebooks/rates.ipynb"]


@pytest.mark.parametrize("family", ["air", "zoology"])
def test_imports_are_sorted_whatever_the_name(own, family):
    """Before those of the library's errors, or behind them."""
    make_chapter(own.project, "rates", family=family)
    test = own.root / f"tests/portfolio/{family}/test_rates.py"
    ours = 'lint.isort.known-first-party = ["portfolio"]'
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "I", "--config", ours, test]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "family", "told"),
    [
        ("2020_census", "", "a notebook cannot be called '2020_census'; expected words of a-z and 0-9"),
        ("Air", "", "a notebook cannot be called 'Air'"),
        ("air__quality", "", "a notebook cannot be called"),
        ("air quality", "", "a notebook cannot be called"),
        ("../air", "", "a notebook cannot be called"),
        ("a" * 25, "", "at most 24 characters"),
        ("class", "", "a notebook cannot be called 'class'. That name has a meaning of its own"),
        ("search", "", "a notebook cannot be called 'search'"),
        ("plotting", "", "a notebook cannot be called 'plotting'"),
        ("air", "plotting", "a family cannot be called 'plotting'"),
        (
            "air",
            "air-quality",
            "a family cannot be called 'air-quality'; expected words of a-z and 0-9 joined by _,",
        ),
        ("one", "", "notebooks/one.ipynb, notebooks/one.yml: already there. Choose another name"),
        ("locked", "", "notebooks/locked.lock.json: already there"),
        (
            "rates",
            "scoring",
            "src/portfolio/scoring/rates.py, tests/portfolio/scoring/test_rates.py: already there",
        ),
        ("one-oslo", "", "the page 'one-oslo' is there"),
        ("about-one", "", "notebooks/one.ipynb has the title 'About one'"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_written(own, name, family, told):
    """Names that mean something else, and places that are taken."""
    own.write("notebooks/one.yml", "scenarios:\n  oslo: {parameters: {city: Oslo}}\n")
    own.write("notebooks/locked.lock.json", "{}")
    own.write("src/portfolio/scoring/rates.py", "")
    own.write("tests/portfolio/scoring/test_rates.py", "")
    before = written(own)
    with pytest.raises(UsageError) as caught:
        make_chapter(own.project, name, family=family)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert written(own) == before


@pytest.mark.parametrize("place", ["notebooks/air.yml", "tests/portfolio/air/test_air.py"])
def test_no_place_is_ever_overwritten(own, place):
    """Nor are the others written then."""
    own.write(place, "")
    before = written(own)
    with pytest.raises(UsageError, match=f"{place}: already there"):
        make_chapter(own.project, "air")
    assert written(own) == before


class Copy:
    """A small book with the whole library in a folder of its own, and a Python that imports that one."""

    def __init__(self, book: TinyBook, folder: Path) -> None:
        self.root = book.root
        (book.root / "src").unlink()
        cache = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(ROOT / "src", book.root / "src", ignore=cache)
        for name in ("pyproject.toml", "tests/tests_support.py", "tests/notebooks/test_committed.py"):
            (book.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, book.root / name)
        book.write("book/index.md", "# Home\n\n<!-- portfolio: chapters -->\n")
        book.write("book/data.md", "# Data\n\n<!-- portfolio: catalogue -->\n")
        book.write("_toc.yml", "format: jb-book\nroot: book/index\nchapters:\n  - file: book/data\n")
        venv.EnvBuilder(symlinks=True).create(folder)
        self.python = folder / "bin/python"
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        installed = [path for path in sys.path if path.endswith("-packages")]
        (folder / "lib" / version / "site-packages/own.pth").write_text(
            "\n".join([str(book.root / "src"), *installed]) + "\n"
        )

    def run(self, *words: str) -> str:
        """Run a module of Python in the book; return all that it says."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        done = subprocess.run(
            [self.python, "-m", *words],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env=outside,
        )
        told = done.stdout + done.stderr
        assert done.returncode == 0, told
        return told


@pytest.mark.slow
def test_a_new_chapter_passes_every_check_and_becomes_a_page(book, tmp_path):
    """As it is made: lint, types, its tests, the gate, the lock, the notebook checks and nbval."""
    copy = Copy(book, tmp_path / "venv")
    told = copy.run("press", "new", "air_quality")
    assert "portfolio results lock --only air_quality" in told.splitlines()[-1]
    files = [str(path) for path in sorted(copy.root.rglob("*air_quality.py"))]
    assert len(files) == 2
    copy.run("ruff", "check", *files, str(Path(files[0]).parent))
    copy.run("ruff", "format", "--check", *files, str(Path(files[0]).parent))
    copy.run("mypy", "-p", "portfolio.air_quality")
    assert "5 passed" in copy.run("pytest", "-q", "tests/portfolio")
    assert "1 executed" in copy.run("press", "build", "--only", "air_quality")
    page = copy.root / "_build/only/air_quality/html/notebooks/air_quality.html"
    assert "Mean calories of an item, with its interval" in page.read_text(encoding="utf-8")
    home = (page.parents[1] / "index.html").read_text(encoding="utf-8")
    assert "An item on a fast-food menu has" in home
    copy.run("press", "results", "lock", "--only", "air_quality")
    assert "0 files would change" in copy.run("press", "notebooks", "refresh", "--check")
    copy.run("press", "build", "--frozen")
    assert "passed" in copy.run("pytest", "-q", "tests/notebooks")
    plugin = ("-p", "nbval", "-p", "press.execute.nbval_kernel", "--nbval-lax", "-p", "no:cacheprovider")
    assert "passed" in copy.run("pytest", "-q", *plugin, "notebooks")
