"""Last touches to a printed file."""

from __future__ import annotations

import pytest

from portfolio.site.finishing import finished

DIGEST = "a" * 64


@pytest.mark.parametrize(
    ("name", "content", "published"),
    [
        ("a.html", f'href="mystnb.{DIGEST}.css?v=0123abcd" />', f'href="mystnb.{DIGEST}.css" />'),
        ("a.html", f'href="mystnb.{DIGEST}.css"', f'href="mystnb.{DIGEST}.css"'),
        ("a.html", 'href="theme.css?v=0123abcd"', 'href="theme.css?v=0123abcd"'),
        ("a.js", f"mystnb.{DIGEST}.css?v=0123abcd", f"mystnb.{DIGEST}.css?v=0123abcd"),
    ],
)
def test_a_style_sheet_has_one_digest_in_its_address(name, content, published, tmp_path):
    """Whether Sphinx adds a second one is chance."""
    path = tmp_path / name
    path.write_text(content)
    assert finished(path) == published.encode()


def test_bytes_that_are_no_text_pass_as_they_are(tmp_path):
    """A picture, or a page in another encoding."""
    for name in ("a.png", "a.html"):
        (tmp_path / name).write_bytes(b"\x89\xff\r\n")
        assert finished(tmp_path / name) == b"\x89\xff\r\n"
