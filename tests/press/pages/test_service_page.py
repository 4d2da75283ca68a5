"""What a request costs, as the page on the architecture tells it."""

from __future__ import annotations

import dataclasses
import re

import pytest

from portfolio.errors import UsageError
from press.pages.service_page import Record, Server, Warm, service_markdown, service_page
from press.project import Project
from press.translation.words import read_words
from tests_support import ROOT

OURS = Server("this service", 20, 900.0, 1.2, 4.0, 9.0, 1.5, 90.0, 0.8)
OTHER = Server("another | one", 20, 200.0, 4.8, 20.0, 60.0, 9.0, 400.0)
RECORD = Record("2026-01-02", 4, 3, 9.5, 2, (OURS, OTHER), Warm(1.5, 9.0, 64.0, 610.0))


def test_milliseconds_of_one_request_are_core_seconds_of_a_thousand():
    """With the ratio to the first row; a bar in a name parts no cells."""
    text = service_markdown(RECORD)
    assert "| this service | 20 | 1.2 | 1 | 900 | 4 | 9 | 2.25 | 1.5 | 90 | 0.8 |" in text
    assert "| another \\| one | 20 | 4.8 | 4 | 200 | 20 | 60 | 3 | 9 | 400 |  |" in text


def test_the_state_of_the_machine_is_told():
    """Its cores, and how many processes wanted one; in French with a comma."""
    assert "On average 9.5 processes wanted one of the 2 cores" in service_markdown(RECORD)
    assert "On average 9,5 processes" in service_markdown(RECORD, "fr")


def test_a_busy_machine_is_warned_of():
    """More processes than cores; fewer need no warning."""
    quiet = dataclasses.replace(RECORD, load=0.7)
    assert "quiet machine" in service_markdown(RECORD)
    assert "quiet machine" not in service_markdown(quiet)


@pytest.mark.parametrize("load", [9.5, 0.7])
def test_the_french_page_has_words_for_all_of_it(load):
    """No English sentence is left beside its table."""
    words = read_words(Project(ROOT), "fr")
    said = words.within(service_markdown(dataclasses.replace(RECORD, load=load), "fr"))
    assert not re.search(r"\b(the|with|of|per|this|in)\b", said), said


def test_a_missing_record_names_the_command_that_makes_it(tmp_path):
    """The bench."""
    with pytest.raises(UsageError, match=r"tests/bench/service\.py --write"):
        service_page(tmp_path / "service.yml")


def test_the_committed_record_is_read_with_this_service_first():
    """As the bench wrote it."""
    assert "| this service |" in service_page(ROOT / "book/service.yml")
