"""Scores as plain data that a web page computes by itself."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from portfolio.datasets.card import Column
from portfolio.errors import DataError
from portfolio.plotting.widget import widget_bundle
from portfolio.scoring.applicants import Applicants, is_number
from portfolio.scoring.encoding import TableEncoder
from portfolio.scoring.explanation import cases, contributions
from portfolio.scoring.labels import label
from portfolio.scoring.models import DEPLOYABLE
from portfolio.scoring.score import Score
from portfolio.scoring.woe import WoeEncoder

TOOL = "scoring/explorer"
MAX_BYTES = 150_000  # compressed
_CROWD = 400  # applicants shown as the population


@dataclass(frozen=True)
class Explorer:
    """The data of the tool on the page; a notebook shows it as the last value of a cell.

    Parameters
    ----------
    payload
        Models, fields, cases and population.
    """

    payload: Mapping[str, Any]

    def compressed(self) -> int:
        """Return the size of the data, compressed, in bytes."""
        return len(gzip.compress(as_json(self.payload).encode(), 9))

    def table_html(self) -> str:
        """Return what the page shows without script: the example applicants and their scores."""
        cases = self.payload["cases"]
        head = "".join(f'<th scope="col">{escape(case["name"])}</th>' for case in cases)
        rows = [
            _row(field["label"], [_written(case["values"].get(field["name"])) for case in cases])
            for field in self.payload["fields"]
        ]
        rows += [
            _row(f"probability of bad, {model}", [f"{100 * case['scores'][model]:.1f} %" for case in cases])
            for model in self.payload["models"]
        ]
        return (
            "<table><caption>Three applicants and their scores</caption>"
            f'<thead><tr><th scope="col">application</th>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002
        words = f"Score explorer: {', '.join(self.payload['models'])}; {self.compressed():,} bytes compressed"
        return widget_bundle(TOOL, "Score explorer", self.payload, fallback=self.table_html(), text=words)


def _row(name: str, values: list[str]) -> str:
    cells = "".join(f"<td>{escape(value)}</td>" for value in values)
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _written(value: object) -> str:
    return "missing" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)


def explorer(
    scores: Mapping[str, Score], applicants: Applicants, columns: Sequence[Column] = (), seed: int = 0
) -> Explorer:
    """Return the tool's data for some scores of the same applicants.

    Parameters
    ----------
    scores
        The scores by name; the first is shown first.
    applicants
        Those they were fitted on.
    columns
        Meaning and unit of the columns, from the card of the dataset.
    seed
        Of the applicants that are drawn as the population.

    Raises
    ------
    DataError
        The compressed data are larger than 150 kB.
    """
    first = next(iter(scores.values()))
    crowd = sample_rows(len(applicants), _CROWD, seed)
    features = applicants.features
    known = {column.name: column for column in columns}
    payload = {
        "fields": [_field(name, features[name], applicants, known.get(name)) for name in map(str, features)],
        "ratios": [
            [one.name, dict(one.top), dict(one.bottom), one.meaning] for one in applicants.table.ratios
        ],
        "costRatio": first.cost_ratio,
        "event": applicants.table.event,
        "models": {name: model_data(score, features) for name, score in scores.items()},
        "cases": _cases(scores, features),
        "crowd": {str(name): plain(features[name].iloc[crowd]) for name in features},
    }
    made = Explorer(payload)
    if made.compressed() > MAX_BYTES:
        raise DataError(
            "the explorer's data are too large", expected=f"{MAX_BYTES:,} bytes", got=made.compressed()
        )
    return made


def model_data(score: Score, features: pd.DataFrame) -> dict[str, Any]:
    """Return one score as plain data: recalibration, cut-off, encoder and terms or trees.

    Parameters
    ----------
    score
        The fitted score.
    features
        Applicants, one row each.

    Raises
    ------
    DataError
        A family that has no plain form.
    """
    if score.family not in DEPLOYABLE:
        raise DataError(f"no plain form of a {score.family}", expected=", ".join(DEPLOYABLE))
    encoder, model = score.model.named_steps["encode"], score.model.named_steps["model"]
    shared = {
        "family": score.family,
        "slope": score.mend.slope,
        "intercept": score.mend.intercept,
        "cutoff": score.cutoff,
        "means": _means(score, features),
        "ranks": np.quantile(score.probability(features), np.linspace(0, 1, 101)).round(6).tolist(),
    }
    if hasattr(model, "booster_"):
        return {**shared, "encoder": _columns(encoder), "trees": _trees(model)}
    if isinstance(encoder, WoeEncoder):
        return {**shared, "base": float(model.intercept_[0]), "terms": _bins(encoder, model.coef_[0])}
    return {**shared, "base": float(model.intercept_[0]), "terms": _lines(encoder, model.coef_[0])}


def _means(score: Score, features: pd.DataFrame) -> dict[str, float]:
    """Return the mean contribution of each feature, against which an applicant's are shown."""
    mean = contributions(score, features).values.mean()
    return {str(name): float(value) for name, value in mean.items()}


def sample_rows(rows: int, count: int, seed: int = 0) -> np.ndarray:
    """Return the positions of applicants that stand for a population, in order.

    Parameters
    ----------
    rows
        Applicants to draw from.
    count
        Applicants at most.
    seed
        Of the draw.
    """
    return np.sort(np.random.default_rng(seed).choice(rows, min(count, rows), replace=False))


def as_json(value: object) -> str:
    """Return compact JSON; numbers that are not finite are an error."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def plain(column: pd.Series) -> list[float | str | None]:
    """Return values for JSON: whole numbers without decimals, missing as null.

    Values that a file held in single precision are written as they were there: 1.8, not 1.7999999523162842.
    """
    if not is_number(column):
        return [None if pd.isna(value) else str(value) for value in column]
    return [None if np.isnan(value) else _whole(float(value)) for value in column]


def _whole(value: float) -> float:
    if value.is_integer():
        return int(value)
    single = np.float32(value)
    return float(str(single)) if float(single) == value else value


def _field(name: str, column: pd.Series, applicants: Applicants, about: Column | None) -> dict[str, Any]:
    orders = applicants.table.orders.get(name)
    shared = {"name": name, "label": label(name, about), "missing": bool(column.isna().any())}
    if not is_number(column):
        return {**shared, "levels": sorted(map(str, column.dropna().unique()))}
    if orders:
        return {**shared, "ranks": list(orders)}
    known = column.dropna()
    whole = bool((known % 1 == 0).all())
    return {**shared, "min": _whole(float(known.min())), "max": _whole(float(known.max())), "whole": whole}


def _cases(scores: Mapping[str, Score], features: pd.DataFrame) -> list[dict[str, Any]]:
    first = next(iter(scores.values()))
    chosen = cases(first.probability(features), first.cutoff)
    found = []
    for name, row in chosen.items():
        one = features.iloc[[row]]
        values = {str(column): plain(one[column])[0] for column in one}
        told = {label: float(score.probability(one)[0]) for label, score in scores.items()}
        found.append({"name": name, "values": values, "scores": told})
    return found


def _columns(encoder: TableEncoder) -> list[list[Any]]:
    """Return the encoded columns: [source] for a number, [source, level] for a level, null for rare."""
    columns: list[list[Any]] = []
    for name in dict.fromkeys(encoder.sources_):
        if name in encoder.numbers_:
            columns.append([name])
        else:
            columns += [[name, level] for level in encoder.levels_[name]] + [[name, None]]
    return columns


def _bins(encoder: WoeEncoder, slopes: np.ndarray) -> list[dict[str, Any]]:
    terms = []
    for (name, weights), slope in zip(encoder.weights_.items(), slopes, strict=True):
        edges = encoder.edges_.get(name)
        shape = {"levels": encoder.levels_[name]} if edges is None else {"edges": edges.tolist()}
        terms.append({"name": name, **shape, "parts": (slope * weights).tolist()})
    return terms


def _lines(encoder: TableEncoder, slopes: np.ndarray) -> list[dict[str, Any]]:
    terms: list[dict[str, Any]] = []
    place = 0
    for name in dict.fromkeys(encoder.sources_):
        if name in encoder.numbers_:
            median, mean, spread, holes = encoder.numbers_[name]
            line = [median, mean, spread, float(slopes[place]), float(slopes[place + 1]) if holes else 0.0]
            terms.append({"name": name, "line": line})
            place += 1 + holes
        else:
            levels = encoder.levels_[name]
            terms.append(
                {"name": name, "levels": levels, "parts": slopes[place : place + len(levels) + 1].tolist()}
            )
            place += len(levels) + 1
    return terms


def _trees(model: Any) -> list[list[list[float]]]:
    """Return each tree as its nodes, root first.

    A leaf is [value, count]; a fork is [column, threshold, left, right, count, missing], where `missing` is
    1 left, 0 right, 2 as zero.
    """
    return [_nodes(tree["tree_structure"]) for tree in model.booster_.dump_model()["tree_info"]]


def _nodes(root: dict[str, Any]) -> list[list[float]]:
    nodes: list[list[float]] = []

    def add(node: dict[str, Any]) -> int:
        place = len(nodes)
        if "leaf_value" in node:
            nodes.append([node["leaf_value"], node.get("leaf_count", 1)])
            return place
        absent = 2 if node["missing_type"] == "None" else int(node["default_left"])
        nodes.append([])
        left, right = add(node["left_child"]), add(node["right_child"])
        nodes[place] = [node["split_feature"], node["threshold"], left, right, node["internal_count"], absent]
        return place

    add(root)
    return nodes
