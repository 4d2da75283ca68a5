"""Sentences about generators that are true of the numbers they are given, for prose that must not drift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.generative.adversaries import Doubt
from portfolio.generative.course import passed
from portfolio.generative.quality import Floor, Quality

Floats = NDArray[np.float64]
COPYING = 0.6  # from here on, samples lie clearly nearer to the training digits than held-out digits do
DIGITS = 10


def covered_words(digits: Sequence[int]) -> str:
    """Return which of the ten digits are drawn."""
    missing = [str(digit) for digit in range(DIGITS) if digit not in digits]
    if not missing:
        return "all ten digits"
    return f"{len(digits)} of the ten digits; missing: {', '.join(missing)}"


def loss_words(discriminator: Floats, generator: Floats, quality: Floats) -> str:
    """Return what the losses did while the distance to real digits went from its first to its last value."""
    known = np.flatnonzero(~np.isnan(quality))
    if not len(known):
        return "The distance to real digits was not measured on the way."
    first, last = known[0], known[-1]
    moves = [
        f"the {name} went from {values[first]:.2f} to {values[last]:.2f}"
        for name, values in (
            ("FID", quality),
            ("loss of the generator", generator),
            ("loss of the discriminator", discriminator),
        )
    ]
    fell = [values[last] < values[first] for values in (generator, discriminator)]
    end = {
        0: "Neither loss fell",
        1: f"Only the loss of the {'generator' if fell[0] else 'discriminator'} fell",
        2: "Both losses fell",
    }[sum(fell)]
    judged = "better" if quality[last] < quality[first] else "worse"
    course = f"Between epochs {first + 1} and {last + 1}, {'; '.join(moves)}."
    return f"{course} {end}, and the digits became {judged}."


def copying_words(quality: Quality) -> str:
    """Return whether the samples look like repeated training digits."""
    start = (
        f"With a probability of {quality.copying:.2f} a sample lies nearer to the training digits "
        "than a held-out digit does"
    )
    if quality.copying < COPYING:
        return f"{start}: no sign of repeated training digits."
    return f"{start}: nearer than new digits would, a warning of copying."


def floor_words(fid: float, floor: Floor) -> str:
    """Return how far a distance is from that of real digits."""
    return f"{fid / floor.fid:.0f} times the {floor.fid:.2f} that real digits score against real digits"


def ranking_words(table: pd.DataFrame) -> str:
    """Return the families from the smallest distance to the largest, and which of them overlap.

    Parameters
    ----------
    table
        Columns `fid`, `fid_low` and `fid_high`; a row for each family.
    """
    ordered = table.sort_values("fid")
    names = [f"{name} ({row['fid']:.1f})" for name, row in ordered.iterrows()]
    blurred = [
        f"{a} and {b}"
        for a, b in zip(ordered.index[:-1], ordered.index[1:], strict=True)
        if ordered.loc[a, "fid_high"] >= ordered.loc[b, "fid_low"]
    ]
    end = f" The intervals of {', of '.join(blurred)} overlap." if blurred else " No two intervals overlap."
    return f"From the smallest distance to the largest: {', '.join(names)}.{end}"


def bar_words(table: pd.DataFrame, first: str) -> str:
    """Return whether one family has the smallest distance, and whether it trained longer than the others.

    Seconds are left to results of their own: they differ from run to run, and a sentence must not.

    Parameters
    ----------
    table
        Columns `fid` and `training`, seconds; a row for each family.
    first
        The family that is expected to lead.
    """
    others = table.drop(index=first)
    beaten = others.index[others["fid"] > table.loc[first, "fid"]]
    longest = table.loc[first, "training"] > others["training"].max()
    times = "the longest training" if longest else "a training no longer than that of the others"
    if len(beaten) == len(others):
        return f"{first} has the smallest distance, with {times}."
    ahead = ", ".join(str(name) for name in others.index.difference(beaten))
    return f"{first} does not have the smallest distance, with {times}: {ahead} does better."


def passing_words(course: pd.DataFrame, rivals: Mapping[str, float]) -> str:
    """Return from which epoch on a family that still learns is closer to real digits than finished rivals.

    Parameters
    ----------
    course
        Column `fid`; a row for each look, by epoch.
    rivals
        Distances of the rivals, measured in the same way.
    """
    parts = []
    for name, fid in rivals.items():
        epoch = passed(course, fid)
        parts.append(f"the {name} {'at no look' if epoch is None else f'from epoch {epoch} on'}")
    return f"It is closer to real digits than {', and than '.join(parts)}; it trains for {course.index[-1]}."


def choice_words(table: pd.DataFrame) -> str:
    """Return which family leads in what: likeness, variety, sampling time, size.

    Parameters
    ----------
    table
        Columns `fid`, `precision`, `recall`, `sampling` (seconds) and `parameters`; a row for each family.
    """
    leaders = {
        "closest to real digits over all": table["fid"].idxmin(),
        "the cleanest single digits": table["precision"].idxmax(),
        "the widest variety": table["recall"].idxmax(),
        "the quickest to draw": table["sampling"].idxmin(),
        "the smallest": table["parameters"].idxmin(),
    }
    return "; ".join(f"{what}: {name}" for what, name in leaders.items())


def steps_words(table: pd.DataFrame, column: str, share: float = 1.1) -> int:
    """Return the fewest steps whose distance is within a tenth of the smallest of the column."""
    good = table.index[table[column] <= share * table[column].min()]
    return int(good.min())


def label_words(table: pd.DataFrame, told: str, untold: str) -> str:
    """Return what it is worth to one family that it is told the digit, in distance and against the others.

    Parameters
    ----------
    table
        Column `fid`; a row for each family, `told` and `untold` among them.
    """
    with_label, without = float(table["fid"][told]), float(table["fid"][untold])
    others = table["fid"].drop(index=[told, untold])
    ahead = [str(name) for name in others.index[others < without]]
    start = f"Told the digit, the same network scores {with_label:.1f}, not told {without:.1f}"
    if not ahead:
        return f"{start}; it leads even without labels."
    return f"{start}; without labels {' and '.join(ahead)} {'does' if len(ahead) == 1 else 'do'} better."


def doubt_words(own: Doubt, fresh: Doubt, least: float = 0.03) -> str:
    """Return whether a fresh discriminator sees more than that of the game.

    Parameters
    ----------
    least
        Difference of the shares told apart from which one sees more than the other.
    """
    start = (
        f"The discriminator of the game is right {own.right:.0%} of the time, the fresh one {fresh.right:.0%}"
    )
    if fresh.right > own.right + least:
        return f"{start}: the two players had agreed on a draw that a new observer does not accept."
    if fresh.right < own.right - least:
        return f"{start}: the player, who saw the generator grow up, still sees more than a newcomer."
    return f"{start}: here the verdict of the player can be believed, and it is not that of a draw."


def sampler_words(table: pd.DataFrame) -> str:
    """Return which way of walking back is closer to real digits with the fewest and with the most steps.

    Parameters
    ----------
    table
        Columns `ddim` and `ddpm`, distances; a row for each number of steps.
    """
    names = {"ddim": "DDIM", "ddpm": "DDPM"}
    parts = []
    for steps in (table.index.min(), table.index.max()):
        row = table.loc[steps].sort_values()
        better, worse = row.index
        parts.append(
            f"with {steps} steps {names[better]} is closer ({row[better]:.1f} against {row[worse]:.1f})"
        )
    return f"{parts[0][0].upper()}{parts[0][1:]}, {parts[1]}."
