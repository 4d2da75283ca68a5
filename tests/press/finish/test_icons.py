"""The icons are drawn by the style sheet."""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from portfolio.errors import PublishError
from press.finish.icons import ICON, SHAPES, drawing, icon_styles, icons_in


def test_an_icon_is_known_by_its_class_and_not_by_its_size() -> None:
    """Other classes that begin alike are no icons."""
    page = '<i class="fas fa-list fa-lg x"></i><i class="fa-solid fa-sun"></i><p class="fa-moon fat"></p>'
    assert icons_in(page) == {"list", "sun"}


def test_only_the_icons_in_use_are_drawn() -> None:
    """The moon is not."""
    styles = icon_styles({"sun"})
    assert ".fa-sun{" in styles
    assert ".fa-moon{" not in styles


def test_an_icon_that_nobody_drew_is_an_error() -> None:
    """Else the page would show nothing in its place."""
    with pytest.raises(PublishError, match=r"no icon 'rockett'(.|\n)*Did you mean 'rocket'"):
        icon_styles({"rockett"})


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_each_drawing_is_a_picture(name: str) -> None:
    """Well formed, and quoted so that the style sheet can hold it."""
    match = re.fullmatch(r'url\("data:image/svg\+xml,([^"()#<>]*)"\)', drawing(name).replace("%28", ""))
    assert match
    assert ElementTree.fromstring(unquote(match[1])).tag.endswith("svg")


def test_the_icon_of_the_site_is_a_picture() -> None:
    """In the page itself."""
    assert ElementTree.fromstring(unquote(ICON.partition(",")[2])).tag.endswith("svg")
