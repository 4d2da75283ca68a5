"""What passed is not scanned again while nothing that matters changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from press.gate import scan_memory as remembering
from press.gate.context import SiteContext
from press.gate.scanning import Report, scan
from press.gate.secrets import formats
from site_folders import laid_out, page

CONTEXT = SiteContext(names=("annabel",), folders=("/srv/ann",))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site of three pages."""
    return laid_out(tmp_path / "site", {"one.html": page(), "two.html": page("<p>Two.</p>")})


def again(site: Path, context: SiteContext = CONTEXT) -> Report:
    """Scan with the memory beside the site."""
    return scan(site, context=context, memory=site.parent / "checked.json")


def test_an_unchanged_site_is_not_scanned_again(site):
    """And is judged the same."""
    assert again(site).scanned == 3
    report = again(site)
    assert (report.scanned, report.files, report.findings) == (0, 3, ())


def test_only_what_changed_is_scanned(site):
    """By content, not by time."""
    again(site)
    (site / "one.html").write_bytes(page("<p>Another.</p>"))
    (site / "two.html").touch()
    assert again(site).scanned == 1


def test_a_file_with_a_finding_is_scanned_each_time(site):
    """The memory holds nothing that is wrong."""
    (site / "one.html").write_bytes(page("<p>ann@shop.io</p>"))
    assert [len(again(site).findings) for _ in range(2)] == [1, 1]
    assert again(site).scanned == 1
    assert "ann@shop" not in (site.parent / "checked.json").read_text()


def test_links_are_judged_though_no_page_is_scanned(site):
    """A page that is gone breaks links of pages that did not change."""
    again(site)
    (site / "two.html").unlink()
    report = again(site)
    assert report.scanned == 0
    assert [finding.rule for finding in report.findings] == ["internal-link"]


def test_a_file_under_another_name_is_scanned(site):
    """Its name decides how it is read."""
    again(site)
    (site / "two.html").rename(site / "three.html")
    assert again(site).scanned == 1


@pytest.mark.parametrize(
    "change",
    [{"names": ("annabel", "bob-laptop")}, {"folders": ()}, {"regions": ("FR",)}, {"scan_bytes": 10**6}],
)
def test_what_the_checks_are_told_makes_another_memory(change, site):
    """A page that passed may hold the new name."""
    again(site)
    assert again(site, replace(CONTEXT, **change)).scanned == 3


def test_other_code_makes_another_memory(site, monkeypatch):
    """A check that learnt something must see every file."""
    again(site)
    monkeypatch.setattr(remembering, "_code_digest", lambda: "another")
    assert again(site).scanned == 3


def test_the_table_of_token_formats_is_part_of_the_code():
    """A row that is added must be looked for in files that passed before."""
    assert Path(formats.__file__).with_suffix(".txt") in remembering.code_files()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": 1}', '{"key": "x", "files": []}'])
def test_a_broken_memory_is_none(text, site):
    """Everything is scanned, and the memory is written anew."""
    (site.parent / "checked.json").write_text(text)
    assert again(site).scanned == 3
    assert again(site).scanned == 0


def test_an_entry_that_was_edited_is_not_used(site):
    """Facts of another form are no facts."""
    again(site)
    path = site.parent / "checked.json"
    data = json.loads(path.read_text())
    data["files"]["one.html"]["facts"] = {"sent": "much"}
    path.write_text(json.dumps(data))
    assert again(site).scanned == 1
