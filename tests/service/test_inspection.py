"""Photos at /v1/inspect, and the page on which one drops them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image

from portfolio.errors import ModelFileError
from portfolio.vision import inspection as made
from portfolio.vision import png_bytes
from portfolio.vision.lite0 import Lite0
from service import inspection
from service.app import create_app
from service.keys import issue
from service.settings import Settings
from small_models import photo_inspector, put_champion

PNG = {"content-type": "image/png"}


@pytest.fixture(scope="module")
def network() -> Lite0:
    """Return a network with random weights."""
    torch.manual_seed(0)
    return Lite0().eval()


@pytest.fixture(scope="module")
def state(network, tmp_path_factory) -> Path:
    """Return the state of a service whose inspector was fitted on the drawn pictures."""
    settings = Settings(state=tmp_path_factory.mktemp("state"))
    put_champion(settings, photo_inspector(network))
    return settings.state


@pytest.fixture
def client(state, network, monkeypatch) -> TestClient:
    """Return a client with a key; the network has random weights instead of the published ones."""
    monkeypatch.setattr("portfolio.vision.lite0.shipped_lite0", lambda _dataset: network)
    settings = Settings(state=state)
    settings.keys.unlink(missing_ok=True)
    headers = {"authorization": f"Bearer {issue(settings.keys, 'tests')}"}
    return TestClient(create_app(settings), headers=headers)


def test_a_photo_is_judged_by_its_cost(client):
    """The same probability, another threshold."""
    photo = png_bytes(made.drawn_picture(0))
    cheap, dear = (
        client.post(f"/v1/inspect?missed_cost={cost}", content=photo, headers=PNG).json()
        for cost in (1, 1000)
    )
    assert cheap["probability"] == dear["probability"] > 0.4
    assert cheap["threshold"] == 0.5
    assert dear["decision"] == "reject"
    assert cheap["model"]["name"] == "cell_defect"


def coloured() -> bytes:
    """Return a red picture."""
    file = io.BytesIO()
    Image.new("RGB", (300, 300), (250, 10, 10)).save(file, "PNG")
    return file.getvalue()


NOISE = np.random.default_rng(1).integers(0, 255, (300, 300)).astype(np.uint8)
REFUSED = {
    "no picture": (b"a secret text", 415, "no_picture"),
    "too small": (png_bytes(NOISE[:8, :8]), 422, "too_small"),
    "cut": (png_bytes(NOISE)[:5000], 422, "damaged"),
    "many pixels": (png_bytes(np.zeros((4200, 4200), dtype=np.uint8)), 413, "too_large"),
    "in colour": (coloured(), 422, "unlike_training_data"),
    "not square": (png_bytes(NOISE[:150]), 422, "unlike_training_data"),
    "noise": (png_bytes(NOISE), 422, "unlike_training_data"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_of_a_cell_is_refused(client, name):
    """With a code, and nothing of what was sent."""
    content, status, code = REFUSED[name]
    answer = client.post("/v1/inspect", content=content, headers=PNG)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["code"] == code
    assert "secret" not in answer.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_has_words_for_each_code(client, language):
    """So that a French reader is not answered in English."""
    page = client.get("/inspect", headers={"accept-language": language}).text
    for code in {code for _, _, code in REFUSED.values()} | {"animated", "wrong_key", "not_ready"}:
        assert f'id="{code}" data-word="{code}">' in page


def test_another_type_a_wrong_cost_or_no_key_are_refused(client):
    """Before anything is decoded."""
    photo = png_bytes(made.drawn_picture(0))
    assert client.post("/v1/inspect", json={}).status_code == 415
    for cost in ("0", "nan", "much"):
        asked = client.post(f"/v1/inspect?missed_cost={cost}", content=photo, headers=PNG)
        assert asked.json()["errors"][0]["pointer"] == "/missed_cost"
    assert client.post("/v1/inspect", content=photo, headers={**PNG, "authorization": ""}).status_code == 401


def test_without_an_inspector_the_service_says_so(tmp_path):
    """Scores are answered all the same."""
    settings = Settings(state=tmp_path)
    key = issue(settings.keys, "tests")
    client = TestClient(create_app(settings), headers={"authorization": f"Bearer {key}"})
    answer = client.post("/v1/inspect", content=png_bytes(NOISE), headers=PNG)
    assert (answer.status_code, answer.json()["detail"]) == (503, "There is no model yet.")


def test_an_inspector_that_says_something_else_is_not_used(network, monkeypatch):
    """Its answers to the example are tried when it is loaded: with another network they differ."""
    torch.manual_seed(1)
    other = Lite0().eval()
    monkeypatch.setattr("portfolio.vision.lite0.shipped_lite0", lambda _dataset: other)
    with pytest.raises(ModelFileError):
        inspection.load(photo_inspector(network))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_loads_nothing_from_elsewhere(client, language):
    """Its words are filled in, and its two files are there."""
    page = client.get("/inspect", headers={"accept-language": language})
    assert page.headers["content-language"] == language
    assert "blob:" in page.headers["content-security-policy"]
    assert "http" not in page.text.replace("http-equiv", "")
    for name in ("inspection.js", "inspection.css"):
        assert client.get(f"/inspect/{name}").status_code == 200
    assert client.get("/inspect/words.py").status_code == 404


def test_the_example_has_a_row_for_each_answer():
    """The signature names the formats."""
    assert isinstance(made.example_rows(), pd.DataFrame)
    assert made.picture_signature().fields[0].levels[0] == "PNG"
