"""Data that leave a page and come back as scripts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from press.sphinx_ext.page_data import held_data, inert_json, move_data, split_data

EVIL = {"text": "</script><b>&amp;\u2028"}


def an_app(folder: Path, builder: str = "html") -> Any:
    """Return what the hooks need of Sphinx, and what they asked of it."""
    asked: list[str] = []
    return SimpleNamespace(
        builder=SimpleNamespace(format=builder),
        outdir=str(folder),
        asked=asked,
        add_js_file=lambda name, **_: asked.append(name),
        add_css_file=asked.append,
    )


def test_data_cannot_end_their_element_and_stay_what_they_are() -> None:
    """Whatever texts they carry."""
    assert not set("<>&\u2028") & set(inert_json(EVIL))
    assert json.loads(inert_json(EVIL)) == EVIL


def test_the_name_follows_the_content() -> None:
    """The same data have the same file, others another."""
    assert held_data("figure", EVIL) == held_data("figure", EVIL)
    assert held_data("figure", EVIL)[0] != held_data("figure", {"text": "other"})[0]
    assert re.fullmatch(r"figure-[0-9a-f]{10}\.js", held_data("figure", EVIL)[0])


def test_data_leave_the_body_for_a_script() -> None:
    """Each file leaves them under its own name; the same data twice are one file."""
    name, element = held_data("score", EVIL)
    other, second = held_data("score", [1])
    body, scripts = split_data(f"<p>a</p>{element}<p>b</p>{element}{second}")
    assert body == "<p>a</p><p>b</p>"
    assert set(scripts) == {name, other}
    assert scripts[other] == f'(window.PortfolioData??={{}})["{other}"]=[1];\n'


def test_other_scripts_stay() -> None:
    """Only data that name their file are moved."""
    body = '<script type="application/json">{"a": 1}</script>'
    assert split_data(body) == (body, {})


def test_the_files_lie_among_the_static_ones(tmp_path: Path) -> None:
    """The page is left without the data."""
    name, element = held_data("figure", EVIL)
    context = {"body": f"<div>{element}</div>"}
    move_data(an_app(tmp_path), "page", "page.html", context, SimpleNamespace())  # type: ignore[arg-type]
    assert context["body"] == "<div></div>"
    assert (tmp_path / "_static" / name).read_text().startswith("(window.PortfolioData")


@pytest.mark.parametrize(("builder", "doctree"), [("latex", SimpleNamespace()), ("html", None)])
def test_pages_without_outputs_are_left(builder: str, doctree: Any, tmp_path: Path) -> None:
    """Such as the search page, or another format."""
    context = {"body": held_data("figure", EVIL)[1]}
    before = dict(context)
    move_data(an_app(tmp_path, builder), "page", "page.html", context, doctree)
    assert context == before
    assert not list(tmp_path.iterdir())
