"""The table of contents."""

from __future__ import annotations

import pytest
import yaml

from portfolio.errors import UsageError
from press.settings.toc import docname, expanded, files_of, read_toc

NESTED = """
format: jb-book
root: book/index
defaults: {titlesonly: true}
parts:
  - caption: Chapters
    numbered: true
    chapters:
      - file: notebooks/one
        title: First
        sections:
          - file: book/deep
            sections:
              - file: notebooks/two
      - url: https://example.org
        title: Elsewhere
  - caption: Empty
    chapters:
"""


@pytest.fixture
def written(book):
    """Return a function that writes and reads the table of contents of a book with four pages."""
    book.notebook("one")
    book.notebook("two")
    book.write("book/deep.md", "# Deep\n")

    def read(text: str):
        book.write("_toc.yml", text)
        return read_toc(book.project)

    return read


def test_nested_sections_are_read_to_the_last(written):
    """Links elsewhere and empty lists are no pages."""
    assert list(files_of(written(NESTED))) == ["book/index", "notebooks/one", "book/deep", "notebooks/two"]


def test_pages_of_the_book_are_published_at_the_root():
    """Notebooks keep their folder."""
    assert [docname(file) for file in ("book/about", "book/a/b", "notebooks/one")] == [
        "about",
        "a/b",
        "notebooks/one",
    ]


def test_generated_pages_are_listed_beneath_their_file(written):
    """Behind the sections it has, at any depth; nothing else is changed."""
    toc = written(NESTED)
    before = yaml.safe_dump(toc)
    added = {
        "notebooks/one": [{"file": "notebooks/one-x", "title": "X"}],
        "notebooks/two": [{"file": "notebooks/two-x"}, {"file": "notebooks/two-y"}],
        "book/none": [{"file": "z"}],
    }
    result = expanded(toc, added)
    one, elsewhere = result["parts"][0]["chapters"]
    assert (result["root"], result["defaults"], result["parts"][0]["numbered"]) == (
        "index",
        {"titlesonly": True},
        True,
    )
    assert [item["file"] for item in one["sections"]] == ["deep", "notebooks/one-x"]
    deepest = one["sections"][0]["sections"][0]
    assert deepest == {
        "file": "notebooks/two",
        "sections": [{"file": "notebooks/two-x"}, {"file": "notebooks/two-y"}],
    }
    assert elsewhere == {"url": "https://example.org", "title": "Elsewhere"}
    assert list(files_of(result)) == [
        "index",
        "notebooks/one",
        "deep",
        "notebooks/two",
        "notebooks/two-x",
        "notebooks/two-y",
        "notebooks/one-x",
    ]
    assert yaml.safe_dump(toc) == before


def test_a_chapter_has_its_short_name_unless_the_contents_name_it(written):
    """Whoever edits the contents has the last word."""
    chapters = "chapters: [{file: notebooks/one}, {file: notebooks/two, title: Mine}]"
    toc = written(f"{BOOK}{chapters}")
    result = expanded(toc, {}, {"notebooks/one": "First", "notebooks/two": "Second"})
    assert [item["title"] for item in result["chapters"]] == ["First", "Mine"]


BOOK = "format: jb-book\nroot: book/index\n"
WRONG = {
    "format: jb-book\nroot: [": "line 2: not YAML",
    "": "(?s)format is missing.*root is missing",
    "- file: book/index": "expected a mapping; got a list",
    "root: book/index": "format is missing",
    "format: jb-article\nroot: book/index": "line 1: format; expected 'jb-book'; got 'jb-article'",
    "format: jb-book": "root is missing",
    "format: jb-book\nroot: book/indx": r"names book/indx, which is missing. Did you mean 'index'\?",
    "format: jb-book\nroot: notebooks/on": r"names notebooks/on, which is missing. Did you mean 'one'\?",
    "format: jb-book\nroot: notebooks/part/one": "part/one, which is not directly in notebooks/",
    "format: jb-book\nroot: notebooks\\one": "folders are parted by /",
    "format: jb-book\nroot: index": "names index, which is missing",
    "format: jb-book\nroot: requirements": "names requirements, which is missing",
    "format: jb-book\nroot: book/../notebooks/one": "which is missing",
    BOOK + "chapters: notebooks/one": "line 3: chapters; expected a list",
    BOOK + "chapters: [notebooks/one]": "chapters, entry 1; expected a mapping",
    BOOK + "numbered: much": "numbered; expected true, false or a number of levels; got 'much'",
    BOOK + "chapters: [{file: notebooks/one, title: 2013}]": "entry 1: title; expected text, in quotes",
    BOOK + "chapter: []": r"line 3: unknown key 'chapter'. Did you mean 'chapters'\?",
    BOOK + "chapters:\n- file: notebooks/one\n  section: []": r"Did you mean 'sections'\?",
    BOOK + "chapters:\n- glob: notebooks/*": "line 4: chapters, entry 1: unknown key 'glob'",
    BOOK + "chapters:\n- files: notebooks/one": r"Did you mean 'file'\?",
    BOOK + "chapters:\n- file: notebooks/one\n  sections:\n  - file: notebooks/one": "one twice",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_table_of_contents_is_an_error(text, written):
    """Nothing in it is passed over."""
    with pytest.raises(UsageError, match=WRONG[text]):
        written(text)


def test_all_faults_are_told_together(written):
    """They are mended in one go."""
    text = "format: jb-book\nroot: book/x\nchapters:\n- file: book/y\n" + "- file: notebooks/one\n" * 2
    with pytest.raises(UsageError, match=r"book/x, .*book/y, .*names notebooks/one twice"):
        written(text)


def test_a_file_that_is_not_utf_8_is_an_error(written, book):
    """It says where."""
    (book.root / "_toc.yml").write_bytes(b"# \xff")
    with pytest.raises(UsageError, match=r"_toc\.yml is not UTF-8; got byte 2"):
        read_toc(book.project)


def test_a_notebook_in_the_folder_of_prose_is_no_page(written, book):
    """Its outputs were checked by nobody."""
    book.write("book/stray.ipynb", "{}")
    with pytest.raises(UsageError, match="names book/stray, which is missing"):
        written("format: jb-book\nroot: book/stray")


def test_a_page_that_the_book_makes_itself_is_no_page_of_yours(written, book):
    """The search page would overwrite it."""
    book.write("book/search.md", "# Mine\n")
    with pytest.raises(UsageError, match="names book/search, a page that the book makes itself"):
        written("format: jb-book\nroot: book/index\nchapters:\n- file: book/search\n")


def test_two_pages_of_one_title_are_an_error(written, book):
    """Nobody could tell them apart."""
    book.write("book/again.md", "# Home\n")
    with pytest.raises(UsageError, match="names book/index and book/again, which have one title: 'Home'"):
        written("format: jb-book\nroot: book/index\nchapters:\n- file: book/again\n")
