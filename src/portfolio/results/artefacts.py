"""Hand a fitted model on: its files, what it reads, what it was made of, and the digest of each.

The chapter writes files and knows nothing of who serves them. A model is kept twice: as the library's own
object, in a format that cannot execute anything, and as plain numbers, which any program can evaluate.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.errors import DataError, ModelFileError
from portfolio.results import run_log
from portfolio.results.model_files import model_file
from portfolio.results.signature import Signature

if TYPE_CHECKING:
    import pandas as pd

KIND, FOLDER = "artefact", "artefacts"  # of an entry of the run log; beside the run log
DESCRIPTION, PLAIN, REFERENCE = "artefact.json", "plain.json", "reference.json"
FORMAT = 1
MAX_BYTES = 1_000_000  # of all files together: a model of this size is copied, compared and loaded in no time
PACKAGES = ("numpy", "pandas", "scikit-learn", "lightgbm", "torch")


@dataclass(frozen=True)
class Artefact:
    """A fitted model as files.

    Parameters
    ----------
    name
        An identifier: the name of the model wherever it is registered.
    files
        Content by file name; `artefact.json` describes the others and holds their digests.
    """

    name: str
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """The sha256 of the description, which holds those of all other files."""
        return hashlib.sha256(self.files[DESCRIPTION]).hexdigest()

    @property
    def description(self) -> dict[str, Any]:
        """What `artefact.json` says."""
        described: dict[str, Any] = json.loads(self.files[DESCRIPTION])
        return described

    @property
    def signature(self) -> Signature:
        """The columns that the model reads."""
        return Signature.of(self.description["signature"])

    def data(self, name: str) -> Any:
        """Return what one of the JSON files holds."""
        return json.loads(self.files[name])

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {len(content):,} bytes" for name, content in self.files.items())
        return f"{self.name}: {sizes}"


def artefact(
    name: str,
    model: Any,
    *,
    plain: Mapping[str, Any],
    signature: Signature,
    example: pd.DataFrame,
    answers: Sequence[float],
    reference: Mapping[str, Any],
    parameters: Mapping[str, Any],
    metrics: Mapping[str, float],
    trusted: Sequence[str] = (),
) -> Artefact:
    """Keep a fitted model with this run and return it.

    Parameters
    ----------
    name
        An identifier, unique in its notebook.
    model
        An estimator, written by skops, or tensors by name, written by safetensors.
    plain
        The model as plain data, enough to evaluate it without the library that fitted it.
    signature
        The columns that it reads.
    example, answers
        A few rows of input, and what the model says to each: whoever loads it tries whether it still does.
    reference
        Counts of each column when the model was fitted, against which drift is measured.
    parameters, metrics
        How it was fitted and how good it was.
    trusted
        The types, beside those that skops knows, that may stand in its file: a constant list.

    Raises
    ------
    DataError
        The name is not an identifier, the model holds a type that is not trusted, the example and its answers
        differ in length, or the files are larger than 1 MB together.
    """
    if not name.isidentifier():
        raise DataError(f"artefact {name!r}", expected="a name that is a Python identifier")
    if len(example) != len(answers):
        raise DataError(
            f"artefact {name!r}", expected=f"{len(example)} answers to its example", got=len(answers)
        )
    file, content = model_file(name, model, trusted)
    files = {file: content, PLAIN: _json(plain), REFERENCE: _json(reference)}
    description: dict[str, Any] = {
        "format": FORMAT,
        "name": name,
        "model": file,
        "trusted": list(trusted),
        "files": {one: hashlib.sha256(data).hexdigest() for one, data in files.items()},
        "signature": signature.as_data(),
        "example": {"rows": json.loads(example.to_json(orient="records", double_precision=15))},
        "parameters": dict(parameters),
        "metrics": dict(metrics),
        "datasets": _datasets(),
        "packages": {one: version(one) for one in PACKAGES},
    }
    description["example"]["answers"] = [float(answer) for answer in answers]
    made = Artefact(name, {DESCRIPTION: _json(description), **files})
    size = sum(map(len, made.files.values()))
    if size > MAX_BYTES:
        raise DataError(f"artefact {name!r} is too large", expected=f"at most {MAX_BYTES:,} bytes", got=size)
    _keep(made)
    return made


def checked(files: Mapping[str, bytes]) -> Artefact:
    """Return the artefact that these files are, after each was compared with its digest.

    Raises
    ------
    ModelFileError
        A file is missing, added, or another than the description says; the description has another form.
    """
    try:
        described = json.loads(files[DESCRIPTION])
        known, found = described["files"], Artefact(str(described["name"]), dict(files))
        if described["format"] != FORMAT or not found.name.isidentifier():
            raise ModelFileError("an artefact of another format", expected=FORMAT)
        _ = found.signature
    except (KeyError, ValueError, TypeError, DataError) as error:
        raise ModelFileError(f"{DESCRIPTION} cannot be read", got=type(error).__name__) from error
    if set(known) != set(files) - {DESCRIPTION} or not {PLAIN, REFERENCE} <= set(known):
        raise ModelFileError(f"artefact {found.name!r}: its files are not those that it describes")
    for name, digest in known.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise ModelFileError(f"artefact {found.name!r}: {name} is not the file that was registered")
    return found


def read_artefact(folder: Path) -> Artefact:
    """Return the artefact in a folder, checked.

    Raises
    ------
    ModelFileError
        As for `checked`, or the folder cannot be read, or holds more than 1 MB.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
        if sum(path.stat().st_size for path in paths) > MAX_BYTES:
            raise ModelFileError("an artefact is too large", expected=f"at most {MAX_BYTES:,} bytes")
        return checked({path.name: path.read_bytes() for path in paths})
    except OSError as error:
        raise ModelFileError("an artefact cannot be read", got=error.strerror) from error


def _datasets() -> dict[str, str]:
    """Return the fingerprints of the datasets that this run has read; none where no press follows it."""
    path = os.environ.get(run_log.VARIABLE)
    entries = run_log.read(Path(path)) if path else []
    return {entry["name"]: entry["fingerprint"] for entry in run_log.of_kind(entries, "dataset")}


def _keep(made: Artefact) -> None:
    path = os.environ.get(run_log.VARIABLE)
    if not path:
        return
    folder = Path(path).parent / FOLDER / made.name
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.files.items():
        (folder / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in made.files.items()}
    run_log.append(KIND, {"name": made.name, "digest": made.digest, "files": digests})


def _json(data: Mapping[str, Any]) -> bytes:
    """Return plain data in one form, so that the same model has the same digest."""
    return json.dumps(data, sort_keys=True, allow_nan=False, ensure_ascii=False, indent=0).encode()
