"""One photo inspected at /v1/inspect: a picture goes in, a probability of a defect and a decision come out.

The photo is decoded in memory after its header was checked, and is neither kept nor logged.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from portfolio.errors import DataError, ModelFileError
from portfolio.results import Artefact
from service.champion import Version
from service.problems import Problem

if TYPE_CHECKING:
    from portfolio.vision.inspection import Inspector

PATH = "/v1/inspect"
TYPES = ("image/png", "image/jpeg", "image/tiff", "image/bmp", "image/webp", "application/octet-stream")
COSTS = (1.0, 1000.0)
COST = 5.0
TITLE = "The picture is not judged"
MODEL = "cell_defect"  # registered under this name
DATASET, TENSORS = "efficientnet_lite0", "model.safetensors"
UNLIKE = {
    "coloured": "The picture is in colour; photos of cells are grey.",
    "not square": "The picture is not square; photos of cells are.",
    "unlike the cells": "The picture is unlike the photos of cells that the model learnt from.",
}


def answer(used: Version[Inspector], content: bytes, missed_cost: float) -> bytes:
    """Return the answer about a picture.

    Parameters
    ----------
    used
        The version that answers.
    content
        The bytes of a file.
    missed_cost
        Cost of a missed defect, in good cells that are rejected.

    Raises
    ------
    Problem
        It is not a picture that can be read, or is unlike the photos of cells.
    """
    from portfolio.vision import read_picture

    try:
        picture = read_picture(content)
    except DataError as error:
        raise _problem(str(error)) from None
    verdict = used.model.inspect(picture, missed_cost)
    if verdict.unlike:
        found = [{"pointer": "", "code": "unlike_training_data"}]
        raise Problem(422, UNLIKE[verdict.unlike], found, title=TITLE)
    assert verdict.probability is not None
    document = {
        "probability": round(verdict.probability, 4),
        "decision": "reject" if verdict.rejected else "accept",
        "threshold": round(1 / (1 + missed_cost), 4),
        "missed_cost": missed_cost,
        "treated": list(picture.treated),
        "model": used.named(),
    }
    return json.dumps(document).encode()


def missed_cost_of(text: str | None) -> float:
    """Return the cost that a query names.

    Raises
    ------
    Problem
        It is not a number in its bounds.
    """
    low, high = COSTS
    try:
        cost = COST if text is None else float(text)
    except ValueError:
        cost = -1.0
    if not low <= cost <= high:
        detail = f"A number from {low:g} to {high:g}."
        raise Problem(422, detail, [{"pointer": "/missed_cost", "code": "invalid"}], title=TITLE)
    return cost


def load(artefact: Artefact) -> Inspector:
    """Return the inspector of an artefact, which still says the same of its example.

    Raises
    ------
    ModelFileError
        It does not, or is not an inspector.
    EnvironmentFaultError
        The weights of the network are not at hand.
    """
    from safetensors.numpy import load as tensors_of

    from portfolio.vision.inspection import Inspector, check_answers
    from portfolio.vision.lite0 import shipped_lite0

    if TENSORS not in artefact.files:
        raise ModelFileError("an artefact of another model", expected=TENSORS)
    inspector = Inspector(shipped_lite0(DATASET), tensors_of(artefact.files[TENSORS]))
    check_answers(inspector, artefact.description)
    return inspector


def _problem(message: str) -> Problem:
    """Return the problem of a picture that cannot be read, in our own words alone."""
    for word, status, code, detail in (
        ("no picture", 415, "no_picture", "Not a picture of a known format: PNG, JPEG, TIFF, BMP, WebP."),
        ("too large", 413, "too_large", "The picture has too many pixels or bytes."),
        ("too small", 422, "too_small", "The picture has too few pixels."),
        ("animated", 422, "animated", "The picture has more than one frame."),
    ):
        if word in message:
            return Problem(status, detail, [{"pointer": "", "code": code}], title=TITLE)
    detail = "The picture is damaged or cut short."
    return Problem(422, detail, [{"pointer": "", "code": "damaged"}], title=TITLE)
