"""Properties over ten thousand examples each: how they are counted, run and told."""

from __future__ import annotations

import functools
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, settings

EXAMPLES = 10_000
THOROUGH = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
SEEN: Counter[str] = Counter()


def counted(property_: Callable[..., None]) -> Callable[..., None]:
    """Count the examples that a property is really given: hypothesis may know of no more."""

    @functools.wraps(property_)
    def once(*given_: Any, **named: Any) -> None:
        SEEN[property_.__name__] += 1
        property_(*given_, **named)

    return once


def run_all(properties: Sequence[Callable[[], None]]) -> int:
    """Run properties, or those that the command line names; one that fails ends it with its example."""
    asked = sys.argv[1:]
    for property_ in properties:
        name = property_.__name__
        if asked and name not in asked:
            continue
        started = time.monotonic()
        property_()
        sys.stdout.write(f"{name}: {SEEN[name]:,} examples, {time.monotonic() - started:.0f} s\n")
    return 0
