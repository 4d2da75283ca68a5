"""Credit scoring: from a table of applicants to a score that can be defended.

The names of `portfolio.scoring.public` are found here when first asked for: whoever only evaluates a stored
score, as a service does, imports neither pandas nor scikit-learn.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portfolio.scoring.public import *  # noqa: F403


def __getattr__(name: str) -> Any:
    if name.startswith("__") or find_spec(f"{__name__}.{name}"):  # a module: the import system finds it
        raise AttributeError(name)
    import portfolio.scoring.public as names

    return getattr(names, name)
