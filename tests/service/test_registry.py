"""MLflow as a registry: files, digests and aliases, on a SQLite file."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from fitted_scores import handed_on
from portfolio.errors import EnvironmentFaultError, ModelFileError
from service.keys import issue
from service.log_database import open_log
from service.mirror import mirror
from service.model_store import ModelStore
from service.registry import Registry
from service_client import free_port, wait_for

# MLflow and what it brings warn of each other
pytestmark = pytest.mark.filterwarnings("default")
NAME = "credit_score"


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    """Return a registry with two versions."""
    made = Registry(f"sqlite:///{tmp_path_factory.mktemp('a registry')}/registry.db")
    assert [made.register(handed_on(seed=seed)) for seed in (0, 1)] == ["1", "2"]
    return made


def test_the_first_version_is_the_champion_and_the_next_its_challenger(registry):
    """Nothing is promoted by being registered."""
    known = registry.aliases(NAME)
    assert {alias: one["version"] for alias, one in known.items()} == {"champion": "1", "challenger": "2"}
    assert known["challenger"]["digest"] == handed_on(seed=1).digest


def test_the_same_files_are_the_same_version(registry):
    """Registered again, nothing is uploaded and no alias moves."""
    before = registry.aliases(NAME)
    assert registry.register(handed_on(seed=0)) == "1"
    assert registry.aliases(NAME) == before


def test_what_was_registered_is_mirrored_and_serves(registry, tmp_path):
    """From the registry to a model that answers."""
    mirror(registry, [NAME], tmp_path / "models")
    store = ModelStore(tmp_path / "models")
    store.refresh()
    assert store.get(NAME, "champion").digest == handed_on(seed=0).digest


def test_an_unknown_model_has_no_aliases(registry):
    """It may be registered later."""
    assert registry.aliases("weather") == {}


def test_metrics_parameters_and_files_stand_in_the_run(registry):
    """And no flavour: nothing there can be loaded as code."""
    client = registry._client
    version = client.get_model_version(NAME, "1")
    run = client.get_run(version.run_id)
    assert run.data.metrics == {"auc": 0.85}
    assert run.data.params["family"] == "lightgbm"
    files = {Path(one.path).name for one in client.list_artifacts(version.run_id, "artefact")}
    assert files == set(handed_on().files)


def test_promotion_moves_an_alias(registry):
    """And back."""
    for version in ("2", "1"):
        registry.promote(NAME, "champion", version)
        assert registry.aliases(NAME)["champion"]["version"] == version


def test_a_file_changed_in_the_registry_is_refused(registry, tmp_path):
    """The tag of the version has the digest that was registered."""
    version = registry._client.get_model_version(NAME, "2")
    path = Path(version.source.removeprefix("file://").replace("%20", " ")) / "plain.json"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"1", b"2", 1))
    try:
        with pytest.raises(ModelFileError):
            registry.fetch(NAME, "2", tmp_path)
    finally:
        path.write_bytes(content)


def test_a_registry_that_is_away_is_an_error_of_the_machine():
    """Within seconds, and in one line."""
    with pytest.raises(EnvironmentFaultError, match="the registry cannot be used"):
        Registry("http://127.0.0.1:1").aliases(NAME)


def test_from_the_registry_to_a_logged_answer(registry, tmp_path):
    """One command starts all of it: the copy of the registry, the answers, the way into the log."""
    state, port = tmp_path / "state", free_port()
    key = issue(state / "keys.json", "adviser")
    environment = {**os.environ, "PORTFOLIO_API_STATE": str(state), "MLFLOW_TRACKING_URI": registry.address}
    environment["PORTFOLIO_API_SPOOL_SECONDS"] = "0.1"
    command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(address)
            body = {"applicants": handed_on().description["example"]["rows"]}
            headers = {"Authorization": f"Bearer {key}"}
            said = httpx.post(f"{address}/v1/score", json=body, headers=headers, timeout=30).json()
        finally:
            process.terminate()
    assert said["model"]["digest"] == handed_on(seed=0).digest
    with closing(open_log(f"sqlite:///{state / 'log.db'}")) as log:
        logged = log.read()
    assert [row["probability"] for row in logged] == [one["probability"] for one in said["results"]]
    assert {row["request"] for row in logged} == {said["request"]}


def test_the_command_registers_a_folder(tmp_path):
    """`python -m service register`, as `portfolio register` calls it; a tampered one is refused."""
    folder = tmp_path / "artefact"
    folder.mkdir()
    for name, content in handed_on().files.items():
        (folder / name).write_bytes(content)
    (folder / "plain.json").write_bytes(b"{}")
    environment = {**os.environ, "PORTFOLIO_API_STATE": str(tmp_path / "state")}
    command = [sys.executable, "-m", "service", "register", folder]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == ModelFileError.exit_code
    assert told.stderr.strip().endswith("plain.json is not the file that was registered")
