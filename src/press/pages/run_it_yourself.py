"""The box that says how to run a chapter oneself: command, parameters, cost, buttons to run it elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from press.execute.finished import Record
from press.markdown import as_code, cell, escape, volatile
from press.pages.status_page import command_of
from press.runs.notebook import Notebook
from press.runs.parameter_types import Parameter, written
from press.runs.parameters import declared_parameters
from press.runs.scenarios import Run

_HOST = re.compile(r"https://(?P<host>github\.com|gitlab\.com)/(?P<path>[\w.-]+(?:/[\w.-]+)+)/?")
_BINDER = {"github.com": "gh", "gitlab.com": "gl"}
_FILES = {"github.com": "blob", "gitlab.com": "-/blob"}


def launch_links(repository: str, notebook: str) -> dict[str, str]:
    """Return where a notebook can be opened, by label; nothing without a repository.

    Parameters
    ----------
    repository
        Address of the owner's repository; services know those of GitHub and GitLab.
    notebook
        Name of the notebook.
    """
    match = _HOST.fullmatch(repository)
    if match is None:
        return {}
    host, path, file = match["host"], match["path"].removesuffix(".git"), f"notebooks/{notebook}.ipynb"
    owner = path if host == "github.com" else quote(path, safe="")
    links = {"Binder": f"https://mybinder.org/v2/{_BINDER[host]}/{owner}/HEAD?labpath={quote(file, safe='')}"}
    if host == "github.com":
        links["Colab"] = f"https://colab.research.google.com/github/{path}/blob/HEAD/{quote(file)}"
    return {**links, "Source": f"https://{host}/{path}/{_FILES[host]}/HEAD/{quote(file)}"}


def run_box(run: Run, notebook: Notebook, record: Record, repository: str = "", start: str = "") -> list[str]:
    """Return the Markdown lines of the box.

    Parameters
    ----------
    run, notebook
        The run, and the notebook whose parameters cell declares names, types, ranges and help.
    record
        What is known of the execution: `seconds` and `peak_mib`.
    repository
        Address of the owner's repository; empty without one.
    start
        The page that says how to begin; empty in a book without it.
    """
    begin = (
        f"New to this book? [Start here](/{start}.md): how to get it, and what to type first."
        if start
        else ""
    )
    links = launch_links(repository, run.notebook)
    lines = [
        "## Run it yourself",
        "",
        *([begin, ""] if begin else []),
        ":::{code-block} console",
        f"$ {command_of(run)}",
        ":::",
        "",
        f"It took {took(record)} when this page was made, on one thread. "
        "The command checks names, types and ranges of parameters before anything runs.",
        "",
        *_parameters(run, declared_parameters(notebook.parameters_source, where=notebook.where)),
    ]
    if links:
        shown = " · ".join(f"[{label}]({address})" for label, address in links.items())
        lines += [":::{div} launch", f"Open in: {shown}", ":::", ""]
    return lines


def took(record: Record) -> str:
    """Return what an execution cost, declared to differ between builds."""
    seconds, memory = f"{record.seconds:.0f} s", f"{record.peak_mib:,.0f} MiB"
    return f"{volatile(seconds)} and at most {volatile(memory)} of memory"


def _parameters(run: Run, declared: Sequence[Parameter]) -> list[str]:
    """Return the table of the parameters; a scenario's own values stand beside the defaults."""
    if not declared:
        return []
    heads = ["Parameter", "Meaning", "Type", "Default", *(["Here"] if run.changed else []), "Accepts"]
    rows = [_row(run, one) for one in declared]
    lines = [heads, ["---"] * len(heads), *rows]
    return [":::{div} wide-table parameters", *("| " + " | ".join(row) + " |" for row in lines), ":::", ""]


def _row(run: Run, one: Parameter) -> list[str]:
    here = [f"**{_value(run.parameters[one.name])}**" if one.name in run.changed else "the default"]
    cells = [as_code(one.name), escape(one.help), one.type_name, _value(one.default)]
    return [*cells, *(here if run.changed else []), escape(one.describe_range())]


def _value(value: object) -> str:
    text = " ".join(written(value).split())
    return cell(as_code(text)) if text else "empty"
