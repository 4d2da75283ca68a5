"""The scan of a folder: everything is read or refused, and nothing secret is repeated."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from portfolio.errors import PublishError
from press.gate import scanning
from press.gate.check import FileCheck, SiteCheck
from press.gate.context import SiteContext, is_telling
from press.gate.facts import FileFacts, Site
from press.gate.gate import check_site, refuse_site
from press.gate.reading.document import Document, Passage, Region, UnreadableError, View
from press.gate.reading.kinds import KINDS, NAMED, read_document
from press.gate.registry import FILE_CHECKS
from press.gate.scan_memory import Memory
from press.gate.scanning import UNREADABLE, checked_file, scan
from site_folders import laid_out, notebook, page, picture, shown, stream

CONTEXT = SiteContext(names=("annabel",), folders=("/srv/ann",))
SECRET = "Copper-77" + "xQ4zLm2"


def as_webp(data: bytes, **words: bytes) -> bytes:
    """Return a picture as WebP, with words in its metadata."""
    file = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").save(file, "WEBP", lossless=True, **words)
    return file.getvalue()


def rules(report) -> set[str]:
    """Return the names of the checks that found something."""
    return {finding.rule for finding in report.findings}


def test_a_clean_site_has_no_finding(tmp_path):
    """Pages, notebook, picture, search index, inventory of nothing."""
    files = {
        "two.html": page("<h2>More</h2>"),
        "_downloads/one.ipynb": notebook(stream("42")),
        "_images/x.png": picture("made with care"),
        "_images/y.webp": as_webp(picture()),
        "searchindex.js": b'Search.setIndex({"docnames": ["index"]})',
        ".nojekyll": b"",
        "site.css": b"main { color: black }",
    }
    report = scan(laid_out(tmp_path, files), context=CONTEXT)
    assert report.findings == ()
    assert report.files == report.scanned == 8


@pytest.mark.parametrize("place", ["xmp", "icc_profile"])
def test_the_words_of_a_light_picture_are_read(place, tmp_path):
    """Metadata and colour profile of WebP say as much as a text of PNG."""
    data = as_webp(picture(), **{place: f"token={SECRET}".encode()})
    (passage,) = read_document("x.webp", data).passages
    assert SECRET in passage.text


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.blob", b"\x00\x01", "is of an unknown kind: .blob"),
        ("LICENSE", b"x", "is of an unknown kind: no ending"),
        ("x.html", b"\xff\xfe\xfa", "is not UTF-8 text (byte 0)"),
        ("x.json", b"{", "is not valid JSON"),
        ("x.json", b"[" * 100_000, "is not valid JSON"),
        ("x.ipynb", b"{}", "is not a notebook"),
        ("x.ipynb", b'{"cells": [1]}', "is not a notebook"),
        ("x.png", b"\x89PNG\r\n\x1a\n", "is not a complete picture"),
        ("x.png", picture() + b"more", "has data after its end"),
        ("x.png", picture().replace(b"PLTE", b"zzZz"), "holds a chunk that no picture needs"),
        ("x.webp", as_webp(picture()) + b"more", "has data after its end"),
        ("x.webp", as_webp(picture())[:-2], "is not a complete picture"),
        ("x.webp", as_webp(picture()).replace(b"VP8L", b"zzZz"), "holds a chunk that no picture needs"),
        ("x.jpg", b"text", "is a picture that cannot be read"),
        ("x.woff2", b"text", "is not a font"),
        ("objects.inv", b"text", "is not an inventory"),
        (".nojekyll", b"x", "is not empty"),
        ("x.html", page('<img alt="A bar" src="data:image/png;base64,' + "A" * 80 + '">'), "is a picture"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_a_finding(name, data, words, tmp_path):
    """The scan fails closed, and says why."""
    report = scan(laid_out(tmp_path, {name: data}), context=CONTEXT)
    told = [
        finding.message for finding in report.findings if finding.rule == UNREADABLE and finding.file == name
    ]
    assert len(told) == 1
    assert words in told[0] or re.search(words, told[0])


def test_a_link_a_pipe_and_a_large_file_are_findings(tmp_path):
    """What they show is not in the folder, or too much to read."""
    laid_out(tmp_path / "site", {"big.txt": b"x" * 2000})
    (tmp_path / "site" / "link.html").symlink_to(tmp_path / "nowhere.html")
    (tmp_path / "site" / "folder").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "site" / "pipe.txt")
    report = scan(tmp_path / "site", context=replace(CONTEXT, scan_bytes=1000))
    told = {finding.file: finding.message for finding in report.findings if finding.rule == UNREADABLE}
    assert told == {
        "big.txt": "has 2,000 bytes; more than 1,000 are not scanned",
        "link.html": "is a symbolic link: what it shows is not in the site",
        "folder": "is a symbolic link: what it shows is not in the site",
        "pipe.txt": "is not a regular file",
    }


def test_a_file_that_the_machine_refuses_is_a_finding(tmp_path, monkeypatch):
    """It may hold anything."""
    laid_out(tmp_path, {"two.html": page()})

    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.read_bytes", refused)
    report = scan(tmp_path, context=CONTEXT)
    assert "two.html: cannot be read: Permission denied [unreadable-file]" in map(str, report.findings)


def test_a_check_that_fails_itself_has_not_passed(tmp_path, monkeypatch):
    """Neither one of a file nor one of the site."""

    class Broken(FileCheck):
        name = "broken"

        def findings(self, document, context):
            raise KeyError(SECRET)

    class BrokenSite(SiteCheck):
        name = "broken-site"

        def findings(self, site, context):
            raise KeyError(SECRET)

    monkeypatch.setattr("press.gate.registry.FILE_CHECKS", (Broken(),))
    monkeypatch.setattr("press.gate.registry.SITE_CHECKS", (BrokenSite(),))
    report = scan(laid_out(tmp_path, {}), context=CONTEXT)
    assert [finding.message for finding in report.findings] == [
        "the check broken failed on it: KeyError",
        "the check broken-site failed: KeyError",
    ]


def test_no_finding_repeats_a_secret(tmp_path):
    """Not in its words, its form for machines, its representation, or the error that refuses the site."""
    files = {
        "two.html": shown(f"DB_PASSWORD={SECRET}"),
        "_downloads/x.ipynb": notebook(stream(f"password: {SECRET}")),
    }
    report = scan(laid_out(tmp_path, files), context=CONTEXT)
    assert rules(report) == {"labelled-secret"}
    told = [str(one) + repr(one) + json.dumps(one.as_json()) for one in report.findings]
    with pytest.raises(PublishError, match="2 findings") as caught:
        refuse_site(report.findings)
    assert SECRET not in "".join(told) + str(caught.value)
    assert f"{len(SECRET)} characters" in str(caught.value)


def test_a_finding_names_file_scenario_cell_and_line(tmp_path):
    """So that the place can be opened."""
    body = (
        '<p>One.</p>\n<div class="cell"><div class="cell_output"><pre>fine\n\nemail '
        "ann@shop.io</pre></div></div>"
    )
    context = replace(CONTEXT, scenarios={"two.html": "jfk"})
    (found,) = scan(laid_out(tmp_path, {"two.html": page(body)}), context=context).findings
    assert found.place == "two.html, scenario jfk, cell 1, line 8"
    (of_notebook,) = checked_file("x.ipynb", notebook(source="1\nx = 'ann@shop.io'"), CONTEXT, FILE_CHECKS)[1]
    assert (of_notebook.cell, of_notebook.line) == (1, 2)


def test_one_leak_is_told_once(tmp_path):
    """Though it is read in several views of the same page."""
    report = scan(laid_out(tmp_path, {"two.html": shown("write to ann@shop.io")}), context=CONTEXT)
    assert len(report.findings) == 1


def test_several_processes_find_and_remember_what_one_does(tmp_path, monkeypatch):
    """In the same order, whatever the memory knows already."""
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(12):
        text = "password = 'Xq9vLm2TzR8w'" if number % 5 == 0 else f"Page {number}."
        (folder / f"page{number:02}.html").write_bytes(page(text))
    (folder / "notes.bin").write_bytes(b"\x00\x01")

    def scanned(many: int, memory: str) -> list[object]:
        monkeypatch.setattr(scanning, "MANY", many)
        reports = [scan(folder, memory=tmp_path / memory) for _ in range(2)]
        return [(report.findings, report.files, report.scanned) for report in reports]

    monkeypatch.setattr(scanning.os, "cpu_count", lambda: 2)
    several, one = scanned(2, "several.json"), scanned(1_000, "one.json")
    assert several == one
    assert len(several[0][0]) >= 4
    assert (tmp_path / "several.json").read_text() == (tmp_path / "one.json").read_text()


def test_a_vendor_file_as_shipped_is_not_searched(tmp_path):
    """Known by its digest alone; one byte more, and it is searched like any other."""
    data = b'var x = "http://localhost:3000/y";'
    import hashlib

    context = replace(CONTEXT, vetted=frozenset({hashlib.sha256(data).hexdigest()}))
    report = scan(laid_out(tmp_path, {"vendor.js": data, "changed.js": data + b" "}), context=context)
    assert {finding.file for finding in report.findings} == {"changed.js"}


@pytest.mark.parametrize("name", ["root", "runner", "vm", "12345678", "jovyan"])
def test_a_name_that_says_nothing_is_not_looked_for(name):
    """It is a word of every page."""
    assert not is_telling(name)


def test_the_names_and_folders_of_the_machine_are_found_at_run_time(monkeypatch):
    """Nothing of them stands in the code."""
    monkeypatch.setattr("socket.gethostname", lambda: "bluebird.fritz.box")
    monkeypatch.setattr("getpass.getuser", lambda: "annabel")
    monkeypatch.delenv("HOSTNAME", raising=False)
    assert SiteContext().own_names == ("annabel", "bluebird")
    monkeypatch.setenv("HOME", "/home/annabel")
    assert "/home/annabel" in SiteContext().own_folders


def test_facts_survive_being_written_down():
    """The memory keeps them as JSON."""
    facts = FileFacts(3, (("a.html#x", 7),), ("x",), ("b.css",), True)
    memory = Memory("key")
    memory.passed("a.html", "digest", facts)
    assert Memory("key", json.loads(json.dumps(memory.seen))).facts("a.html", "digest") == facts
    assert Site({"a.html": facts, "b.css": facts}).pages == ("a.html",)


def test_without_a_project_any_folder_can_be_checked(tmp_path):
    """The gate's door for the press works on a bare folder too."""
    assert check_site(laid_out(tmp_path, {}), CONTEXT).findings == ()
    refuse_site([])


MARKS = [
    "<",
    ">",
    "</div>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<svg",
    "&#x1F600;",
    "&#99999999;",
    "{",
    '"',
    "\\\\x\\y",
    "\u200b",
    "�",
    "\x00",
]
WORDS = [
    "password=",
    "://a:b@c",
    "AKIA",
    "-----BEGIN",
    "Search.setIndex(",
    "data:image/png;base64,",
    "eyJ",
    "+33",
    "@",
    "DE89",
]
EDGY = st.sampled_from([*MARKS, *WORDS, "\n"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from([f"x{suffix}" for suffix in KINDS] + list(NAMED)),
    parts=st.lists(st.one_of(EDGY, st.text(max_size=20)), max_size=30),
)
def test_no_text_makes_the_scan_fail(name, parts):
    """Whatever a file says, it is read or refused, never a crash of a check."""
    data = "".join(parts).encode("utf-8", "surrogatepass")
    _, found = checked_file(name, data, CONTEXT, FILE_CHECKS)
    assert not [one for one in found if "failed" in one.message]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from([f"x{suffix}" for suffix in KINDS]), data=st.binary(max_size=300))
def test_no_bytes_make_the_scan_fail(name, data):
    """Nor whatever it is made of."""
    for content in (data, picture()[:8] + data, b"\xff\xd8" + data, b'{"cells": [' + data + b"]}"):
        _, found = checked_file(name, content, CONTEXT, FILE_CHECKS)
        assert not [one for one in found if "failed" in one.message]


def test_the_reader_of_a_file_says_what_is_wrong():
    """Its own error is no traceback of a parser."""
    with pytest.raises(UnreadableError, match="is not valid JSON"):
        read_document("x.json", b"{")


LONG = (
    "a",
    "1",
    "a.",
    "1 ",
    "a@b.",
    "\\\\a\\",
    "token=",
    "://a:",
    "https://login/",
    "\n",
    "+1 ",
    "DE89 ",
    "fe80:",
    "{{ ",
)


@pytest.mark.parametrize("unit", LONG)
def test_long_texts_take_linear_time(unit):
    """A page of one repeated piece is no way to stop a build."""
    passage = Passage(unit * (20_000 // len(unit)), View.TEXT, Region.OUTPUT, 1, 1)
    document = Document("x.html", "html", b"<p>x", (passage,))
    started = process_time()
    for check in FILE_CHECKS:
        list(check.findings(document, CONTEXT))
    assert process_time() - started < 2


def test_neighbours_in_a_search_index_are_not_a_broken_word():
    """The words of an index follow each other by the alphabet: an anchor may stand before a number."""
    words = '"term-weight-of-evidence": 1, "0007133d9f3b27c4a61e": 2'
    _, found = checked_file("searchindex.js", f"Search.setIndex({{{words}}})".encode(), CONTEXT, FILE_CHECKS)
    assert found == []
