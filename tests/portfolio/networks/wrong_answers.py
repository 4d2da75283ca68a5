"""Wrong answers to the exercises on networks, as changes of the solutions or as functions."""

from __future__ import annotations

import numpy as np

WRONG = {
    "gradient_by_differences": {
        "forward differences": ("(f(up) - f(down)) / (2 * step)", "(f(up) - f(x)) / step"),
        "backward differences": ("(f(up) - f(down)) / (2 * step)", "(f(x) - f(down)) / step"),
        "divided by one step": ("/ (2 * step)", "/ step"),
        "the other sign": ("f(up) - f(down)", "f(down) - f(up)"),
        "all numbers moved at once": lambda f, x, step: np.full(
            len(x), (f(x + step) - f(x - step)) / (2 * step)
        ),
        "not divided": ("(f(up) - f(down)) / (2 * step)", "f(up) - f(down)"),
    },
    "share_with_relatives": {
        "the whole sequence": lambda learnt, tested, length: np.mean([one in learnt for one in tested]),
        "the first letters only": lambda learnt, tested, length: np.mean(
            [any(two.startswith(one[:length]) for two in learnt) for one in tested]
        ),
        "how many": ("np.mean(", "np.sum("),
        "without relatives": ("any(", "not any("),
        "the share of learnt ones": lambda learnt, tested, length: _share(tested, learnt, length),
        "the same letters in any order": lambda learnt, tested, length: np.mean(
            [any(len(set(one) & set(two)) >= 1 for two in learnt) for one in tested]
        ),
        "one letter less": lambda learnt, tested, length: _share(learnt, tested, length - 1),
    },
    "clip": {
        "each array by itself": lambda gradients, limit: [
            g * min(1.0, limit / np.linalg.norm(g)) for g in gradients
        ],
        "each value by itself": lambda gradients, limit: [np.clip(g, -limit, limit) for g in gradients],
        "always scaled to the limit": lambda gradients, limit: [
            g * limit / np.sqrt(sum((one**2).sum() for one in gradients)) for g in gradients
        ],
        "the sum and not the norm": lambda gradients, limit: [
            g * min(1.0, limit / sum(np.abs(one).sum() for one in gradients)) for g in gradients
        ],
        "the square of the norm": lambda gradients, limit: [
            g * min(1.0, limit / sum((one**2).sum() for one in gradients)) for g in gradients
        ],
        "not at all": lambda gradients, limit: gradients,
    },
}


def _share(learnt, tested, length):
    pieces = {one[i : i + length] for one in learnt for i in range(len(one) - length + 1)}
    return np.mean(
        [any(one[i : i + length] in pieces for i in range(len(one) - length + 1)) for one in tested]
    )
