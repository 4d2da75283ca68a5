"""Sphinx over the staged book, every warning an error."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from PIL import UnidentifiedImageError

from portfolio.errors import PublishError
from press.sphinx_ext import run_sphinx
from press.sphinx_ext.run_sphinx import forget, opened, print_pages

SETTINGS: dict[str, Any] = {
    "extensions": ["myst_parser"],
    "html_theme": "basic",
    "exclude_patterns": [],
    "html_copy_source": False,
}


class Folders:
    """The folders of one printing."""

    def __init__(self, root: Path) -> None:
        self.stage, self.pages, self.doctrees = (root / name for name in ("stage", "pages", "doctrees"))
        self.stage.mkdir()
        self.write("index", "# Home\n")

    def write(self, name: str, text: str) -> None:
        """Stage a page."""
        (self.stage / f"{name}.md").write_text(text)

    def print(self, **options: Any) -> None:
        """Print the staged book."""
        print_pages(self.stage, self.pages, self.doctrees, SETTINGS, **options)


@pytest.fixture
def folders(tmp_path):
    """Return the folders of a book of one page."""
    return Folders(tmp_path)


def test_a_warning_stops_the_book_each_time(folders):
    """Sphinx would call the broken page up to date at the second build."""
    folders.write("index", "# Home\n\n[x](lost.md)\n")
    for _ in range(2):
        with pytest.raises(
            PublishError, match=r"the book has 1 problems:\n  index\.md:3: WARNING: .*lost"
        ) as caught:
            folders.print()
        assert str(folders.stage) not in str(caught.value)
        assert "\x1b" not in str(caught.value)
    assert not folders.pages.exists()
    folders.write("index", "# Home\n")
    folders.print()
    assert (folders.pages / "index.html").exists()


def test_what_a_killed_build_left_is_not_trusted(folders):
    """Its mark is still there."""
    folders.print()
    (folders.pages / "index.html").write_text("half a page")
    (folders.doctrees.parent / "doctrees.unfinished").touch()
    folders.print()
    assert "Home" in (folders.pages / "index.html").read_text()
    assert not (folders.doctrees.parent / "doctrees.unfinished").exists()


@pytest.mark.parametrize("rewrite_all", [True, False])
def test_a_page_is_written_again_only_when_asked_or_changed(rewrite_all, folders):
    """All pages show the titles of the others."""
    folders.print()
    (folders.pages / "index.html").write_text("as it was")
    folders.print(rewrite_all=rewrite_all)
    assert ((folders.pages / "index.html").read_text() == "as it was") is not rewrite_all


@pytest.mark.parametrize("problems", [1, 20, 21, 99])
def test_the_first_problems_are_told_and_the_others_counted(problems, folders, monkeypatch):
    """A terminal is not flooded."""
    monkeypatch.setattr(run_sphinx, "_sphinx", lambda *_, **__: [f"page-{n:02}" for n in range(problems)])
    with pytest.raises(PublishError, match=f"the book has {problems} problems") as caught:
        folders.print()
    assert str(caught.value).count("page-") == min(problems, 20)
    assert (f"... and {problems - 20} more" in str(caught.value)) == (problems > 20)


def test_a_fault_inside_sphinx_leaves_the_mark(folders, monkeypatch):
    """The next build starts from nothing."""

    def crash(*_: object, **__: object) -> list[str]:
        raise RuntimeError("a fault")

    monkeypatch.setattr(run_sphinx, "_sphinx", crash)
    with pytest.raises(RuntimeError, match="a fault"):
        folders.print()
    assert (folders.doctrees.parent / "doctrees.unfinished").exists()


def test_settings_that_sphinx_refuses_are_told(folders):
    """An extension that does not exist."""
    with pytest.raises(PublishError, match="ExtensionError: Could not import extension lost"):
        print_pages(folders.stage, folders.pages, folders.doctrees, {**SETTINGS, "extensions": ["lost"]})


def test_forgetting_what_is_not_there_is_no_fault(tmp_path):
    """The first build of all."""
    forget(tmp_path / "a", tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def many(folders, monkeypatch):
    """Return the folders of a book that several processes read and write, whatever this machine has."""
    monkeypatch.setattr(run_sphinx, "PROCESSES", 3)
    names = [f"page{n}" for n in range(12)]
    folders.write("index", "# Home\n\n```{toctree}\n" + "\n".join(names) + "\n```\n")
    for name in names:
        folders.write(name, f"# Title of {name}\n\nA paragraph.\n")
    return folders


def test_what_other_processes_warn_of_stops_the_book(many):
    """Their words come back to the first one."""
    many.write("page3", "# Title\n\n[x](lost.md)\n")
    with pytest.raises(PublishError, match=r"1 problems:\n  page3\.md:3: WARNING: .*lost"):
        many.print()


def test_several_processes_write_the_same_bytes_as_one(many, monkeypatch):
    """Page by page, and what is made of all of them."""

    def printed() -> dict[str, bytes]:
        forget(many.pages, many.doctrees)
        many.print()
        files = (path for path in many.pages.rglob("*") if path.is_file())
        return {path.relative_to(many.pages).as_posix(): path.read_bytes() for path in files}

    several = printed()
    monkeypatch.setattr(run_sphinx, "PROCESSES", 1)
    assert printed() == several


def test_a_full_disk_in_another_process_is_no_fault_of_the_book(many, monkeypatch):
    """Sphinx passes on the text of an error alone."""
    from sphinx.builders.html import StandaloneHTMLBuilder

    def full(self: Any, docname: str, _doctree: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(StandaloneHTMLBuilder, "write_doc", full)
    with pytest.raises(OSError, match="No space left") as caught:
        many.print()
    assert caught.value.errno == errno.ENOSPC


def test_a_picture_that_is_none_is_a_fault_of_the_book():
    """Pillow raises an OSError for it, though nothing is wrong with the machine."""
    assert run_sphinx._fault_of_machine(UnidentifiedImageError("cannot identify image file")) is None
    full = OSError(errno.ENOSPC, "No space left on device")
    assert run_sphinx._fault_of_machine(full) is full


TITLES = {"one": "First", "two": "Second"}


@pytest.mark.parametrize("hurried", [True, False])
def test_a_work_that_is_cited_from_now_on_is_listed(hurried, folders):
    """What is cited already need not be put together again; a new citation must be."""
    works = [
        f"@misc{{{key}, author={{{key}}}, title={{{title}}}, year=2001}}" for key, title in TITLES.items()
    ]
    (folders.stage / "works.bib").write_text("\n".join(works))
    settings = {
        **SETTINGS,
        "extensions": ["myst_parser", "sphinxcontrib.bibtex"],
        "bibtex_bibfiles": ["works.bib"],
    }

    def printed(text: str) -> str:
        folders.write(
            "index", f"# Home\n\n{text}\n\n```{{bibliography}}\n```\n\n```{{toctree}}\nother\n```\n"
        )
        with opened(folders.stage, folders.pages, folders.doctrees, settings, hurried=hurried) as write:
            assert write(False) == []
        return (folders.pages / "index.html").read_text()

    folders.write("other", "# Other\n\n{cite}`one`\n")
    assert "Second" not in printed("Prose.")
    folders.write("other", "# Other\n\n{cite}`one`, in other words\n")
    assert "First" in printed("Prose.")
    folders.write("other", "# Other\n\n{cite}`two`\n")
    found = printed("More prose.")
    assert "Second" in found
    assert "First" not in found
    (folders.stage / "works.bib").write_text(works[1].replace("Second", "Third"))
    assert "Third" in printed("More prose.")


def test_the_style_of_references_is_looked_up_once(folders, monkeypatch):
    """A look goes through all that is installed, and every citation would take some."""
    from pybtex import plugin

    looks: list[str] = []
    found = plugin.entry_points
    monkeypatch.setattr(plugin, "entry_points", lambda **asked: looks.append(str(asked)) or found(**asked))
    run_sphinx._find_styles_once()
    for _ in range(3):
        plugin.find_plugin("pybtex.style.sorting", "author_year_title")
    assert len(looks) <= 1
    assert plugin.find_plugin("pybtex.style.names", "plain") is not plugin.find_plugin(
        "pybtex.backends", "html"
    )
