"""What a run writes outside its own folder is noticed."""

from __future__ import annotations

from press.execute.changed_files import SHOWN, change, stamps


def test_nothing_written_is_nothing_told(book):
    """Reading is allowed."""
    book.write("notebooks/a.txt", "x")
    assert change(stamps(book.project), stamps(book.project)) is None


def test_new_changed_and_lost_files_are_named(book):
    """In the notebooks and in the pages."""
    book.write("notebooks/a.txt", "x")
    book.write("book/lost.md", "x")
    before = stamps(book.project)
    book.write("notebooks/a.txt", "longer")
    book.write("book/new.md", "x")
    (book.root / "book/lost.md").unlink()
    told = change(before, stamps(book.project))
    assert told == "files changed while it ran: book/lost.md, book/new.md, notebooks/a.txt"


def test_many_files_are_counted(book):
    """A loop that writes a thousand files is one line."""
    before = stamps(book.project)
    for number in range(SHOWN + 3):
        book.write(f"book/{number}.md", "x")
    told = change(before, stamps(book.project))
    assert told is not None
    assert told.endswith("and 3 more")


def test_the_readers_data_are_watched_and_checkpoints_are_not(book, tmp_path, monkeypatch):
    """JupyterLab writes checkpoints by itself."""
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setenv("PORTFOLIO_DATA", str(data))
    before = stamps(book.project)
    book.write("notebooks/.ipynb_checkpoints/a.ipynb", "x")
    assert change(before, stamps(book.project)) is None
    (data / "own.csv").write_text("x")
    assert change(before, stamps(book.project)) == "files changed while it ran: data/own.csv"
