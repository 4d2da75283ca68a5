"""The directive that shows a recorded table on any page.

```` ```{result-table} exploration.effects ```` shows the table that the default run of `exploration` recorded
under that name, with its caption; `exploration/jfk.effects` that of another run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from portfolio.errors import PublishError, nearest
from portfolio.results.value import Value
from press.result_references import RESULTS_FOLDER, split_reference
from press.sphinx_ext.volatile import volatile_node

SIGNIFICANT = 4  # digits of a float in a table
MOST_ROWS = 40  # shown of a table; a page says where the others are


def tables_file(stage: Path, run: str) -> Path:
    """Return the file that holds the staged tables of a run, `exploration/jfk`."""
    return stage / RESULTS_FOLDER / f"{run}.tables.json"


class ResultTable(SphinxDirective):
    """Show a recorded table."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the table, or the error that fails the build."""
        try:
            run, name, _ = split_reference(self.arguments[0], None)
            return [table_node(self._table(run, name))]
        except PublishError as error:
            return [self.state.document.reporter.error(str(error), line=self.lineno)]

    def _table(self, run: str, name: str) -> Mapping[str, Any]:
        path = tables_file(Path(self.env.srcdir), run)
        self.env.note_dependency(str(path))
        tables = {row["name"]: row for row in json.loads(path.read_text("utf-8"))} if path.exists() else {}
        if name not in tables:
            raise PublishError(f"{run} records no table {name!r}", hint=nearest(name, tables))
        table: Mapping[str, Any] = tables[name]
        return table


def table_node(table: Mapping[str, Any]) -> nodes.table:
    """Return a recorded table (name, caption, data as JSON in pandas' split form) as a docutils table.

    A long table is cut, and its caption says so: the whole of it is among the downloads of its page.
    """
    data = json.loads(table["data"])
    rows = [[index, *row] for index, row in zip(data["index"], data["data"], strict=True)]
    cut = f" (the first {MOST_ROWS} of {len(rows)} rows)" if len(rows) > MOST_ROWS else ""
    node = nodes.table("", nodes.title("", table["caption"] + cut), classes=["result-table"])
    group = nodes.tgroup("", cols=len(data["columns"]) + 1)
    node += group
    group += [nodes.colspec(colwidth=1) for _ in range(len(data["columns"]) + 1)]
    group += nodes.thead("", _row(["", *data["columns"]]))
    measured = [False, *(name in table.get("measured", ()) for name in data["columns"])]
    group += nodes.tbody("", *[_row(row, measured) for row in rows[:MOST_ROWS]])
    return node


def _row(values: Sequence[object], measured: Sequence[bool] = ()) -> nodes.row:
    """Return a row of a table; a measured cell is declared to differ from build to build."""
    cells = zip_longest(map(shown, values), measured, fillvalue=False)
    return nodes.row("", *[nodes.entry("", _cell(str(text), bool(differs))) for text, differs in cells])


def _cell(text: str, differs: bool) -> nodes.paragraph:
    return nodes.paragraph("", "", volatile_node("", shown=text)) if differs else nodes.paragraph("", text)


def shown(value: object) -> str:
    """Return a cell of a table as text: floats to four significant digits, missing values as a dash."""
    if value is None:
        return "\N{EM DASH}"
    if isinstance(value, float):
        digits = max(0, SIGNIFICANT - len(str(int(abs(value)))))
        return Value("cell", value, digits=digits).number()
    return str(value)
