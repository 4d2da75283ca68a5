"""Wrong answers to the exercises on graphs, as changes of the solutions."""

from __future__ import annotations

import numpy as np

WRONG = {
    "homophily": {
        "the share of links between classes": ("==", "!="),
        "chance by nodes and not by ends of links": lambda links, labels: (
            _same(links, labels),
            float(((np.bincount(labels) / len(labels)) ** 2).sum()),
        ),
        "chance by the number of classes": lambda links, labels: (
            _same(links, labels),
            1 / len(set(labels.tolist())),
        ),
        "how many links": (".mean()", ".sum()"),
        "pairs without a link count too": ("links.nonzero()", "np.ones_like(links).nonzero()"),
        "the shares are not squared": ("** 2", "** 1"),
        "the other order": lambda links, labels: _chance(links, labels)[::-1],
    },
    "filtered_rank": {
        "right answers are not taken out": lambda scores, answer, others: _rank(
            scores, answer, others & False
        ),
        "ties count for the answer": ("level / 2", "0 * level"),
        "ties count against it": ("level / 2", "level"),
        "the answer ties with itself": lambda scores, answer, others: _rank(scores, answer, others) + 0.5,
        "counted from zero": ("1 + ", ""),
        "low scores first": ("> scores[answer]", "< scores[answer]"),
        "only what is right counts": ("~others", "others"),
    },
    "right_alarms": {
        "the rare ones alone raise alarms": lambda rate, found, false, guilty: (
            rate * 86_400 * found * guilty,
            found,
        ),
        "false alarms of all messages": ("(1 - guilty)", "1"),
        "an hour for a day": ("86_400", "3_600"),
        "the share that is wrong": ("right / (right + wrong)", "wrong / (right + wrong)"),
        "one minus the false alarms": lambda rate, found, false, guilty: (
            rate * 86_400 * (found * guilty + false * (1 - guilty)),
            1 - false,
        ),
        "the two kinds are as common": lambda rate, found, false, guilty: (
            rate * 86_400 * (found + false) / 2,
            found / (found + false),
        ),
        "the false alarms alone": ("* (right + wrong)", "* wrong"),
    },
}


def _same(links, labels):
    one, other = links.nonzero()
    return float((labels[one] == labels[other]).mean())


def _chance(links, labels):
    one, _ = links.nonzero()
    return _same(links, labels), float(((np.bincount(labels[one]) / len(one)) ** 2).sum())


def _rank(scores, answer, others):
    rivals = ~others
    rivals[answer] = False
    above, level = (scores[rivals] > scores[answer]).sum(), (scores[rivals] == scores[answer]).sum()
    return float(1 + above + level / 2)
