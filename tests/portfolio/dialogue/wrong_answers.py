"""Wrong answers to the exercises on a booking by chat, as changes of the solutions."""

from __future__ import annotations

import numpy as np

WRONG = {
    "shared": {
        "the other way round": (
            "return tested.isin(trained).mean()",
            "return trained.isin(tested).mean()",
        ),
        "the count": (".mean()", ".sum()"),
        "the share that is new": ("tested.isin(trained)", "~tested.isin(trained)"),
        "templates in place of sentences": ("tested.isin", "tested.drop_duplicates().isin"),
        "whatever is not tested is trained on": ('== "train"', '!= "test"'),
        "all sentences": ("tested.isin(trained)", 'sentences["number"].isin(trained)'),
        "templates that are not the only ones": lambda sentences: (
            sentences["number"].duplicated(keep=False).mean()
        ),
        "any at all": (".mean()", ".any()"),
    },
    "forbid": {
        "after the beginning only": (
            "before[2:] == tag[2:]",
            "before == 'B-' + tag[2:]",
        ),
        "from column to row": ("np.where(fits, ", "np.where(np.transpose(fits), "),
        "none after outside, any other slot": ("before[2:] == tag[2:]", "before != 'O'"),
        "nought in place of infinity": ("-np.inf", "0.0"),
        "plus infinity": ("-np.inf", "np.inf"),
        "the forbidden kept": ("moves, -np.inf", "-np.inf, moves"),
        "the beginning too": ('tag[0] != "I"', 'tag == "O"'),
        "no outside before": lambda moves, tags: np.where(np.array(tags) == "O", -np.inf, moves),
    },
    "fewest": {
        "one too many": ("- 1e-9)) - 1", "- 1e-9))"),
        "rounded": ("np.ceil(1 / level - 1e-9)", "round(1 / level)"),
        "always nineteen": lambda level: 19,
        "one too few": ("- 1e-9)) - 1", "- 1e-9)) - 2"),
        "rounded down": ("np.ceil(1 / level - 1e-9)", "1 // level"),
        "for half of the level": ("1 / level", "2 / level"),
        "the share": lambda level: 1 / (1 + level),
    },
}
