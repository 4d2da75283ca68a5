"""Pictures that an author put beside a notebook or pasted into a cell."""

from __future__ import annotations

import base64

import pytest

from portfolio.errors import PublishError
from press.pages.own_pictures import staged_pictures, with_attachments
from press.pages.staging import Stage

PIXEL = base64.b64encode(b"a picture").decode()


@pytest.fixture
def stage(tmp_path):
    """Return an empty stage."""
    return Stage(tmp_path / "stage")


@pytest.mark.parametrize(
    ("text", "staged"),
    [
        ("![A](images/a.png)", "![A](../notebooks/images/a.png)"),
        ("![A](./images/a.png)", "![A](../notebooks/images/a.png)"),
        ("![A](<images/a.png>)", "![A](../notebooks/images/a.png)"),
        ("![A](<images/c é.png>)", "![A](../notebooks/images/c-92b2fa58.png)"),
        ("![A](images/c%20%C3%A9.png)", "![A](../notebooks/images/c-92b2fa58.png)"),
        ("![A][b]\n\n[b]: images/a.png", "![A][b]\n\n[b]: ../notebooks/images/a.png"),
        ("![A](../book/b.png)", "![A](../b.png)"),
        ("```{figure} images/a.png\n:alt: A\n```", "```{figure} ../notebooks/images/a.png\n:alt: A\n```"),
        ("<img alt='A' src='images/a.png'>", "<img alt='A' src='../pictures/notebooks/images/a.png'>"),
    ],
)
def test_a_picture_of_the_project_is_staged_and_named_by_its_place_in_the_book(book, stage, text, staged):
    """However it is written."""
    for name in ("notebooks/images/a.png", "notebooks/images/c é.png", "book/b.png"):
        book.write(name, "a picture")
    assert staged_pictures(text, book.project.notebooks, book.project, stage) == staged
    (path,) = stage.written
    assert path.read_text() == "a picture"


@pytest.mark.parametrize(
    "path",
    [
        "images/none.png",
        "https://example.org/a.png",
        "data:image/png;base64,x",
        "../secret.png",
        ".h/a.png",
        "a.txt",
    ],
)
def test_what_is_no_picture_of_the_project_is_left_alone(book, stage, path):
    """Nothing outside, hidden or of another kind is published."""
    for name in ("secret.png", "notebooks/.h/a.png", "notebooks/a.txt"):
        book.write(name, "x")
    assert staged_pictures(f"![A]({path})", book.project.notebooks, book.project, stage) == f"![A]({path})"
    assert not stage.written


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ({}, "notebooks/one.ipynb, cell 2: no picture 'a.png' is attached"),
        ({"b.png": {"image/png": PIXEL}}, "Known: b.png|Did you mean 'b.png'"),
        ({"a.png": {"text/plain": "x"}}, "the attachment 'a.png'; expected one of image/png"),
        ({"a.png": {"image/png": "a"}}, "the attachment .a.png. is damaged"),
    ],
)
def test_an_attachment_that_cannot_be_shown_is_refused_with_its_cell(stage, held, told):
    """Its name is told, and those that there are."""
    with pytest.raises(PublishError, match=told):
        with_attachments("![A](attachment:a.png)", held, "notebooks/one.ipynb, cell 2", stage)


def test_an_attachment_is_staged_under_its_content(stage):
    """Two cells may attach different pictures under one name."""
    for data in (b"one", b"two"):
        held = {"image.png": {"image/png": base64.b64encode(data).decode()}}
        assert "](../attached/" in with_attachments("![A](attachment:image.png)", held, "here", stage)
    assert len(stage.written) == 2
