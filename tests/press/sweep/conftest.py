"""A notebook whose results are known functions of its parameters."""

from __future__ import annotations

import pytest

from press.execute import parallel
from press.runs.notebook import Notebook, read_notebook
from pretend_kernel import pretended
from tests_support import TinyBook

PARAMETERS = (
    "ratio: float = 1.0  # a ratio [0..100]\n"
    'city: str = "Rome"  # where [Rome, Oslo, csv:*]\n'
    "seed: int = 0  # every random choice derives from it [0..]"
)
SUM = (
    "from portfolio import results\n"
    "results.record('total', 10 * ratio + seed, unit='min', digits=1, label='Total',\n"
    "               interval=(10 * ratio + seed - 1, 10 * ratio + seed + 1), method='bootstrap')\n"
    "results.record('rows', 7, label='Rows')\n"
    "results.record('took', ratio, measured=True, label='Time')\n"
    "results.choice('verdict', 'high' if ratio > 2 else 'low', {'high': 'is high', 'low': 'is low'})"
)


@pytest.fixture
def swept(book: TinyBook, monkeypatch: pytest.MonkeyPatch) -> TinyBook:
    """Return a book with a notebook of three parameters, executed without kernels."""
    monkeypatch.setattr(parallel, "execute", pretended)
    book.notebook("one", SUM, parameters=PARAMETERS)
    return book


@pytest.fixture
def notebook(swept: TinyBook) -> Notebook:
    """Return that notebook."""
    return read_notebook(swept.root / "notebooks" / "one.ipynb")
