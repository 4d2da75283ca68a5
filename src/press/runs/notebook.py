"""Notebooks as files: read, check the shape, name the fault.

Only the standard library: the JSON is read as plain dictionaries, for importing `nbformat` costs a second.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portfolio.errors import PortfolioError, UsageError, nearest
from press.collected_errors import one_error
from press.files import read_text
from press.runs.heading import first_heading

FORMAT = 4
HIGHEST_MINOR = 5
PARAMETERS, INJECTED = "parameters", "injected-parameters"

Cell = dict[str, Any]

_CELL_TYPES = ("code", "markdown", "raw")
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_INSTALL = re.compile(r"\s*(?:!+|%+)\s*(?:\S*python\S* -m )?(?:pip3?|conda|mamba|uv)\s+(?:pip )?install\b")
_MARKER = re.compile(r"^(?:<{7}|>{7})(?= |$)", re.MULTILINE)


@dataclass(frozen=True)
class Notebook:
    """One notebook file; cells are counted from 0 in code and from 1 in messages."""

    name: str  # file name without suffix
    path: Path  # the file
    document: dict[str, Any]  # the JSON of nbformat 4; never changed

    @property
    def cells(self) -> list[Cell]:
        """All cells, in order."""
        return list(self.document["cells"])

    @property
    def code_cells(self) -> list[tuple[int, Cell]]:
        """Code cells with their index among all cells."""
        return [(index, cell) for index, cell in enumerate(self.cells) if cell["cell_type"] == "code"]

    @property
    def parameters_index(self) -> int | None:
        """Index of the cell tagged `parameters`, if there is one."""
        return next((index for index, cell in self.code_cells if PARAMETERS in tags(cell)), None)

    @property
    def parameters_source(self) -> str:
        """Text of the cell tagged `parameters`; empty without such a cell."""
        index = self.parameters_index
        return "" if index is None else source(self.cells[index])

    @property
    def title(self) -> str:
        """Text of the first `# ` heading; empty without one."""
        titles = (first_heading(source(cell)) for cell in self.cells if cell["cell_type"] == "markdown")
        return next(filter(None, titles), "")

    @property
    def kernel_name(self) -> str | None:
        """Name of the wanted kernel, if the file states one."""
        spec = self.document["metadata"].get("kernelspec")
        name = spec.get("name") if isinstance(spec, dict) else None
        return name if isinstance(name, str) and name else None

    @property
    def where(self) -> str:
        """Folder and file name, for messages: `notebooks/exploration.ipynb`."""
        return _shown(self.path)


def tags(cell: Cell) -> tuple[str, ...]:
    """Return the tags of a cell."""
    found = cell.get("metadata", {}).get("tags", [])
    return tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else ()


def source(cell: Cell) -> str:
    """Return the text of a cell, stored as one text or as a list of lines."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)


def read_notebooks(folder: Path) -> dict[str, Notebook]:
    """Read every notebook of a folder, by name.

    Raises
    ------
    UsageError
        With the faults of all files together.
    """
    read: dict[str, Notebook] = {}
    problems: list[PortfolioError] = []
    for path in sorted(folder.glob("*.ipynb")):
        try:
            read[path.stem] = read_notebook(path)
        except UsageError as problem:
            problems.append(problem)
    if problems:
        raise one_error(problems, where=folder.name)
    return read


def read_notebook(path: Path, *, parameters_required: bool = True) -> Notebook:
    """Read one notebook and check that it can be executed and printed.

    Parameters
    ----------
    path
        The `.ipynb` file.
    parameters_required
        Whether a cell tagged `parameters` must exist; never more than one may.

    Raises
    ------
    UsageError
        The file is missing, not UTF-8, not whole, in conflict, of another format, or lacks a title or the
        parameters cell. All faults of a readable file are reported together.
    EnvironmentFaultError
        The file may not be read.
    """
    text = _text(path)
    document = _document(text, path)
    notebook = Notebook(path.stem, path, document)
    problems = list(_cell_problems(notebook)) or list(_content_problems(notebook, parameters_required))
    if problems:
        raise one_error(problems, where=notebook.where)
    return notebook


def _shown(path: Path) -> str:
    # an absolute path would carry a user name into logs and pages
    return f"{path.parent.name}/{path.name}" if path.parent.name else path.name


def _text(path: Path) -> str:
    if path.is_dir():
        raise UsageError(f"{_shown(path)} is a folder", expected="a notebook file")
    text = read_text(path, _shown(path))
    if text is None:
        known = (other.stem for other in path.parent.glob("*.ipynb"))
        raise UsageError(f"no notebook {_shown(path)}", hint=nearest(path.stem, known))
    if text.startswith("\ufeff"):
        raise UsageError(
            f"{_shown(path)} starts with a byte order mark", hint="Save it as UTF-8 without signature."
        )
    return text


def _document(text: str, path: Path) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _json_problem(text, error, path) from None
    except RecursionError:
        raise UsageError(f"{_shown(path)} is nested too deeply to be a notebook") from None
    except ValueError as error:  # an integer of thousands of digits
        raise UsageError(f"{_shown(path)} is not valid JSON", got=error) from None
    if not isinstance(document, dict):
        raise UsageError(f"{_shown(path)} is JSON but not a notebook", got=type(document).__name__)
    _check_format(document, path)
    if not isinstance(document.get("cells"), list) or not isinstance(document.get("metadata"), dict):
        raise UsageError(
            f"{_shown(path)} is not a notebook", expected="a list `cells` and a mapping `metadata`"
        )
    return document


def _json_problem(text: str, error: json.JSONDecodeError, path: Path) -> UsageError:
    """Tell an empty file, a merge conflict and a cut file from other broken JSON."""
    conflict = _MARKER.search(text)
    if not text.strip():
        return UsageError(f"{_shown(path)} is empty", expected="a notebook")
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        return UsageError(f"unresolved merge conflict in {_shown(path)}, line {line}")
    cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
    byte = len(text[: error.pos].encode())
    return UsageError(
        f"{_shown(path)} is {'cut off' if cut else 'not valid JSON'} at line {error.lineno}, byte {byte}",
        got=error.msg,
        hint="Restore the file from version control.",
    )


def _check_format(document: dict[str, Any], path: Path) -> None:
    major, minor = document.get("nbformat"), document.get("nbformat_minor")
    whole = type(major) is int and type(minor) is int
    if whole and major == FORMAT and 0 <= minor <= HIGHEST_MINOR:  # type: ignore[operator]
        return
    raise UsageError(
        f"{_shown(path)} has another notebook format",
        expected=f"nbformat {FORMAT}.0 to {FORMAT}.{HIGHEST_MINOR}",
        got=f"{major}.{minor}" if whole else f"nbformat {major!r}, nbformat_minor {minor!r}",
        hint="Convert it: jupyter nbconvert --to notebook --nbformat 4 --inplace.",
    )


def _cell_problems(notebook: Notebook) -> Iterator[UsageError]:
    """Yield what makes a cell no cell of nbformat 4."""
    cells = notebook.cells
    for number, cell in enumerate(cells, 1):
        where = f"{notebook.where}, cell {number}"
        if not isinstance(cell, dict) or cell.get("cell_type") not in _CELL_TYPES:
            yield UsageError(f"{where} has an unknown type", expected=", ".join(_CELL_TYPES))
        elif not _is_text(cell.get("source")) or not isinstance(cell.get("metadata"), dict):
            yield UsageError(f"{where} is not a cell", expected="`source` of text and a mapping `metadata`")
        else:
            yield from _id_problems(notebook, cell, where)
            yield from _source_problems(source(cell), where)
            yield from _install_problems(cell, where)
    ids = [cell.get("id") for cell in cells if isinstance(cell, dict)]
    for name, count in Counter(one for one in ids if isinstance(one, str)).items():
        if count > 1:
            numbers = ", ".join(str(number) for number, one in enumerate(ids, 1) if one == name)
            yield UsageError(f"{notebook.where} has {count} cells with the id {name!r}: cells {numbers}")


def _is_text(text: object) -> bool:
    return isinstance(text, str) or (isinstance(text, list) and all(isinstance(line, str) for line in text))


def _id_problems(notebook: Notebook, cell: Cell, where: str) -> Iterator[UsageError]:
    """Yield a missing or malformed id: nbformat would replace it by a random one at each run."""
    if notebook.document["nbformat_minor"] < HIGHEST_MINOR and "id" not in cell:
        return
    if not isinstance(cell.get("id"), str) or not _CELL_ID.fullmatch(cell["id"]):
        yield UsageError(
            f"{where} has no valid id", expected="1 to 64 letters, digits, - or _", got=repr(cell.get("id"))
        )


def _source_problems(text: str, where: str) -> Iterator[UsageError]:
    markers = [match.start() for match in _MARKER.finditer(text)]
    if len(markers) > 1:  # a merge tool for notebooks writes both markers into the cell
        line = text.count("\n", 0, markers[0]) + 1
        yield UsageError(f"unresolved merge conflict in {where}, line {line}")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        yield UsageError(
            f"{where} holds half a character, which no file can store", got=ascii(text[error.start])
        )


def _install_problems(cell: Cell, where: str) -> Iterator[UsageError]:
    """Yield lines that install packages: what a book runs on is pinned before it runs."""
    if cell["cell_type"] == "code":
        for line, text in enumerate(source(cell).split("\n"), 1):
            if _INSTALL.match(text):
                yield UsageError(
                    f"{where}, line {line} installs packages while the notebook runs",
                    hint="Add the package to pyproject.toml, then make lock.",
                )


def _content_problems(notebook: Notebook, parameters_required: bool) -> Iterator[UsageError]:
    """Yield what the press needs and the notebook lacks."""
    if not notebook.title:
        yield UsageError(
            f"{notebook.where}: page has no title", hint="Open it with a Markdown cell `# Title`."
        )
    tagged = [(number, cell) for number, cell in enumerate(notebook.cells, 1) if PARAMETERS in tags(cell)]
    numbers = " and ".join(str(number) for number, _ in tagged)
    if not tagged and parameters_required:
        yield UsageError(
            f"{notebook.where} has no cell tagged `{PARAMETERS}`", hint="Tag exactly one code cell."
        )
    elif len(tagged) > 1:
        yield UsageError(
            f"{notebook.where} has {len(tagged)} cells tagged `{PARAMETERS}`: {numbers}",
            hint="Tag exactly one.",
        )
    elif tagged and tagged[0][1]["cell_type"] != "code":
        yield UsageError(f"{notebook.where}, cell {numbers} is tagged `{PARAMETERS}` but is not a code cell")
    for number, cell in enumerate(notebook.cells, 1):
        if INJECTED in tags(cell):
            yield UsageError(
                f"{notebook.where}, cell {number} was injected by an earlier run", hint="Delete this cell."
            )
