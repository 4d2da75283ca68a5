"""Pictures that an author put beside a notebook or pasted into a cell, staged: one path shows them anywhere.

`![...](images/a.png)`, `<img src="images/a.png">` and `{figure} images/a.png` name a file from the folder of
the notebook, as JupyterLab and GitHub read it. `../book/images/a.png`, and a link to `../book/about.md`, lead
to the pages of prose.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from portfolio.errors import PublishError, nearest
from press.markdown import ATTACHED, NAMED_PICTURE
from press.pages.staging import Stage
from press.project import Project
from press.runs.notebook import source
from press.sphinx_ext.page_assets import BESIDE, PICTURES

SUFFIXES = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"}
_TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg"}
_ODD = re.compile(r"[^A-Za-z0-9_./-]+")
_PROSE = re.compile(r"(?<=\]\()\.\./book/(?=[^)\s]+\.md\b)")


def with_pictures(page: Mapping[str, Any], where: str, project: Project, stage: Stage) -> dict[str, Any]:
    """Stage the pictures that the prose of a notebook names, and return its page with the paths of the book.

    Parameters
    ----------
    page
        The document that becomes the page.
    where
        The notebook, for messages.

    Raises
    ------
    PublishError
        A cell names an attachment that it does not hold, or one that no page can show.
    """
    cells = []
    for number, cell in enumerate(page["cells"], 1):
        if cell["cell_type"] == "markdown":
            text = with_attachments(
                source(cell), cell.get("attachments") or {}, f"{where}, cell {number}", stage
            )
            shown = {key: value for key, value in cell.items() if key != "attachments"}
            text = staged_pictures(text, project.notebooks, project, stage)
            cell = {**shown, "source": _PROSE.sub("../", text)}  # noqa: PLW2901
        cells.append(cell)
    return {**page, "cells": cells}


def staged_pictures(text: str, folder: Path, project: Project, stage: Stage) -> str:
    """Stage the pictures that Markdown of a folder names, and return it with the paths of the book.

    Sphinx publishes those that it knows; what a tag of HTML names is published as it is.
    """
    up = "../" if folder == project.notebooks else "../" * len(folder.relative_to(project.book).parts)

    def staged(match: re.Match[str]) -> str:
        path = (match["path"] or match["src"]).strip("<>")
        name = _staged_name(folder / unquote(path), project)
        if name is None or ":" in path:
            return match[0]
        data = (folder / unquote(path)).read_bytes()
        name = _plain(name, data)
        stage.write(f"{BESIDE}/{PICTURES}/{name}" if match["src"] else name, data)
        return f"{match['before'] or match['tag']}{up}{f'{PICTURES}/{name}' if match['src'] else name}"

    return NAMED_PICTURE.sub(staged, text)


def _staged_name(path: Path, project: Project) -> str | None:
    """Return where a picture of the project lies in the site; None for what is not one, or hidden."""
    file = path.resolve()
    for root, inside in ((project.book, ""), (project.notebooks, "notebooks/")):
        if file.suffix.lower() in SUFFIXES and file.is_relative_to(root.resolve()) and file.is_file():
            parts = file.relative_to(root.resolve())
            return None if any(part.startswith(".") for part in parts.parts) else inside + parts.as_posix()
    return None


def _plain(name: str, data: bytes) -> str:
    """Return a name without blanks and accents, which Markdown and Sphinx write each in their own way."""
    plain = _ODD.sub("-", name)
    stem, _, suffix = plain.rpartition(".")
    return name if plain == name else f"{stem.rstrip('-')}-{hashlib.sha256(data).hexdigest()[:8]}.{suffix}"


def with_attachments(text: str, attachments: Mapping[str, Any], where: str, stage: Stage) -> str:
    """Stage the pictures pasted into a cell, and return its text with their paths.

    Raises
    ------
    PublishError
        The cell does not hold what it names, or no page can show it.
    """

    def staged(match: re.Match[str]) -> str:
        path = (match["path"] or match["src"]).strip("<>")
        if not path.startswith(ATTACHED):
            return match[0]
        name = unquote(path.removeprefix(ATTACHED))
        if name not in attachments:
            raise PublishError(f"{where}: no picture {name!r} is attached", hint=nearest(name, attachments))
        kind = next((kind for kind in attachments[name] if kind in _TYPES), None)
        if kind is None:
            raise PublishError(f"{where}: the attachment {name!r}", expected=f"one of {', '.join(_TYPES)}")
        held = source({"source": attachments[name][kind]})
        try:
            data = held.encode() if kind == "image/svg+xml" else base64.b64decode(held)
        except ValueError:
            raise PublishError(f"{where}: the attachment {name!r} is damaged", expected="base64") from None
        file = f"attached/{hashlib.sha256(data).hexdigest()[:16]}.{_TYPES[kind]}"
        stage.write(f"{BESIDE}/{PICTURES}/{file}" if match["src"] else file, data)
        return f"{match['before'] or match['tag']}../{f'{PICTURES}/' if match['src'] else ''}{file}"

    return NAMED_PICTURE.sub(staged, text)
