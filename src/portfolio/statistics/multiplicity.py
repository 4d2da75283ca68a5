"""P-values corrected for how many they are."""

from __future__ import annotations

from collections.abc import Mapping


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Return p-values corrected for how many they are (Holm 1979), in the order given.

    Parameters
    ----------
    p
        By name.

    Examples
    --------
    >>> holm({"a": 0.01, "b": 0.04, "c": 0.03})
    {'a': 0.03, 'b': 0.06, 'c': 0.06}
    """
    corrected, highest = {}, 0.0
    for rank, (name, value) in enumerate(sorted(p.items(), key=lambda pair: pair[1])):
        highest = max(highest, min(1.0, (len(p) - rank) * value))
        corrected[name] = highest
    return {name: corrected[name] for name in p}
