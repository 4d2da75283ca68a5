"""Templates are parsed, expanded and split as they should be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.datasets import load
from portfolio.dialogue import home
from portfolio.dialogue.templates import Grammar, family, parse, sentences, split_families, tagged
from portfolio.errors import DataError

SMALL = Grammar(
    {"the": parse("(the|my) "), "on": parse("on|up")},
    {"colour": (parse("red"), parse("(dark|light) blue"))},
    {"level": (1, 3, 1)},
    {"area": ["attic", "living room"]},
)


@pytest.mark.parametrize(
    ("template", "expansions"),
    [
        ("turn [it] on", {"turn it on", "turn  on"}),
        ("(a|b|)c", {"ac", "bc", "c"}),
        ("lamp[s] <on>", {"lamp on", "lamps on", "lamp up", "lamps up"}),
        ("(x;[y] z)", {" x  z ", " x y z ", "  z x ", " y z x "}),
        (
            "[<the>]{colour}",
            {f"{a}{b}" for a in ("the ", "my ", "") for b in ("red", "dark blue", "light blue")},
        ),
        ("{level:brightness}|off", {"1", "2", "3", "off"}),
    ],
)
def test_every_expansion_is_found_and_counted(template: str, expansions: set[str]) -> None:
    """By hand, and what is drawn is among them."""
    tree = parse(template)
    assert set(SMALL.expand(tree)) == expansions
    assert SMALL.count(tree) == len(list(SMALL.expand(tree)))
    rng = np.random.default_rng(0)
    plain = {" ".join(one.split()) for one in expansions}
    drawn = {tagged(SMALL.draw(tree, rng))[0] for _ in range(200)}
    assert drawn == plain


@pytest.mark.parametrize("broken", ["turn [it on", "a)b", "{area", "<the", "(a|b", "x]"])
def test_a_broken_template_is_refused(broken: str) -> None:
    """In one sentence that says where."""
    with pytest.raises(DataError, match="expected brackets that close"):
        parse(broken)


def test_an_unknown_rule_names_the_nearest() -> None:
    """So that a slip is found."""
    with pytest.raises(DataError, match=r"no rule 'teh'.*'the'"):
        SMALL.count(parse("<teh>"))


def test_words_of_a_slot_are_tagged_by_sign() -> None:
    """Also where the value touches other signs, and where two slots follow each other."""
    pieces = [("set l'", ""), ("living room", "area"), (" ", ""), ("20", "level"), ("30", "other"), ("°", "")]
    text, words, tags = tagged(pieces)
    assert text == "set l'living room 2030°"
    assert words == ["set", "l", "'", "living", "room", "2030", "°"]
    assert tags == ["O", "O", "O", "B-area", "I-area", "B-level", "O"]


def test_siblings_are_one_family() -> None:
    """Another unit of time or slot is no other template; other words are."""
    assert family("add {timer_hours:hours} hour[s]") == family("add {timer_seconds:seconds} second[s]")
    assert family("in <the> {area}") == family("in <the> {floor}")
    assert family("pause {area}") != family("stop {area}")


@pytest.fixture(scope="module")
def card() -> pd.DataFrame:
    """Return the dataset."""
    return load("home_intents")


@pytest.mark.parametrize("language", ["English", "French"])
def test_no_family_parts_and_no_sentence_repeats(card: pd.DataFrame, language: str) -> None:
    """A family of an intent, and with it each template, stands in one part; so does each sentence and
    value."""
    drawn, dropped = home.known_sentences(card, language, 3)
    assert dropped >= 0
    assert drawn.groupby(["intent", "family"])["part"].nunique().max() == 1
    assert drawn.groupby("number")["part"].nunique().max() == 1
    assert drawn.groupby(drawn["text"].str.lower())["part"].nunique().max() == 1
    assert drawn.groupby("intent")["part"].nunique().min() == 3
    values = [
        {value for values in pool.values() for value in values}
        for pool in home.pools(language, ["message"]).values()
    ]
    assert not values[0] & values[1] and not values[0] & values[2] and not values[1] & values[2]


def test_a_repeated_sentence_is_dropped_from_the_later_part() -> None:
    """Case and a closing sign do not hide it."""
    table = pd.DataFrame({"text": ["turn on", "Turn on!", "stop"], "part": ["train", "test", "test"]})
    kept, dropped = home.without_repeats(table)
    assert dropped == 1 and list(kept["text"]) == ["turn on", "stop"]


def test_every_template_of_the_data_can_be_drawn(card: pd.DataFrame) -> None:
    """None is broken, and none yields an empty sentence."""
    for language in ("English", "French"):
        grammars = home.grammars(card, language)
        table = home.templates(card, language).assign(part="test")
        drawn = sentences(table, grammars, {"test": 1}, 0)
        assert len(drawn) == len(table)
        assert (drawn["words"].map(len) > 0).all()
        assert (drawn["words"].map(len) == drawn["tags"].map(len)).all()


def test_the_shares_of_a_split_are_kept() -> None:
    """With families of one."""
    table = pd.DataFrame({"intent": "a", "family": [f"f{n}" for n in range(50)]})
    assert split_families(table, 0).value_counts().to_dict() == {"train": 30, "validation": 10, "test": 10}


def test_known_intents_are_those_with_families_enough(card: pd.DataFrame) -> None:
    """In both languages the same."""
    both = [set(home.templates(card, one).query("known")["intent"]) for one in ("English", "French")]
    assert both[0] == both[1] and len(both[0]) == 17
