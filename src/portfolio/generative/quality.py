"""One protocol for every family of generators: the same eye, sample size, reference and seeds.

    classifier = train_classifier(split.train_images, split.train_labels)  # the eye, the same everywhere
    reference = make_reference(classifier, split.train_images, split.test_images)
    floor = real_floor(reference)       # what real digits score
    quality = judge(samples, reference)  # what a generator scores

`judge` takes exactly `SAMPLES` images from 0 to 1, of shape (n, 784), (n, 28, 28) or (n, 1, 28, 28), and
returns a frozen `Quality`; its `as_row` gives the numbers for a table. The reference is the held-out digits,
which no generator has seen; training digits serve for the nearest-neighbour test alone. No label is used.

Sources: Heusel et al. 2017 (Frechet distance); Kynkäänniemi et al. 2019 (precision and recall); Naeem et al.
2020 (density and coverage); Meehan, Chaudhuri and Dasgupta 2020 (copying, by nearest-neighbour distances).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from portfolio.errors import DataError
from portfolio.generative.classifier import CLASSES, Classifier, Floats, Pixels, as_pictures
from portfolio.generative.neighbours import (
    Manifold,
    coverage,
    density,
    manifold,
    nearest_distances,
    share_inside,
)
from portfolio.results.interval import Interval
from portfolio.results.methods import CENTRED_BOOTSTRAP

SAMPLES = 1000  # images judged, of every family; FID of fewer images is larger for no other reason
NEIGHBOURS = 5  # k of precision, recall, density and coverage
CONFIDENT = 0.9  # probability from which the classifier is sure of a digit
COVERED = 0.02  # a digit is covered if this share of the samples are confidently that digit
REDRAWS = 50  # bootstrap redraws behind the spread of a distance


@dataclass(frozen=True, eq=False)
class Reference:
    """Real digits as every generator meets them.

    Parameters
    ----------
    classifier
        The eye.
    held_out
        Features of the held-out digits, (m, 64), with their k-NN balls.
    train
        Features of the training digits, (n, 64).
    train_pixels
        Pixels of the training digits, (n, 784).
    held_out_nearest
        Distance in pixels from each held-out digit to the nearest training digit, (m,).
    """

    classifier: Classifier
    held_out: Manifold
    train: Floats
    train_pixels: Floats
    held_out_nearest: Floats


@dataclass(frozen=True)
class Quality:
    """What one set of samples scores.

    Parameters
    ----------
    n
        Images judged.
    fid, fid_low, fid_high
        Frechet distance of features to the held-out digits, and a 95 % bootstrap interval over the samples.
    precision, recall
        Share of samples inside the real balls; share of held-out digits inside the balls of the samples.
    density, coverage
        Real balls around a sample, 1 for real digits; share of real balls with a sample inside.
    confidence
        Mean probability of the most probable digit.
    diversity
        Entropy of the predicted digits over that of an even draw: 1 is even, 0 a single digit.
    modes
        Digits that at least 2 % of the samples show with a probability of 0.9 or more.
    nearest
        Median distance to the nearest training digit over that of held-out digits: 1 is as new as real ones.
    copying
        Probability that a sample lies nearer to the training digits than a held-out digit does: 0.5 as real,
        towards 1 if training digits are repeated.
    """

    n: int
    fid: float
    fid_low: float
    fid_high: float
    precision: float
    recall: float
    density: float
    coverage: float
    confidence: float
    diversity: float
    modes: int
    nearest: float
    copying: float

    def as_row(self) -> dict[str, float]:
        """Return the numbers by name, for a row of a table."""
        return asdict(self)


@dataclass(frozen=True)
class Floor:
    """What real digits score against real digits.

    Parameters
    ----------
    fid, low, high
        Mean distance between the held-out digits and `n` training digits, with the range of all draws.
    halves, half
        The same for two disjoint halves of the held-out digits, and the number of digits in a half; smaller
        samples give a larger distance.
    n
        Training digits in each draw of `fid`.
    """

    fid: float
    low: float
    high: float
    halves: float
    half: int
    n: int


def frechet_distance(a: Floats, b: Floats) -> float:
    """Return the Frechet distance between the normal distributions fitted to two sets of features.

    Squared distance of the means, plus the traces of both covariances, minus twice the trace of the root of
    their product. That trace is taken from the symmetric product of roots, whose eigenvalues are real and
    not negative up to rounding, so singular covariances do no harm.

    Parameters
    ----------
    a, b
        Features, shapes (n, d) and (m, d), at least two rows each.

    Raises
    ------
    DataError
        Other shapes, or fewer than two rows.
    """
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1] or min(len(a), len(b)) < 2:
        raise DataError(
            "features to compare", expected="(n, d) and (m, d), n and m above 1", got=(a.shape, b.shape)
        )
    a, b = a.astype(np.float64), b.astype(np.float64)
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = _symmetric_root(np.atleast_2d(first))
    inner = np.linalg.eigvalsh(root @ np.atleast_2d(second) @ root)
    cross = np.sqrt(np.clip(inner, 0, None)).sum()
    gap = a.mean(0) - b.mean(0)
    return max(
        0.0, float(gap @ gap + np.trace(np.atleast_2d(first)) + np.trace(np.atleast_2d(second)) - 2 * cross)
    )


def _symmetric_root(matrix: Floats) -> Floats:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T)


def make_reference(classifier: Classifier, train: Pixels, held_out: Pixels) -> Reference:
    """Return the real side of the comparison.

    Raises
    ------
    DataError
        Bad images, or too few of them for the neighbourhoods.
    """
    train_pixels, held_pixels = _flat(train, "training images"), _flat(held_out, "held-out images")
    balls = manifold(classifier.features(held_out), NEIGHBOURS)
    nearest = nearest_distances(held_pixels, train_pixels)
    return Reference(classifier, balls, classifier.features(train), train_pixels, nearest)


def judge(samples: Pixels, reference: Reference, *, n: int = SAMPLES, seed: int = 0) -> Quality:
    """Return what a set of samples scores against the held-out digits.

    Parameters
    ----------
    samples
        The images, exactly `n` of them, drawn by the generator without any selection.
    n
        Number of samples; leave it alone wherever families are compared.
    seed
        Of the bootstrap.

    Raises
    ------
    DataError
        Bad images, or another number of them.
    """
    pixels = _flat(samples, "samples")
    if len(pixels) != n:
        raise DataError(
            "number of samples", expected=n, got=len(pixels), hint="Every family is judged on as many."
        )
    features = reference.classifier.features(pixels)
    real, fake = reference.held_out, manifold(features, NEIGHBOURS)
    low, high = fid_interval(features, real.points, seed)
    sure = reference.classifier.probabilities(pixels)
    nearest = nearest_distances(pixels, reference.train_pixels)
    return Quality(
        n=n,
        fid=frechet_distance(features, real.points),
        fid_low=low,
        fid_high=high,
        precision=share_inside(features, real),
        recall=share_inside(real.points, fake),
        density=density(features, real),
        coverage=coverage(features, real),
        confidence=float(sure.max(1).mean()),
        diversity=diversity(sure),
        modes=len(digits_covered(sure)),
        nearest=float(np.median(nearest) / np.median(reference.held_out_nearest)),
        copying=_probability_below(nearest, reference.held_out_nearest),
    )


def fid_interval(features: Floats, real: Floats, seed: int = 0, redraws: int = REDRAWS) -> Interval:
    """Return a 95 % interval of the distance over redraws of the samples.

    Redrawing repeats images, which adds to the distance; so the redraws give the spread alone and are centred
    on the distance itself.
    """
    rng = np.random.default_rng(seed)
    drawn = np.array(
        [
            frechet_distance(features[rng.integers(len(features), size=len(features))], real)
            for _ in range(redraws)
        ]
    )
    low, high = np.quantile(drawn - drawn.mean(), [0.025, 0.975]) + frechet_distance(features, real)
    return Interval(max(0.0, float(low)), high, CENTRED_BOOTSTRAP)


def real_floor(reference: Reference, *, n: int | None = None, draws: int = 20, seed: int = 0) -> Floor:
    """Return the distance between real digits and real digits: no generator can be asked for less.

    Parameters
    ----------
    n
        Training digits in each draw, as many as the samples that are judged; as many as held-out ones if left
        out.

    Raises
    ------
    DataError
        Fewer training digits than that, or fewer than two.
    """
    rng, held = np.random.default_rng(seed), reference.held_out.points
    count = len(held) if n is None else n
    if not 2 <= count <= len(reference.train):
        raise DataError("training digits for the floor", expected=f"2 to {len(reference.train)}", got=count)
    against = [
        frechet_distance(reference.train[rng.permutation(len(reference.train))[:count]], held)
        for _ in range(draws)
    ]
    half = len(held) // 2
    orders = [rng.permutation(len(held)) for _ in range(draws)]
    halves = [frechet_distance(held[order[:half]], held[order[half : 2 * half]]) for order in orders]
    return Floor(float(np.mean(against)), min(against), max(against), float(np.mean(halves)), half, count)


def diversity(probabilities: Floats) -> float:
    """Return the entropy of the predicted digits, from 0 for a single digit to 1 for an even spread."""
    shares = np.bincount(probabilities.argmax(1), minlength=CLASSES) / len(probabilities)
    known = shares[shares > 0]
    return float(max(0.0, -(known * np.log(known)).sum() / np.log(CLASSES)))


def digits_covered(probabilities: Floats, *, sure: float = CONFIDENT, share: float = COVERED) -> list[int]:
    """Return the digits that at least a `share` of the images show with a probability of `sure` or more."""
    confident = probabilities.max(1) >= sure
    counts = np.bincount(probabilities[confident].argmax(1), minlength=CLASSES)
    return [int(digit) for digit in np.flatnonzero(counts >= share * len(probabilities))]


def _probability_below(a: Floats, b: Floats) -> float:
    """Return the probability that a value of `a` is below one of `b`, ties counted half."""
    ordered = np.sort(b)
    above = len(b) - np.searchsorted(ordered, a, "right")
    ties = np.searchsorted(ordered, a, "right") - np.searchsorted(ordered, a, "left")
    return float((above + ties / 2).mean() / len(b))


def _flat(images: Pixels, what: str) -> Floats:
    return np.asarray(as_pictures(images, what).flatten(1).double().numpy())
