"""Ten thousand tables as readers bring them, and ten thousand of any bytes: none is read wrongly in silence.

`python tests/bench/tables.py [NAME ...]`. The tests beside the reader do the same with two hundred of each.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder

from bench.many_examples import THOROUGH, counted, run_all  # noqa: E402
from reader_tables import ANYTHING, TABLES, Made, check_is_read, check_never_crashes  # noqa: E402


@THOROUGH
@given(TABLES)
@counted
def tables(made: Made) -> None:
    """Each column of numbers is read as it is meant, or told."""
    check_is_read(made)


@THOROUGH
@given(ANYTHING)
@counted
def files(content: bytes) -> None:
    """Any bytes are a table, or refused with a message."""
    check_never_crashes(content)


if __name__ == "__main__":
    sys.exit(run_all((tables, files)))
