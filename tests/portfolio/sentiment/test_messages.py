"""Messages masked, copies found, and a split that no copy crosses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.datasets import load
from portfolio.errors import DataError
from portfolio.sentiment.lexicon import tone_of
from portfolio.sentiment.masking import masked
from portfolio.sentiment.messages import (
    FEWEST,
    LABELS,
    PARTS,
    labelled,
    near_copies,
    prepare,
    similar_pairs,
    split,
)

WORDS = [
    "late",
    "bag",
    "crew",
    "plane",
    "seat",
    "phone",
    "hold",
    "hour",
    "gate",
    "rude",
    "nice",
    "lost",
    "app",
]


def frame_of(texts, labels=None, confidence=1.0):
    """Return messages as the dataset has them."""
    return pd.DataFrame(
        {"text": texts, "sentiment": labels or ["negative"] * len(texts), "confidence": confidence}
    )


def invented(count=400, seed=0):
    """Return messages of random words, a quarter of them written twice with one word more."""
    rng = np.random.default_rng(seed)
    texts = [f"@united {' '.join(rng.choice(WORDS, 9))} {number}x" for number in range(count)]
    copies = [f"RT {text} again" for text in texts[: count // 4]]
    return prepare(frame_of([*texts, *copies], list(rng.choice(LABELS, count + count // 4)))).frame


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("@JetBlue hi @some_one", "@airline hi @user"),
        ("look http://t.co/x1 &amp;amp; go", "look link & go"),
        ("canäóùt stop _ôÖ__ôÖ_", "can't stop ☺"),
        ("don’t", "don't"),
        ("", ""),
    ],
)
def test_a_message_is_masked(text, safe):
    """Twice is as good as once."""
    assert masked(text) == safe == masked(safe)


def test_copies_are_dropped_and_counted():
    """Copies that disagree get the label that the annotators were surer of, wherever it stands."""
    raw = frame_of(
        ["@united no", "@jetblue no", "@a hi there", "@a hi there", " "],
        ["negative", "positive", "neutral", "neutral", "neutral"],
        [0.4, 0.9, 1, 1, 1],
    )
    found = prepare(raw)
    assert found.frame["text"].tolist() == ["@airline no", "@user hi there"]
    assert found.frame["label"].tolist() == ["positive", "neutral"]
    assert list(found.treated.values()) == [1, 1, 1, 1, 0]


def test_no_group_is_on_two_sides():
    """And near copies are one group: the check fails where each message is its own."""
    frame = invented()
    part = split(frame, seed=1)
    first, second, index = similar_pairs(frame["text"].tolist(), 0.5)
    assert len(first) >= 90 and (index >= 0.5).all()
    assert (part[first] == part[second]).all()
    alone = split(frame.assign(group=range(len(frame))), seed=1)
    assert (alone[first] != alone[second]).any()


def test_each_part_has_its_share_of_each_label():
    """Within a few groups."""
    frame = invented()
    table = pd.crosstab(split(frame), frame["label"], normalize="columns")
    assert np.allclose(table.loc[list(PARTS)], [[0.7] * 3, [0.15] * 3, [0.15] * 3], atol=0.05)


def test_the_jaccard_index_is_that_of_the_definition():
    """On pairs of words, with the ends of the message."""
    first, second, index = similar_pairs(["late again today", "late again tonight", "hello"], 0.1)
    pairs = [{"<l", "la", "at", "t>"}, {"<l", "la", "an", "n>"}]
    assert (first.tolist(), second.tolist()) == ([0], [1])
    assert index[0] == pytest.approx(len(pairs[0] & pairs[1]) / len(pairs[0] | pairs[1]))
    assert near_copies(["☺", "☺ !", "hello"], 0.5)[0] == near_copies(["☺", "☺ !", "hello"], 0.5)[1]


@pytest.mark.parametrize(
    ("raw", "match"),
    [
        (frame_of(["a"], ["bad"]), "negative, neutral, positive"),
        (frame_of(["a" * 100_000]), "5,000 characters"),
        (frame_of(["  "]), "none"),
    ],
)
def test_bad_input_is_one_clear_error(raw, match):
    """It names the column and what was expected."""
    with pytest.raises(DataError, match=match):
        prepare(raw)


@pytest.mark.parametrize("text", ["", "<b>html</b>", "我的行李丢了", "🧳🧳", "a" * 4_999, "0001"])
def test_any_text_has_a_tone_and_a_group(text):
    """Other scripts, HTML and emoji are messages without known words."""
    assert tone_of(masked(text)).label in LABELS
    assert len(near_copies([masked(text), "other words here"], 0.5)) == 2


def test_a_readers_table_may_shout_and_lack_a_confidence():
    """Labels in capitals are the same labels; nobody said how sure they were."""
    told = labelled(
        pd.DataFrame({"text": ["x"] * 3 * FEWEST, "sentiment": ["Negative ", "NEUTRAL", "positive"] * FEWEST})
    )
    assert told["sentiment"].value_counts().to_dict() == dict.fromkeys(LABELS, FEWEST)
    assert (told["confidence"] == 1).all()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"text": None}, "a column 'text'"),
        ({"sentiment": None}, "a column 'sentiment'"),
        ({"confidence": 7.0}, "shares from 0 to 1"),
        ({"sentiment": "negative"}, "at least 100 messages of each.*got 0 of neutral"),
    ],
)
def test_a_readers_table_that_cannot_be_used_is_one_clear_error(change, match):
    """A column that is missing, a confidence in percent, a label that nobody gave."""
    frame = frame_of(["x"] * 300, list(LABELS) * 100)
    for name, value in change.items():
        frame = frame.drop(columns=name) if value is None else frame.assign(**{name: value})
    with pytest.raises(DataError, match=match):
        labelled(frame)


def test_the_airline_tweets_stay_as_they_are():
    """Nothing is treated in them before copies are dropped."""
    raw = load("airline_tweets")
    pd.testing.assert_frame_equal(labelled(raw), raw, check_dtype=False)
