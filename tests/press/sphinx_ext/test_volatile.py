"""What differs from build to build, kept out of the search index."""

from __future__ import annotations

from html import escape

import pytest
from docutils import nodes
from docutils.core import publish_from_doctree
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st

from press.sphinx_ext.volatile import set_apart, volatile_node

SPAN = '<span class="volatile">{}</span>'


def document(text, *classes):
    """Return a document that holds one piece of raw HTML."""
    made = new_document("page")
    made += nodes.container("", nodes.raw("", text, format="html", classes=list(classes)))
    return made


def printed(doctree):
    """Return the HTML of a document as docutils writes it, volatile nodes as the book does."""
    for node in list(doctree.findall(volatile_node)):
        node.replace_self(nodes.raw("", SPAN.format(node["shown"]), format="html"))
    return publish_from_doctree(
        doctree, writer_name="html5", settings_overrides={"output_encoding": "unicode"}
    )


@pytest.mark.parametrize("classes", [(), ("output", "text_html")])
def test_what_is_volatile_becomes_a_node_and_the_page_stays_the_same(classes):
    """Sphinx indexes the text of raw HTML; an attribute it does not."""
    text = f"<table><td>a</td><td>{SPAN.format('3.2')}</td><td>{SPAN.format('nan')}</td></table>"
    doctree = document(text, *classes)
    set_apart(None, doctree, "page")
    assert [node["shown"] for node in doctree.findall(volatile_node)] == ["3.2", "nan"]
    assert "3.2" not in doctree.astext()
    assert printed(doctree) == printed(document(text, *classes))


def test_other_raw_text_is_left_alone():
    """Of another format, or with nothing volatile in it."""
    doctree = document("<p>3.2</p>", "output")
    doctree += nodes.raw("", SPAN.format("3.2"), format="latex")
    before = doctree.pformat()
    set_apart(None, doctree, "page")
    assert doctree.pformat() == before


@given(st.lists(st.text("ab>&; ", max_size=5)))
def test_any_text_prints_the_same(texts):
    """Whatever stands between and in the elements."""
    text = "".join(f"<i>{n}</i>{SPAN.format(escape(one))}" for n, one in enumerate(texts))
    doctree = document(text)
    set_apart(None, doctree, "page")
    assert [node["shown"] for node in doctree.findall(volatile_node)] == texts
