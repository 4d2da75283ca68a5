"""The runs of a book: what is said of scenarios, and how each fault is told."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import EnvironmentFaultError, UsageError
from press.project import Project
from press.runs.notebook import Notebook
from press.settings.scenarios import load_scenarios
from press.yaml_reader import LOADER

CELL = """\
origin: str = "all"  # airport [all, EWR, JFK, LGA]
resamples: int = 1000  # bootstrap resamples [100..]
since: str = ""  # first day
alpha: float = 0.05  # level [0..1]
quick: bool = False  # cut corners
"""


def notebook(name="delays", cell=CELL):
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# {name.capitalize()}"},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"tags": ["parameters"]},
            "source": cell,
            "outputs": [],
            "execution_count": None,
        },
    ]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return document, name


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path)
    made.notebooks.mkdir()
    for name in ("delays", "exploration"):
        made.notebooks.joinpath(f"{name}.ipynb").write_text(json.dumps(notebook(name)[0]))
    return made


@pytest.fixture
def load(project):
    def load(text=None, of="delays", **notebooks):
        if text is not None:
            (project.notebooks / f"{of}.yml").write_text(text, encoding="utf-8")
        given = {
            name: Notebook(name, project.notebooks / f"{name}.ipynb", notebook(name, cell)[0])
            for name, cell in notebooks.items()
        }
        return load_scenarios(project, given or None)

    return load


FILE = """\
scenarios:
  jfk: {title: "JFK", parameters: {origin: JFK}}
  default: {title: "All three airports"}
  quick: {title: "Quick", parameters: {resamples: 200}, published: false}
"""


def test_runs_come_by_notebook_default_first(load):
    """A notebook without the file has its default run only."""
    runs = load(FILE, "exploration")
    names = ["delays/default", "exploration/default", "exploration/jfk", "exploration/quick"]
    assert [run.name for run in runs] == names
    assert [run.page for run in runs] == ["delays", "exploration", "exploration-jfk", "exploration-quick"]
    assert [run.title for run in runs] == ["Delays", "All three airports", "JFK", "Quick"]
    assert [run.published for run in runs] == [True, True, True, False]
    assert [run.changed for run in runs] == [{}, {}, {"origin": "JFK"}, {"resamples": 200}]


def test_every_run_has_all_parameters_typed(load):
    """What a scenario does not set keeps its default, in the order of declaration."""
    jfk = load(FILE, "exploration")[2]
    expected = {"origin": "JFK", "resamples": 1000, "since": "", "alpha": 0.05, "quick": False}
    assert list(jfk.parameters.items()) == list(expected.items())


@pytest.mark.parametrize(
    "text",
    [None, "", "# nothing\n", "scenarios:\n", "scenarios: {}\n", "scenarios: {default: }\n", "card:\n"],
)
def test_every_notebook_has_its_default_run(load, text):
    """An absent or empty file, mapping or scenario gives the default run."""
    assert [run.name for run in load(text)] == ["delays/default", "exploration/default"]


def test_a_scenario_without_title_is_called_by_its_name(load):
    """The name stands in for a missing title."""
    assert load("scenarios: {jfk: {parameters: {origin: JFK}}}")[1].title == "jfk"


@pytest.mark.parametrize(
    ("yaml", "name", "value"),
    [
        ("00123", "since", "00123"),
        ("1_000", "since", "1_000"),
        ("2024-01-01", "since", "2024-01-01"),
        ("12:30", "since", "12:30"),
        ("0x1f", "since", "0x1f"),
        ("'yes'", "since", "yes"),
        ("'5'", "resamples", "wrong"),
        ("1e-3", "alpha", 0.001),
        ("1.0e-3", "alpha", 0.001),
        ("1", "alpha", 1.0),
        ("yes", "quick", True),
        ("true", "quick", True),
        ("00123", "resamples", 123),
    ],
)
def test_yaml_values_are_typed_by_the_declaration(load, yaml, name, value):
    """What YAML would read as octal, date or minutes stays text, and the declaration types it."""
    if value == "wrong":
        with pytest.raises(UsageError, match="out of range"):
            load(f"scenarios: {{x: {{parameters: {{{name}: {yaml}}}}}}}")
        return
    found = load(f"scenarios: {{x: {{parameters: {{{name}: {yaml}}}}}}}")[1].parameters[name]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("yaml", ["yes", "no", "true", "12", "1.5", "null", "~", ""])
def test_a_yaml_value_that_is_no_text_suggests_quotes(load, yaml):
    """A `str` parameter takes text only."""
    with pytest.raises(UsageError, match=r"line 1: delays/x: 'since' has the wrong type.*Write it in quotes"):
        load(f"scenarios: {{x: {{parameters: {{since: {yaml}}}}}}}")


@pytest.mark.parametrize("yaml", ["1_000", "1e3", "3.0", "0x1f", "12:30", "2024-01-01", "null", "true"])
def test_a_yaml_value_that_is_no_whole_number_is_refused(load, yaml):
    """YAML's other spellings of whole numbers are not guessed at."""
    with pytest.raises(UsageError, match="'resamples' has the wrong type"):
        load(f"scenarios: {{x: {{parameters: {{resamples: {yaml}}}}}}}")


@pytest.mark.parametrize("yaml", [".nan", ".inf", "-.INF", "1e400", "1_0.5"])
def test_a_yaml_value_that_is_not_finite_is_refused(load, yaml):
    """Not-a-number and infinity are no parameters."""
    with pytest.raises(UsageError, match="'alpha' has the wrong type"):
        load(f"scenarios: {{x: {{parameters: {{alpha: {yaml}}}}}}}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("families: scoring", "line 1: unknown key 'families'. Did you mean 'family'"),
        (
            "family: scorin",
            "line 1: family; expected a folder of src/portfolio; got 'scorin'. Did you mean 'scoring'",
        ),
        ("short: ''", "short; expected text, in quotes where in doubt"),
        ("keywords: loans", "keywords; expected a list; got 'loans'"),
        ("keywords: [loans, 3]", "keywords, entry 2; expected text"),
        (
            "scenarios: {x: {titel: X, parameters: {alpha: 1}}}",
            r"unknown key 'titel'. Did you mean 'title'\?",
        ),
        (
            "scenarios:\n  x:\n    parameters: {orgin: JFK}",
            r"line 2: delays/x: no parameter 'orgin'. Did you mean",
        ),
        ("scenarios: {x: {parameters: {origin: CDG}}}", "expected all, EWR, JFK or LGA; got 'CDG'"),
        ("scenarios: {X: {parameters: {alpha: 1}}}", "name of the scenario; expected a-z and 0-9"),
        ("scenarios: {a--b: {parameters: {alpha: 1}}}", "name of the scenario"),
        ("scenarios: {été: {parameters: {alpha: 1}}}", "name of the scenario"),
        ("scenarios: {compare: {parameters: {alpha: 1}}}", "'compare' is reserved"),
        ("scenarios: {custom: {parameters: {alpha: 1}}}", "'custom' is reserved"),
        ("scenarios: {default: {parameters: {alpha: 1}}}", "delays/default may not set parameters"),
        ("scenarios: {x: {title: X}}", "delays/x has the parameters of delays/default"),
        ("scenarios: {x: {parameters: {alpha: 0.05}}}", "has the parameters of delays/default"),
        (
            "scenarios:\n  x: {parameters: {alpha: 1}}\n  y: {parameters: {alpha: 1.0}}",
            "line 3: delays/y has the par",
        ),
        (
            "scenarios:\n  x: {title: A, parameters: {alpha: 1}}\n  default: {title: A}",
            "line 2: delays/x has the title",
        ),
        (
            "scenarios: {x: {title: 2013, parameters: {alpha: 1}}}",
            "scenarios/x/title; expected text, in quotes where in doubt; got 2013",
        ),
        ("scenarios: {x: {title: ' ', parameters: {alpha: 1}}}", "scenarios/x/title; expected text"),
        ("scenarios: {x: {title: [a], parameters: {alpha: 1}}}", "title; expected text, .*; got a list"),
        (
            "scenarios: {x: {published: maybe, parameters: {alpha: 1}}}",
            "published; expected true or false; got 'maybe'",
        ),
        (
            "scenarios: {x: {published: 1, parameters: {alpha: 1}}}",
            "published; expected true or false; got 1",
        ),
        (
            "scenarios: {x: {parameters: {origin: [JFK]}}}",
            "parameters/origin; expected one value; got a list",
        ),
        ("scenarios: {x: {parameters: {origin: !secret JFK}}}", "the YAML tag !secret is not read"),
        ("scenarios: {x: {parameters: {origin: !!binary JFK}}}", "the YAML tag !!binary is not read"),
        ("scenarios: {x: {parameters: {quick: !!bool JFK}}}", "the YAML tag !!bool is not read"),
        ("scenarios: {x: {parameters: [origin]}}", "scenarios/x/parameters; expected a mapping"),
        ("scenarios: {x: 3}", "scenarios/x; expected a mapping"),
        ("scenarios: [x]", "scenarios; expected a mapping"),
        ("- delays", "line 1; expected a mapping"),
        ("'text'", "line 1; expected a mapping"),
        ("scenarios: {}\nscenarios: {}", "line 2: the key 'scenarios' stands twice, first in line 1"),
        ("scenarios: {x: {parameters: {alpha: 1}}, x: {}}", "the key 'x' stands twice"),
        ("scenarios: {x: {parameters: {alpha: 1, alpha: 1}}}", "the key 'alpha' stands twice"),
        (
            "scenarios: &a {x: {parameters: {alpha: 1}}}\ncard: {<<: *a}",
            "expected a plain name for each key",
        ),
        ("{[a]: b}", "expected a plain name for each key"),
        ("scenarios: {x: ", "notebooks/delays.yml, line 1: not YAML"),
        ("scenarios:\n\t- x", "line 2: not YAML"),
        ("a: b\n---\nc: d", "line 2: not YAML"),
        ("scenarios: *a", "not YAML"),
        ("scenarios: \x07", "not YAML"),
        pytest.param("[" * 500_000, "line 1, is nested too deeply", id="deep"),
        pytest.param("- " * 500_000, "line 1, is nested too deeply", id="deep-dashes"),
    ],
)
def test_each_fault_is_named_with_its_line(load, text, message):
    """Every fault of the file tells where it stands and what was wanted."""
    with pytest.raises(UsageError, match=message) as caught:
        load(text)
    assert "notebooks/delays.yml" in str(caught.value)


def test_all_faults_of_all_files_are_told_together(load, project):
    """One error holds the faults of a card, two scenarios, another file and a file without a notebook."""
    (project.notebooks / "nowhere.yml").write_text("")
    (project.notebooks / "exploration.yml").write_text("scenarios: {x")
    text = """\
scenarios:
  a: {titel: A, parameters: {alpha: 2}}
  B: {parameters: {origin: CDG, quick: maybe}}
card: {question: Why?, limit: None}
"""
    with pytest.raises(UsageError) as caught:
        load(text)
    told = str(caught.value)
    for part in (
        "12 problems in notebooks/",
        "notebooks/nowhere.yml: no notebook 'nowhere'. Known: delays, exploration.",
        "notebooks/exploration.yml, line 1: not YAML",
        "'titel'",
        "'alpha'",
        "name of the scenario",
        "'origin'",
        "'quick'",
        "card/answer is missing",
        "line 4: card: unknown key 'limit'. Did you mean 'limits'",
    ):
        assert part in told


def test_a_file_without_a_notebook_names_the_nearest(load, project):
    """A notebook that was renamed leaves its file behind."""
    (project.notebooks / "delay.yml").write_text("scenarios: {}")
    with pytest.raises(
        UsageError, match=r"notebooks/delay.yml: no notebook 'delay'. Did you mean 'delays'\?"
    ):
        load()


def test_a_file_that_is_not_utf8_is_told(load, project):
    """Another encoding is a fault, not a guess."""
    (project.notebooks / "delays.yml").write_bytes("scenarios: {é: {}}".encode("latin-1"))
    with pytest.raises(UsageError, match="is not UTF-8; got byte 12"):
        load()


def test_a_file_that_cannot_be_read_is_a_fault_of_the_machine(load, project):
    """A folder in place of the file is told with the system's reason."""
    (project.notebooks / "delays.yml").mkdir()
    with pytest.raises(EnvironmentFaultError, match="cannot be read"):
        load()


def test_broken_notebooks_are_told_before_the_file(load, project):
    """A notebook that cannot be read is not called unknown."""
    (project.notebooks / "broken.ipynb").write_text("{")
    with pytest.raises(UsageError, match="cut off") as caught:
        load("scenarios: {}", "broken")
    assert "no notebook" not in str(caught.value)


def test_broken_declarations_are_told_with_the_rest(load):
    """The parameters cell of one notebook does not hide the faults of another."""
    with pytest.raises(
        UsageError, match=r"(?s)2 problems.*a\.ipynb, parameters cell.*'alpha' is out of range"
    ):
        load("scenarios: {x: {parameters: {alpha: 2}}}", "b", a="import os", b=CELL)


@pytest.mark.parametrize("name", ["index", "genindex", "search", "Index", "my notebook", "a.b", "-a"])
def test_a_notebook_whose_page_cannot_be_is_refused(load, name):
    """The book makes some pages itself, and a page needs a plain address."""
    with pytest.raises(UsageError, match=r"is made by the book|letters and digits"):
        load(**{name: CELL})


def test_two_runs_may_not_make_the_same_page(load):
    """A scenario of one notebook may not collide with another notebook."""
    with pytest.raises(
        UsageError, match="delays/jfk and delays-jfk/default would both be the page 'delays-jfk'"
    ):
        load("scenarios: {jfk: {parameters: {origin: JFK}}}", **{"delays": CELL, "delays-jfk": CELL})


def test_a_page_may_not_take_the_place_of_a_comparison(load):
    """A notebook with scenarios has a comparison page."""
    with pytest.raises(UsageError, match="the comparison of delays would both be the page"):
        load("scenarios: {jfk: {parameters: {origin: JFK}}}", **{"delays": CELL, "delays-compare": CELL})


def test_the_yaml_reader_is_the_fast_one():
    """The C reader is used where the package brings it."""
    assert LOADER.__name__ == "CSafeLoader"


_PARTS = [
    "scenarios",
    "card",
    "x",
    ":",
    " ",
    "{",
    "}",
    "\n",
    "\n  ",
    "\n    ",
    "title",
    "parameters",
    "alpha",
    "1",
]
_PARTS += [
    "origin",
    "JFK",
    ",",
    "[",
    "]",
    "-",
    "'",
    '"',
    "!!int",
    "!x",
    "&a",
    "*a",
    "<<",
    "|",
    ">",
    "#",
    "null",
    "no",
]


@given(text=st.text(max_size=60) | st.lists(st.sampled_from(_PARTS), max_size=30).map("".join))
@settings(max_examples=500, deadline=None)
def test_any_file_gives_runs_or_a_named_fault(tmp_path_factory, text):
    """No text of the file makes anything but runs or a fault a person can read."""
    made = Project(tmp_path_factory.getbasetemp())
    made.notebooks.mkdir(exist_ok=True)
    (made.notebooks / "delays.yml").write_bytes(text.encode("utf-8", "replace"))
    book = {
        name: Notebook(name, made.notebooks / name, notebook(name)[0]) for name in ("delays", "exploration")
    }
    try:
        runs = load_scenarios(made, book)
    except UsageError as error:
        assert "notebooks/delays.yml" in str(error)
    else:
        assert {"delays/default", "exploration/default"} <= {run.name for run in runs}


def test_two_notebooks_of_one_title_are_refused(load, project):
    """Nobody could tell their pages apart."""
    twin = (project.notebooks / "delays.ipynb").read_text()
    (project.notebooks / "exploration.ipynb").write_text(twin)
    with pytest.raises(UsageError, match=r"delays.ipynb and notebooks/exploration.ipynb have one title"):
        load()


def test_a_scenario_may_not_read_a_file_of_the_system(load):
    """A published run that only one machine can repeat is none."""
    with pytest.raises(UsageError, match="delays/own: 'since' lies outside the folders"):
        load('scenarios:\n  own: {title: Own, parameters: {since: "csv:/etc/passwd"}}\n')
