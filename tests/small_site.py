"""A small site of the book's kind, printed by Sphinx and finished as the press does, for tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from figure_pages import chart, figure_cell, picture, print_pages, prose
from press.releases.swap import LEFT_OUT, lay_out
from tests_support import cell, document

SETTINGS = """
extensions = ["myst_nb", "sphinx_design", "sphinx_copybutton", "sphinx_togglebutton",
              "press.sphinx_ext.figures", "press.sphinx_ext.results_ext"]
myst_enable_extensions = ["colon_fence", "dollarmath", "deflist"]
html_theme = "sphinx_book_theme"
html_theme_options = {"use_download_button": False, "use_source_button": False}
html_title = project = "Small book"
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
nb_execution_mode = "off"
suppress_warnings = ["myst.domains"]
"""
INDEX = """# Small book

The book of a test: a chapter with code and figures, and two cards of data below a page of their own.

```{toctree}
:caption: Chapters
:hidden:

chapter
data
wide
```
"""
ALIKE = "The same sentence opens two cards, so that their titles tell them apart."
CARDS = {
    "data": "# Data\n\nEvery dataset has a card.\n\n```{toctree}\n:hidden:\n\ndata/one\ndata/two\n```\n",
    "data/one": f"# First card\n\nShort.\n\n{ALIKE}\n",
    "data/two": f"# Second card\n\nShort.\n\n{ALIKE}\n",
}
WIDE = "| " + " | ".join(f"a long column heading {number}" for number in range(12)) + " |"
TABLE = (
    f"# Wide table\n\nA table that no phone can show whole, and a_very_{'long_' * 30}word.\n\n"
    f":::{{div}} wide-table\n{WIDE}\n{'|---' * 12}|\n{WIDE}\n:::\n"
)
STORY = """## Exercises

:::{admonition} Solution
:class: dropdown
The hidden answer.
:::

:::{warning}
Mind the gap.
:::

::::{tab-set}
:::{tab-item} One
First.
:::
:::{tab-item} Two
Second.
:::
::::

$$x = \\frac{1}{2}$$
"""


@dataclass(frozen=True)
class SmallSite:
    """The folders of one site: as Sphinx printed it, and as it is published."""

    printed: Path
    published: Path

    def names(self) -> list[str]:
        """Return the printed files that may be published."""
        paths = [path.relative_to(self.printed) for path in self.printed.rglob("*") if path.is_file()]
        return [path.as_posix() for path in paths if not LEFT_OUT & set(path.parts)]

    def pages(self) -> dict[str, str]:
        """Return the published pages, by name."""
        found = sorted(self.published.rglob("*.html"))
        return {path.relative_to(self.published).as_posix(): path.read_text() for path in found}


def build(folder: Path, settings: str = "") -> SmallSite:
    """Print and finish the small site."""
    source = folder / "source"
    (source / "data").mkdir(parents=True)
    (source / "conf.py").write_text(SETTINGS + settings)
    for name, text in {"index": INDEX, "wide": TABLE, **CARDS}.items():
        (source / f"{name}.md").write_text(text)
    cells = [
        prose("# A chapter\n\nWhat the delay of a flight depends on, told with code and with two figures."),
        cell("answer = 6 * 7"),
        figure_cell(picture(), alt="Dots in two colours, with a noisy corner."),
        figure_cell(chart(), alt="Bars: the evening is twice as late as the morning."),
        cell("hidden = True", "hide-input"),
        prose(STORY),
    ]
    (source / "chapter.ipynb").write_text(json.dumps(document(cells)))
    printed, published = folder / "pages", folder / "html"
    done = print_pages(source, printed, folder / "memory")
    assert done.returncode == 0, done.stderr
    lay_out(printed, folder / "none", published)
    return SmallSite(printed, published)
