"""A site as the press prints it: no false alarm, and every planted fault found in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from press.gate.context import SiteContext
from press.gate.scanning import scan
from small_site import SmallSite, build

CONTEXT = SiteContext(names=("annabel",), folders=("/srv/ann",))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """Return the small site, printed by Sphinx and finished as the press does."""
    return build(tmp_path_factory.mktemp("printed"))


def test_a_printed_site_has_no_finding(printed):
    """The theme's scripts, highlighted code, figures, formulas, tabs and wide tables are the book's own."""
    report = scan(printed.published, context=CONTEXT, memory=printed.published.parent / "checked.json")
    assert [str(finding) for finding in report.findings] == []
    assert report.files == report.scanned > 20


PLANTED = {
    "labelled-secret": "<p>DB_PASSWORD=Copper-77xQ</p>",
    "absolute-path": "<p>/srv/ann/data.csv</p>",
    "machine-name": "<p>by annabel</p>",
    "active-html": "<script>let toggleHintShow = fetch('x');</script>",
    "broken-markup": "</div></section>",
    "internal-link": '<p><a href="gone.html">x</a></p>',
    "heading-order": "<h5>x</h5>",
}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_fault_planted_into_a_printed_page_is_found(rule, printed, tmp_path):
    """Among all that the theme writes around it."""
    site = Path(shutil.copytree(printed.published, tmp_path / "site"))
    page = site / "chapter.html"
    page.write_text(page.read_text().replace("</article>", PLANTED[rule] + "</article>", 1))
    memory = printed.published.parent / "checked.json"  # the other pages passed in the test above
    assert {finding.rule for finding in scan(site, context=CONTEXT, memory=memory).findings} == {rule}
