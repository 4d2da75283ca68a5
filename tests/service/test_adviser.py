"""The adviser's page as the server sends it: language, policy, words."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from service.adviser import LANGUAGES, chosen_language, filled
from service_client import run

PAGE = files("service").joinpath("adviser_page")
DOCUMENT = PAGE.joinpath("page.html").read_text(encoding="utf-8")
SCRIPT = PAGE.joinpath("adviser.js").read_text(encoding="utf-8")
WORDS = json.loads(PAGE.joinpath("words.json").read_bytes())
TABLES = ("units", "columns", "levels")


def get(started, path, **headers):
    """Return the answer to a request without a key."""

    async def ask():
        async with started(None) as client:
            return await client.get(path, headers=headers)

    return run(ask())


def leaves(tree, at=""):
    """Return the texts of a catalogue by their place."""
    if isinstance(tree, str):
        return {at: tree}
    return {
        place: text for name, part in tree.items() for place, text in leaves(part, f"{at}/{name}").items()
    }


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "", "en"),
        ("fr", "en", "fr"),
        ("en", "fr", "en"),
        ("de", "fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("", "fr-CA", "fr"),
        ("", "de,en;q=0.5,fr;q=0.7", "fr"),
        ("", "fr;q=0,en;q=0.1", "en"),
        ("", "fr;q=abc, *", "en"),
        ("", "FR", "fr"),
        ("<script>", "x" * 10_000 + ",fr", "fr"),
        ("", ",".join(["de"] * 30 + ["fr"]), "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_else_the_browsers(asked, accepted, language):
    """An address beats a header; weights count; whatever else is sent is English."""
    assert chosen_language(asked, accepted) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_is_in_the_language_before_any_script_runs(language, started):
    """Its title, headings and labels."""
    said = get(started, "/app", **{"accept-language": language})
    assert said.headers["content-language"] == language
    assert f'<html lang="{language}">' in said.text
    title = WORDS[language]["title"]
    assert re.search(rf"<title[^>]*>{re.escape(title)}</title>", said.text)
    assert f'aria-label="{WORDS[language]["languages"]}"' in said.text


def test_words_are_text_and_never_markup():
    """A catalogue may hold any character."""
    made = filled('<p data-word="a"></p><nav data-label="a"></nav>', {"a": '<b>"'}, "fr")
    assert made == (
        '<p data-word="a">&lt;b&gt;&quot;</p><nav data-label="a" aria-label="&lt;b&gt;&quot;"></nav>'
    )


@pytest.mark.parametrize("path", ["/app", "/app/adviser.js", "/app/adviser.css", "/app/words.json"])
def test_nothing_is_loaded_from_elsewhere_and_nothing_inline_runs(path, started):
    """The policy names this server alone; the document obeys it."""
    said = get(started, path)
    policy = dict(part.split(" ", 1) for part in said.headers["content-security-policy"].split("; "))
    assert said.status_code == 200
    assert policy["default-src"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert said.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<style|style=|<script(?![^>]* src=\"/app/)| on\w+=|https?://", DOCUMENT)


@pytest.mark.parametrize("name", ["", "../app.py", "%2e%2e%2fapp.py", "page.html", "__init__.py", "words"])
def test_only_the_files_of_the_page_are_served(name, started):
    """By their names, out of a table: no path is built from what is asked."""
    said = get(started, f"/app/{name}")
    assert said.status_code in (404, 307)
    assert "import" not in said.text


def test_the_book_and_the_page_draw_with_the_same_script(started):
    """The file of the widget, as it stands in the chapter."""
    own = files("portfolio.scoring").joinpath("explorer.js").read_bytes()
    assert get(started, "/app/explorer.js").content == own


def test_both_languages_say_the_same_things_with_the_same_gaps():
    """Each text has its twin, and each twin the same names in braces."""
    english, french = (leaves(WORDS[language]) for language in LANGUAGES)
    assert english.keys() == french.keys()
    for place, text in english.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", french[place])), place


def test_every_word_is_used_and_every_word_that_is_used_is_there():
    """Page and script against the catalogue."""
    named = set(re.findall(r'data-(?:word|label)="(\w+)"', DOCUMENT))
    named |= set(re.findall(r'say\(\s*"(\w+)"', SCRIPT)) | set(
        re.findall(r'\? "(\w+)" : "(?:\w+)"\)', SCRIPT)
    )
    named |= set(re.findall(r'Refusal\("(\w+)"', SCRIPT)) | set(
        re.findall(r'"((?:change|error)_\w+)"', SCRIPT)
    )
    named |= {"accept", "refuse", *(f"error_{status}" for status in (401, 413, 422, 429, 503))}
    assert named == set(WORDS["en"]) - set(TABLES)


def test_french_is_set_as_french_is():
    """A narrow space before ; ! and ?, a space that does not break before a colon and inside guillemets."""
    for place, text in leaves(WORDS["fr"]).items():
        assert not re.search(r" [;:!?»]|« |'|\"", text), place
        assert not re.search(r"[^\u202f\s][;!?]", text), place
