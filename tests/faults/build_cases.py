"""B: what can happen to a build and to the folder it works in."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable

from faults import torture
from faults.case import Met, Table
from faults.kernel_cases import WAITS, until
from faults.lab import Lab
from faults.torture import RECORDS
from press.releases.swap import tree_digests

TABLE = Table()
KILLS = 20
MISPRINTS = """# About

![A picture of a lost thing](lost.png)

[Nowhere](nowhere.md), {ref}`no-label`

(one-label)=
## First

(one-label)=
## Second
"""
SEARCH = "_static/searchtools.js"  # it tells what each page says
WRITTEN = {
    "about.html",
    "searchindex.js",
    SEARCH,
    "status.html",
    "report.json",
}  # differ between two editions
CONFIG = 'title: Tiny\nauthor: Nobody\nexecute: {execute_notebooks: "off"}\n'


TABLE.add(
    "B1", "one notebook fails while the others end well, a site published before", 4,
    "1 failed: echo/default; the published site is untouched", lambda lab: lab.failed_twice,
)  # fmt: skip


def edition(lab: Lab, number: int) -> None:
    """Write another edition of one page."""
    lab.book.write("book/about.md", f"# About\n\nThis is edition{number}, written by nobody.\n")


def editions(lab: Lab) -> set[str]:
    """Return the editions that the published site shows, in its page, its search index and its search."""
    page, told = ((lab.project.site / name).read_text() for name in ("about.html", SEARCH))
    index = (lab.project.site / "searchindex.js").read_text()
    return {*re.findall(r"edition\d+", page + told)} | {*re.findall(r'"(edition\d+)": \[?\d', index)}


@TABLE.case(
    "B2",
    "`kill -9` at 20 random moments of a build that publishes",
    0,
    "^20 kills, each left one whole edition",
)
def killed(lab: Lab) -> Met:
    lab.fresh()
    edition(lab, 0)
    seconds = lab.give("build").seconds
    rest = others(lab)
    moments, mixed, last = random.Random(4), [], {"edition0"}
    for number in range(1, KILLS + 1):
        edition(lab, number)
        process = lab.start("build")
        process.join(moments.uniform(0.02, seconds))
        process.kill()
        process.join()
        shown = editions(lab)
        if shown not in (last, {f"edition{number}"}) or others(lab) != rest:
            now = others(lab)
            odd = sorted(name for name in rest.keys() | now.keys() if rest.get(name) != now.get(name))
            mixed.append(f"{number}: {sorted(shown)} {odd}")
        last = shown
    answer = lab.give("build")
    left = [name for name in ("runs", "html.next") if (lab.project.build / name).exists()]
    met = lab.after(answer)
    told = f"{KILLS} kills, each left one whole edition" if not mixed else f"mixed: {'; '.join(mixed)}"
    return Met(answer.code, told + (f", and {left}" if left else ""), met.broken)


def others(lab: Lab) -> dict[str, str]:
    """Return the digests of all files that no edition changes."""
    found = tree_digests(lab.project.site, normalised=True)
    return {name: digest for name, digest in found.items() if name not in WRITTEN and "sitemap" not in name}


def full_disk(kib: int, *, executes: bool = False, anew: bool = False) -> Callable[[Lab], Met]:
    """Return a meeting with a disk on which no file can grow beyond so many KiB."""

    def meet(lab: Lab) -> Met:
        lab.fresh()
        edition(lab, 1)
        if executes:
            lab.book.notebook("echo", "print('x' * 60_000)", parameters=torture.ECHO)
            torture.contents(lab.book)
        if anew:  # nothing is printed yet: every file is written, the large ones too
            for name in ("pages", "doctrees"):
                shutil.rmtree(lab.project.build / name)
        return lab.after(lab.give("build", limit=kib * 1024))

    return meet


FULL = "too large|No space|cannot be read"
TABLE.add("B3a", "the disk is full when a run writes its notebook", 9, FULL, full_disk(24, executes=True))
TABLE.add("B3b", "the disk is full when the pages are written", 9, FULL, full_disk(24))
TABLE.add(
    "B3c", "the disk is full when the large files of a site are written", 9, FULL, full_disk(300, anew=True)
)


@TABLE.case(
    "B4a", "two builds at once in one folder", 8, r"another build is at work here: process \w+, since"
)
def two_builds(lab: Lab) -> Met:
    lab.fresh().notebook("one", RECORDS, WAITS, prose=torture.SHOWN)
    torture.contents(lab.book)
    process = lab.start("build")
    until(lambda: bool(list(lab.project.build.glob("runs/*/work/started"))))
    second = lab.give("build")
    process.terminate()
    process.join()
    return lab.after(second)


@TABLE.case("B4b", "the lock of a build that is dead", 0, "up to date")
def stale_lock(lab: Lab) -> Met:
    lab.fresh()
    (lab.project.build / "build.lock").touch()
    lab.book.write("_build/build.holder", "process 999999, since 2020-01-01T00:00:00Z")
    return lab.after(lab.give("build"))


@TABLE.case("B5a", "a checkout in which nothing can be made", 9, "_build|File exists|cannot")
def read_only(lab: Lab) -> Met:
    lab.fresh()
    aside = lab.folder / "aside"
    lab.project.build.rename(aside)
    lab.project.build.write_text("in the way")
    answer = lab.give("build")
    lab.project.build.unlink()
    aside.rename(lab.project.build)
    return lab.after(answer)


@TABLE.case("B5b", "a path with spaces, accents and more than 150 characters", 0, "up to date")
def odd_path(lab: Lab) -> Met:
    lab.fresh()
    answer = lab.give("build")
    met = lab.after(answer)
    odd = len(str(lab.root)) > 150 and "ö" in str(lab.root)
    return met if odd else Met(1, "the path is not odd", met.broken)


def toc(text: str) -> Callable[[Lab], Met]:
    return lambda lab: lab.written("_toc.yml", "format: jb-book\nroot: book/index\n" + text)


def config(text: str) -> Callable[[Lab], Met]:
    return lambda lab: lab.written("_config.yml", text)


def misprinted(lab: Lab) -> Met:
    """Print a page with four faults at once; all are told."""
    known: Met | None = getattr(lab, "misprint", None)
    if known is None:
        known = lab.misprint = lab.written("book/about.md", MISPRINTS)  # type: ignore[attr-defined]
    return known


for number, fault, says in (
    ("B8a", "a missing picture", r"lost\.png"),
    ("B8b", "a broken link", "nowhere"),
    ("B8c", "an unknown reference", "no-label"),
    ("B14a", "a label that stands twice", "(?i)duplicate .*one-label"),
):
    TABLE.add(number, fault, 7, says, misprinted)


TABLE.add(
    "B6a",
    "a table of contents that names a missing page",
    2,
    "names book/abut, which is missing. Did you mean 'about'",
    toc("chapters:\n- file: book/abut\n"),
)
TABLE.add(
    "B6b",
    "a table of contents that names a page twice",
    2,
    "names book/about twice",
    toc("chapters:\n- file: book/about\n- file: book/about\n"),
)
TABLE.add(
    "B6c", "a table of contents that names nothing", 2, "_toc.yml", lambda lab: lab.written("_toc.yml", "")
)
TABLE.add(
    "B7a",
    "a misspelt setting: `execut:`",
    2,
    "unknown key 'execut'. Did you mean 'execute'",
    config(CONFIG.replace("execute:", "execut:")),
)
TABLE.add(
    "B7b",
    "a setting of the wrong type: `timeout: soon`",
    2,
    "execute(/|: )timeout",
    config(CONFIG.replace('"off"}', '"off", timeout: soon}')),
)
TABLE.add(
    "B7c", "settings that are no YAML", 2, r"_config.yml, line \d+: not YAML", config("title: [x\n" + CONFIG)
)


@TABLE.case(
    "B9", "an output of a kind that no page can show", 7, "application/x-unknown|unknown output|not shown"
)
def unrenderable(lab: Lab) -> Met:
    show = "from IPython.display import display\ndisplay({'application/x-unknown': 'x'}, raw=True)"
    lab.fresh().notebook("echo", show, parameters=torture.ECHO)
    torture.contents(lab.book)
    return lab.after(lab.give("build"))


@TABLE.case(
    "B10",
    "the same book printed again elsewhere, by one worker, with another hash seed",
    0,
    "^the same bytes$",
)
def elsewhere(lab: Lab) -> Met:
    lab.fresh()
    other = lab.folder / "printed elsewhere"
    shutil.copytree(
        lab.root,
        other,
        symlinks=True,
        ignore=shutil.ignore_patterns("html", "pages", "doctrees", "stage", "state.json"),
    )
    answer = lab.give("--project", str(other), "build", "--workers", "1", env={"PYTHONHASHSEED": "1"})
    same = tree_digests(other / "_build/html", normalised=True) == lab.normal
    shutil.rmtree(other)
    return lab.after(answer, told="the same bytes" if same else "other bytes")


@TABLE.case("B11", "a build with nothing changed", 0, "^nothing executed, nothing written, under 2 s$")
def nothing(lab: Lab) -> Met:
    lab.fresh()
    before = {path: path.stat().st_mtime_ns for path in lab.project.site.rglob("*")}
    answer = lab.give("build")
    same = before == {path: path.stat().st_mtime_ns for path in lab.project.site.rglob("*")}
    idle = "0 executed" in answer.verdict and same and answer.seconds < 2
    return lab.after(answer, told="nothing executed, nothing written, under 2 s" if idle else answer.err)


@TABLE.case("B12", "a page removed from the book", 0, "^gone from the site and from its search$")
def removed(lab: Lab) -> Met:
    lab.fresh()
    (lab.root / "book/about.md").unlink()
    lab.book.write("_toc.yml", (lab.pristine / "_toc.yml").read_text().replace("  - file: book/about\n", ""))
    answer = lab.give("build", offline=True)
    gone = not (lab.project.site / "about.html").exists()
    unsearched = (
        '"about"' not in (lab.project.site / "searchindex.js").read_text().partition('"docnames"')[2][:400]
    )
    told = "gone from the site and from its search" if gone and unsearched else "still there"
    return lab.after(answer, told=told if answer.code == 0 else answer.err)


TABLE.leave(
    "B13", "three hundred pages", "Measured by the benchmark of the press, not here: it takes minutes."
)


@TABLE.case(
    "B14b",
    "a notebook named like a page that the book makes itself: `genindex`",
    2,
    "'genindex' is made by the book",
)
def taken(lab: Lab) -> Met:
    lab.fresh().notebook("genindex", "1", parameters=torture.FLAT)
    torture.contents(lab.book)
    return lab.after(lab.give("build"))


@TABLE.case("B14c", "a page of prose named like a page that the book makes itself: `search`", 2, "search")
def taken_prose(lab: Lab) -> Met:
    lab.fresh().write("book/search.md", "# Search\n\nMine.\n")
    torture.contents(lab.book)
    return lab.after(lab.give("build"))


@TABLE.case("B14d", "two pages with one title", 2, "About")
def one_title(lab: Lab) -> Met:
    lab.fresh().write("book/again.md", "# About\n\nThe same title.\n")
    torture.contents(lab.book)
    return lab.after(lab.give("build"))


@TABLE.case(
    "B15",
    "an error whose message holds a password and a path below the home folder",
    4,
    r"ValueError: cannot open https://\*\*\*@example.org at ~/user/in/the/log",
)
def log(lab: Lab) -> Met:
    met = lab.tortured[1]
    card = next(line for line in met.told.splitlines() if "cannot open" in line)
    return Met(lab.row("tells").code, card if "swordfish" not in met.told else "the password", met.broken)
