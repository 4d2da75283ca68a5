"""Wrong answers to the exercises on sentiment, as changes of the solutions."""

from __future__ import annotations

WRONG = {
    "mean_cost": {
        "a cutoff of a half": ("1 / (1 + ratio)", "0.5"),
        "one over the ratio": ("1 / (1 + ratio)", "1 / ratio"),
        "the cutoff of silence": ("1 / (1 + ratio)", "ratio / (1 + ratio)"),
        "no alarm at the cutoff": ("probability >=", "probability >"),
        "an alarm below": ("probability >=", "probability <"),
        "the costs swapped": ("ratio * ~alarm, alarm", "~alarm, ratio * alarm"),
        "a miss costs one": ("ratio * ~alarm", "1 * ~alarm"),
        "false alarms for nothing": ("~alarm, alarm)", "~alarm, 0)"),
        "every alarm costs": ("ratio * ~alarm, alarm)", "ratio * ~alarm + alarm, alarm)"),
        "the sum": (".mean()", ".sum()"),
        "the share of errors": lambda said, truth, ratio: ((said >= 1 / (1 + ratio)) != truth).mean(),
    },
    "mean_state": {
        "padding in the mean": ("mask.sum(axis=1)", "mask.shape[1]"),
        "no mask": ("(states * mask)", "states"),
        "the sum": (" / mask.sum(axis=1)", ""),
        "the padding alone": ("ids > 0", "ids == 0"),
        "without the unknown words": ("ids > 0", "ids > 1"),
        "over the messages": ("(states * mask).sum(axis=1)", "(states * mask).sum(axis=0)"),
        "the strongest": ("(states * mask).sum(axis=1) / mask.sum(axis=1)", "(states * mask).max(axis=1)"),
        "the first word": lambda states, ids: states[:, 0],
        "the last place": lambda states, ids: states[:, -1],
    },
    "share_ringing": {
        "at the threshold": ("evidence > threshold", "evidence >= threshold"),
        "evidence below zero": ("np.maximum(0, evidence + step)", "evidence + step"),
        "the last message only": ("rang | (evidence > threshold)", "evidence > threshold"),
        "up and down swapped": ("np.where(flag, up, down)", "np.where(flag, down, up)"),
        "no step down": ("np.where(flag, up, down)", "np.where(flag, up, 0)"),
        "the share of quiet ones": ("rang.mean()", "1 - rang.mean()"),
        "how many": ("rang.mean()", "rang.sum()"),
        "a sum that ends": lambda flags, up, down, limit: (
            (flags * up + ~flags * down).sum(axis=1) > limit
        ).mean(),
        "the share of messages": lambda flags, up, down, limit: flags.mean(),
    },
}
