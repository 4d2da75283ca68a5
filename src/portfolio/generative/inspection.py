"""Looking at a generator from several sides: tables that a page draws."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from portfolio.errors import PortfolioError
from portfolio.generative.classifier import CLASSES, SIDE, Classifier
from portfolio.generative.diffusion import Diffusion, diffuse, diffuse_stepwise, image_of, signal_and_noise
from portfolio.generative.neighbours import distances
from portfolio.generative.quality import CONFIDENT, Reference, judge
from portfolio.generative.sampling import denoise
from portfolio.generative.training import best_device, reproducible

Result = TypeVar("Result")
Pictures = NDArray[np.float32]


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """Return what some work returns, and the seconds of processor time it took.

    Processor time, unlike the time on the wall, does not grow when the machine is shared.
    """
    began = time.process_time()
    result = work()
    return result, time.process_time() - began


def digit_shares(classifier: Classifier, drawn: Mapping[str, Pictures]) -> pd.DataFrame:
    """Return, for named sets of pictures, the share that is surely each digit: a row a set, ten columns."""
    rows = {}
    for name, pictures in drawn.items():
        seen = classifier.probabilities(pictures)
        sure = seen.max(1) >= CONFIDENT
        rows[name] = np.bincount(seen[sure].argmax(1), minlength=CLASSES) / len(pictures)
    return pd.DataFrame(rows).T


def obeyed(classifier: Classifier, pictures: Pictures, digits: NDArray[np.integer]) -> float:
    """Return the share of pictures in which the classifier sees the digit that was asked for."""
    return float((classifier.predict(pictures) == digits).mean())


def nearest_training(pictures: Pictures, train: Pictures) -> Pictures:
    """Return the training picture nearest to each picture, in pixels, shape (n, 28, 28)."""
    gaps = distances(*(part.reshape(len(part), -1).astype(np.float64) for part in (pictures, train)))
    return np.asarray(train[gaps.argmin(1)])


def simulated_weights(
    pictures: Pictures, times: Sequence[float], *, steps: int = 200, seed: int = 0
) -> pd.DataFrame:
    """Return the weights of picture and noise that many small noise steps lead to, found by regression.

    Parameters
    ----------
    pictures
        From 0 to 1, shape (n, 28, 28).
    times
        Times above 0 and below 1 at which to look, one row each.
    steps
        Small steps from 0 to each time.

    Returns
    -------
    DataFrame
        `time`, `signal`, `noise`: slope of the noisy on the clean pixels, and spread of what is left.
    """
    clean = torch.from_numpy(pictures)[:, None] * 2 - 1
    rows = []
    with reproducible(seed):
        for end in times:
            noisy = diffuse_stepwise(clean, torch.linspace(0, end, steps + 1)[1:])
            slope = float((noisy * clean).sum() / (clean**2).sum())
            rows.append({"time": end, "signal": slope, "noise": float((noisy - slope * clean).std())})
    return pd.DataFrame(rows)


def error_factors(times: Sequence[float]) -> pd.DataFrame:
    """Return how much larger an error of the answer is in the picture, for each target and time."""
    signal, spread = (part.flatten().numpy() for part in signal_and_noise(torch.tensor(times)))
    table = {"noise": spread / signal, "velocity": spread, "image": np.ones(len(times))}
    return pd.DataFrame(table, index=pd.Index(times, name="time"))


def seen_through(
    model: Diffusion, pictures: Pictures, labels: NDArray[np.integer], at: float, *, seed: int = 0
) -> tuple[Pictures, Pictures]:
    """Return noisy pictures of a time, and the clean ones that the model sees behind them."""
    clean, digits = torch.from_numpy(pictures)[:, None] * 2 - 1, torch.as_tensor(labels).long()
    time_ = torch.full((len(clean),), at)
    with reproducible(seed), torch.no_grad():
        noisy = diffuse(clean, time_, torch.randn_like(clean))
        said = model.net.cpu()(noisy, time_, digits)
    found = image_of(model.target, said, noisy, time_).clamp(-1, 1)
    first, second = (((part[:, 0] + 1) / 2).numpy() for part in (noisy, found))
    return first, second


def error_by_time(
    model: Diffusion, pictures: Pictures, labels: NDArray[np.integer], times: Sequence[float]
) -> pd.DataFrame:
    """Return the squared error by time of what the model, the mean digit and the noisy picture say.

    Pixels from 0 to 1; the mean digit is that of the pictures given, the naive answer to noise alone.
    """
    rows = {}
    for at in times:
        noisy, seen = seen_through(model, pictures, labels, at)
        naive = {"mean digit": pictures.mean(0)[None], "noisy picture": noisy.clip(0, 1)}
        answers = {"model": seen, **naive}
        rows[at] = {name: float(((answer - pictures) ** 2).mean()) for name, answer in answers.items()}
    return pd.DataFrame(rows).T.rename_axis("time")


def steps_table(
    model: Diffusion, reference: Reference, steps: Sequence[int], *, guidance: float, n: int, seed: int = 0
) -> pd.DataFrame:
    """Return the distance to real digits by the steps, without fresh noise (DDIM) and with (DDPM)."""
    rows: dict[int, dict[str, float]] = {}
    for count in steps:
        for name, fresh in {"ddim": 0.0, "ddpm": 1.0}.items():
            drawn = denoise(model, n, steps=count, fresh=fresh, guidance=guidance, seed=seed)
            rows.setdefault(count, {})[name] = judge(drawn, reference, n=n).fid
    return pd.DataFrame(rows).T.rename_axis("steps")


def guidance_table(
    model: Diffusion, reference: Reference, strengths: Sequence[float], *, steps: int, n: int, seed: int = 0
) -> pd.DataFrame:
    """Return what guidance buys and costs: a row a strength, columns of `Quality`, and `obeyed`."""
    rows = {}
    for strength in strengths:
        drawn = denoise(model, n, steps=steps, guidance=strength, seed=seed)
        asked = np.arange(n) % CLASSES
        row = judge(drawn, reference, n=n).as_row()
        rows[strength] = {**row, "obeyed": obeyed(reference.classifier, drawn, asked)}
    return pd.DataFrame(rows).T.rename_axis("guidance")


def answer(attempt: Callable[[], object]) -> str:
    """Return what a person is told who tries something that cannot work."""
    try:
        attempt()
    except PortfolioError as error:
        return str(error)
    return "accepted"


def decoded(decode: Callable[[torch.Tensor], torch.Tensor], codes: NDArray[np.floating]) -> Pictures:
    """Return what a decoder of logits draws for codes (n, d): pictures (n, 28, 28) from 0 to 1."""
    with torch.no_grad():
        logits = decode(torch.as_tensor(codes, dtype=torch.float32, device=best_device()))
    return np.asarray(torch.sigmoid(logits).cpu().numpy().reshape(-1, SIDE, SIDE))
