"""What pages tell machines."""

from __future__ import annotations

import json
import re

from portfolio.datasets import card
from press.pages import json_ld
from press.settings.profile import Post, Profile

ANN = Profile(
    "Ann </script>", "Analyst", "I count.", url="https://example.org/", training=(Post("A diploma"),)
)


def test_a_script_is_valid_json_that_cannot_end_early():
    """Whatever a name holds."""
    text = json_ld.script(json_ld.home(ANN, "A site", ["One"]))
    inside = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', text)[1]
    assert "<" not in inside
    told = json.loads(inside)
    assert (told["@type"], told["mainEntity"]["name"]) == ("ProfilePage", "Ann </script>")
    assert told["mainEntity"]["hasCredential"][0]["name"] == "A diploma"


def test_what_is_unknown_is_left_out():
    """An empty field is a fault in the eyes of validators."""
    assert set(json_ld.person(Profile("Ann", "Analyst", "I count."))) == {
        "@type",
        "name",
        "jobTitle",
        "description",
    }


def test_a_chapter_is_a_work_based_on_its_datasets():
    """With licence and publisher of each."""
    told = json_ld.work("One", "Why?", "Ann", "", ["PCA"], [card("flights")])
    (based,) = told["isBasedOn"]
    assert (told["@type"], told["author"]["name"], based["@type"]) == ("CreativeWork", "Ann", "Dataset")
    assert based["license"] == card("flights").licence
    assert "url" not in told


def test_a_dataset_names_its_page_when_the_site_has_an_address():
    """And otherwise not."""
    one = card("flights")
    assert (
        json_ld.dataset(one, "https://example.org/x.html")["mainEntityOfPage"] == "https://example.org/x.html"
    )
    assert "mainEntityOfPage" not in json_ld.dataset(one, "")
