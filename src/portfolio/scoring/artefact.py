"""Keep a fitted score in a file that cannot execute anything, and read it back only if it is the same."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from portfolio.errors import ModelFileError
from portfolio.scoring.calibration import Recalibration
from portfolio.scoring.score import Score

# Everything else in a file is refused, whatever the file says of itself. scikit-learn's own are known to
# skops.
TRUSTED = (
    "collections.OrderedDict",
    "lightgbm.basic.Booster",
    "lightgbm.sklearn.LGBMClassifier",
    "portfolio.scoring.encoding.TableEncoder",
    "portfolio.scoring.features.RatioFeatures",
    "portfolio.scoring.woe.WoeEncoder",
)
PACKAGES = ("scikit-learn", "lightgbm", "numpy", "pandas")
SAME = 1e-9
SAMPLE = 50  # applicants whose predictions are stored
MAX_BYTES = 50_000_000  # unpacked: a file that claims more is a bomb, not a score


@dataclass(frozen=True)
class Stored:
    """Where a score lies, and the digest of the file."""

    path: Path
    sha256: str
    bytes: int


def save(score: Score, path: Path, sample: pd.DataFrame) -> Stored:
    """Write a score with its predictions for a sample; the file appears whole or not at all.

    Parameters
    ----------
    score
        The score.
    path
        Ends in `.skops`. The manifest is written beside it with the ending `.json`.
    sample
        Applicants whose predictions are stored, to be reproduced when the score is loaded.
    """
    from skops import io

    sample = score.align(sample.head(SAMPLE))
    content = io.dumps(score.model)
    manifest = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "packages": {name: version(name) for name in PACKAGES},
        "family": score.family,
        "settings": score.settings,
        "slope": score.mend.slope,
        "intercept": score.mend.intercept,
        "cutoff": score.cutoff,
        "cost_ratio": score.cost_ratio,
        "kinds": score.kinds,
        "levels": score.levels,
        "sample": json.loads(sample.to_json(orient="split", double_precision=15)),
        "probability": score.probability(sample).tolist(),
    }
    _write(path, content)
    _write(manifest_of(path), json.dumps(manifest, indent=1).encode())
    return Stored(path, manifest["sha256"], len(content))  # type: ignore[arg-type]


def load(path: Path) -> Score:
    """Return a stored score, after its digest, types, packages and predictions were checked.

    Raises
    ------
    ModelFileError
        The file is missing, damaged, another than the manifest says, holds a type outside `TRUSTED`, was
        made by
        other package versions, or does not reproduce its stored predictions. Nothing in it was executed.
    """
    from skops import io

    manifest = _manifest(path)
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != manifest["sha256"]:
        raise ModelFileError(f"{path.name} is not the stored model", expected=manifest["sha256"], got=digest)
    _check_packages(manifest["packages"], path)
    unknown = _unknown_types(content, path)
    if unknown:
        hint = "Do not load it: a score needs none of these."
        raise ModelFileError(f"{path.name} holds types that are not trusted: {', '.join(unknown)}", hint=hint)
    score = Score(
        manifest["family"],
        manifest["settings"],
        io.loads(content, trusted=list(TRUSTED)),
        Recalibration(manifest["slope"], manifest["intercept"]),
        manifest["cutoff"],
        manifest["cost_ratio"],
        manifest["kinds"],
        manifest["levels"],
    )
    _check_predictions(score, manifest, path)
    return score


def manifest_of(path: Path) -> Path:
    """Return the path of a model's manifest."""
    return path.with_suffix(".json")


def largest_gap(score: Score, other: Score, features: pd.DataFrame) -> float:
    """Return the largest difference of two scores' probabilities.

    Parameters
    ----------
    score
        One score.
    other
        The other.
    features
        Applicants, one row each.
    """
    return float(np.abs(score.probability(features) - other.probability(features)).max())


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(manifest_of(path).read_text(encoding="utf-8"))
        lacking = {"sha256", "packages", "slope", "intercept", "cutoff", "kinds", "probability"} - set(
            manifest
        )
    except (OSError, ValueError) as error:
        raise ModelFileError(
            f"the manifest of {path.name} cannot be read", got=type(error).__name__
        ) from error
    if lacking:
        raise ModelFileError(
            f"the manifest of {path.name} is incomplete", got=f"no {', '.join(sorted(lacking))}"
        )
    if not path.is_file():
        raise ModelFileError(f"{path.name} is missing")
    return manifest


def _check_packages(made_by: dict[str, str], path: Path) -> None:
    other = [f"{name} {was}, here {version(name)}" for name, was in made_by.items() if version(name) != was]
    if other:
        hint = "Fit the score again here: run the scoring notebook."
        raise ModelFileError(f"{path.name} was made by other packages: {'; '.join(other)}", hint=hint)


def _unknown_types(content: bytes, path: Path) -> list[str]:
    from skops import io

    try:
        import io as memory

        with zipfile.ZipFile(memory.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                raise ModelFileError(f"{path.name} unpacks to more than {MAX_BYTES:,} bytes")
        found = io.get_untrusted_types(data=content)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ModelFileError(f"{path.name} is not a skops file", got=type(error).__name__) from error
    return sorted(set(found) - set(TRUSTED))


def _check_predictions(score: Score, manifest: dict[str, Any], path: Path) -> None:
    stored = manifest["sample"]
    sample = pd.DataFrame(stored["data"], columns=stored["columns"], index=stored["index"])
    for name, kind in score.kinds.items():
        sample[name] = sample[name].astype(float) if kind == "number" else sample[name].astype(object)
    gap = float(np.abs(score.probability(sample) - np.array(manifest["probability"])).max(initial=0.0))
    if not gap <= SAME:
        raise ModelFileError(f"{path.name} does not reproduce its predictions", expected=f"{SAME:g}", got=gap)


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
