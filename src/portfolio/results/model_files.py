"""Write a fitted model to a file that cannot execute anything, the same bytes for the same model."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.errors import DataError

SCHEMA = "schema.json"  # of a skops file
_EPOCH = (1980, 1, 1, 0, 0, 0)


def model_file(name: str, model: Any, trusted: Sequence[str] = ()) -> tuple[str, bytes]:
    """Return the name of a model's file and its content: skops for an estimator, safetensors for tensors.

    Raises
    ------
    DataError
        The model holds a type that neither skops nor `trusted` knows.
    """
    if isinstance(model, Mapping):
        return "model.safetensors", _tensors(model)
    from skops import io as skops

    content = _canonical(skops.dumps(model))
    unknown = sorted(set(skops.get_untrusted_types(data=content)) - set(trusted))
    if unknown:
        hint = "Add a type to the constant list only if reading it executes nothing."
        raise DataError(
            f"artefact {name!r} holds types that are not trusted", got=", ".join(unknown), hint=hint
        )
    return "model.skops", content


def _tensors(tensors: Mapping[str, Any]) -> bytes:
    import numpy as np
    from safetensors.numpy import save

    return save({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()})


def _canonical(archive: bytes) -> bytes:
    """Return a skops file without what differs between two writings: addresses in memory, and the time."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        content = {name: old.read(name) for name in old.namelist()}
    numbers: dict[str, str] = {}
    schema = json.dumps(_renumbered(json.loads(content.pop(SCHEMA)), numbers), separators=(",", ":"))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        new.writestr(zipfile.ZipInfo(SCHEMA, _EPOCH), schema, zipfile.ZIP_DEFLATED)
        for name, data in sorted((_renamed(name, numbers), data) for name, data in content.items()):
            new.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _renumbered(node: Any, numbers: dict[str, str]) -> Any:
    """Return the schema with its objects numbered in the order in which they stand there."""
    if isinstance(node, list):
        return [_renumbered(inner, numbers) for inner in node]
    if not isinstance(node, dict):
        return node
    changed = {name: _renumbered(inner, numbers) for name, inner in node.items()}
    if isinstance(node.get("__id__"), int):
        changed["__id__"] = int(numbers.setdefault(str(node["__id__"]), str(len(numbers) + 1)))
    if isinstance(node.get("file"), str):
        changed["file"] = _renamed(node["file"], numbers)
    return changed


def _renamed(file: str, numbers: dict[str, str]) -> str:
    """Return the name of a file in the archive: it is called after the address of its array."""
    stem, dot, ending = file.partition(".")
    return f"{numbers.setdefault(stem, str(len(numbers) + 1))}{dot}{ending}"
