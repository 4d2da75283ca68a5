"""The catalogue: one card per dataset, read from the folder `cards`."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

import yaml

from portfolio.datasets.card import Card, Source
from portfolio.datasets.card_parsing import parse_card
from portfolio.errors import UsageError, nearest

FOLDER = Path(__file__).parent / "cards"
OWN_FILE = "csv:"  # prefix of the name of a reader's own file

# libyaml is ten times faster; a wheel without it still works
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def names(family: str | None = None) -> list[str]:
    """Return the names of all datasets, sorted; of one family (`embedded` or `brought`) if given."""
    known = sorted(path.stem for path in FOLDER.glob("*.yml"))
    return [name for name in known if family is None or card(name).family == family]


def card(name: str) -> Card:
    """Return the card of a dataset; `csv:PATH` is the card of a reader's own file.

    Raises
    ------
    UsageError
        No such dataset; the message names the nearest. Or the card itself is wrong.
    """
    if name.startswith(OWN_FILE):
        own = _read_card(FOLDER / "csv.yml")
        return replace(own, name=name, sources=(Source(name.removeprefix(OWN_FILE)),))
    path = FOLDER / f"{name}.yml"
    if not name.isidentifier() or not path.is_file():
        raise UsageError(f"no dataset {name!r}", hint=nearest(name, names()))
    return _read_card(path)


def cards() -> list[Card]:
    """Return all cards, sorted by name."""
    return [card(name) for name in names()]


def parse_file(path: Path) -> Card:
    """Return the card in a YAML file.

    Raises
    ------
    UsageError
        The file is no YAML, or the card in it is wrong.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise UsageError(f"card {path.name} is not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict):
        raise UsageError(f"card {path.name}", expected="a mapping", got=type(document).__name__)
    return parse_card(document, path.stem)


_read_card = functools.lru_cache(maxsize=None)(parse_file)
