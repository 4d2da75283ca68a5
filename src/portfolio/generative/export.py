"""A decoder small enough for a web page: weights of one byte, and what the page needs to draw with them."""

from __future__ import annotations

import base64
import copy
import gzip
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import nn

from portfolio.errors import DataError, UsageError
from portfolio.generative.digits import SIDE
from portfolio.generative.vae import Vae, posterior
from portfolio.plotting.widget import widget_bundle

TOOL = "generative/latent_plane"
WITHOUT_SCRIPTS = (
    "<p>With scripts, this is a plane to drag in: the decoder draws the digit of each point. Without, the"
    " figure of the plane above shows the same decoder on a grid.</p>"
)
MAX_BYTES = 80 * 1024  # compressed
LEVELS = 127  # a weight is a whole number from -127 to 127 times the scale of its row


@dataclass(frozen=True, eq=False)
class LatentTool:
    """The data of the tool on the page; a notebook shows it as the last value of a cell.

    Parameters
    ----------
    payload
        Plain data: layers, points and their labels.
    decoder
        The decoder that the page runs: the given one with its weights rounded to what is sent.
    bytes
        Size of the data after compression.
    """

    payload: dict[str, Any] = field(repr=False)
    decoder: nn.Sequential = field(repr=False)
    bytes: int

    def _repr_mimebundle_(self, **_options: object) -> dict[str, Any]:
        text = f"Latent plane: {self.bytes / 1024:.0f} KiB compressed; it runs on the page of the book."
        return widget_bundle(TOOL, "Latent plane", self.payload, fallback=WITHOUT_SCRIPTS, text=text)


def latent_tool(model: Vae, images: np.ndarray, labels: np.ndarray, *, reach: float = 3.0) -> LatentTool:
    """Return the tool for a model with two latent dimensions.

    Parameters
    ----------
    model
        A trained model.
    images, labels
        Digits shown as points of the plane: their posterior means, (n, 28, 28) and (n,).
    reach
        The plane goes from `-reach` to `reach` in both directions.

    Raises
    ------
    UsageError
        The model has not two latent dimensions, or other bends than rectifiers, which the page does not know.
    DataError
        The data are larger than a page should load.
    """
    if model.latent_dim != 2:
        raise UsageError("a plane to drag in", expected="2 latent dimensions", got=model.latent_dim)
    if not all(isinstance(layer, nn.Linear | nn.ReLU | nn.Dropout) for layer in model.decoder):
        raise UsageError("a decoder for the page", expected="rectifiers between its layers")
    decoder, layers = _rounded(model.decoder)
    means, _ = posterior(model, images)
    payload = {
        "side": SIDE,
        "reach": reach,
        "layers": layers,
        "points": [[round(float(x), 2), round(float(y), 2)] for x, y in means],
        "labels": [int(label) for label in labels],
    }
    size = len(gzip.compress(json.dumps(payload, separators=(",", ":")).encode(), mtime=0))
    if size > MAX_BYTES:
        raise DataError("the tool's data, compressed", expected=f"at most {MAX_BYTES} bytes", got=size)
    return LatentTool(payload, decoder, size)


def _rounded(decoder: nn.Sequential) -> tuple[nn.Sequential, list[dict[str, Any]]]:
    """Return a copy of a decoder with rounded weights, and its layers as plain data.

    Each row of a weight matrix has a scale of its own; scales and biases are sent as 32-bit numbers.
    """
    copied = copy.deepcopy(decoder).cpu().eval()
    layers = []
    for layer in copied:
        if not isinstance(layer, nn.Linear):
            continue
        weight = layer.weight.detach().numpy()
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-12).astype(np.float32) / np.float32(LEVELS)
        whole = np.rint(weight / scale[:, None]).astype(np.int8)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(whole.astype(np.float32) * scale[:, None]))
        layers.append(
            {
                "shape": list(whole.shape),
                "weights": _text(whole),
                "scale": _text(scale),
                "bias": _text(layer.bias.detach().numpy()),
            }
        )
    return copied, layers


def _text(values: np.ndarray) -> str:
    """Return the bytes of an array, little-endian, in base 64."""
    return base64.b64encode(values.astype(values.dtype.newbyteorder("<")).tobytes()).decode()
