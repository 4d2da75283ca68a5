"""Notebooks as files: what is read, and the fault that is named."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import EnvironmentFaultError, PortfolioError, UsageError
from press.collected_errors import one_error
from press.runs.notebook import read_notebook, read_notebooks, source, tags

TITLE = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Delays"}
PARAMETERS = {
    "cell_type": "code",
    "id": "parameters",
    "metadata": {"tags": ["parameters"]},
    "source": ["seed: int = 0  # start\n", "n: int = 1  # rows"],
    "outputs": [],
    "execution_count": None,
}


def code(name, text="1", *names):
    return {**PARAMETERS, "id": name, "metadata": {"tags": list(names)}, "source": text}


def document(*cells, minor=5, **metadata):
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": minor}


@pytest.fixture
def write(tmp_path):
    def write(content, name="delays.ipynb"):
        path = tmp_path / "notebooks" / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_reads_a_whole_notebook(write):
    """A sound notebook gives its name, title, cells, parameters cell and kernel."""
    book = document(TITLE, PARAMETERS, code("last"), kernelspec={"name": "python3"})
    notebook = read_notebook(write(book))
    assert (notebook.name, notebook.title, notebook.kernel_name) == ("delays", "Delays", "python3")
    assert notebook.where == "notebooks/delays.ipynb"
    assert [index for index, _ in notebook.code_cells] == [1, 2]
    assert notebook.parameters_index == 1
    assert notebook.parameters_source == "seed: int = 0  # start\nn: int = 1  # rows"
    assert notebook.document == book


@pytest.mark.parametrize(
    "metadata", [{}, {"kernelspec": {}}, {"kernelspec": None}, {"kernelspec": {"name": ""}}]
)
def test_a_notebook_without_kernel_name_has_none(write, metadata):
    """No kernelspec, or one without a name, is no kernel name."""
    assert read_notebook(write(document(TITLE, PARAMETERS, **metadata))).kernel_name is None


def test_source_may_be_a_text_or_lines():
    """Both stored forms of a source give the same text."""
    assert source({"source": ["a\n", "b"]}) == source({"source": "a\nb"}) == "a\nb"


@pytest.mark.parametrize("found", ["parameters", None, {"parameters": 1}])
def test_tags_that_are_no_list_are_none(found):
    """Malformed tags count as no tags."""
    assert tags({"metadata": {"tags": found}}) == ()


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("# Delays", "Delays"),
        ("(label)=\n\n# Delays #\n\ntext", "Delays"),
        ("```\n# a comment\n```\n# Delays", "Delays"),
        ("~~~~\n~~~\n# a comment\n~~~~~\n# Delays", "Delays"),
        (":::{note}\n# inside\n:::\n# Delays", "Delays"),
        ("# *Late* `flights` and **why**", "Late flights and why"),
        ("## Sub\n# C# and F#", "C# and F#"),
        ("   # Délais à l'arrivée", "Délais à l'arrivée"),
    ],
)
def test_title_is_the_first_heading_outside_code(write, markdown, title):
    """Comments in code fences are no titles, and emphasis marks are dropped."""
    cell = {**TITLE, "source": markdown}
    assert read_notebook(write(document(cell, PARAMETERS))).title == title


@pytest.mark.parametrize(
    "markdown", ["", "Delays", "## Delays", "#Delays", "#", "    # code", "```\n# never closed"]
)
def test_a_page_without_title_is_refused(write, markdown):
    """Text, lower headings and code are no title."""
    with pytest.raises(UsageError, match="page has no title"):
        read_notebook(write(document({**TITLE, "source": markdown}, PARAMETERS)))


def test_an_empty_notebook_lacks_title_and_parameters(write):
    """Both faults of a notebook without cells are told at once."""
    with pytest.raises(UsageError, match=r"(?s)2 problems.*no title.*no cell tagged"):
        read_notebook(write(document()))


def test_parameters_may_be_left_out_where_not_required(write):
    """A notebook of prose is fine where no parameters are wanted."""
    notebook = read_notebook(write(document(TITLE)), parameters_required=False)
    assert (notebook.parameters_index, notebook.parameters_source) == (None, "")


@pytest.mark.parametrize("required", [True, False])
def test_two_parameters_cells_are_refused(write, required):
    """The message names both cells, counted from 1."""
    book = document(TITLE, PARAMETERS, code("more", "2", "parameters"))
    with pytest.raises(UsageError, match="2 cells tagged `parameters`: 2 and 3"):
        read_notebook(write(book), parameters_required=required)


def test_a_tagged_markdown_cell_is_refused(write):
    """Parameters are code."""
    cell = {**TITLE, "metadata": {"tags": ["parameters"]}}
    with pytest.raises(UsageError, match=r"cell 1 is tagged .* not a code cell"):
        read_notebook(write(document(cell)))


def test_a_leftover_injected_cell_is_refused(write):
    """A cell left by an earlier run would override the parameters of every run."""
    with pytest.raises(UsageError, match="cell 3 was injected by an earlier run"):
        read_notebook(write(document(TITLE, PARAMETERS, code("left", "n = 2", "injected-parameters"))))


def test_a_missing_notebook_names_its_neighbours(write):
    """A typo in the file name finds the nearest notebook."""
    path = write(document(TITLE, PARAMETERS))
    with pytest.raises(UsageError, match=r"no notebook notebooks/delay.ipynb. Did you mean 'delays'\?"):
        read_notebook(path.with_name("delay.ipynb"))


def test_a_folder_is_no_notebook(tmp_path):
    """A folder with the name of a notebook is named as such."""
    (tmp_path / "a.ipynb").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        read_notebook(tmp_path / "a.ipynb")


def test_a_file_that_cannot_be_read_is_a_fault_of_the_machine(tmp_path):
    """A file as a parent folder raises the fault of the machine, with the system's reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFaultError, match="Not a directory"):
        read_notebook(tmp_path / "file" / "a.ipynb")


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_notebook_names_line_and_byte(write, kept):
    """A file cut anywhere is told as cut off."""
    text = json.dumps(document({**TITLE, "source": "# Délais"}, PARAMETERS), indent=1, ensure_ascii=False)
    with pytest.raises(UsageError, match=r"(cut off|not valid JSON) at line \d+, byte \d+"):
        read_notebook(write(text[: int(len(text) * kept)]))


def test_the_byte_counts_accents_as_stored(write):
    """The offset is in bytes of the file, not in characters."""
    with pytest.raises(UsageError, match="line 1, byte 8;"):
        read_notebook(write('{"éé" x'))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("[]", "not a notebook; got list"),
        ("{}", "expected nbformat 4.0 to 4.5; got nbformat None"),
        ('{"nbformat": 4, "nbformat_minor": 5}', "not a notebook; expected a list `cells`"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "is not valid JSON"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ('{"a": "é"}'.encode("latin-1"), "not UTF-8; got byte 7"),
        ("{}".encode("utf-16"), "not UTF-8"),
    ],
)
def test_what_is_no_notebook_is_told_from_the_others(write, content, message):
    """Each kind of broken file has its own message."""
    with pytest.raises(UsageError, match=message):
        read_notebook(write(content))


def test_conflict_markers_are_named_with_their_line(write):
    """Markers of version control between the lines of the JSON are told, not a JSON error."""
    lines = json.dumps(document(TITLE, PARAMETERS), indent=1).splitlines()
    lines[3:3] = ["<<<<<<< HEAD", lines[3], "=======", lines[3], ">>>>>>> other"]
    with pytest.raises(UsageError, match=r"unresolved merge conflict in notebooks/delays.ipynb, line 4"):
        read_notebook(write("\n".join(lines)))


def test_conflict_markers_inside_a_cell_are_found(write):
    """Merge tools for notebooks write the markers into the cell itself."""
    text = "x = 1\n<<<<<<< local\ny = 1\n=======\ny = 2\n>>>>>>> remote"
    with pytest.raises(UsageError, match=r"merge conflict in notebooks/delays.ipynb, cell 3, line 2"):
        read_notebook(write(document(TITLE, PARAMETERS, code("both", text))))


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5])
def test_the_formats_4_0_to_4_5_are_read(write, minor):
    """Every minor version in use is accepted; ids are wanted from 4.5 on."""
    cells = [{key: value for key, value in cell.items() if key != "id"} for cell in (TITLE, PARAMETERS)]
    with_ids = (TITLE, PARAMETERS) if minor == 5 else cells
    assert read_notebook(write(document(*with_ids, minor=minor))).title == "Delays"


@pytest.mark.parametrize(
    ("major", "minor"), [(3, 0), (4, 6), (5, 0), (4, -1), ("4", 5), (4.0, 5), (True, 5), (4, None)]
)
def test_other_formats_are_refused_with_the_accepted_range(write, major, minor):
    """Older, newer and malformed versions are told the range."""
    with pytest.raises(UsageError, match=r"expected nbformat 4.0 to 4.5"):
        read_notebook(write({**document(TITLE, PARAMETERS), "nbformat": major, "nbformat_minor": minor}))


def test_doubled_cell_ids_are_refused(write):
    """The message names the id and the cells."""
    with pytest.raises(UsageError, match="2 cells with the id 'title': cells 1, 3"):
        read_notebook(write(document(TITLE, PARAMETERS, code("title"))))


@pytest.mark.parametrize("bad", ["", "a b", "é", "x" * 65, 7, None])
def test_a_malformed_cell_id_is_refused(write, bad):
    """Ids outside the format would be replaced at random by nbformat."""
    with pytest.raises(UsageError, match="cell 3 has no valid id"):
        read_notebook(write(document(TITLE, PARAMETERS, code(bad))))


@pytest.mark.parametrize(
    "cell",
    [
        7,
        {},
        {"cell_type": "heading", "metadata": {}, "source": ""},
        {"cell_type": "code", "metadata": [], "source": ""},
        {"cell_type": "code", "metadata": {}},
        {"cell_type": "code", "metadata": {}, "source": ["a", 1]},
    ],
)
def test_a_malformed_cell_is_named(write, cell):
    """A cell of unknown type, or without text, is told by its number."""
    with pytest.raises(UsageError, match=r"delays.ipynb, cell 2 "):
        read_notebook(write(document(TITLE, cell, PARAMETERS)))


def test_half_a_character_is_refused(write):
    """A lone surrogate cannot be stored by any later step."""
    text = json.dumps(document(TITLE, PARAMETERS, code("odd", "x = 'XX'"))).replace("XX", "\\ud800")
    with pytest.raises(UsageError, match="cell 3 holds half a character"):
        read_notebook(write(text))


def test_reading_never_changes_the_document(write):
    """Two reads of one file give equal notebooks, whatever was asked of the first."""
    path = write(document(TITLE, PARAMETERS))
    first = read_notebook(path)
    first.cells.clear()
    assert first == read_notebook(path)


def test_a_folder_is_read_by_name(write):
    """All notebooks of a folder, sorted."""
    folder = write(document(TITLE, PARAMETERS), "b.ipynb").parent
    write(document(TITLE, PARAMETERS), "a.ipynb")
    write("prose", "notes.md")
    assert list(read_notebooks(folder)) == ["a", "b"]


def test_the_faults_of_all_notebooks_are_told_together(write):
    """One fault of one file and two of another are three lines of one error."""
    folder = write("{", "a.ipynb").parent
    write(document(), "b.ipynb")
    with pytest.raises(UsageError, match=r"(?s)3 problems in notebooks:.*a\.ipynb.*b\.ipynb.*b\.ipynb"):
        read_notebooks(folder)


def test_one_problem_stands_alone():
    """A single problem is not wrapped in a list, and equal problems are told once."""
    problem = UsageError("x is wrong", hint="Mend it.")
    assert str(one_error([problem, problem], where="y")) == "x is wrong. Mend it."


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "metadata", "nbformat", "nbformat_minor", "source", "cell_type", "id", "tags"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(content=st.binary(max_size=200) | _json.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=200, deadline=None)
def test_any_file_is_a_notebook_or_a_named_fault(tmp_path_factory, content):
    """No content of a file makes anything but a fault a person can read."""
    path = tmp_path_factory.getbasetemp() / "any.ipynb"
    path.write_bytes(content)
    with pytest.raises(PortfolioError, match=r"any\.ipynb"):
        read_notebook(path)


@given(cells=st.lists(_json, max_size=3), metadata=_json)
@settings(max_examples=200, deadline=None)
def test_any_cells_are_a_notebook_or_a_named_fault(tmp_path_factory, cells, metadata):
    """A document of the right format with arbitrary cells is read or refused, never a crash."""
    path = Path(tmp_path_factory.getbasetemp(), "cells.ipynb")
    book = {**document(TITLE, PARAMETERS, *cells), "metadata": metadata}
    path.write_text(json.dumps(book))
    try:
        notebook = read_notebook(path)
    except UsageError as error:
        assert "cells.ipynb" in str(error)
    else:
        assert notebook.title == "Delays"


@pytest.mark.parametrize(
    "line", ["!pip install x", "%pip install x", "! python -m pip install x", "!uv pip install x"]
)
def test_a_notebook_that_installs_packages_is_refused(write, line):
    """What a book runs on is pinned before it runs."""
    with pytest.raises(UsageError, match="cell 3, line 2 installs packages"):
        read_notebook(write(document(TITLE, PARAMETERS, code("last", f"1\n{line}"))))
