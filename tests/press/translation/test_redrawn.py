"""Figures that are kept by a kernel, and drawn again in another language."""

from __future__ import annotations

import io
import json
import os
import pickle
import zlib
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import matplotlib as mpl
import pytest
from IPython.core import pylabtools

from finished_runs import finished_run
from portfolio.results import run_log
from press.execute.kept_figures import START_UP, KeptFigure, kept_figure
from press.pages.translated_figures import label_findings
from press.runs.notebook import read_notebooks
from press.translation.redrawn import redrawn
from static_figures import figure_cell
from tests_support import TinyBook

FRENCH = """french:
  figures:
    fig-late: {caption: Des trains., alt: Des barres.}
  labels: {trains: trains en retard}
"""


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let this process print figures as the kernel of a run does; return where they are kept."""
    mpl.use("agg")
    monkeypatch.setattr(pylabtools, "print_figure", pylabtools.print_figure)
    monkeypatch.setenv(run_log.VARIABLE, str(tmp_path / "journal.jsonl"))
    exec(START_UP, {})
    yield tmp_path / "figures"
    from matplotlib import pyplot as plt

    plt.close("all")


def printed(label: str, formatter: object = None) -> str:
    """Return the picture of a small figure, as base64."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(3, 2))
    axes.plot([0, 1], [0, 0.5])
    axes.set_xlabel(label)
    if formatter:
        axes.yaxis.set_major_formatter(formatter)
    return str(pylabtools.print_figure(figure, base64=True))


def test_a_figure_is_kept_beside_its_picture_and_drawn_again(kernel: Path, tmp_path: Path) -> None:
    """With other words it is another picture; with the same words it is the same one, from memory."""
    png = printed("trains")
    name = sha256(b64decode(png)).hexdigest()
    (tmp_path / f"figure-{name}").write_bytes((kernel / name).read_bytes())
    kept = kept_figure(tmp_path / "executed.ipynb", name)
    assert kept is not None
    assert "trains" in kept.texts
    french = redrawn(kept, {"trains": "trains en retard"}, "fr", tmp_path / "memory")
    assert french != b64decode(png)
    assert french == redrawn(kept, {"trains": "trains en retard"}, "fr", tmp_path / "memory")
    assert french != redrawn(kept, {"trains": "autobus"}, "fr", tmp_path / "memory")
    assert len(list((tmp_path / "memory").iterdir())) == 2


def test_what_cannot_be_kept_leaves_its_texts(kernel: Path) -> None:
    """A formatter without a name is known to its notebook alone."""
    name = sha256(b64decode(printed("trains", lambda value, _: f"{value} min"))).hexdigest()
    texts, _, drawn = (kernel / name).read_bytes().partition(b"\n")
    assert "trains" in json.loads(texts)
    assert drawn == b""
    assert redrawn(KeptFigure((), drawn), {}, "fr", kernel / "memory") is None


def test_a_pickle_of_anything_else_is_refused(tmp_path: Path) -> None:
    """It is not executed: nothing of it is found."""

    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "harm"),)

    file = io.BytesIO()
    pickle.dump(Harm(), file)
    assert redrawn(KeptFigure((), zlib.compress(file.getvalue())), {}, "fr", tmp_path / "memory") is None
    assert not (tmp_path / "harm").exists()


def test_a_label_without_french_is_a_finding(kernel: Path, book: TinyBook) -> None:
    """It names the file, the words and the figure; so does a label that no figure bears."""
    png = printed("trains")
    shown = figure_cell("fig-late", **{"image/png": png})
    book.notebook("one", shown)
    book.write("book/fr/index.md", "# Accueil\n")
    executed = book.write("_build/entry/executed.ipynb", (book.root / "notebooks/one.ipynb").read_text())
    name = sha256(b64decode(png)).hexdigest()
    (executed.parent / f"figure-{name}").write_bytes((kernel / name).read_bytes())

    def told(french: str) -> list[str]:
        book.write("notebooks/one.yml", french)
        notebooks = read_notebooks(book.project.notebooks)
        return list(label_findings(book.project, notebooks, [finished_run(executed=executed)]))

    assert told(FRENCH) == []
    assert told(FRENCH.replace("{trains:", "{buses:")) == [
        "notebooks/one.yml, line 4: french/labels lacks 'trains', which is written in fig-late",
        "notebooks/one.yml, line 4: french/labels: 'buses' is written in no figure",
    ]
    (executed.parent / f"figure-{name}").unlink()
    assert "fig-late was not kept" in told(FRENCH)[0]
