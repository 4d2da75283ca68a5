"""A: what authors write in notebooks that other tools show well, and what they keep beside them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from faults import torture
from faults.case import Met, Table
from faults.lab import Lab
from tests_support import TinyBook, cell

TABLE = Table()
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
Cells = Sequence[str | dict[str, Any]]


def prose(text: str) -> dict[str, Any]:
    """Return a cell of Markdown; what it names as attached is attached."""
    made = cell(text, kind="markdown")
    return {**made, "attachments": {"a.png": {"image/png": PIXEL}}} if "attachment:" in text else made


def written(lab: Lab, cells: Cells) -> TinyBook:
    """Write a notebook of these cells into the fresh book, with a picture beside it."""
    book = lab.fresh()
    book.write("notebooks/images/b.png", "").write_bytes(base64.b64decode(PIXEL))
    book.notebook("echo", *cells, parameters=torture.ECHO)
    torture.contents(book)
    return book


# Broken: each is told by one build of all, with its cell and line.
MISPRINTS = {
    "A1": ("a broken formula, `\\frac{1}`", "Half $\\frac{1}$.", r"cell 3, line 1: the formula \\frac\{1\}"),
    "A2": ("a formula with a command of another package", "Some\n$\\SI{3}{m}$.", r"cell 4, line 2: .*\\SI"),
    "A3": (
        "an equation named by `\\eqref`",
        "By $\\eqref{a}$.",
        r"cell 5, line 1: .*\\eqref stands in a form",
    ),
    "A4": ("words between two prices, `$10 to 20$`", "From $10 to 20$.", "cell 6, line 1: .*two prices"),
    "A5": ("a picture that is not there", "![It](images/no.png)", "cell 7, line 1: no such picture"),
    "A6": ("a number for a section, `{numref}`", "(a)=\n## B\n\n{numref}`a`", "cell 8, line 4: .*no numbers"),
}
# No page can show these: each is told by one build of all, with its cell.
SHOW = "from IPython.display import display\ndisplay({{{}, 'text/plain': 'shown elsewhere'}}, raw=True)"
CHART = "'application/vnd.plotly.v1+json': {'data': [], 'layout': {'title': {'text': '$L_2$'}}}"
TOLD = {"mystnb": {"figure": {"caption": "A chart."}, "image": {"alt": "A chart of nothing at all."}}}
UNSHOWN: dict[str, tuple[str, str | dict[str, Any], str]] = {
    "A7": (
        "a widget, with its name as text beside it",
        "import ipywidgets\nipywidgets.IntSlider(value=3)",
        "cell 3: no page can show .*widget-view",
    ),
    "A8": (
        "a progress bar of widgets",
        "from tqdm.notebook import tqdm\nfor _ in tqdm(range(3)):\n    pass",
        "cell 4: no page can show .*widget-view",
    ),
    "A9": (
        "a chart of a library that the book does not know",
        SHOW.format("'application/vnd.vegalite.v5+json': {}, 'text/html': '<p>A chart.</p>'"),
        "cell 5: no page can show .*vegalite",
    ),
    "A10": ("a formula in a label of plotly", cell(SHOW.format(CHART), **TOLD), "cell 6: plotly would print"),
}
# Good: one build shows them all as they were meant.
SHOWN: dict[str, tuple[str, str | dict[str, Any], str]] = {
    "A11": ("prices in prose", prose("It costs $5 and the other $10."), r"It costs \$5 and the other \$10\."),
    "A12": (
        "a numbered equation with a colon in its name",
        prose("$$\na = b\n$$ (eq:a)\n\nBy {eq}`eq:a`."),
        r'id="equation-eq-a"(?s:.*)href="#equation-eq-a">\(1\)',
    ),
    "A13": (
        "a picture pasted into a cell",
        prose("![A pasted point](attachment:a.png)"),
        'alt="A pasted point"',
    ),
    "A14": ("a picture beside the notebook", prose("![A kept point](images/b.png)"), 'alt="A kept point"'),
    "A15": (
        "200 states of a line, written over each other",
        "for n in range(201):\n    print(f'\\rstep {n}/200', end='', flush=True)",
        "<span></span>step 200/200\n",
    ),
}


def sharing(name: str, cells: Cells) -> Callable[[Lab], Met]:
    """Return a meeting with all these cells in one build, given once."""

    def meet(lab: Lab) -> Met:
        if not hasattr(lab, name):
            written(lab, cells)
            setattr(lab, name, lab.after(lab.give("build")))
        met: Met = getattr(lab, name)
        return met

    return meet


def shown(lab: Lab) -> tuple[str, Met]:
    """Return the page of the good cells, and what came of its build."""
    if not hasattr(lab, "shown_page"):
        written(lab, [made for _, made, _ in SHOWN.values()])
        answer = lab.give("build")
        page = lab.project.site / "notebooks/echo.html"
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        lab.shown_page = text, lab.after(answer)  # type: ignore[attr-defined]
    found: tuple[str, Met] = lab.shown_page  # type: ignore[attr-defined]
    return found


def as_meant(pattern: str) -> Callable[[Lab], Met]:
    """Return a meeting whose page must hold a pattern."""

    def meet(lab: Lab) -> Met:
        text, met = shown(lab)
        found = met.code == 0 and re.search(pattern, text)
        return Met(met.code, "shown as it was meant" if found else f"not shown; {met.told}", met.broken)

    return meet


for number, (fault, _, says) in MISPRINTS.items():
    misprints = [prose(one) for _, one, _ in MISPRINTS.values()]
    TABLE.add(number, fault, 7, says, sharing("misprinted_cells", misprints))
for number, (fault, _, says) in UNSHOWN.items():
    TABLE.add(number, fault, 7, says, sharing("unshown", [made for _, made, _ in UNSHOWN.values()]))
for number, (fault, _, pattern) in SHOWN.items():
    TABLE.add(number, fault, 0, "^shown as it was meant", as_meant(pattern))


@TABLE.case(
    "A16", "a notebook in a folder of its own, named in the contents", 2, "not directly in notebooks/"
)
def nested(lab: Lab) -> Met:
    def inject(book: TinyBook) -> None:
        text = (book.root / "notebooks/echo.ipynb").read_text(encoding="utf-8")
        book.write("notebooks/part/two.ipynb", text)
        toc = (book.root / "_toc.yml").read_text(encoding="utf-8")
        book.write("_toc.yml", toc + "  - file: notebooks/part/two\n")

    return lab.broken(inject)


@TABLE.case("A17", "a key that stands twice in `_config.yml`", 2, "line 4: the key 'title' stands twice")
def doubled(lab: Lab) -> Met:
    text = (lab.pristine / "_config.yml").read_text(encoding="utf-8")
    return lab.written("_config.yml", text + "title: Another\n")


@TABLE.case(
    "A18", "an error without a message", 4, "AssertionError without a message, at line 2: assert a == 2"
)
def wordless(lab: Lab) -> Met:
    written(lab, ["a = 1\nassert a == 2"])
    answer = lab.give("build")
    report = json.loads((lab.project.build / "report.json").read_text(encoding="utf-8"))
    told = next(row["failure"]["message"] for row in report["runs"] if row["failure"])
    return lab.after(answer, told=told)


@TABLE.case("A19", "a second title in a notebook", 7, "cell 3, line 1: a second title: Another")
def second_title(lab: Lab) -> Met:
    written(lab, [prose("# Another")])
    return lab.after(lab.give("build"))
