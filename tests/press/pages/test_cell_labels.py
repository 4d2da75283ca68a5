"""What a folded cell says of its code."""

from __future__ import annotations

import pytest

from press.pages.cell_labels import imported_names, label_of

IMPORTS = [
    "import numpy as np\nimport torch.nn",
    "from portfolio import results, scoring as sc\nfrom shap import explain",
]


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("# What each mistake costs\nsc.costs(x)", "What each mistake costs"),
        ("# two lines of an\n# answer\nsc.costs(x)", "costs"),
        ("a = sc.first(x)\nb = sc.second(a)\nresults.record('n', 3)\nprint(b.round(2))", "second"),
        ("a = explain(np.array(x))\na.round(2)", "explain"),
        ("mean = np.mean(x)\nresults.record('mean', mean)", "mean"),
        ("late_share.head()", "late share"),
        ("print('bad:', int(people.bad.sum()))", "people"),
        ("for key, one in named.items():\n    results.record(key, one)\nassert short > 0", ""),
        ("def half_life(x):\n    return x / 2", "half life"),
        ("%matplotlib inline", ""),
        ("", ""),
    ],
)
def test_a_cell_is_named_after_a_comment_a_function_or_a_line(code: str, label: str) -> None:
    """The book's own functions tell more than those of a library, and these more than a frame's."""
    assert label_of(code, imported_names(IMPORTS)) == label


def test_a_label_is_one_short_line() -> None:
    """Longer ones are cut, and say so."""
    label = label_of("# " + "a long word " * 20 + "\nfirst = 1", {})
    assert len(label) <= 60
    assert label.endswith("\N{HORIZONTAL ELLIPSIS}")
