"""M: what a stored model can do to the one who loads it."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from faults.case import Met, Table
from faults.data_cases import attempt
from faults.lab import Lab

TABLE = Table()


class Bite:
    """A pickle that would leave a file when read."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.canary,)


def fitted(lab: Lab) -> tuple[Any, Any]:
    """Return a small fitted score and its applicants; fitted once."""
    known: tuple[Any, Any] | None = getattr(lab, "score", None)
    if known is None:
        known = _fit()
        lab.score = known  # type: ignore[attr-defined]
    return known


def _fit() -> tuple[Any, Any]:
    import numpy as np
    import pandas as pd

    from portfolio.scoring import Search, Table, fit_score, prepare

    rng = np.random.default_rng(0)
    debt = rng.uniform(0, 50, 300).round(1)
    bad = np.where(rng.random(300) < 0.1 + debt / 80, "yes", "no")
    frame = pd.DataFrame({"debt": debt, "income": rng.uniform(10, 90, 300).round(1), "late": bad})
    applicants = prepare(frame, Table(target="late", bad="yes"))
    return fit_score(applicants, Search(cost_ratio=5.0, trials=1, seed=0), ("logistic",)), applicants


def stored(change: Callable[[Path], object]) -> Callable[[Lab], Met]:
    """Return a meeting with a stored score that was changed."""

    def meet(lab: Lab) -> Met:
        from portfolio.scoring import artefact

        score, applicants = fitted(lab)
        path = lab.folder / "score.skops"
        artefact.save(score, path, applicants.features)
        change(path)
        met = attempt(
            lambda: f"gap {artefact.largest_gap(score, artefact.load(path), applicants.features):.0e}"
        )
        bitten = (lab.folder / "bitten").exists()
        return Met(met.code, met.told, ("L3: something in the file was executed",) if bitten else ())

    return meet


def manifest(path: Path, **values: object) -> None:
    """Change the manifest beside a stored score."""
    beside = path.with_suffix(".json")
    beside.write_text(json.dumps({**json.loads(beside.read_text()), **values}))


def replaced(content: Callable[[Path], bytes]) -> Callable[[Path], None]:
    """Return a change of the file that the manifest agrees with: only the content can tell."""

    def change(path: Path) -> None:
        path.write_bytes(content(path))
        manifest(path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())

    return change


def foreign(path: Path) -> bytes:
    from skops import io

    return bytes(io.dumps({"model": Table}))


def bomb(path: Path) -> bytes:
    import io
    import zipfile

    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", b" " * 60_000_000)
    return memory.getvalue()


for number, fault, code, says, change in (
    (
        "M1",
        "a pickle with a payload, renamed to `.skops`",
        10,
        "is not a skops file",
        replaced(lambda path: pickle.dumps(Bite(path.with_name("bitten")))),
    ),
    (
        "M2",
        "a skops file with a type that is not trusted",
        10,
        "types that are not trusted: .*Table",
        replaced(foreign),
    ),
    (
        "M3",
        "a file whose digest is not that of its manifest",
        10,
        "is not the stored model",
        lambda path: path.write_bytes(path.read_bytes() + b"x"),
    ),
    (
        "M4",
        "a model made by another version of a library",
        10,
        "made by other packages: scikit-learn 0.1, here",
        lambda path: manifest(path, packages={"scikit-learn": "0.1"}),
    ),
    ("M6a", "a file cut short", 10, "is not a skops file", replaced(lambda path: path.read_bytes()[:300])),
    ("M6b", "an empty file", 10, "is not a skops file", replaced(lambda path: b"")),
    ("M6c", "a file that unpacks to more than it should", 10, "unpacks to more than", replaced(bomb)),
    (
        "M9",
        "a model loaded again: does it predict the same?",
        0,
        "gap 0e[+]00|gap [0-9]e-1[0-9]",
        lambda path: None,
    ),
    (
        "M10",
        "a manifest without its threshold",
        10,
        "incomplete; got no",
        lambda path: path.with_suffix(".json").write_text('{"sha256": ""}'),
    ),
):
    TABLE.add(number, fault, code, says, stored(change))


def scored(change: Callable[[Any], Any]) -> Callable[[Lab], Met]:
    """Return a meeting with applicants that are not as the model learnt them."""

    def meet(lab: Lab) -> Met:
        score, applicants = fitted(lab)
        right = score.probability(applicants.features)

        def predict() -> str:
            found = score.probability(change(applicants.features))
            return (
                "the same scores"
                if len(found) == len(right) and (found == right).all()
                else f"{len(found)} scores"
            )

        return attempt(predict)

    return meet


TABLE.add(
    "M5a",
    "features in another order",
    0,
    "^the same scores$",
    scored(lambda features: features[features.columns[::-1]]),
)
TABLE.add(
    "M5b",
    "a renamed feature",
    3,
    "no 'debt'",
    scored(lambda features: features.rename(columns={"debt": "depth"})),
)
TABLE.add("M8a", "an empty batch", 0, "^0 scores$", scored(lambda features: features.head(0)))
TABLE.add(
    "M8b",
    "an infinite value at prediction time",
    3,
    "infinite values: debt",
    scored(lambda features: features.assign(debt=float("inf"))),
)

TABLE.leave(
    "M7",
    "two processes save one model at once",
    "Each writes a file of its own name and renames it, as the writer of the cache does, which is tested so.",
)
TABLE.leave(
    "M11",
    "probabilities outside 0 to 1, a monotone rule broken",
    "The chapter's own gate: see the monotone features of the score and their test.",
)
TABLE.leave(
    "M12",
    "explanations that do not sum to the prediction",
    "Refused with the gap by the library, and tested with it.",
)
TABLE.leave(
    "M13",
    "a protected attribute or its proxy among the features",
    "The chapter on fairness measures it; the model card states it.",
)
