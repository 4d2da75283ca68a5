"""What the numbers of the autoencoders say, in words that hold whatever the numbers are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd


def anomaly_words(ours: str, baseline: str, gap: float, interval: tuple[float, float]) -> str:
    """Say whether a score of the model beats the best simple baseline, from the gap of the mean areas."""
    low, high = interval
    told = f"{abs(gap):.3f} on average over the ten digits (interval {low:.3f} to {high:.3f})"
    if low > 0:
        return f"{ours} beats {baseline} by {told}."
    if high < 0:
        return f"{ours} loses to {baseline} by {told}."
    lead = "ahead of" if gap >= 0 else "behind"
    return f"{ours} is {lead} {baseline} by {told}, which is no proof of a difference."


def digit_words(aucs: pd.Series) -> str:
    """Name the digits that a score misses by guessing backwards, or the hardest one."""
    missed = [str(digit) for digit in aucs.index[aucs < 0.5]]
    if not missed:
        return f"No digit is found worse than by guessing; the hardest is {aucs.idxmin()}"
    return f"Worse than guessing, below a half: {_listed(missed)}"


def simple_words(digits: np.ndarray, kinds: Mapping[str, np.ndarray]) -> str:
    """Name the images that are no digits and are still more likely than the typical digit."""
    typical = float(np.median(digits))
    liked = [name for name, values in kinds.items() if np.median(values) > typical]
    refused = [name for name, values in kinds.items() if np.median(values) <= typical]
    if not liked:
        return "Every kind of image that is no digit is less likely than the typical digit."
    found = f"More likely than the typical digit: {_listed(liked)}"
    return f"{found}. Less likely: {_listed(refused)}." if refused else f"{found}."


def generating_words(plain: float, fitted: float, variational: float) -> str:
    """Order three ways to draw new digits by their Frechet distance, the best first."""
    ways = {
        "the variational autoencoder": variational,
        "the plain one with a normal distribution fitted to its codes": fitted,
        "the plain one with codes from the prior": plain,
    }
    return "; then ".join(f"{name} ({ways[name]:.1f})" for name in sorted(ways, key=ways.__getitem__))


def bar_words(nll: float, bar: float, judged: bool) -> str:
    """Say whether the held-out bound keeps a bar that was set beforehand; nothing for other data."""
    if not judged:
        return ""
    kept = "is kept" if nll <= bar else "is missed"
    return f"The bar set for this chapter, {bar:g} nats with this binarisation, {kept}."


def overfit_words(held_out: np.ndarray) -> str:
    """Say when the held-out loss was lowest and how much it rose after that."""
    best = int(np.nanargmin(held_out))
    rise = float(held_out[-1] - held_out[best])
    where = f"The held-out bound is best in epoch {best + 1} of {len(held_out)}"
    return f"{where} and {rise:.1f} nats worse at the end." if rise > 0.05 else f"{where}, at the end."


def symptom_words(table: pd.DataFrame, sick: str, healthy: str, column: str, digits: int = 0) -> str:
    """Put one symptom of a broken training beside that of the mended one."""
    broken, whole = (float(table[column][row]) for row in (sick, healthy))
    return f"{broken:,.{digits}f} against {whole:,.{digits}f}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
