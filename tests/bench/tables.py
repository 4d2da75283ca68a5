"""Ten thousand tables as readers bring them, and ten thousand of any bytes: none is read wrongly in silence.

`python tests/bench/tables.py`. The tests beside the reader do the same with two hundred of each.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from reader_tables import ANYTHING, TABLES, Made, check_is_read, check_never_crashes

EXAMPLES = 10_000
THOROUGH = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
SEEN: Counter[str] = Counter()


@THOROUGH
@given(TABLES)
def tables(made: Made) -> None:
    """Each column of numbers is read as it is meant, or told."""
    SEEN["tables"] += 1
    check_is_read(made)


@THOROUGH
@given(ANYTHING)
def files(content: bytes) -> None:
    """Any bytes are a table, or refused with a message."""
    SEEN["files"] += 1
    check_never_crashes(content)


def main() -> int:
    """Run both; an example that is read wrongly ends it."""
    for property_ in (tables, files):
        started = time.monotonic()
        property_()
        seconds = time.monotonic() - started
        sys.stdout.write(f"{property_.__name__}: {SEEN[property_.__name__]:,} examples, {seconds:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
