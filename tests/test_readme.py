"""What the README shows, run as it stands there."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from portfolio import errors
from portfolio.errors import PortfolioError
from portfolio.results import run_log
from press.build import build as build_module
from press.cli import boundary, main
from press.execute import parallel
from press.result_links import filled_links, links, with_roles
from press.result_references import split_reference, values_from
from press.runs.parameters import declared_parameters
from pretend_kernel import pretended
from tests_support import RECORDS, ROOT, TinyBook, cell

README = (ROOT / "README.md").read_text(encoding="utf-8")
TOOL = ".venv/bin/portfolio"
ORIGIN = 'origin: str = "all"  # airport of departure [all, EWR, JFK, LGA]'


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def commands(text: str) -> list[str]:
    """Return every command that a text shows behind a prompt, without its comment."""
    lines = [line for block in blocks(text, "console") for line in block.splitlines()]
    return [shlex.join(shlex.split(line[2:], comments=True)) for line in lines if line.startswith("$ ")]


Answer = Callable[..., str]


@pytest.fixture
def answer(
    book: TinyBook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Answer]:
    """Return a function that runs a command on a small book, without kernels and Sphinx.

    The notebook has the name and the parameter that the README shows.
    """
    checked = cell("print(origin)", "nbval-check-output")
    book.notebook("exploration", RECORDS, checked, parameters=ORIGIN)
    site = {"published": True, "pages": 1, "rewritten": 1, "seconds": 0.1}
    monkeypatch.setattr(parallel, "execute", pretended)
    monkeypatch.setattr(build_module, "publish", lambda *_, **__: site)
    before = signal.getsignal(signal.SIGTERM)

    def run(words: str, folder: str = str(book.root), code: int = 0) -> str:
        capsys.readouterr()
        given = main(["--project", folder, *shlex.split(words)])
        told = capsys.readouterr()
        assert given == code, told.err
        return told.out

    yield run
    signal.signal(signal.SIGTERM, before)


def make(target: str) -> Callable[[Answer], None]:
    """Return a check that `make` knows a target."""

    def check(_answer: Answer) -> None:
        # A dry run: the real ones take minutes, and `make test` is what runs this test.
        outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        done = subprocess.run(
            ["make", "-n", *target.split()],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env=outside,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()

    return check


def lists_datasets(answer: Answer) -> None:
    """The catalogue of this checkout, which is only read."""
    assert re.search(r"^flights +embedded", answer("data list", str(ROOT)), re.MULTILINE)


def shows_a_card(answer: Answer) -> None:
    """The card of a dataset of this checkout."""
    assert "flights" in answer("data show flights", str(ROOT))


def explains_a_plan(answer: Answer) -> None:
    """Nothing is executed: this checkout may be planned."""
    assert re.search(
        r"^exploration/default: \w+: ", answer("build --dry-run --explain", str(ROOT)), re.MULTILINE
    )


def runs_once(answer: Answer) -> None:
    """What was recorded is printed."""
    told = answer("run exploration -p origin=JFK --html").splitlines()
    assert told == ["About exploration", "origin=JFK", "", "The answer  42.5 min"]


def writes_a_copy(answer: Answer) -> None:
    """Where the README says, and with the functions empty."""
    with TemporaryDirectory() as folder:
        answer(f"exercises data_quality --to {folder}", str(ROOT))
        written = (Path(folder) / "data_quality.ipynb").read_text(encoding="utf-8")
    assert written.count('"    ..."') + written.count("\\n    ...") == 3
    assert "`notebooks/exercises/data_quality.ipynb`" in README


def sweeps(answer: Answer) -> None:
    """A row for each airport."""
    told = json.loads(answer("sweep exploration -p origin=all,EWR,JFK,LGA --json"))
    assert (told["points"], told["executed"], told["varied"]) == (4, 4, ["origin"])


def asks_for_a_file(answer: Answer) -> None:
    """The parameters are those of the chapter, and the file is asked for before anything starts."""
    answer("run scoring -p dataset=csv:applications.csv -p target=late", str(ROOT), code=9)


def asks_for_a_table(answer: Answer) -> None:
    """Any table will do, but there has to be one."""
    answer("run data_quality -p dataset=csv:table.csv", str(ROOT), code=9)


def makes_a_chapter(answer: Answer) -> None:
    """At the places that are named; in a book with a library of its own, not in this checkout."""
    named = set(re.findall(r"`([\w/]+/air_quality(?:\.ipynb|\.yml)?)`", README))
    with TemporaryDirectory() as folder:
        made = TinyBook(Path(folder) / "book")
        (made.root / "src").unlink()
        made.contents()
        places = answer("new air_quality", str(made.root)).splitlines()
        assert len(named) == 4
        assert named <= {*places, *(str(Path(place).parent) for place in places)}
        assert "  - file: notebooks/air_quality\n" in (made.root / "_toc.yml").read_text()


def builds(answer: Answer) -> None:
    """The report is one document."""
    assert json.loads(answer("build --json"))["runs"][0]["notebook"] == "exploration"


def executes_a_chapter(answer: Answer) -> None:
    """A build after it executes nothing."""
    answer("execute exploration")
    assert json.loads(answer("build --dry-run --json"))["runs"][0]["action"] == "reuse"


def compares_results(answer: Answer) -> None:
    """A new value is a difference until it is locked."""
    answer("build")
    assert answer("results diff", code=1)
    answer("results lock")
    assert answer("results diff") == ""


def measures_a_spread(answer: Answer) -> None:
    """A tiny notebook moves nothing."""
    assert json.loads(answer("results spread --json"))["runs"]["exploration/default"]["values"] == {}


def checks_notebooks(answer: Answer) -> None:
    """They would change until they are refreshed."""
    assert answer("notebooks refresh --check", code=1)
    answer("notebooks refresh")
    assert answer("notebooks refresh --check") == ""


def checks_a_site(answer: Answer) -> None:
    """A folder without a page is no site, and the answer says so."""
    assert answer("check notebooks", str(ROOT), code=7)


def lists_releases(answer: Answer) -> None:
    """None before the first publication."""
    assert answer("releases") == ""


def replays_a_page(answer: Answer) -> None:
    """A page that was never published is named."""
    answer("replay notebooks/exploration", code=2)


def asks_for_an_execution(answer: Answer) -> None:
    """The run has to be there, and to hand a model on: the chapter of this checkout does."""
    answer("register scoring/nowhere", str(ROOT), code=2)
    assert "results.artefact(" in (ROOT / "notebooks/scoring.ipynb").read_text(encoding="utf-8")


def asks_for_a_champion(answer: Answer) -> None:
    """The command is the service's, in a process of its own, and no version answers here yet."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setenv("PORTFOLIO_API_STATE", folder)
        answer("drift credit_score --days 7", str(ROOT), code=2)


def service(words: str, code: int) -> Callable[[Answer], None]:
    """Return a check of a command of the service, in a folder without a registry."""

    def check(_answer: Answer) -> None:
        with TemporaryDirectory() as folder:
            environment = {
                **os.environ,
                "PORTFOLIO_API_STATE": folder,
                "MLFLOW_TRACKING_URI": "http://127.0.0.1:1",
            }
            command = [sys.executable, "-m", "service", *words.split()]
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == code, done.stderr

    return check


TARGETS = (
    "api",
    "registry",
    "book",
    "book ONLY=exploration",
    "test",
    "lab",
    "serve",
    "preview",
    "lock",
    "bench",
    "clean",
    "lint",
)
KNOWN: dict[str, Callable[[Answer], None]] = {
    **{f"make {target}": make(target) for target in TARGETS},
    f"{TOOL} exercises data_quality": writes_a_copy,
    f"{TOOL} run exploration -p origin=JFK --html": runs_once,
    f"{TOOL} run data_quality -p dataset=csv:table.csv": asks_for_a_table,
    f"{TOOL} run scoring -p dataset=csv:applications.csv -p target=late": asks_for_a_file,
    f"{TOOL} sweep exploration -p origin=all,EWR,JFK,LGA": sweeps,
    f"{TOOL} data list": lists_datasets,
    f"{TOOL} data show flights": shows_a_card,
    f"{TOOL} build --dry-run --explain": explains_a_plan,
    f"{TOOL} new air_quality": makes_a_chapter,
    f"{TOOL} build --json": builds,
    f"{TOOL} execute exploration": executes_a_chapter,
    f"{TOOL} results diff": compares_results,
    f"{TOOL} results spread": measures_a_spread,
    f"{TOOL} notebooks refresh --check": checks_notebooks,
    f"{TOOL} check": checks_a_site,
    f"{TOOL} releases": lists_releases,
    f"{TOOL} replay notebooks/exploration": replays_a_page,
    f"{TOOL} register scoring/default": asks_for_an_execution,
    f"{TOOL} register vision/default": asks_for_an_execution,
    f"{TOOL} drift credit_score --days 7": asks_for_a_champion,
    ".venv/bin/python -m service key adviser": service("key adviser", 0),
    ".venv/bin/python -m service deploy credit_score": service("deploy credit_score", 9),
    ".venv/bin/python -m service promote credit_score 1": service("promote credit_score 1", 9),
}


@pytest.mark.parametrize("command", commands(README))
def test_every_command_that_is_shown_works(command, answer):
    """One that this file does not know must be added to it."""
    assert command in KNOWN, f"no test knows how to run: {command}"
    KNOWN[command](answer)


def test_commands_are_found_wherever_they_stand():
    """A command without a test would be noticed."""
    text = "```console\n$ make book     # why\noutput\n```\n```console\n$ .venv/bin/portfolio data lst\n```\n"
    assert commands(text) == ["make book", ".venv/bin/portfolio data lst"]
    assert [command in KNOWN for command in commands(text)] == [True, False]
    assert len(commands(README)) >= 9


def test_a_target_that_does_not_exist_is_noticed(answer):
    """The dry run can fail."""
    with pytest.raises(AssertionError, match="No rule to make target 'boook'"):
        make("boook")(answer)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z]+)`", README))))
def test_every_target_named_in_the_text_exists(target, answer):
    """`make lock` renews the pins, and so on."""
    make(target)(answer)


def test_the_command_is_installed_under_its_name():
    """By the package itself."""
    (script,) = entry_points(group="console_scripts", name="portfolio")
    assert script.load() is main


def python_block(mark: str) -> str:
    """Return the Python block of the README that holds `mark`."""
    (found,) = [block for block in blocks(README, "python") if mark in block]
    return found


def test_the_parameters_shown_are_declarations():
    """With a range for each."""
    origin, seed = declared_parameters(python_block("origin: str"), where="README.md")
    assert (origin.default, origin.choices) == ("all", ("all", "EWR", "JFK", "LGA"))
    assert (seed.default, seed.minimum, seed.maximum) == (0, 0, None)


def test_the_value_shown_is_recorded_and_reads_as_promised(tmp_path, monkeypatch):
    """The sentence beside it is the one that prose becomes."""
    told = tmp_path / "journal.jsonl"
    monkeypatch.setenv(run_log.VARIABLE, str(told))
    exec("from portfolio import results\n" + python_block("results.record"), {})
    values = {"exploration/default": values_from(list(run_log.of_kind(run_log.read(told), "value")))}
    written = README[README.index("The median delay is [") :].partition("`")[0]
    filled = filled_links(written, "exploration/default", values)
    assert filled.replace("\N{NO-BREAK SPACE}", " ") == written


def test_every_reference_shown_names_a_value_in_a_known_form():
    """Results, facts and a paper are shown."""
    shown = list(links(README.replace("`", "")))
    assert {link.scheme for link in shown} == {"result", "fact", "cite"}
    for link in shown:
        if link.scheme == "result":
            reference = with_roles(f"[]({link.scheme}:{link.target})").split("`")[1]
            assert split_reference(reference, "exploration/default")[1].isidentifier()


def test_the_wordings_shown_can_be_recorded():
    """A name, and a choice among a declared set."""
    exec("from portfolio import results\n" + python_block("results.choice"), {})


def test_exit_codes_are_those_of_the_errors():
    """Each kind of error has its row, and no row is made up."""
    rows = re.findall(r"^\| ([0-9, ]+) \| (.+) \|$", README, re.MULTILINE)
    codes = [int(code) for cell_text, _ in rows for code in cell_text.split(",")]
    kinds = [kind for kind in PortfolioError.__subclasses__() if kind.__module__ == errors.__name__]
    expected = {0, PortfolioError.exit_code, boundary.INTERRUPTED, boundary.TERMINATED}
    # a closed pipe is the reader's doing, a fault of the press is none of the book's: they may be left out
    listed = set(codes) - {boundary.CLOSED_PIPE, boundary.INTERNAL}
    assert listed == expected | {kind.exit_code for kind in kinds}
    assert len(set(codes)) == len(codes)


def test_the_pictures_that_open_it_are_there_and_light():
    """One of the home page and one of a chapter."""
    pictures = re.findall(r"^!\[.{20,}\]\((.+)\)$", README, re.MULTILINE)
    assert [Path(one).stem for one in pictures] == ["home", "chapter"]
    assert all((ROOT / one).stat().st_size < 60 * 1024 for one in pictures)


def test_every_command_for_students_is_one_of_these():
    """The page that students begin with shows nothing that the README does not."""
    start = (ROOT / "book" / "start.md").read_text(encoding="utf-8")
    assert commands(start)
    assert [command for command in commands(start) if command not in commands(README)] == []


def test_every_place_of_the_tour_exists():
    """Files and folders in the first column."""
    table = README[README.index("## A tour") : README.index("### For students")]
    places = [
        place
        for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
        for place in re.findall("`(.+?)`", row)
    ]
    assert len(places) >= 6
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_a_build_writes_the_files_that_are_named(answer, book):
    """report.json, junit.xml and results.json."""
    answer("build")
    for name in sorted(set(re.findall(r"`_build/([a-z]+\.[a-z]+)`", README))):
        assert (book.project.build / name).exists(), name
