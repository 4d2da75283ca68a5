"""The joint model learns what can be learnt, and baselines and counts are what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from portfolio.dialogue import joint, understanding
from portfolio.dialogue.joint import Encoded, slot_counts, slot_f1, spans
from portfolio.dialogue.rejection import calibration_error, conformal_p, fit_temperature, understood
from portfolio.errors import DataError


def toy(count: int = 120) -> understanding.Task:
    """Return sentences whose words are one-hot vectors: the first word is the intent, a number is a slot."""
    rng, rows, vectors = np.random.default_rng(0), [], np.zeros((count, 3, 8), dtype=np.float32)
    for row in range(count):
        intent, slot = rng.integers(2), rng.integers(2)
        words = [("stop", "play")[intent], ("seven", "song")[slot], "please"]
        tags = ["O", "B-number" if slot == 0 else "O", "O"]
        vectors[row, [0, 1, 2], [intent, 2 + slot, 4]] = 5
        part = ("train", "test")[row % 2]
        rows.append((" ".join(words), words, tags, words[0], part))
    frame = pd.DataFrame(rows, columns=["text", "words", "tags", "intent", "part"])
    return understanding.Task(frame, Encoded(vectors, np.ones((count, 3), dtype=bool)))


def test_the_joint_model_learns_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intents and slots of a toy task, without a mistake; the same seed gives the same logits."""
    monkeypatch.setattr(joint, "EPOCHS", 60)
    task = toy()
    logits, counts = task.understand(task.train(0), "test")
    assert (logits.argmax(1) == task.truth("test")).all() and slot_f1(counts) == 1
    again, _ = task.understand(task.train(0), "test")
    assert np.array_equal(logits, again)
    right, lookup = understanding.baselines(task, "test")
    assert right["keywords"].all() and right["character n-grams"].all() and lookup == 1
    assert 0.2 < right["majority"].mean() < 0.8


def test_slots_count_as_a_whole() -> None:
    """Half a slot is none, and an inside without a beginning still is one."""
    assert spans(["I-area", "I-area", "B-area", "O"]) == {(0, 2, "area"), (2, 3, "area")}
    truth = [["B-area", "I-area", "O"], ["B-hours", "O", "O"]]
    counts = slot_counts(truth, [["B-area", "O", "O"], ["B-hours", "O", "B-area"]])
    assert counts.to_numpy().tolist() == [[0, 1, 1], [1, 1, 2]]
    assert slot_f1(counts) == pytest.approx(2 / 5)


def test_conformal_p_values_are_valid_and_can_fail() -> None:
    """Of exchangeable scores at most the level; of better scores far more."""
    rng = np.random.default_rng(1)
    sets = rng.normal(size=(4000, 20))
    p = np.array([conformal_p(one[:-1], one[-1:])[0] for one in sets])
    assert 0.03 < (p <= 0.05).mean() < 0.065
    moved = np.array([conformal_p(one[:-1], one[-1:] + 1)[0] for one in sets[:500]])
    assert (moved <= 0.05).mean() > 0.15
    assert understood([np.zeros(19), np.full(19, 5.0)], [1.0, 9.0], 0.05).tolist() == [False, True]


def test_ties_with_a_stranger_count_against_a_message() -> None:
    """Else equal scores would be let through."""
    assert conformal_p([1.0, 1.0, 1.0], [1.0])[0] == 1.0


def test_the_temperature_is_found() -> None:
    """Logits that were multiplied by three."""
    rng = np.random.default_rng(2)
    logits = rng.normal(size=(6000, 4))
    chances = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    truth = (rng.random((6000, 1)) > chances.cumsum(1)).sum(1)
    assert fit_temperature(truth, 3 * logits) == pytest.approx(3, rel=0.1)
    assert calibration_error(np.full(100, 0.9), np.arange(100) % 2 == 0) == pytest.approx(0.4)


def atis(folder: Path, tags: str = "O O B-toloc") -> Path:
    """Write a copy of two lines for each part."""
    for part in ("train", "dev", "test"):
        (folder / part).mkdir()
        (folder / part / "seq.in").write_text("flights to boston\nshow fares\n")
        (folder / part / "seq.out").write_text(f"{tags}\nO O\n")
        (folder / part / "label").write_text("atis_flight\natis_airfare\n")
    return folder


def test_a_readers_atis_is_read(tmp_path: Path) -> None:
    """With the parts named as here."""
    table = understanding.read_atis(atis(tmp_path))
    assert table["part"].tolist() == ["train"] * 2 + ["validation"] * 2 + ["test"] * 2
    assert table["tags"][0] == ["O", "O", "B-toloc"] and table["intent"][1] == "atis_airfare"


def test_an_absent_or_broken_atis_is_refused(tmp_path: Path) -> None:
    """In one sentence."""
    with pytest.raises(DataError, match=r"no file train/seq.in; expected folders train, dev, test"):
        understanding.read_atis(tmp_path / "nowhere")
    with pytest.raises(DataError, match="a tag for each word"):
        understanding.read_atis(atis(tmp_path, tags="O O"))


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("seq.in", "vol \u00e0 paris\nx y\n".encode("latin-1"), "train/seq.in is not UTF-8: byte 4"),
        ("label", b"\n", "train/label is empty: 0 lines"),
        ("label", b"atis_flight\n", "as many lines in each file; got .2, 2, 1."),
        ("seq.out", b"O O toloc\nO O\n", "train: tags; expected O, or B- or I- and a name; got toloc"),
    ],
)
def test_a_broken_file_of_atis_is_refused_with_its_name(
    tmp_path: Path, file: str, content: bytes, message: str
) -> None:
    """Not with a traceback, and not by training on nothing."""
    (atis(tmp_path) / "train" / file).write_bytes(content)
    with pytest.raises(DataError, match=message):
        understanding.read_atis(tmp_path)


def test_marks_and_blank_lines_are_no_part_of_atis(tmp_path: Path) -> None:
    """As Windows saves it."""
    file = atis(tmp_path) / "train" / "seq.in"
    file.write_bytes(b"\xef\xbb\xbfflights to boston\r\nshow fares\r\n\r\n")
    assert understanding.read_atis(tmp_path)["words"][0] == ["flights", "to", "boston"]


def test_first_sentences_are_short_and_plain() -> None:
    """Markup is gone, and what is too long or too short."""
    texts = pd.Series(["I <br />like this tea a lot. More.", "Bad.", "word " * 30 + "."])
    assert understanding.short_sentences(texts, 5, np.random.default_rng(0)) == ["I  like this tea a lot."]
