"""`portfolio run`: what it prints, what it leaves, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from press.cli.options import DEFAULT_LIMITS
from press.execute import parallel
from press.project import Limits
from pretend_kernel import pretended
from tests_support import RECORDS

QUOTES = "The answer is [41](result:answer#full); `[41](result:answer)` is code."


def test_a_run_prints_what_was_recorded_and_says_where_it_lies(portfolio, book):
    """Results on standard output, the rest on standard error."""
    answer = portfolio("run", "one", "-p", "city=Oslo")
    assert answer.code == 0
    assert answer.out.splitlines() == ["About one", "city=Oslo", "", "The answer  42.5 min"]
    where = answer.verdict.removeprefix("portfolio: executed; the executed notebook is ")
    assert where.startswith("_build/single/one-")
    assert json.loads((book.root / where).read_text())["cells"]
    assert portfolio("run", "one", "-p", "city=Oslo").verdict.startswith("portfolio: reused;")
    assert portfolio("run", "one", "-p", "city=Oslo", "--force").verdict.startswith("portfolio: executed;")


@pytest.mark.parametrize("name", ["one", "one.ipynb", "notebooks/one.ipynb", "notebooks/one"])
def test_a_notebook_may_be_named_as_the_shell_completes_it(name, portfolio):
    """All name the same."""
    assert portfolio("run", name).code == 0


def test_a_run_for_machines_is_one_document(portfolio, book):
    """After a failure too; no path is made up."""
    told = json.loads(portfolio("run", "one", "--json").out)
    assert (told["status"], told["failure"]) == ("executed", None)
    assert [value["name"] for value in told["values"]] == ["answer"]
    book.notebook("two", "raise ValueError('no')")
    answer = portfolio("run", "two", "--json")
    assert answer.code == 4
    told = json.loads(answer.out)
    assert told["failure"]["message"] == "ValueError: no"
    assert told["notebook"].endswith("_build/failed/two.custom.ipynb")
    assert "FAILED two/custom" in answer.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "ona"], "no notebook 'ona' in notebooks/. Did you mean 'one'?"),
        (["run", "../one"], "no notebook '../one' in notebooks/"),
        (["run", "one", "-p", "cty=Oslo"], "no parameter 'cty'. Did you mean 'city'?"),
        (["run", "one", "-p", "seed=high"], "wrong type"),
        (["run", "one", "-p", "seed=-1"], "out of range; expected at least 0; got -1"),
        (["run", "one", "-p", "city=Paris"], "out of range; expected Rome or Oslo; got 'Paris'"),
        (["run", "one", "-p", "seed"], "expected name=value; got no ="),
        (["run", "one", "-p", "seed=1", "-p", "seed=2"], "given twice"),
    ],
)
def test_a_wrong_run_is_refused_before_anything_starts(words, message, portfolio, book):
    """Nothing is executed, nothing is made."""
    answer = portfolio(*words)
    assert answer.code == 2
    assert message in answer.verdict
    assert "executing" not in answer.err
    assert not book.project.build.exists()


def test_a_refused_model_ends_with_a_code_of_its_own(portfolio, book):
    """The error is the library's, and a kernel hands on no more than its name."""
    raising = "raise ModelFileError('not the stored model')"
    book.notebook("one", f"from portfolio.errors import ModelFileError\n{raising}")
    answer = portfolio("run", "one")
    assert answer.code == 10
    assert "not the stored model" in answer.err


def test_the_copy_has_the_runs_own_numbers_and_parameters(portfolio, book):
    """In its prose, and in the cell that whoever executes it again starts with."""
    book.notebook("one", RECORDS, prose=QUOTES)
    answer = portfolio("run", "one", "-p", "city=Oslo")
    cells = json.loads((book.root / answer.verdict.rpartition(" ")[2]).read_text())["cells"]
    assert "".join(cells[1]["source"]).startswith("city: str = 'Oslo'  # where")
    assert cells[-1]["source"] == (
        "The answer is [42.5\N{NO-BREAK SPACE}min](result:answer#full); `[41](result:answer)` is code."
    )


def test_the_copy_is_also_a_page(portfolio, book):
    """Beside it, with the numbers and without the markup."""
    book.notebook("one", RECORDS, prose=QUOTES)
    answer = portfolio("run", "one", "--html")
    page = book.root / answer.verdict.rpartition("; as a page: ")[2]
    text = page.read_text(encoding="utf-8")
    assert page.suffix == ".html"
    assert page.with_suffix(".ipynb").exists()
    assert '<span class="result">42.5\N{NO-BREAK SPACE}min</span>' in text
    assert "<title>About one</title>" in text


def test_the_headlines_of_the_chapter_come_first(portfolio, book):
    """Whatever was recorded before them."""
    record = "results.record('{0}', {1}, digits=0, label='{0}')"
    first, second = record.format("first", 1), record.format("second", 2)
    book.notebook("one", f"from portfolio import results\n{first}\n{second}")
    answer = "{result}`one.second` [2](result:one.second)"
    entry = f"{{question: q, answer: '{answer}', data: d, method: m, limits: l, headlines: [second]}}"
    book.write("notebooks/one.yml", f"card: {entry}\n")
    assert portfolio("run", "one").out.splitlines() == ["About one", "", "second  2", "", "first   1"]


def test_a_fault_in_the_settings_of_the_notebook_is_told_before_anything_starts(portfolio, book):
    """Nobody waits for a run to learn of a typing error; another notebook's settings are not read."""
    book.write("notebooks/two.yml", "card: 3\n")
    book.write("notebooks/one.yml", "headline: [second]\n")
    answer = portfolio("run", "one")
    assert answer.code == 2
    assert "notebooks/one.yml, line 1: unknown key 'headline'" in answer.verdict
    assert "executing" not in answer.err
    assert not book.project.build.exists()
    (book.root / "notebooks/one.yml").unlink()
    assert portfolio("run", "one").code == 0


@pytest.fixture
def limits_seen(monkeypatch):
    """Return the list of limits that executions were given."""
    seen: list[Limits] = []

    def noting(*arguments, limits, **options):
        seen.append(limits)
        return pretended(*arguments, limits=limits, **options)

    monkeypatch.setattr(parallel, "execute", noting)
    return seen


def test_a_run_has_no_deadline_unless_one_is_given(portfolio, limits_seen):
    """A build has; memory is limited in any case."""
    portfolio("run", "one")
    portfolio("run", "one", "--force", "--cell-seconds", "7")
    portfolio("build", "--force")
    build = DEFAULT_LIMITS
    assert limits_seen[:2] == [Limits(None, None), Limits(7, None)]
    assert limits_seen[2] == build
    assert None not in (build.cell_seconds, build.run_seconds, build.memory_mib)


def test_an_interrupted_run_says_where_what_was_reached_is(portfolio, book, monkeypatch):
    """Exit code 130; of an earlier run nothing is told."""

    def interrupted(run, notebook, folder, **options):
        outcome = pretended(run, notebook, folder, **options)
        parallel._keep_partial(outcome, book.project)
        raise KeyboardInterrupt

    monkeypatch.setattr(parallel, "execute", interrupted)
    answer = portfolio("run", "one")
    assert answer.code == 130
    where = answer.verdict.removeprefix("portfolio: interrupted; what was reached is in ")
    assert where == "_build/failed/one.custom.ipynb"
    assert json.loads((book.root / where).read_text())["cells"]
    monkeypatch.setattr(parallel, "execute", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    assert "reached" not in portfolio("run", "one").verdict


OWN = 'dataset: str = "none"  # a table [none, csv:*]'
READS = "from pathlib import Path\nprint(dataset, Path(dataset[4:]).read_text())"


def test_a_file_is_read_from_where_the_command_is_given(portfolio, book, tmp_path, monkeypatch):
    """Outside the project, in a folder that no variable names."""
    book.notebook("one", READS, parameters=OWN)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/my.csv").write_text("a,b\n1,2\n")
    monkeypatch.chdir(tmp_path / "elsewhere")
    answer = portfolio("--project", str(book.root), "run", "one", "-p", "dataset=csv:my.csv")
    assert answer.code == 0
    text = Path(answer.verdict.rpartition(" is ")[2]).read_text()
    assert f"csv:{tmp_path}/elsewhere/my.csv a,b" in text


def test_a_file_that_is_absent_is_told_before_anything_starts(portfolio, book):
    """As for a dataset that is not there: a fault of the machine."""
    book.notebook("one", READS, parameters=OWN)
    answer = portfolio("run", "one", "-p", "dataset=csv:my.csv")
    assert answer.code == 9
    assert "'dataset' names no file: my.csv. Give its whole path" in answer.verdict
    assert not book.project.build.exists()
