"""A small U-Net: it looks at a noisy picture coarsely and finely, and is told the time and perhaps the digit.

After Ronneberger et al. 2015 and Ho, Jain and Abbeel 2020, made small enough for one core: the picture is
folded to 14 × 14 first, the work is done at 7 × 7.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import silu

from portfolio.errors import UsageError

CLASSES = 10
WAVES = 16  # frequencies that tell the time
GROUP = 8  # channels that are normalised together


class Block(nn.Module):
    """Two convolutions beside a short cut; time and digit shift and stretch the channels between them."""

    def __init__(self, channels: int, out: int, told: int) -> None:
        super().__init__()
        self.first = nn.Sequential(
            nn.GroupNorm(channels // GROUP, channels), nn.SiLU(), nn.Conv2d(channels, out, 3, padding=1)
        )
        self.told = nn.Linear(told, 2 * out)
        self.norm = nn.GroupNorm(out // GROUP, out)
        self.second = _silent(nn.Conv2d(out, out, 3, padding=1))
        self.short = nn.Identity() if channels == out else nn.Conv2d(channels, out, 1)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """Return features (n, out, side, side)."""
        stretch, shift = self.told(told)[:, :, None, None].chunk(2, 1)
        inner = self.norm(self.first(x)) * (1 + stretch) + shift
        whole: Tensor = self.short(x) + self.second(silu(inner))
        return whole


class UNet(nn.Module):
    """From a noisy picture, its time and perhaps its digit to what is asked of it, of the picture's shape.

    Parameters
    ----------
    width
        Channels at 14 × 14, a multiple of 8; twice as many at 7 × 7.
    deep
        Blocks at 7 × 7.

    Raises
    ------
    UsageError
        A width that is not a multiple of 8, or no block.
    """

    def __init__(self, width: int = 24, deep: int = 2) -> None:
        super().__init__()
        if width < GROUP or width % GROUP or deep < 1:
            raise UsageError(
                "size of the U-Net",
                expected=f"a width in multiples of {GROUP} and a block",
                got=(width, deep),
            )
        told = 4 * width
        self.clock = nn.Sequential(nn.Linear(2 * WAVES, told), nn.SiLU(), nn.Linear(told, told))
        self.name = nn.Embedding(CLASSES + 1, told)  # the last one is for a digit that is not told
        self.fold = nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(4, width, 3, padding=1))
        self.fine = Block(width, width, told)
        self.down = nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)
        self.deep = nn.ModuleList(Block(2 * width, 2 * width, told) for _ in range(deep))
        self.up = nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1)
        self.join = Block(2 * width, width, told)
        self.unfold = nn.Sequential(
            nn.GroupNorm(width // GROUP, width),
            nn.SiLU(),
            _silent(nn.Conv2d(width, 4, 3, padding=1)),
            nn.PixelShuffle(2),
        )

    def forward(self, noisy: Tensor, time: Tensor, digits: Tensor) -> Tensor:
        """Return an answer of the shape of the pictures, for times (n,) and digits (n,), -1 if untold."""
        told = silu(self.clock(waves(time)) + self.name(digits % (CLASSES + 1)))
        fine = self.fine(self.fold(noisy), told)  # (n, width, 14, 14)
        deep = self.down(fine)  # (n, 2 width, 7, 7)
        for block in self.deep:
            deep = block(deep, told)
        answer: Tensor = self.unfold(self.join(torch.cat([fine, self.up(deep)], 1), told))
        return answer


def waves(time: Tensor) -> Tensor:
    """Return sines and cosines of times (n,) at rising frequencies, shape (n, 32)."""
    frequency = torch.exp(torch.linspace(0, math.log(200), WAVES, device=time.device))
    angle = time[:, None] * frequency
    return torch.cat([angle.sin(), angle.cos()], 1)


def _silent(layer: nn.Conv2d) -> nn.Conv2d:
    """Return the layer with zero weights: each block starts as its short cut."""
    nn.init.zeros_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer
