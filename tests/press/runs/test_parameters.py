"""Parameters: what is declared, and how a given value is typed by it."""

import ast
import datetime
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import UsageError
from press.runs.parameter_types import Parameter, written
from press.runs.parameters import declared_parameters, parse_assignments, resolve_parameters

CELL = """\
# what may be changed
origin: str = "all"  # airport of departure [all, EWR, JFK, LGA]

data: str = "embedded"  # data set [embedded, csv:*]
label: str = ""  # free text
resamples: int = 1000  # bootstrap resamples [100..10000]
seed: int = 0  # every random choice derives from it [0..]
folds: int = 5  # number of folds [3, 5, 10]
alpha: float = 0.05  # level of the tests [0..1]
shift: float = -1  # any number
quick: bool = False  # cut corners
"""


def declared(source=CELL):
    return declared_parameters(source, where="delays.ipynb")


def resolve(**given):
    return resolve_parameters(declared(), given, where="delays/jfk")


def one(line):
    (parameter,) = declared(line)
    return parameter


def test_reads_every_declaration_in_order():
    """Names, types, defaults, help and constraints come out as declared."""
    names = ["origin", "data", "label", "resamples", "seed", "folds", "alpha", "shift", "quick"]
    assert [parameter.name for parameter in declared()] == names
    by_name = {parameter.name: parameter for parameter in declared()}
    assert by_name["origin"] == Parameter(
        "origin", "str", "all", "airport of departure", ("all", "EWR", "JFK", "LGA")
    )
    assert by_name["folds"].choices == (3, 5, 10)
    assert (by_name["resamples"].minimum, by_name["resamples"].maximum) == (100, 10000)
    assert by_name["quick"] == Parameter("quick", "bool", False, "cut corners")


def test_an_empty_cell_declares_nothing():
    """Blank lines and comments are no parameters."""
    assert declared("") == declared("\n# only = a comment\n\n") == ()


def test_a_whole_default_of_a_float_becomes_a_float():
    """`-1` for a float is -1.0, of type float."""
    shift = {parameter.name: parameter.default for parameter in declared()}["shift"]
    assert (shift, type(shift)) == (-1.0, float)


def test_windows_line_ends_are_read():
    """Carriage returns change nothing."""
    assert declared(CELL.replace("\n", "\r\n")) == declared()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("n: int = 1  # rows [0..100]", "0 to 100"),
        ("n: int = 1  # rows [-5..]", "at least -5"),
        ("n: float = 1  # rows [..1.5]", "at most 1.5"),
        ("n: float = 0  # rows [0..1e3]", "0 to 1000"),
        ("n: float = .7  # rows [0...7]", "0 to 0.7"),
        ("n: int = 1  # rows [ 1 , 2 ]", "1 or 2"),
        ("n: str = 'a'  # rows [a]", "a"),
        ("n: str = 'a'  # rows [a, csv:*, ../b]", "a, csv:* or ../b"),
        ("n: int = 1  # rows", "any whole number"),
        ("n: float = 1  # rows", "any finite number"),
        ("n: str = ''  # rows", "any text"),
        ("n: bool = True  # rows", "true or false"),
        ("n: int = 1  # rows [of the table] once", "any whole number"),
    ],
)
def test_the_range_is_described_in_words(line, text):
    """Each kind of constraint reads as a phrase."""
    assert one(line).describe_range() == text


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("n = 1  # rows", "line 1: the type is missing"),
        ("n: int = 1", "'n' has no help text"),
        ("n: int = 1  #  ", "'n' has no help text"),
        ("n: int = 1  # [0..9]", "'n' has no help text"),
        ("n: int  # rows", "is not a parameter"),
        ("n: list = 1  # rows", "expected one of int, float, str, bool; got list"),
        ("n: int | None = None  # rows", r"expected one of int, float, str, bool; got int \| None"),
        ("n: 'int' = 1  # rows", "expected one of int, float, str, bool"),
        ("n: int = len('a')  # rows", "default of 'n'; expected a literal"),
        ("n: int = m  # rows", "default of 'n'; expected a literal"),
        ("n: str = f'a'  # rows", "default of 'n'; expected a literal"),
        (
            "n: int = 1.0  # rows",
            r"default of 'n' has the wrong type; expected a whole number; got 1.0 \(float\)",
        ),
        ("n: int = '1'  # rows", "default of 'n' has the wrong type"),
        ("n: float = '1'  # rows", "default of 'n' has the wrong type"),
        ("n: bool = 'true'  # rows", "default of 'n' has the wrong type"),
        ("n: bool = 1  # rows", "default of 'n' has the wrong type"),
        ("n: int = True  # rows", "default of 'n' has the wrong type"),
        ("n: str = None  # rows", r"default of 'n' has the wrong type; expected text; got None \(null\)"),
        ("n: float = 1e400  # rows", "default of 'n' has the wrong type; expected a finite number"),
        ("n: int = [1]  # rows", "default of 'n' has the wrong type"),
        ("n: int = 1  # rows [2..3]", "default of 'n' is out of range; expected 2 to 3; got 1"),
        ("n: str = 'a'  # rows [b, c]", "default of 'n' is out of range; expected b or c; got 'a'"),
        ("n: int = 1  # rows [3..2]", r"constraint \[3..2\] of 'n'"),
        ("n: int = 1  # rows [..]", "constraint"),
        ("n: int = 1  # rows []", "constraint"),
        ("n: int = 1  # rows [0..1.5]", "constraint"),
        ("n: int = 1  # rows [min]", "constraint .* expected a range such as"),
        ("n: int = 1  # rows [1, 1]", "constraint"),
        ("n: float = 1  # rows [1, 2]", "constraint"),
        ("n: str = 'a'  # rows [0..1]", "constraint"),
        ("n: str = 'a'  # rows [a,,b]", "constraint"),
        ("n: bool = True  # rows [true]", "constraint .* expected none"),
        ("n: int = 1  # rows = 2", "a second = on the line. papermill"),
        ("n: str = 'a=b'  # rows", "a second = on the line"),
        ("n: int = 1; m: int = 2  # rows", "one parameter on one line"),
        ("n: int = 1;  # rows", "one parameter on one line"),
        ("n: int = (\n1)  # rows", "one parameter on one line"),
        ("n: str = '''a\nb'''  # rows", "one parameter on one line"),
        ("n: int = \\\n1  # rows", "one parameter on one line"),
        ("(n): int = 1  # rows", "is not a parameter"),
        ("n.m: int = 1  # rows", "is not a parameter"),
        ("n[0]: int = 1  # rows", "is not a parameter"),
        ("é: int = 1  # rows", "expected a name of plain letters"),
        ("import os", "line 1 is not a parameter.*got 'import os'"),
        ("print(1)", "is not a parameter"),
        ("%matplotlib inline", "line 1 is not Python"),
        ("n: int = ", "line 1 is not Python"),
        (" n: int = 1  # rows", "is not Python"),
        ("n: str = '\\d'  # rows", "is not Python; got invalid escape"),
        ("n: str = 'a\x00'  # rows", "is not Python"),
        ("n: int = 1  # rows\u2028m: int = 2", "unusual line separator"),
        (f"n: int = {2**63}  # rows", "default of 'n' has the wrong type"),
        pytest.param("n: int = " + "9" * 5000 + "  # rows", "is not Python", id="many-digits"),
        pytest.param("n: int = " + "-" * 100_000 + "1  # rows", "is not Python", id="deep"),
        pytest.param(f"n: str = '{'x' * 10_001}'  # rows", "10,001 characters, more than 10,000", id="long"),
        ("n: str = '\\0'  # rows", "a NUL character"),
        ("n: str = '\\ud800'  # rows", "half a character"),
    ],
)
def test_what_is_no_declaration_is_named(line, message):
    """Each broken line gives its own message, with notebook and line."""
    with pytest.raises(UsageError, match=message) as caught:
        declared(line)
    assert "delays.ipynb, parameters cell, line 1" in str(caught.value)


def test_a_double_declaration_is_named():
    """The second declaration of a name is the fault."""
    with pytest.raises(UsageError, match="line 2: 'n' is declared twice"):
        declared("n: int = 1  # rows\nn: int = 2  # rows")


def test_all_broken_lines_are_told_together():
    """A cell with three faults is one error with three lines."""
    with pytest.raises(UsageError, match=r"(?s)3 problems in the parameters cell of delays.ipynb.*1.*3.*4"):
        declared("a = 1\nb: int = 1  # fine\nimport os\nc: int = 1")


@pytest.mark.parametrize(
    "name",
    ["password", "db_password", "token", "api_token", "secret", "apiKey", "API_KEY", "aws_access_key", "pwd"],
)
def test_a_secret_is_no_parameter(name):
    """Parameters are written into the published notebook."""
    with pytest.raises(UsageError, match=r"looks like a secret.*environment variable"):
        one(f"{name}: str = ''  # to log in")


@pytest.mark.parametrize("name", ["max_tokens", "tokenizer", "key", "n_keys", "author"])
def test_names_that_only_resemble_a_secret_are_fine(name):
    """Words of text analysis are not mistaken for secrets."""
    assert one(f"{name}: str = ''  # harmless").name == name


def test_defaults_fill_what_is_not_given():
    """Every declared parameter is there, in the order of declaration."""
    values = resolve(seed="7", origin="JFK")
    assert list(values) == [parameter.name for parameter in declared()]
    assert (values["origin"], values["seed"], values["resamples"]) == ("JFK", 7, 1000)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("label", "00123", "00123"),
        ("label", "1_000", "1_000"),
        ("label", "nan", "nan"),
        ("label", "yes", "yes"),
        ("label", "__import__('os').system('true')", "__import__('os').system('true')"),
        (
            "label",
            "a 'quote', a \"quote\", a \\ and a\nnewline",
            "a 'quote', a \"quote\", a \\ and a\nnewline",
        ),
        pytest.param("label", "x" * 10_000, "x" * 10_000, id="longest"),
        ("label", "../../etc/x", "../../etc/x"),
        ("data", "csv:/tmp/a.csv", "csv:/tmp/a.csv"),
        ("seed", "00123", 123),
        ("seed", "+7", 7),
        ("seed", "-0", 0),
        ("seed", 2**63 - 1, 2**63 - 1),
        ("resamples", "10000", 10000),
        ("folds", "10", 10),
        ("shift", "-1.5e3", -1500.0),
        ("shift", "1e3", 1000.0),
        ("shift", ".5", 0.5),
        ("shift", 3, 3.0),
        ("alpha", "0", 0.0),
        ("alpha", 1, 1.0),
        ("quick", "true", True),
        ("quick", "false", False),
        ("quick", True, True),
    ],
)
def test_a_value_is_typed_by_its_declaration(name, value, expected):
    """Text keeps its form for a `str` and is read for the others."""
    found = resolve(**{name: value})[name]
    assert (found, type(found)) == (expected, type(expected))


def test_minus_zero_becomes_zero():
    """A minus zero would make two cache keys of one run."""
    assert math.copysign(1, resolve(shift="-0.0")["shift"]) == 1
    assert math.copysign(1, resolve(shift=-0.0)["shift"]) == 1


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "seed",
            "high",
            r"'seed' has the wrong type; expected a whole number, at least 0; got 'high' \(text\)",
        ),
        ("seed", "1_000", "wrong type"),
        ("seed", "3.0", "wrong type"),
        ("seed", 3.0, r"got 3.0 \(float\)"),
        ("seed", "1e3", "wrong type"),
        ("seed", " 3", "wrong type"),
        ("seed", "", "wrong type"),
        ("seed", "٣", "wrong type"),
        ("seed", True, r"got True \(bool\)"),
        ("seed", None, r"got None \(null\)"),
        ("seed", [3], r"got \[3\] \(list\)"),
        ("seed", 2**63, "wrong type"),
        pytest.param("seed", 10**5000, "got a huge number", id="huge"),
        pytest.param("seed", "9" * 5000, "wrong type", id="many-digits"),
        ("seed", "-1", "'seed' is out of range; expected at least 0; got -1"),
        ("resamples", 10_001, "out of range; expected 100 to 10000"),
        ("folds", 4, "out of range; expected 3, 5 or 10; got 4"),
        ("alpha", "nan", "wrong type; expected a finite number, 0 to 1"),
        ("alpha", "inf", "wrong type"),
        ("alpha", "1e400", "wrong type"),
        ("alpha", float("nan"), "wrong type"),
        ("alpha", float("-inf"), "wrong type"),
        pytest.param("alpha", 10**400, "wrong type", id="huge-float"),
        ("alpha", "1_0", "wrong type"),
        ("alpha", "0x1", "wrong type"),
        ("alpha", True, "wrong type"),
        ("alpha", 1.0000001, "out of range"),
        ("quick", "True", "wrong type; expected true or false"),
        ("quick", "yes", "wrong type"),
        ("quick", "1", "wrong type"),
        ("quick", 1, "wrong type"),
        ("origin", "jfk", "out of range; expected all, EWR, JFK or LGA; got 'jfk'"),
        ("data", "../csv:x", "out of range"),
        ("label", True, r"expected text; got True \(bool\). Write it in quotes"),
        ("label", 123, "Write it in quotes"),
        ("label", datetime.date(2024, 1, 1), r"\(date\). Write it in quotes"),
        ("label", None, "Write it in quotes"),
        ("label", "a\0b", "got a NUL character"),
        ("label", "\ud800", "half a character"),
        pytest.param("label", "x" * 10_001, "got 10,001 characters", id="long"),
    ],
)
def test_a_wrong_value_names_type_and_range(name, value, message):
    """The message tells the run, the parameter, what was expected and what was given."""
    with pytest.raises(UsageError, match=message) as caught:
        resolve(**{name: value})
    assert str(caught.value).startswith(f"delays/jfk: '{name}'")


def test_a_long_value_is_cut_in_the_message():
    """Half a page of text does not hide the message."""
    with pytest.raises(UsageError) as caught:
        resolve(seed="y" * 9_000)
    assert len(str(caught.value)) < 200


def test_an_unknown_name_finds_the_nearest():
    """A typo is answered with the name that was meant."""
    with pytest.raises(UsageError, match=r"no parameter 'sead'. Did you mean 'seed'\?"):
        resolve(sead=1)


def test_a_name_that_is_no_text_is_unknown():
    """YAML reads `on` as a truth value; that is a name nobody declared."""
    with pytest.raises(UsageError, match="no parameter 'True'"):
        resolve_parameters(declared(), {True: 1}, where="delays/jfk")


def test_all_wrong_values_are_told_together():
    """Three faults are one error."""
    with pytest.raises(UsageError, match=r"(?s)3 problems in delays/jfk:.*'sead'.*'alpha'.*'quick'"):
        resolve(sead=1, alpha=2, quick="maybe")


def test_given_values_are_left_alone():
    """Resolving changes neither the given mapping nor its values."""
    values = {"seed": "7"}
    resolve(**values)
    assert values == {"seed": "7"}


@given(order=st.permutations(["origin=JFK", "seed=3", "alpha=0.1", "quick=true", "label=a=b"]))
def test_the_order_of_given_values_does_not_matter(order):
    """Any order gives the same mapping in the same order."""
    values = resolve(**parse_assignments(order))
    assert list(values.items()) == list(
        resolve(origin="JFK", seed=3, alpha=0.1, quick=True, label="a=b").items()
    )


def test_assignments_keep_every_further_equals_sign():
    """Only the first `=` splits."""
    assert parse_assignments(["a=1", " b =x=y", "c="]) == {"a": "1", "b": "x=y", "c": ""}


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["seed"], "parameter 'seed'; expected name=value; got no ="),
        (["=3"], "got no name"),
        (["a=1", "a=2"], "'a' is given twice"),
        (["a=1", "a=1"], "'a' is given twice"),
        (["x", "=3", "y"], "3 problems in the parameters"),
    ],
)
def test_a_malformed_assignment_is_named(texts, message):
    """Missing sign, missing name and double names are told."""
    with pytest.raises(UsageError, match=message):
        parse_assignments(texts)


def test_every_shown_default_can_be_typed_on_a_command_line():
    """It is accepted as text and gives the default."""
    shown = {one.name: written(one.default) for one in declared()}
    assert resolve(**shown) == resolve()


_FRAGMENTS = [
    "n",
    "m",
    ":",
    "int",
    "float",
    "str",
    "bool",
    "=",
    "1",
    "-",
    "0.5",
    "'a'",
    "True",
    "#",
    "help",
    "[",
    "]",
]
_FRAGMENTS += [
    "..",
    ",",
    "*",
    "\n",
    " ",
    "  # ",
    "(",
    ")",
    "\\",
    ";",
    "'",
    '"""',
    "lambda:",
    "é",
    "\r",
    "\x0c",
    "None",
]
_lines = st.lists(st.sampled_from(_FRAGMENTS), max_size=25).map("".join)


@given(source=st.text(max_size=80) | _lines | _lines.map(lambda text: f"n: int = 1  # {text}"))
@settings(max_examples=1500, deadline=None)
def test_any_text_declares_parameters_or_is_refused(source):
    """No text makes anything but parameters or a fault a person can read."""
    try:
        found = declared(source)
    except UsageError as error:
        assert "delays.ipynb" in str(error)
    else:
        assert resolve_parameters(found, {}, where="x") == {one.name: one.default for one in found}


@given(
    name=st.sampled_from([parameter.name for parameter in declared()]),
    value=st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.lists(st.integers()),
)
@settings(max_examples=500, deadline=None)
def test_any_value_is_accepted_in_range_or_refused(name, value):
    """What is accepted has the declared type, lies in range, and is accepted again unchanged."""
    parameter = {one.name: one for one in declared()}[name]
    try:
        found = resolve(**{name: value})[name]
    except UsageError as error:
        assert name in str(error)
    else:
        assert type(found).__name__ == parameter.type_name
        assert parameter.accepts(found)
        assert resolve(**{name: found})[name] == found


def test_papermill_reads_the_same_names():
    """The line form is the one papermill understands: no parameter is skipped by it."""
    from papermill.translators import PythonTranslator

    found = PythonTranslator.inspect({"source": CELL})
    assert [one.name for one in found] == [one.name for one in declared()]


def test_a_shuffled_cell_declares_the_same_parameters():
    """The order of the lines is the order of the parameters, nothing else."""
    lines = CELL.splitlines()
    random.Random(0).shuffle(lines)
    assert {one.name: one for one in declared("\n".join(lines))} == {one.name: one for one in declared()}


@given(value=st.text() | st.text("'\"\\\n\r\t{}%\u2028\x1b"))
@settings(max_examples=500, deadline=None)
def test_accepted_text_reaches_the_notebook_unchanged(value):
    """Whatever text is accepted, papermill writes it into the notebook as the same text."""
    from papermill.translators import PythonTranslator

    try:
        found = resolve(label=value)["label"]
    except UsageError:
        return
    assert ast.literal_eval(PythonTranslator.translate(found)) == value
