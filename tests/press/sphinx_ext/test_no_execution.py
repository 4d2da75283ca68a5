"""MyST-NB without what executes notebooks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portfolio.errors import PublishError
from press.sphinx_ext.no_execution import CLIENTS, _Refused

HEAVY = ("sqlalchemy", "jupyter_cache", "nbclient")


def test_sphinx_starts_without_a_database_and_a_kernel_client():
    """In a process of its own, for here they may be loaded."""
    code = (
        "import sys; from press.sphinx_ext.run_sphinx import load_sphinx; load_sphinx(); "
        f"from myst_nb.core.execute import create_client; print([n for n in {HEAVY} if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_clients_are_those_that_myst_nb_has():
    """Or the installed version brings others, and they are loaded."""
    code = f"from myst_nb.core.execute import {', '.join(CLIENTS.values())}"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_page_that_asks_for_an_execution_is_refused():
    """With the setting that asks for it."""
    with pytest.raises(PublishError, match="execution_mode"):
        _Refused("notebook", "source", "settings", "logger")
