"""The category of texts at /v1/categorise: three suggestions, and whether to file or to ask a person.

What a text says is neither logged nor repeated in an answer, and no vector of it is kept.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from portfolio.errors import DataError, ModelFileError
from portfolio.results import Artefact
from portfolio.results.artefacts import PLAIN
from service.body import SAYS_SOMETHING
from service.champion import Version

if TYPE_CHECKING:  # a service of scores needs none of its packages
    from portfolio.language.serving import Categoriser

PATH = "/v1/categorise"
MODEL = "article_category"  # registered under this name
TITLE = "The texts cannot be filed"
TENSORS = "model.safetensors"
SAME = 1e-3  # of a probability of the example: the encoder counts in single precision
MOST_TEXTS, LONGEST = 50, 20_000

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "texts": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_TEXTS,
            "items": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": SAYS_SOMETHING},
        }
    },
    "required": ["texts"],
    "additionalProperties": False,
}
EXAMPLE = {"texts": ["Engine trouble. My car does not start, and the dealer blames the fuel pump."]}
_CHANCE = {"type": "number", "minimum": 0, "maximum": 1}
_SUGGESTION = {
    "type": "object",
    "properties": {"category": {"type": "string"}, "probability": _CHANCE},
    "required": ["category", "probability"],
}
ANSWER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "model": {"type": "object"},
        "file_from": {**_CHANCE, "description": "The probability from which filing costs less than asking."},
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "decision": {"enum": ["file", "ask"]},
                    "suggestions": {
                        "type": "array",
                        "items": _SUGGESTION,
                        "description": "The most probable category first.",
                    },
                },
                "required": ["decision", "suggestions"],
            },
        },
    },
    "required": ["model", "file_from", "results"],
}


def load(artefact: Artefact) -> Categoriser:
    """Return the model of an artefact, which still says the same of its example.

    Raises
    ------
    ModelFileError
        It does not, or is another kind of model.
    EnvironmentFaultError
        The weights of the encoder are not at hand.
    """
    from safetensors.numpy import load as tensors_of

    from portfolio.language.serving import Categoriser

    if TENSORS not in artefact.files:
        raise ModelFileError("an artefact of another model", expected=TENSORS)
    try:
        model = Categoriser(artefact.data(PLAIN), tensors_of(artefact.files[TENSORS]))
    except (DataError, KeyError, ValueError, IndexError) as error:
        raise ModelFileError("the model does not file texts") from error
    example = artefact.description["example"]
    said = [best[0][1] for best in model.suggest([str(row["text"]) for row in example["rows"]])]
    gap = max((abs(one - two) for one, two in zip(said, example["answers"], strict=True)), default=1.0)
    if not gap <= SAME:
        raise ModelFileError("the model does not reproduce its answers", expected=f"{SAME:g}", got=gap)
    return model


def answer(used: Version[Categoriser], texts: list[str]) -> bytes:
    """Return suggestions for each text, and whether the first is sure enough.

    Parameters
    ----------
    used
        The version that answers.
    texts
        Of the request.
    """
    results = [
        {
            "decision": "file" if best[0][1] >= used.model.file_from else "ask",
            "suggestions": [{"category": name, "probability": chance} for name, chance in best],
        }
        for best in used.model.suggest(texts)
    ]
    document = {"model": used.named(), "file_from": used.model.file_from, "results": results}
    return json.dumps(document).encode()
