"""Executed notebooks, made the same whenever and wherever they were executed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.execute.clean_outputs import MAX_TEXT, as_on_a_terminal, normalised, without_additions
from pretend_kernel import executed_cell, stream

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def document(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """Return an executed notebook."""
    metadata = {"kernelspec": KERNEL, **metadata}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


def outputs(*given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the outputs of one cell, normalised."""
    (cell,) = normalised(document(executed_cell("f()", *given, count=9)))["cells"]
    return list(cell["outputs"])


def result(text: str, **data: Any) -> dict[str, Any]:
    """Return the value of a cell's last line."""
    return {
        "output_type": "execute_result",
        "execution_count": 9,
        "metadata": {},
        "data": {"text/plain": text, **data},
    }


def test_cells_that_papermill_adds_go():
    """The numbers of the others are then those of the committed notebook."""
    own, injected = executed_cell("a"), executed_cell("b", tags=["injected-parameters"])
    marker = executed_cell("c", tags=["papermill-error-cell-tag"])
    assert without_additions(document(marker, own, injected))["cells"] == [own]


def test_times_and_notes_of_tools_go():
    """What the author wrote into the metadata stays."""
    cell = executed_cell(
        "a", papermill={"duration": 1}, execution={"iopub.execute_input": "2026"}, tags=["x"]
    )
    clean = normalised(document(cell, papermill={"start_time": "2026"}, language_info={"version": "3.11.2"}))
    assert clean["metadata"] == {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    assert clean["cells"][0]["metadata"] == {"tags": ["x"]}


def test_cells_are_counted_anew_from_1():
    """A cell that did not run has no count and takes none."""
    cells = [
        executed_cell("a", result("1"), count=7),
        executed_cell("b", count=None),
        executed_cell("c", result("2"), count=12),
    ]
    clean = normalised(document(*cells))["cells"]
    assert [cell["execution_count"] for cell in clean] == [1, None, 2]
    assert [clean[0]["outputs"][0]["execution_count"], clean[2]["outputs"][0]["execution_count"]] == [1, 2]


def test_neighbouring_pieces_of_one_stream_become_one():
    """How a print is cut into messages is chance."""
    pieces = [stream("a"), {**stream(""), "text": ["b", "c"]}, stream("!", "stderr"), stream("d")]
    assert outputs(*pieces) == [stream("abc"), stream("!", "stderr"), stream("d")]


@pytest.mark.parametrize("size", [MAX_TEXT, MAX_TEXT + 1, 5 * MAX_TEXT])
def test_a_long_text_is_cut_and_the_cut_is_told(size):
    """Printed, or as the value of the last line."""
    printed, value = outputs(stream("x" * size), result("x" * size, **{"text/html": "<p>"}))
    for text in (printed["text"], value["data"]["text/plain"]):
        assert text[:MAX_TEXT] == "x" * MAX_TEXT
        cut = f"\n[... {size - MAX_TEXT:,} more characters were cut ...]\n" if size > MAX_TEXT else ""
        assert text[MAX_TEXT:] == cut
    assert value["data"]["text/html"] == "<p>"


def test_figures_stay_as_they_are():
    """Data of other kinds are not touched."""
    figure = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "aGk="}}
    assert outputs(figure) == [figure]


def test_normalising_twice_is_normalising_once_and_changes_no_argument():
    """The stored notebook is a fixed point."""
    given = document(executed_cell("a", stream("x"), stream("y" * 200_000), result("1"), count=4))
    before = copy.deepcopy(given)
    once = normalised(given)
    assert given == before
    assert normalised(once)["cells"][0]["outputs"][0]["text"].startswith("xy")
    assert normalised({**once, "cells": [executed_cell("a", result("1"))]}) == normalised(
        document(executed_cell("a", result("1"), count=3))
    )


@pytest.mark.parametrize(
    ("printed", "left"),
    [
        ("".join(f"\rstep {n}/200" for n in range(1, 201)) + "\n", "step 200/200\n"),
        ("long line\rshort", "shortline"),
        ("long line\r\x1b[Kshort\n", "short\n"),
        ("ab\b\bcd\n", "cd\n"),
        ("\b\bx", "x"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("\r  0%|  | 0/3 [00:00<?, ?it/s]\r100%|██| 3/3 [00:01<00:00, 2.9it/s]\n", "100%|██| 3/3\n"),
        ("at [12:30, noon]\n", "at [12:30, noon]\n"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\\n", "link\n"),
        ("\x1b]0;title\x07shown\x07\n", "shown\n"),
        ("\x1b[?25lwait\x1b[2K\x1b[1Gdone\x1b[?25h\n", "done\n"),
        ("outer 1\ninner 1\x1b[A\router 2\ninner 2\x1b[A\r\x1b[Kouter 3\n", "outer 3\ninner 2"),
        ("\x1b[31mold\x1b[0m\r\x1b[32mnew\x1b[0m\nnext", "\x1b[32mnew\x1b[0m\nnext"),
        ("\x1b[31mred\x1b[0m \x1b[1;32mgreen\x1b[0m\n", "\x1b[31mred\x1b[0m \x1b[1;32mgreen\x1b[0m\n"),
        ("a\x1b[999999999Bb", "a" + "\n" * 500 + " b"),
    ],
)
def test_printed_text_is_left_as_a_terminal_leaves_it(printed, left):
    """The last state of a line, and nothing of a progress bar that differs each time."""
    assert as_on_a_terminal(printed) == left
    assert outputs(stream(printed))[0]["text"] == left


@given(
    st.lists(st.sampled_from([*"ab\r\b\n\x1b[K;7", "\x1b[31m", "\x1b[A", "\x1b[2B", "\x1b]8;"])).map("".join)
)
def test_what_a_terminal_left_is_left_alone(text):
    """Whatever was printed, to clean it twice changes nothing."""
    once = as_on_a_terminal(text)
    assert as_on_a_terminal(once) == once
