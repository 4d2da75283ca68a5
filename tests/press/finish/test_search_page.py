"""The script of the search page."""

from __future__ import annotations

import json
import re

from press.finish.search_page import search_script

TOLD = {"notebooks/one.html": "Of one.", "data/a.html": "A card.", "about.html": "</script> in a text."}


def pages(script: bytes) -> dict[str, dict[str, str]]:
    """Return what the script knows of the pages."""
    (data,) = re.findall(r"const \{ pages, tags, languages \} = (\{.*\});", script.decode())
    told: dict[str, dict[str, str]] = json.loads(data)["pages"]
    return told


def test_what_is_told_of_a_page_comes_before_its_description() -> None:
    """Of a page that nothing is told of, its folder says what it is."""
    known = pages(search_script({"notebooks/one": {"kind": "chapter", "text": "Half."}}, ["PCA"], TOLD))
    assert known["notebooks/one"] == {"kind": "chapter", "text": "Half."}
    assert known["data/a"] == {"kind": "card", "text": "A card."}
    assert known["about"]["kind"] == "page"


def test_no_text_ends_the_script() -> None:
    """Wherever it may be put."""
    assert b"</script>" not in search_script({}, [], TOLD)
