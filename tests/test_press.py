"""Whole builds of tiny books: what is executed, what is published, what survives a fault."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portfolio.errors import LockHeldError, PublishError, UsageError
from press.build.build import Built
from press.build.build import build as build_book
from press.build.folder_lock import locked
from press.build.plan import only as limited
from press.execute.progress import TextDisplay
from press.project import Limits, Project
from press.releases.results_lock import locked_form
from press.releases.swap import tree_digests
from tests_support import RECORDS, TinyBook, cell

SHOWN = "The answer is {result}`answer|full`."


def build(project: Project, **options: object) -> Built:
    """Build a tiny book with short limits."""
    limits = Limits(cell_seconds=20, run_seconds=40, memory_mib=1500)
    return build_book(project, display=TextDisplay, limits=limits, **options)  # type: ignore[arg-type]


def executed(built: Built) -> list[str]:
    """Return the names of the runs that were executed."""
    return [item.run.name for item in built.finished if item.status == "executed"]


def stamps(site: Path) -> dict[str, int]:
    """Return the modification time of every file of a site."""
    return {
        str(path.relative_to(site)): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()
    }


@pytest.fixture
def two(book) -> TinyBook:
    """Return a book with two notebooks, the first with a second scenario."""
    book.notebook("one", RECORDS, "from portfolio.results import run_log\nprint(city)", prose=SHOWN)
    book.notebook("two", RECORDS)
    book.write("notebooks/one.yml", "scenarios:\n  oslo: {title: Oslo, parameters: {city: Oslo}}\n")
    return book


@pytest.mark.slow
def test_the_life_of_a_book(two):
    """Build, nothing changed, prose changed, parameter page, module-free reuse, failure, repair."""
    project = two.project
    first = build(project)
    assert first.exit_code == 0
    assert sorted(executed(first)) == ["one/default", "one/oslo", "two/default"]
    page = (project.site / "notebooks/one.html").read_text()
    assert "42.5\N{NO-BREAK SPACE}min" in page
    assert 'class="result"' in page
    assert "Oslo" in (project.site / "notebooks/one-oslo.html").read_text()
    assert "The answer" in (project.site / "notebooks/one-compare.html").read_text()

    # nothing changed: nothing executed, nothing rewritten
    before = stamps(project.site)
    second = build(project)
    assert executed(second) == []
    assert second.site["published"] is False
    assert stamps(project.site) == before

    # prose changed: nothing executed, the page is new
    two.prose("one", "Now we know: {result}`answer`.")
    third = build(project)
    assert executed(third) == []
    assert "Now we know" in (project.site / "notebooks/one.html").read_text()
    after = stamps(project.site)
    assert after["notebooks/two.html"] == before["notebooks/two.html"]

    # a failing cell: the others finish and are cached, the site stays, twice
    good = tree_digests(project.site)
    two.notebook("one", RECORDS, "1 / 0", prose=SHOWN)
    two.notebook("two", RECORDS, "print('changed')")
    for expected in (["two/default"], []):
        failed = build(project)
        assert failed.exit_code == 4
        assert sorted(item.run.name for item in failed.failed) == ["one/default", "one/oslo"]
        assert executed(failed) == expected
        assert tree_digests(project.site) == good

    # mended: only what failed is executed
    two.notebook("one", RECORDS, "print('mended')", prose=SHOWN)
    assert sorted(executed(build(project))) == ["one/default", "one/oslo"]
    assert "mended" in (project.site / "notebooks/one.html").read_text()


@pytest.mark.slow
def test_a_book_of_one_chapter_quotes_the_others_and_links_to_none_of_them(two):
    """What the lock holds is shown; Sphinx warns of no missing page; the whole book is not there."""
    told = "See [the second](two.ipynb): {result}`two.answer|full`, with [the table](two-compare.md)."
    two.notebook("one", RECORDS, prose=told)
    two.notebook("two", "1 / 0")
    two.write("book/index.md", "# Home\n\n[Second](notebooks/two.ipynb), [first](notebooks/one.ipynb).\n")
    locked = {"two/default": {"answer": {"value": 7.25, "unit": "min"}}}
    two.lock(locked)
    project = limited(two.project, "one")
    built = build(project)
    assert built.exit_code == 0
    assert built.site["published"]
    page = (project.site / "notebooks/one.html").read_text(encoding="utf-8")
    assert "7.25\N{NO-BREAK SPACE}min" in page
    assert "two.html" not in page
    home = (project.site / "index.html").read_text(encoding="utf-8")
    assert "two.html" not in home
    assert 'href="notebooks/one.html"' in home
    assert not two.project.site.exists()


@pytest.mark.slow
def test_the_same_book_built_twice_is_the_same_but_for_declared_dates(make_book):
    """In two folders, with one worker and with two."""
    digests = []
    for name, workers in (("here", 1), ("over there", 2)):
        made = make_book(name)
        made.notebook("one", RECORDS, "print(city)", prose=SHOWN)
        made.notebook("two", RECORDS)
        made.write("book/status.md", "# Status\n\n<!-- portfolio: status -->\n")
        made.write(
            "_toc.yml",
            "format: jb-book\nroot: book/index\nchapters:\n"
            "- file: notebooks/one\n- file: notebooks/two\n- file: book/status\n",
        )
        build(made.project, workers=workers)
        digests.append(tree_digests(made.project.site, normalised=True))
    assert digests[0] == digests[1]


MEASURES = """import time
import pandas as pd
from portfolio import results
seconds = time.time()
results.record("took", seconds, unit="s", digits=3, measured=True, label="Time of the machine")
results.name("city", "JFK")
frame = pd.DataFrame({"model": ["a <b>", "c"], "seconds": [seconds, seconds / 3]})
results.table("times", frame, measured=["seconds"], caption="How long it took.")
results.with_measured(frame, "seconds")"""
TOLD = "It took {result}`took` in {result}`city`.\n\n```{result-table} one.times\n```\n"


def test_what_a_machine_measures_is_shown_and_differs_nowhere_else(make_book):
    """Prose, tables, the file to take away, the search index and the lock hold no time of a clock."""
    digests, sites = [], []
    for name in ("here", "there"):
        made = make_book(name)
        made.notebook("one", MEASURES, prose=TOLD)
        build(made.project)
        rows = json.loads((made.project.build / "results.json").read_text())
        made.lock(locked_form(rows))
        assert build(made.project, force=True).drift.values == ()
        digests.append(tree_digests(made.project.site, normalised=True))
        sites.append(made.project.site)
    assert digests[0] == digests[1]
    pages = [(site / "notebooks/one.html").read_text() for site in sites]
    assert pages[0] != pages[1]
    assert pages[0].count('<span class="volatile">1') >= 3
    assert "a &lt;b&gt;" in pages[0]
    file = next(sites[0].rglob("_downloads/*/one*.json")).read_text()
    assert [row["name"] for row in json.loads(file)["values"]] == ["city"]
    assert json.loads(file)["tables"][0]["data"]["columns"] == ["model"]


def test_reports_tell_machines_what_happened(two):
    """report.json, junit.xml and results.json have the promised shape."""
    two.notebook("two", "1 / 0")
    build(two.project)
    report = json.loads((two.project.build / "report.json").read_text())
    rows = {f"{row['notebook']}/{row['scenario']}": row for row in report["runs"]}
    assert {"status", "verdict", "reasons", "seconds", "peak_mib", "datasets"} <= set(rows["one/default"])
    assert rows["two/default"]["status"] == "failed"
    assert rows["one/oslo"]["status"] == "ok"
    assert set(report["site"]) >= {"pages", "seconds"}
    results = json.loads((two.project.build / "results.json").read_text())
    assert [(row["notebook"], row["scenario"], row["name"], row["value"]) for row in results] == [
        ("one", "default", "answer", 42.5),
        ("one", "oslo", "answer", 42.5),
    ]
    assert 'failures="1"' in (two.project.build / "junit.xml").read_text()


WRONG = {
    "a number typed by hand": ("book/index.md", "# Home\n\nAbout 41 % of all.\n", PublishError, "41 %"),
    "an unknown result": (
        "book/index.md",
        "# Home\n\n{result}`one.lost`\n",
        PublishError,
        "records no 'lost'",
    ),
    "a broken link": ("book/index.md", "# Home\n\n[x](nowhere.md)\n", PublishError, "nowhere"),
    "a fact without source": ("book/index.md", "# Home\n\n{fact}`28 %`\n", PublishError, "28 %"),
    "an unknown setting": (
        "_config.yml",
        'titel: x\nexecute: {execute_notebooks: "off"}\n',
        UsageError,
        "Did you mean 'title'",
    ),
    "execution by the book": ("_config.yml", "title: x\n", UsageError, "execute_notebooks"),
    "broken settings": ("_config.yml", "title: [x\n", UsageError, "_config.yml, line"),
    "a missing page": ("_toc.yml", "format: jb-book\nroot: book/indx\n", UsageError, "Did you mean 'index'"),
    "a page named twice": (
        "_toc.yml",
        "format: jb-book\nroot: book/index\nchapters:\n- file: book/index\n",
        UsageError,
        "twice",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_book_is_refused_and_the_site_untouched(name, book):
    """Each time it is built, not only the first."""
    book.notebook("one", RECORDS)
    build(book.project)
    good = tree_digests(book.project.site)
    file, text, error, message = WRONG[name]
    book.write(file, text)
    for _ in range(2):
        with pytest.raises(error, match=message):
            build(book.project)
        assert tree_digests(book.project.site) == good


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (
            "book/allow.yml",
            "- where: a\n  where: b\n",
            "line 2: the key 'where' stands twice, first in line 1",
        ),
        ("notebooks/one.yml", "card: {}\ncard: {}\n", "line 2: the key 'card' stands twice, first in line 1"),
        (
            "book/competencies.yml",
            "projects: {}\nproject: {}\n",
            "unknown key 'project'. Did you mean 'projects'",
        ),
        ("book/profile.yml", "name:\n", "line 1: name is missing"),
    ],
)
def test_a_fault_in_a_settings_file_is_told_before_anything_is_executed(file, text, message, book):
    """Nobody waits an hour to learn of a typing error."""
    book.notebook("one", RECORDS)
    book.write(file, text)
    with pytest.raises(UsageError, match=f"(?s){file}.*{message}"):
        build(book.project)
    assert not list(book.project.cache.rglob("*.ipynb"))


def test_a_site_edited_by_hand_is_printed_again(book):
    """Nobody's edit stays published."""
    book.notebook("one", RECORDS)
    build(book.project)
    page = book.project.site / "index.html"
    text = page.read_text()
    page.unlink()
    page.write_text(text.replace("Welcome", "Hacked"))
    assert build(book.project).site["published"]
    assert "Hacked" not in page.read_text()


def test_what_a_page_hides_is_nowhere_in_the_site(book):
    """Outputs of hidden cells, standard error, sources and paths of the machine stay out."""

    hidden = cell("print('can' + 'ary-output')", "remove-output")
    removed = cell("print('can' + 'ary-cell')  # canary-code", "remove-cell")
    loud = cell("import sys; print('can' + 'ary-stderr', file=sys.stderr)")
    book.notebook("one", RECORDS, hidden, removed, loud)
    build(book.project)
    published = [path for path in book.project.site.rglob("*") if path.is_file()]
    for path in published:
        content = path.read_bytes()
        assert b"canary-output" not in content, path
        assert b"canary-cell" not in content, path
        assert b"canary-stderr" not in content, path
        assert str(book.root).encode() not in content, path
    assert not {"_sources", ".doctrees", "reports"} & {part for path in published for part in path.parts}


def test_a_path_of_this_machine_in_an_output_blocks_the_site(book):
    """A working folder printed by a cell is not published."""
    book.notebook("one", RECORDS, "import os; print(os.getcwd())")
    with pytest.raises(PublishError, match=r"notebooks/one\.html"):
        build(book.project)
    assert not book.project.site.exists()


def test_a_second_build_in_the_same_folder_is_told_who_holds_it(book):
    """The holder and the moment are named."""
    with locked(book.project), pytest.raises(LockHeldError, match=rf"process {os.getpid()}, since 20"):
        build(book.project)


def test_a_build_killed_at_any_moment_leaves_a_whole_site_and_no_process(two):
    """SIGKILL at several moments: the old site or the new one, and the next build simply works."""
    build(two.project)
    old = tree_digests(two.project.site)
    two.notebook("two", RECORDS, "import time; time.sleep(0.5); print('new')")
    command = [sys.executable, "-m", "press", "build", "--workers", "1"]
    for delay in (0.3, 1.2, 2.2, 3.1, 3.6, 4.2, 5.0):
        process = subprocess.Popen(command, cwd=two.root, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        now = tree_digests(two.project.site)
        if "new" in (two.project.site / "notebooks/two.html").read_text():
            assert build(two.project).exit_code == 0
            assert tree_digests(two.project.site, normalised=True).keys() == now.keys()
        else:
            assert now == old
    assert build(two.project).exit_code == 0
    assert "new" in (two.project.site / "notebooks/two.html").read_text()
    assert not [path for path in two.project.build.iterdir() if path.name in ("runs", "html.next")]


def test_ctrl_c_ends_a_build_with_130_and_leaves_no_process(two):
    """The kernel is gone, the site is the old one, and one line says so."""
    build(two.project)
    old = tree_digests(two.project.site)
    two.notebook("two", "import time; time.sleep(4712)")
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = subprocess.Popen(
            [sys.executable, "-m", "press", "build"],
            cwd=two.root,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        time.sleep(4)
        process.send_signal(number)
        _, told = process.communicate(timeout=15)
        assert process.returncode == code
        assert told.splitlines()[-1].endswith("the published site is untouched")
        assert "Traceback" not in told
        assert kernels_of(two.root) == []
    assert tree_digests(two.project.site) == old


def kernels_of(root: Path) -> list[int]:
    """Return the processes that work below `root`."""
    import psutil

    found = []
    for process in psutil.process_iter(["pid", "cmdline", "status"]):
        words = " ".join(process.info["cmdline"] or [])
        if str(root) in words and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.info["pid"])
    return found


def test_a_full_disk_is_told_and_the_site_stays(two):
    """Under a file-size limit no file is torn, and the next build works."""
    build(two.project)
    old = tree_digests(two.project.site)
    two.notebook("two", RECORDS, "print('x' * 60_000)")
    command = f"ulimit -f 40; exec {sys.executable} -m press build"
    done = subprocess.run(["bash", "-c", command], cwd=two.root, capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr
    assert "Traceback" not in done.stderr
    assert tree_digests(two.project.site) == old
    assert build(two.project).exit_code == 0


def test_a_stray_notebook_is_named_and_not_executed(two):
    """A notebook that the table of contents does not name is no part of the book."""
    two.notebook("stray", "1 / 0")
    listed = "".join(f"- file: notebooks/{name}\n" for name in ("one", "two"))
    two.write("_toc.yml", f"format: jb-book\nroot: book/index\nchapters:\n{listed}")
    built = build(two.project)
    assert built.exit_code == 0
    assert built.outside == ("stray",)
    assert "stray/default" not in executed(built)
    assert not (two.project.site / "notebooks/stray.html").exists()


def test_a_caption_mended_after_the_execution_passes_without_a_new_one(book):
    """The gate looks at today's caption, not at that of the execution."""
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    book.notebook("one", RECORDS, cell(draw))
    with pytest.raises(PublishError, match="caption"):
        build(book.project)
    words = {"figure": {"caption": "It rises."}, "image": {"alt": "A line that rises from left to right."}}
    book.notebook("one", RECORDS, cell(draw, mystnb=words))
    built = build(book.project)
    assert executed(built) == []
    assert "It rises." in (book.project.site / "notebooks/one.html").read_text()
