"""The segment of customers at /v1/segment: recency, frequency and mean amount in, segment and action out.

Nothing is kept or logged: purchases are a person's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from portfolio.errors import DataError, ModelFileError
from portfolio.results import Artefact
from portfolio.results.artefacts import PLAIN
from service.body import json_of
from service.champion import Version
from service.problems import Problem

if TYPE_CHECKING:  # a service of scores needs none of its packages
    from portfolio.segmentation.serving import Segmenter

PATH = "/v1/segment"
MODEL = "customer_segments"  # registered under this name
TITLE = "The customers cannot be assigned"
COLUMNS = ("recency", "frequency", "monetary")
LEAST = {"recency": 0, "frequency": 1, "monetary": 0}
LARGEST = 1e9
MOST, MOST_ERRORS = 1_000, 20

_CUSTOMER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "recency": {
            "type": "number",
            "minimum": 0,
            "maximum": LARGEST,
            "description": "Days since the last purchase.",
        },
        "frequency": {"type": "number", "minimum": 1, "maximum": LARGEST, "description": "Purchases."},
        "monetary": {
            "type": "number",
            "minimum": 0,
            "maximum": LARGEST,
            "description": "Mean amount of a purchase, in the currency of the model.",
        },
    },
    "required": list(COLUMNS),
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"customers": {"type": "array", "minItems": 1, "maxItems": MOST, "items": _CUSTOMER}},
    "required": ["customers"],
    "additionalProperties": False,
}
EXAMPLE = {
    "customers": [
        {"recency": 5, "frequency": 12, "monetary": 30.0},
        {"recency": 200, "frequency": 1, "monetary": 12.5},
    ]
}
ANSWER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "model": {"type": "object"},
        "fitted_on": {"type": "string", "format": "date", "description": "The day of observation."},
        "refresh_after_days": {
            "type": "integer",
            "description": "Days after that day from which a new fit is due; 0 means at once.",
        },
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "segment": {"type": "string"},
                    "rank": {"type": "integer", "description": "By expected value, 1 the most valuable."},
                    "action": {"type": "string"},
                    "outside": {
                        "type": "array",
                        "items": {"enum": list(COLUMNS)},
                        "description": "Values beyond all that the segments were fitted on.",
                    },
                },
                "required": ["segment", "rank", "action", "outside"],
            },
        },
    },
    "required": ["model", "fitted_on", "refresh_after_days", "results"],
}


def load(artefact: Artefact) -> Segmenter:
    """Return the segments of an artefact, which still put its example where they did.

    Raises
    ------
    ModelFileError
        They do not, or it is another kind of model.
    """
    from portfolio.segmentation.serving import Segmenter

    example = artefact.description["example"]
    try:
        model = Segmenter(artefact.data(PLAIN))
        rows = [[float(row[name]) for name in COLUMNS] for row in example["rows"]]
        same = model.places(rows).tolist() == example["answers"]
    except (DataError, KeyError, ValueError, TypeError) as error:
        raise ModelFileError("the model is not a segmentation") from error
    if not same:
        raise ModelFileError("the model does not reproduce its answers")
    return model


def answer(used: Version[Segmenter], customers: list[list[float]]) -> bytes:
    """Return the segment of each customer.

    Parameters
    ----------
    used
        The version that answers.
    customers
        Of the request, as `customers_of` returns them.
    """
    model = used.model
    results = [
        {
            "segment": model.names[place],
            "rank": int(place) + 1,
            "action": model.actions[place],
            "outside": model.outside(customer),
        }
        for place, customer in zip(model.places(customers).tolist(), customers, strict=True)
    ]
    told = {"fitted_on": model.fitted_on, "refresh_after_days": model.refresh_after_days}
    return json.dumps({"model": used.named(), **told, "results": results}).encode()


def customers_of(body: bytes) -> list[list[float]]:
    """Return the customers of a request, each in the order of `COLUMNS`.

    Raises
    ------
    Problem
        The body is not JSON, or not what the schema says.
    """
    document = json_of(body, TITLE)
    customers = document.get("customers") if type(document) is dict and len(document) == 1 else None
    if type(customers) is not list or not 0 < len(customers) <= MOST:
        found = [{"pointer": "/customers", "code": "invalid"}]
        raise Problem(422, f"An object with `customers`, a list of 1 to {MOST:,}.", found, title=TITLE)
    errors = [error for number, one in enumerate(customers) for error in _errors(number, one)]
    if errors:
        raise Problem(422, f"Columns: {', '.join(COLUMNS)}.", errors[:MOST_ERRORS], title=TITLE)
    return [[float(one[name]) for name in COLUMNS] for one in customers]


def _errors(number: int, customer: Any) -> list[dict[str, Any]]:
    here = f"/customers/{number}"
    if type(customer) is not dict:
        return [{"pointer": here, "code": "not_an_object"}]
    errors: list[dict[str, Any]] = []
    for name, least in LEAST.items():
        value = customer.get(name)
        if value is None:
            errors.append({"pointer": f"{here}/{name}", "code": "missing"})
        elif type(value) not in (int, float):
            errors.append({"pointer": f"{here}/{name}", "code": "not_a_number"})
        elif not least <= value <= LARGEST:  # not-a-number is in no range
            bounds = [least, LARGEST]
            errors.append({"pointer": f"{here}/{name}", "code": "out_of_range", "range": bounds})
    if more := len(customer.keys() - set(COLUMNS)):
        errors.append({"pointer": here, "code": "unknown_columns", "count": more})
    return errors
