"""Small models of the chapters, as these hand them on to the service."""

from __future__ import annotations

import json
from string import ascii_lowercase

import numpy as np
import pandas as pd

from portfolio import results
from portfolio.language import serving as filing
from portfolio.recommendation.serving import example, plain_recommender, signature
from portfolio.results import artefact
from portfolio.segmentation import serving as segments
from portfolio.sentiment import linear, plain
from portfolio.vision import inspection
from portfolio.vision.lite0 import Lite0
from portfolio.vision.models import logistic
from service.model_store import ALIASES
from service.recommend import MODEL
from service_client import place

SIDE = 64
ITEMS = ["001", "002", "10", "11"]
WEIGHTS = np.array([[0, 0.5, 0.2, 0], [0.5, 0, 0, 0.1], [0.2, 0, 0, 0.9], [0, 0.1, 0.9, 0]])
PLAIN = plain_recommender(WEIGHTS, np.array([0.3, 0.01, 0.02, 0.0]), ITEMS)


def recommender(name=MODEL, answers=None):
    """Return a small recommender as the chapter hands it on."""
    rows, right = example(PLAIN, ITEMS)
    tensors = {"weights": np.array(PLAIN["weights"], dtype=np.float32)}
    return artefact(
        name, tensors, plain=PLAIN, signature=signature(ITEMS), example=rows, answers=answers or right,
        reference={}, parameters={}, metrics={},
    )  # fmt: skip


TEXTS = ["nice crew", "great thanks", "lost bag", "late again", "is it on", "which gate"] * 5
LABELS = ["positive", "positive", "negative", "negative", "neutral", "neutral"] * 5


def text_model(**changed):
    """Return a small model as the chapter hands it on."""
    model = linear.logistic().fit(TEXTS, LABELS)
    form = {**linear.plain_form(model, 1.0, 5.0), **changed}
    made = plain.PlainClassifier(form)
    answers = [made.probabilities(text)["negative"] for text in linear.EXAMPLES]
    column = results.Field("text", "free text")
    return results.artefact(
        "airline_sentiment", model, plain=form, signature=results.Signature((column,)),
        example=pd.DataFrame({"text": linear.EXAMPLES}), answers=answers,
        reference={}, parameters={}, metrics={},
    )  # fmt: skip


def customer_segments(answers=None, **changed):
    """Return two segments as the chapter hands them on."""
    form = {
        "form": segments.FORM, "columns": ["recency", "frequency", "monetary"],
        "shapes": ["as it is", "log", "log"], "mean": [100.0, 1.0, 3.0], "spread": [90.0, 0.5, 0.7],
        "centres": [[-1.0, 2.0, 0.5], [0.5, -0.6, 0.0]], "names": ["regulars", "once"],
        "actions": ["keep", "leave alone"], "fitted_on": "1997-09-30", "refresh_after_days": 84,
        "seen": {"recency": [0, 272], "frequency": [1, 50], "monetary": [0, 900]}, **changed,
    }  # fmt: skip
    rows, right = segments.example_of(segments.Segmenter({**form, "form": segments.FORM}))
    return artefact(
        "customer_segments", {"centres": np.array(form["centres"])}, plain=form,
        signature=segments.rfm_signature("USD"), example=rows, answers=answers or right,
        reference={}, parameters={}, metrics={},
    )  # fmt: skip


def letters(texts, _pieces):
    """Return how often each letter stands in texts, in place of an encoder: vectors of length one."""
    counts = np.array([[1 + text.lower().count(one) for one in ascii_lowercase] for text in texts], float)
    return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


NOTES = ["cars and dealers", "a car in the garage", "orbit of the moon", "the moon and the shuttle"] * 3


def small_head():
    """Return a head fitted on counts of letters."""
    return filing.fit_head(letters(NOTES, 0), np.array([0, 0, 1, 1] * 3), seed=0)


def article_category(answers=None, **changed):
    """Return a model that files texts by their letters, as the chapter hands it on."""
    head = small_head()
    form = {**filing.plain_categoriser(head, ["autos", "space"], ["free shipping yes"], 64, 0.6), **changed}
    cleaned = [filing.cleaned_text(one, form["phrases"]) for one in filing.EXAMPLES]
    right = head.probabilities(letters(cleaned, 0)).max(axis=1).tolist()
    return artefact(
        "article_category", filing.head_tensors(head), plain=form, signature=filing.text_signature(),
        example=pd.DataFrame({"text": filing.EXAMPLES}), answers=answers or right,
        reference={}, parameters={}, metrics={},
    )  # fmt: skip


def put_champion(settings, made, version="3", digest=""):
    """Make a model the champion of its name, beside whatever is there."""
    place(made, settings)
    file = settings.models / ALIASES
    aliases = json.loads(file.read_bytes()) if file.exists() else {}
    aliases[made.name] = {"champion": {"version": version, "digest": digest or made.digest}}
    (settings.models / "draft").write_text(json.dumps(aliases))
    (settings.models / "draft").rename(settings.models / ALIASES)


def photo_inspector(network: Lite0):
    """Return an inspector that was fitted on the drawn pictures, as the chapter hands it on."""
    head = dict.fromkeys(("mean", "scale", "weight", "intercept", "limit", "side"), np.full(1, float(SIDE)))
    bare, rng = inspection.Inspector(network, head), np.random.default_rng(0)
    drawn = [bare.features(inspection.drawn_picture(number)) for number in range(2)]
    rows = np.concatenate(drawn * 4) * (1 + 0.01 * rng.normal(size=(8, drawn[0].shape[1])))
    model = logistic(0.1).fit(rows, np.arange(8) % 2 == 0)
    inspector = inspection.Inspector(network, inspection.head_of(model, rows * 1.001, SIDE))
    return artefact(
        inspection.ARTEFACT, dict(inspector.head), plain={}, signature=inspection.picture_signature(),
        example=inspection.example_rows(), answers=inspection.example_answers(inspector),
        reference={}, parameters={}, metrics={},
    )  # fmt: skip
