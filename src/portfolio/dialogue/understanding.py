"""The task of understanding in one language: the joint model over seeds, and plain baselines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from portfolio.datasets.own_files import data_roots
from portfolio.dialogue.home import slot_names
from portfolio.dialogue.joint import (
    Encoded,
    JointModel,
    encode_words,
    predict,
    slot_counts,
    slot_f1,
    train_joint,
)
from portfolio.encoders.transformer_vectors import EncoderSource
from portfolio.errors import DataError

BASELINE_C = 30.0  # inverse strength of the penalty of logistic regressions; chosen on validation sentences
ATIS_FILES = ("seq.in", "seq.out", "label")
ATIS_PARTS = {"train": "train", "dev": "validation", "test": "test"}


@dataclass(frozen=True)
class Task:
    """Sentences of one language with their vectors.

    Parameters
    ----------
    sentences
        Columns `text`, `words`, `tags`, `intent`, `part`.
    encoded
        Their word vectors, in the same order.
    """

    sentences: pd.DataFrame
    encoded: Encoded

    @cached_property
    def intents(self) -> list[str]:
        """Return the intents of training sentences."""
        return sorted(self.sentences["intent"][self.rows("train")].unique())

    @cached_property
    def tags(self) -> list[str]:
        """Return the tags of training sentences."""
        return slot_names(self.sentences["tags"][self.rows("train")])

    def rows(self, part: str) -> NDArray[np.bool_]:
        """Return which sentences belong to a part."""
        return (self.sentences["part"] == part).to_numpy()

    def truth(self, part: str) -> NDArray[np.intp]:
        """Return the number of the intent of each sentence of a part; -1 for one never seen in training."""
        number = {name: place for place, name in enumerate(self.intents)}
        found = self.sentences["intent"][self.rows(part)].map(number).fillna(-1)
        return np.asarray(found, dtype=np.intp)

    def train(self, seed: int) -> JointModel:
        """Return the joint model, fitted to the training sentences."""
        number, rows = {name: place for place, name in enumerate(self.tags)}, self.rows("train")
        tags = [[number[tag] for tag in one] for one in self.sentences["tags"][rows]]
        sizes = len(self.intents), len(self.tags)
        return train_joint(self.encoded.rows(rows), self.truth("train").tolist(), tags, sizes, seed)

    def understand(self, model: JointModel, part: str) -> tuple[NDArray[np.float64], pd.DataFrame]:
        """Return the logits of a part's sentences, and for each the counts of its slots.

        Parameters
        ----------
        model
            From `train`.
        part
            Which sentences.
        """
        rows = self.rows(part)
        logits, best = predict(model, self.encoded.rows(rows))
        named = [[self.tags[tag] for tag in one] for one in best]
        return logits, slot_counts(list(self.sentences["tags"][rows]), named)


def prepare(source: EncoderSource, sentences: pd.DataFrame) -> Task:
    """Return the task of some sentences, their words encoded.

    Parameters
    ----------
    source
        The encoder.
    sentences
        Columns `text`, `words`, `tags`, `intent`, `part`.
    """
    return Task(sentences, encode_words(source, list(sentences["words"])))


def character_model() -> Pipeline:
    """Return logistic regression on TF-IDF of character n-grams within words."""
    counted = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return make_pipeline(counted, LogisticRegression(C=BASELINE_C, max_iter=1000))


def keyword_intents(texts: Sequence[str], intents: Sequence[str], asked: Sequence[str]) -> list[str]:
    """Return the intent of the surest keyword of each message, else the commonest intent.

    Parameters
    ----------
    texts, intents
        To learn from: for each word the intent that it is most often seen with.
    asked
        Messages.
    """
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for text, intent in zip(texts, intents, strict=True):
        for word in set(text.lower().split()):
            seen[word][intent] += 1
    common = Counter(intents).most_common(1)[0][0]
    found = []
    for text in asked:
        known = [
            seen[word].most_common(1)[0] + (seen[word].total(),)
            for word in text.lower().split()
            if word in seen
        ]
        found.append(max(known, key=lambda one: one[1] / (one[2] + 1))[0] if known else common)
    return found


def lookup_tags(
    words: Sequence[Sequence[str]], tags: Sequence[Sequence[str]], asked: Sequence[Sequence[str]]
) -> list[list[str]]:
    """Return for each word the tag that it most often had in training; outside where it was never seen.

    Parameters
    ----------
    words, tags
        To learn from.
    asked
        Words of other sentences.
    """
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for one, its in zip(words, tags, strict=True):
        for word, tag in zip(one, its, strict=True):
            seen[word.lower()][tag] += 1
    best = {word: counts.most_common(1)[0][0] for word, counts in seen.items()}
    return [[best.get(word.lower(), "O") for word in one] for one in asked]


def baselines(task: Task, part: str) -> tuple[dict[str, NDArray[np.bool_]], float]:
    """Return which intents each baseline gets right, and the F1 of slots by looking words up.

    Parameters
    ----------
    task
        Of one language.
    part
        Which sentences are asked.
    """
    train, asked = (task.sentences[task.rows(name)] for name in ("train", part))
    truth = asked["intent"].to_numpy()
    texts, intents = list(train["text"]), list(train["intent"])
    means = task.encoded.means
    linear = LogisticRegression(C=1.0, max_iter=1000).fit(means[task.rows("train")], intents)
    answers = {
        "majority": np.full(len(asked), Counter(intents).most_common(1)[0][0], dtype=object),
        "keywords": np.array(keyword_intents(texts, intents, list(asked["text"])), dtype=object),
        "character n-grams": character_model().fit(texts, intents).predict(list(asked["text"])),
        "encoder, linear": linear.predict(means[task.rows(part)]),
    }
    tags = lookup_tags(list(train["words"]), list(train["tags"]), list(asked["words"]))
    return {name: one == truth for name, one in answers.items()}, slot_f1(
        slot_counts(list(asked["tags"]), tags)
    )


def confidence(logits: NDArray[np.float64], temperature: float = 1.0) -> NDArray[np.float64]:
    """Return the probability of the likeliest intent of each sentence.

    Parameters
    ----------
    logits
        (sentences, intents).
    temperature
        What they are divided by.
    """
    chance: NDArray[np.float64] = special.softmax(logits / temperature, axis=1).max(1)
    return chance


def accuracy_by_split(table: pd.DataFrame, seed: int) -> pd.Series:
    """Return the accuracy of character n-grams on a fifth of the sentences, held out in three ways.

    Parameters
    ----------
    table
        Sentences of known intents: `text`, `intent`, `number` of the template and its `family`.
    seed
        Of the splits.
    """
    found = {}
    for name, unit in {
        "sentence": table.index,
        "template": table["number"],
        "family": table["family"],
    }.items():
        keys = pd.Series(unit, index=table.index).astype(str)
        labels = np.random.default_rng(seed).permutation(keys.unique())
        held = keys.isin(labels[: len(labels) // 5]).to_numpy()
        fitted = character_model().fit(list(table["text"][~held]), list(table["intent"][~held]))
        right = fitted.predict(list(table["text"][held])) == table["intent"][held]
        found[name] = float(right.mean())
    return pd.Series(found)


def short_sentences(texts: pd.Series, count: int, rng: np.random.Generator) -> list[str]:
    """Return first sentences of 4 to 15 words of some texts, without markup.

    Parameters
    ----------
    texts
        Of another domain.
    count
        How many.
    rng
        Draws the texts.
    """
    plain = texts.str.replace(r"<[^>]*>", " ", regex=True).str.split(r"(?<=[.!?])\s", regex=True).str[0]
    fits = plain[(plain.str.count(r"\S+")).between(4, 15)].drop_duplicates()
    return list(fits.iloc[rng.permutation(len(fits))[:count]])


def mean_logits(models: Sequence[JointModel], encoded: Encoded) -> NDArray[np.float64]:
    """Return the logits of the intents, averaged over models: (sentences, intents).

    Parameters
    ----------
    models
        Of the same task.
    encoded
        What is to be understood.
    """
    found: NDArray[np.float64] = np.mean([predict(model, encoded)[0] for model in models], axis=0)
    return found


def atis_scores(source: EncoderSource, sentences: pd.DataFrame, seeds: Sequence[int]) -> pd.DataFrame:
    """Return accuracy of intents and F1 of slots on the test sentences, in percent, a row for each seed.

    Parameters
    ----------
    source
        The encoder.
    sentences
        From `read_atis`.
    seeds
        Of the trainings.
    """
    task, rows = prepare(source, sentences), []
    for seed in seeds:
        logits, counts = task.understand(task.train(seed), "test")
        rows.append((100 * (logits.argmax(1) == task.truth("test")).mean(), 100 * slot_f1(counts)))
    return pd.DataFrame(rows, columns=["intents right, %", "F1 of slots, %"], index=list(seeds))


def _lines(path: Path) -> list[str]:
    """Return the lines of a file of ATIS, without blank ones at the end."""
    where = f"ATIS: {path.parent.name}/{path.name}"
    try:
        lines = path.read_text(encoding="utf-8-sig").rstrip().splitlines()
    except UnicodeDecodeError as error:
        raise DataError(f"{where} is not UTF-8: byte {error.start}", hint="Save it as UTF-8.") from error
    if not lines:
        raise DataError(f"{where} is empty: 0 lines", expected="a line for each sentence")
    return lines


def read_atis(folder: str | Path) -> pd.DataFrame:
    """Return the sentences of a reader's copy of ATIS, three files of lines in each of three folders.

    Parameters
    ----------
    folder
        That holds the three.

    Raises
    ------
    DataError
        A file is not there, or the lines of the three files do not belong together.
    """
    frames = []
    roots = [Path(folder), *(root / folder for root in data_roots())]
    root = next((one for one in roots if one.is_dir()), roots[0])
    for name, part in ATIS_PARTS.items():
        paths = [root / name / file for file in ATIS_FILES]
        if missing := [path for path in paths if not path.is_file()]:
            raise DataError(
                f"ATIS: no file {missing[0].parent.name}/{missing[0].name}",
                expected=f"folders {', '.join(ATIS_PARTS)}, each with {', '.join(ATIS_FILES)}",
                hint="ATIS does not come with the book: name the folder of your own copy.",
            )
        lines = [_lines(path) for path in paths]
        if len({len(one) for one in lines}) > 1:
            raise DataError(
                f"ATIS, {name}", expected="as many lines in each file", got=[len(one) for one in lines]
            )
        words, tags = ([line.split() for line in one] for one in lines[:2])
        if any(len(one) != len(other) for one, other in zip(words, tags, strict=True)):
            raise DataError(f"ATIS, {name}", expected="a tag for each word of each line")
        strange = sorted({tag for one in tags for tag in one if tag != "O" and tag[:2] not in ("B-", "I-")})
        if strange:
            raise DataError(f"ATIS, {name}: tags", expected="O, or B- or I- and a name", got=strange[0])
        rows = {"text": [" ".join(one) for one in words], "words": words, "tags": tags, "intent": lines[2]}
        frames.append(pd.DataFrame(rows).assign(part=part))
    return pd.concat(frames, ignore_index=True)
