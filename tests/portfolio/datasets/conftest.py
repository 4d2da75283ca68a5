"""A tiny catalogue in a temporary folder, with a tiny package that carries its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from portfolio.datasets import catalogue

CARD = {
    "name": "towns",
    "family": "embedded",
    "kind": "frame",
    "title": "Towns",
    "publisher": "Nobody",
    "licence": "not stated",
    "url": "https://example.org/towns",
    "collected": "By hand.",
    "about": "Three towns.",
    "loader": {"reader": "csv", "package": "tinytowns"},
    "sources": [{"file": "towns.csv"}],
    "rows": 3,
    "keys": [["code"]],
    "columns": [
        {"name": "code", "type": "text", "meaning": "Code"},
        {"name": "people", "type": "integer", "min": 0, "max": 9_000_000, "meaning": "Inhabitants"},
        {"name": "height", "type": "float", "missing": 1, "unit": "m", "meaning": "Height"},
    ],
}
ROWS = "code,people,height\n01,10,1.5\nNA,20,\nb,30,0.1\n"


@dataclass
class TinyCatalogue:
    """Writes cards and data files, and forgets what was read from them before."""

    cards: Path
    package: Path
    brought: Path

    def write_card(self, **changes: Any) -> dict[str, Any]:
        document = {**CARD, **changes}
        path = self.cards / f"{document['name']}.yml"
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        catalogue._read_card.cache_clear()
        return document

    def write_data(self, content: str | bytes, name: str = "towns.csv") -> Path:
        path = self.package / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyCatalogue]:
    """Return a catalogue with one valid embedded dataset, `towns`."""
    made = TinyCatalogue(tmp_path / "cards", tmp_path / "site" / "tinytowns", tmp_path / "brought")
    for folder in (made.cards, made.package, made.brought):
        folder.mkdir(parents=True)
    (made.package / "__init__.py").write_text("raise RuntimeError('never imported')\n")
    monkeypatch.syspath_prepend(str(made.package.parent))
    monkeypatch.setattr(catalogue, "FOLDER", made.cards)
    made.write_card()
    made.write_data(ROWS)
    yield made
    catalogue._read_card.cache_clear()


@pytest.fixture
def bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, bytes], Path]:
    """Return a function that puts a file into the folder named by PORTFOLIO_DATA."""
    folder = tmp_path / "own data"
    folder.mkdir()
    monkeypatch.setenv("PORTFOLIO_DATA", str(folder))

    def put(name: str, content: bytes) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return put
