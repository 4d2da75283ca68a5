"""A checkpoint on disk: whole or not there, checked before it is read, and only for its own model."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from portfolio.errors import ModelFileError

_MAGIC = b"portfolio checkpoint 1 "
_HEAD = len(_MAGIC) + 64 + 1  # magic, sha256 in hex, line end


def shapes(state: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return the shape of each tensor of a state: what tells two architectures apart."""
    return {name: list(value.shape) for name, value in state.items() if isinstance(value, torch.Tensor)}


def save_checkpoint(path: Path, state: Mapping[str, Any], *, made_for: Mapping[str, Any]) -> None:
    """Write a state of tensors and plain values; the file appears whole or not at all.

    Parameters
    ----------
    path
        Where; the folder exists.
    state
        Nested dictionaries and lists of tensors, numbers and texts.
    made_for
        What a run must share to use the state: shapes, seed, sizes. Plain values.
    """
    buffer = io.BytesIO()
    torch.save({"made_for": dict(made_for), "state": dict(state)}, buffer)
    content = buffer.getvalue()
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(_MAGIC + hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def load_checkpoint(path: Path, *, made_for: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored state. Nothing in the file is executed.

    Raises
    ------
    ModelFileError
        The file cannot be read, is not a checkpoint, is truncated or damaged, or was made for another
        architecture or other settings; the message names what differs.
    """
    content = _content(path)
    try:
        loaded = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        made, state = loaded["made_for"], loaded["state"]
    except (RuntimeError, pickle.UnpicklingError, KeyError, TypeError, EOFError) as error:
        raise ModelFileError(f"{path.name} holds no training state") from error
    _check_same(path, made, dict(made_for))
    return dict(state)


def _content(path: Path) -> bytes:
    """Return the bytes behind the header, if they are the ones that were written."""
    try:
        whole = path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"{path.name} cannot be read: {error.strerror}") from error
    if not whole.startswith(_MAGIC):
        raise ModelFileError(
            f"{path.name} is not a checkpoint", expected=_MAGIC.decode(), got=repr(whole[:12])
        )
    digest, content = whole[len(_MAGIC) : _HEAD - 1].decode("ascii", "replace"), whole[_HEAD:]
    if hashlib.sha256(content).hexdigest() != digest:
        hint = "Delete it and train again."
        raise ModelFileError(f"{path.name} is truncated or damaged ({len(whole)} bytes)", hint=hint)
    return content


def _check_same(path: Path, made: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Raise unless the checkpoint was made for this run, naming the first difference."""
    for name in sorted(set(made) | set(wanted)):
        here, there = _plain(wanted.get(name)), _plain(made.get(name))
        if here == there:
            continue
        if isinstance(here, dict) and isinstance(there, dict):
            name, here, there = _first_difference(here, there)  # noqa: PLW2901 (the part that differs)
        hint = "Train with the settings it was made with, or delete it."
        raise ModelFileError(
            f"{path.name} was made for another model: {name}", expected=here, got=there, hint=hint
        )


def _first_difference(here: Mapping[str, Any], there: Mapping[str, Any]) -> tuple[str, Any, Any]:
    name = next(n for n in sorted(set(here) | set(there)) if here.get(n) != there.get(n))
    return name, here.get(name, "nothing"), there.get(name, "nothing")


def _plain(value: Any) -> Any:
    return (
        {str(name): _plain(part) for name, part in value.items()}
        if isinstance(value, Mapping)
        else (list(value) if isinstance(value, tuple) else value)
    )
