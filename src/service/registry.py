"""The registry of models: MLflow, which gets files and no flavour, and is asked for files and aliases."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.errors import EnvironmentFaultError, ModelFileError
from portfolio.results import Artefact
from portfolio.results.artefacts import read_artefact
from service.model_store import CHALLENGER, CHAMPION

if TYPE_CHECKING:
    from mlflow import MlflowClient

EXPERIMENT, FOLDER, DIGEST = "portfolio", "artefact", "digest"
# its bars are noise in the log of a server and between the lines of a command
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")


class Registry:
    """A tracking server, or a SQLite file with a folder beside it.

    Parameters
    ----------
    address
        `sqlite:///FILE`, or of a server.

    Raises
    ------
    EnvironmentFaultError
        It cannot be reached, or MLflow is not installed.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        if address.startswith("sqlite:///"):
            Path(address.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        with _reached():
            self._client = _client(address)

    def register(self, artefact: Artefact, alias: str = "") -> str:
        """Upload an artefact as a new version and return its number; the same files are the same version.

        Without an alias the first version is the champion, and a later one the challenger.
        """
        with _reached():
            known = dict(self._versions(artefact.name))
            version = next((one for one, digest in known.items() if digest == artefact.digest), "")
            if not version:
                version = self._upload(artefact)
            wanted = alias or ("" if version in known else CHALLENGER if known else CHAMPION)
            if wanted:
                self._client.set_registered_model_alias(artefact.name, wanted, version)
        return version

    def promote(self, name: str, alias: str, version: str) -> None:
        """Give an alias to a version; whoever serves it follows within seconds."""
        with _reached():
            self._client.set_registered_model_alias(name, alias, version)

    def withdraw(self, name: str, alias: str) -> None:
        """Take an alias from whichever version has it."""
        with _reached():
            self._client.delete_registered_model_alias(name, alias)

    def aliases(self, name: str) -> dict[str, dict[str, str]]:
        """Return version and digest by alias; none for a model that is not registered."""
        from mlflow.exceptions import MlflowException

        with _reached():
            try:
                model = self._client.get_registered_model(name)
            except MlflowException as error:
                if error.error_code == "RESOURCE_DOES_NOT_EXIST":
                    return {}
                raise
            found = {}
            for alias, version in model.aliases.items():
                tags = self._client.get_model_version(name, str(version)).tags
                found[alias] = {"version": str(version), "digest": tags.get(DIGEST, "")}
        return found

    def fetch(self, name: str, version: str, folder: Path) -> Artefact:
        """Download a version into a folder and return it, checked.

        Raises
        ------
        ModelFileError
            Its files are not those that were registered.
        """
        with _reached():
            told = self._client.get_model_version(name, version)
            path = self._client.download_artifacts(str(told.run_id), FOLDER, str(folder))
        artefact = read_artefact(Path(path))
        if artefact.digest != told.tags.get(DIGEST):
            raise ModelFileError(f"{name}, version {version}, is not the model that was registered")
        return artefact

    def _versions(self, name: str) -> Iterator[tuple[str, str]]:
        for one in self._client.search_model_versions(f"name = '{name}'"):
            yield str(one.version), one.tags.get(DIGEST, "")

    def _upload(self, artefact: Artefact) -> str:
        said = artefact.description
        run = self._client.create_run(self._experiment(), run_name=artefact.name)
        with tempfile.TemporaryDirectory() as folder:
            for name, content in artefact.files.items():
                (Path(folder) / name).write_bytes(content)
            self._client.log_artifacts(run.info.run_id, folder, FOLDER)
        for key, value in said["parameters"].items():
            self._client.log_param(run.info.run_id, key, value)
        for key, value in said["metrics"].items():
            self._client.log_metric(run.info.run_id, key, value)
        for key, value in said["datasets"].items():
            self._client.set_tag(run.info.run_id, f"dataset.{key}", value)
        self._client.set_terminated(run.info.run_id)
        if not self._is_registered(artefact.name):
            self._client.create_registered_model(artefact.name)
        source = f"{run.info.artifact_uri}/{FOLDER}"
        tags = {DIGEST: artefact.digest}
        made = self._client.create_model_version(artefact.name, source, run.info.run_id, tags=tags)
        return str(made.version)

    def _is_registered(self, name: str) -> bool:
        return bool(self._client.search_registered_models(f"name = '{name}'"))

    def _experiment(self) -> str:
        found = self._client.get_experiment_by_name(EXPERIMENT)
        if found is not None:
            return str(found.experiment_id)
        place = None  # a server knows where its files lie
        if self.address.startswith("sqlite:///"):
            place = (Path(self.address.removeprefix("sqlite:///")).parent / "registry").absolute().as_uri()
        return str(self._client.create_experiment(EXPERIMENT, place))


def _client(address: str) -> MlflowClient:
    # a server that is away is asked again soon enough; by itself MLflow would try for minutes
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "5")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    for name in ("alembic", "mlflow"):
        logging.getLogger(name).setLevel(logging.WARNING)
    from mlflow import MlflowClient

    return MlflowClient(tracking_uri=address, registry_uri=address)


@contextmanager
def _reached() -> Iterator[None]:
    """Turn what MLflow raises into one error.

    Raises
    ------
    EnvironmentFaultError
        The registry cannot be reached or used.
    """
    try:
        yield
    except (EnvironmentFaultError, ModelFileError):
        raise
    except ModuleNotFoundError as error:
        hint = "Install what requirements-dev.txt pins: make test does."
        raise EnvironmentFaultError(f"the package {error.name} is not installed", hint=hint) from error
    except Exception as error:  # each store of MLflow raises its own
        raise EnvironmentFaultError("the registry cannot be used", got=_first_line(error)) from error


def _first_line(error: Any) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}".rstrip(": ")
