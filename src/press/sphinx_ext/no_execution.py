"""Start MyST-NB without what executes notebooks: the press has executed them before the book is printed."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from portfolio.errors import PublishError

PACKAGE = "myst_nb.core.execute"
CLIENTS = {"cache": "NotebookClientCache", "direct": "NotebookClientDirect", "inline": "NotebookClientInline"}


class _Refused:
    """Stands for a client that would execute a notebook."""

    def __init__(self, *_given: Any, **_named: Any) -> None:
        raise PublishError(
            "a page asks Sphinx to execute its cells",
            hint="Remove `execution_mode` from its metadata: the press executes notebooks.",
        )


def skip_execution() -> None:
    """Let MyST-NB start without its three clients, which bring a database and a kernel client.

    That takes a third of a second of every build. A module that is already there is left alone.
    """
    for name, client in CLIENTS.items():
        module = ModuleType(f"{PACKAGE}.{name}")
        setattr(module, client, _Refused)
        sys.modules.setdefault(module.__name__, module)
