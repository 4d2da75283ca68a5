"""Wrong answers to the exercises on recommendations, as changes of the solutions."""

from __future__ import annotations

import numpy as np

WRONG = {
    "nearest": {
        "the film itself": ("    cosine[film] = -1\n", ""),
        "the films alone": ("return best, cosine[best]", "return best"),
        "the farthest": ("np.argsort(-cosine", "np.argsort(cosine"),
        "common likes": (" / (size * size[film])", ""),
        "by the size of the film alone": ("size * size[film]", "size[film] * size[film]"),
        "one film more": ("[:count]", "[: count + 1]"),
        "one film too late": ("[:count]", "[1 : count + 1]"),
        "people instead of films": ("likes.T @ likes[:, film]", "likes @ likes[film]"),
        "the most popular": lambda likes, film, count: (
            np.argsort(-likes.sum(axis=0))[:count],
            np.sort(likes.mean(axis=0))[::-1][:count],
        ),
    },
    "ease_scores": {
        "no penalty to speak of": ("penalty * np.eye", "1e-3 * np.eye"),
        "a film speaks for itself": ("    np.fill_diagonal(weights, 0)\n", ""),
        "rows divided": ("np.diag(inverse)", "np.diag(inverse)[:, None]"),
        "the other sign": ("-inverse /", "inverse /"),
        "not divided": ("-inverse / np.diag(inverse)", "-inverse"),
        "the scores of those who taught": ("asked @ weights", "taught @ weights"),
        "fitted to those who ask": ("taught.T @ taught", "asked.T @ asked"),
        "weights the wrong way": ("asked @ weights", "asked @ weights.T"),
        "the matrix of common likes": lambda taught, asked, penalty: asked @ (taught.T @ taught),
    },
    "both_replays": {
        "weighted by the probability": ("match / probability", "match * probability"),
        "over all visits": ("weight.sum()", "len(weight)"),
        "over the matching visits": ("weight.sum()", "match.sum()"),
        "all visits weighted": ("match / probability", "1 / probability"),
        "the other order": (
            "return reward[match].mean(), (weight * reward).sum() / weight.sum()",
            "return (weight * reward).sum() / weight.sum(), reward[match].mean()",
        ),
        "all visits in the plain mean": ("reward[match].mean()", "reward.mean()"),
        "plain twice": ("(weight * reward).sum() / weight.sum()", "reward[match].mean()"),
    },
}
