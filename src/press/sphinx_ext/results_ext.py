"""The book's Sphinx extension: results, facts, and mathematics without scripts."""

from __future__ import annotations

import html
import re
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from portfolio.errors import PublishError
from portfolio.results.value import Value
from press.formulas import FormulaError, mathml
from press.result_links import SEEDS
from press.result_references import read_values, results_file, shown, split_reference, staged_runs
from press.sphinx_ext.page_data import STATIC, static_of
from press.sphinx_ext.refused_roles import refused
from press.sphinx_ext.result_tables import ResultTable
from press.sphinx_ext.volatile import volatile_node

STYLE = STATIC / "book.css"
_OWN_NUMBER = re.compile(r"\\(?:tag|nonumber|notag)\b")
_RAW_LATEX = re.compile(r"\\(?:eqref|ref|label|begin|end|frac|SI|operatorname|mathbb|mathcal)\*?\{[^}]*\}")
_PRICED = re.compile(r"[A-Z]$")  # before a dollar, as in US$
_RAW_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_AS_WRITTEN = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)
_FACT = re.compile(r"(?P<text>.+?)\|(?P<source>.+)", re.DOTALL)

_log = logging.getLogger(__name__)


class result_node(nodes.General, nodes.Inline, nodes.TextElement):  # type: ignore[misc]  # noqa: N801
    """A computed number in prose."""


class ResultRole(SphinxRole):
    """``{result}`name|form` ``: a value that a run recorded."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the node, or the error that fails the build."""
        own = own_run(self.env.docname, Path(self.env.srcdir))
        try:
            run, name, form = split_reference(self.text, own)
            known, anchors = self._values(run, with_trainings=form == SEEDS)
            text, value, run = shown(self.text, own, known)
        except PublishError as error:
            return refused(self, str(error))
        told = {"value": value, "run": run, "anchor": anchors.get(name, ""), "trainings": form == SEEDS}
        if value.measured:
            return [result_node(self.rawtext, "", volatile_node("", shown=text), **told)], []
        return [result_node(self.rawtext, text, **told)], []

    def _values(
        self, run: str, *, with_trainings: bool
    ) -> tuple[dict[str, dict[str, Value]], dict[str, str]]:
        """Return the values of `run` and their anchors; without the run, the names of the runs there are.

        `with_trainings`: with the values of the other runs of its notebook.
        """
        stage = Path(self.env.srcdir)
        path = results_file(stage, run)
        self.env.note_dependency(str(path))
        if path.exists():
            values, anchors = _read_once(path, path.stat().st_mtime_ns)
            return {**(self._trainings(run) if with_trainings else {}), run: values}, anchors
        return {name: {} for name in staged_runs(stage)}, {}

    def _trainings(self, run: str) -> dict[str, dict[str, Value]]:
        stage, found = Path(self.env.srcdir), {}
        for other in staged_runs(stage):
            if other.partition("/")[0] == run.partition("/")[0]:
                path = results_file(stage, other)
                self.env.note_dependency(str(path))
                found[other] = _read_once(path, path.stat().st_mtime_ns)[0]
        return found


@lru_cache(maxsize=64)
def _read_once(path: Path, _changed: int) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the values of a run; one page names hundreds of them."""
    return read_values(path)


def own_run(docname: str, stage: Path) -> str | None:
    """Return the run whose page `docname` is, or None for a page of prose."""
    name = docname.removeprefix("notebooks/")
    if name == docname:
        return None
    if results_file(stage, f"{name}/default").exists():
        return f"{name}/default"
    notebook, _, scenario = name.partition("-")
    while scenario:
        if results_file(stage, f"{notebook}/{scenario}").exists():
            return f"{notebook}/{scenario}"
        head, _, scenario = scenario.partition("-")
        notebook = f"{notebook}-{head}"
    return None


class FactRole(SphinxRole):
    """``{fact}`28 %|source` ``: a number from outside, with where it comes from."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the node, or the error that fails the build."""
        match = _FACT.fullmatch(self.text)
        if not match or not (match["text"].strip() and match["source"].strip()):
            return refused(self, f"{{fact}}`{self.text}`: expected text|source")
        source = match["source"].strip()
        node = nodes.inline(self.rawtext, match["text"].strip(), classes=["fact"])
        return [node, nodes.inline("", f" ({source})", classes=["fact-source"])], []


def visit_result_html(self: Any, node: result_node) -> None:
    """Write the number with what it is and where it comes from."""
    value: Value = node["value"]
    made = "measured" if value.measured else "computed"
    told = [value.label or value.name, f"{made} by {node['run']}"]
    if value.interval and not value.measured:
        kind = "range over trainings" if node["trainings"] else "interval"
        made_by = f", {value.method}" if value.method and not node["trainings"] else ""
        told += [f"{kind} {value.bounds()}{made_by}"]
    number = "" if value.measured else f'value="{html.escape(str(value.value), quote=True)}" '
    origin = html.escape(node.get("origin") or "; ".join(told), quote=True)
    address = _address_of(self.builder, node)
    if address:
        self.body.append(f'<a class="result-origin" href="{address}" data-origin="{origin}">')
    self.body.append(f'<data class="result" {number}title="{origin}">')


def _address_of(builder: Any, node: result_node) -> str:
    """Return the address of the cell that recorded a value; empty where none is shown, or inside a link."""
    parent = node.parent
    while parent is not None:
        if isinstance(parent, nodes.reference | nodes.title):
            return ""
        parent = parent.parent
    if not node["anchor"]:
        return ""
    notebook, _, scenario = node["run"].partition("/")
    page = f"notebooks/{notebook}" if scenario == "default" else f"notebooks/{notebook}-{scenario}"
    own = page == builder.current_docname
    return f"{'' if own else builder.get_relative_uri(builder.current_docname, page)}#{node['anchor']}"


def depart_result_html(self: Any, node: result_node) -> None:
    """Close the element."""
    self.body.append("</data></a>" if _address_of(self.builder, node) else "</data>")


def _pass(_self: Any, _node: nodes.Node) -> None:
    """Other builders show the text alone."""


def inline_math(self: Any, node: nodes.math) -> None:
    """Write inline mathematics as MathML, which browsers show without a script."""
    self.body.append(_mathml(node, block=False))
    raise nodes.SkipNode


def block_math(self: Any, node: nodes.math_block) -> None:
    """Write displayed mathematics as MathML, with its number and the anchor that `{eq}` leads to."""
    by_environment = "amsmath" in node["classes"]
    if by_environment:
        node["ids"] = []  # made by chance, and nothing can name them
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node.get("number") and not (by_environment and _OWN_NUMBER.search(node.astext())):
        self.body.append(f'<span class="eqno">({node["number"]})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(f"{_mathml(node, block=True)}</div>")
    raise nodes.SkipNode


def _mathml(node: nodes.math | nodes.math_block, *, block: bool) -> str:
    try:
        return mathml(node.astext(), block=block)
    except FormulaError as error:
        latex = " ".join(node.astext().split())
        _log.warning("the formula %s cannot be shown: %s", latex, error, location=node)
        return ""


def warn_of_raw_latex(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of LaTeX outside a formula, of a price that became one, and of a picture that stayed text.

    JupyterLab reads the command of LaTeX there, and no page does. The page is read again in the next build,
    which else would take it as current and pass.
    """
    for text in doctree.findall(nodes.Text):
        if isinstance(text.parent, _AS_WRITTEN):
            continue
        if found := _RAW_LATEX.search(text):
            _log.warning("%s stands outside a formula; for an equation, {eq}`name`", found[0], location=text)
            app.env.note_reread()
        if found := _RAW_PICTURE.search(text):
            advice = "write %20 for a blank in its path"
            _log.warning("the picture %s is not read as one; %s", found[0], advice, location=text)
            app.env.note_reread()
    for formula in doctree.findall(nodes.math):
        before = formula.previous_sibling()
        if isinstance(before, nodes.Text) and _PRICED.search(before) and formula.astext()[:1].isdigit():
            shown = f"{before[-2:]}${formula.astext()}$"
            _log.warning("%s reads like a price; write \\$ for a dollar sign", shown, location=formula)
            app.env.note_reread()


def write_style(app: Sphinx) -> None:
    """Put the book's style sheet into the site."""
    shutil.copyfile(STYLE, static_of(app) / STYLE.name)


def vouch_for_numbering(app: Sphinx) -> None:
    """Let Sphinx read and write in several processes.

    sphinx-multitoc-numbering says nothing of it, so that Sphinx would take no chance. It changes only how
    sections are numbered, which the first process does when all pages have been read.
    """
    if extension := app.extensions.get("sphinx_multitoc_numbering"):
        extension.parallel_read_safe = extension.parallel_write_safe = True


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    plain = (_pass, _pass)
    app.connect("builder-inited", vouch_for_numbering)
    app.add_node(result_node, html=(visit_result_html, depart_result_html), text=plain, latex=plain)
    app.connect("builder-inited", write_style)
    app.connect("doctree-read", warn_of_raw_latex)
    app.add_css_file(STYLE.name)
    app.add_directive("result-table", ResultTable)
    app.add_role("result", ResultRole())
    app.add_role("fact", FactRole())
    app.setup_extension("press.sphinx_ext.volatile")
    app.add_html_math_renderer("mathml", (inline_math, None), (block_math, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
