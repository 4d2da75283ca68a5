"""A known motif of antimicrobial peptides, and what a network says once it is broken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GAMMA_CORE = re.compile("(G).(C).{3,9}?(C)")  # glycine, any, cysteine, three to nine, cysteine
Ints = NDArray[np.int64]


def gamma_core(sequence: str) -> tuple[int, ...]:
    """Return the places of the three fixed letters of the first gamma-core; none if there is none."""
    match = GAMMA_CORE.search(sequence)
    return () if match is None else tuple(match.start(part) for part in (1, 2, 3))


@dataclass(frozen=True, eq=False)
class MotifTrials:
    """Peptides whose motif can be broken, with a control each.

    Parameters
    ----------
    rows
        (n,), of the sequences.
    core, elsewhere
        (n, 3): places of the fixed letters of the motif; of the same letters elsewhere in the peptide.
    broken, control
        The sequences with alanine at `core`; with alanine at `elsewhere`.
    """

    rows: Ints
    core: Ints
    elsewhere: Ints
    broken: list[str]
    control: list[str]


def break_motif(sequences: Iterable[str], rng: np.random.Generator, longest: int = 50) -> MotifTrials:
    """Replace the fixed letters of the gamma-core, and as a control the same letters elsewhere.

    Used are the peptides that hold the motif once and the same letters a second time outside of it: then
    both versions have the same letters, and only one of them has the motif.

    Parameters
    ----------
    sequences
        In letters; what is longer is cut off behind `longest`.
    rng
        Of the choice among letters elsewhere.
    longest
        As in `encode`.
    """
    found = []
    for row, whole in enumerate(sequences):
        one = whole[:longest]
        core = gamma_core(one)
        elsewhere = _same_letters(one, core, rng)
        if not core or not elsewhere:
            continue
        broken, control = _with_alanine(one, core), _with_alanine(one, elsewhere)
        if not gamma_core(broken):
            found.append((row, core, elsewhere, broken, control))
    rows, cores, others, broken_ones, controls = zip(*found, strict=True) if found else ((),) * 5
    core_places, other_places = (np.array(p, dtype=np.int64).reshape(-1, 3) for p in (cores, others))
    return MotifTrials(
        np.array(rows, dtype=np.int64), core_places, other_places, list(broken_ones), list(controls)
    )


def _same_letters(sequence: str, places: tuple[int, ...], rng: np.random.Generator) -> tuple[int, ...]:
    free = [place for place in range(len(sequence)) if place not in places]
    glycines, cysteines = ([place for place in free if sequence[place] == one] for one in "GC")
    if not places or not glycines or len(cysteines) < 2:
        return ()
    chosen = [*rng.choice(glycines, 1), *np.sort(rng.choice(cysteines, 2, replace=False))]
    return tuple(int(place) for place in chosen)


def _with_alanine(sequence: str, places: tuple[int, ...]) -> str:
    return "".join("A" if place in places else one for place, one in enumerate(sequence))
