"""The roles of the book, in pages that Sphinx makes."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from portfolio.results.value import Value
from press.pages.staging import Stage
from press.result_references import results_file
from press.sphinx_ext.results_ext import own_run

NBSP = "\N{NO-BREAK SPACE}"
VALUES = {
    "one/default": [Value("delay", 12.44, "min", 1, (11.9, 12.8), label='The "delay" & <more>')],
    "one/jfk": [Value("delay", -3.0, "min", 1)],
    "a-b/c-d": [Value("delay", 7, digits=0)],
    "two/default": [Value("place", "<b>JFK</b> & co", type="name")],
}
PAGES = {
    "index": """# Home

Of another page: {result}`one.delay`, {result}`one/jfk.delay|number`, and {result}`two.place`.
{result}`a-b/c-d.delay` leads to its cell.

| what | how much |
|---|---|
| full | {result}`one.delay\\|full` |

- {fact}`28 %|its publisher`, made {volatile}`3.2 s <ago>`.

Inline $a < b$ and

$$
\\frac{1}{2}
$$
""",
    "notebooks/one": "# One\n\n## It took {result}`delay` here\n\nText {result}`delay|bounds`.\n",
    "notebooks/one-jfk": "# One at JFK\n\n{result}`delay` and {result}`one.delay`.\n",
    "notebooks/a-b-c-d": "# Four\n\n{result}`delay`.\n",
    "wrong": """# Wrong

{result}`delay`

{result}`one.delai`

{result}`three.delay`

{result}`one.delay|ful`

{fact}`28 %`

{fact}`28 %| `
""",
}


@dataclass(frozen=True)
class Site:
    """A built site, and what Sphinx complained about."""

    folder: Path
    log: str

    def page(self, name: str) -> str:
        """Return the body of a page."""
        text = (self.folder / f"{name}.html").read_text(encoding="utf-8")
        return text[text.index('<div class="body"') : text.index('<div class="clearer"')]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """Build the pages."""
    root: Path = tmp_path_factory.mktemp("book")
    stage = Stage(root / "stage")
    for run, values in VALUES.items():
        path = results_file(stage.folder, run).relative_to(stage.folder)
        anchored = {"anchor": "cell-3"} if run == "a-b/c-d" else {}
        stage.write_json(path.as_posix(), [{**value.as_dict(), **anchored} for value in values])
    for name, text in PAGES.items():
        stage.write(f"{name}.md", text)
    log = io.StringIO()
    with patch_docutils(), docutils_namespace():
        Sphinx(
            srcdir=str(stage.folder),
            confdir=None,
            outdir=str(root / "html"),
            doctreedir=str(root / "doctrees"),
            buildername="html",
            confoverrides={
                "extensions": ["myst_parser", "press.sphinx_ext.results_ext"],
                "html_theme": "basic",
                "myst_enable_extensions": ["dollarmath"],
                "html_math_renderer": "mathml",
                "suppress_warnings": ["myst.domains"],
                "html_copy_source": False,
            },
            status=None,
            warning=log,
        ).build()
    return Site(root / "html", log.getvalue())


def test_a_value_of_another_page_is_shown_with_its_unit(site):
    """With what it is and where it comes from, for the pointer and for machines."""
    assert (
        '<data class="result" value="12.44" title="The &quot;delay&quot; &amp; &lt;more&gt;; '
        f'computed by one/default; interval 11.9 to 12.8{NBSP}min">12.4{NBSP}min</data>'
    ) in site.page("index")
    assert ">\N{MINUS SIGN}3.0</data>" in site.page("index")


def test_a_value_of_text_cannot_become_markup(site):
    """Neither in the page nor in an attribute."""
    assert 'value="&lt;b&gt;JFK&lt;/b&gt; &amp; co"' in site.page("index")
    assert ">&lt;b&gt;JFK&lt;/b&gt; &amp; co</data>" in site.page("index")


def test_the_full_form_fits_into_a_table(site):
    """Where its bar is written `\\|`."""
    cells = re.findall(r"<td>(.*?)</td>", site.page("index"), re.DOTALL)
    assert len(cells) == 2
    assert f"12.4{NBSP}min (11.9 to 12.8{NBSP}min)" in cells[1]


def test_the_page_of_a_run_names_only_the_value(site):
    """In a heading too."""
    assert f"12.4{NBSP}min</data>" in re.findall(r"<h2>(.*?)</h2>", site.page("notebooks/one"))[0]
    assert f"11.9 to 12.8{NBSP}min</data>" in site.page("notebooks/one")


def test_the_page_of_a_scenario_shows_its_own_values(site):
    """And those of another run when named."""
    assert re.findall(r">([^<>]*)</data>", site.page("notebooks/one-jfk")) == [
        f"\N{MINUS SIGN}3.0{NBSP}min",
        f"12.4{NBSP}min",
    ]
    assert ">7</data>" in site.page("notebooks/a-b-c-d")


def test_a_number_leads_to_the_cell_that_recorded_it(site):
    """From its own page and from others, saying how it was made; a run without a page leads nowhere."""
    link = '<a class="result-origin" href="{}#cell-3" data-origin="delay; computed by a-b/c-d"><data '
    assert link.format("") in site.page("notebooks/a-b-c-d")
    assert link.format("notebooks/a-b-c-d.html") in site.page("index")
    assert "result-origin" not in site.page("notebooks/one")


def test_a_fact_shows_its_source(site):
    """Behind the number."""
    assert '<span class="fact">28 %</span><span class="fact-source"> (its publisher)</span>' in site.page(
        "index"
    )


def test_volatile_text_is_on_the_page_and_not_in_the_search_index(site):
    """Else two builds of one commit would differ in it."""
    assert '<span class="volatile">3.2 s &lt;ago&gt;</span>' in site.page("index")
    assert "ago" not in (site.folder / "searchindex.js").read_text()


def test_mathematics_needs_no_script(site):
    """Browsers show MathML."""
    page = site.page("index")
    assert "<math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>" in page
    assert '<div class="math">\n<math display="block">' in page
    assert not re.findall(
        r"<(?:script|link)[^>]*(?:mathjax|https?:)", (site.folder / "index.html").read_text()
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (3, "this page has no run of its own"),
        (5, "one/default records no 'delai'. Did you mean 'delay'?"),
        (
            7,
            "no published run 'three/default'. Did you mean 'two/default'? Known: a-b/c-d, one/default,",
        ),
        (9, "unknown form 'ful'. Did you mean 'full'?"),
        (11, "{fact}`28 %`: expected text|source"),
        (13, "expected text|source"),
    ],
)
def test_a_wrong_role_is_an_error_with_its_line(line, message, site):
    """So the build stops."""
    told = [entry for entry in site.log.splitlines() if f"wrong.md:{line}: ERROR: " in entry]
    assert len(told) == 1
    assert message in told[0]


def test_good_pages_raise_no_warning(site):
    """But for being in no table of contents here."""
    told = [line for line in site.log.splitlines() if "isn't included in any toctree" not in line]
    assert [line for line in told if "wrong.md" not in line] == []


@pytest.mark.parametrize(
    ("page", "run"),
    [
        ("notebooks/one", "one/default"),
        ("notebooks/one-jfk", "one/jfk"),
        ("notebooks/a-b-c-d", "a-b/c-d"),
        ("notebooks/one-compare", None),
        ("notebooks/lost", None),
        ("index", None),
        ("one", None),
    ],
)
def test_a_page_belongs_to_the_run_whose_values_are_staged(page, run, tmp_path):
    """Names may hold dashes; a page of prose belongs to none."""
    for name in VALUES:
        Stage(tmp_path).write_json(results_file(tmp_path, name).relative_to(tmp_path).as_posix(), [])
    assert own_run(page, tmp_path) == run
