"""`_config.yml`, read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.errors import UsageError
from press.settings.book_config import OURS, UNUSED, owned, read_config, sphinx_config
from press.settings.profile import parse_profile

OFF = 'execute: {execute_notebooks: "off"}\n'


@pytest.fixture
def written(book):
    """Return a function that writes and reads the settings of a book."""

    def read(text: str):
        book.write("_config.yml", text)
        return read_config(book.project)

    return read


def test_good_settings_are_returned_as_written(written):
    """YAML reads `off` without quotes as false: it means the same here."""
    assert written(f"title: Tiny\n{OFF}")["title"] == "Tiny"
    assert written("execute: {execute_notebooks: off}\n") == {"execute": {"execute_notebooks": False}}


WRONG = {
    "title: [x\n": r"_config\.yml, line 1: not YAML",
    "- a\n": "expected a mapping; got a list",
    "just text": "expected a mapping; got 'just text'",
    "": "execute_notebooks must be",
    "title: x\n": "execute_notebooks must be",
    "execute:\n": "execute_notebooks must be",
    'execute: "off"\n': "execute_notebooks must be",
    "execute: {execute_notebooks: cache}\n": "execute_notebooks must be",
    f"titel: x\n{OFF}": r"unknown key 'titel'. Did you mean 'title'\?",
    f"execut: {{}}\n{OFF}": r"unknown key 'execut'. Did you mean 'execute'\?",
    f"1: x\n{OFF}": "unknown key '1'",
    f"html: {{favicn: x}}\n{OFF}": r"line 1: html: unknown key 'favicn'. Did you mean 'favicon'\?",
    "execute: {execute_notebooks: 'off', timeout: soon}\n": "execute/timeout: 'soon' is not of type",
    f"title: [1]\n{OFF}": "title: ",
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong_settings_are_an_error(text, written):
    """The stock tools ignore most of these."""
    with pytest.raises(UsageError, match=WRONG[text]):
        written(text)


def test_a_file_that_is_not_utf_8_is_an_error(book):
    """It says where."""
    (book.root / "_config.yml").write_bytes(b"title: \xe9\n")
    with pytest.raises(UsageError, match=r"_config\.yml is not UTF-8; got byte 7"):
        read_config(book.project)


@pytest.fixture
def settings(written, tmp_path):
    """Return Sphinx's settings for a staged book."""
    stage: Path = tmp_path / "stage"
    stage.mkdir()
    return sphinx_config(written(f"title: Tiny\nauthor: Nobody\n{OFF}"), stage)


def test_no_extension_loads_scripts_from_elsewhere(settings):
    """What is left out is left out whole."""
    assert not UNUSED & set(settings["extensions"])
    assert not {"comments_config", "thebe_config"} & set(settings)


def test_our_extensions_come_last_and_once(settings):
    """They mend what the others make."""
    assert settings["extensions"][-len(OURS) :] == OURS
    assert len(set(settings["extensions"])) == len(settings["extensions"])


def test_sources_are_not_published_and_notebooks_not_executed(settings):
    """What a page hides must not lie beside it."""
    assert settings["html_copy_source"] is False
    assert settings["html_show_sourcelink"] is False
    assert settings["nb_execution_mode"] == "off"
    assert settings["html_theme_options"]["use_source_button"] is False
    assert {"_files/**", "_results/**"} <= set(settings["exclude_patterns"])


def test_settings_hold_no_moment(settings):
    """Two builds of one book have the same."""
    assert settings["html_last_updated_fmt"] is None
    assert settings["html_title"] == "Tiny"


def test_the_owner_gives_the_book_its_title_author_copyright_address_and_repository():
    """What the profile leaves empty stays as it was."""
    config = {"title": "Old", "copyright": "1999", "html": {"extra_footer": "x"}}
    told = owned(config, parse_profile("name: Ann\nrole: x\nsummary: x\ntitle: New\nurl: https://e.org\n"))
    assert (told["title"], told["author"], told["copyright"]) == ("New", "Ann", "1999")
    assert told["html"] == {"extra_footer": "x", "baseurl": "https://e.org/"}
    assert "repository" not in told
    assert owned(config, None) == config


def test_the_bibliography_is_read_where_there_is_one(written, tmp_path):
    """A book without references needs no such extension."""
    config = written(OFF)
    assert "sphinxcontrib.bibtex" not in sphinx_config(config, tmp_path)["extensions"]
    (tmp_path / "references.bib").write_text("")
    settings = sphinx_config(config, tmp_path)
    assert "sphinxcontrib.bibtex" in settings["extensions"]
    assert settings["bibtex_bibfiles"] == ["references.bib"]
