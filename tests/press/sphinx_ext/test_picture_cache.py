"""Light forms of pictures are made once, and a damaged memory is none."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest
from PIL import Image

from press.sphinx_ext import picture_cache
from press.sphinx_ext.picture_cache import LightPictures


def heavy(seed: int = 0) -> bytes:
    """Return a PNG that has a lighter form: few colours, stored without compression."""
    image = Image.new("RGB", (200, 200), "white")
    image.paste((seed, 10, 200), (20, 20, 90, 90))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=0)
    return file.getvalue()


def never(_data: bytes) -> bytes:
    """Fail when a light form is made."""
    pytest.fail("made again")


def test_a_light_form_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later build reads it from the folder."""
    light = LightPictures(tmp_path / "memory").of(heavy())
    assert len(light) < len(heavy()) / 10
    monkeypatch.setattr(picture_cache.pictures, "light_picture", never)
    assert LightPictures(tmp_path / "memory").of(heavy()) == light


def test_pictures_of_a_notebook_are_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether their text is one string or a list of lines; other outputs are passed over."""
    text = base64.encodebytes(heavy()).decode()
    outputs = [{"data": {"image/png": text.splitlines(keepends=True)}}, {"data": {"text/plain": "1"}}]
    document = {"cells": [{"cell_type": "markdown"}, {"outputs": [*outputs, {"output_type": "stream"}]}]}
    (tmp_path / "executed.ipynb").write_text(json.dumps(document))
    LightPictures(tmp_path / "memory").prepare(tmp_path / "executed.ipynb")
    monkeypatch.setattr(picture_cache.pictures, "light_picture", never)
    assert len(LightPictures(tmp_path / "memory").of(heavy())) < len(heavy())


@pytest.mark.parametrize("text", [base64.b64encode(b"no picture").decode(), "no base64!"])
def test_a_picture_that_is_none_does_not_stop_other_runs(tmp_path: Path, text: str) -> None:
    """Printing its page tells of it."""
    document = {"cells": [{"outputs": [{"data": {"image/png": text}}]}]}
    (tmp_path / "executed.ipynb").write_text(json.dumps(document))
    LightPictures(tmp_path / "memory").prepare(tmp_path / "executed.ipynb")
    assert not (tmp_path / "memory").exists()


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda _: b"", lambda data: data[:-1] + b"x"])
def test_a_damaged_memory_is_made_anew(tmp_path: Path, damage) -> None:
    """Never shown."""
    light = LightPictures(tmp_path).of(heavy())
    for path in tmp_path.iterdir():
        path.write_bytes(damage(path.read_bytes()))
    assert LightPictures(tmp_path).of(heavy()) == light


def test_another_recipe_gives_another_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older program made is not taken for what this one makes."""
    LightPictures(tmp_path).of(heavy())
    later = LightPictures(tmp_path)
    later.recipe = b"another"
    monkeypatch.setattr(picture_cache.pictures, "light_picture", lambda _: b"another picture")
    assert later.of(heavy()) == b"another picture"


def test_what_nobody_asks_for_is_forgotten(tmp_path: Path) -> None:
    """But for the latest ones."""
    LightPictures(tmp_path).of(heavy(1))
    light = LightPictures(tmp_path)
    light.of(heavy(2))
    light.forget_oldest(keep=0)
    assert {path.name for path in tmp_path.iterdir()} == light.used
