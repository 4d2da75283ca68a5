"""What the API promises, as OpenAPI says it: with the columns of the model that is in use."""

from __future__ import annotations

from typing import Any

from service import adviser, chat
from service.body import ALIASES, COST_RATIOS, SAYS_SOMETHING
from service.model_store import Loaded
from service.problems import MEDIA_TYPE, TITLES
from service.row_reader import json_schema
from service.sentiment import LABELS, MOST_TEXTS
from service.sentiment import LONGEST as LONGEST_MESSAGE
from service.text_analytics import LANGUAGES, LONGEST, MOST_DOCUMENTS

SCHEMES = {
    "key": {"type": "http", "scheme": "bearer"},
    "subscription": {"type": "apiKey", "in": "header", "name": "Ocp-Apim-Subscription-Key"},
}
CHANCE = {"type": "number", "minimum": 0, "maximum": 1}
PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}},
                "required": ["pointer", "code"],
            },
        },
    },
    "required": ["type", "title", "status"],
}
REASON = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "A column, or a ratio made from columns."},
        "meaning": {"type": "string"},
        "contribution": {"type": "number", "description": "To the log-odds of a bad outcome."},
    },
    "required": ["code", "meaning", "contribution"],
}
RESULT = {
    "type": "object",
    "properties": {
        "probability": {**CHANCE, "description": "Of a bad outcome."},
        "decision": {"enum": ["accept", "refuse"]},
        "reasons": {
            "type": "array",
            "items": REASON,
            "description": "Against the applicant, strongest first.",
        },
        "contributions": {"type": "object", "additionalProperties": {"type": "number"}},
        "unseen": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["probability", "decision", "reasons", "contributions", "unseen"],
}
INSPECTED = {
    "type": "object",
    "properties": {
        "probability": {**CHANCE, "description": "Of a defect."},
        "decision": {"enum": ["accept", "reject"]},
        "threshold": {**CHANCE, "description": "From which a cell is rejected at this cost."},
        "missed_cost": {"type": "number"},
        "treated": {"type": "array", "items": {"type": "string"}},
        "model": {"type": "object"},
    },
    "required": ["probability", "decision", "threshold", "missed_cost", "treated", "model"],
}
MODEL = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("name", "version", "digest")},
    "required": ["name", "version", "digest"],
}
ANSWER = {
    "type": "object",
    "properties": {
        "request": {"type": "string", "format": "uuid"},
        "model": MODEL,
        "cost_ratio": {"type": "number"},
        "cutoff": {**CHANCE, "description": "An applicant above this probability is refused."},
        "base": {"type": "number", "description": "Log-odds of the mean applicant."},
        "results": {"type": "array", "items": RESULT},
    },
    "required": ["request", "model", "cost_ratio", "cutoff", "base", "results"],
}
_NUMBERS = {"type": "object", "additionalProperties": {"type": "number"}}
_CHANGE = {
    "type": "object",
    "properties": {"column": {"type": "string"}, "from": {"type": "number"}, "to": {"type": "number"}},
    "required": ["column", "from", "to"],
}
_COUNTERFACTUAL = {
    "type": "object",
    "properties": {
        "changes": {"type": "array", "minItems": 1, "maxItems": 2, "items": _CHANGE},
        "distance": {
            "type": "number",
            "minimum": 0,
            "description": "Share of the population that the values pass, added over the columns.",
        },
        "probability": {**CHANCE, "description": "Of a bad outcome, after the change."},
    },
    "required": ["changes", "distance", "probability"],
}
COUNTERFACTUALS = {
    "type": "object",
    "properties": {
        "model": MODEL,
        "cost_ratio": {"type": "number"},
        "cutoff": CHANCE,
        "probability": CHANCE,
        "decision": {"enum": ["accept", "refuse"]},
        "actions": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Columns that may change; a sign in front says in which direction only.",
        },
        "counterfactuals": {
            "type": "array",
            "items": _COUNTERFACTUAL,
            "description": "Changes that turn the decision around, smallest first.",
        },
    },
    "required": ["model", "cost_ratio", "cutoff", "probability", "decision", "actions", "counterfactuals"],
}
_EXAMPLE = {
    "type": "object",
    "properties": {"values": {"type": "object"}, "probability": CHANCE},
    "required": ["values", "probability"],
}
_POPULATION = {
    "type": "object",
    "properties": {
        "columns": {"type": "object", "additionalProperties": {"type": "array"}},
        "probability": {"type": "array", "items": CHANCE},
    },
    "required": ["columns", "probability"],
}
REFERENCE = {
    "type": "object",
    "properties": {
        "model": MODEL,
        "cost_ratio": {"type": "number"},
        "cost_ratios": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        "cutoff": CHANCE,
        "fields": {"type": "array", "items": {"type": "object"}},
        "ratios": {"type": "array", "items": {"type": "object"}},
        "examples": {"type": "array", "items": _EXAMPLE},
        "actions": {"type": "array", "items": {"type": "string"}},
        "importance": {**_NUMBERS, "description": "Mean absolute contribution over the population."},
        "population": _POPULATION,
    },
    "required": ["model", "cost_ratio", "cutoff", "fields", "ratios", "examples", "actions", "population"],
}
_SCORES = {
    "type": "object",
    "properties": dict.fromkeys(("positive", "neutral", "negative"), CHANCE),
    "required": ["positive", "neutral", "negative"],
}
_TONE = {"sentiment": {"enum": ["positive", "neutral", "negative", "mixed"]}, "confidenceScores": _SCORES}
_SENTENCE = {
    "type": "object",
    "properties": {
        **_TONE,
        "offset": {"type": "integer"},
        "length": {"type": "integer"},
        "text": {"type": "string"},
    },
    "required": ["sentiment", "confidenceScores", "offset", "length", "text"],
}
_ERROR = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "innererror": {"type": "object"},
    },
    "required": ["code", "message"],
}
_DOCUMENT = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        **_TONE,
        "sentences": {"type": "array", "items": _SENTENCE},
        "warnings": {"type": "array"},
    },
    "required": ["id", "sentiment", "confidenceScores", "sentences", "warnings"],
}
_WRONG = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "error": _ERROR},
    "required": ["id", "error"],
}
TEXT_ANSWER = {
    "type": "object",
    "properties": {
        "documents": {"type": "array", "items": _DOCUMENT},
        "errors": {"type": "array", "items": _WRONG},
        "modelVersion": {"type": "string"},
    },
    "required": ["documents", "errors", "modelVersion"],
}
# What is wrong with one document is told beside the answers to the others: the schema refuses none for it.
_TEXT_DOCUMENT = {
    "description": f"An object with `id`, `text` of at most {LONGEST:,} characters, and `language`: "
    f"{', '.join(LANGUAGES)}."
}
TEXT_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "documents": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": MOST_DOCUMENTS,
                        "items": _TEXT_DOCUMENT,
                    }
                },
                "required": ["documents"],
            },
            "example": {"documents": [{"id": "1", "language": "en", "text": "The crew was friendly."}]},
        }
    },
}
TEXT_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "Judged", "content": {"application/json": {"schema": TEXT_ANSWER}}},
    **{
        status: {
            "description": TITLES[status],
            "content": {
                "application/json": {
                    "schema": {"type": "object", "properties": {"error": _ERROR}, "required": ["error"]}
                }
            },
        }
        for status in (400, 401, 408, 413, 415, 429)
    },
}
MESSAGES_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "texts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": MOST_TEXTS,
                        "items": {
                            "type": "string",
                            "minLength": 1,
                            "maxLength": LONGEST_MESSAGE,
                            "pattern": SAYS_SOMETHING,
                        },
                    }
                },
                "required": ["texts"],
                "additionalProperties": False,
            },
            "example": {"texts": ["@airline two hours on the phone and nobody answers"]},
        }
    },
}
_PROBABILITIES = dict.fromkeys(LABELS, CHANCE)
SENTIMENTS = {
    "type": "object",
    "properties": {
        "model": {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ("name", "version", "digest")},
            "required": ["name", "version", "digest"],
        },
        "cutoff": CHANCE,
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "label": {"enum": list(LABELS)},
                    "probabilities": {
                        "type": "object",
                        "properties": _PROBABILITIES,
                        "required": list(LABELS),
                    },
                    "alarm": {"type": "boolean"},
                },
                "required": ["label", "probabilities", "alarm"],
            },
        },
    },
    "required": ["model", "cutoff", "results"],
}
REQUEST_ID = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Of a request that may be sent again: the log keeps it once.",
    "schema": {"type": "string", "format": "uuid"},
}


def json_body(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """Return the documented body of a request.

    Parameters
    ----------
    schema, example
        Of the JSON document.
    """
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documented errors of a route."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {one: {"description": TITLES[one], "content": {MEDIA_TYPE: schema}} for one in statuses}


CHAT_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "message": {"type": "string", "maxLength": chat.LONGEST},
                    "session": {"type": "string", "maxLength": 64},
                    "language": {"enum": list(adviser.LANGUAGES)},
                },
                "additionalProperties": False,
            },
            "example": {"message": "to Boston tomorrow for two", "language": "en"},
        }
    },
}
_CODES = {"type": "array", "items": {"type": "string"}}
CHAT = {
    "type": "object",
    "properties": {
        "session": {"type": "string"},
        "reply": {"type": "string"},
        "status": {"enum": ["open", "booked", "cancelled"]},
        "understood": {
            "type": "object",
            "properties": {
                "origin": _CODES,
                "destination": _CODES,
                "day": {"type": ["string", "null"]},
                "passengers": {"type": ["integer", "null"]},
            },
        },
    },
    "required": ["session", "reply", "status", "understood"],
}
CHAT_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "Answered", "content": {"application/json": {"schema": CHAT}}}
}


def completed(document: dict[str, Any], loaded: Loaded | None, max_rows: int) -> dict[str, Any]:
    """Return the document with the schemas of the model that is in use, and an example of its own."""
    components = document.setdefault("components", {})
    components["securitySchemes"] = SCHEMES
    components["schemas"] = {
        "Problem": PROBLEM,
        "Answer": ANSWER,
        "Applicant": json_schema(loaded.artefact.signature) if loaded else {"type": "object"},
        "Request": {
            "type": "object",
            "properties": {
                "applicants": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": max_rows,
                    "items": {"$ref": "#/components/schemas/Applicant"},
                },
                "cost_ratio": {
                    "type": ["number", "null"],
                    "minimum": COST_RATIOS[0],
                    "maximum": COST_RATIOS[1],
                    "description": "What a missed bad payer costs, in refused good ones.",
                },
                "alias": {"enum": list(ALIASES), "description": "Which version answers."},
            },
            "required": ["applicants"],
            "additionalProperties": False,
        },
    }
    request = components["schemas"]["Request"]
    one = {**request["properties"]["applicants"], "maxItems": 1}
    components["schemas"]["OneApplicant"] = {
        **request,
        "properties": {**request["properties"], "applicants": one},
    }
    if loaded:
        rows = loaded.artefact.description["example"]["rows"][:1]
        for path in ("/v1/score", "/v1/counterfactual"):
            content = document["paths"][path]["post"]["requestBody"]["content"]
            content["application/json"]["example"] = {
                "applicants": rows,
                "cost_ratio": loaded.scorer.cost_ratio,
            }
    return document
