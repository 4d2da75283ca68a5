"""The CV as a PDF, with a program that stands for the browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from press.finish.cv_pdf import BROWSER, LINK, add_pdfs, with_whole_links, without_link

PAGE = f"<html><body>{LINK}\n<p>Words.</p></body></html>"
PRINTS = """#!/bin/sh
for one in "$@"; do case "$one" in --print-to-pdf=*) target="${one#--print-to-pdf=}";; esac; done
echo run >> "$COUNT"
printf '%%PDF-1.4\\n/CreationDate (D:20260102030405+00)\\n%%%%EOF\\n' > "$target"
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a site with a CV, and a browser that counts how often it is asked."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "cv.html").write_text(PAGE)
    program = tmp_path / "browser"
    program.write_text(PRINTS)
    program.chmod(0o755)
    monkeypatch.setenv(BROWSER, str(program))
    monkeypatch.setenv("COUNT", str(tmp_path / "count"))
    return folder


def test_the_pdf_lies_beside_the_page(site: Path, tmp_path: Path) -> None:
    """Without the moment at which it was printed."""
    assert add_pdfs(site, ["cv.html", "fr/cv.html"], tmp_path / "memory") == []
    assert b"(D:19700101000000+00)" in (site / "cv.pdf").read_bytes()
    assert LINK in (site / "cv.html").read_text()


def test_a_page_that_is_as_it_was_is_not_printed_again(site: Path, tmp_path: Path) -> None:
    """Another one is, and the PDF of the old one is forgotten."""
    add_pdfs(site, ["cv.html"], tmp_path / "memory")
    add_pdfs(site, ["cv.html"], tmp_path / "memory")
    assert (tmp_path / "count").read_text().count("run") == 1
    (site / "cv.html").write_text(PAGE.replace("Words", "Other words"))
    add_pdfs(site, ["cv.html"], tmp_path / "memory")
    assert (tmp_path / "count").read_text().count("run") == 2
    assert len(list((tmp_path / "memory").iterdir())) == 1


def test_without_a_browser_no_link_is_left(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the published page, which shares its file, stays as it is."""
    monkeypatch.setenv(BROWSER, "no-such-program")
    published = tmp_path / "published.html"
    os.link(site / "cv.html", published)
    assert add_pdfs(site, ["cv.html"], tmp_path / "memory") == []
    assert "cv.pdf" not in (site / "cv.html").read_text()
    assert not (site / "cv.pdf").exists()
    assert published.read_text() == PAGE


def test_a_browser_that_fails_is_told(site: Path, tmp_path: Path) -> None:
    """The page is published without the link."""
    (tmp_path / "browser").write_text("#!/bin/sh\nexit 3\n")
    (told,) = add_pdfs(site, ["cv.html"], tmp_path / "memory")
    assert told == "cv.html was not printed as a PDF: browser ended with 3"
    assert "cv.pdf" not in (site / "cv.html").read_text()


def test_no_link_of_a_pdf_names_a_folder_of_the_machine() -> None:
    """A link to a page of the site is whole where the address of the site is known, else it is text."""
    page = '<link href="style.css"><a class="x" href="../a.html#b">A</a> <a href="mailto:a@b.c">B</a>'
    assert with_whole_links(page, "https://x.org/fr/cv.html") == page.replace("../a", "https://x.org/a")
    assert with_whole_links(page, "") == page.replace(' href="../a.html#b"', "")


def test_a_page_that_is_only_looked_at_has_no_link() -> None:
    """A preview prints no PDF."""
    assert without_link(PAGE) == "<html><body><p>Words.</p></body></html>"
