"""The figures of a chapter in another language, and what of their words is not said in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from press.execute.clean_outputs import with_outputs
from press.execute.finished import Finished, executed_document
from press.execute.kept_figures import KeptFigure, kept_figure
from press.project import Project
from press.runs.notebook import Notebook
from press.settings.french import French
from press.settings.notebook_settings import settings_file
from press.sphinx_ext.thumbnails import Figure, static_figures
from press.translation.findings import LANGUAGE
from press.translation.labels import is_label, unsaid
from press.translation.redrawn import redrawn
from press.translation.twins import has_language


def redrawn_folder(project: Project) -> Path:
    """Return where figures are remembered that were drawn again."""
    return project.build / "redrawn"


def figures_in(
    language: str, french: French, figures: Mapping[str, Figure], executed: Path | None, memory: Path
) -> dict[str, Figure]:
    """Return the figures of a chapter that could be drawn in a language, by name.

    Parameters
    ----------
    language
        Such as `fr`.
    french
        The texts of the chapter: which figures, and the words in them.
    figures
        As the notebook made them.
    executed
        The executed notebook, beside which the figures were kept.
    memory
        Folder of those that were drawn before.
    """
    found = {}
    for name in (name for name in french.figures if name in figures):
        kept = _kept(figures[name], executed)
        if kept and (png := redrawn(kept, french.labels, language, memory)):
            found[name] = replace(figures[name], png=base64.b64encode(png).decode())
    return found


def label_findings(
    project: Project, notebooks: Mapping[str, Notebook], finished: Iterable[Finished]
) -> Iterator[str]:
    """Yield the words in the figures of the French pages that are not said in French.

    Parameters
    ----------
    finished
        The runs; a page shows the figures of a default one.
    """
    if not has_language(project, LANGUAGE):
        return
    runs = {item.run.notebook: item.executed for item in finished if item.run.scenario == "default"}
    for name, executed in runs.items():
        file = settings_file(project, name)
        french = file.settings.french
        if not french or not french.figures or executed is None:
            continue
        drawn = static_figures(with_outputs(notebooks[name].cells, executed_document(executed)) or [])
        line = file.document.line(("french", "labels" if french.labels else "figures"))
        told = _of_chapter(french, drawn, executed, redrawn_folder(project))
        yield from (f"{file.document.where}, line {line}: {text}" for text in told)


def _of_chapter(french: French, drawn: Mapping[str, Figure], executed: Path, memory: Path) -> Iterator[str]:
    said = figures_in(LANGUAGE, french, drawn, executed, memory)
    kept = {name: _kept(drawn[name], executed) for name in french.figures if name in drawn}
    for name, figure in kept.items():
        if figure is None:
            yield f"{name} was not kept, and stays English: it is heavy, or was executed by an older press"
            continue
        if name not in said:
            yield f"{name} stays English: it holds a lambda or a class that nobody else knows"
        yield from (
            f"french/labels lacks {text!r}, which is written in {name}"
            for text in sorted(set(unsaid(figure.texts, french.labels, LANGUAGE)))
        )
    texts = {text for figure in kept.values() if figure for text in figure.texts}
    for label in french.labels if all(kept.values()) else ():
        if not any(is_label(label, text) for text in texts):
            yield f"french/labels: {label!r} is written in no figure"


def _kept(figure: Figure, executed: Path | None) -> KeptFigure | None:
    picture = hashlib.sha256(base64.b64decode(figure.png)).hexdigest()
    return kept_figure(executed, picture) if executed else None
