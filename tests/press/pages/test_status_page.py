"""Pages that are written by the press."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finished_runs import finished_run, run_of
from press.execute.reports import run_rows
from press.markdown import as_code
from press.pages.status_page import LISTED, banner, command_of, status
from press.runs.scenarios import compare_path, page_path, page_title


def test_every_run_has_a_page_named_after_it():
    """The default scenario has the notebook's own name."""
    assert page_path(run_of("one/default")) == "notebooks/one"
    assert page_path(run_of("one/jfk-2")) == "notebooks/one-jfk-2"
    assert compare_path("one") == "notebooks/one-compare"
    assert page_title("Title", run_of("one/jfk", title="JFK")) == "Title \N{EN DASH} JFK"
    assert page_title("Title", run_of("one/default", title="All")) == "Title"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("JFK", "JFK"),
        ("two words", "'two words'"),
        ("it's", "'it'\"'\"'s'"),
        ("$(rm -rf /)", "'$(rm -rf /)'"),
        ("", "''"),
        (True, "true"),
        (-1.5, "-1.5"),
        ("a\nb\\'", r"$'a\nb\\\''"),
    ],
)
def test_the_command_of_a_run_can_be_pasted(value, written):
    """In one line, safe in a shell."""
    assert command_of(run_of("one/x", origin=value)) == f"portfolio run one -p origin={written}"


def test_a_run_with_the_defaults_needs_no_parameters():
    """Only what differs is named."""
    assert command_of(run_of("one/default")) == "portfolio run one"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20))
@settings(max_examples=40)
def test_a_shell_gives_back_the_value(text):
    """Whatever a person may type."""
    command = command_of(run_of("one/x", a=text))
    assert len(command.splitlines()) == 1 or not text.isprintable()
    if text.isprintable():
        assert shlex.split(command)[-1] == f"a={text}"


def test_bash_gives_back_line_breaks():
    """And everything that stands beside them."""
    value = "one\ntwo\t'three' \\n $HOME `id` \"four\""
    command = command_of(run_of("one/x", a=value)).removeprefix("portfolio run one -p ")
    done = subprocess.run(["bash", "-c", f"printf %s {command}"], capture_output=True, text=True, check=True)
    assert done.stdout == f"a={value}"


@pytest.mark.parametrize(
    ("text", "code"), [("x", "`x`"), ("a`b", "`` a`b ``"), ("``", "``` `` ```"), ("`", "`` ` ``")]
)
def test_code_may_hold_backticks(text, code):
    """Markdown's own way."""
    assert as_code(text) == code


def test_a_banner_says_how_to_repeat_the_run_and_what_it_costs():
    """Its duration is declared to differ between builds."""
    text = banner(run_of("one/default"), [run_of("one/default")], 12.6)
    assert text.startswith(":::{div} run-banner\n")
    assert text.endswith("\n:::\n")
    assert "`portfolio run one`" in text
    assert "{volatile}`13 s`" in text
    assert "(#run-it-yourself)" in text
    assert "Runs of this notebook" not in text


def test_a_banner_links_the_other_runs():
    """The present one is not a link."""
    runs = [run_of("one/default", title="All"), run_of("one/jfk", title="JFK", origin="JFK")]
    text = banner(runs[1], runs, 1.0)
    assert "[All](one.ipynb) · **JFK** · [all compared](one-compare.md)" in text


def test_a_banner_of_many_runs_names_the_first_and_the_neighbours():
    """A page that named every other would make a book of three hundred runs grow as the square."""
    runs = [run_of(f"one/s{number}", title=f"Seed {number}") for number in range(LISTED + 1)]
    text = banner(runs[6], runs, 1.0)
    links = "[Seed 0](one-s0.ipynb) · [Seed 5](one-s5.ipynb) · **Seed 6** · [Seed 7](one-s7.ipynb) · [all"
    assert links in text
    assert "**Seed 12**" in banner(runs[-1], runs, 1.0)
    assert banner(runs[0], runs[:LISTED], 1.0).count("](one-s") == LISTED - 1


def test_the_status_page_tells_how_each_published_page_was_made():
    """What differs between two builds of one commit is declared so."""
    finished = [
        finished_run(
            "one/default", datasets={"flights": "f" * 64, "csv:mine": "0" * 64}, warnings=["cell 2: x"]
        ),
        finished_run("one/jfk", status="reused"),
        finished_run("one/secret", published=False),
    ]
    titles = {"one/default": "About one", "one/jfk": "About one \N{EN DASH} JFK", "one/secret": "Secret"}
    text = status(run_rows(finished), titles, "abc`def+", "2026-01-02T03:04:05Z")
    assert "commit {volatile}`abc'def+`" in text
    assert "{volatile}`2026-01-02 03:04:05 UTC`" in text
    assert "Pages made by notebooks: 2" in text
    assert "{volatile}`1`" in text
    assert "| [About one](/notebooks/one.ipynb) |" in text
    assert "](/notebooks/one-jfk.ipynb) |" in text
    assert "| {volatile}`1.2 s` | {volatile}`1,234 MiB` | 1 |" in text
    assert "[flights](data/flights.md) `ffffffffffffffff`" in text
    assert "csv:mine `0000000000000000`" in text
    assert "Secret" not in text


def test_a_reason_with_backticks_does_not_break_the_page():
    """They are shown as quotes."""
    finished = finished_run("one/default")
    row = {**run_rows([finished])[0], "reasons": ["parameter a: '`' -> 'x'"]}
    assert "{volatile}`executed: parameter a: ''' -> 'x'`" in status([row], {"one/default": "T"}, "c", "m")
